import type { Reading, Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import type { Effect } from "effect"

/** Errors of this side: any call. */
type Client =
  | SmartcarError.CredentialsError
  | SmartcarError.InvalidInputError
  | SmartcarError.TimeoutError
  | SmartcarError.TransportError
  | SmartcarError.UnexpectedResponseError

export type Auth =
  | SmartcarError.OAuthError
  | SmartcarError.RateLimitError
  | SmartcarError.ServerError
  | SmartcarError.ValidationError
  | Client

export type Account =
  | SmartcarError.AuthenticationError
  | SmartcarError.BillingError
  | SmartcarError.PermissionError
  | SmartcarError.RateLimitError
  | SmartcarError.ResourceNotFoundError
  | SmartcarError.ServerError
  | SmartcarError.ValidationError
  | Client

export type Vehicle =
  | Account
  | SmartcarError.CompatibilityError
  | SmartcarError.ConnectedServicesAccountError
  | SmartcarError.UpstreamError
  | SmartcarError.VehicleStateError

type Call<A, E> = Effect.Effect<Reading.Reading<A>, E, Smartcar.Smartcar>

/** Calls that ask a car. */
export type OfVehicle<A> = Call<A, Vehicle>
/** Calls that Smartcar answers by itself. */
export type OfAccount<A> = Call<A, Account>

/** Documented values, and those added later. */
export type Open<Known extends string> = Known | (string & {})

export interface Done {
  readonly status?: Open<"success">
  readonly message?: string
}
