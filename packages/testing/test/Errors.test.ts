import { describe, expect, it } from "@effect/vitest"
import { Batch } from "@effect-smartcar/sdk"
import { User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Duration, Effect, Either, TestClock } from "effect"
import {
  basic,
  bearer,
  ben,
  car,
  clientBasic,
  idOf,
  later,
  managementBasic,
  managementToken,
  raw,
  webhookId
} from "./support/harness.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))
const tesla = `/v2.0/vehicles/${idOf("TESLA")}`

const errorKeys = ["code", "description", "docURL", "requestId", "resolution", "statusCode", "type"]

describe("an error's body", () => {
  it.effect("has every documented field, and the request id of the headers", () =>
    Effect.gen(function* () {
      const { status, json, headers } = yield* raw("GET", "/v2.0/user", { headers: { authorization: "Bearer x" } })
      expect(Object.keys(json).sort()).toEqual(errorKeys)
      expect([status, json]).toEqual([
        401,
        {
          type: "AUTHENTICATION",
          code: null,
          description: json.description,
          docURL: "https://smartcar.com/docs/errors/api-errors/authentication-errors",
          statusCode: 401,
          requestId: headers["sc-request-id"],
          resolution: { type: null }
        }
      ])
      expect(json.description).not.toBe("")
    }).pipe(connected)
  )

  it.effect("has a text for the owner where the owner can help", () =>
    Effect.gen(function* () {
      const { json } = yield* raw("POST", `${tesla}/charge`, {
        headers: yield* bearer(),
        body: JSON.stringify({ action: "START" })
      })
      expect(Object.keys(json).sort()).toEqual([...errorKeys, "suggestedUserMessage"].sort())
      expect(json).toMatchObject({
        type: "VEHICLE_STATE",
        code: "CHARGING_PLUG_NOT_CONNECTED",
        docURL: "https://smartcar.com/docs/errors/api-errors/vehicle-state-errors#charging-plug-not-connected"
      })
    }).pipe(connected)
  )
})

describe("404", () => {
  for (const [method, path, code] of [
    ["GET", "/v2.0/nothing", "PATH"],
    ["PUT", "/v2.0/user", "PATH"],
    ["GET", "/v2.0", "PATH"],
    ["GET", "/", "PATH"],
    ["GET", "/user", "PATH"],
    ["GET", `${tesla}/odometer/more`, "PATH"],
    ["GET", `${tesla}/tesla/nothing`, "PATH"],
    ["GET", `${tesla}/toyota/charge/completion`, "PATH"],
    ["GET", "/v2.0/vehicles/%E0%A4%A/odometer", "PATH"],
    ["GET", "/v1.0/user", "VERSION"],
    ["GET", "/v9.9/vehicles", "VERSION"],
    ["GET", "https://api.smartcar.com/v2.0/management/connections", "PATH"],
    ["GET", "https://management.smartcar.com/v2.0/user", "PATH"]
  ] as const) {
    it.effect(`${method} ${path}`, () =>
      Effect.gen(function* () {
        const { status, json } = yield* raw(method, path, { headers: yield* bearer() })
        expect([status, json.type, json.code]).toEqual([404, "RESOURCE_NOT_FOUND", code])
      }).pipe(connected)
    )
  }

  it.effect("is not for a slash at the end", () =>
    Effect.gen(function* () {
      const headers = yield* bearer()
      expect((yield* raw("GET", "/v2.0/user/", { headers })).status).toBe(200)
      expect((yield* raw("GET", `${tesla}/`, { headers })).json.model).toBe("Model 3")
    }).pipe(connected)
  )

  it.effect("is a typed error for the SDK, too", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Vehicles.list({ version: "9.9" }))
      expect(error).toMatchObject({ _tag: "ResourceNotFoundError", code: "VERSION" })
    }).pipe(connected)
  )

  it.effect("becomes 403 for a make that is not in lower case", () =>
    Effect.gen(function* () {
      const { status, json } = yield* raw("GET", `${tesla}/TESLA/compass`, { headers: yield* bearer() })
      expect([status, json.type]).toEqual([403, "PERMISSION"])
    }).pipe(connected)
  )

  for (const path of ["/Odometer", "/TIRES/pressure", "/TESLA/nothing", "/Toyota/charge/completion"]) {
    it.effect(`stays 404 for ${path}, which is no make's path`, () =>
      Effect.gen(function* () {
        const { status, json } = yield* raw("GET", `${tesla}${path}`, { headers: yield* bearer() })
        expect([status, json.type]).toEqual([404, "RESOURCE_NOT_FOUND"])
      }).pipe(connected)
    )
  }
})

