/**
 * The bodies of signals that are lists of records: charge limits, timers and sessions, and services.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nullish, openLiteral, struct } from "../../internal/schema.js"
import { id, listOf, mainList, number, text, time, unit } from "./shapes.js"

const address = () => ({ name: text(), address: text(), latitude: number(), longitude: number() })

/** Where or when a limit or a timer holds. */
const condition = () => nullish(Schema.Struct({ ...address(), connectorType: text() }))

/**
 * The levels (percent) at which charging stops: everywhere, at a place or by the kind of charging; and the one that
 * holds now. `CONNECTOR`, and types in lower case, are older names.
 *
 * @since 0.1.0
 * @category bodies
 */
export const ChargeLimits = /*#__PURE__*/ struct(() => ({
  values: mainList(
    Schema.Struct({
      type: nullish(openLiteral<"GLOBAL" | "LOCATION" | "CHARGING_TYPE" | "CONNECTOR">()),
      limit: number(),
      condition: condition()
    })
  ),
  activeLimit: number(),
  unit: unit()
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type ChargeLimits = typeof ChargeLimits.Type

const days = () =>
  listOf(openLiteral<"MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY">())

/**
 * When the car is to charge: times of day as `HH:MM:SS`, in the car's own time. A schedule set through Smartcar has a
 * `scheduleType`, and at a place a `scheduleId` too.
 *
 * @since 0.1.0
 * @category bodies
 */
export const ChargeTimers = /*#__PURE__*/ struct(() => ({
  values: mainList(
    Schema.Struct({
      type: nullish(openLiteral<"GLOBAL" | "LOCATION">()),
      condition: condition(),
      scheduleType: nullish(openLiteral<"DAILY" | "WEEKLY" | "WORKWEEK">()),
      scheduleId: text(),
      schedules: listOf(Schema.Struct({ start: text(), end: text(), days: days() })),
      departureTimers: listOf(Schema.Struct({ time: text(), days: days() })),
      isOEMOptimizationEnabled: nullish(Schema.Boolean)
    })
  )
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type ChargeTimers = typeof ChargeTimers.Type

/**
 * Charging sessions. Known from Smartcar's page alone: `energyAdded` is presumably in kWh and the states of charge in
 * percent. `connectorType` is an older name of `chargingType`.
 *
 * @since 0.1.0
 * @category bodies
 */
export const ChargeRecords = /*#__PURE__*/ struct(() => ({
  values: mainList(
    Schema.Struct({
      id: id(),
      cost: nullish(Schema.Struct({ currency: text(), energyAmount: number(), otherAmount: number() })),
      startTime: time(),
      endTime: time(),
      location: nullish(Schema.Struct(address())),
      energyAdded: number(),
      chargingType: text(),
      connectorType: text(),
      isPublicCharger: nullish(Schema.Boolean),
      startStateOfCharge: number(),
      endStateOfCharge: number()
    })
  )
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type ChargeRecords = typeof ChargeRecords.Type

/**
 * Services done on the car. Known from Smartcar's page alone: what `details` holds is not told, and `odometer` is
 * presumably in km or miles, as the unit system says.
 *
 * @since 0.1.0
 * @category bodies
 */
export const ServiceRecords = /*#__PURE__*/ struct(() => ({
  values: mainList(
    Schema.Struct({
      id: id(),
      cost: nullish(Schema.Struct({ amount: number(), currency: text() })),
      time: time(),
      tasks: listOf(Schema.Struct({ id: id(), description: text() })),
      details: listOf(Schema.Unknown),
      odometer: number()
    })
  )
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type ServiceRecords = typeof ServiceRecords.Type
