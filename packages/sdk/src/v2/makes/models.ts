/**
 * What the make-specific endpoints of API v2.0 answer with; Tesla's own are in `teslaModels.ts`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullish, openLiteral, struct } from "../../internal/schema.js"

/**
 * The voltage at the charger, in volts.
 *
 * @since 0.1.0
 * @category models
 */
export const Voltmeter = /*#__PURE__*/ Schema.Struct({ voltage: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Voltmeter = typeof Voltmeter.Type

/**
 * When a Cadillac or Chevrolet is expected to end charging.
 *
 * @since 0.1.0
 * @category models
 */
export const ChargeCompletion = /*#__PURE__*/ struct(() => ({ time: nullish(Schema.DateTimeUtc) }))

/**
 * @since 0.1.0
 * @category models
 */
export type ChargeCompletion = typeof ChargeCompletion.Type

/**
 * An Audi's charging in detail; each field is `null` where the car does not tell. The texts are as the manufacturer
 * has them.
 *
 * @since 0.1.0
 * @category models
 */
export const AudiCharge = /*#__PURE__*/ struct(() => ({
  chargingStatus: nullish(Schema.String),
  isPluggedIn: nullish(Schema.Boolean),
  wattage: nullish(Schema.JsonNumber),
  chargeRate: nullish(Schema.JsonNumber),
  chargeType: nullish(Schema.String),
  chargePortColor: nullish(Schema.String),
  chargePortLatch: nullish(Schema.String),
  completionTime: nullish(Schema.String),
  chargeMode: nullish(openLiteral<"manual" | "timer">()),
  socLimit: nullish(Schema.JsonNumber),
  externalPowerStatus: nullish(Schema.String)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type AudiCharge = typeof AudiCharge.Type

/**
 * The charges of a BMW or MINI. Times are text as the vendor sends them; the shape of `location` is unconfirmed.
 *
 * @since 0.1.0
 * @category models
 */
export const BmwChargeRecords = /*#__PURE__*/ struct(() => ({
  records: Schema.Array(
    Schema.Struct({
      chargeStart: nullish(Schema.String),
      chargeEnd: nullish(Schema.String),
      location: nullish(Schema.Unknown),
      energy: nullish(Schema.JsonNumber),
      isPublic: nullish(Schema.Boolean),
      startPercentRemaining: nullish(Schema.JsonNumber),
      endPercentRemaining: nullish(Schema.JsonNumber),
      chargingType: nullish(Schema.String)
    })
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type BmwChargeRecords = typeof BmwChargeRecords.Type

const time = /*#__PURE__*/ nullish(Schema.String)

const Windows = /*#__PURE__*/ (() =>
  Schema.optionalWith(Schema.Array(Schema.Struct({ start: time, end: time })), {
    nullable: true,
    default: () => []
  }))()

/**
 * The places at which a Ford or Lincoln charges: charge limit (0 to 1), position in degrees, and the hours of charging
 * as text.
 *
 * @since 0.1.0
 * @category models
 */
export const FordChargeSchedule = /*#__PURE__*/ struct(() => ({
  chargingLocations: Schema.Array(
    Schema.Struct({
      chargeLimit: nullish(Schema.JsonNumber),
      location: nullish(Schema.Struct({ latitude: Schema.JsonNumber, longitude: Schema.JsonNumber })),
      chargingSchedules: nullish(Schema.Struct({ weekday: Windows, weekend: Windows }))
    })
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type FordChargeSchedule = typeof FordChargeSchedule.Type

/**
 * The hours and days of a Nissan's charging, as text; at most three schedules.
 *
 * @since 0.1.0
 * @category models
 */
export const NissanChargeSchedule = /*#__PURE__*/ struct(() => ({
  chargeSchedules: Schema.Array(
    Schema.Struct({
      start: time,
      end: time,
      days: Schema.optionalWith(Schema.Array(Schema.String), { nullable: true, default: () => [] })
    })
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type NissanChargeSchedule = typeof NissanChargeSchedule.Type
