/**
 * Every way a call can fail: one class per error type of the vendor, and five for what goes wrong on this side.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { type SmartcarError, TypeId, type VendorError } from "./internal/errors.js"

export * from "./internal/errors.js"

/**
 * True for every error of the type `SmartcarError`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isSmartcarError = (u: unknown): u is SmartcarError => Predicate.hasProperty(u, TypeId)

const isVendorRetryable = (error: VendorError): boolean => {
  const throttled =
    (error._tag === "RateLimitError" && error.code === "VEHICLE") ||
    (error._tag === "UpstreamError" && error.code === "RATE_LIMIT")
  if (throttled) return error.retryAfter !== undefined
  if (error.resolution?.type) return error.resolution.type === "RETRY_LATER"
  switch (error._tag) {
    case "RateLimitError":
    case "UpstreamError":
      return true
    case "ServerError":
      return error.code !== "RECORD_NOT_FOUND" && error.code !== "MULTIPLE_RECORDS_FOUND"
    default:
      return false
  }
}

/**
 * True if the same call may succeed a little later. Says nothing about whether repeating it is safe: a command may
 * have run. Judged by the vendor's resolution and code before the status, since 430, 501 and some 500s are permanent;
 * a throttled car or manufacturer counts only if the answer said how long to wait.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRetryable = (error: SmartcarError): boolean => {
  switch (error._tag) {
    case "TransportError":
    case "TimeoutError":
      return true
    case "CredentialsError":
      return error.reason === "store" || (error.error !== undefined && isRetryable(error.error))
    case "InvalidInputError":
      return false
    case "OAuthError":
      return error.statusCode >= 500
    case "UnexpectedResponseError":
      return error.error === undefined
        ? error.statusCode === 429 || (error.statusCode >= 500 && error.statusCode !== 501)
        : isRetryable(error.error)
    default:
      return isVendorRetryable(error)
  }
}

/** What leads to Connect where the answer suggests nothing, as older ones do. */
const reauthorizes = new Set([
  "COMPATIBILITY:PLATFORM_NOT_CAPABLE",
  "CONNECTED_SERVICES_ACCOUNT:AUTHENTICATION_FAILED",
  "CONNECTED_SERVICES_ACCOUNT:PERMISSION"
])

/**
 * True if only the owner can mend it, by going through Smartcar Connect again.
 *
 * @since 0.1.0
 * @category predicates
 */
export const needsReauthorization = (error: SmartcarError): boolean => {
  switch (error._tag) {
    case "PermissionError":
      return true
    case "OAuthError":
      return error.code === "invalid_grant"
    case "CredentialsError":
      return error.reason === "revoked" || (error.reason === "missing" && error.owner !== undefined)
    case "InvalidInputError":
    case "TimeoutError":
    case "TransportError":
      return false
    case "UnexpectedResponseError":
      return error.error !== undefined && needsReauthorization(error.error)
    default:
      return error.resolution?.type
        ? error.resolution.type === "REAUTHENTICATE"
        : reauthorizes.has(`${error.type}:${error.code}`)
  }
}

/** Resolutions that ask the owner for something. */
const asksOwner = new Set(["REAUTHENTICATE", "ACTION_REQUIRED", "USER_ACTION_REQUIRED"])

/**
 * True if the owner can do something about it: reauthorize, close a door, plug the car in, mend the account.
 * `suggestedUserMessage`, where present, says what.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isUserActionable = (error: SmartcarError): boolean => {
  if (needsReauthorization(error)) return true
  if (error._tag === "UnexpectedResponseError") return error.error !== undefined && isUserActionable(error.error)
  if ("resolution" in error && error.resolution?.type) return asksOwner.has(error.resolution.type)
  return (
    error._tag === "ConnectedServicesAccountError" ||
    (error._tag === "VehicleStateError" && error.code !== "UNKNOWN" && error.code !== "UNREACHABLE")
  )
}
