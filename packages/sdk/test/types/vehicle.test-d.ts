// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import type { Endpoint, Reading, Smartcar, SmartcarError, VehicleHandle } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { type DateTime, Effect, Schema } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"
import type { Done, OfAccount, OfVehicle, Open } from "./expected.js"

type Closures = ReadonlyArray<{
  readonly type: string
  readonly status: Open<"OPEN" | "CLOSED" | "LOCKED" | "UNKNOWN">
}>

type Id = string | number | null

type Detail = { readonly type: string | null; readonly value: Id }

test("success, errors and requirement of reads", () => {
  expectTypeOf(Vehicle.attributes).returns.toEqualTypeOf<
    OfVehicle<{ readonly id: string; readonly make: string; readonly model: string; readonly year: number }>
  >()
  expectTypeOf(Vehicle.vin).returns.toEqualTypeOf<OfVehicle<{ readonly vin: string }>>()
  expectTypeOf(Vehicle.permissions).returns.toEqualTypeOf<
    OfVehicle<{
      readonly permissions: ReadonlyArray<string>
      readonly paging?: { readonly count: number; readonly offset: number }
    }>
  >()
  expectTypeOf(Vehicle.battery).returns.toEqualTypeOf<
    OfVehicle<{ readonly percentRemaining: number; readonly range: number }>
  >()
  expectTypeOf(Vehicle.batteryCapacity).returns.toEqualTypeOf<OfVehicle<{ readonly capacity: number }>>()
  expectTypeOf(Vehicle.nominalCapacity).returns.toEqualTypeOf<
    OfVehicle<{
      readonly availableCapacities: ReadonlyArray<{
        readonly capacity: number | null
        readonly description: string | null
      }>
      readonly capacity: {
        readonly nominal: number | null
        readonly source: Open<"USER_SELECTED" | "SMARTCAR"> | null
      } | null
      readonly url: string | null
    }>
  >()
  expectTypeOf(Vehicle.charge).returns.toEqualTypeOf<
    OfVehicle<{ readonly isPluggedIn: boolean; readonly state: Open<"CHARGING" | "FULLY_CHARGED" | "NOT_CHARGING"> }>
  >()
  expectTypeOf(Vehicle.chargeLimit).returns.toEqualTypeOf<OfVehicle<{ readonly limit: number }>>()
  expectTypeOf(Vehicle.fuel).returns.toEqualTypeOf<
    OfVehicle<{
      readonly percentRemaining: number | null
      readonly amountRemaining: number | null
      readonly range: number | null
    }>
  >()
  expectTypeOf(Vehicle.engineOil).returns.toEqualTypeOf<OfVehicle<{ readonly lifeRemaining: number | null }>>()
  expectTypeOf(Vehicle.odometer).returns.toEqualTypeOf<OfVehicle<{ readonly distance: number }>>()
  expectTypeOf(Vehicle.location).returns.toEqualTypeOf<
    OfVehicle<{ readonly latitude: number; readonly longitude: number }>
  >()
  expectTypeOf(Vehicle.tirePressure).returns.toEqualTypeOf<
    OfVehicle<{
      readonly frontLeft: number
      readonly frontRight: number
      readonly backLeft: number
      readonly backRight: number
    }>
  >()
  expectTypeOf(Vehicle.lockStatus).returns.toEqualTypeOf<
    OfVehicle<{
      readonly isLocked: boolean
      readonly doors: Closures
      readonly windows: Closures
      readonly sunroof: Closures
      readonly storage: Closures
      readonly chargingPort: Closures
    }>
  >()
  expectTypeOf(Vehicle.diagnosticSystemStatus).returns.toEqualTypeOf<
    OfVehicle<{
      readonly systems: ReadonlyArray<{
        readonly systemId: string
        readonly status: Open<"OK" | "ALERT">
        readonly description: string | null
      }>
    }>
  >()
  expectTypeOf(Vehicle.diagnosticTroubleCodes).returns.toEqualTypeOf<
    OfVehicle<{
      readonly activeCodes: ReadonlyArray<{ readonly code: string; readonly timestamp: DateTime.Utc | null }>
    }>
  >()
  expectTypeOf(Vehicle.serviceHistory).returns.toEqualTypeOf<
    OfVehicle<
      ReadonlyArray<{
        readonly serviceId: Id
        readonly serviceDate: DateTime.Utc | null
        readonly odometerDistance: number | null
        readonly serviceTasks: ReadonlyArray<{ readonly taskId: Id; readonly taskDescription: string | null }>
        readonly serviceDetails: Detail | ReadonlyArray<Detail> | null
        readonly serviceCost: { readonly totalCost: number | null; readonly currency: string | null } | null
      }>
    >
  >()
  expectTypeOf(Vehicle.batch).returns.toEqualTypeOf<
    OfVehicle<{
      readonly responses: ReadonlyArray<{
        readonly path: string
        readonly code: number
        readonly body: unknown
        readonly headers: { readonly [name: string]: string | number }
      }>
    }>
  >()
})

