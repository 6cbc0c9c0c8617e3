/**
 * The connections between cars, owners and the application; for all of these the application management token is
 * needed.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * One page of connections, the newest first, optionally those of a `userId`, a `vehicleId` or a `mode`: `limit` from 1
 * (10 by default, at most 100), `cursor` from the page before. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.connections)

/**
 * Removes the connections of a `userId`, of a `vehicleId`, or the one of both, and answers with what it removed. With
 * neither it fails with an `InvalidInputError` and sends nothing. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category admin
 */
export const remove = /*#__PURE__*/ Smartcar.call(endpoints.removeConnections)
