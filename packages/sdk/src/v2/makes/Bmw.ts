/**
 * What only a BMW or a MINI tells; `make` says which of the two it is.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. All of it goes away
 * with API v2.0.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * The car's charges: when, how much energy, and the state of charge before and after. `startDate` and `endDate` are a
 * `DateTime` or text as `YYYY-MM-DD` or ISO 8601. Needs `read_charge_records`; can fail with a `VehicleError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeRecords = /*#__PURE__*/ Smartcar.callVehicle(endpoints.bmwChargeRecords)
