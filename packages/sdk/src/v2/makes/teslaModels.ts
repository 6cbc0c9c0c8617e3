/**
 * What Tesla's own endpoints of API v2.0 answer with.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullish, openLiteral, struct } from "../../internal/schema.js"

/**
 * An answer whose shape is unconfirmed: an object, as the vendor sends it.
 *
 * @since 0.1.0
 * @category models
 */
export const Unconfirmed = /*#__PURE__*/ Schema.Record({ key: Schema.String, value: Schema.Unknown })

/**
 * @since 0.1.0
 * @category models
 */
export type Unconfirmed = typeof Unconfirmed.Type

/**
 * The charging current, in amperes.
 *
 * @since 0.1.0
 * @category models
 */
export const Ammeter = /*#__PURE__*/ Schema.Struct({ amperage: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Ammeter = typeof Ammeter.Type

/**
 * The charging power, in kW.
 *
 * @since 0.1.0
 * @category models
 */
export const Wattmeter = /*#__PURE__*/ Schema.Struct({ wattage: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Wattmeter = typeof Wattmeter.Type

/**
 * When charging is expected to end. The format of `time` is unconfirmed.
 *
 * @since 0.1.0
 * @category models
 */
export const TeslaChargeCompletion = /*#__PURE__*/ struct(() => ({ time: nullish(Schema.String) }))

/**
 * @since 0.1.0
 * @category models
 */
export type TeslaChargeCompletion = typeof TeslaChargeCompletion.Type

const Schedule = /*#__PURE__*/ (() =>
  nullish(Schema.Struct({ enabled: Schema.Boolean, time: nullish(Schema.String) })))()

/**
 * When charging is to start, and when the car is to be ready to leave. The format of `time` is unconfirmed.
 *
 * @since 0.1.0
 * @category models
 */
export const TeslaChargeSchedule = /*#__PURE__*/ Schema.Struct({ departureTime: Schedule, startTime: Schedule })

/**
 * @since 0.1.0
 * @category models
 */
export type TeslaChargeSchedule = typeof TeslaChargeSchedule.Type

/**
 * A page of charges that were billed; `hasMoreData` says whether there are further pages, and an empty page does not mean
 * the end. Times are text as the vendor sends them; the shape of `location` is unconfirmed.
 *
 * @since 0.1.0
 * @category models
 */
export const TeslaChargeRecordsBilling = /*#__PURE__*/ struct(() => ({
  records: Schema.Array(
    Schema.Struct({
      chargeStart: nullish(Schema.String),
      chargeEnd: nullish(Schema.String),
      energyConsumed: nullish(Schema.JsonNumber),
      cost: nullish(
        Schema.Struct({
          currency: nullish(Schema.String),
          energy: nullish(Schema.JsonNumber),
          other: nullish(Schema.JsonNumber)
        })
      ),
      location: nullish(Schema.Unknown),
      recordId: nullish(Schema.Union(Schema.String, Schema.JsonNumber))
    })
  ),
  hasMoreData: Schema.Boolean
}))

/**
 * @since 0.1.0
 * @category models
 */
export type TeslaChargeRecordsBilling = typeof TeslaChargeRecordsBilling.Type

/**
 * Whether the cabin is being heated or cooled, and its temperature, in degrees Celsius or Fahrenheit.
 *
 * @since 0.1.0
 * @category models
 */
export const Cabin = /*#__PURE__*/ struct(() => ({ status: Schema.String, temperature: nullish(Schema.JsonNumber) }))

/**
 * @since 0.1.0
 * @category models
 */
export type Cabin = typeof Cabin.Type

/**
 * The state of the front and the rear defroster.
 *
 * @since 0.1.0
 * @category models
 */
export const Defroster = /*#__PURE__*/ struct(() => ({
  frontStatus: nullish(Schema.String),
  rearStatus: nullish(Schema.String)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Defroster = typeof Defroster.Type

/**
 * The state of the steering wheel's heater.
 *
 * @since 0.1.0
 * @category models
 */
export const SteeringWheel = /*#__PURE__*/ struct(() => ({ status: openLiteral<"UNAVAILABLE">() }))

/**
 * @since 0.1.0
 * @category models
 */
export type SteeringWheel = typeof SteeringWheel.Type

/**
 * Where the car's front points, by name and in degrees.
 *
 * @since 0.1.0
 * @category models
 */
export const Compass = /*#__PURE__*/ struct(() => ({
  direction: openLiteral<"N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW">(),
  heading: Schema.JsonNumber
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Compass = typeof Compass.Type

/**
 * The car's speed, in km/h or mph.
 *
 * @since 0.1.0
 * @category models
 */
export const Speedometer = /*#__PURE__*/ Schema.Struct({ speed: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Speedometer = typeof Speedometer.Type

/**
 * A temperature, in degrees Celsius or Fahrenheit.
 *
 * @since 0.1.0
 * @category models
 */
export const Thermometer = /*#__PURE__*/ Schema.Struct({ temperature: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Thermometer = typeof Thermometer.Type

/**
 * Whether the owner's connection has to be migrated.
 *
 * @since 0.1.0
 * @category models
 */
export const Migration = /*#__PURE__*/ Schema.Struct({ requiresMigration: Schema.Boolean })

/**
 * @since 0.1.0
 * @category models
 */
export type Migration = typeof Migration.Type

/**
 * Whether the application's virtual key is paired with the car.
 *
 * @since 0.1.0
 * @category models
 */
export const VirtualKey = /*#__PURE__*/ Schema.Struct({ isPaired: Schema.Boolean })

/**
 * @since 0.1.0
 * @category models
 */
export type VirtualKey = typeof VirtualKey.Type

/**
 * The car's state as Tesla names it, whether it is in service, and the gear.
 *
 * @since 0.1.0
 * @category models
 */
export const TeslaStatus = /*#__PURE__*/ struct(() => ({
  status: nullish(Schema.String),
  inService: nullish(Schema.Boolean),
  gear: nullish(Schema.String)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type TeslaStatus = typeof TeslaStatus.Type

/**
 * What the connected account is to the car, and what it was permitted at Tesla.
 *
 * @since 0.1.0
 * @category models
 */
export const UserAccess = /*#__PURE__*/ struct(() => ({
  accessType: nullish(openLiteral<"OWNER" | "DRIVER">()),
  permissions: Schema.optionalWith(Schema.Array(Schema.String), { nullable: true, default: () => [] })
}))

/**
 * @since 0.1.0
 * @category models
 */
export type UserAccess = typeof UserAccess.Type

/**
 * The e-mail address of the connected account.
 *
 * @since 0.1.0
 * @category models
 */
export const UserInfo = /*#__PURE__*/ struct(() => ({ email: nullish(Schema.String) }))

/**
 * @since 0.1.0
 * @category models
 */
export type UserInfo = typeof UserInfo.Type

const outcome = { status: /*#__PURE__*/ nullish(Schema.String), message: /*#__PURE__*/ nullish(Schema.String) }

/**
 * The answer to a command: status and message, or the new state, whose fields come as the vendor sends them. It is open
 * so that a command that was done never looks like a failure.
 *
 * @since 0.1.0
 * @category models
 */
export const TeslaActionResponse = /*#__PURE__*/ Schema.Struct(outcome, Unconfirmed)

/**
 * @since 0.1.0
 * @category models
 */
export type TeslaActionResponse = typeof TeslaActionResponse.Type

/**
 * The answer to a change of the PIN. Nothing but status and message is kept of it, lest it hold the PIN.
 *
 * @since 0.1.0
 * @category models
 */
export const TeslaPinResponse = /*#__PURE__*/ Schema.Struct(outcome)

/**
 * @since 0.1.0
 * @category models
 */
export type TeslaPinResponse = typeof TeslaPinResponse.Type
