// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import type { VehicleHandle } from "@effect-smartcar/sdk"
import { Audi, Bmw, Ford, Gm, Nissan, Tesla } from "@effect-smartcar/sdk/v2"
import { type DateTime, Effect, type Redacted } from "effect"
import { expectTypeOf, test } from "vitest"
import type { Done, OfVehicle, Open } from "./expected.js"

type Windows = ReadonlyArray<{ readonly start: string | null; readonly end: string | null }>

type Anything = { readonly [key: string]: unknown }

type Outcome = { readonly status: string | null; readonly message: string | null }

type NewState = {
  readonly [key: string]: unknown
  readonly status: string | null
  readonly message: string | null
}

type Scheduled = { readonly enabled: boolean; readonly time: string | null } | null

test("success, errors and requirement of reads", () => {
  expectTypeOf(Audi.charge).returns.toEqualTypeOf<
    OfVehicle<{
      readonly chargingStatus: string | null
      readonly isPluggedIn: boolean | null
      readonly wattage: number | null
      readonly chargeRate: number | null
      readonly chargeType: string | null
      readonly chargePortColor: string | null
      readonly chargePortLatch: string | null
      readonly completionTime: string | null
      readonly chargeMode: Open<"manual" | "timer"> | null
      readonly socLimit: number | null
      readonly externalPowerStatus: string | null
    }>
  >()
  expectTypeOf(Bmw.chargeRecords).returns.toEqualTypeOf<
    OfVehicle<{
      readonly records: ReadonlyArray<{
        readonly chargeStart: string | null
        readonly chargeEnd: string | null
        readonly location: unknown
        readonly energy: number | null
        readonly isPublic: boolean | null
        readonly startPercentRemaining: number | null
        readonly endPercentRemaining: number | null
        readonly chargingType: string | null
      }>
    }>
  >()
  expectTypeOf(Ford.chargeSchedule).returns.toEqualTypeOf<
    OfVehicle<{
      readonly chargingLocations: ReadonlyArray<{
        readonly chargeLimit: number | null
        readonly location: { readonly latitude: number; readonly longitude: number } | null
        readonly chargingSchedules: { readonly weekday: Windows; readonly weekend: Windows } | null
      }>
    }>
  >()
  expectTypeOf(Gm.chargeCompletion).returns.toEqualTypeOf<OfVehicle<{ readonly time: DateTime.Utc | null }>>()
  expectTypeOf(Gm.chargeVoltmeter).returns.toEqualTypeOf<OfVehicle<{ readonly voltage: number }>>()
  expectTypeOf(Nissan.chargeSchedule).returns.toEqualTypeOf<
    OfVehicle<{
      readonly chargeSchedules: ReadonlyArray<{
        readonly start: string | null
        readonly end: string | null
        readonly days: ReadonlyArray<string>
      }>
    }>
  >()
  expectTypeOf(Tesla.alerts).returns.toEqualTypeOf<OfVehicle<Anything>>()
  expectTypeOf(Tesla.attributes).returns.toEqualTypeOf<OfVehicle<Anything>>()
  expectTypeOf(Tesla.battery).returns.toEqualTypeOf<OfVehicle<Anything>>()
  expectTypeOf(Tesla.charge).returns.toEqualTypeOf<OfVehicle<Anything>>()
  expectTypeOf(Tesla.chargeRecords).returns.toEqualTypeOf<OfVehicle<Anything>>()
  expectTypeOf(Tesla.chargeAmmeter).returns.toEqualTypeOf<OfVehicle<{ readonly amperage: number }>>()
  expectTypeOf(Tesla.chargeCompletion).returns.toEqualTypeOf<OfVehicle<{ readonly time: string | null }>>()
  expectTypeOf(Tesla.chargeVoltmeter).returns.toEqualTypeOf<OfVehicle<{ readonly voltage: number }>>()
  expectTypeOf(Tesla.chargeWattmeter).returns.toEqualTypeOf<OfVehicle<{ readonly wattage: number }>>()
  expectTypeOf(Tesla.chargeSchedule).returns.toEqualTypeOf<
    OfVehicle<{ readonly departureTime: Scheduled; readonly startTime: Scheduled }>
  >()
  expectTypeOf(Tesla.chargeRecordsBilling).returns.toEqualTypeOf<
    OfVehicle<{
      readonly records: ReadonlyArray<{
        readonly chargeStart: string | null
        readonly chargeEnd: string | null
        readonly energyConsumed: number | null
        readonly cost: {
          readonly currency: string | null
          readonly energy: number | null
          readonly other: number | null
        } | null
        readonly location: unknown
        readonly recordId: string | number | null
      }>
      readonly hasMoreData: boolean
    }>
  >()
  expectTypeOf(Tesla.climateCabin).returns.toEqualTypeOf<
    OfVehicle<{ readonly status: string; readonly temperature: number | null }>
  >()
  expectTypeOf(Tesla.climateDefroster).returns.toEqualTypeOf<
    OfVehicle<{ readonly frontStatus: string | null; readonly rearStatus: string | null }>
  >()
  expectTypeOf(Tesla.climateSteeringWheel).returns.toEqualTypeOf<OfVehicle<{ readonly status: Open<"UNAVAILABLE"> }>>()
  expectTypeOf(Tesla.compass).returns.toEqualTypeOf<
    OfVehicle<{ readonly direction: Open<"N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW">; readonly heading: number }>
  >()
  expectTypeOf(Tesla.speedometer).returns.toEqualTypeOf<OfVehicle<{ readonly speed: number }>>()
  expectTypeOf(Tesla.thermometerExterior).returns.toEqualTypeOf<OfVehicle<{ readonly temperature: number }>>()
  expectTypeOf(Tesla.thermometerInterior).returns.toEqualTypeOf<OfVehicle<{ readonly temperature: number }>>()
  expectTypeOf(Tesla.migration).returns.toEqualTypeOf<OfVehicle<{ readonly requiresMigration: boolean }>>()
  expectTypeOf(Tesla.virtualKey).returns.toEqualTypeOf<OfVehicle<{ readonly isPaired: boolean }>>()
  expectTypeOf(Tesla.status).returns.toEqualTypeOf<
    OfVehicle<{ readonly status: string | null; readonly inService: boolean | null; readonly gear: string | null }>
  >()
  expectTypeOf(Tesla.userAccess).returns.toEqualTypeOf<
    OfVehicle<{ readonly accessType: Open<"OWNER" | "DRIVER"> | null; readonly permissions: ReadonlyArray<string> }>
  >()
  expectTypeOf(Tesla.userInfo).returns.toEqualTypeOf<OfVehicle<{ readonly email: string | null }>>()
})

