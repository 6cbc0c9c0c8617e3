/**
 * What a car can be told to do.
 *
 * Each function makes one request, as the user who is the `owner` of the car's handle, and can fail with a `VehicleError`.
 * A car may take minutes: after about three, Smartcar answers 202 and goes on, and the outcome follows as the answer's body.
 * It is waited for (310 seconds by default; see `Smartcar.withTimeout`) and judged by what it says: an error in it is the
 * call's error. A command is never repeated, unless `Retry.transient` asks for it, and then only if it surely did not run.
 *
 * An interruption, like a timeout, closes the connection and ends the wait, not the command: the car may still carry it
 * out. Read the car's signals to know. Commands count against the monthly requests of a car as reads do.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * Starts charging.
 *
 * @since 0.1.0
 * @category commands
 */
export const startCharge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.startCharge)

/**
 * Stops charging.
 *
 * @since 0.1.0
 * @category commands
 */
export const stopCharge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.stopCharge)

/**
 * Sets the level at which charging stops: `percent`, a whole number from 50 to 100.
 *
 * @since 0.1.0
 * @category commands
 */
export const setChargeLimit = /*#__PURE__*/ Smartcar.callVehicle(endpoints.setChargeLimit)

/**
 * Opens the charge port.
 *
 * @since 0.1.0
 * @category commands
 */
export const openChargePort = /*#__PURE__*/ Smartcar.callVehicle(endpoints.openChargePort)

/**
 * Closes the charge port.
 *
 * @since 0.1.0
 * @category commands
 */
export const closeChargePort = /*#__PURE__*/ Smartcar.callVehicle(endpoints.closeChargePort)

/**
 * Locks the car.
 *
 * @since 0.1.0
 * @category commands
 */
export const lock = /*#__PURE__*/ Smartcar.callVehicle(endpoints.lock)

/**
 * Unlocks the car.
 *
 * @since 0.1.0
 * @category commands
 */
export const unlock = /*#__PURE__*/ Smartcar.callVehicle(endpoints.unlock)

/**
 * Sends a destination to the car's navigation: `latitude` from -90 to 90, `longitude` from -180 to 180.
 *
 * @since 0.1.0
 * @category commands
 */
export const setDestination = /*#__PURE__*/ Smartcar.callVehicle(endpoints.setDestination)
