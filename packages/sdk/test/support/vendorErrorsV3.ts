/** One documented answer per error type as API v3 has it, and the fields its class must carry: smartcar-v3.md §5.1, §5.2. */
import type { Documented } from "./vendorErrors.js"

const docURL = "https://smartcar.com/docs/errors/api-errors/v3"
const requestId = "9a8b6f2c-4b4c-4e4e-8d5f-0a1b2c3d4e5f"
const headers = { "sc-request-id": requestId }
const meta = { debug: { requestId } }

const errors = (...errors: ReadonlyArray<unknown>) => ({ errors })

export const documentedV3: ReadonlyArray<Documented> = [
  {
    status: 401,
    body: errors({
      status: "401",
      type: "AUTHENTICATION",
      code: "UNAUTHORIZED",
      title: "Unauthorized",
      detail: "The access token has expired.",
      links: { about: `${docURL}/authentication-errors` },
      resolution: { type: null },
      meta
    }),
    fields: {
      _tag: "AuthenticationError",
      type: "AUTHENTICATION",
      code: "UNAUTHORIZED",
      description: "The access token has expired.",
      docURL: `${docURL}/authentication-errors`,
      statusCode: 401,
      requestId,
      resolution: { type: null }
    }
  },
  {
    status: 430,
    headers,
    body: errors({
      status: "430",
      type: "BILLING",
      code: "VEHICLE_REQUEST_LIMIT",
      title: "Vehicle request limit",
      detail: "The vehicle has used up its requests of this month.",
      resolution: { type: "CONTACT_SUPPORT" }
    }),
    fields: {
      _tag: "BillingError",
      type: "BILLING",
      code: "VEHICLE_REQUEST_LIMIT",
      description: "The vehicle has used up its requests of this month.",
      statusCode: 430,
      requestId,
      resolution: { type: "CONTACT_SUPPORT" }
    }
  },
  {
    status: 501,
    body: errors({
      status: "501",
      type: "COMPATIBILITY",
      code: "VEHICLE_NOT_CAPABLE",
      title: "Vehicle Not Capable",
      detail: "The vehicle cannot do it.",
      links: { about: `${docURL}/compatibility-errors#vehicle-not-capable` },
      resolution: { type: "UNKNOWN_RESOLUTION_TYPE" },
      suggestedUserMessage: "Your car does not support this.",
      meta
    }),
    fields: {
      _tag: "CompatibilityError",
      type: "COMPATIBILITY",
      code: "VEHICLE_NOT_CAPABLE",
      description: "The vehicle cannot do it.",
      docURL: `${docURL}/compatibility-errors#vehicle-not-capable`,
      statusCode: 501,
      requestId,
      resolution: { type: null },
      suggestedUserMessage: "Your car does not support this."
    }
  },
  {
    status: 400,
    body: errors({
      status: "400",
      type: "CONNECTED_SERVICES_ACCOUNT",
      code: "AUTHENTICATION_FAILED",
      title: "Authentication failed",
      detail: "The account's credentials are wrong.",
      resolution: { type: "REAUTHENTICATE", url: "https://connect.smartcar.com/oauth/reauthenticate?vehicle_id=1" },
      suggestedUserMessage: "Your vehicle was disconnected.",
      meta
    }),
    fields: {
      _tag: "ConnectedServicesAccountError",
      type: "CONNECTED_SERVICES_ACCOUNT",
      code: "AUTHENTICATION_FAILED",
      description: "The account's credentials are wrong.",
      statusCode: 400,
      requestId,
      resolution: { type: "REAUTHENTICATE", url: "https://connect.smartcar.com/oauth/reauthenticate?vehicle_id=1" },
      suggestedUserMessage: "Your vehicle was disconnected."
    }
  },
  {
    status: 403,
    body: errors({ status: "403", type: "PERMISSION", code: null, title: "Permission", detail: "Not granted." }),
    fields: {
      _tag: "PermissionError",
      type: "PERMISSION",
      code: null,
      description: "Not granted.",
      statusCode: 403
    }
  },
  {
    status: 429,
    headers: { "retry-after": "120" },
    body: errors({
      status: "429",
      type: "RATE_LIMIT",
      code: "VEHICLE",
      title: "Vehicle rate limit",
      detail: "Too many requests to this vehicle.",
      resolution: { type: "RETRY_LATER" },
      meta
    }),
    fields: {
      _tag: "RateLimitError",
      type: "RATE_LIMIT",
      code: "VEHICLE",
      description: "Too many requests to this vehicle.",
      statusCode: 429,
      requestId,
      resolution: { type: "RETRY_LATER" },
      retryAfter: "120 s"
    }
  },
  {
    status: 404,
    body: errors({
      status: "404",
      type: "RESOURCE_NOT_FOUND",
      code: "SIGNAL_NOT_FOUND",
      title: "Signal Not Found",
      detail: "",
      links: {},
      resolution: null,
      meta
    }),
    fields: {
      _tag: "ResourceNotFoundError",
      type: "RESOURCE_NOT_FOUND",
      code: "SIGNAL_NOT_FOUND",
      description: "Signal Not Found",
      statusCode: 404,
      requestId
    }
  },
  {
    status: 500,
    body: errors({ status: "500", type: "SERVER", code: "INTERNAL", title: "Internal", detail: "Oops.", meta: {} }),
    fields: { _tag: "ServerError", type: "SERVER", code: "INTERNAL", description: "Oops.", statusCode: 500 }
  },
  {
    status: 502,
    headers: { "sc-request-id": "header-id" },
    body: errors(
      {
        status: "502",
        type: "UPSTREAM",
        code: "NO_RESPONSE",
        title: "No response",
        detail: "The manufacturer did not answer.",
        resolution: { type: "RETRY_LATER" },
        meta
      },
      { status: "500", type: "SERVER", code: "INTERNAL", title: "Internal", detail: "Oops." }
    ),
    fields: {
      _tag: "UpstreamError",
      type: "UPSTREAM",
      code: "NO_RESPONSE",
      description: "The manufacturer did not answer.",
      statusCode: 502,
      requestId,
      resolution: { type: "RETRY_LATER" },
      others: [{ type: "SERVER", code: "INTERNAL", description: "Oops.", statusCode: 500 }]
    }
  },
  {
    status: 400,
    body: errors({
      status: "400",
      type: "VALIDATION",
      code: "MISSING_PARAMETER",
      title: "Missing Parameter",
      detail: "missing userId",
      meta
    }),
    fields: {
      _tag: "ValidationError",
      type: "VALIDATION",
      code: "MISSING_PARAMETER",
      description: "missing userId",
      statusCode: 400,
      requestId
    }
  },
  {
    status: 409,
    body: errors({
      status: "409",
      type: "VEHICLE_STATE",
      code: "ASLEEP",
      title: "Asleep",
      detail: "The vehicle is in a sleep state.",
      resolution: { type: null },
      suggestedUserMessage: "Your car is asleep.",
      meta
    }),
    fields: {
      _tag: "VehicleStateError",
      type: "VEHICLE_STATE",
      code: "ASLEEP",
      description: "The vehicle is in a sleep state.",
      statusCode: 409,
      requestId,
      resolution: { type: null },
      suggestedUserMessage: "Your car is asleep."
    }
  },
  {
    status: 401,
    body: { error: "invalid_client", error_description: "No such client." },
    fields: {
      _tag: "OAuthError",
      type: "OAUTH",
      code: "invalid_client",
      description: "No such client.",
      statusCode: 401
    }
  }
]
