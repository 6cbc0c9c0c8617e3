import { expect, it } from "@effect/vitest"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Effect } from "effect"

it.effect("locks an owner's car", () =>
  Effect.gen(function* () {
    const [car] = yield* Simulator.cars
    const handle = Vehicle.make(car?.id ?? "", { owner: car?.owner })
    yield* Vehicle.unlock(handle)
    expect((yield* Vehicle.lockStatus(handle)).value.isLocked).toBe(false)
    yield* Vehicle.lock(handle)
    expect((yield* Vehicle.lockStatus(handle)).value.isLocked).toBe(true)
  }).pipe(Effect.provide(Simulator.layer({ connected: true })))
)
