import { HttpClient } from "@effect/platform"
import { Credentials, type Reading, Smartcar, SmartcarConfig, type SmartcarError } from "@effect-smartcar/sdk"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Cause, Context, Duration, Effect, Either, Layer, Redacted } from "effect"

/** The fixture values that the golden files use. */
export const vehicleId = "36ab27d0-fd9d-4455-823a-ce30af709ffc"
export const token = "88704225-9f6c-4919-93e7-e0cec71317ce"
export const userId = "92ddba7b-d842-46af-bd92-d4a9d8b5dfb1"
export const applicationToken = "5f3ac1a4-0000-4000-a000-00000000a991"
export const config: SmartcarConfig.Options = {
  applicationId: "8229df9f-91a0-4ff0-a1ae-a1f38ee24d07",
  apiClientId: "client_golden",
  apiClientSecret: Redacted.make("apiClientSecret"),
  clientId: "clientId",
  clientSecret: Redacted.make("clientSecret"),
  managementToken: Redacted.make("amt"),
  redirectUri: "https://example.com/home",
  userAgent: "golden"
}

/** What a call needs to run, answered by a fake. */
export type Needs = Smartcar.Smartcar | SmartcarConfig.SmartcarConfig

export type Answers = Wire.Answer | Wire.Handler

/** One token for every owner, and one of the application. */
const credentials = Layer.effect(
  Credentials.Credentials,
  Effect.map(
    Credentials.Credentials,
    (owners): Credentials.Service => ({
      authorization: (scheme, owner) =>
        scheme === "application" || scheme === "applicationUser"
          ? Effect.succeed(Redacted.make(`Bearer ${applicationToken}`))
          : owners.authorization(scheme, owner),
      renew: owners.renew
    })
  )
).pipe(Layer.provide(Credentials.layerAccessToken(Redacted.make(token))))

/** The real interpreter over an HTTP client. */
export const layerOver = <A>(http: Layer.Layer<A | HttpClient.HttpClient>, options: SmartcarConfig.Options = {}) =>
  Smartcar.layer.pipe(
    Layer.provideMerge(credentials),
    Layer.provideMerge(SmartcarConfig.layer({ ...config, ...options })),
    Layer.provideMerge(http)
  )

/** The real interpreter over fake HTTP. */
export const layer = (answers: Answers, options: SmartcarConfig.Options = {}) =>
  layerOver(FakeHttp.layer(answers), options)

export interface Outcome<A, E> {
  readonly result: Either.Either<A, E>
  readonly requests: ReadonlyArray<Wire.Request>
}

/** What answers the calls of an exchange, and what they sent. */
class Current extends Context.Reference<Current>()("test/Current", {
  defaultValue: (): { readonly answers: Answers; readonly sent: Array<Wire.Request> } => ({
    answers: Wire.cut("connect"),
    sent: []
  })
}) {}

const currentAnswers: Wire.Handler = (request) =>
  Effect.flatMap(Current, ({ answers, sent }) => {
    sent.push(request)
    return typeof answers === "function" ? answers(request) : Effect.succeed(answers)
  })

/** Keeps no requests, as `FakeHttp` does: for as many exchanges as there are. */
const unrecorded = Layer.succeed(HttpClient.HttpClient, Wire.httpClient(currentAnswers))

/** Built once for all exchanges that need no options of their own: building it costs more than a call does. */
const shared = Effect.runSync(Effect.scoped(Layer.build(layerOver(unrecorded))))

/** Runs a call against an answer: what came of it, and what went over the wire. */
export const exchange = <A, E>(
  self: Effect.Effect<A, E, Needs>,
  answers: Answers,
  options?: SmartcarConfig.Options
): Effect.Effect<Outcome<A, E>> =>
  Effect.suspend(() => {
    const requests: Array<Wire.Request> = []
    return Effect.either(self).pipe(
      Effect.provideService(Current, { answers, sent: requests }),
      (run) =>
        options === undefined ? Effect.provide(run, shared) : Effect.provide(run, layerOver(unrecorded, options)),
      Effect.map((result) => ({ result, requests }))
    )
  })

/** As {@link exchange}, for a call that must fail. */
export const failure = <A, E>(
  self: Effect.Effect<A, E, Needs>,
  answers: Answers,
  options?: SmartcarConfig.Options
): Effect.Effect<E> =>
  Effect.map(exchange(self, answers, options), ({ result }) => {
    if (Either.isLeft(result)) return Cause.originalError(result.left)
    throw new Error(`expected a failure, got ${JSON.stringify(result.right)}`)
  })

/** As {@link exchange}, for a call that must succeed. */
export const success = <A, E>(
  self: Effect.Effect<A, E, Needs>,
  answers: Answers,
  options?: SmartcarConfig.Options
): Effect.Effect<A> =>
  Effect.map(exchange(self, answers, options), ({ result }) => {
    if (Either.isRight(result)) return result.right
    throw new Error(`expected a success, got ${JSON.stringify(fields(result.left))}`)
  })

/** Runs a call once per answer; every one must fail, after one request. */
export const failures = <A, E>(
  self: Effect.Effect<A, E, Needs>,
  answers: ReadonlyArray<Wire.Answer>
): Effect.Effect<ReadonlyArray<Record<string, unknown>>> =>
  Effect.forEach(answers, (answer) =>
    Effect.map(exchange(self, answer), ({ result, requests }) => {
      if (Either.isLeft(result) && requests.length === 1) return fields(result.left)
      throw new Error(`expected a failure after one request, got ${JSON.stringify(result)} after ${requests.length}`)
    })
  )

/** Plain JSON: times as ISO text, secrets as `<redacted>`. */
export const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

/** An error as a plain record. Its class shows as `_tag`, durations in seconds. */
export const fields = (error: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(Object(Cause.originalError(error))).map(([name, value]) => [
      name,
      Duration.isDuration(value) ? `${Duration.toSeconds(value)} s` : name === "error" ? fields(value) : value
    ])
  )

export type AnyReading = Reading.Reading<unknown>
export type AnyError = SmartcarError.SmartcarError
