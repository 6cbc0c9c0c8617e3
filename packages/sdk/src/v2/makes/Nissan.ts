/**
 * What only a Nissan tells and does.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. All of it goes away
 * with API v2.0.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * The hours and days at which the car charges, as text; at most three schedules. Needs `read_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeSchedule = /*#__PURE__*/ Smartcar.callVehicle(endpoints.nissanChargeSchedule)

/**
 * Replaces the hours and days at which the car charges: at most three schedules, whose `start`, `end` and `days` are
 * sent as given, since their format is unconfirmed. Needs `control_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const setChargeSchedule = /*#__PURE__*/ Smartcar.callVehicle(endpoints.nissanSetChargeSchedule)
