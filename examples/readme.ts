import { Batch, Reading } from "@effect-smartcar/sdk"
import { Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Console, Effect } from "effect"

const program = Effect.gen(function* () {
  for (const id of (yield* Reading.value(Vehicles.list())).vehicles) {
    const car = Vehicle.make(id, { unitSystem: "imperial" })
    const now = yield* Batch.all(car, { attributes: Vehicle.attributes, odometer: Vehicle.odometer })
    yield* Console.log(now.attributes, now.odometer)
    yield* Vehicle.lock(car).pipe(Effect.catchTag("VehicleStateError", (e) => Console.log(e.message)))
  }
})

program.pipe(Effect.provide(Simulator.layer({ connected: true })), Effect.runPromise) // SmartcarNode.layer in earnest
