/**
 * What only a Tesla tells and does.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. Temperature and speed
 * are in the handle's units. All of it goes away with API v2.0.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../../Smartcar.js"
import * as endpoints from "./teslaEndpoints.js"

/**
 * The car's recent alerts. Shape unconfirmed: the object comes as the vendor sends it. Needs `read_alerts`; can fail
 * with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const alerts = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaAlerts)

/**
 * The car's configuration in detail. Shape unconfirmed: the object comes as the vendor sends it. Needs
 * `read_extended_vehicle_info`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const attributes = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaAttributes)

/**
 * The battery in detail. Shape unconfirmed: the object comes as the vendor sends it. Needs `read_battery`; can fail
 * with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const battery = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaBattery)

/**
 * Charging in detail. Shape unconfirmed: the object comes as the vendor sends it. Needs `read_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const charge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaCharge)

/**
 * The charging current, in amperes. Needs `read_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeAmmeter = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeAmmeter)

/**
 * When charging is expected to end, as text; `null` where the car does not tell. Needs `read_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeCompletion = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeCompletion)

/**
 * The voltage at the charger, in volts. Needs `read_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeVoltmeter = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeVoltmeter)

/**
 * The charging power, in kW. Needs `read_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeWattmeter = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeWattmeter)

/**
 * When charging is to start, and when the car is to be ready to leave: whether each is enabled, and its time as text.
 * Needs `read_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeSchedule = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeSchedule)

/**
 * The car's charges. Shape unconfirmed, and so is the endpoint: only a Postman listing names it. Needs
 * `read_charge_records`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeRecords = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeRecords)

/**
 * One page of the charges that were billed: when, how much energy, and what it cost. `startDate` and `endDate` are a
 * `DateTime` or text as `YYYY-MM-DD` or ISO 8601, `page` is a whole number from 0. Read on while `hasMoreData` is true:
 * a page may be empty before the end. Needs `read_charge_records`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeRecordsBilling = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaChargeRecordsBilling)

/**
 * Whether the cabin is being heated or cooled, and its temperature (°C or °F), `null` where the car does not tell.
 * Needs `read_climate`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const climateCabin = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaClimateCabin)

/**
 * The state of the front and the rear defroster. Needs `read_climate`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const climateDefroster = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaClimateDefroster)

/**
 * The state of the steering wheel's heater; may be `UNAVAILABLE`. Needs `read_climate`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const climateSteeringWheel = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaClimateSteeringWheel)

/**
 * Where the car's front points: by name, and in degrees. Needs `read_compass`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const compass = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaCompass)

/**
 * The car's speed, in km/h or mph. Needs `read_speedometer`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const speedometer = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaSpeedometer)

/**
 * The temperature outside, in °C or °F. Needs `read_thermometer`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const thermometerExterior = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaThermometerExterior)

/**
 * The temperature in the cabin, in °C or °F. Needs `read_thermometer`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const thermometerInterior = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaThermometerInterior)

/**
 * Whether the owner's connection has to be migrated. Needs `read_vehicle_info`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const migration = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaMigration)

/**
 * Whether the application's virtual key is paired with the car. A call that needs it fails with a
 * `ConnectedServicesAccountError` of code `VIRTUAL_KEY_REQUIRED`. Needs `read_vehicle_info`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const virtualKey = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaVirtualKey)

/**
 * The car's state as Tesla names it, whether it is in service, and the gear; each `null` where the car does not tell.
 * Which permission it needs is not documented; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const status = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaStatus)

/**
 * Whether the connected account is the car's owner or a driver, and what it may do. Needs `read_user_profile`; can
 * fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const userAccess = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaUserAccess)

/**
 * The e-mail address of the connected account. Needs `read_user_profile`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const userInfo = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaUserInfo)

/**
 * Sets the charging current: `amperage` from 0, in amperes. Needs `control_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const setChargeAmmeter = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaSetChargeAmmeter)

/**
 * Opens or closes the door of the charge port: `action` is `OPEN` or `CLOSE`. Needs `control_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const controlChargePortDoor = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaControlChargePortDoor)

/**
 * Enables or disables a time: `type` is `START_TIME` (charging starts then) or `DEPARTURE_TIME` (the car is ready
 * then). `time` is sent as given, since its format is unconfirmed. Needs `control_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const setChargeSchedule = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaSetChargeSchedule)

/**
 * Opens or closes the front trunk: `action` is `OPEN` or `CLOSE`. Needs `control_trunk`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const controlFrunk = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaControlFrunk)

/**
 * Opens or closes the rear trunk: `action` is `OPEN` or `CLOSE`. Needs `control_trunk`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const controlTrunk = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaControlTrunk)

/**
 * Starts or stops heating and cooling the cabin, or sets its `temperature` (°C or °F): `action` is `START`, `STOP` or
 * `SET`, and `SET` needs a temperature. Needs `control_climate`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const controlClimateCabin = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaControlClimateCabin)

/**
 * Starts or stops the defrosters: `action` is `START` or `STOP`. Needs `control_climate`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const controlClimateDefroster = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaControlClimateDefroster)

/**
 * Starts or stops the steering wheel's heater: `action` is `START` or `STOP`. Needs `control_climate`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const controlClimateSteeringWheel = /*#__PURE__*/ Smartcar.callVehicle(
  endpoints.teslaControlClimateSteeringWheel
)

/**
 * Sets the PIN that the car asks for before it drives: 4 digits, in a `Redacted`. Needs `control_pin`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const setPin = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaSetPin)

/**
 * Removes the PIN set by {@link setPin}. Needs `control_pin`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const clearPin = /*#__PURE__*/ Smartcar.callVehicle(endpoints.teslaClearPin)
