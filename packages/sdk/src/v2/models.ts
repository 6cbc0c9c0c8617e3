/**
 * What API v2.0 answers with. Distances are in km or miles, pressures in kPa or psi, volumes in litres or US gallons,
 * as the unit system says; ratios go from 0 to 1. `null` is what the vendor sends, or leaves out, where the car does
 * not tell.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { exact, lenientNumber, nullish, openLiteral } from "../internal/schema.js"

/**
 * The vehicle owner's id at Smartcar.
 *
 * @since 0.1.0
 * @category models
 */
export const User = Schema.Struct({ id: Schema.String })

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
export const OffsetPaging = Schema.Struct({ count: Schema.JsonNumber, offset: Schema.JsonNumber })

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
export const VehicleList = Schema.Struct({ vehicles: Schema.Array(Schema.String), paging: OffsetPaging })

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
export const Permissions = Schema.Struct({
  permissions: Schema.Array(Schema.String),
  paging: exact(OffsetPaging)
})

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
export const Attributes = Schema.Struct({
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
export const Vin = Schema.Struct({ vin: Schema.String })

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
export const Battery = Schema.Struct({ percentRemaining: Schema.JsonNumber, range: Schema.JsonNumber })

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
export const BatteryCapacity = Schema.Struct({ capacity: Schema.JsonNumber })

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
export const NominalCapacity = Schema.Struct({
  availableCapacities: Schema.Array(
    Schema.Struct({ capacity: nullish(Schema.JsonNumber), description: nullish(Schema.String) })
  ),
  capacity: nullish(
    Schema.Struct({
      nominal: nullish(Schema.JsonNumber),
      source: nullish(openLiteral("USER_SELECTED", "SMARTCAR"))
    })
  ),
  url: nullish(Schema.String)
})

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
export const Charge = Schema.Struct({
  isPluggedIn: Schema.Boolean,
  state: openLiteral("CHARGING", "FULLY_CHARGED", "NOT_CHARGING")
})

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
export const ChargeLimit = Schema.Struct({ limit: Schema.JsonNumber })

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
export const Fuel = Schema.Struct({
  percentRemaining: nullish(Schema.JsonNumber),
  amountRemaining: nullish(Schema.JsonNumber),
  range: nullish(Schema.JsonNumber)
})

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
export const EngineOil = Schema.Struct({ lifeRemaining: nullish(Schema.JsonNumber) })

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
export const Odometer = Schema.Struct({ distance: Schema.JsonNumber })

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
export const Location = Schema.Struct({ latitude: Schema.JsonNumber, longitude: Schema.JsonNumber })

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
export const TirePressure = Schema.Struct({
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
export const Closure = Schema.Struct({
  type: Schema.String,
  status: openLiteral("OPEN", "CLOSED", "LOCKED", "UNKNOWN")
})

/**
 * @since 0.1.0
 * @category models
 */
export type Closure = typeof Closure.Type

const Closures = Schema.optionalWith(Schema.Array(Closure), { nullable: true, default: () => [] })

/**
 * Whether the car is locked, and what of it is open. A list is empty where the car does not tell.
 *
 * @since 0.1.0
 * @category models
 */
export const LockStatus = Schema.Struct({
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
export const ActionResponse = Schema.Struct({
  status: exact(openLiteral("success")),
  message: exact(Schema.String)
})

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
export const WebhookSubscription = Schema.Struct({ webhookId: Schema.String, vehicleId: Schema.String })

/**
 * @since 0.1.0
 * @category models
 */
export type WebhookSubscription = typeof WebhookSubscription.Type

/**
 * The answers to the entries of a batch, each with its own status, headers and body.
 *
 * @since 0.1.0
 * @category models
 */
export const BatchAnswer = Schema.Struct({
  responses: Schema.Array(
    Schema.Struct({
      path: Schema.String,
      code: lenientNumber,
      body: Schema.optionalWith(Schema.Unknown, { default: () => null }),
      headers: Schema.optionalWith(
        Schema.Record({ key: Schema.String, value: Schema.Union(Schema.String, Schema.JsonNumber) }),
        { nullable: true, default: () => ({}) }
      )
    })
  )
})

/**
 * @since 0.1.0
 * @category models
 */
export type BatchAnswer = typeof BatchAnswer.Type