describe("401", () => {
  for (const [what, path, authorization] of [
    ["no token", "/v2.0/user", ""],
    ["an unknown token", "/v2.0/user", "Bearer unknown"],
    ["a token without Bearer", "/v2.0/vehicles", "unknown"],
    ["Basic for an owner's call", "/v2.0/user", clientBasic],
    ["a wrong client secret", "/v2.0/compatibility/matrix?region=US", basic("simulator-client-id", "wrong")],
    ["the management token for compatibility", "/v2.0/compatibility/matrix?region=US", managementBasic],
    ["the client for management", "https://management.smartcar.com/v2.0/management/connections", clientBasic]
  ] as const) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { status, json } = yield* raw("GET", path, { headers: { authorization } })
        expect([status, json.type, json.code]).toEqual([401, "AUTHENTICATION", null])
      }).pipe(connected)
    )
  }

  it.effect("comes before what the request says", () =>
    Effect.gen(function* () {
      const { status } = yield* raw("POST", `${tesla}/charge`, { body: "{" })
      expect(status).toBe(401)
      expect((yield* raw("GET", `${tesla}/TESLA/compass`)).status).toBe(401)
    }).pipe(connected)
  )

  it.effect("is not for the case of the scheme", () =>
    Effect.gen(function* () {
      const { authorization } = yield* bearer()
      const matrix = "/v2.0/compatibility/matrix?region=US"
      const management = "https://management.smartcar.com/v2.0/management/connections"
      for (const [path, header] of [
        ["/v2.0/user", authorization.replace("Bearer", "bearer")],
        ["/v2.0/user", authorization.replace("Bearer", "BEARER")],
        [matrix, clientBasic.replace("Basic", "basic")],
        [management, managementBasic.replace("Basic", "BASIC")]
      ] as const) {
        expect([header, (yield* raw("GET", path, { headers: { authorization: header } })).status]).toEqual([
          header,
          200
        ])
      }
      const unsubscribed = yield* raw("DELETE", `${tesla}/webhooks/${webhookId}`, {
        headers: { authorization: `bearer ${managementToken}` }
      })
      expect(unsubscribed.status).toBe(200)
    }).pipe(connected)
  )
})

