// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import type { Reading, Smartcar, VehicleHandle } from "@effect-smartcar/sdk"
import { Signal, Signals } from "@effect-smartcar/sdk/v3"
import type { DateTime, Duration, Effect, Option, Schema, Stream } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"
import type { Open } from "./expected.js"

interface Quantity {
  readonly value: number | null
  readonly unit?: string
}

interface Times {
  readonly oemUpdatedAt: DateTime.Utc | null
  readonly retrievedAt: DateTime.Utc | null
  readonly ingestedAt: DateTime.Utc | null
}

declare const stored: Signal.Stored

test("a code is made of group and name", () => {
  expectTypeOf(Signal.odometerTraveledDistance.code).toEqualTypeOf<"odometer-traveleddistance">()
  expectTypeOf(Signal.hvacIsCabinHVACActive.code).toEqualTypeOf<"hvac-iscabinhvacactive">()
  expectTypeOf(Signal.make("Wheel", "Size", { body: Signal.Text }).code).toEqualTypeOf<"wheel-size">()
  expectTypeOf(Signal.untyped("wheel-size").code).toEqualTypeOf<"wheel-size">()
  expectTypeOf<(typeof Signal.all)["motion-currentspeed"]>().toEqualTypeOf<typeof Signal.motionCurrentSpeed>()
  // @ts-expect-error no such code
  Signal.all["odometer-traveledDistance"]
})

test("every kind of body", () => {
  type Body<S extends Signal.Any> = Schema.Schema.Type<S["body"]>
  expectTypeOf<Body<typeof Signal.chargeAmperage>>().toEqualTypeOf<Quantity>()
  expectTypeOf<Body<typeof Signal.diagnosticsDTCCount>>().toEqualTypeOf<Quantity>()
  expectTypeOf<Body<typeof Signal.closureIsLocked>>().toEqualTypeOf<{ readonly value: boolean | null }>()
  expectTypeOf<Body<typeof Signal.vehicleIdentificationVIN>>().toEqualTypeOf<{ readonly value: string | null }>()
  expectTypeOf<Body<typeof Signal.transmissionGearState>>().toEqualTypeOf<{
    readonly value: Open<"PARK" | "DRIVE" | "REVERSE" | "NEUTRAL"> | null
  }>()
  expectTypeOf<Body<typeof Signal.diagnosticsEVHVBattery>>().toEqualTypeOf<{
    readonly status: Open<"ALERT" | "OK"> | null
    readonly description: string | null
  }>()
  expectTypeOf<Body<typeof Signal.closureDoors>>().toEqualTypeOf<{
    readonly values: ReadonlyArray<{
      readonly row: number | null
      readonly column: number | null
      readonly isOpen: boolean | null
      readonly isLocked: boolean | null
    }>
    readonly rowCount: number | null
    readonly columnCount: number | null
  }>()
  expectTypeOf<Body<typeof Signal.locationPreciseLocation>>().toEqualTypeOf<{
    readonly latitude: number | null
    readonly longitude: number | null
    readonly heading: number | null
    readonly direction: Open<"N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW"> | null
    readonly locationType: Open<"CURRENT" | "LAST_PARKED"> | null
  }>()
  expectTypeOf<Body<typeof Signal.tractionBatteryRange>>().toEqualTypeOf<{
    readonly value: number | null
    readonly type: Open<"DEFAULT"> | null
    readonly additionalValues: ReadonlyArray<{
      readonly type: Open<"IDEAL_CONDITIONS" | "ESTIMATED" | "RATED"> | null
      readonly value: number | null
    }>
    readonly unit?: string
  }>()
  expectTypeOf<Body<typeof Signal.diagnosticsDTCList>>().toEqualTypeOf<{
    readonly values: ReadonlyArray<{ readonly code: string | null; readonly timestamp: DateTime.Utc | null }>
  }>()
})

test("a state is a union by status", () => {
  const state = Signal.decode(Signal.odometerTraveledDistance, stored)
  expectTypeOf(state).toEqualTypeOf<Signal.State<typeof Signal.odometerTraveledDistance>>()
  expectTypeOf(state.code).toEqualTypeOf<"odometer-traveleddistance">()
  expectTypeOf(state.status).toEqualTypeOf<"SUCCESS" | "ERROR" | "UNAVAILABLE">()
  expectTypeOf<Pick<typeof state, keyof Times>>().toEqualTypeOf<Times>()
  switch (state.status) {
    case "SUCCESS":
      expectTypeOf(state.body).toEqualTypeOf<Quantity>()
      break
    case "ERROR":
      expectTypeOf(state.body).toEqualTypeOf<Quantity | null>()
      expectTypeOf(state.error.code).toEqualTypeOf<string | null>()
      break
    case "UNAVAILABLE":
      expectTypeOf(state.body).toEqualTypeOf<null>()
      expectTypeOf(state.problem).toEqualTypeOf<string | null>()
      break
  }
  // @ts-expect-error only an error has one
  state.error
})

