/** The calls of API v2.0 that API v3 has no counterpart of. */
import type * as Endpoint from "../../Endpoint.js"
import * as Signal from "../../v3/Signal.js"
import * as v3 from "../../v3/table.js"

/** A call that cannot be carried out on API v3: why, and what comes closest. */
export interface Unmapped {
  readonly _tag: "Unmapped"
  readonly reason: string
  readonly endpoints: ReadonlyArray<Endpoint.Any>
  readonly signals: ReadonlyArray<Signal.Any>
}

const because =
  (reason: string) =>
  (closest: Partial<Pick<Unmapped, "endpoints" | "signals">> = {}): Unmapped => ({
    _tag: "Unmapped",
    reason,
    endpoints: closest.endpoints ?? [],
    signals: closest.signals ?? []
  })

const noTokens = because(
  "API v3 exchanges neither codes nor refresh tokens: the application's own token does for every call"
)
const noVins = because("API v3 lists models and what they can do; it checks no VIN and has no matrix of this form")
const noMakes = because("API v3 has no calls for single makes")
const noCommand = because("API v3 has no such command")

export const unmapped = {
  exchangeCode: noTokens({ endpoints: [v3.applicationToken] }),
  exchangeRefreshToken: noTokens({ endpoints: [v3.applicationToken] }),
  compatibility: noVins({ endpoints: [v3.compatibleVehicles] }),
  compatibilityMatrix: noVins({ endpoints: [v3.compatibleVehicles] }),
  audiCharge: noMakes({
    signals: [Signal.chargeDetailedChargingStatus, Signal.chargeChargeRate, Signal.chargeTimeToComplete]
  }),
  bmwChargeRecords: noMakes({ signals: [Signal.chargeChargeRecords] }),
  fordChargeSchedule: noMakes({ signals: [Signal.chargeChargeTimers, Signal.chargeChargeLimits] }),
  fordSetChargeSchedule: noMakes(),
  gmChargeCompletion: noMakes({ signals: [Signal.chargeTimeToComplete] }),
  gmChargeVoltmeter: noMakes({ signals: [Signal.chargeVoltage] }),
  nissanChargeSchedule: noMakes({ signals: [Signal.chargeChargeTimers] }),
  nissanSetChargeSchedule: noMakes(),
  teslaAlerts: noMakes(),
  teslaAttributes: noMakes({
    signals: [Signal.vehicleIdentificationTrim, Signal.vehicleIdentificationExteriorColor, Signal.wheelStyle]
  }),
  teslaBattery: noMakes({ signals: [Signal.tractionBatteryRange, Signal.tractionBatteryIsHeaterActive] }),
  teslaCharge: noMakes({ signals: [Signal.chargeDetailedChargingStatus, Signal.chargeChargeRate] }),
  teslaChargeAmmeter: noMakes({ signals: [Signal.chargeAmperage, Signal.chargeAmperageMax] }),
  teslaChargeCompletion: noMakes({ signals: [Signal.chargeTimeToComplete] }),
  teslaChargeVoltmeter: noMakes({ signals: [Signal.chargeVoltage] }),
  teslaChargeWattmeter: noMakes({ signals: [Signal.chargeWattage] }),
  teslaChargeSchedule: noMakes({ signals: [Signal.chargeChargeTimers] }),
  teslaChargeRecords: noMakes({ signals: [Signal.chargeChargeRecords] }),
  teslaChargeRecordsBilling: noMakes({ signals: [Signal.chargeChargeRecords] }),
  teslaClimateCabin: noMakes({ signals: [Signal.hvacIsCabinHVACActive, Signal.hvacCabinTargetTemperature] }),
  teslaClimateDefroster: noMakes({
    signals: [Signal.hvacIsFrontDefrosterActive, Signal.hvacIsRearDefrosterActive]
  }),
  teslaClimateSteeringWheel: noMakes({ signals: [Signal.hvacIsSteeringHeaterActive] }),
  teslaCompass: noMakes({ signals: [Signal.locationPreciseLocation] }),
  teslaSpeedometer: noMakes({ signals: [Signal.motionCurrentSpeed] }),
  teslaThermometerExterior: noMakes({ signals: [Signal.climateExternalTemperature] }),
  teslaThermometerInterior: noMakes({ signals: [Signal.climateInternalTemperature] }),
  teslaMigration: noMakes(),
  teslaVirtualKey: noMakes({ signals: [Signal.connectivityStatusIsDigitalKeyPaired] }),
  teslaStatus: noMakes({ signals: [Signal.connectivityStatusIsOnline, Signal.connectivityStatusIsAsleep] }),
  teslaUserAccess: noMakes({ signals: [Signal.vehicleUserAccountRole, Signal.vehicleUserAccountPermissions] }),
  teslaUserInfo: noMakes(),
  teslaSetChargeAmmeter: noCommand(),
  teslaControlChargePortDoor: noMakes({ endpoints: [v3.openChargePort, v3.closeChargePort] }),
  teslaSetChargeSchedule: noMakes({
    endpoints: [v3.dailyChargeSchedule, v3.weeklyChargeSchedule, v3.workweekChargeSchedule]
  }),
  teslaControlFrunk: noCommand(),
  teslaControlTrunk: noCommand(),
  teslaControlClimateCabin: noCommand(),
  teslaControlClimateDefroster: noCommand(),
  teslaControlClimateSteeringWheel: noCommand(),
  teslaSetPin: noCommand(),
  teslaClearPin: noCommand()
}
