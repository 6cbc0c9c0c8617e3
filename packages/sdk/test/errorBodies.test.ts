import { describe, expect, it } from "@effect/vitest"
import { SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect } from "effect"
import { failure, fields, vehicleId } from "./support/harness.js"

const car = Vehicle.make(vehicleId)

const error = (answer: Wire.Answer) => Effect.map(failure(Vehicle.odometer(car), answer), fields)

const sample = { type: "PERMISSION", code: null, description: "d", statusCode: 403, requestId: "body-id" }

describe("bodies", () => {
  it.effect("what has no text is no status", () =>
    Effect.gen(function* () {
      const body = { ...sample, status: { toString: 1 }, statusCode: { toString: null, valueOf: [] } }
      expect(yield* error(Wire.json(body, { status: 403 }))).toMatchObject({ _tag: "PermissionError", statusCode: 403 })
    })
  )

  it.effect("v3: the first of the errors", () =>
    Effect.gen(function* () {
      const body = {
        errors: [
          {
            id: "1",
            status: "409",
            type: "VEHICLE_STATE",
            code: "ASLEEP",
            title: "Asleep",
            detail: "The vehicle sleeps.",
            links: {},
            resolution: { type: "RETRY_LATER" },
            suggestedUserMessage: "Wake it."
          },
          { status: "500", type: "SERVER", code: "INTERNAL" }
        ]
      }
      expect(yield* error(Wire.json(body, { status: 409, headers: { "sc-request-id": "h" } }))).toEqual({
        _tag: "VehicleStateError",
        type: "VEHICLE_STATE",
        code: "ASLEEP",
        description: "The vehicle sleeps.",
        statusCode: 409,
        requestId: "h",
        resolution: { type: "RETRY_LATER" },
        suggestedUserMessage: "Wake it.",
        others: [{ type: "SERVER", code: "INTERNAL", description: "", statusCode: 500 }],
        endpoint: "odometer",
        vehicleId
      })
      for (const errors of [[], [null], ["x"], {}]) {
        expect((yield* error(Wire.json({ errors }, { status: 500 })))["_tag"]).toBe("UnexpectedResponseError")
      }
    })
  )

  it.effect("a gateway's own JSON is no OAuth error, and its 5xx is worth another try", () =>
    Effect.gen(function* () {
      const bodies = [
        [503, { status: 503, error: "Service Unavailable", path: "/v2.0" }],
        [502, { statusCode: 502, error: "Bad Gateway", message: "x" }],
        [500, { error: "server_error" }]
      ] as const
      for (const [status, body] of bodies) {
        const found = yield* failure(Vehicle.odometer(car), Wire.json(body, { status }))
        expect(fields(found)).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: status })
        expect(SmartcarError.isSmartcarError(found) && SmartcarError.isRetryable(found)).toBe(true)
      }
    })
  )

  it.effect("resolution: text, object, url, null, absent, nonsense", () =>
    Effect.gen(function* () {
      const seen = []
      for (const resolution of [
        "REAUTHENTICATE",
        { type: "REAUTHENTICATE" },
        { type: "ACTION_REQUIRED", url: "https://tesla.com/_ak/x" },
        { type: "NEW_ONE", more: 1 },
        {},
        null,
        undefined,
        7
      ]) {
        seen.push((yield* error(Wire.json({ ...sample, resolution }, { status: 403 })))["resolution"])
      }
      expect(seen).toEqual([
        { type: "REAUTHENTICATE" },
        { type: "REAUTHENTICATE" },
        { type: "ACTION_REQUIRED", url: "https://tesla.com/_ak/x" },
        { type: "NEW_ONE" },
        { type: null },
        undefined,
        undefined,
        undefined
      ])
    })
  )

  it.effect("the body's request id comes before the header's, the header's before none", () =>
    Effect.gen(function* () {
      const headers = { "sc-request-id": "header-id" }
      const { requestId: _, ...anonymous } = sample
      expect((yield* error(Wire.json(sample, { status: 403, headers })))["requestId"]).toBe("body-id")
      expect((yield* error(Wire.json(anonymous, { status: 403, headers })))["requestId"]).toBe("header-id")
      expect(yield* error(Wire.json(anonymous, { status: 403 }))).not.toHaveProperty("requestId")
      expect((yield* error(Wire.text("", { status: 500, headers })))["requestId"]).toBe("header-id")
    })
  )

  it.effect("the status is the answer's, whatever the body says", () =>
    Effect.map(error(Wire.json({ ...sample, statusCode: 200 }, { status: 403 })), ({ statusCode }) =>
      expect(statusCode).toBe(403)
    )
  )

  it.effect("OAuth: known and unknown names, and an error without a description", () =>
    Effect.gen(function* () {
      const seen = []
      for (const body of [
        { error: "invalid_client", error_description: "who?" },
        { error: "new_name", error_description: "d" },
        { error: "invalid_grant" }
      ]) {
        const { error: inner } = yield* error(Wire.json(body, { status: 401 }))
        const { _tag, type, code, description } = Object(inner)
        seen.push([_tag, type, code, description])
      }
      expect(seen).toEqual([
        ["OAuthError", "OAUTH", "invalid_client", "who?"],
        ["OAuthError", "OAUTH", "new_name", "d"],
        ["OAuthError", "OAUTH", "invalid_grant", ""]
      ])
    })
  )

  it.effect("names of Object.prototype are no types", () =>
    Effect.gen(function* () {
      for (const name of ["constructor", "__proto__", "toString", "valueOf"]) {
        const v2 = yield* error(Wire.json({ type: name, code: null, description: "d" }, { status: 400 }))
        expect([v2["_tag"], v2["error"]]).toEqual(["UnexpectedResponseError", undefined])
        const v1 = yield* error(Wire.json({ error: name, message: "m" }, { status: 400 }))
        // An OAuth error may have any name in small letters.
        expect([v1["_tag"], Object(v1["error"])["type"]]).toEqual([
          "UnexpectedResponseError",
          name === "constructor" ? "OAUTH" : undefined
        ])
      }
    })
  )

  it.effect("a gateway's error is a sentence, and no OAuth error", () =>
    Effect.gen(function* () {
      for (const sentence of ["Bad Gateway", "Forbidden", "no healthy upstream"]) {
        const found = yield* error(Wire.json({ error: sentence, message: "m" }, { status: 502 }))
        expect([found["_tag"], found["statusCode"], found["error"]]).toEqual([
          "UnexpectedResponseError",
          502,
          undefined
        ])
      }
    })
  )

  it.effect("an unexpected body is kept up to 2,000 characters, with chosen headers only", () =>
    Effect.gen(function* () {
      const unexpected = yield* error(
        Wire.text("x".repeat(5000), {
          status: 503,
          headers: {
            server: "nginx",
            "retry-after": "5",
            "content-type": "text/plain",
            "set-cookie": "a=b",
            "x-other": "1"
          }
        })
      )
      expect(unexpected["body"]).toBe("x".repeat(2000))
      expect(unexpected["headers"]).toEqual({ server: "nginx", "retry-after": "5", "content-type": "text/plain" })
    })
  )
})

