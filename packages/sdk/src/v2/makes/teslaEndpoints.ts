/**
 * The table of API v2.0, continued: Tesla's own operations.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.js"
import * as Input from "../../internal/schema.js"
import { batch } from "../endpoints.js"
import { vehicleErrors } from "../errors.js"
import { dateRange } from "./inputs.js"
import { Voltmeter } from "./models.js"
import * as Model from "./teslaModels.js"

const vehicle = { auth: "user", errors: vehicleErrors } as const
const batched = { ...vehicle, batch } as const
const command = { ...vehicle, success: Model.TeslaActionResponse } as const
const pin = { ...vehicle, path: "/vehicles/:vehicleId/tesla/pin", permission: "control_pin" } as const

const Amperage = Schema.Number.pipe(
  Schema.filter((n) => Number.isFinite(n) && n >= 0, { description: "a number of amperes from 0" })
)

const Temperature = Schema.Number.pipe(Schema.finite({ description: "a number of degrees" }))

const Pin = Schema.Redacted(Schema.String.pipe(Schema.pattern(/^\d{4}$/, { description: "a PIN: 4 digits" })))

const OpenOrClose = Schema.Struct({ action: Schema.Literal("OPEN", "CLOSE") })
const StartOrStop = Schema.Struct({ action: Schema.Literal("START", "STOP") })

/** The descriptor of `Tesla.alerts`. */
export const teslaAlerts = /*#__PURE__*/ Endpoint.read("teslaAlerts", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/alerts",
  permission: "read_alerts",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.attributes`. */
export const teslaAttributes = /*#__PURE__*/ Endpoint.read("teslaAttributes", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/attributes",
  permission: "read_extended_vehicle_info",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.battery`. */
export const teslaBattery = /*#__PURE__*/ Endpoint.read("teslaBattery", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/battery",
  permission: "read_battery",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.charge`. */
export const teslaCharge = /*#__PURE__*/ Endpoint.read("teslaCharge", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge",
  permission: "read_charge",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.chargeAmmeter`. */
export const teslaChargeAmmeter = /*#__PURE__*/ Endpoint.read("teslaChargeAmmeter", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge/ammeter",
  permission: "read_charge",
  success: Model.Ammeter
})

/** The descriptor of `Tesla.chargeCompletion`. */
export const teslaChargeCompletion = /*#__PURE__*/ Endpoint.read("teslaChargeCompletion", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge/completion",
  permission: "read_charge",
  success: Model.TeslaChargeCompletion
})

/** The descriptor of `Tesla.chargeVoltmeter`. */
export const teslaChargeVoltmeter = /*#__PURE__*/ Endpoint.read("teslaChargeVoltmeter", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge/voltmeter",
  permission: "read_charge",
  success: Voltmeter
})

/** The descriptor of `Tesla.chargeWattmeter`. */
export const teslaChargeWattmeter = /*#__PURE__*/ Endpoint.read("teslaChargeWattmeter", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge/wattmeter",
  permission: "read_charge",
  success: Model.Wattmeter
})

/** The descriptor of `Tesla.chargeSchedule`. */
export const teslaChargeSchedule = /*#__PURE__*/ Endpoint.read("teslaChargeSchedule", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge/schedule",
  permission: "read_charge",
  success: Model.TeslaChargeSchedule
})

/** The descriptor of `Tesla.chargeRecords`. */
export const teslaChargeRecords = /*#__PURE__*/ Endpoint.read("teslaChargeRecords", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/charge/records",
  permission: "read_charge_records",
  success: Model.Unconfirmed
})

/** The descriptor of `Tesla.chargeRecordsBilling`. */
export const teslaChargeRecordsBilling = /*#__PURE__*/ Endpoint.read("teslaChargeRecordsBilling", {
  ...vehicle,
  path: "/vehicles/:vehicleId/tesla/charge/records/billing",
  query: Schema.Struct({ ...dateRange, page: Schema.optional(Input.Offset) }),
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
export const teslaClimateCabin = /*#__PURE__*/ Endpoint.read("teslaClimateCabin", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/climate/cabin",
  permission: "read_climate",
  success: Model.Cabin
})

/** The descriptor of `Tesla.climateDefroster`. */
export const teslaClimateDefroster = /*#__PURE__*/ Endpoint.read("teslaClimateDefroster", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/climate/defroster",
  permission: "read_climate",
  success: Model.Defroster
})

/** The descriptor of `Tesla.climateSteeringWheel`. */
export const teslaClimateSteeringWheel = /*#__PURE__*/ Endpoint.read("teslaClimateSteeringWheel", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/climate/steering_wheel",
  permission: "read_climate",
  success: Model.SteeringWheel
})

/** The descriptor of `Tesla.compass`. */
export const teslaCompass = /*#__PURE__*/ Endpoint.read("teslaCompass", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/compass",
  permission: "read_compass",
  success: Model.Compass
})

/** The descriptor of `Tesla.speedometer`. */
export const teslaSpeedometer = /*#__PURE__*/ Endpoint.read("teslaSpeedometer", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/speedometer",
  permission: "read_speedometer",
  success: Model.Speedometer
})