describe("403", () => {
  it.effect("names reauthentication as the way out of a missing permission", () =>
    Effect.gen(function* () {
      const headers = yield* bearer({ permissions: ["read_vin"] })
      const { status, json } = yield* raw("GET", `${tesla}/odometer`, { headers })
      expect([status, json.type, json.code, json.resolution]).toEqual([
        403,
        "PERMISSION",
        null,
        { type: "REAUTHENTICATE" }
      ])
      expect((yield* raw("GET", `${tesla}/vin`, { headers })).status).toBe(200)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("400", () => {
  const post = (path: string, body: string) =>
    Effect.flatMap(bearer(), (headers) => raw("POST", `${tesla}${path}`, { headers, body }))

  for (const [what, path, body, field] of [
    ["no action", "/charge", "{}", ["action"]],
    ["another action", "/security", '{"action":"KNOCK"}', ["action"]],
    ["no body", "/security", "", ["action"]],
    ["a body that is no JSON", "/security", "{", []],
    ["a body that is no object", "/security", "[]", []],
    ["a limit above 1", "/charge/limit", '{"limit":1.1}', ["limit"]],
    ["a limit as text", "/charge/limit", '{"limit":"0.7"}', ["limit"]],
    ["no limit", "/charge/limit", "{}", ["limit"]],
    ["a latitude off the globe", "/navigation/destination", '{"latitude":91,"longitude":0}', ["latitude"]]
  ] as const) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { status, json } = yield* post(path, body)
        expect([status, json.type, json.detail[0].field]).toEqual([400, "VALIDATION", [...field]])
      }).pipe(connected)
    )
  }

  it.effect("does not repeat what was sent", () =>
    Effect.gen(function* () {
      const { json } = yield* post("/tesla/pin", '{"pin":"12345"}')
      expect(json.detail[0].field).toEqual(["pin"])
      expect(JSON.stringify(json)).not.toContain("12345")
    }).pipe(connected)
  )

  it.effect("is for other units, too", () =>
    Effect.gen(function* () {
      const headers = { ...(yield* bearer()), "sc-unit-system": "bananas" }
      const { json } = yield* raw("GET", `${tesla}/odometer`, { headers })
      expect(json).toMatchObject({ type: "VALIDATION", detail: [{ field: ["sc-unit-system"] }] })
    }).pipe(connected)
  )

  it.effect("for dates that do not exist", () =>
    Effect.gen(function* () {
      const path = `/v2.0/vehicles/${idOf("FORD")}/service/history?start_date=2026-02-30`
      const { json } = yield* raw("GET", path, { headers: yield* bearer({ owner: ben }) })
      expect(json.detail[0].field).toEqual(["start_date"])
    }).pipe(connected)
  )
})

describe("429", () => {
  it.effect("per application: a bucket that refills", () =>
    Effect.gen(function* () {
      yield* User.get()
      yield* User.get()
      const error = yield* Effect.flip(User.get())
      expect(error).toMatchObject({
        _tag: "RateLimitError",
        code: "SMARTCAR_API",
        statusCode: 429,
        resolution: { type: "RETRY_LATER" }
      })
      expect(error).not.toHaveProperty("retryAfter")
      yield* TestClock.adjust("29 seconds")
      yield* Effect.flip(User.get())
      yield* TestClock.adjust("1 second")
      yield* User.get()
      yield* Effect.flip(User.get())
    }).pipe(
      Effect.provide(Simulator.layer({ connected: true, limits: { application: { capacity: 2, refillPerMinute: 2 } } }))
    )
  )

  it.effect("per application: a batch counts for each of its paths", () =>
    Effect.gen(function* () {
      const two = Batch.all({ vin: Vehicle.vin, odometer: Vehicle.odometer })(car("TESLA"))
      yield* two
      yield* User.get()
      expect((yield* Effect.flip(two))._tag).toBe("RateLimitError")
      yield* User.get()
    }).pipe(
      Effect.provide(Simulator.layer({ connected: true, limits: { application: { capacity: 4, refillPerMinute: 1 } } }))
    )
  )

  it.effect("tells how long to wait as its limit says", () =>
    Effect.gen(function* () {
      yield* Vehicle.vin(car("TESLA"))
      expect(yield* Effect.flip(User.get())).toMatchObject({ code: "SMARTCAR_API", retryAfter: Duration.seconds(20) })
      yield* TestClock.adjust("20 seconds")
      const error = yield* Effect.flip(Vehicle.vin(car("TESLA")))
      expect(error).toMatchObject({ code: "VEHICLE" })
      expect(error).not.toHaveProperty("retryAfter")
    }).pipe(
      Effect.provide(
        Simulator.layer({
          connected: true,
          limits: {
            application: { capacity: 1, refillPerMinute: 3, retryAfter: true },
            vehicle: { capacity: 1, refillPerMinute: 1, retryAfter: false }
          }
        })
      )
    )
  )

  it.effect("of a bucket that is never refilled tells no time", () =>
    Effect.gen(function* () {
      yield* Vehicle.vin(car("TESLA"))
      yield* TestClock.adjust("1 hour")
      const headers = yield* bearer()
      const alone = yield* raw("GET", `${tesla}/vin`, { headers })
      expect([alone.status, alone.headers["retry-after"]]).toEqual([429, undefined])
      const batch = yield* raw("POST", `${tesla}/batch`, { headers, body: '{"requests":[{"path":"/vin"}]}' })
      expect(batch.json.responses[0]).toMatchObject({ path: "/vin", code: 429 })
      expect(batch.json.responses[0]).not.toHaveProperty("headers")
    }).pipe(
      Effect.provide(Simulator.layer({ connected: true, limits: { vehicle: { capacity: 1, refillPerMinute: 0 } } }))
    )
  )

  const perVehicle = Effect.provide(
    Simulator.layer({ connected: true, limits: { vehicle: { capacity: 2, refillPerMinute: 1 } } })
  )

  it.effect("per vehicle: tells after how many seconds", () =>
    Effect.gen(function* () {
      yield* Vehicle.vin(car("TESLA"))
      yield* Vehicle.odometer(car("TESLA"))
      yield* TestClock.adjust("20 seconds")
      const error = yield* Effect.flip(Vehicle.vin(car("TESLA")))
      expect(error).toMatchObject({ _tag: "RateLimitError", code: "VEHICLE", retryAfter: Duration.seconds(40) })
      yield* Vehicle.vin(car("AUDI"))
      yield* TestClock.adjust("40 seconds")
      yield* Vehicle.vin(car("TESLA"))
    }).pipe(perVehicle)
  )

  it.effect("per vehicle: strikes single entries of a batch, as a number in capitals", () =>
    Effect.gen(function* () {
      const { json } = yield* raw("POST", `${tesla}/batch`, {
        headers: yield* bearer(),
        body: JSON.stringify({ requests: [{ path: "/vin" }, { path: "/odometer" }, { path: "/location" }] })
      })
      expect(json.responses.map(({ code }: { code: number }) => code)).toEqual([200, 200, 429])
      expect(json.responses[2]).toMatchObject({ headers: { "Retry-After": 60 }, body: { code: "VEHICLE" } })
      yield* TestClock.adjust("1 minute")
      const entries = yield* Batch.all({ vin: Vehicle.vin, odometer: Vehicle.odometer })(car("TESLA"))
      expect(Either.isRight(entries.vin)).toBe(true)
      expect(Either.flip(entries.odometer)).toMatchObject({ right: { retryAfter: Duration.seconds(60) } })
    }).pipe(perVehicle)
  )
})

describe("430", () => {
  it.effect("for a vehicle whose requests of the month are used up", () =>
    Effect.gen(function* () {
      yield* later(Date.parse("2026-01-30T23:59:00Z"))
      yield* Vehicle.vin(car("TESLA"))
      yield* Vehicle.vin(car("TESLA"))
      const error = yield* Effect.flip(Vehicle.vin(car("TESLA")))
      expect(error).toMatchObject({
        _tag: "BillingError",
        code: "VEHICLE_REQUEST_LIMIT",
        statusCode: 430,
        resolution: { type: "CONTACT_SUPPORT" }
      })
      yield* Vehicle.vin(car("AUDI"))
      yield* later("1 minute")
      yield* Effect.flip(Vehicle.vin(car("TESLA")))
      yield* later("1 day")
      yield* Vehicle.vin(car("TESLA"))
    }).pipe(Effect.provide(Simulator.layer({ connected: true, limits: { requestsPerVehicle: 2 } })))
  )

  it.effect("for vehicles beyond the plan, the ones connected last", () =>
    Effect.gen(function* () {
      yield* Vehicle.vin(car("TESLA"))
      yield* Vehicle.vin(car("TOYOTA"))
      expect(yield* Effect.flip(Vehicle.vin(car("AUDI")))).toMatchObject({
        _tag: "BillingError",
        code: "VEHICLE_LIMIT"
      })
      yield* Vehicle.disconnect(car("TOYOTA"))
      yield* Vehicle.vin(car("AUDI"))
    }).pipe(Effect.provide(Simulator.layer({ connected: true, limits: { vehicles: 2 } })))
  )
})