describe("retry-after", () => {
  const after = (headers: Readonly<Record<string, string>>) =>
    Effect.map(
      error(Wire.json({ ...sample, type: "RATE_LIMIT", code: "VEHICLE" }, { status: 429, headers })),
      (e) => e["retryAfter"]
    )

  it.effect("seconds, with a fraction, in capitals", () =>
    Effect.gen(function* () {
      expect(yield* after({ "retry-after": "120" })).toBe("120 s")
      expect(yield* after({ "Retry-After": " 1.5 " })).toBe("1.5 s")
      expect(yield* after({ "retry-after": "0" })).toBe("0 s")
    })
  )

  it.effect("an HTTP date counts from the answer's own date", () =>
    Effect.gen(function* () {
      const headers = { "retry-after": "Fri, 04 May 2018 07:22:00 GMT", date: "Fri, 04 May 2018 07:20:00 GMT" }
      expect(yield* after(headers)).toBe("120 s")
    })
  )

  it.effect("an HTTP date without a date counts from the clock, which starts at 1970 here", () =>
    Effect.gen(function* () {
      expect(yield* after({ "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" })).toBe("90 s")
      expect(yield* after({ "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT", date: "?" })).toBe("90 s")
    })
  )

  it.effect("a date that is past means now, and nonsense means nothing", () =>
    Effect.gen(function* () {
      const date = "Fri, 04 May 2018 07:20:00 GMT"
      expect(yield* after({ "retry-after": "Fri, 04 May 2018 07:00:00 GMT", date })).toBe("0 s")
      expect(yield* after({ "retry-after": "soon" })).toBeUndefined()
      expect(yield* after({ "retry-after": "" })).toBeUndefined()
      expect(yield* after({ "retry-after": "-5" })).toBeUndefined()
    })
  )
})
