import { expect, it } from "@effect/vitest"
import { Batch } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Effect, Either, TestClock } from "effect"

const tesla = Vehicle.make(Fleet.standard.cars[0]?.id ?? "")

it.effect("a car that charges, and a network that fails", () =>
  Effect.gen(function* () {
    // Cars can be changed, and the clock moves them on.
    yield* Simulator.plugIn(tesla.id)
    yield* Vehicle.startCharge(tesla)
    const before = yield* Vehicle.battery(tesla)
    yield* TestClock.adjust("1 hour")
    const after = yield* Vehicle.battery(tesla)
    expect(after.value.percentRemaining).toBeGreaterThan(before.value.percentRemaining)

    // The next two odometer readings are refused, and the next command loses its answer.
    yield* Simulator.fail(Simulator.vendorError({ type: "RATE_LIMIT", code: "VEHICLE", retryAfter: 30 }), {
      times: 2,
      when: { endpoint: "odometer" }
    })
    yield* Simulator.cut("sent", { when: { endpoint: "stopCharge" } })
    expect((yield* Effect.flip(Vehicle.odometer(tesla)))._tag).toBe("RateLimitError")
    expect((yield* Effect.flip(Vehicle.stopCharge(tesla)))._tag).toBe("TransportError")

    // Inside a batch a reading fails by itself. With `chance: 0.05` one in twenty would, without end.
    const noResponse = Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" })
    yield* Simulator.fail(noResponse, { when: { endpoint: "odometer" } })
    const { odometer, vin } = yield* Batch.all(tesla, { odometer: Vehicle.odometer, vin: Vehicle.vin })
    expect([Either.isLeft(odometer), Either.isRight(vin)]).toEqual([true, true])

    // What was sent; printing it shows no token. No refresh token was exchanged twice.
    expect((yield* Simulator.requests).at(-2)?.body).toBe('{"action":"STOP"}')
    expect((yield* Simulator.exchanges).filter(({ use }) => use > 1)).toEqual([])
  }).pipe(Effect.provide(Simulator.layer({ connected: true })))
)
