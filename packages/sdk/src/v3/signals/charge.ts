/**
 * Charging.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"
import * as Record from "./records.js"

/**
 * The current that flows, in amperes. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeAmperage = /*#__PURE__*/ make("Charge", "Amperage", {
  body: Body.Quantity,
  unit: "ampere",
  permission: "read_charge"
})

/**
 * The largest current that the charger offers, in amperes. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeAmperageMax = /*#__PURE__*/ make("Charge", "AmperageMax", {
  body: Body.Quantity,
  unit: "ampere",
  permission: "read_charge"
})

/**
 * The current that the car asks for, in amperes. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeAmperageRequested = /*#__PURE__*/ make("Charge", "AmperageRequested", {
  body: Body.Quantity,
  unit: "ampere",
  permission: "read_charge"
})

/**
 * The levels (0 to 100 %) at which charging stops, and the one that holds now. Body: `ChargeLimits`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargeLimits = /*#__PURE__*/ make("Charge", "ChargeLimits", {
  body: Record.ChargeLimits,
  unit: "percent",
  permission: "read_charge"
})

/**
 * The colour of the light at the charge port. Body: `Text`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargePortStatusColor = /*#__PURE__*/ make("Charge", "ChargePortStatusColor", {
  body: Body.Text,
  permission: "read_charge"
})

/**
 * The range gained per hour, in km/h or mph. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargeRate = /*#__PURE__*/ make("Charge", "ChargeRate", {
  body: Body.Quantity,
  unit: "km/h",
  permission: "read_charge"
})

/**
 * The charging sessions. Never seen from a car: the shape is that of Smartcar's page. Body: `ChargeRecords`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargeRecords = /*#__PURE__*/ make("Charge", "ChargeRecords", {
  body: Record.ChargeRecords,
  permission: "read_charge_records"
})

/**
 * How many phases of the mains are in use. Body: `Count`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargerPhases = /*#__PURE__*/ make("Charge", "ChargerPhases", {
  body: Body.Count,
  permission: "read_charge"
})

/**
 * When the car is to charge; how the schedules of `ChargeSchedules` are read back. Body: `ChargeTimers`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargeTimers = /*#__PURE__*/ make("Charge", "ChargeTimers", {
  body: Record.ChargeTimers,
  permission: "read_charge"
})

/**
 * The connector, such as `J1772`. Body: `Text`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeChargingConnectorType = /*#__PURE__*/ make("Charge", "ChargingConnectorType", {
  body: Body.Text,
  permission: "read_charge"
})

/**
 * Whether the battery charges, or is full. Body: `ChargingStatus`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeDetailedChargingStatus = /*#__PURE__*/ make("Charge", "DetailedChargingStatus", {
  body: Body.ChargingStatus,
  permission: "read_charge"
})

/**
 * The energy of this charging session, in kWh. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeEnergyAdded = /*#__PURE__*/ make("Charge", "EnergyAdded", {
  body: Body.Quantity,
  unit: "kWh",
  permission: "read_charge"
})

/**
 * The kind of fast charger, such as `CCS`. Body: `Text`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeFastChargerType = /*#__PURE__*/ make("Charge", "FastChargerType", {
  body: Body.Text,
  permission: "read_charge"
})

/**
 * True if the battery charges. `control_charge` is said to do for it too. Body: `Flag`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeIsCharging = /*#__PURE__*/ make("Charge", "IsCharging", {
  body: Body.Flag,
  permission: "read_charge"
})

/**
 * True if the car is plugged in. Body: `Flag`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeIsChargingCableConnected = /*#__PURE__*/ make("Charge", "IsChargingCableConnected", {
  body: Body.Flag,
  permission: "read_charge"
})

/**
 * True if the plug is locked in. Body: `Flag`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeIsChargingCableLatched = /*#__PURE__*/ make("Charge", "IsChargingCableLatched", {
  body: Body.Flag,
  permission: "read_charge"
})

/**
 * True if the flap of the charge port is open. Body: `Flag`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeIsChargingPortFlapOpen = /*#__PURE__*/ make("Charge", "IsChargingPortFlapOpen", {
  body: Body.Flag,
  permission: "read_charge"
})

/**
 * True if the car is at a fast charger. Body: `Flag`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeIsFastChargerPresent = /*#__PURE__*/ make("Charge", "IsFastChargerPresent", {
  body: Body.Flag,
  permission: "read_charge"
})

/**
 * How long charging will still take, in minutes, also where the answer has no unit. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeTimeToComplete = /*#__PURE__*/ make("Charge", "TimeToComplete", {
  body: Body.Quantity,
  unit: "minute",
  permission: "read_charge"
})

/**
 * The voltage at the charger, in volts. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeVoltage = /*#__PURE__*/ make("Charge", "Voltage", {
  body: Body.Quantity,
  unit: "volts",
  permission: "read_charge"
})

/**
 * The power at the charger, in watts. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category charge
 */
export const chargeWattage = /*#__PURE__*/ make("Charge", "Wattage", {
  body: Body.Quantity,
  unit: "watts",
  permission: "read_charge"
})
