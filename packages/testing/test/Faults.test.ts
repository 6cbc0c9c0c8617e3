import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Auth, Connect, Tesla, User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Simulator, Wire } from "@effect-smartcar/testing"
import { Duration, Effect, Fiber, Layer, Redacted, TestClock } from "effect"
import { bearer, car, codeOf, idOf, raw } from "./support/harness.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

const isLocked = Effect.map(Simulator.car(idOf("TESLA")), (tesla) => tesla.isLocked)

describe("fail", () => {
  it.effect("gives the next requests an answer, without carrying them out", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" }), { times: 2 })
      for (const _ of [1, 2]) {
        const error = yield* Effect.flip(Vehicle.unlock(car("TESLA")))
        expect(error).toMatchObject({
          _tag: "UpstreamError",
          code: "NO_RESPONSE",
          statusCode: 502,
          resolution: { type: "RETRY_LATER" },
          requestId: "00000000-0000-4000-a000-000000000000"
        })
        expect(yield* isLocked).toBe(true)
      }
      yield* Vehicle.unlock(car("TESLA"))
      expect(yield* isLocked).toBe(false)
    }).pipe(connected)
  )

  it.effect("is for the requests of an endpoint, a car or a function only", () =>
    Effect.gen(function* () {
      const broken = Wire.text("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } })
      yield* Simulator.fail(broken, { when: { endpoint: ["lock", "odometer"], vehicleId: idOf("AUDI") } })
      yield* Simulator.fail(broken, { when: ({ url }) => url.pathname.endsWith("/user") })
      yield* Vehicle.odometer(car("TESLA"))
      yield* Vehicle.unlock(car("AUDI"))
      yield* Vehicle.vin(car("AUDI"))
      const error = yield* Effect.flip(Vehicle.lock(car("AUDI")))
      expect(error).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 502 })
      yield* Vehicle.lock(car("AUDI"))
      yield* Vehicles.list()
      yield* Effect.flip(User.get())
      yield* User.get()
      yield* Simulator.fail(broken, { when: { endpoint: "user" }, times: 0 })
      yield* User.get()
    }).pipe(connected)
  )

  it.effect("strikes in the order of the script", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(Simulator.vendorError({ type: "SERVER", code: "INTERNAL" }))
      yield* Simulator.fail(Simulator.vendorError({ type: "RATE_LIMIT", code: "VEHICLE", retryAfter: 7 }))
      expect((yield* Effect.flip(Vehicle.vin(car("TESLA"))))._tag).toBe("ServerError")
      expect(yield* Effect.flip(Vehicle.vin(car("TESLA")))).toMatchObject({ retryAfter: Duration.seconds(7) })
      yield* Vehicle.vin(car("TESLA"))
    }).pipe(connected)
  )

  it.effect("is forgotten on demand", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(Wire.text("", { status: 500 }), { times: Number.POSITIVE_INFINITY })
      yield* Effect.flip(User.get())
      yield* Effect.flip(User.get())
      yield* Simulator.clearFaults
      yield* User.get()
    }).pipe(connected)
  )

  it.effect("strikes the token endpoint as well", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(Simulator.oauthError("invalid_client", "closed", 401), {
        when: { endpoint: "exchangeCode" }
      })
      const code = codeOf(yield* Simulator.consent(yield* Connect.authorizeUrl()))
      const error = yield* Effect.flip(Auth.connect(code))
      expect(error).toMatchObject({ _tag: "OAuthError", code: "invalid_client", description: "closed" })
      yield* Auth.connect(code)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("a chance", () => {
  /** Which of 400 readings were struck, by their position. */
  const struck = (seed: number, script: Effect.Effect<void, never, Simulator.Simulator>) =>
    Effect.gen(function* () {
      const headers = yield* bearer()
      yield* script
      const statuses = yield* Effect.forEach(Array.from({ length: 400 }), () =>
        Effect.map(raw("GET", `/v2.0/vehicles/${idOf("TESLA")}/vin`, { headers }), ({ status }) => status)
      )
      return statuses.flatMap((status, i) => (status === 200 ? [] : [i]))
    }).pipe(Effect.provide(Simulator.layer({ seed })))

  const five = Simulator.fail(Wire.text("", { status: 500 }), { chance: 0.05 })

  it.effect("of 0.05 strikes one request in twenty, and the same ones for the same seed", () =>
    Effect.gen(function* () {
      const first = yield* struck(1, five)
      expect(first.length).toBeGreaterThan(8)
      expect(first.length).toBeLessThan(40)
      expect(yield* struck(1, five)).toEqual(first)
      expect(yield* struck(2, five)).not.toEqual(first)
    })
  )

  it.effect("is each fault's own", () =>
    Effect.gen(function* () {
      const first = new Set(yield* struck(1, five))
      // A delay goes with an answer: both draw for every request.
      const both = yield* struck(1, Effect.zipRight(Simulator.delay(0, { chance: 0 }), five))
      expect(both.length).toBeGreaterThan(8)
      expect(both.filter((i) => first.has(i)).length).toBeLessThan(7)
    })
  )

  it.effect("strikes as often as it is told at most, and only what it is for", () =>
    Effect.gen(function* () {
      const three = Simulator.fail(Wire.text("", { status: 500 }), { chance: 0.05, times: 3 })
      expect(yield* struck(1, three)).toEqual((yield* struck(1, five)).slice(0, 3))
      expect(yield* struck(1, Simulator.fail(Wire.text("", { status: 500 }), { chance: 0 }))).toEqual([])
      const others = Simulator.fail(Wire.text("", { status: 500 }), { chance: 1, when: { endpoint: "odometer" } })
      expect(yield* struck(1, others)).toEqual([])
      const every = Simulator.fail(Wire.text("", { status: 500 }), { chance: 1, when: { endpoint: "vin" } })
      expect(yield* struck(1, every)).toHaveLength(400)
    })
  )
})

describe("delay", () => {
  it.effect("makes an answer late, though the request was carried out", () =>
    Effect.gen(function* () {
      yield* Simulator.delay("10 minutes")
      const error = yield* Effect.fork(Effect.flip(Vehicle.unlock(car("TESLA"))))
      yield* TestClock.adjust("311 seconds")
      expect((yield* Fiber.join(error))._tag).toBe("TimeoutError")
      expect(yield* isLocked).toBe(false)
      yield* Vehicle.lock(car("TESLA"))
    }).pipe(connected)
  )

  it.effect("goes together with another fault", () =>
    Effect.gen(function* () {
      yield* Simulator.delay("5 seconds")
      yield* Simulator.fail(Wire.text("", { status: 503 }))
      const fiber = yield* Effect.fork(Effect.flip(User.get()))
      yield* TestClock.adjust("4 seconds")
      expect((yield* Fiber.poll(fiber))._tag).toBe("None")
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ statusCode: 503 })
    }).pipe(connected)
  )
})

