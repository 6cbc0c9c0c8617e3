/**
 * What only an Audi tells.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. All of it goes away
 * with API v2.0.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * Charging in detail; each field `null` where the car does not tell. Needs `read_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const charge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.audiCharge)