test("success, errors and requirement of commands", () => {
  expectTypeOf(Ford.setChargeSchedule).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Nissan.setChargeSchedule).returns.toEqualTypeOf<OfVehicle<Done>>()
  expectTypeOf(Tesla.setChargeAmmeter).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.controlChargePortDoor).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.setChargeSchedule).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.controlFrunk).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.controlTrunk).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.controlClimateCabin).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.controlClimateDefroster).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.controlClimateSteeringWheel).returns.toEqualTypeOf<OfVehicle<NewState>>()
  expectTypeOf(Tesla.setPin).returns.toEqualTypeOf<OfVehicle<Outcome>>()
  expectTypeOf(Tesla.clearPin).returns.toEqualTypeOf<OfVehicle<Outcome>>()
})

declare const car: VehicleHandle.VehicleHandle

test("parameters", () => {
  expectTypeOf(Ford.chargeSchedule).parameters.toEqualTypeOf<
    [vehicle: VehicleHandle.VehicleHandle, params: { readonly make: "ford" | "lincoln" }]
  >()
  expectTypeOf(Gm.chargeCompletion).parameter(1).toEqualTypeOf<{ readonly make: "cadillac" | "chevrolet" }>()
  expectTypeOf(Bmw.chargeRecords).parameter(1).toHaveProperty("make").toEqualTypeOf<"bmw" | "mini">()
  expectTypeOf(Tesla.setPin).parameter(1).toEqualTypeOf<{ readonly pin: Redacted.Redacted }>()
  // @ts-expect-error which make?
  Gm.chargeVoltmeter(car)
  // @ts-expect-error not in capitals
  Bmw.chargeRecords(car, { make: "BMW" })
  // @ts-expect-error a pin in the clear
  Tesla.setPin(car, { pin: "0000" })
  // @ts-expect-error neither opens nor closes
  Tesla.controlFrunk(car, { action: "START" })
  // @ts-expect-error a schedule is needed
  Nissan.setChargeSchedule(car)
  // @ts-expect-error no token endpoint
  Tesla.compass(car).pipe(Effect.catchTag("OAuthError", () => Effect.void))
})
