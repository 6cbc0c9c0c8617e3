/** Errors as answers, for scripts and fakes. */
import * as Wire from "../Wire.js"
import { bodyOf, oauth, type VendorCode, type VendorType, vendor } from "./errors.js"

/**
 * An error as Smartcar answers it, for `Simulator.fail` or for `FakeHttp`: status, body, resolution and headers as
 * documented for the type and code, unless said otherwise. `retryAfter` is in seconds.
 *
 * @example
 * ```ts
 * import { Simulator } from "@effect-smartcar/testing"
 *
 * const slowDown = Simulator.vendorError({ type: "RATE_LIMIT", code: "VEHICLE", retryAfter: 30 })
 * const script = Simulator.fail(slowDown, { times: 2, when: { endpoint: "odometer" } })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const vendorError = <T extends VendorType>(error: {
  readonly type: T
  readonly code?: VendorCode<T> | (string & {}) | null | undefined
  readonly status?: number | undefined
  readonly description?: string | undefined
  readonly detail?: ReadonlyArray<unknown> | undefined
  readonly suggestedUserMessage?: string | undefined
  /** The address that goes with the resolution. */
  readonly url?: string | undefined
  readonly retryAfter?: number | undefined
  readonly requestId?: string | undefined
}): Wire.Response => {
  const failure = vendor(error.type, error.code ?? null, error)
  const requestId = error.requestId ?? "00000000-0000-4000-a000-000000000000"
  return Wire.json(bodyOf(failure, requestId), {
    status: failure.status,
    headers: { "content-type": "application/json", "sc-request-id": requestId, ...failure.headers }
  })
}

/**
 * An error as the token endpoint answers it; status 400 by default.
 *
 * @since 0.1.0
 * @category constructors
 */
export const oauthError = (error: string, description = "", status = 400): Wire.Response =>
  Wire.json(oauth(error, description).body, { status })
