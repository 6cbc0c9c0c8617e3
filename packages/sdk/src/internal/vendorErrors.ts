/** One class per error type of the vendor; `SmartcarError.ts` is their public home. */
import * as Schema from "effect/Schema"
import { define, origin } from "./defineError.js"
import { exact, type Open, openLiteral } from "./schema.js"

/**
 * What Smartcar suggests to do about an error.
 *
 * @since 0.1.0
 * @category models
 */
export const Resolution = Schema.Struct({
  type: Schema.NullOr(
    openLiteral<
      "RETRY_LATER" | "REAUTHENTICATE" | "CONTACT_SUPPORT" | "ACTION_REQUIRED" | "USER_ACTION_REQUIRED" | "FINANCE"
    >()
  ),
  url: exact(Schema.String)
})

/**
 * @since 0.1.0
 * @category models
 */
export type Resolution = typeof Resolution.Type

/**
 * An error that came in the same answer as another one: API v3 can answer with several.
 *
 * @since 0.1.0
 * @category models
 */
export const FurtherError = Schema.Struct({
  /** The vendor's type, such as `VEHICLE_STATE`; also one that this SDK does not know. */
  type: Schema.String,
  code: Schema.NullOr(Schema.String),
  description: Schema.String,
  statusCode: Schema.Number,
  docURL: exact(Schema.String),
  resolution: exact(Resolution),
  suggestedUserMessage: exact(Schema.String)
})

/**
 * @since 0.1.0
 * @category models
 */
export type FurtherError = typeof FurtherError.Type

const fieldsOf = <Code>(code: Schema.Schema<Code, string>) => ({
  /** The vendor's type, such as `VEHICLE_STATE`. */
  type: Schema.String,
  /** The vendor's code, such as `ASLEEP`; `null` where the vendor names none. */
  code: Schema.NullOr(code),
  description: Schema.String,
  statusCode: Schema.Number,
  /** The status of the answer, where it is not that of the error: 202 for one that came long after the answer began. */
  httpStatus: exact(Schema.Number),
  requestId: exact(Schema.String),
  docURL: exact(Schema.String),
  resolution: exact(Resolution),
  /** Validation problems, or the candidates of `SERVER:MULTIPLE_RECORDS_FOUND`. */
  detail: exact(Schema.Array(Schema.Unknown)),
  /** A text that may be shown to the owner as it is. */
  suggestedUserMessage: exact(Schema.String),
  /** How long to wait before the next try, if the answer said so. */
  retryAfter: exact(Schema.DurationFromMillis),
  /** The other errors of the same answer, in its order; this one is the first that is documented. */
  others: exact(Schema.Array(FurtherError)),
  ...origin
})

const fields = /*#__PURE__*/ (() => Schema.Struct(fieldsOf(Schema.String)))()

/** One struct for all, since each takes a millisecond of a program's start. The known codes only matter to the type. */
const vendorFields = <Code extends string>() => fields as unknown as Schema.Struct<ReturnType<typeof fieldsOf<Code>>>

const summary = (error: { readonly type: string; readonly code: string | null; readonly description: string }) =>
  `${error.type}${error.code === null ? "" : `:${error.code}`} - ${error.description}`

/**
 * 401: the access token (or client, or management token) is not valid. 403: API v3 denies it access.
 *
 * @since 0.1.0
 * @category errors
 */
export class AuthenticationError extends define<AuthenticationError>()(
  "AuthenticationError",
  vendorFields<string>(),
  summary
) {}

/**
 * 430: the plan, the number of vehicles or the monthly requests of a vehicle are used up.
 *
 * @since 0.1.0
 * @category errors
 */
export class BillingError extends define<BillingError>()(
  "BillingError",
  vendorFields<Open<"INVALID_PLAN" | "VEHICLE_LIMIT" | "VEHICLE_REQUEST_LIMIT" | "ACCOUNT_SUSPENDED">>(),
  summary
) {}

/**
 * 501: this car, make or platform cannot do it. Permanent, although the status is a 5xx.
 *
 * @since 0.1.0
 * @category errors
 */
export class CompatibilityError extends define<CompatibilityError>()(
  "CompatibilityError",
  vendorFields<Open<"MAKE_NOT_COMPATIBLE" | "SMARTCAR_NOT_CAPABLE" | "VEHICLE_NOT_CAPABLE" | "PLATFORM_NOT_CAPABLE">>(),
  summary
) {}

