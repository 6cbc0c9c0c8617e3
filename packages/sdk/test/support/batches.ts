/** A vendor that answers a read the same way alone and in a batch, and programs that batch by themselves. */
import { Credentials, Smartcar, SmartcarConfig, type VehicleHandle } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Cause, Clock, type Duration, Effect, Either, Exit, Layer, Option, Record, Redacted, TestClock } from "effect"
import { config, fields, type Needs, vehicleId } from "./harness.js"

/** What a read tells the vendor. */
export interface Asked {
  readonly id: string
  /** Below the car, `/` for the car itself. */
  readonly path: string
  readonly token: string
  readonly units: string
  readonly flags: string
  readonly version: string
}

const bodies: Readonly<Record<string, object>> = {
  "/odometer": { distance: 104.32 },
  "/fuel": { percentRemaining: 0.3, amountRemaining: 53.2, range: 40.5 },
  "/vin": { vin: "0SCAUDI037A5ADB1C" },
  "/battery": { percentRemaining: 0.5, range: 200 },
  "/tires/pressure": { frontLeft: 1, frontRight: 2, backLeft: 3, backRight: 4 },
  "/charge": { isPluggedIn: true, state: "CHARGING" },
  "/location": { latitude: 1, longitude: 2 },
  "/engine/oil": { lifeRemaining: 0.9 },
  "/permissions": { permissions: ["read_vin"], paging: { count: 1, offset: 0 } }
}

export const good = ({ id, path, token, units }: Asked): Wire.Response =>
  Wire.json(path === "/" ? { id, make: token, model: units, year: 2020 } : (bodies[path] ?? {}), {
    headers: { "sc-request-id": "r", "sc-data-age": "2024-01-01T00:00:00Z", "sc-unit-system": units }
  })

/** The paths of a batch request; none of any other. */
export const pathsOf = ({ body, url }: Wire.Request): ReadonlyArray<string> =>
  url.pathname.endsWith("/batch") ? JSON.parse(body).requests.map(({ path }: { readonly path: string }) => path) : []

/** Answers each read as `answer` says: alone, or as an entry of a batch. */
export const vendor =
  (answer: (asked: Asked) => Wire.Response = good): Wire.Handler =>
  (request) =>
    Effect.sync(() => {
      const [, version = "", , id = "", ...rest] = request.url.pathname.split("/")
      const of = (path: string) =>
        answer({
          id,
          path,
          token: request.headers["authorization"] ?? "",
          units: request.headers["sc-unit-system"] ?? "metric",
          flags: request.url.searchParams.get("flags") ?? "",
          version
        })
      if (rest.join("/") !== "batch") return of(`/${rest.join("/")}`)
      const responses = pathsOf(request).map((path) => {
        const { body, headers, status } = of(path)
        return { path, code: status, headers, body: JSON.parse(body) }
      })
      return Wire.json({ responses }, { headers: { "sc-request-id": "r" } })
    })

/** Requests in a line each: the car's last letter, and the paths. */
export const lines = (requests: ReadonlyArray<Wire.Request>): ReadonlyArray<string> =>
  requests.map((request) => {
    const [, , , id = "", ...rest] = request.url.pathname.split("/")
    const paths = pathsOf(request)
    return `${request.method} ${id.at(-1) ?? "-"} ${paths.length > 0 ? paths.join(" ") : `/${rest.join("/")}`}`
  })

/** Cars a, b and c. */
export const carOf = (letter: string, options?: Parameters<typeof Vehicle.make>[1]) =>
  Vehicle.make(vehicleId.slice(0, -1) + letter, options)

/** The interpreter over a fake vendor that knows every owner: owner `me` has the token `of-me`. */
export const layerOfOwners = (handler: Wire.Handler) =>
  Smartcar.layer.pipe(
    Layer.provideMerge(
      Layer.succeed(Credentials.Credentials, {
        authorization: (_: unknown, owner: string) => Effect.succeed(Redacted.make(`Bearer of-${owner}`)),
        renew: () => Effect.succeedNone
      })
    ),
    Layer.provideMerge(SmartcarConfig.layer(config)),
    Layer.provideMerge(FakeHttp.layer(handler))
  )

