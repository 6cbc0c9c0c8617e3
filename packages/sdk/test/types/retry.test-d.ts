// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import { Batch, Retry, type Smartcar, SmartcarError, type VehicleHandle } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { type Duration, Effect, type Layer, type Option, type Schedule, Stream } from "effect"
import { expectTypeOf, test } from "vitest"

declare const car: VehicleHandle.VehicleHandle
declare const effect: Effect.Effect<1, "e", "r">

test("success, errors and requirement stay as they are, data-first and data-last", () => {
  expectTypeOf(Retry.transient(effect)).toEqualTypeOf(effect)
  expectTypeOf(Retry.transient(effect, { times: 1 })).toEqualTypeOf(effect)
  expectTypeOf(effect.pipe(Retry.transient())).toEqualTypeOf(effect)
  expectTypeOf(effect.pipe(Retry.transient({ times: 1, base: "1 second" }))).toEqualTypeOf(effect)
  expectTypeOf(effect.pipe(Retry.transient(Retry.none))).toEqualTypeOf(effect)
  expectTypeOf(Vehicle.odometer(car).pipe(Retry.transient())).toEqualTypeOf(Vehicle.odometer(car))
  expectTypeOf(Vehicle.lock(car).pipe(Retry.transient())).toEqualTypeOf(Vehicle.lock(car))
  const batch = Batch.all(car, { odometer: Vehicle.odometer, vin: Vehicle.vin })
  expectTypeOf(batch.pipe(Batch.retryFailed())).toEqualTypeOf(batch)
  expectTypeOf(batch.pipe(Batch.retryFailed({ times: 1 }))).toEqualTypeOf(batch)
  expectTypeOf(Batch.retryFailed(batch)).toEqualTypeOf(batch)
  expectTypeOf(Batch.retryFailed(batch, Retry.policy())).toEqualTypeOf(batch)
})

test("a policy is a value", () => {
  expectTypeOf(Retry.policy()).toEqualTypeOf<Retry.Policy>()
  expectTypeOf(Retry.none).toEqualTypeOf<Retry.Policy>()
  expectTypeOf<Retry.Policy["while"]>().toEqualTypeOf<(error: SmartcarError.SmartcarError) => boolean>()
  Retry.policy({ while: SmartcarError.isRetryable, maxElapsed: 10, maxDelay: "3 minutes" })
  // @ts-expect-error no such field
  Retry.policy({ tries: 3 })
  // @ts-expect-error no such unit
  Retry.policy({ base: "1 fortnight" })
  // @ts-expect-error a number
  Retry.transient(effect, { times: "3" })
  // @ts-expect-error left out instead
  Retry.policy({ times: undefined })
  // @ts-expect-error a predicate
  Retry.policy({ while: true })
  // @ts-expect-error no such field
  Batch.retryFailed({ limit: 3 })
})

test("layer, schedule and reference", () => {
  expectTypeOf(Retry.layer()).toEqualTypeOf<Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar>>()
  expectTypeOf(Retry.layer({ times: 1 })).toEqualTypeOf<Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar>>()
  expectTypeOf(Retry.schedule()).toEqualTypeOf<Schedule.Schedule<Duration.Duration, unknown>>()
  expectTypeOf(
    Effect.retry(Vehicle.odometer(car), { schedule: Retry.schedule(), while: SmartcarError.isRetryable })
  ).toEqualTypeOf(Vehicle.odometer(car))
  expectTypeOf(Retry.CurrentPolicy).toExtend<Effect.Effect<Option.Option<Retry.Policy>>>()
  const stream = Stream.fromEffect(Vehicle.odometer(car))
  expectTypeOf(Stream.provideService(stream, Retry.CurrentPolicy, {} as Option.Option<Retry.Policy>)).toEqualTypeOf(
    stream
  )
})
