/**
 * What only a Ford or a Lincoln tells and does; `make` says which of the two it is.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. All of it goes away
 * with API v2.0.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * The places at which the car charges: charge limit (0 to 1), position in degrees, and the hours on weekdays and at
 * weekends, as text. Needs `read_charge_locations`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeSchedule = /*#__PURE__*/ Smartcar.callVehicle(endpoints.fordChargeSchedule)

/**
 * Sets when the car charges at the place with the given `latitude` (-90 to 90) and `longitude` (-180 to 180):
 * `chargeLimit` from 0 to 1, and hours on weekdays and at weekends, whose `start` and `end` are sent as given, since
 * their format is unconfirmed. Needs `control_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category commands
 */
export const setChargeSchedule = /*#__PURE__*/ Smartcar.callVehicle(endpoints.fordSetChargeSchedule)
