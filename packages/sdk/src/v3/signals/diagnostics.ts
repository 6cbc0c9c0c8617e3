/**
 * The state of the car's systems, and its trouble codes.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"

/**
 * The state of the antilock brakes. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsABS = /*#__PURE__*/ make("Diagnostics", "ABS", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the active safety systems. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsActiveSafety = /*#__PURE__*/ make("Diagnostics", "ActiveSafety", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the airbags. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsAirbag = /*#__PURE__*/ make("Diagnostics", "Airbag", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the brake fluid. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsBrakeFluid = /*#__PURE__*/ make("Diagnostics", "BrakeFluid", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the driver assistance. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsDriverAssistance = /*#__PURE__*/ make("Diagnostics", "DriverAssistance", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * How many trouble codes are set. Body: `Count`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsDTCCount = /*#__PURE__*/ make("Diagnostics", "DTCCount", {
  body: Body.Count,
  unit: "count",
  permission: "read_diagnostics"
})

/**
 * The trouble codes that are set, such as `P0300`, each with its time. Body: `TroubleCodes`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsDTCList = /*#__PURE__*/ make("Diagnostics", "DTCList", {
  body: Body.TroubleCodes,
  permission: "read_diagnostics"
})

/**
 * The state of the emission control. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsEmissions = /*#__PURE__*/ make("Diagnostics", "Emissions", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the conditioning of the traction battery. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsEVBatteryConditioning = /*#__PURE__*/ make("Diagnostics", "EVBatteryConditioning", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the charging system. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsEVCharging = /*#__PURE__*/ make("Diagnostics", "EVCharging", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the electric drive unit. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsEVDriveUnit = /*#__PURE__*/ make("Diagnostics", "EVDriveUnit", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the high-voltage battery. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsEVHVBattery = /*#__PURE__*/ make("Diagnostics", "EVHVBattery", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the lights. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsLighting = /*#__PURE__*/ make("Diagnostics", "Lighting", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the malfunction indicator lamp. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsMIL = /*#__PURE__*/ make("Diagnostics", "MIL", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the engine oil, by its age. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsOilLife = /*#__PURE__*/ make("Diagnostics", "OilLife", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the pressure of the engine oil. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsOilPressure = /*#__PURE__*/ make("Diagnostics", "OilPressure", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the temperature of the engine oil. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsOilTemperature = /*#__PURE__*/ make("Diagnostics", "OilTemperature", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the telematics unit. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsTelematics = /*#__PURE__*/ make("Diagnostics", "Telematics", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the pressure of the tires. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsTirePressure = /*#__PURE__*/ make("Diagnostics", "TirePressure", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the monitoring of the tires' pressure. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsTirePressureMonitoring = /*#__PURE__*/ make("Diagnostics", "TirePressureMonitoring", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the transmission. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsTransmission = /*#__PURE__*/ make("Diagnostics", "Transmission", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the washer fluid. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsWasherFluid = /*#__PURE__*/ make("Diagnostics", "WasherFluid", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})

/**
 * The state of the fuel, as to water in it. Body: `Diagnostic`.
 *
 * @since 0.1.0
 * @category diagnostics
 */
export const diagnosticsWaterInFuel = /*#__PURE__*/ make("Diagnostics", "WaterInFuel", {
  body: Body.Diagnostic,
  permission: "read_diagnostics"
})
