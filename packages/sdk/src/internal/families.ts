/**
 * What endpoints can fail with, by family.
 *
 * @since 0.1.0
 */
import * as Endpoint from "../Endpoint.js"
import {
  AuthenticationError,
  BillingError,
  type ClientError,
  CompatibilityError,
  ConnectedServicesAccountError,
  OAuthError,
  PermissionError,
  RateLimitError,
  ResourceNotFoundError,
  ServerError,
  UpstreamError,
  ValidationError,
  VehicleStateError
} from "../SmartcarError.js"

const accountClasses = [
  AuthenticationError,
  BillingError,
  PermissionError,
  RateLimitError,
  ResourceNotFoundError,
  ServerError,
  ValidationError
] as const

/**
 * Calls to the token endpoint.
 *
 * @since 0.1.0
 * @category errors
 */
export type AuthError = OAuthError | RateLimitError | ServerError | ValidationError | ClientError

/**
 * The set of {@link AuthError}, as descriptors hold it.
 *
 * @since 0.1.0
 * @category errors
 */
export const authErrors: Endpoint.ErrorSet<AuthError> = /*#__PURE__*/ Endpoint.errors(
  OAuthError,
  RateLimitError,
  ServerError,
  ValidationError
)

/**
 * Calls that Smartcar answers by itself, without asking a car.
 *
 * @since 0.1.0
 * @category errors
 */
export type AccountError =
  | AuthenticationError
  | BillingError
  | PermissionError
  | RateLimitError
  | ResourceNotFoundError
  | ServerError
  | ValidationError
  | ClientError

/**
 * The set of {@link AccountError}, as descriptors hold it.
 *
 * @since 0.1.0
 * @category errors
 */
export const accountErrors: Endpoint.ErrorSet<AccountError> = /*#__PURE__*/ Endpoint.errors(...accountClasses)

/**
 * Calls that ask a car or its manufacturer.
 *
 * @since 0.1.0
 * @category errors
 */
export type VehicleError =
  | AccountError
  | CompatibilityError
  | ConnectedServicesAccountError
  | UpstreamError
  | VehicleStateError

/**
 * The set of {@link VehicleError}, as descriptors hold it.
 *
 * @since 0.1.0
 * @category errors
 */
export const vehicleErrors: Endpoint.ErrorSet<VehicleError> = /*#__PURE__*/ Endpoint.errors(
  ...accountClasses,
  CompatibilityError,
  ConnectedServicesAccountError,
  UpstreamError,
  VehicleStateError
)
