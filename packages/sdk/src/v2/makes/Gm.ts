/**
 * What only a Cadillac or a Chevrolet tells; `make` says which of the two it is.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. All of it goes away
 * with API v2.0.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * When charging is expected to end; `null` where the car does not tell. Needs `read_charge`; can fail with a
 * `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeCompletion = /*#__PURE__*/ Smartcar.callVehicle(endpoints.gmChargeCompletion)

/**
 * The voltage at the charger, in volts. Needs `read_charge`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeVoltmeter = /*#__PURE__*/ Smartcar.callVehicle(endpoints.gmChargeVoltmeter)
