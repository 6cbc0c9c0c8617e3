/**
 * The application's webhooks, which are made and changed in the dashboard only.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * One page of webhooks, optionally those with a part of a `name`, with a `callbackUri`, that are enabled (`isEnabled`) or
 * that subscribe new cars (`autoSubscribe`): `page` from 1, `limit` from 1 (50 by default, at most 100). Can fail with an
 * `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.webhooks)

/**
 * One webhook by its `webhookId`. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const get = /*#__PURE__*/ Smartcar.call(endpoints.webhook)
