/**
 * What API v2.0 answers with. Distances are in km or miles, pressures in kPa or psi, volumes in litres or US gallons,
 * as the unit system says; ratios go from 0 to 1. `null` is what the vendor sends, or leaves out, where the car does
 * not tell.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import { exact, lenientNumber, nullish, openLiteral, struct } from "../internal/schema.js"

/**
 * The vehicle owner's id at Smartcar.
 *
 * @since 0.1.0
 * @category models
 */
export const User = /*#__PURE__*/ Schema.Struct({ id: Schema.String })

/**
 * @since 0.1.0
 * @category models
 */
export type User = typeof User.Type

/**
 * Where a page stands: how many elements there are in all, and the index of the page's first.
 *
 * @since 0.1.0
 * @category models
 */
export const OffsetPaging = /*#__PURE__*/ Schema.Struct({ count: Schema.JsonNumber, offset: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type OffsetPaging = typeof OffsetPaging.Type

/**
 * A page of vehicle ids.
 *
 * @since 0.1.0
 * @category models
 */
export const VehicleList = /*#__PURE__*/ struct(() => ({ vehicles: Schema.Array(Schema.String), paging: OffsetPaging }))

/**
 * @since 0.1.0
 * @category models
 */
export type VehicleList = typeof VehicleList.Type

/**
 * A page of the permissions granted for a car.
 *
 * @since 0.1.0
 * @category models
 */
export const Permissions = /*#__PURE__*/ struct(() => ({
  permissions: Schema.Array(Schema.String),
  paging: exact(OffsetPaging)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Permissions = typeof Permissions.Type

/**
 * Make, model and model year of a car.
 *
 * @since 0.1.0
 * @category models
 */
export const Attributes = /*#__PURE__*/ Schema.Struct({
  id: Schema.String,
  make: Schema.String,
  model: Schema.String,
  year: lenientNumber
})

/**
 * @since 0.1.0
 * @category models
 */
export type Attributes = typeof Attributes.Type

/**
 * The vehicle identification number.
 *
 * @since 0.1.0
 * @category models
 */
export const Vin = /*#__PURE__*/ Schema.Struct({ vin: Schema.String })

/**
 * @since 0.1.0
 * @category models
 */
export type Vin = typeof Vin.Type

/**
 * State of charge (0 to 1) and remaining range (km or miles).
 *
 * @since 0.1.0
 * @category models
 */
export const Battery = /*#__PURE__*/ Schema.Struct({ percentRemaining: Schema.JsonNumber, range: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Battery = typeof Battery.Type

/**
 * The battery's capacity, in kWh.
 *
 * @since 0.1.0
 * @category models
 */
export const BatteryCapacity = /*#__PURE__*/ Schema.Struct({ capacity: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type BatteryCapacity = typeof BatteryCapacity.Type

/**
 * The battery's rated capacity, in kWh. Where Smartcar cannot tell which of `availableCapacities` it is, `capacity` is
 * `null` and `url` leads the owner to a choice; append the redirect URI to it.
 *
 * @since 0.1.0
 * @category models
 */
export const NominalCapacity = /*#__PURE__*/ struct(() => ({
  availableCapacities: Schema.Array(
    Schema.Struct({ capacity: nullish(Schema.JsonNumber), description: nullish(Schema.String) })
  ),
  capacity: nullish(
    Schema.Struct({
      nominal: nullish(Schema.JsonNumber),
      source: nullish(openLiteral<"USER_SELECTED" | "SMARTCAR">())
    })
  ),
  url: nullish(Schema.String)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type NominalCapacity = typeof NominalCapacity.Type

/**
 * Whether the car is plugged in, and whether it charges.
 *
 * @since 0.1.0
 * @category models
 */
export const Charge = /*#__PURE__*/ struct(() => ({
  isPluggedIn: Schema.Boolean,
  state: openLiteral<"CHARGING" | "FULLY_CHARGED" | "NOT_CHARGING">()
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Charge = typeof Charge.Type

/**
 * The level (0 to 1) at which charging stops.
 *
 * @since 0.1.0
 * @category models
 */
export const ChargeLimit = /*#__PURE__*/ Schema.Struct({ limit: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type ChargeLimit = typeof ChargeLimit.Type

/**
 * Fuel level (0 to 1), amount (litres or US gallons) and remaining range (km or miles).
 *
 * @since 0.1.0
 * @category models
 */
export const Fuel = /*#__PURE__*/ struct(() => ({
  percentRemaining: nullish(Schema.JsonNumber),
  amountRemaining: nullish(Schema.JsonNumber),
  range: nullish(Schema.JsonNumber)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Fuel = typeof Fuel.Type

/**
 * Remaining life of the engine oil, from 0 to 1.
 *
 * @since 0.1.0
 * @category models
 */
export const EngineOil = /*#__PURE__*/ struct(() => ({ lifeRemaining: nullish(Schema.JsonNumber) }))

/**
 * @since 0.1.0
 * @category models
 */
export type EngineOil = typeof EngineOil.Type

/**
 * The distance driven, in km or miles.
 *
 * @since 0.1.0
 * @category models
 */
export const Odometer = /*#__PURE__*/ Schema.Struct({ distance: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Odometer = typeof Odometer.Type

/**
 * Where the car last was, in degrees.
 *
 * @since 0.1.0
 * @category models
 */
export const Location = /*#__PURE__*/ Schema.Struct({ latitude: Schema.JsonNumber, longitude: Schema.JsonNumber })

/**
 * @since 0.1.0
 * @category models
 */
export type Location = typeof Location.Type

/**
 * The pressure of each tire, in kPa or psi.
 *
 * @since 0.1.0
 * @category models
 */
export const TirePressure = /*#__PURE__*/ Schema.Struct({
  frontLeft: Schema.JsonNumber,
  frontRight: Schema.JsonNumber,
  backLeft: Schema.JsonNumber,
  backRight: Schema.JsonNumber
})

/**
 * @since 0.1.0
 * @category models
 */
export type TirePressure = typeof TirePressure.Type

/**
 * A door, window or lid, and whether it is open.
 *
 * @since 0.1.0
 * @category models
 */
export const Closure = /*#__PURE__*/ struct(() => ({
  type: Schema.String,
  status: openLiteral<"OPEN" | "CLOSED" | "LOCKED" | "UNKNOWN">()
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Closure = typeof Closure.Type

const Closures = /*#__PURE__*/ Schema.optionalWith(/*#__PURE__*/ Schema.Array(Closure), {
  nullable: true,
  default: () => []
})

/**
 * Whether the car is locked, and what of it is open. A list is empty where the car does not tell.
 *
 * @since 0.1.0
 * @category models
 */
export const LockStatus = /*#__PURE__*/ Schema.Struct({
  isLocked: Schema.Boolean,
  doors: Closures,
  windows: Closures,
  sunroof: Closures,
  storage: Closures,
  chargingPort: Closures
})

/**
 * @since 0.1.0
 * @category models
 */
export type LockStatus = typeof LockStatus.Type

/**
 * The answer to a command or an admin call; some answer with nothing.
 *
 * @since 0.1.0
 * @category models
 */
export const ActionResponse = /*#__PURE__*/ struct(() => ({
  status: exact(openLiteral<"success">()),
  message: exact(Schema.String)
}))

/**
 * @since 0.1.0
 * @category models
 */
export type ActionResponse = typeof ActionResponse.Type

/**
 * A car's subscription to a webhook.
 *
 * @since 0.1.0
 * @category models
 */
export const WebhookSubscription = /*#__PURE__*/ Schema.Struct({ webhookId: Schema.String, vehicleId: Schema.String })

/**
 * @since 0.1.0
 * @category models
 */
export type WebhookSubscription = typeof WebhookSubscription.Type

/** As `Schema.optionalWith` with a `default`, but lighter: every reading of a car brings the schema of a batch along. */
const orElse = <A, I>(schema: Schema.Schema<A, I>, value: () => Types.NoInfer<A>) =>
  Schema.optionalToRequired(Schema.NullishOr(schema), Schema.typeSchema(schema), {
    decode: (given) => Option.getOrElse(Option.filter(given, Predicate.isNotNullable), value),
    encode: Option.some
  })

/**
 * The answers to the entries of a batch, each with its own status, headers and body.
 *
 * @since 0.1.0
 * @category models
 */
export const BatchAnswer = /*#__PURE__*/ struct(() => ({
  responses: Schema.Array(
    Schema.Struct({
      path: Schema.String,
      code: lenientNumber,
      body: orElse(Schema.Unknown, () => null),
      headers: orElse(
        Schema.Record({ key: Schema.String, value: Schema.Union(Schema.String, Schema.JsonNumber) }),
        () => ({})
      )
    })
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type BatchAnswer = typeof BatchAnswer.Type
