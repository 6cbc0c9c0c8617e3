/**
 * The owners who connected cars.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * Removes a user by the `userId`, with all of the user's connections. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category admin
 */
export const remove = /*#__PURE__*/ Smartcar.call(endpoints.removeUser)
