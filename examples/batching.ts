/** Several reads of a car in one request: by hand, by itself, and with the failed ones repeated. */
import assert from "node:assert/strict"
import { Batch, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Console, Effect, Either, Layer } from "effect"

const car = Vehicle.make(Fleet.standard.cars[0]?.id ?? "")

const byHand = Effect.gen(function* () {
  const reads = { odometer: Vehicle.odometer, battery: Vehicle.battery, fuel: Vehicle.fuel }
  const { odometer, fuel } = yield* Batch.all(car, reads).pipe(Batch.retryFailed({ times: 2 }))
  yield* Console.log(
    "odometer",
    Either.map(odometer, ({ value }) => value.distance)
  )
  yield* Console.log(
    "fuel",
    Either.mapLeft(fuel, ({ _tag }) => _tag)
  )
  assert.equal((yield* Simulator.requests).length, 1)
}).pipe(Effect.provide(Simulator.layer({ connected: true })))

/** Code that knows nothing of batches, on an interpreter that makes them. */
const byItself = Effect.gen(function* () {
  const [odometer, battery] = yield* Effect.all(
    [Vehicle.odometer(car), Vehicle.battery(car).pipe(Smartcar.withTimeout("1 minute")), Vehicle.vin(car)],
    { batching: true, concurrency: "unbounded" }
  )
  yield* Console.log(odometer.value.distance, "km,", battery.value.percentRemaining * 100, "%")
  assert.equal((yield* Simulator.requests).length, 1)
}).pipe(Effect.provide(Smartcar.layerBatched.pipe(Layer.provideMerge(Simulator.layer({ connected: true })))))

Effect.all([byHand, byItself]).pipe(Effect.runPromise)
