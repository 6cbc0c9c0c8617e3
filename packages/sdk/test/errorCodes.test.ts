import { describe, expect, it } from "@effect/vitest"
import { SmartcarError } from "@effect-smartcar/sdk"
import { User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Duration, Effect, Option, Schema } from "effect"
import { failure, fields, vehicleId } from "./support/harness.js"
import { type Flag, predicates } from "./support/predicates.js"

const car = Vehicle.make(vehicleId)

/** `[type, code, status, resolution.type, class, predicates]`. */
type Row = readonly [string, string | null, number, string | null, string, ReadonlyArray<Flag>, retryAfter?: string]

const later = "RETRY_LATER"
const again = "REAUTHENTICATE"
const support = "CONTACT_SUPPORT"

/** smartcar-v2.md §3.2, whole. */
const v2: ReadonlyArray<Row> = [
  ["AUTHENTICATION", null, 401, null, "AuthenticationError", []],
  ["BILLING", "INVALID_PLAN", 430, support, "BillingError", []],
  ["BILLING", "VEHICLE_LIMIT", 430, support, "BillingError", []],
  ["BILLING", "VEHICLE_REQUEST_LIMIT", 430, support, "BillingError", []],
  ["BILLING", "ACCOUNT_SUSPENDED", 430, "FINANCE", "BillingError", []],
  ["COMPATIBILITY", "MAKE_NOT_COMPATIBLE", 501, null, "CompatibilityError", []],
  ["COMPATIBILITY", "SMARTCAR_NOT_CAPABLE", 501, null, "CompatibilityError", []],
  ["COMPATIBILITY", "VEHICLE_NOT_CAPABLE", 501, null, "CompatibilityError", []],
  ["COMPATIBILITY", "PLATFORM_NOT_CAPABLE", 501, again, "CompatibilityError", ["A", "U"]],
  ["COMPATIBILITY", "PLATFORM_NOT_CAPABLE", 501, null, "CompatibilityError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "ACCOUNT_ISSUE", 400, null, "ConnectedServicesAccountError", ["U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "NO_VEHICLES", 400, null, "ConnectedServicesAccountError", ["U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "SUBSCRIPTION", 400, null, "ConnectedServicesAccountError", ["U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "VEHICLE_MISSING", 400, null, "ConnectedServicesAccountError", ["U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", 400, again, "ConnectedServicesAccountError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", 400, null, "ConnectedServicesAccountError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "PERMISSION", 400, again, "ConnectedServicesAccountError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "PERMISSION", 400, null, "ConnectedServicesAccountError", ["A", "U"]],
  [
    "CONNECTED_SERVICES_ACCOUNT",
    "VIRTUAL_KEY_REQUIRED",
    400,
    "ACTION_REQUIRED",
    "ConnectedServicesAccountError",
    ["U"]
  ],
  ["PERMISSION", null, 403, again, "PermissionError", ["A", "U"]],
  ["PERMISSION", null, 403, null, "PermissionError", ["A", "U"]],
  ["RATE_LIMIT", "SMARTCAR_API", 429, later, "RateLimitError", ["R"]],
  ["RATE_LIMIT", "VEHICLE", 429, later, "RateLimitError", []],
  ["RATE_LIMIT", "VEHICLE", 429, later, "RateLimitError", ["R"], "120"],
  ["RESOURCE_NOT_FOUND", "PATH", 404, null, "ResourceNotFoundError", []],
  ["RESOURCE_NOT_FOUND", "VERSION", 404, null, "ResourceNotFoundError", []],
  ["SERVER", "INTERNAL", 500, later, "ServerError", ["R"]],
  ["SERVER", "RECORD_NOT_FOUND", 500, support, "ServerError", []],
  ["SERVER", "RECORD_NOT_FOUND", 500, null, "ServerError", []],
  ["SERVER", "MULTIPLE_RECORDS_FOUND", 500, support, "ServerError", []],
  ["SERVER", "MULTIPLE_RECORDS_FOUND", 500, null, "ServerError", []],
  ["UPSTREAM", "INVALID_DATA", 502, later, "UpstreamError", ["R"]],
  ["UPSTREAM", "KNOWN_ISSUE", 502, later, "UpstreamError", ["R"]],
  ["UPSTREAM", "NO_RESPONSE", 502, later, "UpstreamError", ["R"]],
  ["UPSTREAM", "UNKNOWN_ISSUE", 502, later, "UpstreamError", ["R"]],
  ["UPSTREAM", "RATE_LIMIT", 502, later, "UpstreamError", []],
  ["UPSTREAM", "RATE_LIMIT", 502, later, "UpstreamError", ["R"], "1800"],
  ["VALIDATION", null, 400, null, "ValidationError", []],
  ["VALIDATION", "PARAMETER", 400, null, "ValidationError", []],
  ...[
    "ASLEEP",
    "CHARGING_IN_PROGRESS",
    "CHARGING_PLUG_CONNECTED",
    "CHARGING_PLUG_NOT_CONNECTED",
    "DOOR_OPEN",
    "FULLY_CHARGED",
    "NOT_CHARGING",
    "CHARGE_FAULT",
    "HOOD_OPEN",
    "IGNITION_ON",
    "IN_MOTION",
    "REMOTE_ACCESS_DISABLED",
    "TRUNK_OPEN",
    "VEHICLE_OFFLINE_FOR_SERVICE"
  ].map((code): Row => ["VEHICLE_STATE", code, 409, null, "VehicleStateError", ["U"]]),
  ["VEHICLE_STATE", "UNREACHABLE", 409, null, "VehicleStateError", []],
  ["VEHICLE_STATE", "UNKNOWN", 409, later, "VehicleStateError", ["R"]],
  ["VEHICLE_STATE", "UNKNOWN", 409, null, "VehicleStateError", []],
  ["VEHICLE_STATE", "LOW_BATTERY", 409, later, "VehicleStateError", ["R"]],
  // Older answers suggest nothing: the code says it.
  ["COMPATIBILITY", "PLATFORM_NOT_CAPABLE", 501, null, "CompatibilityError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", 400, null, "ConnectedServicesAccountError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "PERMISSION", 400, null, "ConnectedServicesAccountError", ["A", "U"]],
  ["CONNECTED_SERVICES_ACCOUNT", "VIRTUAL_KEY_REQUIRED", 400, null, "ConnectedServicesAccountError", ["U"]],
  ["RATE_LIMIT", "SMARTCAR_API", 429, null, "RateLimitError", ["R"]],
  ["UPSTREAM", "NO_RESPONSE", 502, null, "UpstreamError", ["R"]],
  ["SERVER", "INTERNAL", 500, null, "ServerError", ["R"]],
  // What the vendor adds later keeps its class and is judged by its resolution.
  ["VEHICLE_STATE", "NEW_CODE", 409, later, "VehicleStateError", ["R"]],
  ["VEHICLE_STATE", "NEW_CODE", 409, "USER_ACTION_REQUIRED", "VehicleStateError", ["U"]],
  ["UPSTREAM", "NEW_CODE", 502, support, "UpstreamError", []],
  ["BILLING", "NEW_CODE", 430, null, "BillingError", []]
]

const answerOf = ([type, code, status, resolution, , , retryAfter]: Row) =>
  Wire.json(
    {
      type,
      code,
      description: "d",
      docURL: null,
      statusCode: status,
      requestId: "r",
      resolution: { type: resolution }
    },
    { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } }
  )

describe("v2 types and codes", () => {
  for (const row of v2) {
    const [type, code, status, resolution, tag, expected, retryAfter] = row
    it.effect(
      `${status} ${type}:${code} ${resolution}${retryAfter === undefined ? "" : ` after ${retryAfter} s`}`,
      () =>
        Effect.gen(function* () {
          const error = yield* failure(Vehicle.odometer(car), answerOf(row))
          expect(fields(error)).toEqual({
            _tag: tag,
            type,
            code,
            statusCode: status,
            description: "d",
            requestId: "r",
            resolution: { type: resolution },
            endpoint: "odometer",
            vehicleId,
            ...(retryAfter === undefined ? {} : { retryAfter: `${retryAfter} s` })
          })
          expect(predicates(error)).toEqual(expected)
          expect(SmartcarError.isSmartcarError(error)).toBe(true)
          expect(error.message).toBe(code === null ? `${type} - d` : `${type}:${code} - d`)
          // Inside an `UnexpectedResponseError` it is judged the same.
          const held = new SmartcarError.UnexpectedResponseError({
            description: "undeclared",
            statusCode: status,
            headers: {},
            body: "",
            endpoint: "user",
            error: yield* Schema.validate(SmartcarError.VendorError)(error)
          })
          expect(predicates(held)).toEqual(expected)
        })
    )
  }
})

/** smartcar-v2.md §3.3: `[error, code, status, class, v2 type, v2 code, predicates]`. */
const v1: ReadonlyArray<
  readonly [string, string | undefined, number, string, string, string | null, ReadonlyArray<Flag>]
> = [
  ["validation_error", undefined, 400, "ValidationError", "VALIDATION", null, []],
  ["authentication_error", undefined, 401, "AuthenticationError", "AUTHENTICATION", null, []],
  ["permission_error", undefined, 403, "PermissionError", "PERMISSION", null, ["A", "U"]],
  ["resource_not_found_error", undefined, 404, "ResourceNotFoundError", "RESOURCE_NOT_FOUND", null, []],
  ["vehicle_state_error", "VS_000", 409, "VehicleStateError", "VEHICLE_STATE", "VS_000", ["U"]],
  ["vehicle_state_error", "VS_003", 409, "VehicleStateError", "VEHICLE_STATE", "VS_003", ["U"]],
  [
    "vehicle_owner_action_required",
    "VOA_001",
    400,
    "ConnectedServicesAccountError",
    "CONNECTED_SERVICES_ACCOUNT",
    "VOA_001",
    ["U"]
  ],
  ["rate_limiting_error", undefined, 429, "RateLimitError", "RATE_LIMIT", null, ["R"]],
  ["monthly_limit_exceeded", undefined, 430, "BillingError", "BILLING", "VEHICLE_REQUEST_LIMIT", []],
  ["server_error", undefined, 500, "ServerError", "SERVER", null, ["R"]],
  ["vehicle_not_capable_error", undefined, 501, "CompatibilityError", "COMPATIBILITY", "VEHICLE_NOT_CAPABLE", []],
  ["smartcar_not_capable_error", undefined, 501, "CompatibilityError", "COMPATIBILITY", "SMARTCAR_NOT_CAPABLE", []]
]

describe("v1 bodies", () => {
  for (const [error, code, status, tag, type, expectedCode, expected] of v1) {
    it.effect(`${status} ${error} ${code ?? ""}`, () =>
      Effect.gen(function* () {
        const found = yield* failure(
          Vehicle.odometer(car),
          Wire.json({ error, message: "m", ...(code === undefined ? {} : { code }) }, { status })
        )
        expect(fields(found)).toEqual({
          _tag: tag,
          type,
          code: expectedCode,
          statusCode: status,
          description: "m",
          endpoint: "odometer",
          vehicleId
        })
        expect(predicates(found)).toEqual(expected)
      })
    )
  }
})

describe("errors of this side", () => {
  const where = { endpoint: "odometer" }
  const unexpected = (statusCode: number) =>
    new SmartcarError.UnexpectedResponseError({ ...where, statusCode, description: "d", headers: {}, body: "" })
  const oauth = (code: string, statusCode: number) =>
    new SmartcarError.OAuthError({ ...where, type: "OAUTH", code, statusCode, description: "d" })
  const credentials = (reason: "missing" | "expired" | "store", owner?: string) =>
    new SmartcarError.CredentialsError({ reason, description: "d", ...(owner === undefined ? {} : { owner }) })

  const rows: ReadonlyArray<readonly [string, SmartcarError.SmartcarError, ReadonlyArray<Flag>]> = [
    ["transport", new SmartcarError.TransportError({ ...where, phase: "sent", description: "d" }), ["R"]],
    ["timeout", new SmartcarError.TimeoutError({ ...where, timeout: Duration.seconds(1) }), ["R"]],
    ["invalid input", new SmartcarError.InvalidInputError({ ...where, field: "f", description: "d" }), []],
    ["store", credentials("store"), ["R"]],
    ["no tokens kept", credentials("missing", "me"), ["A", "U"]],
    ["not configured", credentials("missing"), []],
    ["invalid_grant", oauth("invalid_grant", 400), ["A", "U"]],
    ["invalid_client", oauth("invalid_client", 401), []],
    ["token endpoint down", oauth("server_error", 503), ["R"]],
    ["unexpected 200", unexpected(200), []],
    ["unexpected 302", unexpected(302), []],
    ["unexpected 404", unexpected(404), []],
    ["unexpected 429", unexpected(429), ["R"]],
    ["unexpected 430", unexpected(430), []],
    ["unexpected 500", unexpected(500), ["R"]],
    ["unexpected 501", unexpected(501), []],
    ["unexpected 504", unexpected(504), ["R"]]
  ]
  for (const [title, error, expected] of rows) {
    it(title, () => {
      expect(predicates(error)).toEqual(expected)
      expect(SmartcarError.isSmartcarError(error)).toBe(true)
    })
  }

  it("nothing else is a SmartcarError", () => {
    for (const other of [new Error("x"), null, undefined, { _tag: "ServerError" }, "ServerError"]) {
      expect(SmartcarError.isSmartcarError(other)).toBe(false)
    }
  })
})

it.effect("an undeclared error keeps what it says, inside", () =>
  Effect.gen(function* () {
    const found = yield* failure(User.get(), answerOf(["VEHICLE_STATE", "ASLEEP", 409, later, "", []]))
    expect(fields(found)["_tag"]).toBe("UnexpectedResponseError")
    expect(SmartcarError.isRetryable(found)).toBe(true)
    expect(Option.fromNullable(fields(found)["error"])).toMatchObject({ value: { code: "ASLEEP", endpoint: "user" } })
  })
)
