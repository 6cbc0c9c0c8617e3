import { expect, it } from "@effect/vitest"
import { Commands, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Simulator } from "@effect-smartcar/testing"
import { Effect, Fiber, TestClock } from "effect"

it.effect("a command that takes long, and a signal that has an error", () =>
  Effect.gen(function* () {
    const [car] = yield* Simulator.cars
    const handle = Vehicle.make(car?.id ?? "", { owner: car?.owner })

    // The answer begins with a 202 at once; its body, success or error, follows after three minutes.
    yield* Simulator.slow("3 minutes", { when: { endpoint: "unlock" } })
    const unlocking = yield* Effect.fork(Commands.unlock(handle))
    yield* TestClock.adjust("3 minutes")
    expect((yield* Fiber.join(unlocking)).value.durationInSeconds).toBe(180)

    // A car that sleeps is told as it was last, with the reason.
    yield* Simulator.update(handle.id, { condition: "ASLEEP" })
    const { value } = yield* Signals.get(handle, Signal.odometerTraveledDistance)
    expect(value).toMatchObject({ status: "ERROR", error: { code: "ASLEEP" }, body: { unit: "km" } })
  }).pipe(Effect.provide(Simulator.layer({ connected: true })))
)
