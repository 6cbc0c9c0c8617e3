import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Batch, Credentials, Smartcar, SmartcarConfig, type SmartcarError, TokenStore } from "@effect-smartcar/sdk"
import { Auth, Connect, Connections, Tesla, User, Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Cause, Effect, Either, Exit, Layer, Logger, Redacted, Schema, Tracer } from "effect"

/** Each secret carries the mark, so one look at any output tells whether one shows. */
const mark = "s3cr3t"
const secret = (name: string) => Redacted.make(`${mark}-${name}`)

const config = SmartcarConfig.layer({
  clientId: "id",
  clientSecret: secret("client"),
  managementToken: secret("management"),
  redirectUri: "https://example.com/callback"
})

/** Repeats everything it was sent, in every place an answer has. */
const echo = (status: number, shape: (text: string) => string) => (request: Wire.Request) => {
  const basic = request.headers["authorization"] ?? ""
  const decoded = /^basic /i.test(basic) ? atob(basic.slice(6)) : basic
  const all = `${basic} ${decoded} ${request.body} ${request.url.href}`
  return Effect.succeed(
    Wire.text(shape(all), {
      status,
      headers: { "content-type": "application/json", server: basic, location: all, "sc-request-id": "r" }
    })
  )
}

const shapes: Readonly<Record<string, (text: string) => string>> = {
  vendor: (text) =>
    JSON.stringify({
      type: "VALIDATION",
      code: text,
      description: text,
      docURL: text,
      suggestedUserMessage: text,
      resolution: { type: text, url: text },
      detail: [{ field: [text], message: text, [text]: 1 }]
    }),
  escaped: (text) =>
    `{"type":"VALIDATION","code":null,"description":"${text.replace(/./gs, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"}`,
  undeclared: (text) => JSON.stringify({ type: "VEHICLE_STATE", code: "ASLEEP", description: text }),
  oauth: (text) => JSON.stringify({ error: "invalid_grant", error_description: text }),
  html: (text) => `<html>${text}</html>`,
  scalar: (text) => JSON.stringify(text),
  unknown: (text) => JSON.stringify({ surprise: { [text]: [text] } })
}

const car = Vehicle.make("car-1")

const calls: Readonly<
  Record<string, Effect.Effect<unknown, SmartcarError.SmartcarError, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>>
> = {
  read: Vehicle.odometer(car),
  batch: Batch.all(car, { odometer: Vehicle.odometer }),
  admin: Vehicle.subscribe(car, { webhookId: "w" }),
  account: User.get(),
  management: Connections.list(),
  bearer: Smartcar.request({
    path: "/x",
    method: "DELETE",
    auth: "managementBearer",
    success: Schema.Struct({ a: Schema.Number })
  }),
  code: Auth.exchangeCode(secret("code")),
  refresh: Auth.exchangeRefreshToken(secret("refresh")),
  body: Vehicle.request(car, {
    method: "POST",
    path: "/x",
    body: { nested: [secret("body")] },
    success: Schema.Struct({ a: Schema.Number })
  }),
  ownBasic: Vehicle.request(car, {
    path: "/x",
    headers: { authorization: `basic ${btoa(`id:${mark}-basic`)}` },
    success: Schema.Struct({ a: Schema.Number })
  }),
  ownHeader: Vehicle.request(car, {
    path: "/x",
    headers: { authorization: `Bearer ${mark}-own` },
    success: Schema.Struct({ a: Schema.Number })
  })
}

const outputs = (value: unknown): ReadonlyArray<string> => [
  String(value),
  JSON.stringify(value) ?? "",
  inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
  ...(value instanceof Error ? [value.stack ?? "", value.message] : [])
]

const silent = (value: unknown, where: string) => {
  for (const output of outputs(value)) assert.notInclude(output, mark, where)
}

const layer = (http: ReturnType<typeof FakeHttp.layer>) =>
  Smartcar.layer.pipe(
    Layer.provide(Credentials.layerAccessToken(secret("access"))),
    Layer.provideMerge(Layer.mergeAll(config, TokenStore.layerMemory, http))
  )