/** Runs a program with a wrapper of the interpreter, or with none: what came of it, and what it sent. */
export const run = <A, E>(
  self: Effect.Effect<A, E, Needs>,
  handler: Wire.Handler = vendor(),
  wrapper: Layer.Layer<Smartcar.Smartcar, never, Needs> = Smartcar.layerBatched
) =>
  Effect.gen(function* () {
    const result = yield* Effect.either(Effect.provide(self, wrapper))
    const requests = yield* FakeHttp.requests
    return { result, requests, lines: lines(requests) }
  }).pipe(Effect.provide(layerOfOwners(handler)))

/** As {@link run}, for a program that must succeed. */
export const values = <A, E>(...args: Parameters<typeof run<A, E>>) =>
  Effect.map(run(...args), ({ result, ...others }) => {
    if (Either.isRight(result)) return { value: result.right, ...others }
    throw new Error(`expected a success, got ${JSON.stringify(result.left)}`)
  })

export type AnyCall = Effect.Effect<unknown, unknown, Needs>
export type AnyRead = (car: VehicleHandle.VehicleHandle) => AnyCall

/** With the default concurrency of 1, a member that fails before its read hangs the whole: a defect of Effect 3.22. */
export const together = { batching: true, concurrency: "unbounded" } as const

/** What some calls send when they are made together. */
export const sent = (calls: ReadonlyArray<AnyCall>, answers = vendor()) =>
  Effect.map(run(Effect.all(calls.map(Effect.ignore), together), answers), ({ lines }) => lines)

/** What became of a call, in a word or two. */
const outcome = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "ok"
  const error = Cause.failureOption(exit.cause)
  if (Option.isNone(error)) return Cause.isInterruptedOnly(exit.cause) ? "interrupted" : "died"
  const { _tag, endpoint } = fields(error.value)
  return endpoint === undefined ? `${_tag}` : `${_tag} of ${endpoint}`
}

export interface Timed {
  readonly handler?: Wire.Handler
  readonly wrapper?: Layer.Layer<Smartcar.Smartcar, never, Needs>
  /** What is put around all calls together. */
  readonly around?: (self: AnyCall) => AnyCall
  readonly wait?: Duration.DurationInput
}

/** Notes what was sent and what became of calls, with milliseconds from now. */
export const journal = (handler: Wire.Handler) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const passed = Effect.map(Clock.currentTimeMillis, (now) => now - start)
    const sent: Array<string> = []
    const became: Record<string, string> = {}
    const noting: Wire.Handler = (request) =>
      Effect.zipRight(
        Effect.map(passed, (at) => sent.push(`${at} ${lines([request])}`)),
        handler(request)
      )
    const watch = <A, E, R>(name: string, call: Effect.Effect<A, E, R>) =>
      Effect.onExit(call, (exit) =>
        Effect.map(passed, (at) => {
          became[name] = `${at} ${outcome(exit)}`
        })
      )
    return { sent, became, noting, watch }
  })

/**
 * Makes calls together under the test clock: what was sent and what became of each call, with milliseconds from the
 * start.
 */
export const timed = (
  calls: Readonly<Record<string, AnyCall>>,
  { around = (self) => self, handler = vendor(), wait = "2 minutes", wrapper = Smartcar.layerBatched }: Timed = {}
) =>
  Effect.gen(function* () {
    const { became, noting, sent, watch } = yield* journal(handler)
    const all = Effect.all(
      Record.map(calls, (call, name) => Effect.exit(watch(name, call))),
      together
    )
    const fiber = yield* around(all).pipe(
      Effect.provide(Layer.provideMerge(wrapper, layerOfOwners(noting))),
      Effect.fork
    )
    yield* TestClock.adjust(wait)
    return { sent, became, fiber }
  })
