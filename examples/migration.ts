/** A program of API v2.0 that talks to v3: one layer more, and not a line of it changed. */
import assert from "node:assert/strict"
import { Batch, Reading } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import { Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Console, Effect, Either, Layer } from "effect"

const told = <A>(entry: Either.Either<Reading.Reading<A>, { readonly _tag: string }>) =>
  Either.match(entry, { onLeft: ({ _tag }) => _tag, onRight: ({ value }) => value })

const program = (owner: string) =>
  Effect.gen(function* () {
    const { vehicles } = yield* Reading.value(Vehicles.list({ owner }))
    for (const id of vehicles) {
      const car = Vehicle.make(id, { owner })
      const entries = yield* Batch.all(car, { odometer: Vehicle.odometer, battery: Vehicle.battery })
      yield* Console.log(told(entries.odometer), told(entries.battery))
      yield* Vehicle.lock(car)
    }
  })

const V2OverV3 = Migration.layerV2OverV3().pipe(Layer.provideMerge(Simulator.layer({ connected: true })))

Effect.gen(function* () {
  const [owner] = yield* Simulator.owners
  yield* program(owner?.id ?? "")
  const hosts = (yield* Simulator.requests).map(({ url }) => url.host)
  assert.deepEqual([...new Set(hosts)], ["iam.smartcar.com", "vehicle.api.smartcar.com"])
}).pipe(Effect.provide(V2OverV3), Effect.runPromise)