/**
 * 400: something is wrong with the owner's account at the manufacturer.
 *
 * @since 0.1.0
 * @category errors
 */
export class ConnectedServicesAccountError extends define<ConnectedServicesAccountError>()(
  "ConnectedServicesAccountError",
  vendorFields<
    Open<
      | "ACCOUNT_ISSUE"
      | "AUTHENTICATION_FAILED"
      | "NO_VEHICLES"
      | "PERMISSION"
      | "SUBSCRIPTION"
      | "VEHICLE_MISSING"
      | "VIRTUAL_KEY_REQUIRED"
    >
  >(),
  summary
) {}

/**
 * 403: the owner has not granted the permission this call needs.
 *
 * @since 0.1.0
 * @category errors
 */
export class PermissionError extends define<PermissionError>()("PermissionError", vendorFields<string>(), summary) {}

/**
 * 429: too many requests, of the application (`SMARTCAR_API`) or to one car (`VEHICLE`, with `retryAfter`).
 *
 * @since 0.1.0
 * @category errors
 */
export class RateLimitError extends define<RateLimitError>()(
  "RateLimitError",
  vendorFields<Open<"SMARTCAR_API" | "VEHICLE">>(),
  summary
) {}

/**
 * 404: no such path or API version; in API v3 also no such vehicle (`VEHICLE_NOT_FOUND`), or no value kept of a signal
 * (`SIGNAL_NOT_FOUND`).
 *
 * @since 0.1.0
 * @category errors
 */
export class ResourceNotFoundError extends define<ResourceNotFoundError>()(
  "ResourceNotFoundError",
  vendorFields<Open<"PATH" | "VERSION" | "INVALID_PATH" | "SIGNAL_NOT_FOUND" | "VEHICLE_NOT_FOUND">>(),
  summary
) {}

/**
 * 500: Smartcar failed. Only `INTERNAL` is worth another try.
 *
 * @since 0.1.0
 * @category errors
 */
export class ServerError extends define<ServerError>()(
  "ServerError",
  vendorFields<Open<"INTERNAL" | "MULTIPLE_RECORDS_FOUND" | "RECORD_NOT_FOUND">>(),
  summary
) {}

/**
 * 502: the manufacturer failed, limited the rate or sent nonsense.
 *
 * @since 0.1.0
 * @category errors
 */
export class UpstreamError extends define<UpstreamError>()(
  "UpstreamError",
  vendorFields<Open<"INVALID_DATA" | "KNOWN_ISSUE" | "NO_RESPONSE" | "RATE_LIMIT" | "UNKNOWN_ISSUE">>(),
  summary
) {}

/**
 * 400: Smartcar refused the request's parameters; `detail` says which.
 *
 * @since 0.1.0
 * @category errors
 */
export class ValidationError extends define<ValidationError>()(
  "ValidationError",
  vendorFields<Open<"PARAMETER">>(),
  summary
) {}

/**
 * 409: the car is in a state that does not allow it (asleep, driving, not plugged in, a door open, ...).
 *
 * @since 0.1.0
 * @category errors
 */
export class VehicleStateError extends define<VehicleStateError>()(
  "VehicleStateError",
  vendorFields<
    Open<
      | "ASLEEP"
      | "CHARGE_FAULT"
      | "CHARGING_IN_PROGRESS"
      | "CHARGING_PLUG_CONNECTED"
      | "CHARGING_PLUG_NOT_CONNECTED"
      | "DOOR_OPEN"
      | "FULLY_CHARGED"
      | "HOOD_OPEN"
      | "IGNITION_ON"
      | "IN_MOTION"
      | "LOW_BATTERY"
      | "NOT_CHARGING"
      | "REMOTE_ACCESS_DISABLED"
      | "TRUNK_OPEN"
      | "UNKNOWN"
      | "UNREACHABLE"
      | "VEHICLE_OFFLINE_FOR_SERVICE"
    >
  >(),
  summary
) {}

/**
 * The token endpoint refused: `invalid_grant` for a code or refresh token that is wrong, expired, used or revoked.
 *
 * @since 0.1.0
 * @category errors
 */
export class OAuthError extends define<OAuthError>()(
  "OAuthError",
  vendorFields<
    Open<"invalid_client" | "invalid_grant" | "invalid_request" | "unauthorized_client" | "unsupported_grant_type">
  >(),
  summary
) {}
