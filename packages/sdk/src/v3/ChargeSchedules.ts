/**
 * When a car charges at a place. Times are `HH:mm` in the car's own time zone. Tesla's cars know all three kinds, Volvo's
 * daily ones only; others fail with a `CompatibilityError`. The signal `charge-chargetimers` tells what is set.
 *
 * These are commands: what `Commands` says of waiting, repeating and interruption holds here too.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * Charges every day from `startTime` to `stopTime` at a `location`. Can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const daily = /*#__PURE__*/ Smartcar.callVehicle(endpoints.dailyChargeSchedule)

/**
 * Charges on `days` of the week, each with a `startTime` and `stopTime` of its own, at a `location`. How days are spelled
 * and what they hold is unconfirmed. Can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const weekly = /*#__PURE__*/ Smartcar.callVehicle(endpoints.weeklyChargeSchedule)

/**
 * Charges on `weekdays` and on `weekends`, each from a `startTime` to a `stopTime`, at a `location`. What they hold is
 * unconfirmed. Can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const workweek = /*#__PURE__*/ Smartcar.callVehicle(endpoints.workweekChargeSchedule)

/**
 * Removes a schedule by the `scheduleId` that setting it answered with. Can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const remove = /*#__PURE__*/ Smartcar.callVehicle(endpoints.removeChargeSchedule)
