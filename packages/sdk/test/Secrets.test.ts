/** No secret shows in an error, however it arises, nor in what is under way. SECURITY.md says what is promised. */
import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, Smartcar, type SmartcarConfig, SmartcarError, TokenStore } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import { Auth, Connect, Tesla, User, Vehicle } from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import {
  Cause,
  Deferred,
  Effect,
  Either,
  Exit,
  Fiber,
  Layer,
  ManagedRuntime,
  Metric,
  Option,
  Redacted,
  Schema
} from "effect"
import { expectSilent, leakOf, observe, printers, redacted, secret, shows } from "./support/secrets.js"
import { answered, config, echo, program, shapes } from "./support/secretsEcho.js"
import { exportsOf, isErrorClass } from "./support/secretsExports.js"
import { access, vendor } from "./support/secretsSubjects.js"

const exported = await exportsOf(new URL("../", import.meta.url))

const car = Vehicle.make("car-1")

const any = { path: "/x", success: Schema.Record({ key: Schema.String, value: Schema.Number }) }

const vendorError = (type: string) =>
  Effect.flip(
    answered(
      Smartcar.request(any),
      echo(400, (text) => shapes["an error of v2"](text).replace("VALIDATION", type))
    )
  )

const cut = (phase: Wire.Cut["phase"]) =>
  Effect.flip(answered(Auth.exchangeCode(secret("code")), () => Effect.succeed(Wire.cut(phase))))

/** Kept tokens that have expired, and a vendor that says so much to their exchange. */
const refreshing = (exchange: Wire.Handler, store = TokenStore.layerMemory) =>
  Effect.flip(
    Effect.gen(function* () {
      yield* TokenStore.keep("default", access())
      return yield* Vehicle.odometer(car)
    })
  ).pipe(
    Effect.provide(
      Smartcar.layer.pipe(
        Layer.provide(Credentials.layerRefreshing(Auth.exchangeRefreshToken, { timeout: "20 millis" })),
        Layer.provide(FakeHttp.layer(exchange)),
        Layer.provideMerge(Layer.merge(config(), store))
      )
    )
  )

const credentials = (
  layer: Layer.Layer<Credentials.Credentials, never, TokenStore.TokenStore | SmartcarConfig.SmartcarConfig>
) =>
  Effect.flip(Vehicle.odometer(car)).pipe(
    Effect.provide(
      Smartcar.layer.pipe(
        Layer.provide(layer),
        Layer.provide(FakeHttp.layer(vendor)),
        Layer.provide(Layer.merge(config(), TokenStore.layerMemory))
      )
    )
  )

const invalidGrant = echo(400, shapes["an OAuth error"])

