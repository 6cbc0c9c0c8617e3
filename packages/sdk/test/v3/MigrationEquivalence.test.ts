import { describe, expect, it } from "@effect/vitest"
import { Batch, type VehicleHandle } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import { User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Effect, Either, FastCheck as FC, TestClock } from "effect"
import { fields, type Needs, plain } from "../support/harness.js"

const { cars } = Fleet.standard

const reads = {
  attributes: Vehicle.attributes,
  vin: Vehicle.vin,
  permissions: Vehicle.permissions,
  battery: Vehicle.battery,
  charge: Vehicle.charge,
  chargeLimit: Vehicle.chargeLimit,
  fuel: Vehicle.fuel,
  engineOil: Vehicle.engineOil,
  odometer: Vehicle.odometer,
  location: Vehicle.location,
  tirePressure: Vehicle.tirePressure,
  lockStatus: Vehicle.lockStatus,
  diagnosticTroubleCodes: Vehicle.diagnosticTroubleCodes
}

type Result = Either.Either<{ readonly value: unknown }, unknown>

/** What came of a call, without what no two answers share. */
const told = (result: Result): unknown =>
  Either.match(result, {
    onLeft: (error) => {
      const { _tag, code, type } = fields(error)
      return { _tag, code, type }
    },
    onRight: ({ value }) => plain(value)
  })

const onV3 = Effect.provide(Migration.layerV2OverV3())

const compare = (calls: Readonly<Record<string, Effect.Effect<{ readonly value: unknown }, unknown, Needs>>>) =>
  Effect.gen(function* () {
    for (const [name, call] of Object.entries(calls)) {
      const direct = told(yield* Effect.either(call))
      expect([name, told(yield* Effect.either(onV3(call)))]).toEqual([name, direct])
    }
  })

const readsOf = (car: VehicleHandle.VehicleHandle) => ({
  ...Object.fromEntries(Object.entries(reads).map(([name, read]) => [name, read(car)])),
  nominalCapacity: Effect.map(Vehicle.nominalCapacity(car), ({ value }) => ({
    // The page on which an owner chooses is v2.0's.
    value: { ...value, url: null }
  })),
  serviceHistory: Vehicle.serviceHistory(car),
  servicesOfYears: Vehicle.serviceHistory(car, { startDate: "2020-01-01", endDate: "2030-01-01" })
})

type Car = Fleet.Car

const doors = (status: "OPEN" | "CLOSED") => (car: Car) => ({
  ...car,
  closures: { ...car.closures, doors: car.closures.doors.map((door) => ({ ...door, status })) }
})

type Step = (
  id: string,
  car: VehicleHandle.VehicleHandle
) => Effect.Effect<unknown, unknown, Needs | Simulator.Simulator>

/** What may happen to a car; commands go by either version. */
const step: FC.Arbitrary<Step> = FC.oneof(
  FC.double({ min: 0.1, max: 300, noNaN: true }).map(
    (km): Step =>
      (id) =>
        Simulator.drive(id, km)
  ),
  FC.constantFrom<Step>(
    // For a car without a battery the simulator calls it a mistake.
    (id) => Effect.catchAllDefect(Simulator.plugIn(id), () => Effect.void),
    (id) => Simulator.update(id, doors("OPEN")),
    (id) => Simulator.update(id, doors("CLOSED")),
    () => TestClock.adjust("17 minutes")
  ),
  FC.tuple(
    FC.boolean(),
    FC.oneof(
      FC.constantFrom(Vehicle.lock, Vehicle.unlock, Vehicle.startCharge, Vehicle.stopCharge).map(
        (call) => (car: VehicleHandle.VehicleHandle) => call(car)
      ),
      FC.integer({ min: 50, max: 100 }).map(
        (percent) => (car: VehicleHandle.VehicleHandle) => Vehicle.setChargeLimit(car, { limit: percent / 100 })
      )
    )
  ).map(
    ([isOnV3, call]): Step =>
      (_, car) =>
        isOnV3 ? onV3(call(car)) : call(car)
  )
)

const history = FC.record({
  at: FC.nat({ max: cars.length - 1 }),
  unitSystem: FC.constantFrom("metric" as const, "imperial" as const),
  steps: FC.array(step, { maxLength: 6 })
})

const simulator = Simulator.layer({ connected: true })

const handleOf = ({ id, owner }: Car, unitSystem?: "metric" | "imperial") => Vehicle.make(id, { owner, unitSystem })

describe("one car reads the same through v2.0 and through v3", () => {
  it.effect.prop(
    "whatever happened to it, by either version",
    [history],
    ([{ at, steps, unitSystem }]) =>
      Effect.gen(function* () {
        const car = cars[at]
        if (car === undefined) throw new Error("there is no such car")
        const handle = handleOf(car, unitSystem)
        for (const run of steps) yield* Effect.either(run(car.id, handle))
        yield* compare(readsOf(handle))
      }).pipe(Effect.provide(simulator)),
    { fastCheck: { numRuns: 12 }, timeout: 30_000 }
  )

  for (const car of cars) {
    it.effect(`${car.make} ${car.model}, as it stands and with a sign-in that has ended`, () =>
      Effect.gen(function* () {
        const handle = handleOf(car)
        yield* compare(readsOf(handle))
        yield* Simulator.expireLogin(car.id)
        yield* compare({ odometer: Vehicle.odometer(handle), permissions: Vehicle.permissions(handle) })
      }).pipe(Effect.provide(simulator))
    )

    it.effect(`${car.make} ${car.model}, in a batch`, () =>
      Effect.gen(function* () {
        const batch = Effect.map(Batch.all(handleOf(car), reads), (entries) =>
          Object.fromEntries(Object.entries<Result>(entries).map(([name, entry]) => [name, told(entry)]))
        )
        expect(yield* onV3(batch)).toEqual(yield* batch)
      }).pipe(Effect.provide(simulator))
    )
  }

  it.effect("but for the capacity of a battery that v3 leaves open", () =>
    Effect.gen(function* () {
      for (const handle of cars.map((car) => handleOf(car))) {
        const nominal = yield* Effect.either(Vehicle.nominalCapacity(handle))
        const isOpen = Either.isRight(nominal) && nominal.right.value.capacity === null
        const direct = told(yield* Effect.either(Vehicle.batteryCapacity(handle)))
        const notFound = { _tag: "ResourceNotFoundError", code: "SIGNAL_NOT_FOUND", type: "RESOURCE_NOT_FOUND" }
        expect(told(yield* Effect.either(onV3(Vehicle.batteryCapacity(handle))))).toEqual(isOpen ? notFound : direct)
      }
    }).pipe(Effect.provide(simulator))
  )

  it.effect("as do the lists of an owner's cars", () =>
    Effect.gen(function* () {
      for (const { id: owner } of yield* Simulator.owners) {
        yield* compare({ user: User.get({ owner }) })
        const list = Effect.map(Vehicles.list({ owner }), ({ value }) => value.vehicles.toSorted())
        expect(yield* onV3(list)).toEqual(yield* list)
      }
    }).pipe(Effect.provide(simulator))
  )
})