describe("cut", () => {
  for (const [phase, code, executed] of [
    ["connect", "ECONNREFUSED", false],
    ["sent", "ECONNRESET", true],
    ["body", "ECONNRESET", true]
  ] as const) {
    it.effect(`in the phase ${phase}, ${executed ? "after" : "before"} the command was carried out`, () =>
      Effect.gen(function* () {
        yield* Simulator.cut(phase)
        const error = yield* Effect.flip(Vehicle.unlock(car("TESLA")))
        expect(error).toMatchObject({ _tag: "TransportError", phase, code })
        expect(yield* isLocked).toBe(!executed)
        yield* Vehicle.lock(car("TESLA"))
      }).pipe(connected)
    )
  }

  it.effect("can strike before the command was carried out", () =>
    Effect.gen(function* () {
      yield* Simulator.cut("sent", { executed: false, when: { endpoint: "unlock" } })
      yield* Effect.flip(Vehicle.unlock(car("TESLA")))
      expect(yield* isLocked).toBe(true)
    }).pipe(connected)
  )
})

describe("requests", () => {
  it.effect("records what was sent, faults or not", () =>
    Effect.gen(function* () {
      yield* Simulator.cut("connect")
      yield* Effect.flip(Vehicle.unlock(car("TESLA")))
      yield* Vehicle.unlock(car("TESLA", { unitSystem: "imperial" }))
      const [, second, ...rest] = yield* Simulator.requests
      expect(rest).toEqual([])
      expect([second?.method, second?.url.href, second?.body]).toEqual([
        "POST",
        `https://api.smartcar.com/v2.0/vehicles/${idOf("TESLA")}/security`,
        '{"action":"UNLOCK"}'
      ])
      expect(second?.headers).toMatchObject({ "sc-unit-system": "imperial", "content-type": "application/json" })
      yield* Simulator.clearRequests
      expect(yield* Simulator.requests).toEqual([])
    }).pipe(connected)
  )

  it.effect("keeps the last ones of very many", () =>
    Effect.gen(function* () {
      for (let limit = 1; limit <= 25; limit++) yield* Vehicles.list({ limit })
      const sent = (yield* Simulator.requests).map(({ url }) => url.searchParams.get("limit"))
      expect(sent).toEqual(["21", "22", "23", "24", "25"])
    }).pipe(Effect.provide(Simulator.layer({ connected: true, recorded: 5 })))
  )

  it.effect("show no secrets when they are printed", () =>
    Effect.gen(function* () {
      const code = codeOf(yield* Simulator.consent(yield* Connect.authorizeUrl()))
      const access = yield* Auth.exchangeCode(code)
      yield* Auth.exchangeRefreshToken(access.refreshToken)
      yield* Vehicles.list().pipe(Credentials.withAccessToken(access.accessToken))
      yield* Tesla.setPin(Vehicle.make(idOf("TESLA")), { pin: Redacted.make("8642") }).pipe(
        Credentials.withAccessToken(access.accessToken)
      )
      const sent = yield* Simulator.requests
      const secrets = [
        code,
        Redacted.value(access.accessToken),
        Redacted.value(access.refreshToken),
        "c2ltdWxhdG9yLWNsaWVudC1pZDpzaW11bGF0b3ItY2xpZW50LXNlY3JldA==",
        "8642"
      ]
      const clear = sent.map(({ headers, body }) => `${headers["authorization"]} ${body}`).join()
      const printed = [
        inspect(sent, { depth: 9 }),
        JSON.stringify(sent),
        ...sent.flatMap((one) => [inspect(one), inspect(one.headers), JSON.stringify(one.headers), `${one}`])
      ].join()
      for (const secret of secrets) {
        expect(clear).toContain(secret)
        expect(printed).not.toContain(secret)
      }
      expect(printed).toContain("grant_type=authorization_code&code=<redacted>&redirect_uri=")
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("vendorError", () => {
  it.effect("serves FakeHttp as well", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(User.get())).toMatchObject({
        _tag: "RateLimitError",
        code: "SMARTCAR_API",
        statusCode: 429,
        requestId: "r-1"
      })
      expect(yield* FakeHttp.requests).toHaveLength(1)
    }).pipe(
      Effect.provide(
        Smartcar.layer.pipe(
          Layer.provideMerge(
            FakeHttp.layer(Simulator.vendorError({ type: "RATE_LIMIT", code: "SMARTCAR_API", requestId: "r-1" }))
          ),
          Layer.provide(Credentials.layerAccessToken(Redacted.make("t"))),
          Layer.provide(SmartcarConfig.layer())
        )
      )
    )
  )

  it("has the documented status and resolution of every type, and takes others", () => {
    const of = (error: Parameters<typeof Simulator.vendorError>[0]) => {
      const { status, body } = Simulator.vendorError(error)
      const { code, resolution, statusCode } = JSON.parse(body)
      expect(statusCode).toBe(status)
      return [status, code, resolution]
    }
    expect(of({ type: "BILLING", code: "ACCOUNT_SUSPENDED" })).toEqual([430, "ACCOUNT_SUSPENDED", { type: "FINANCE" }])
    expect(of({ type: "COMPATIBILITY", code: "PLATFORM_NOT_CAPABLE" })).toEqual([
      501,
      "PLATFORM_NOT_CAPABLE",
      { type: "REAUTHENTICATE" }
    ])
    const url = "https://pair.example"
    expect(of({ type: "CONNECTED_SERVICES_ACCOUNT", code: "VIRTUAL_KEY_REQUIRED", url })).toEqual([
      400,
      "VIRTUAL_KEY_REQUIRED",
      { type: "ACTION_REQUIRED", url }
    ])
    expect(of({ type: "SERVER", code: "RECORD_NOT_FOUND" })[2]).toEqual({ type: "CONTACT_SUPPORT" })
    expect(of({ type: "UPSTREAM", code: "RATE_LIMIT" })[0]).toBe(502)
    expect(of({ type: "VALIDATION" })).toEqual([400, null, { type: null }])
    expect(of({ type: "VEHICLE_STATE", code: "NEW_IN_2027", status: 418 })).toEqual([
      418,
      "NEW_IN_2027",
      { type: null }
    ])
  })
})
