/**
 * The applications of the account. That these endpoints exist is known; what they answer with is unconfirmed.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * One page of applications: `page` and `limit` from 1. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.applications)

/**
 * One application by its `applicationId`. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const get = /*#__PURE__*/ Smartcar.call(endpoints.application)

/**
 * The secrets of an application's API credentials, by its `applicationId`; what they say is `Redacted`. Can fail with an
 * `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const secrets = /*#__PURE__*/ Smartcar.call(endpoints.applicationSecrets)