/** By class, the ways in which an error of it arises where there are secrets. */
const ways: Readonly<Record<string, Readonly<Record<string, Effect.Effect<unknown, unknown>>>>> = {
  AuthenticationError: { "an answer": vendorError("AUTHENTICATION") },
  BillingError: { "an answer": vendorError("BILLING") },
  CompatibilityError: { "an answer": vendorError("COMPATIBILITY") },
  ConnectedServicesAccountError: { "an answer": vendorError("CONNECTED_SERVICES_ACCOUNT") },
  PermissionError: { "an answer": vendorError("PERMISSION") },
  RateLimitError: { "an answer": vendorError("RATE_LIMIT") },
  ResourceNotFoundError: { "an answer": vendorError("RESOURCE_NOT_FOUND") },
  ServerError: { "an answer": vendorError("SERVER") },
  UpstreamError: { "an answer": vendorError("UPSTREAM") },
  ValidationError: { "an answer": vendorError("VALIDATION") },
  VehicleStateError: { "an answer": vendorError("VEHICLE_STATE") },
  OAuthError: {
    "an exchanged code": Effect.flip(answered(Auth.exchangeCode(secret("code")), invalidGrant)),
    "an exchanged refresh token": Effect.flip(answered(Auth.exchangeRefreshToken(redacted("refresh")), invalidGrant)),
    "the application's token": Effect.flip(answered(v3.Auth.requestToken(), echo(401, shapes["an OAuth error"])))
  },
  InvalidInputError: {
    "a code that no form can carry": Effect.flip(answered(Auth.exchangeCode(secret("code", "\ud800")), invalidGrant)),
    "a header of the caller's": Effect.flip(
      answered(Smartcar.request({ ...any, headers: { authorization: `Bearer ${secret("own", "\n")}` } }), vendor)
    ),
    "a body that JSON cannot express": Effect.flip(
      answered(Smartcar.request({ ...any, method: "POST", body: { a: redacted("body"), b: 1n } }), vendor)
    ),
    "a PIN that is none": Effect.flip(answered(Tesla.setPin(car, { pin: redacted("pin") }), vendor)),
    "a callback": Effect.flip(
      Connect.parseCallback(`?code=${secret("code")}&state=${secret("state")}`, { state: secret("expected") })
    )
  },
  TransportError: { connect: cut("connect"), sent: cut("sent"), body: cut("body") },
  TimeoutError: {
    "no answer": Effect.flip(
      Smartcar.withTimeout(
        answered(Auth.exchangeCode(secret("code")), () => Effect.never),
        "1 millis"
      )
    )
  },
  UnexpectedResponseError: {
    "a body that does not fit, down to its keys": Effect.flip(
      answered(
        Smartcar.request(any),
        echo(200, (text) => JSON.stringify({ [text]: text }))
      )
    ),
    "no JSON": Effect.flip(answered(Smartcar.request(any), echo(200, shapes.HTML))),
    "a redirect": Effect.flip(answered(Smartcar.request(any), echo(302, shapes.HTML))),
    "an error that is not declared": Effect.flip(
      answered(User.get(), echo(400, shapes["an error that is not declared"]))
    ),
    "tokens that do not fit": Effect.flip(
      answered(Auth.exchangeCode("c"), () =>
        Effect.succeed(Wire.json({ access_token: secret("new"), refresh_token: 7 }))
      )
    ),
    "secrets of an application that do not fit": Effect.flip(
      answered(v3.Applications.secrets({ applicationId: "a" }), () =>
        Effect.succeed(Wire.json({ data: { attributes: secret("attribute") } }))
      )
    )
  },
  CredentialsError: {
    missing: credentials(Credentials.layer),
    invalid: credentials(Credentials.layerAccessToken(secret("token", "\n"))),
    expired: Effect.flip(
      Effect.zipRight(TokenStore.keep("default", access()), Vehicle.odometer(car)).pipe(
        Effect.provide(
          Smartcar.layer.pipe(
            Layer.provide(Credentials.layer),
            Layer.provide(FakeHttp.layer(vendor)),
            Layer.provideMerge(Layer.merge(config(), TokenStore.layerMemory))
          )
        )
      )
    ),
    revoked: refreshing(invalidGrant),
    refresh: refreshing(echo(500, shapes.HTML)),
    "refresh, cut": refreshing(() => Effect.succeed(Wire.cut("body"))),
    store: Effect.flip(
      TokenStore.makeEncoded({
        get: () => Effect.succeed(Option.some({ fingerprint: "", text: secret("text") })),
        compareAndSet: () => Effect.succeed(true),
        remove: () => Effect.void
      }).get("alice")
    ),
    "the API client secret": Effect.flip(
      v3.Commands.lock(v3.Vehicle.make("car-1", { owner: "user-1" })).pipe(
        Effect.provide(
          Smartcar.layer.pipe(
            Layer.provide(Credentials.layerClientCredentials(v3.Auth.requestToken)),
            Layer.provide(FakeHttp.layer(echo(401, shapes["an OAuth error"]))),
            Layer.provide(config())
          )
        )
      )
    )
  },
  ConnectError: {
    "a callback": Effect.flip(
      Connect.parseCallback(`?error=access_denied&code=${secret("code")}&user_id=u`, { state: undefined })
    )
  }
}

