/**
 * The connections between cars, users and the application. Reading them does not count against a car's requests.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * One page of connections, the newest first, optionally those of a `userId`, a `vehicleId`, an `externalId` (yours, as
 * given to Connect) or a `mode` (`live` by default): `page` from 1, `limit` from 1 (10 by default, at most 100). Can fail
 * with an `AccountError`.
 *
 * @example
 * ```ts
 * import { Paging } from "@effect-smartcar/sdk"
 * import { Connections } from "@effect-smartcar/sdk/v3"
 *
 * const everyConnection = Paging.stream(Connections.list)({ mode: "simulated" })
 * ```
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.connections)

/**
 * One connection by its `connectionId`. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const get = /*#__PURE__*/ Smartcar.call(endpoints.connection)

/**
 * Removes a connection by its `connectionId`: the application loses access to the car. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category admin
 */
export const remove = /*#__PURE__*/ Smartcar.call(endpoints.removeConnection)
