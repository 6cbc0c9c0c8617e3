/**
 * What this package makes shows no secret either, but for what is there to give them: the fields of the requests that a
 * fake or the simulator recorded, and the answers of a handler. Of those only the printed forms hide them.
 */
import { describe, expect, it } from "@effect/vitest"
import { Smartcar, type SmartcarConfig } from "@effect-smartcar/sdk"
import { Auth, Tesla, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
import { FakeHttp, Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Effect, Exit, Layer, Predicate, Redacted, Schema } from "effect"
import { expectSilent, leakOf, observe, redacted, secret } from "../../sdk/test/support/secrets.js"
import { program } from "../../sdk/test/support/secretsEcho.js"
import { exportsOf, functionsOf } from "../../sdk/test/support/secretsExports.js"

const exported = await exportsOf(new URL("../", import.meta.url))

const application = {
  clientSecret: redacted("clientSecret"),
  apiClientSecret: redacted("apiClientSecret"),
  managementToken: redacted("managementToken")
} satisfies Simulator.Application

const car = Vehicle.make(Fleet.standard.cars[0]?.id ?? "")

/** A recorded request, and nothing else. */
const isRequest = (value: object) => Predicate.hasProperty(value, "url") && value.url instanceof URL

/** Calls that send every secret there is. */
const calls: ReadonlyArray<Effect.Effect<unknown, unknown, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>> = [
  Vehicles.list(),
  Auth.exchangeCode(secret("code")),
  Auth.exchangeRefreshToken(redacted("refreshToken")),
  v3.Auth.requestToken(),
  v3.Applications.secrets({ applicationId: "a" }),
  Tesla.setPin(car, { pin: redacted("pin") }),
  ...["pin", "accessToken", "api_key", "Client-Secret"].map((name) =>
    Smartcar.request({
      path: "/x",
      method: "POST",
      headers: { authorization: `Bearer ${secret("own")}`, cookie: secret("cookie"), "x-auth-token": secret("header") },
      query: { [name]: secret("query") },
      body: { nested: [{ [name]: redacted("body") }] },
      success: Schema.Unknown
    })
  )
]

/** By export: what it makes of secrets. Requests and what holds them are looked at as they print. */
const subjects: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
  "FakeHttp.layer": Effect.map(Effect.scoped(Layer.build(program(Wire.json({})))), (built) => [
    program(Wire.json({})),
    built
  ]),
  "FakeHttp.layerSequence": Effect.sync(() => FakeHttp.layerSequence(Wire.json({}), Wire.cut("sent"))),
  "Simulator.make": Effect.map(Simulator.make({ application, connected: true }), (service) => [
    service,
    service.config()
  ]),
  "Simulator.layer": Effect.suspend(() => {
    const layer = Simulator.layer({ application, connected: true })
    return Effect.map(Effect.scoped(Layer.build(layer)), (context) => [layer, context])
  }),
  "Simulator.layerHttpClient": Effect.suspend(() => {
    const layer = Simulator.layerHttpClient({ application })
    return Effect.map(Effect.scoped(Layer.build(layer)), (context) => [layer, context])
  }),
  "Simulator.access": Simulator.access().pipe(Effect.provide(Simulator.layer({ application }))),
  "Simulator.consent": Effect.gen(function* () {
    const consent = Simulator.consent(`https://connect.smartcar.com/oauth/authorize?code=${secret("code")}`)
    return [consent, yield* Effect.exit(consent)]
  }).pipe(Effect.provide(Simulator.layer({ application }))),
  "Simulator.exchanges": Effect.gen(function* () {
    const { refreshToken } = yield* Simulator.access()
    yield* Auth.exchangeRefreshToken(refreshToken)
    return yield* Simulator.exchanges
  }).pipe(Effect.provide(Simulator.layer({ application }))),
  "node/SimulatorNode.layerServer": Effect.gen(function* () {
    const { SimulatorNode } = yield* Effect.promise(() => import("@effect-smartcar/testing/node"))
    const layer = SimulatorNode.layerServer({ application })
    return [layer, (yield* Effect.provide(SimulatorNode.SimulatorServer, layer)).config]
  })
}

/** The functions that neither take nor give a secret, or give it away on purpose, as a test's own answers. */
const harmless: Readonly<Record<string, string>> = {
  Fleet: "make car",
  Simulator:
    "deny car update drive plugIn unplug subscriptions expireLogin revoke expireAccessTokens emptyStore fail delay slow cut oauthError vendorError",
  Wire: "request json text slow cut httpClient"
}

describe("every export", () => {
  it("that is a function is known to have to do with secrets, or not to", () => {
    const known = Object.entries(harmless).flatMap(([module, names]) =>
      names.split(" ").map((name) => `${module}.${name}`)
    )
    expect(functionsOf(exported).filter((name) => !known.includes(name) && !(name in subjects))).toEqual([])
    expect(known.filter((name) => !exported.has(name) || name in subjects)).toEqual([])
  })

  it.live("shows nothing as it is", () => expectSilent({ exports: [...exported] }, { by: "few" }))

  for (const [name, subject] of Object.entries(subjects)) {
    it.live(`${name} shows nothing of what it is given`, () =>
      Effect.flatMap(subject, (values) => expectSilent({ [name]: values }))
    )
  }
})

describe("recorded requests", () => {
  it.live("hold the secrets that were sent, and print none, nor does anything around them", () =>
    Effect.gen(function* () {
      for (const call of calls) {
        const { exit, ...outputs } = yield* observe(call)
        yield* expectSilent({ exit, ...outputs }, { by: "few" })
      }
      const requests = yield* FakeHttp.requests
      expect(requests.length).toBeGreaterThan(calls.length - 2)
      for (const request of requests) {
        expect(leakOf(request), request.url.href).toBeDefined()
        yield* expectSilent(
          { request, headers: request.headers },
          { hands: (value) => isRequest(value) || value === request.headers }
        )
      }
    }).pipe(Effect.provide(program(Wire.json({}, { status: 418 }))))
  )

  it.live("of the simulator neither", () =>
    Effect.gen(function* () {
      for (const call of calls) yield* Effect.exit(call)
      const requests = yield* Simulator.requests
      expect(requests).not.toEqual([])
      for (const request of requests) yield* expectSilent({ request }, { hands: isRequest })
      yield* expectSilent({ service: yield* Simulator.Simulator })
    }).pipe(Effect.provide(Simulator.layer({ application, connected: true })))
  )

  it.live("a broken exchange is a TransportError without its request", () =>
    Effect.forEach(["connect", "sent", "body"] as const, (phase) =>
      Effect.gen(function* () {
        const { exit, ...outputs } = yield* observe(
          Effect.provide(Auth.exchangeCode(secret("code")), program(Wire.cut(phase)))
        )
        expect(Exit.isFailure(exit)).toBe(true)
        yield* expectSilent({ exit, ...outputs })
      })
    )
  )
})

describe("the test's own secrets", () => {
  it("are those of the application", () => {
    expect(Object.keys(application).sort()).toEqual(
      Object.entries(Simulator.application)
        .flatMap(([name, value]) => (Redacted.isRedacted(value) ? [name] : []))
        .sort()
    )
  })
})
