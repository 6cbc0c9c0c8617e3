/**
 * Where the car is, and how it drives.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"

/**
 * True if the car is where its owner lives. Body: `Flag`.
 *
 * @since 0.1.0
 * @category driving
 */
export const locationIsAtHome = /*#__PURE__*/ make("Location", "IsAtHome", {
  body: Body.Flag,
  permission: "read_location"
})

/**
 * Where the car is or was parked, in degrees. Body: `Location`.
 *
 * @since 0.1.0
 * @category driving
 */
export const locationPreciseLocation = /*#__PURE__*/ make("Location", "PreciseLocation", {
  body: Body.Location,
  permission: "read_location"
})

/**
 * The speed, in km/h or mph. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category driving
 */
export const motionCurrentSpeed = /*#__PURE__*/ make("Motion", "CurrentSpeed", {
  body: Body.Quantity,
  unit: "km/h",
  permission: "read_speedometer"
})

/**
 * The distance driven, in km or miles. Body: `Quantity`.
 *
 * @since 0.1.0
 * @category driving
 */
export const odometerTraveledDistance = /*#__PURE__*/ make("Odometer", "TraveledDistance", {
  body: Body.Quantity,
  unit: "km",
  permission: "read_odometer"
})

/**
 * The drive mode. The permission is inferred. Body: `DriveMode`.
 *
 * @since 0.1.0
 * @category driving
 */
export const transmissionDriveMode = /*#__PURE__*/ make("Transmission", "DriveMode", {
  body: Body.DriveMode,
  permission: "read_vehicle_info"
})

/**
 * The gear that is in. The permission is inferred. Body: `Gear`.
 *
 * @since 0.1.0
 * @category driving
 */
export const transmissionGearState = /*#__PURE__*/ make("Transmission", "GearState", {
  body: Body.Gear,
  permission: "read_vehicle_info"
})

/**
 * The style of the wheels. The permission is inferred. Body: `Text`.
 *
 * @since 0.1.0
 * @category driving
 */
export const wheelStyle = /*#__PURE__*/ make("Wheel", "Style", { body: Body.Text, permission: "read_tires" })

/**
 * The pressure of each tire, in kPa or psi; the answer names no unit. Body: `Tires`.
 *
 * @since 0.1.0
 * @category driving
 */
export const wheelTires = /*#__PURE__*/ make("Wheel", "Tires", {
  body: Body.Tires,
  unit: "kPa",
  permission: "read_tires"
})
