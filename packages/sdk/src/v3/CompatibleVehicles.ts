/**
 * The models that Smartcar supports. There is no look-up by VIN in API v3.
 *
 * @since 0.1.0
 */
import * as Smartcar from "../Smartcar.js"
import * as endpoints from "./endpoints.js"

/**
 * The models that Smartcar supports, what they can do and which permission that needs, optionally those of a `region`, a
 * `make` (in any case) or a `powertrainType`. Without a filter the answer is large (over a thousand models on one page):
 * keep it for a day. It is sent without credentials, as in Smartcar's example; that none are needed is unconfirmed. Can
 * fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.call(endpoints.compatibleVehicles)
