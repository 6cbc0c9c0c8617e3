/** Every car of many owners: a batch each, with bounded concurrency, and every failure accounted for. */
import { Batch, Reading, SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Array as Arr, Console, Effect } from "effect"

const fleet = Fleet.make({ owners: 20, cars: 60 })

const reads = { odometer: Vehicle.odometer, battery: Vehicle.battery, fuel: Vehicle.fuel }

/** The first ten cars of an owner; each car's batch fails by itself. */
const readOwner = (owner: string) =>
  Effect.gen(function* () {
    const { vehicles } = yield* Reading.value(Vehicles.list({ owner }))
    return yield* Effect.forEach(vehicles, (id) => Effect.either(Batch.all(Vehicle.make(id, { owner }), reads)), {
      concurrency: 2
    })
  })

const program = Effect.gen(function* () {
  const [gone] = fleet.owners
  if (gone !== undefined) yield* Simulator.revoke(gone.id)
  yield* Simulator.fail(Simulator.vendorError({ type: "SERVER", code: "INTERNAL" }), {
    times: 3,
    when: { endpoint: "batch" }
  })

  const [lost, owners] = yield* Effect.partition(fleet.owners, ({ id }) => readOwner(id), { concurrency: 8 })
  const [failed, cars] = Arr.separate(owners.flat())
  const entries = cars.flatMap((car) => Object.values(car))
  const [errors, readings] = Arr.separate(entries)

  yield* Console.log(`${fleet.cars.length} cars of ${fleet.owners.length} owners`)
  yield* Console.log(`${cars.length} cars read in ${cars.length} requests: ${readings.length} readings`)
  yield* Console.log(count("not read", errors))
  yield* Console.log(count("cars that failed whole", failed))
  yield* Console.log(count("owners that failed whole", lost))
})

const count = (what: string, errors: ReadonlyArray<SmartcarError.SmartcarError>) => {
  const groups = Arr.groupBy(errors, ({ _tag }) => _tag)
  const counts = Object.entries(groups).map(([tag, members]) => `${members.length} ${tag}`)
  const again = errors.filter(SmartcarError.isRetryable).length
  return `${what}: ${counts.join(", ") || "none"}${again === 0 ? "" : ` (${again} worth another try)`}`
}

program.pipe(Effect.provide(Simulator.layer({ connected: true, fleet })), Effect.runPromise)
