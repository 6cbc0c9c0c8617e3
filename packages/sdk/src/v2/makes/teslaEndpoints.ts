/**
 * The table of API v2.0, continued: Tesla's own operations.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.js"
import * as Input from "../../internal/schema.js"
import { sharing } from "../../internal/sharing.js"
import { batch } from "../endpoints.js"
import { vehicleErrors } from "../errors.js"
import { dateRange } from "./inputs.js"
import { Voltmeter } from "./models.js"
import * as Model from "./teslaModels.js"

const vehicleRead = /*#__PURE__*/ sharing(Endpoint.read, { auth: "user", errors: vehicleErrors, batch })

const vehicleCommand = /*#__PURE__*/ sharing(Endpoint.command, { auth: "user", errors: vehicleErrors })

const Amperage = /*#__PURE__*/ Schema.Number.pipe(
  /*#__PURE__*/ Schema.filter((n) => Number.isFinite(n) && n >= 0, { description: "a number of amperes from 0" })
)

const Temperature = /*#__PURE__*/ Schema.Number.pipe(
  /*#__PURE__*/ Schema.finite({ description: "a number of degrees" })
)

const Pin = /*#__PURE__*/ (() =>
  Schema.Redacted(Schema.String.pipe(Schema.pattern(/^\d{4}$/, { description: "a PIN: 4 digits" }))))()

const OpenOrClose = /*#__PURE__*/ Input.struct(() => ({ action: Schema.Literal("OPEN", "CLOSE") }))
const StartOrStop = /*#__PURE__*/ Input.struct(() => ({ action: Schema.Literal("START", "STOP") }))

