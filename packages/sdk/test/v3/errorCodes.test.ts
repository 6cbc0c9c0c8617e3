import { describe, expect, it } from "@effect/vitest"
import { Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect } from "effect"
import { failure, fields, userId, vehicleId } from "../support/harness.js"
import { type Flag, predicates } from "../support/predicates.js"

const car = Vehicle.make(vehicleId, { owner: userId })

/** `[type, status, code, predicates]`. */
type Row = readonly [string, number, string | null, ReadonlyArray<Flag>]

const rows = (type: string, status: number, codes: ReadonlyArray<string | null>, ...flags: ReadonlyArray<Flag>) =>
  codes.map((code): Row => [type, status, code, flags])

/** smartcar-v3.md §5.2, whole, where the answer suggests nothing. */
const table: ReadonlyArray<Row> = [
  ...rows("AUTHENTICATION", 401, ["UNAUTHORIZED"]),
  ...rows("AUTHENTICATION", 403, ["ACCESS_DENIED"]),
  ...rows("BILLING", 430, ["INVALID_PLAN", "VEHICLE_LIMIT", "VEHICLE_REQUEST_LIMIT", "ACCOUNT_SUSPENDED"]),
  ...rows("COMPATIBILITY", 501, ["MAKE_NOT_COMPATIBLE", "SMARTCAR_NOT_CAPABLE", "VEHICLE_NOT_CAPABLE"]),
  ...rows("COMPATIBILITY", 501, ["PLATFORM_NOT_CAPABLE"], "A", "U"),
  ...rows("CONNECTED_SERVICES_ACCOUNT", 400, ["AUTHENTICATION_FAILED", "PERMISSION"], "A", "U"),
  ...rows(
    "CONNECTED_SERVICES_ACCOUNT",
    400,
    ["ACCOUNT_ISSUE", "NO_VEHICLES", "SUBSCRIPTION", "VEHICLE_MISSING", "VIRTUAL_KEY_REQUIRED"],
    "U"
  ),
  ...rows("PERMISSION", 403, [null], "A", "U"),
  ...rows("RATE_LIMIT", 429, ["SMARTCAR_API"], "R"),
  // Not before the answer says when.
  ...rows("RATE_LIMIT", 429, ["VEHICLE"]),
  ...rows("RESOURCE_NOT_FOUND", 404, ["PATH", "VERSION", "VEHICLE_NOT_FOUND", "SIGNAL_NOT_FOUND", "INVALID_PATH"]),
  ...rows("SERVER", 500, ["INTERNAL"], "R"),
  ...rows("SERVER", 500, ["MULTIPLE_RECORDS_FOUND", "RECORD_NOT_FOUND"]),
  ...rows("UPSTREAM", 502, ["INVALID_DATA", "KNOWN_ISSUE", "NO_RESPONSE", "UNKNOWN_ISSUE"], "R"),
  ...rows("UPSTREAM", 502, ["RATE_LIMIT"]),
  ...rows("VALIDATION", 400, ["INVALID_INPUT_FORMAT", "MISSING_PARAMETER"]),
  ...rows(
    "VEHICLE_STATE",
    409,
    [
      "ASLEEP",
      "CHARGING_IN_PROGRESS",
      "CHARGING_PLUG_NOT_CONNECTED",
      "CHARGE_FAULT",
      "DOOR_OPEN",
      "FULLY_CHARGED",
      "HOOD_OPEN",
      "IGNITION_ON",
      "IN_MOTION",
      "NOT_CHARGING",
      "REMOTE_ACCESS_DISABLED",
      "TRUNK_OPEN",
      "VEHICLE_OFFLINE_FOR_SERVICE"
    ],
    "U"
  ),
  ...rows("VEHICLE_STATE", 409, ["UNKNOWN", "UNREACHABLE"])
]

const classes: Readonly<Record<string, string>> = {
  AUTHENTICATION: "AuthenticationError",
  BILLING: "BillingError",
  COMPATIBILITY: "CompatibilityError",
  CONNECTED_SERVICES_ACCOUNT: "ConnectedServicesAccountError",
  PERMISSION: "PermissionError",
  RATE_LIMIT: "RateLimitError",
  RESOURCE_NOT_FOUND: "ResourceNotFoundError",
  SERVER: "ServerError",
  UPSTREAM: "UpstreamError",
  VALIDATION: "ValidationError",
  VEHICLE_STATE: "VehicleStateError"
}

describe("v3 types and codes", () => {
  const of = (
    type: string,
    status: number,
    code: string | null,
    resolution?: unknown,
    headers: Readonly<Record<string, string>> = {}
  ) =>
    failure(
      Vehicle.get(car),
      Wire.json(
        { errors: [{ status: String(status), type, code, title: "t", detail: "d", resolution }] },
        { status, headers }
      )
    )

  for (const [type, status, code, expected] of table) {
    it.effect(`${status} ${type}:${code}`, () =>
      Effect.gen(function* () {
        for (const resolution of [undefined, null, { type: null }, { type: "UNKNOWN_RESOLUTION_TYPE" }]) {
          const found = yield* of(type, status, code, resolution)
          expect(fields(found)).toEqual({
            _tag: classes[type],
            type,
            code,
            statusCode: status,
            description: "d",
            endpoint: "vehicle",
            vehicleId,
            ...(resolution ? { resolution: { type: null } } : {})
          })
          expect(predicates(found)).toEqual(expected)
        }
        // The resolution, where there is one, says it before the code does.
        const later = yield* of(type, status, code, { type: "RETRY_LATER" })
        const isThrottled = code === "VEHICLE" || (type === "UPSTREAM" && code === "RATE_LIMIT")
        expect(predicates(later)).toEqual([...(isThrottled ? [] : ["R"]), ...(type === "PERMISSION" ? ["A", "U"] : [])])
        const again = yield* of(type, status, code, { type: "REAUTHENTICATE" })
        expect(predicates(again)).toEqual(["A", "U"])
        const support = yield* of(type, status, code, { type: "CONTACT_SUPPORT" })
        expect(predicates(support)).toEqual(type === "PERMISSION" ? ["A", "U"] : [])
      })
    )
  }

  it.effect("throttling is worth another try once the answer says when", () =>
    Effect.gen(function* () {
      const soon = { "retry-after": "60" }
      expect(predicates(yield* of("RATE_LIMIT", 429, "VEHICLE", null, soon))).toEqual(["R"])
      expect(predicates(yield* of("UPSTREAM", 502, "RATE_LIMIT", null, soon))).toEqual(["R"])
    })
  )

  it("the table has each type, and each class", () => {
    const types = new Set(table.map(([type]) => type))
    expect([...types].sort()).toEqual(Object.keys(classes).sort())
    expect(table.length).toBe(50)
  })
})
