/**
 * Fuel, oil and batteries.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"

/**
 * The fuel in the tank, in litres or US gallons. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const internalCombustionEngineAmountRemaining = /*#__PURE__*/ make(
  "InternalCombustionEngine",
  "AmountRemaining",
  { body: Body.Quantity, unit: "liters", permission: "read_fuel" }
)

/**
 * The fuel in the tank, from 0 to 100 %. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const internalCombustionEngineFuelLevel = /*#__PURE__*/ make("InternalCombustionEngine", "FuelLevel", {
  body: Body.Quantity,
  unit: "percent",
  permission: "read_fuel"
})

/**
 * The remaining life of the engine oil, from 0 to 100 %. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const internalCombustionEngineOilLife = /*#__PURE__*/ make("InternalCombustionEngine", "OilLife", {
  body: Body.Quantity,
  unit: "percent",
  permission: "read_engine_oil"
})

/**
 * How far the fuel will do, in km or miles. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const internalCombustionEngineRange = /*#__PURE__*/ make("InternalCombustionEngine", "Range", {
  body: Body.Quantity,
  unit: "km",
  permission: "read_fuel"
})

/**
 * The state of charge of the 12 volt battery, from 0 to 100 %. The permission is inferred. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const lowVoltageBatteryStateOfCharge = /*#__PURE__*/ make("LowVoltageBattery", "StateOfCharge", {
  body: Body.Quantity,
  unit: "percent",
  permission: "read_battery"
})

/**
 * The state of the 12 volt battery. The permission is inferred. Body: `BatteryStatus`.
 *
 * @since 0.1.0
 * @category energy
 */
export const lowVoltageBatteryStatus = /*#__PURE__*/ make("LowVoltageBattery", "Status", {
  body: Body.BatteryStatus,
  permission: "read_battery"
})

/**
 * True if the traction battery is heated. Body: `Flag`.
 *
 * @since 0.1.0
 * @category energy
 */
export const tractionBatteryIsHeaterActive = /*#__PURE__*/ make("TractionBattery", "IsHeaterActive", {
  body: Body.Flag,
  permission: "read_battery"
})

/**
 * How often the traction battery was charged to its full range. Body: `Count`.
 *
 * @since 0.1.0
 * @category energy
 */
export const tractionBatteryMaxRangeChargeCounter = /*#__PURE__*/ make("TractionBattery", "MaxRangeChargeCounter", {
  body: Body.Count,
  permission: "read_battery"
})

/**
 * The rated capacity of the traction battery, in kWh. Body: `NominalCapacity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const tractionBatteryNominalCapacity = /*#__PURE__*/ make("TractionBattery", "NominalCapacity", {
  body: Body.NominalCapacity,
  unit: "kWh",
  permission: "read_battery"
})

/**
 * How far the traction battery will do, in km or miles. Body: `Range`.
 *
 * @since 0.1.0
 * @category energy
 */
export const tractionBatteryRange = /*#__PURE__*/ make("TractionBattery", "Range", {
  body: Body.Range,
  unit: "km",
  permission: "read_battery"
})

/**
 * The state of charge of the traction battery, from 0 to 100 %, where API v2.0 has 0 to 1. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category energy
 */
export const tractionBatteryStateOfCharge = /*#__PURE__*/ make("TractionBattery", "StateOfCharge", {
  body: Body.Quantity,
  unit: "percent",
  permission: "read_battery"
})
