/** Errors as answers, for scripts and fakes. */
import * as Wire from "../Wire.js"
import { bodyOf, oauth, type VendorCode, type VendorType, vendor } from "./errors.js"
import { bodyOf as bodyOfV3 } from "./v3/errors.js"

interface Said<T extends VendorType> {
  readonly type: T
  readonly code?: VendorCode<T> | (string & {}) | null | undefined
  readonly status?: number | undefined
  readonly description?: string | undefined
  readonly detail?: ReadonlyArray<unknown> | undefined
  readonly suggestedUserMessage?: string | undefined
  /** The address that goes with the resolution. */
  readonly url?: string | undefined
}

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
 *
 * // The form of API v3.
 * const asleep = Simulator.vendorError({ type: "VEHICLE_STATE", code: "ASLEEP", version: "3" })
 * const scriptV3 = Simulator.fail(asleep, { when: { endpoint: "lock", version: "3" } })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const vendorError = <T extends VendorType>(
  error: Said<T> & {
    readonly retryAfter?: number | undefined
    readonly requestId?: string | undefined
    /** Whose form the error has; `2.0` by default. */
    readonly version?: "2.0" | "3" | undefined
    /** Further errors in the same answer, which API v3 alone has a place for. */
    readonly others?: ReadonlyArray<Said<VendorType>> | undefined
  }
): Wire.Response => {
  const { others = [], requestId = "00000000-0000-4000-a000-000000000000" } = error
  const failure = vendor(error.type, error.code ?? null, error)
  const further = others.map((other) => vendor(other.type, other.code ?? null, other))
  const body = error.version === "3" ? bodyOfV3([failure, ...further], requestId) : bodyOf(failure, requestId)
  return Wire.json(body, {
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
  Wire.json(oauth(error, description).error, { status })
