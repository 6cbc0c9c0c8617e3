import { describe, expect, it } from "@effect/vitest"
import { Batch } from "@effect-smartcar/sdk"
import { Vehicle as VehicleV2 } from "@effect-smartcar/sdk/v2"
import { Commands, Connections, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Simulator } from "@effect-smartcar/testing"
import { Duration, Effect, Fiber, TestClock } from "effect"
import { ada, car, idOf } from "./support/harness.js"
import { about } from "./support/v3.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))
const limited = (limits: Simulator.Limits) => Effect.provide(Simulator.layer({ connected: true, limits }))

const tesla = car("TESLA")
const serverError = Simulator.vendorError({ type: "SERVER", code: "INTERNAL", version: "3" })

describe("faults", () => {
  it.effect("strike an operation by its name, in both versions or in one", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(serverError, { when: { endpoint: "lock" }, times: 2 })
      yield* Commands.unlock(tesla)
      expect((yield* Effect.flip(Commands.lock(tesla)))._tag).toBe("ServerError")
      expect((yield* Effect.flip(VehicleV2.lock(tesla)))._tag).toBe("ServerError")
      yield* Simulator.fail(serverError, { when: { endpoint: "lock", version: "3" } })
      yield* VehicleV2.lock(tesla)
      expect((yield* Effect.flip(Commands.lock(tesla)))._tag).toBe("ServerError")
      yield* Simulator.fail(Simulator.vendorError({ type: "SERVER" }), { when: { version: "2.0" } })
      yield* Commands.lock(tesla)
      expect((yield* Effect.flip(VehicleV2.lock(tesla)))._tag).toBe("ServerError")
    }).pipe(connected)
  )

  it.effect("strike one car, the token endpoint, or what a function says", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(serverError, { when: { vehicleId: idOf("AUDI"), endpoint: ["signal", "signals"] } })
      yield* Signals.list(tesla)
      yield* Vehicle.get(car("AUDI"))
      expect((yield* Effect.flip(Signals.list(car("AUDI"))))._tag).toBe("ServerError")
      yield* Simulator.fail(serverError, { when: ({ url }) => url.hostname === "management.api.smartcar.com" })
      yield* Connections.list()
      yield* Simulator.clearFaults
      yield* Simulator.expireApplicationTokens
      yield* TestClock.adjust("1 hour")
      yield* Simulator.fail(Simulator.oauthError("invalid_client", "", 401), { when: { endpoint: "applicationToken" } })
      expect(yield* Effect.flip(Connections.list())).toMatchObject({ _tag: "CredentialsError", reason: "invalid" })
    }).pipe(connected)
  )

  it.effect("are for the readings of batches in API v2.0 only", () =>
    Effect.gen(function* () {
      yield* Simulator.fail(serverError, { when: { endpoint: "odometer", version: "3" } })
      const { odometer } = yield* Batch.all(tesla, { odometer: VehicleV2.odometer, vin: VehicleV2.vin })
      expect(odometer._tag).toBe("Right")
    }).pipe(connected)
  )

  it.effect("delay and cut calls of v3, which are carried out", () =>
    Effect.gen(function* () {
      yield* Connections.list()
      yield* Simulator.delay("1 minute")
      const fiber = yield* Effect.fork(Commands.unlock(tesla))
      yield* TestClock.adjust("59 seconds")
      expect(yield* Fiber.poll(fiber)).toMatchObject({ _tag: "None" })
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      yield* Simulator.cut("sent")
      expect((yield* Effect.flip(Commands.lock(tesla)))._tag).toBe("TransportError")
      expect((yield* Simulator.car(idOf("TESLA"))).isLocked).toBe(true)
    }).pipe(connected)
  )
})