const encode = Schema.encodeUnknownSync(SmartcarError.SmartcarError)

describe("an error", () => {
  const classes = [...exported].filter(([, value]) => isErrorClass(value)).map(([name]) => name.split(".").at(-1))

  it("of each class is looked at", () => {
    expect(Object.keys(ways).sort()).toEqual([...new Set(classes)].sort())
  })

  for (const [name, each] of Object.entries(ways)) {
    for (const [way, failure] of Object.entries(each)) {
      it.live(`${name}: ${way}`, () =>
        Effect.gen(function* () {
          const { exit, ...outputs } = yield* observe(Effect.flip(failure))
          const error = Exit.isFailure(exit)
            ? Cause.originalError(Option.getOrNull(Cause.failureOption(exit.cause)))
            : exit
          expect(error).toHaveProperty("_tag", name)
          const encoded = SmartcarError.isSmartcarError(error) ? encode(error) : undefined
          yield* expectSilent({ error, encoded })
          yield* expectSilent({ exit, ...outputs }, { by: "few" })
        })
      )
    }
  }
})

describe("what is under way", () => {
  it.live("no fiber shows what its request carries", () =>
    Effect.gen(function* () {
      const calls = [
        Vehicle.odometer(car),
        Auth.exchangeCode(secret("code")),
        v3.Auth.requestToken(),
        v3.Commands.lock(v3.Vehicle.make("car-1", { owner: "user-1" })),
        Smartcar.request({ ...any, headers: { authorization: `Bearer ${secret("own")}` } }),
        Smartcar.request({ ...any, auth: "managementBasic", method: "POST", body: { a: redacted("body") } })
      ]
      for (const call of calls) {
        const reached = yield* Deferred.make<Option.Option<Fiber.RuntimeFiber<unknown, unknown>>>()
        const handler: Wire.Handler = () =>
          Effect.zipRight(
            Effect.flatMap(Effect.sync(Fiber.getCurrentFiber), (fiber) => Deferred.succeed(reached, fiber)),
            Effect.never
          )
        const outer = yield* Effect.fork(answered<unknown, unknown>(call, handler))
        const inner = yield* Deferred.await(reached)
        // The tests' own handler is sent the request, and answers to whoever waits for it.
        yield* expectSilent(
          { outer, inner, ids: [outer.id(), Option.map(inner, (fiber) => fiber.id())] },
          { by: "few" }
        )
        yield* Fiber.interrupt(outer)
      }
    })
  )

  it.live("nor does a program that has run", () =>
    Effect.gen(function* () {
      const runtime = ManagedRuntime.make(program(vendor))
      yield* Effect.promise(() => runtime.runPromiseExit(Auth.connect(secret("code"), { owner: "alice" })))
      yield* Effect.promise(() => runtime.runPromiseExit(Vehicle.odometer(car)))
      const rejection = yield* Effect.promise(() => runtime.runPromise(Vehicle.fuel(car)).catch((error) => error))
      const context = yield* runtime
      yield* expectSilent({ runtime, context, rejection })
      yield* Effect.promise(() => runtime.dispose())
    })
  )

  it.effect("nor do metrics, after all of this", () =>
    Effect.flatMap(Metric.snapshot, (metrics) => expectSilent({ metrics }, { by: "few" }))
  )
})

