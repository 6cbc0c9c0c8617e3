import { describe, expect, it } from "@effect/vitest"
import { Batch, type Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Simulator, Wire } from "@effect-smartcar/testing"
import { Duration, Effect, Either, Fiber, TestClock } from "effect"
import { bearer, car, idOf, raw } from "./support/harness.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

const three = Batch.all({ vin: Vehicle.vin, odometer: Vehicle.odometer, location: Vehicle.location })

const lefts = (entries: Readonly<Record<string, Either.Either<unknown, unknown>>>) =>
  Object.keys(entries).filter((name) => Either.isLeft(entries[name] ?? Either.right(undefined)))

describe("a fault for a reading", () => {
  it.effect("strikes its entry in a batch as it strikes the reading alone", () =>
    Effect.gen(function* () {
      const slow = Simulator.vendorError({ type: "RATE_LIMIT", code: "VEHICLE", retryAfter: 30 })
      yield* Simulator.fail(slow, { times: 2, when: { endpoint: "odometer" } })
      const first = yield* three(car("TESLA"))
      expect(lefts(first)).toEqual(["odometer"])
      const expected = { _tag: "RateLimitError", statusCode: 429, retryAfter: Duration.seconds(30) }
      expect(Either.flip(first.odometer)).toMatchObject({ right: expected })
      expect(yield* Effect.flip(Vehicle.odometer(car("TESLA")))).toMatchObject(expected)
      // It has struck twice.
      expect(lefts(yield* three(car("TESLA")))).toEqual([])
    }).pipe(connected)
  )

  it.effect("is an entry of the wire's form: the answer's status, body and headers", () =>
    Effect.gen(function* () {
      const headers = yield* bearer()
      const post = raw("POST", `/v2.0/vehicles/${idOf("TESLA")}/batch`, {
        headers,
        body: JSON.stringify({ requests: [{ path: "/vin" }, { path: "odometer" }, { path: "/location" }] })
      })
      const answered = Wire.json({ distance: 1 }, { headers: { "sc-unit-system": "imperial", "sc-request-id": "own" } })
      yield* Simulator.fail(answered, { when: { endpoint: "odometer" } })
      yield* Simulator.fail(Wire.text("<h1>Bad gateway</h1>", { status: 502 }), { when: { endpoint: "location" } })
      const { status, json } = yield* post
      expect([status, json.responses[0].code]).toEqual([200, 200])
      expect(json.responses.slice(1)).toEqual([
        { path: "/odometer", code: 200, body: { distance: 1 }, headers: { "sc-unit-system": "imperial" } },
        { path: "/location", code: 502, body: "<h1>Bad gateway</h1>" }
      ])
      yield* Simulator.fail(
        Wire.json({}, { status: 503, headers: { "retry-after": "Sat, 02 May 2026 12:00:00 GMT" } }),
        {
          when: { endpoint: "vin" }
        }
      )
      expect((yield* post).json.responses[0]).toEqual({
        path: "/vin",
        code: 503,
        body: {},
        headers: { "Retry-After": "Sat, 02 May 2026 12:00:00 GMT" }
      })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("strikes the entries of its car only, one after the other", () =>
    Effect.gen(function* () {
      const broken = Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" })
      yield* Simulator.fail(broken, { times: 3, when: { endpoint: ["location", "vin"], vehicleId: idOf("AUDI") } })
      expect(lefts(yield* three(car("TESLA")))).toEqual([])
      expect(lefts(yield* three(car("AUDI")))).toEqual(["vin", "location"])
      expect(lefts(yield* three(car("AUDI")))).toEqual(["vin"])
      expect(lefts(yield* three(car("AUDI")))).toEqual([])
    }).pipe(connected)
  )

  it.effect("is kept for later by a batch that fails as a whole", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(Simulator.vendorError({ type: "SERVER" }), { when: { endpoint: "odometer" } })
      yield* Simulator.fail(Simulator.vendorError({ type: "UPSTREAM" }), { when: { endpoint: "batch" } })
      expect(yield* Effect.flip(three(car("TESLA")))).toMatchObject({ _tag: "UpstreamError" })
      expect(lefts(yield* three(car("TESLA")))).toEqual(["odometer"])
    }).pipe(connected)
  )

  it.effect("is not carried out, nor charged to the car", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(Simulator.vendorError({ type: "SERVER" }), { times: 5, when: { endpoint: "odometer" } })
      for (const _ of [1, 2]) expect(lefts(yield* three(car("TESLA")))).toEqual(["odometer"])
      expect(lefts(yield* three(car("TESLA")))).toEqual(["vin", "odometer", "location"])
    }).pipe(
      Effect.provide(Simulator.layer({ connected: true, limits: { vehicle: { capacity: 4, refillPerMinute: 0 } } }))
    )
  )
})

