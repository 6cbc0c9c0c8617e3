/**
 * Which cars are subscribed to which webhooks. Smartcar keeps the signals of subscribed cars fresh.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * One page of subscriptions, optionally those of a `userId`, a `vehicleId`, a `webhookId` or a `mode`: `page` from 1,
 * `limit` from 1 (25 by default, at most 100). Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.subscriptions)

/**
 * Subscribes the car `vehicleId` of the user `userId` to the webhook `webhookId`. Smartcar answers before it is done, and
 * without the subscription's id: {@link list} has it a little later. Can fail with an `AccountError`; a car that is
 * subscribed already is answered with status 409, in a form no one has seen.
 *
 * @since 0.1.0
 * @category admin
 */
export const create = /*#__PURE__*/ Smartcar.call(endpoints.createSubscription)

/**
 * One subscription by its `subscriptionId`. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const get = /*#__PURE__*/ Smartcar.call(endpoints.subscription)

/**
 * Ends a subscription by its `subscriptionId`. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category admin
 */
export const remove = /*#__PURE__*/ Smartcar.call(endpoints.removeSubscription)
