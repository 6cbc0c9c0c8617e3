// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import { type Reading, Smartcar, type SmartcarConfig, type VehicleHandle } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, type Layer } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"

declare const car: VehicleHandle.VehicleHandle

type Wrapper = Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>

test("the layers wrap an interpreter, and need no scope of their own", () => {
  expectTypeOf(Smartcar.layerBatched).toEqualTypeOf<Wrapper>()
  expectTypeOf(Smartcar.layerBatchedWithin("5 millis")).toEqualTypeOf<Wrapper>()
  // @ts-expect-error the length of the window
  Smartcar.layerBatchedWithin()
  // @ts-expect-error no such unit
  Smartcar.layerBatchedWithin("5 ticks")
})

test("reads keep their own types when they are batched", () => {
  const calls = { far: Vehicle.odometer(car), id: Vehicle.vin(car), lock: Vehicle.lock(car) }
  const all = Effect.all(calls, { batching: true, concurrency: "unbounded" })
  expectTypeOf<Effect.Effect.Success<typeof all>["far"]>().toEqualTypeOf<
    Reading.Reading<{ readonly distance: number }>
  >()
  expectTypeOf<Effect.Effect.Success<typeof all>["id"]>().toEqualTypeOf<Reading.Reading<{ readonly vin: string }>>()
  expectTypeOf<Effect.Effect.Error<typeof all>>().toEqualTypeOf<Expected.Vehicle>()
  const provided = Effect.provide(all, Smartcar.layerBatched)
  expectTypeOf<Effect.Effect.Error<typeof provided>>().toEqualTypeOf<Expected.Vehicle>()
  expectTypeOf<Effect.Effect.Context<typeof provided>>().toEqualTypeOf<
    Smartcar.Smartcar | SmartcarConfig.SmartcarConfig
  >()
})
