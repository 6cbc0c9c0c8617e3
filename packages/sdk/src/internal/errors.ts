/** The errors of this side, and the unions; `SmartcarError.ts` is their public home. */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { define, origin } from "./defineError.js"
import { exact } from "./schema.js"
import * as Vendor from "./vendorErrors.js"

export { TypeId } from "./defineError.js"
export * from "./vendorErrors.js"

/** Unions of errors are made where they are used: they cost a program's start more than the rest of what it loads here. */
const vendorErrors = [
  Vendor.AuthenticationError,
  Vendor.BillingError,
  Vendor.CompatibilityError,
  Vendor.ConnectedServicesAccountError,
  Vendor.PermissionError,
  Vendor.RateLimitError,
  Vendor.ResourceNotFoundError,
  Vendor.ServerError,
  Vendor.UpstreamError,
  Vendor.ValidationError,
  Vendor.VehicleStateError,
  Vendor.OAuthError
] as const

/**
 * Any error of the vendor's.
 *
 * @since 0.1.0
 * @category models
 */
export const VendorError = /*#__PURE__*/ (() => Schema.Union(...vendorErrors))()

/**
 * @since 0.1.0
 * @category models
 */
export type VendorError = typeof VendorError.Type

/**
 * A parameter that cannot be sent. Nothing was.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidInputError extends define<InvalidInputError>()(
  "InvalidInputError",
  {
    /** The parameter, as a path: `latitude`, `flags.country`. */
    field: Schema.String,
    /** What was expected. Never repeats the value. */
    description: Schema.String,
    ...origin
  },
  (e) => `${e.endpoint}: ${e.field}: ${e.description}`
) {}

/**
 * The exchange broke off. `phase` tells how far it got: `connect` (no request was sent), `sent` (no answer came) or
 * `body` (the answer broke off). Only `connect` proves that a command did not run.
 *
 * @since 0.1.0
 * @category errors
 */
export class TransportError extends define<TransportError>()(
  "TransportError",
  {
    phase: Schema.Literal("connect", "sent", "body"),
    /** The system's or the HTTP client's error code, such as `ECONNREFUSED`. */
    code: exact(Schema.String),
    description: Schema.String,
    ...origin
  },
  (e) => `${e.endpoint}: ${e.description} (phase ${e.phase}${e.code === undefined ? "" : `, ${e.code}`})`
) {}

/**
 * No complete answer within the call's timeout. A command may have run all the same.
 *
 * @since 0.1.0
 * @category errors
 */
export class TimeoutError extends define<TimeoutError>()(
  "TimeoutError",
  { timeout: Schema.DurationFromMillis, ...origin },
  (e) => `${e.endpoint}: no answer within ${Duration.format(e.timeout)}`
) {}

/**
 * An answer that no one documented: a body that does not fit, an error the endpoint does not declare, HTML from a
 * proxy, a redirect. Secrets that the request carried are masked in `headers` and `body`.
 *
 * @since 0.1.0
 * @category errors
 */
export class UnexpectedResponseError extends define<UnexpectedResponseError>()(
  "UnexpectedResponseError",
  {
    description: Schema.String,
    statusCode: Schema.Number,
    headers: Schema.Record({ key: Schema.String, value: Schema.String }),
    /** The body's first 2,000 characters; empty where the answer may hold tokens. */
    body: Schema.String,
    /** The vendor's error, where it is documented but this endpoint does not declare it. */
    error: exact(
      Schema.suspend(() => Schema.Union(...vendorErrors)).annotations({
        identifier: "@effect-smartcar/sdk/VendorError"
      })
    ),
    requestId: exact(Schema.String),
    ...origin
  },
  (e) => `${e.endpoint}: status ${e.statusCode}: ${e.description}`
) {}

/**
 * A credential is `missing` (not configured, or not kept for the owner), `expired`, `revoked` (the refresh token is
 * dead), `invalid` (no header can carry it), the token `refresh` failed for now, or the `store` could not be asked.
 * `error` is what the exchange of the refresh token ended with.
 *
 * @since 0.1.0
 * @category errors
 */
export class CredentialsError extends define<CredentialsError>()(
  "CredentialsError",
  {
    reason: Schema.Literal("missing", "expired", "revoked", "invalid", "refresh", "store"),
    description: Schema.String,
    /** The call that needed the credential. */
    endpoint: exact(Schema.String),
    vehicleId: exact(Schema.String),
    /** The environment variable that would supply the credential. */
    variable: exact(Schema.String),
    owner: exact(Schema.String),
    error: exact(
      Schema.suspend(() =>
        Schema.Union(...vendorErrors, InvalidInputError, TimeoutError, TransportError, UnexpectedResponseError)
      ).annotations({ identifier: "@effect-smartcar/sdk/ExchangeError" })
    )
  },
  (e) => e.description
) {}

/**
 * Any error of this side's.
 *
 * @since 0.1.0
 * @category models
 */
export const ClientError = /*#__PURE__*/ (() =>
  Schema.Union(CredentialsError, InvalidInputError, TimeoutError, TransportError, UnexpectedResponseError))()

/**
 * @since 0.1.0
 * @category models
 */
export type ClientError = typeof ClientError.Type

/**
 * Every error a call can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export const SmartcarError = /*#__PURE__*/ (() => Schema.Union(...vendorErrors, ...ClientError.members))()

/**
 * @since 0.1.0
 * @category models
 */
export type SmartcarError = typeof SmartcarError.Type