/** The descriptor of `Tesla.alerts`. */
export const teslaAlerts = /*#__PURE__*/ vehicleRead("teslaAlerts", {
  path: "/vehicles/:vehicleId/tesla/alerts",
  permission: "read_alerts",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.attributes`. */
export const teslaAttributes = /*#__PURE__*/ vehicleRead("teslaAttributes", {
  path: "/vehicles/:vehicleId/tesla/attributes",
  permission: "read_extended_vehicle_info",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.battery`. */
export const teslaBattery = /*#__PURE__*/ vehicleRead("teslaBattery", {
  path: "/vehicles/:vehicleId/tesla/battery",
  permission: "read_battery",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.charge`. */
export const teslaCharge = /*#__PURE__*/ vehicleRead("teslaCharge", {
  path: "/vehicles/:vehicleId/tesla/charge",
  permission: "read_charge",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.chargeAmmeter`. */
export const teslaChargeAmmeter = /*#__PURE__*/ vehicleRead("teslaChargeAmmeter", {
  path: "/vehicles/:vehicleId/tesla/charge/ammeter",
  permission: "read_charge",
  success: Model.Ammeter
})

/** The descriptor of `Tesla.chargeCompletion`. */
export const teslaChargeCompletion = /*#__PURE__*/ vehicleRead("teslaChargeCompletion", {
  path: "/vehicles/:vehicleId/tesla/charge/completion",
  permission: "read_charge",
  success: Model.TeslaChargeCompletion
})

/** The descriptor of `Tesla.chargeVoltmeter`. */
export const teslaChargeVoltmeter = /*#__PURE__*/ vehicleRead("teslaChargeVoltmeter", {
  path: "/vehicles/:vehicleId/tesla/charge/voltmeter",
  permission: "read_charge",
  success: Voltmeter
})

/** The descriptor of `Tesla.chargeWattmeter`. */
export const teslaChargeWattmeter = /*#__PURE__*/ vehicleRead("teslaChargeWattmeter", {
  path: "/vehicles/:vehicleId/tesla/charge/wattmeter",
  permission: "read_charge",
  success: Model.Wattmeter
})

/** The descriptor of `Tesla.chargeSchedule`. */
export const teslaChargeSchedule = /*#__PURE__*/ vehicleRead("teslaChargeSchedule", {
  path: "/vehicles/:vehicleId/tesla/charge/schedule",
  permission: "read_charge",
  success: Model.TeslaChargeSchedule
})

/** The descriptor of `Tesla.chargeRecords`. */
export const teslaChargeRecords = /*#__PURE__*/ vehicleRead("teslaChargeRecords", {
  path: "/vehicles/:vehicleId/tesla/charge/records",
  permission: "read_charge_records",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.chargeRecordsBilling`. */
export const teslaChargeRecordsBilling = /*#__PURE__*/ Endpoint.read("teslaChargeRecordsBilling", {
  auth: "user",
  errors: vehicleErrors,
  path: "/vehicles/:vehicleId/tesla/charge/records/billing",
  query: /*#__PURE__*/ Input.struct(() => ({ ...dateRange, page: Schema.optional(Input.Offset) })),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ records }: Model.TeslaChargeRecordsBilling) => records,
    position: ({ hasMoreData }) => ({ more: hasMoreData }),
    first: 0,
    mayBeEmpty: true
  }),
  permission: "read_charge_records",
  success: Model.TeslaChargeRecordsBilling
})

/** The descriptor of `Tesla.climateCabin`. */
export const teslaClimateCabin = /*#__PURE__*/ vehicleRead("teslaClimateCabin", {
  path: "/vehicles/:vehicleId/tesla/climate/cabin",
  permission: "read_climate",
  success: Model.Cabin
})

/** The descriptor of `Tesla.climateDefroster`. */
export const teslaClimateDefroster = /*#__PURE__*/ vehicleRead("teslaClimateDefroster", {
  path: "/vehicles/:vehicleId/tesla/climate/defroster",
  permission: "read_climate",
  success: Model.Defroster
})

/** The descriptor of `Tesla.climateSteeringWheel`. */
export const teslaClimateSteeringWheel = /*#__PURE__*/ vehicleRead("teslaClimateSteeringWheel", {
  path: "/vehicles/:vehicleId/tesla/climate/steering_wheel",
  permission: "read_climate",
  success: Model.SteeringWheel
})

/** The descriptor of `Tesla.compass`. */
export const teslaCompass = /*#__PURE__*/ vehicleRead("teslaCompass", {
  path: "/vehicles/:vehicleId/tesla/compass",
  permission: "read_compass",
  success: Model.Compass
})

/** The descriptor of `Tesla.speedometer`. */
export const teslaSpeedometer = /*#__PURE__*/ vehicleRead("teslaSpeedometer", {
  path: "/vehicles/:vehicleId/tesla/speedometer",
  permission: "read_speedometer",
  success: Model.Speedometer
})

/** The descriptor of `Tesla.thermometerExterior`. */
export const teslaThermometerExterior = /*#__PURE__*/ vehicleRead("teslaThermometerExterior", {
  path: "/vehicles/:vehicleId/tesla/thermometer/exterior",
  permission: "read_thermometer",
  success: Model.Thermometer
})

/** The descriptor of `Tesla.thermometerInterior`. */
export const teslaThermometerInterior = /*#__PURE__*/ vehicleRead("teslaThermometerInterior", {
  path: "/vehicles/:vehicleId/tesla/thermometer/interior",
  permission: "read_thermometer",
  success: Model.Thermometer
})

/** The descriptor of `Tesla.migration`. */
export const teslaMigration = /*#__PURE__*/ vehicleRead("teslaMigration", {
  path: "/vehicles/:vehicleId/tesla/migration",
  permission: "read_vehicle_info",
  success: Model.Migration
})

/** The descriptor of `Tesla.virtualKey`. */
export const teslaVirtualKey = /*#__PURE__*/ vehicleRead("teslaVirtualKey", {
  path: "/vehicles/:vehicleId/tesla/virtual_key",
  permission: "read_vehicle_info",
  success: Model.VirtualKey
})

/** The descriptor of `Tesla.status`. */
export const teslaStatus = /*#__PURE__*/ vehicleRead("teslaStatus", {
  path: "/vehicles/:vehicleId/tesla/status",
  success: Model.TeslaStatus
})

/** The descriptor of `Tesla.userAccess`. */
export const teslaUserAccess = /*#__PURE__*/ vehicleRead("teslaUserAccess", {
  path: "/vehicles/:vehicleId/tesla/user/access",
  permission: "read_user_profile",
  success: Model.UserAccess
})

/** The descriptor of `Tesla.userInfo`. */
export const teslaUserInfo = /*#__PURE__*/ vehicleRead("teslaUserInfo", {
  path: "/vehicles/:vehicleId/tesla/user/info",
  permission: "read_user_profile",
  success: Model.UserInfo
})

/** The descriptor of `Tesla.setChargeAmmeter`. */
export const teslaSetChargeAmmeter = /*#__PURE__*/ vehicleCommand("teslaSetChargeAmmeter", {
  path: "/vehicles/:vehicleId/tesla/charge/ammeter",
  body: /*#__PURE__*/ Schema.Struct({ amperage: Amperage }),
  permission: "control_charge",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.controlChargePortDoor`. */
export const teslaControlChargePortDoor = /*#__PURE__*/ vehicleCommand("teslaControlChargePortDoor", {
  path: "/vehicles/:vehicleId/tesla/charge/charge_port_door",
  body: OpenOrClose,
  permission: "control_charge",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.setChargeSchedule`. */
export const teslaSetChargeSchedule = /*#__PURE__*/ vehicleCommand("teslaSetChargeSchedule", {
  path: "/vehicles/:vehicleId/tesla/charge/schedule",
  body: /*#__PURE__*/ Input.struct(() => ({
    type: Schema.Literal("START_TIME", "DEPARTURE_TIME"),
    enable: Schema.Boolean,
    time: Input.Text
  })),
  permission: "control_charge",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.controlFrunk`. */
export const teslaControlFrunk = /*#__PURE__*/ vehicleCommand("teslaControlFrunk", {
  path: "/vehicles/:vehicleId/tesla/security/frunk",
  body: OpenOrClose,
  permission: "control_trunk",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.controlTrunk`. */
export const teslaControlTrunk = /*#__PURE__*/ vehicleCommand("teslaControlTrunk", {
  path: "/vehicles/:vehicleId/tesla/security/trunk",
  body: OpenOrClose,
  permission: "control_trunk",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.controlClimateCabin`. */
export const teslaControlClimateCabin = /*#__PURE__*/ vehicleCommand("teslaControlClimateCabin", {
  path: "/vehicles/:vehicleId/tesla/climate/cabin",
  body: /*#__PURE__*/ Schema.Struct({
    action: Schema.Literal("START", "STOP", "SET"),
    temperature: Schema.optional(Temperature)
  }).pipe(
    /*#__PURE__*/ Schema.filter(({ action, temperature }) => action !== "SET" || temperature !== undefined, {
      description: "a temperature with the action SET"
    })
  ),
  permission: "control_climate",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.controlClimateDefroster`. */
export const teslaControlClimateDefroster = /*#__PURE__*/ vehicleCommand("teslaControlClimateDefroster", {
  path: "/vehicles/:vehicleId/tesla/climate/defroster",
  body: StartOrStop,
  permission: "control_climate",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.controlClimateSteeringWheel`. */
export const teslaControlClimateSteeringWheel = /*#__PURE__*/ vehicleCommand("teslaControlClimateSteeringWheel", {
  path: "/vehicles/:vehicleId/tesla/climate/steering_wheel",
  body: StartOrStop,
  permission: "control_climate",
  success: Model.TeslaActionResponse
})

/** The descriptor of `Tesla.setPin`. */
export const teslaSetPin = /*#__PURE__*/ vehicleCommand("teslaSetPin", {
  path: "/vehicles/:vehicleId/tesla/pin",
  body: /*#__PURE__*/ Schema.Struct({ pin: Pin }),
  permission: "control_pin",
  success: Model.TeslaPinResponse
})

/** The descriptor of `Tesla.clearPin`. */
export const teslaClearPin = /*#__PURE__*/ vehicleCommand("teslaClearPin", {
  method: "DELETE",
  path: "/vehicles/:vehicleId/tesla/pin",
  permission: "control_pin",
  success: Model.TeslaPinResponse
})
