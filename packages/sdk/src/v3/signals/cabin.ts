/**
 * Temperatures and climate control.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"

/**
 * The temperature outside, in degrees Celsius or Fahrenheit. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const climateExternalTemperature = /*#__PURE__*/ make("Climate", "ExternalTemperature", {
  body: Body.Quantity,
  unit: "celsius",
  permission: "read_thermometer"
})

/**
 * The temperature in the cabin, in degrees Celsius or Fahrenheit. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const climateInternalTemperature = /*#__PURE__*/ make("Climate", "InternalTemperature", {
  body: Body.Quantity,
  unit: "celsius",
  permission: "read_thermometer"
})

/**
 * The temperature that the cabin is to have. That it is in degrees Celsius is unconfirmed. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const hvacCabinTargetTemperature = /*#__PURE__*/ make("HVAC", "CabinTargetTemperature", {
  body: Body.Quantity,
  unit: "celsius",
  permission: "read_climate"
})

/**
 * True if heating, ventilation or air conditioning is on. Body: `Flag`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const hvacIsCabinHVACActive = /*#__PURE__*/ make("HVAC", "IsCabinHVACActive", {
  body: Body.Flag,
  permission: "read_climate"
})

/**
 * True if the front defroster is on. Body: `Flag`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const hvacIsFrontDefrosterActive = /*#__PURE__*/ make("HVAC", "IsFrontDefrosterActive", {
  body: Body.Flag,
  permission: "read_climate"
})

/**
 * True if the rear defroster is on. Body: `Flag`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const hvacIsRearDefrosterActive = /*#__PURE__*/ make("HVAC", "IsRearDefrosterActive", {
  body: Body.Flag,
  permission: "read_climate"
})

/**
 * True if the steering wheel is heated. Body: `Flag`.
 *
 * @since 0.1.0
 * @category cabin
 */
export const hvacIsSteeringHeaterActive = /*#__PURE__*/ make("HVAC", "IsSteeringHeaterActive", {
  body: Body.Flag,
  permission: "read_climate"
})
