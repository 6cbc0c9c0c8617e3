// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import { Batch, type Reading, type Smartcar, type VehicleHandle } from "@effect-smartcar/sdk"
import { Auth, Gm, Tesla, User, Vehicle } from "@effect-smartcar/sdk/v2"
import type { Effect, Either } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"

declare const car: VehicleHandle.VehicleHandle

type Entry<A> = Either.Either<Reading.Reading<A>, Expected.Vehicle>

test("each entry has its own reading and its own errors, the batch its own", () => {
  const batch = Batch.all({
    far: Vehicle.odometer,
    id: Vehicle.vin,
    speed: Tesla.speedometer,
    all: Vehicle.permissions
  })
  expectTypeOf(batch(car)).toEqualTypeOf<
    Effect.Effect<
      {
        readonly far: Entry<{ readonly distance: number }>
        readonly id: Entry<{ readonly vin: string }>
        readonly speed: Entry<{ readonly speed: number }>
        readonly all: Entry<{
          readonly permissions: ReadonlyArray<string>
          readonly paging?: { readonly count: number; readonly offset: number }
        }>
      },
      Expected.Vehicle,
      Smartcar.Smartcar
    >
  >()
  expectTypeOf(Batch.all(car, { far: Vehicle.odometer })).toEqualTypeOf(Batch.all({ far: Vehicle.odometer })(car))
  expectTypeOf(Batch.all(car, {})).toMatchTypeOf<Effect.Effect<object, never, Smartcar.Smartcar>>()
})

test("an entry that was not asked for is not there", () => {
  const batch = Batch.all(car, { far: Vehicle.odometer })
  type Results = Effect.Effect.Success<typeof batch>
  expectTypeOf<keyof Results>().toEqualTypeOf<"far">()
})

test("only reads without query and body can be batched", () => {
  // @ts-expect-error a command
  Batch.all({ lock: Vehicle.lock })
  // @ts-expect-error a command of one make
  Batch.all({ trunk: Tesla.controlTrunk })
  // @ts-expect-error a command, data-first
  Batch.all(car, { start: Vehicle.startCharge })
  // @ts-expect-error a command with parameters
  Batch.all({ limit: Vehicle.setChargeLimit })
  // @ts-expect-error not shown in a batch anywhere
  Batch.all({ history: Vehicle.serviceHistory })
  // @ts-expect-error needs a parameter
  Batch.all({ voltage: Gm.chargeVoltmeter })
  // @ts-expect-error an admin call
  Batch.all({ end: Vehicle.disconnect })
  // @ts-expect-error an admin call
  Batch.all({ on: Vehicle.subscribe })
  // @ts-expect-error a batch of batches
  Batch.all({ batch: Vehicle.batch })
  // @ts-expect-error not about a car
  Batch.all({ user: User.get })
  // @ts-expect-error not about a car
  Batch.all({ code: Auth.exchangeCode })
  // @ts-expect-error not a call
  Batch.all({ path: "/odometer" })
  // @ts-expect-error made already
  Batch.all({ far: Vehicle.odometer(car) })
})