describe("secrets", () => {
  for (const [name, call] of Object.entries(calls)) {
    it.effect(`${name}: no error, cause, span or log line shows one, whatever an answer repeats`, () =>
      Effect.gen(function* () {
        const base = yield* Effect.tracer
        let failed = 0
        for (const status of [200, 302, 400, 401, 500]) {
          for (const [shape, body] of Object.entries(shapes)) {
            const where = `${name} ${status} ${shape}`
            const spans: Array<Tracer.Span> = []
            const lines: Array<string> = []
            const tracer = Tracer.make({
              span: (...args) => {
                const span = base.span(...args)
                spans.push(span)
                return span
              },
              context: (f) => f()
            })
            const logger = Logger.map(Logger.jsonLogger, (line) => void lines.push(line))
            const exit = yield* call.pipe(
              Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
              Effect.provide(layer(FakeHttp.layer(echo(status, body)))),
              Effect.withTracer(tracer),
              Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
              Effect.exit
            )
            assert.isTrue(Exit.isFailure(exit), where)
            if (Exit.isSuccess(exit)) continue
            assert.lengthOf([...Cause.failures(exit.cause)], 1, where)
            failed++
            silent(exit.cause, where)
            assert.notInclude(Cause.pretty(exit.cause, { renderErrorCause: true }), mark, where)
            for (const failure of Cause.failures(exit.cause)) silent(failure, where)
            for (const span of spans) silent([...span.attributes], where)
            assert.notInclude(lines.join(), mark, where)
            assert.isNotEmpty(lines, where)
            assert.isNotEmpty(spans, where)
          }
        }
        assert.strictEqual(failed, 35)
      })
    )
  }

  it.effect("a PIN does not show, not even as a number or a key", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Tesla.setPin(car, { pin: Redacted.make("4711") }))
      assert.strictEqual(error._tag, "ValidationError")
      for (const output of outputs(error)) assert.notInclude(output, "4711")
    }).pipe(
      Effect.provide(
        layer(
          FakeHttp.layer(
            Wire.json(
              { type: "VALIDATION", code: null, description: "no", detail: [{ value: 4711, "4711": 1 }] },
              { status: 400 }
            )
          )
        )
      )
    )
  )

  it.effect("a Redacted in a body is sent as what it hides", () =>
    Effect.gen(function* () {
      yield* Effect.ignore(calls["body"] ?? Effect.void)
      const [request] = yield* FakeHttp.requests
      assert.strictEqual(request?.body, `{"nested":["${mark}-body"]}`)
    }).pipe(Effect.provide(layer(FakeHttp.layer(Wire.json({})))))
  )

  it.effect("an entry of a batch that repeats the token is masked", () =>
    Effect.gen(function* () {
      const { odometer, fuel } = yield* Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel })
      silent(odometer, "odometer")
      silent(fuel, "fuel")
      assert.isTrue(Either.isLeft(odometer))
      assert.include(String(Either.isLeft(odometer) && odometer.left), "<redacted>")
    }).pipe(
      Effect.provide(
        layer(
          FakeHttp.layer(
            Wire.json({
              responses: [
                {
                  path: "/odometer",
                  code: 409,
                  body: { type: "VEHICLE_STATE", code: null, description: `${mark}-access` }
                },
                { path: "/fuel", code: 200, body: { range: `${mark}-access` } }
              ]
            })
          )
        )
      )
    )
  )

  it.effect("a broken exchange is a TransportError without the request", () =>
    Effect.gen(function* () {
      for (const phase of ["connect", "sent", "body"] as const) {
        for (const call of Object.values(calls)) {
          const exit = yield* call.pipe(Effect.provide(layer(FakeHttp.layer(Wire.cut(phase)))), Effect.exit)
          silent(exit, phase)
          const error = Exit.isFailure(exit) ? [...Cause.failures(exit.cause)][0] : undefined
          assert.strictEqual(error?._tag, "TransportError")
          assert.strictEqual(error?._tag === "TransportError" && error.phase, phase)
        }
      }
    })
  )

  it.effect("configuration, kept tokens, handles, services and callbacks do not show one", () =>
    Effect.gen(function* () {
      yield* Auth.connect(secret("code"))
      const store = yield* TokenStore.TokenStore
      silent(yield* store.get("default"), "kept tokens")
      silent(store, "store")
      silent(yield* SmartcarConfig.SmartcarConfig, "configuration")
      silent(yield* Smartcar.Smartcar, "interpreter")
      silent(Vehicle.make("car-1", { owner: "o" }), "handle")
      silent(yield* Connect.parseCallback(`?code=${mark}-code`, { state: undefined }), "callback")
      silent(yield* Effect.flip(Connect.parseCallback(`?code=${mark}&code=${mark}`, { state: mark })), "bad callback")
    }).pipe(
      Effect.provide(
        layer(FakeHttp.layer(Wire.json({ access_token: `${mark}-new`, refresh_token: `${mark}-new-refresh` })))
      )
    )
  )
})