describe("vendorError", () => {
  it.effect("has the form of v3", () =>
    Effect.gen(function* () {
      const answer = Simulator.vendorError({
        type: "RATE_LIMIT",
        code: "VEHICLE",
        version: "3",
        retryAfter: 30,
        requestId: "r",
        others: [{ type: "VEHICLE_STATE", code: "ASLEEP", detail: ["a", "b"] }]
      })
      expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "30", "sc-request-id": "r" } })
      expect(JSON.parse(answer.body)).toEqual({
        errors: [
          {
            status: "429",
            type: "RATE_LIMIT",
            code: "VEHICLE",
            title: "Vehicle",
            detail: "The vehicle gets too many requests.",
            links: { about: expect.any(String) },
            resolution: { type: "RETRY_LATER" },
            meta: { debug: { requestId: "r" } }
          },
          {
            status: "409",
            type: "VEHICLE_STATE",
            code: "ASLEEP",
            title: "Asleep",
            detail: "a; b",
            links: { about: expect.any(String) },
            resolution: { type: null },
            suggestedUserMessage: "The vehicle is asleep.",
            meta: { debug: { requestId: "r" } }
          }
        ]
      })
      yield* Simulator.fail(answer, { when: { endpoint: "signals" } })
      expect(yield* Effect.flip(Signals.list(tesla))).toMatchObject({
        _tag: "RateLimitError",
        retryAfter: Duration.seconds(30),
        requestId: "r",
        others: [{ type: "VEHICLE_STATE", code: "ASLEEP", statusCode: 409 }]
      })
      // The form of API v2.0 has no place for others.
      const v2 = Simulator.vendorError({ type: "SERVER", others: [{ type: "BILLING" }] })
      expect(JSON.parse(v2.body)).toMatchObject({ type: "SERVER", statusCode: 500 })
      expect(JSON.parse(v2.body).others).toBeUndefined()
    }).pipe(connected)
  )
})

describe("limits", () => {
  it.effect("of the application are one bucket for both versions, but tokens are free", () =>
    Effect.gen(function* () {
      yield* VehicleV2.vin(tesla)
      yield* Connections.list()
      yield* Signals.list(tesla)
      expect(yield* Effect.flip(Connections.list())).toMatchObject({
        _tag: "RateLimitError",
        code: "SMARTCAR_API",
        statusCode: 429
      })
      expect((yield* Effect.flip(VehicleV2.vin(tesla)))._tag).toBe("RateLimitError")
      const refused = yield* about("TESLA", ada, "/signals")
      expect([refused.status, refused.json.errors[0].status]).toEqual([429, "429"])
      expect(refused.headers["retry-after"]).toBeUndefined()
    }).pipe(limited({ application: { capacity: 3, refillPerMinute: 0 } }))
  )

  it.effect("of a car are for what is about the car", () =>
    Effect.gen(function* () {
      yield* Signals.list(tesla)
      yield* Commands.unlock(tesla)
      yield* Connections.list()
      const refused = yield* about("TESLA", ada, "/signals")
      expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "30"])
      expect(refused.json.errors[0]).toMatchObject({ type: "RATE_LIMIT", code: "VEHICLE", status: "429" })
      expect(yield* Effect.flip(Signals.get(tesla, Signal.vehicleIdentificationVIN))).toMatchObject({
        retryAfter: Duration.seconds(30)
      })
      expect((yield* Effect.flip(VehicleV2.vin(tesla)))._tag).toBe("RateLimitError")
      yield* Signals.list(car("AUDI"))
      yield* TestClock.adjust("30 seconds")
      yield* Signals.list(tesla)
    }).pipe(limited({ vehicle: { capacity: 2, refillPerMinute: 2 } }))
  )

  it.effect("of the plan are 430 in the form of v3", () =>
    Effect.gen(function* () {
      yield* Signals.list(tesla)
      const spent = yield* about("TESLA", ada, "/commands/security/lock", { method: "POST" })
      expect([spent.status, spent.json.errors[0]]).toEqual([
        430,
        expect.objectContaining({ status: "430", type: "BILLING", code: "VEHICLE_REQUEST_LIMIT" })
      ])
      expect(yield* Effect.flip(Signals.list(car("NISSAN")))).toMatchObject({
        _tag: "BillingError",
        code: "VEHICLE_LIMIT"
      })
    }).pipe(limited({ requestsPerVehicle: 1, vehicles: 7 }))
  )
})