/** The descriptor of `Tesla.thermometerExterior`. */
export const teslaThermometerExterior = /*#__PURE__*/ Endpoint.read("teslaThermometerExterior", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/thermometer/exterior",
  permission: "read_thermometer",
  success: Model.Thermometer
})

/** The descriptor of `Tesla.thermometerInterior`. */
export const teslaThermometerInterior = /*#__PURE__*/ Endpoint.read("teslaThermometerInterior", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/thermometer/interior",
  permission: "read_thermometer",
  success: Model.Thermometer
})

/** The descriptor of `Tesla.migration`. */
export const teslaMigration = /*#__PURE__*/ Endpoint.read("teslaMigration", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/migration",
  permission: "read_vehicle_info",
  success: Model.Migration
})

/** The descriptor of `Tesla.virtualKey`. */
export const teslaVirtualKey = /*#__PURE__*/ Endpoint.read("teslaVirtualKey", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/virtual_key",
  permission: "read_vehicle_info",
  success: Model.VirtualKey
})

/** The descriptor of `Tesla.status`. */
export const teslaStatus = /*#__PURE__*/ Endpoint.read("teslaStatus", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/status",
  success: Model.TeslaStatus
})

/** The descriptor of `Tesla.userAccess`. */
export const teslaUserAccess = /*#__PURE__*/ Endpoint.read("teslaUserAccess", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/user/access",
  permission: "read_user_profile",
  success: Model.UserAccess
})

/** The descriptor of `Tesla.userInfo`. */
export const teslaUserInfo = /*#__PURE__*/ Endpoint.read("teslaUserInfo", {
  ...batched,
  path: "/vehicles/:vehicleId/tesla/user/info",
  permission: "read_user_profile",
  success: Model.UserInfo
})

/** The descriptor of `Tesla.setChargeAmmeter`. */
export const teslaSetChargeAmmeter = /*#__PURE__*/ Endpoint.command("teslaSetChargeAmmeter", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/charge/ammeter",
  body: Schema.Struct({ amperage: Amperage }),
  permission: "control_charge"
})

/** The descriptor of `Tesla.controlChargePortDoor`. */
export const teslaControlChargePortDoor = /*#__PURE__*/ Endpoint.command("teslaControlChargePortDoor", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/charge/charge_port_door",
  body: OpenOrClose,
  permission: "control_charge"
})

/** The descriptor of `Tesla.setChargeSchedule`. */
export const teslaSetChargeSchedule = /*#__PURE__*/ Endpoint.command("teslaSetChargeSchedule", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/charge/schedule",
  body: Schema.Struct({
    type: Schema.Literal("START_TIME", "DEPARTURE_TIME"),
    enable: Schema.Boolean,
    time: Input.Text
  }),
  permission: "control_charge"
})

/** The descriptor of `Tesla.controlFrunk`. */
export const teslaControlFrunk = /*#__PURE__*/ Endpoint.command("teslaControlFrunk", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/security/frunk",
  body: OpenOrClose,
  permission: "control_trunk"
})

/** The descriptor of `Tesla.controlTrunk`. */
export const teslaControlTrunk = /*#__PURE__*/ Endpoint.command("teslaControlTrunk", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/security/trunk",
  body: OpenOrClose,
  permission: "control_trunk"
})

/** The descriptor of `Tesla.controlClimateCabin`. */
export const teslaControlClimateCabin = /*#__PURE__*/ Endpoint.command("teslaControlClimateCabin", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/climate/cabin",
  body: Schema.Struct({
    action: Schema.Literal("START", "STOP", "SET"),
    temperature: Schema.optional(Temperature)
  }).pipe(
    Schema.filter(({ action, temperature }) => action !== "SET" || temperature !== undefined, {
      description: "a temperature with the action SET"
    })
  ),
  permission: "control_climate"
})

/** The descriptor of `Tesla.controlClimateDefroster`. */
export const teslaControlClimateDefroster = /*#__PURE__*/ Endpoint.command("teslaControlClimateDefroster", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/climate/defroster",
  body: StartOrStop,
  permission: "control_climate"
})

/** The descriptor of `Tesla.controlClimateSteeringWheel`. */
export const teslaControlClimateSteeringWheel = /*#__PURE__*/ Endpoint.command("teslaControlClimateSteeringWheel", {
  ...command,
  path: "/vehicles/:vehicleId/tesla/climate/steering_wheel",
  body: StartOrStop,
  permission: "control_climate"
})

/** The descriptor of `Tesla.setPin`. */
export const teslaSetPin = /*#__PURE__*/ Endpoint.command("teslaSetPin", {
  ...pin,
  body: Schema.Struct({ pin: Pin }),
  success: Model.TeslaPinResponse
})

/** The descriptor of `Tesla.clearPin`. */
export const teslaClearPin = /*#__PURE__*/ Endpoint.command("teslaClearPin", {
  ...pin,
  method: "DELETE",
  success: Model.TeslaPinResponse
})
