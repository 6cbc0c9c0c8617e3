/**
 * The car itself: connectivity, service, identification and the account.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"
import * as Record from "./records.js"

/**
 * The version of the car's firmware. Body: `Text`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const connectivitySoftwareCurrentFirmwareVersion = /*#__PURE__*/ make(
  "ConnectivitySoftware",
  "CurrentFirmwareVersion",
  { body: Body.Text, permission: "read_extended_vehicle_info" }
)

/**
 * True if the car sleeps. The permission is inferred. Body: `Flag`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const connectivityStatusIsAsleep = /*#__PURE__*/ make("ConnectivityStatus", "IsAsleep", {
  body: Body.Flag,
  permission: "read_vehicle_info"
})

/**
 * True if a digital key is paired. The permission is inferred. Body: `Flag`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const connectivityStatusIsDigitalKeyPaired = /*#__PURE__*/ make("ConnectivityStatus", "IsDigitalKeyPaired", {
  body: Body.Flag,
  permission: "read_vehicle_info"
})

/**
 * True if the car is online. The permission is inferred. Body: `Flag`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const connectivityStatusIsOnline = /*#__PURE__*/ make("ConnectivityStatus", "IsOnline", {
  body: Body.Flag,
  permission: "read_vehicle_info"
})

/**
 * True if the car is in for service. The permission is inferred. Body: `Flag`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const serviceIsInService = /*#__PURE__*/ make("Service", "IsInService", {
  body: Body.Flag,
  permission: "read_service_history"
})

/**
 * The services done. Never seen from a car: the shape is that of Smartcar's page. Body: `ServiceRecords`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const serviceRecords = /*#__PURE__*/ make("Service", "Records", {
  body: Record.ServiceRecords,
  permission: "read_service_history"
})

/**
 * The colour of the car. The permission is inferred. Body: `Text`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleIdentificationExteriorColor = /*#__PURE__*/ make("VehicleIdentification", "ExteriorColor", {
  body: Body.Text,
  permission: "read_extended_vehicle_info"
})

/**
 * The name that the owner gave the car. The permission is inferred. Body: `Text`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleIdentificationNickname = /*#__PURE__*/ make("VehicleIdentification", "Nickname", {
  body: Body.Text,
  permission: "read_vehicle_info"
})

/**
 * The option packages that the car has. The permission is inferred. Body: `Names`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleIdentificationPackages = /*#__PURE__*/ make("VehicleIdentification", "Packages", {
  body: Body.Names,
  permission: "read_extended_vehicle_info"
})

/**
 * The trim level. The permission is inferred. Body: `Text`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleIdentificationTrim = /*#__PURE__*/ make("VehicleIdentification", "Trim", {
  body: Body.Text,
  permission: "read_extended_vehicle_info"
})

/**
 * The vehicle identification number. Body: `Text`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleIdentificationVIN = /*#__PURE__*/ make("VehicleIdentification", "VIN", {
  body: Body.Text,
  permission: "read_vin"
})

/**
 * What the owner's account at the manufacturer may do. Not in Smartcar's compatibility matrix. Body: `Names`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleUserAccountPermissions = /*#__PURE__*/ make("VehicleUserAccount", "Permissions", {
  body: Body.Names,
  permission: "read_user_profile"
})

/**
 * The role of the owner's account at the manufacturer. Body: `Text`.
 *
 * @since 0.1.0
 * @category vehicle
 */
export const vehicleUserAccountRole = /*#__PURE__*/ make("VehicleUserAccount", "Role", {
  body: Body.Text,
  permission: "read_user_profile"
})