describe("an answer in parts", () => {
  const repeat =
    (token: string): Wire.Handler =>
    () =>
      Effect.succeed(
        Wire.text(
          JSON.stringify({
            responses: [
              {
                path: "/odometer",
                code: 409,
                headers: { "sc-request-id": secret("accessToken") },
                body: { type: "VEHICLE_STATE", code: null, description: secret("accessToken") }
              },
              { path: "/fuel", code: 200, body: { range: secret("accessToken") } }
            ]
          }).replaceAll(secret("accessToken"), token)
        )
      )

  const escaped = secret("accessToken").replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)

  for (const [how, token] of [
    ["as it is", secret("accessToken")],
    ["escaped", escaped]
  ] as const) {
    it.live(`masks in the entries of a batch what repeats the token ${how}`, () =>
      Effect.gen(function* () {
        const batch = { odometer: Vehicle.odometer, fuel: Vehicle.fuel }
        const { odometer, fuel } = yield* answered(Batch.all(car, batch), repeat(token))
        expect([Either.isLeft(odometer), Either.isLeft(fuel)]).toEqual([true, true])
        expect(String(odometer)).toContain("<redacted>")
        yield* expectSilent({ odometer, fuel })
      })
    )
  }

  it.live("masks in what the bridge to v3 makes of an answer", () =>
    Effect.gen(function* () {
      const bridged = Layer.provide(Migration.layerV2OverV3(), program(echo(409, shapes["errors of v3"])))
      const error = yield* Effect.flip(
        Effect.provide(Vehicle.odometer(Vehicle.make("car-1", { owner: "user-1" })), bridged)
      )
      yield* expectSilent({ error })
    })
  )
})

describe("a secret", () => {
  it.effect("of four digits does not show, not even as a number or a key", () =>
    Effect.gen(function* () {
      const answer = { type: "VALIDATION", code: null, description: "no 4711", detail: [{ value: 4711, "4711": 1 }] }
      const error = yield* Effect.flip(
        answered(Tesla.setPin(car, { pin: Redacted.make("4711") }), () =>
          Effect.succeed(Wire.json(answer, { status: 400 }))
        )
      )
      expect(error._tag).toBe("ValidationError")
      for (const print of Object.values(printers))
        expect(
          Either.getOrElse(
            Either.try(() => String(print(error))),
            () => ""
          ).replace(/:\d+:\d+\b/g, "")
        ).not.toContain("4711")
    })
  )

  it.effect("in a body is sent as what it is", () =>
    Effect.gen(function* () {
      let sent = ""
      const body = { nested: [redacted("body")], odd: redacted("odd", "\ud800") }
      yield* Effect.ignore(
        answered(Smartcar.request({ ...any, method: "POST", body }), (request) => {
          sent = request.body
          return Effect.succeed(Wire.text(`{"a": "${secret("body")}`))
        })
      )
      expect(sent).toBe(JSON.stringify({ nested: [secret("body")], odd: secret("odd", "\ud800") }))
    })
  )
})

describe("these tests", () => {
  it("find a secret in whatever a printer prints", () => {
    const naked = Object.assign(new Error(secret("message")), { field: secret("field") })
    for (const [name, print] of Object.entries(printers)) {
      const texts = [naked, { field: secret("field") }, secret("text")].map((value) =>
        Either.getOrElse(
          Either.try(() => String(print(value))),
          () => ""
        )
      )
      expect(
        texts.some((text) => shows(text) !== undefined),
        name
      ).toBe(true)
    }
  })

  it("find one behind a property that does not enumerate, a getter, a key, a cause, in bytes and in a closure's field", () => {
    const hidden = Object.defineProperty({}, "a", { value: { b: secret("hidden") } })
    const values: Record<string, unknown> = {
      hidden,
      getter: new (class {
        get a() {
          return secret("getter")
        }
      })(),
      key: { [secret("key")]: 1 },
      symbol: { [Symbol(secret("symbol"))]: 1 },
      map: new Map([[{ a: secret("map") }, 1]]),
      cause: new Error("", { cause: new Error(secret("cause")) }),
      bytes: new TextEncoder().encode(secret("bytes")),
      base64: { a: btoa(`x:${secret("base64")}`) },
      function: Object.assign(() => {}, { a: secret("function") }),
      effect: Effect.succeed(secret("effect"))
    }
    for (const [name, value] of Object.entries(values)) expect(leakOf(value), name).toBeDefined()
    expect(leakOf(redacted("redacted"))).toBeUndefined()
  })
})