describe("a fault for a car, or of a function", () => {
  it.effect("strikes a batch as a whole", () =>
    Effect.gen(function* () {
      const broken = Simulator.vendorError({ type: "SERVER", code: "INTERNAL" })
      yield* Simulator.fail(broken, { when: { vehicleId: idOf("TESLA") } })
      yield* Simulator.fail(broken, { when: ({ body }) => body.includes("/odometer") })
      yield* Simulator.fail(broken)
      for (const _ of [1, 2, 3]) expect(yield* Effect.flip(three(car("TESLA")))).toMatchObject({ _tag: "ServerError" })
      expect(lefts(yield* three(car("TESLA")))).toEqual([])
    }).pipe(connected)
  )
})

describe("a delay or a cut for a reading", () => {
  it.effect("strikes the batch that carries it", () =>
    Effect.gen(function* () {
      yield* Simulator.delay("5 seconds", { when: { endpoint: "odometer" } })
      expect(lefts(yield* Batch.all({ vin: Vehicle.vin })(car("TESLA")))).toEqual([])
      const late = yield* Effect.fork(three(car("TESLA")))
      yield* TestClock.adjust("4999 millis")
      expect((yield* Fiber.poll(late))._tag).toBe("None")
      yield* TestClock.adjust("1 millis")
      expect(lefts(yield* Fiber.join(late))).toEqual([])
      yield* Simulator.cut("sent", { when: { endpoint: "odometer" } })
      expect(yield* Effect.flip(three(car("TESLA")))).toMatchObject({ _tag: "TransportError", phase: "sent" })
      yield* Simulator.fail(Wire.cut("connect"), { when: { endpoint: ["lock", "odometer"] } })
      expect(yield* Effect.flip(three(car("TESLA")))).toMatchObject({ _tag: "TransportError", phase: "connect" })
      expect(lefts(yield* three(car("TESLA")))).toEqual([])
    }).pipe(connected)
  )
})

describe("a batch, and its readings one by one", () => {
  const tesla = car("TESLA")

  const alone = Effect.all(
    {
      vin: Vehicle.vin(tesla),
      odometer: Vehicle.odometer(tesla),
      location: Vehicle.location(tesla),
      battery: Vehicle.battery(tesla),
      charge: Vehicle.charge(tesla),
      lockStatus: Vehicle.lockStatus(tesla)
    },
    { mode: "either" }
  )

  const together = Batch.all(tesla, {
    vin: Vehicle.vin,
    odometer: Vehicle.odometer,
    location: Vehicle.location,
    battery: Vehicle.battery,
    charge: Vehicle.charge,
    lockStatus: Vehicle.lockStatus
  })

  /** Ten rounds of six readings, of which a third fails by chance, on a simulator of its own. */
  const rounds = <A, E>(read: Effect.Effect<A, E, Smartcar.Smartcar>) =>
    Simulator.fail(Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" }), {
      chance: 1 / 3,
      when: { endpoint: ["vin", "odometer", "location", "battery", "charge", "lockStatus"] }
    }).pipe(Effect.zipRight(Effect.all(Array.from({ length: 10 }, () => read))), connected)

  const outcomes = (entries: Readonly<Record<string, Either.Either<{ readonly value: unknown }, unknown>>>) =>
    Object.entries(entries).map(([name, entry]) => [name, Either.isRight(entry) ? entry.right.value : "failed"])

  it.effect("are struck alike by the same chance", () =>
    Effect.gen(function* () {
      const single = yield* rounds(alone)
      const batched = yield* rounds(together)
      expect(batched.map(outcomes)).toEqual(single.map(outcomes))
      const failed = batched.flatMap(outcomes).filter(([, outcome]) => outcome === "failed").length
      expect(failed).toBeGreaterThan(10)
      expect(failed).toBeLessThan(30)
    })
  )
})