test("the states of several signals are told apart by code", () => {
  type Both = Signal.State<typeof Signal.closureIsLocked | typeof Signal.odometerTraveledDistance>
  const told = (state: Both) => {
    if (state.status !== "SUCCESS") return
    if (state.code === "closure-islocked") expectTypeOf(state.body).toEqualTypeOf<{ readonly value: boolean | null }>()
    else expectTypeOf(state.body).toEqualTypeOf<Quantity>()
  }
  expectTypeOf(told).returns.toBeVoid()
})

test("a body that no one typed is unknown", () => {
  const untyped = Signal.decode(Signal.untyped("wheel-size"), stored)
  if (untyped.status === "SUCCESS") expectTypeOf(untyped.body).toEqualTypeOf<unknown>()
  type Any = Extract<Signal.State<Signal.Any>, { readonly status: "SUCCESS" }>
  expectTypeOf<Any["body"]>().toEqualTypeOf<unknown>()
  expectTypeOf<Any["code"]>().toEqualTypeOf<string>()
})

test("an error's type keeps the documented names", () => {
  expectTypeOf<Signal.SignalError["title"]>().toEqualTypeOf<string | undefined>()
  expectTypeOf<Extract<Signal.SignalError["type"], "VEHICLE_STATE">>().toEqualTypeOf<"VEHICLE_STATE">()
})

declare const car: VehicleHandle.VehicleHandle

type Odometer = Signal.State<typeof Signal.odometerTraveledDistance>
type Locked = Signal.State<typeof Signal.closureIsLocked>

test("success, errors and requirement of reads", () => {
  expectTypeOf(Signals.get(car, Signal.odometerTraveledDistance)).toEqualTypeOf<
    Effect.Effect<Reading.Reading<Odometer>, Expected.Vehicle, Smartcar.Smartcar>
  >()
  expectTypeOf(Signals.get(car, Signal.untyped("x-y"))).toEqualTypeOf<
    Effect.Effect<Reading.Reading<Signal.State<Signal.Signal<"x-y", unknown>>>, Expected.Vehicle, Smartcar.Smartcar>
  >()
  const list = Signals.list(car, { page: 2, limit: 10 })
  expectTypeOf<Effect.Effect.Error<typeof list>>().toEqualTypeOf<Expected.Vehicle>()
  expectTypeOf<Effect.Effect.Context<typeof list>>().toEqualTypeOf<Smartcar.Smartcar>()
  expectTypeOf<Effect.Effect.Success<typeof list>["value"]["signals"]>().toEqualTypeOf<ReadonlyArray<Signal.Stored>>()
  // @ts-expect-error a code is no signal
  Signals.get(car, "odometer-traveleddistance")
  // @ts-expect-error which signal?
  Signals.get(car)
  // @ts-expect-error which car?
  Signals.list()
})

test("a lookup has the type of its signal", () => {
  const listed = { signals: [stored] }
  expectTypeOf(Signals.find(listed, Signal.closureIsLocked)).toEqualTypeOf<Option.Option<Locked>>()
  expectTypeOf(Signals.find(Signal.closureIsLocked)(listed.signals)).toEqualTypeOf<Option.Option<Locked>>()
  // @ts-expect-error a reading is no list
  Signals.find({ value: listed, meta: {} }, Signal.closureIsLocked)
})

test("freshness needs nothing", () => {
  expectTypeOf(Signals.age(stored)).toEqualTypeOf<Effect.Effect<Option.Option<Duration.Duration>>>()
  expectTypeOf(Signals.isFresh(stored, "1 hour")).toEqualTypeOf<Effect.Effect<boolean>>()
  expectTypeOf(Signals.isFresh("1 hour")(stored)).toEqualTypeOf<Effect.Effect<boolean>>()
})

test("changes are the union of the states of what is watched", () => {
  const watched = [Signal.closureIsLocked, Signal.odometerTraveledDistance]
  expectTypeOf(Signals.changes(car, watched, { every: "1 hour" })).toEqualTypeOf<
    Stream.Stream<Locked | Odometer, Expected.Vehicle, Smartcar.Smartcar>
  >()
  expectTypeOf(Signals.changes(car, [Signal.closureIsLocked], { every: 1000 })).toEqualTypeOf<
    Stream.Stream<Locked, Expected.Vehicle, Smartcar.Smartcar>
  >()
  // @ts-expect-error how often?
  Signals.changes(car, watched)
  // @ts-expect-error how often?
  Signals.changes(car, watched, {})
})
