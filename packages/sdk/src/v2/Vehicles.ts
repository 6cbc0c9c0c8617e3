/**
 * The cars of an owner.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * One page of the ids of the cars that the owner has connected: `limit` from 1 (10 by default, at most 50), `offset`
 * from 0. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.vehicles)
