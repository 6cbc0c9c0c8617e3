/**
 * One car: what it is. What it tells is in `Signals`, what it does in `Commands`.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

export {
  /**
   * Makes a handle from a vehicle id (from `Connections.list`) and, as `owner`, the id of the user whose car it is. Nothing
   * is sent.
   *
   * @since 0.1.0
   * @category constructors
   */
  make,
  /**
   * @since 0.1.0
   * @category models
   */
  type VehicleHandle
} from "../VehicleHandle.js"

/**
 * Make, model, model year and powertrain. It needs no owner. Can fail with a `VehicleError`; a car that the application
 * does not know is a `ResourceNotFoundError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const get = /*#__PURE__*/ Smartcar.callVehicle(endpoints.vehicle)
