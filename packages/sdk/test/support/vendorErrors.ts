/**
 * One documented answer per error type, and the fields its class must carry; `endpoint` and `vehicleId` come on top.
 * Bodies as of smartcar-v2.md §3.1, §3.2 and §3.4.
 */
export interface Documented {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  readonly fields: Readonly<Record<string, unknown>> & { readonly _tag: string }
}

const docURL = "https://smartcar.com/docs/errors/api-errors"
const requestId = "9a8b6f2c-4b4c-4e4e-8d5f-0a1b2c3d4e5f"

export const documented: ReadonlyArray<Documented> = [
  {
    status: 401,
    body: {
      type: "AUTHENTICATION",
      code: null,
      description: "The authorization header is missing or malformed.",
      docURL: `${docURL}/authentication-errors`,
      statusCode: 401,
      requestId,
      resolution: null
    },
    fields: {
      _tag: "AuthenticationError",
      type: "AUTHENTICATION",
      code: null,
      description: "The authorization header is missing or malformed.",
      docURL: `${docURL}/authentication-errors`,
      statusCode: 401,
      requestId
    }
  },
  {
    status: 430,
    body: {
      type: "BILLING",
      code: "VEHICLE_REQUEST_LIMIT",
      description: "The vehicle has reached its limit of requests.",
      docURL,
      statusCode: 430,
      requestId,
      resolution: { type: "CONTACT_SUPPORT" }
    },
    fields: {
      _tag: "BillingError",
      type: "BILLING",
      code: "VEHICLE_REQUEST_LIMIT",
      description: "The vehicle has reached its limit of requests.",
      docURL,
      statusCode: 430,
      requestId,
      resolution: { type: "CONTACT_SUPPORT" }
    }
  },
  {
    status: 501,
    body: {
      type: "COMPATIBILITY",
      code: "VEHICLE_NOT_CAPABLE",
      description: "The vehicle is not capable of it.",
      docURL: null,
      statusCode: 501,
      requestId,
      resolution: { type: null },
      suggestedUserMessage: "Your car does not support this."
    },
    fields: {
      _tag: "CompatibilityError",
      type: "COMPATIBILITY",
      code: "VEHICLE_NOT_CAPABLE",
      description: "The vehicle is not capable of it.",
      statusCode: 501,
      requestId,
      resolution: { type: null },
      suggestedUserMessage: "Your car does not support this."
    }
  },
  {
    status: 400,
    body: {
      type: "CONNECTED_SERVICES_ACCOUNT",
      code: "AUTHENTICATION_FAILED",
      description: "The account's credentials are wrong.",
      docURL,
      statusCode: 400,
      requestId,
      resolution: {
        type: "REAUTHENTICATE",
        url: "https://connect.smartcar.com/oauth/reauthenticate?response_type=vehicle_id"
      },
      suggestedUserMessage: "Your vehicle was disconnected."
    },
    fields: {
      _tag: "ConnectedServicesAccountError",
      type: "CONNECTED_SERVICES_ACCOUNT",
      code: "AUTHENTICATION_FAILED",
      description: "The account's credentials are wrong.",
      docURL,
      statusCode: 400,
      requestId,
      resolution: {
        type: "REAUTHENTICATE",
        url: "https://connect.smartcar.com/oauth/reauthenticate?response_type=vehicle_id"
      },
      suggestedUserMessage: "Your vehicle was disconnected."
    }
  },
  {
    status: 403,
    body: {
      type: "PERMISSION",
      code: null,
      description: "The permission is not granted.",
      docURL,
      statusCode: 403,
      requestId,
      resolution: "REAUTHENTICATE"
    },
    fields: {
      _tag: "PermissionError",
      type: "PERMISSION",
      code: null,
      description: "The permission is not granted.",
      docURL,
      statusCode: 403,
      requestId,
      resolution: { type: "REAUTHENTICATE" }
    }
  },
  {
    status: 429,
    headers: { "retry-after": "120" },
    body: {
      type: "RATE_LIMIT",
      code: "VEHICLE",
      description: "Too many requests to this vehicle.",
      docURL,
      statusCode: 429,
      requestId,
      resolution: { type: "RETRY_LATER" }
    },
    fields: {
      _tag: "RateLimitError",
      type: "RATE_LIMIT",
      code: "VEHICLE",
      description: "Too many requests to this vehicle.",
      docURL,
      statusCode: 429,
      requestId,
      resolution: { type: "RETRY_LATER" },
      retryAfter: "120 s"
    }
  },
  {
    status: 404,
    headers: { "sc-request-id": requestId },
    body: { type: "RESOURCE_NOT_FOUND", code: "PATH", description: "No such path.", docURL, statusCode: 404 },
    fields: {
      _tag: "ResourceNotFoundError",
      type: "RESOURCE_NOT_FOUND",
      code: "PATH",
      description: "No such path.",
      docURL,
      statusCode: 404,
      requestId
    }
  },
  {
    status: 500,
    body: {
      type: "SERVER",
      code: "MULTIPLE_RECORDS_FOUND",
      description: "More than one record fits.",
      docURL,
      statusCode: 500,
      requestId,
      resolution: { type: "CONTACT_SUPPORT" },
      detail: [{ vehicleId: "one" }, { vehicleId: "two" }]
    },
    fields: {
      _tag: "ServerError",
      type: "SERVER",
      code: "MULTIPLE_RECORDS_FOUND",
      description: "More than one record fits.",
      docURL,
      statusCode: 500,
      requestId,
      resolution: { type: "CONTACT_SUPPORT" },
      detail: [{ vehicleId: "one" }, { vehicleId: "two" }]
    }
  },
  {
    status: 502,
    body: {
      type: "UPSTREAM",
      code: "NO_RESPONSE",
      description: "The manufacturer did not answer.",
      docURL,
      statusCode: 502,
      requestId,
      resolution: { type: "RETRY_LATER" }
    },
    fields: {
      _tag: "UpstreamError",
      type: "UPSTREAM",
      code: "NO_RESPONSE",
      description: "The manufacturer did not answer.",
      docURL,
      statusCode: 502,
      requestId,
      resolution: { type: "RETRY_LATER" }
    }
  },
  {
    status: 400,
    body: {
      type: "VALIDATION",
      code: null,
      description: "Request invalid or malformed.",
      docURL,
      statusCode: 400,
      requestId,
      resolution: { type: null },
      detail: [{ field: ["requests"], message: '"requests" is required' }]
    },
    fields: {
      _tag: "ValidationError",
      type: "VALIDATION",
      code: null,
      description: "Request invalid or malformed.",
      docURL,
      statusCode: 400,
      requestId,
      resolution: { type: null },
      detail: [{ field: ["requests"], message: '"requests" is required' }]
    }
  },
  {
    status: 409,
    body: {
      type: "VEHICLE_STATE",
      code: "ASLEEP",
      description: "The vehicle is in a sleep state.",
      docURL,
      statusCode: 409,
      requestId,
      resolution: { type: null },
      suggestedUserMessage: "Your car is asleep."
    },
    fields: {
      _tag: "VehicleStateError",
      type: "VEHICLE_STATE",
      code: "ASLEEP",
      description: "The vehicle is in a sleep state.",
      docURL,
      statusCode: 409,
      requestId,
      resolution: { type: null },
      suggestedUserMessage: "Your car is asleep."
    }
  },
  {
    status: 400,
    body: { error: "invalid_grant", error_description: "Invalid code." },
    fields: {
      _tag: "OAuthError",
      type: "OAUTH",
      code: "invalid_grant",
      description: "Invalid code.",
      statusCode: 400
    }
  }
]

const account = [
  "AuthenticationError",
  "BillingError",
  "PermissionError",
  "RateLimitError",
  "ResourceNotFoundError",
  "ServerError",
  "ValidationError"
]

/** The classes that an endpoint of a family declares. */
export const families = {
  account,
  auth: ["OAuthError", "RateLimitError", "ServerError", "ValidationError"],
  vehicle: [...account, "CompatibilityError", "ConnectedServicesAccountError", "UpstreamError", "VehicleStateError"]
}
