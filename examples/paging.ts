/** Lists of any length, a page at a time. */
import assert from "node:assert/strict"
import { Paging } from "@effect-smartcar/sdk"
import { Connections, Vehicles } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Console, Effect, Stream } from "effect"

const fleet = Fleet.make({ owners: 2, cars: 300 })

const program = Effect.gen(function* () {
  const cars = yield* Paging.all(Vehicles.list)()
  const newest = yield* Paging.take(Connections.list, 3)()
  const owners = yield* Paging.stream(Connections.list, { prefetch: true })().pipe(
    Stream.runFold(new Set<string>(), (seen, { userId }) => seen.add(userId))
  )
  yield* Console.log(`the first owner has ${cars.length} cars; ${owners.size} owners; newest: ${newest.length}`)
  assert.deepEqual([cars.length, owners.size, newest.length], [150, 2, 3])
})

program.pipe(Effect.provide(Simulator.layer({ connected: true, fleet })), Effect.runPromise)