test("success, errors and requirement of commands and admin calls", () => {
  expectTypeOf(Vehicle.lock).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Vehicle.unlock).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Vehicle.startCharge).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Vehicle.stopCharge).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Vehicle.setChargeLimit).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Vehicle.sendDestination).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Vehicle.subscribe).returns.toEqualTypeOf<
    OfVehicle<{ readonly webhookId: string; readonly vehicleId: string }>
  >()
  expectTypeOf(Vehicle.unsubscribe).returns.toEqualTypeOf<OfAccount<Done>>()
  expectTypeOf(Vehicle.disconnect).returns.toEqualTypeOf<OfAccount<Done>>()
  expectTypeOf(Vehicle.hasPermissions).returns.toEqualTypeOf<
    Effect.Effect<boolean, Expected.Vehicle, Smartcar.Smartcar>
  >()
})

declare const car: VehicleHandle.VehicleHandle

test("a tag that a call cannot fail with cannot be caught", () => {
  // @ts-expect-error no token endpoint
  Vehicle.odometer(car).pipe(Effect.catchTag("OAuthError", () => Effect.void))
  // @ts-expect-error no token endpoint
  Vehicle.lock(car).pipe(Effect.catchTags({ OAuthError: () => Effect.void }))
  // @ts-expect-error no car is asked
  Vehicle.disconnect(car).pipe(Effect.catchTag("VehicleStateError", () => Effect.void))
  // @ts-expect-error no manufacturer is asked
  Vehicle.unsubscribe(car, { webhookId: "w" }).pipe(Effect.catchTag("UpstreamError", () => Effect.void))
  // @ts-expect-error no such tag
  Vehicle.vin(car).pipe(Effect.catchTag("SmartcarError", () => Effect.void))
  Vehicle.lock(car).pipe(
    Effect.catchTag("VehicleStateError", (error) => {
      expectTypeOf(error).toEqualTypeOf<SmartcarError.VehicleStateError>()
      expectTypeOf(error.suggestedUserMessage).toEqualTypeOf<string | undefined>()
      return Effect.void
    })
  )
})

test("parameters", () => {
  expectTypeOf(Vehicle.odometer).parameters.toEqualTypeOf<[vehicle: VehicleHandle.VehicleHandle]>()
  expectTypeOf(Vehicle.disconnect).parameters.toEqualTypeOf<[vehicle: VehicleHandle.VehicleHandle]>()
  Vehicle.permissions(car)
  Vehicle.serviceHistory(car)
  // @ts-expect-error which car?
  Vehicle.odometer()
  // @ts-expect-error an id is no handle
  Vehicle.odometer("36ab27d0-fd9d-4455-823a-ce30af709ffc")
  // @ts-expect-error something like a handle is no handle
  Vehicle.odometer({ id: "36ab27d0-fd9d-4455-823a-ce30af709ffc", unitSystem: "metric" })
  // @ts-expect-error a limit is needed
  Vehicle.setChargeLimit(car)
  // @ts-expect-error a number
  Vehicle.setChargeLimit(car, { limit: "0.7" })
  // @ts-expect-error both are needed
  Vehicle.sendDestination(car, { latitude: 1 })
  // @ts-expect-error which webhook?
  Vehicle.subscribe(car)
  // @ts-expect-error which webhook?
  Vehicle.unsubscribe(car, {})
  // @ts-expect-error at least one
  Vehicle.batch(car, { requests: [] })
  // @ts-expect-error a Date is neither a DateTime nor text
  Vehicle.serviceHistory(car, { startDate: new Date() })
  // @ts-expect-error not a unit system
  Vehicle.make("id", { unitSystem: "bananas" })
})

test("the general-purpose calls have the schema's type and every error", () => {
  const call = Vehicle.request(car, { path: "/x", success: Schema.Struct({ at: Schema.DateTimeUtc }) })
  expectTypeOf(call).toEqualTypeOf<
    Effect.Effect<Reading.Reading<{ readonly at: DateTime.Utc }>, SmartcarError.SmartcarError, Smartcar.Smartcar>
  >()
  // @ts-expect-error a path is needed
  Vehicle.request(car, { success: Schema.Unknown })
  // @ts-expect-error a schema is needed
  Vehicle.request(car, { path: "/x" })
  // @ts-expect-error a schema must stand by itself
  Vehicle.request(car, { path: "/x", success: Schema.declare<string, string, [Schema.Schema<string, string, "Need">]> })
})

test("an endpoint's types can be taken from its descriptor", () => {
  type Odometer = typeof Vehicle.odometer.endpoint
  expectTypeOf<Endpoint.Endpoint.Success<Odometer>>().toEqualTypeOf<{ readonly distance: number }>()
  expectTypeOf<Endpoint.Endpoint.Error<Odometer>>().toEqualTypeOf<Expected.Vehicle>()
  expectTypeOf<Endpoint.Endpoint.Params<Odometer>>().toEqualTypeOf<{ readonly vehicleId: string }>()
})
