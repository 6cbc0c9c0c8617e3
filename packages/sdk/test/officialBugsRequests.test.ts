import { describe, expect } from "@effect/vitest"
import { Batch, Credentials } from "@effect-smartcar/sdk"
import { Auth, Compatibility, Connections, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either, Redacted, Schema } from "effect"
import { exchange, fields, vehicleId } from "./support/harness.js"
import { refused, row, urls } from "./support/officialBugs.js"

const car = Vehicle.make(vehicleId)
const odometer = Wire.json({ distance: 1 })

describe("requests", () => {
  row(9, "a code without redirect URI posts none", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Auth.exchangeCode("c0de"), odometer, { redirectUri: undefined })
      expect(requests.map(({ body }) => body)).toEqual(["grant_type=authorization_code&code=c0de"])
    })
  )

  row(10, "a service history without dates sends none", () =>
    Effect.gen(function* () {
      const base = `GET https://api.smartcar.com/v2.0/vehicles/${vehicleId}/service/history`
      expect(yield* urls(Vehicle.serviceHistory(car))).toEqual([base])
      expect(yield* urls(Vehicle.serviceHistory(car, { startDate: undefined, endDate: "2024-01-01" }))).toEqual([
        `${base}?end_date=2024-01-01`
      ])
    })
  )

  row(12, "a charge limit is a number, and only from 0 to 1", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Vehicle.setChargeLimit(car, { limit: 0.7 }), odometer)
      expect(requests.map(({ body }) => body)).toEqual(['{"limit":0.7}'])
      for (const limit of [-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY, "0.7" as never]) {
        expect(yield* refused(Vehicle.setChargeLimit(car, { limit }))).toBe("limit")
      }
    })
  )

  row(20, "unsubscribing sends no body", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Vehicle.unsubscribe(car, { webhookId: "w" }), Wire.json({}))
      expect(requests.map(({ method, body, headers }) => [method, body, headers["content-type"]])).toEqual([
        ["DELETE", "", undefined]
      ])
    })
  )

  row(21, "connections are never removed without a filter, and may be with both", () =>
    Effect.gen(function* () {
      for (const filter of [{}, { userId: undefined }, { userId: undefined, vehicleId: undefined }]) {
        expect(yield* refused(Connections.remove(filter))).toBe("input")
      }
      for (const empty of ["userId", "vehicleId"]) {
        expect(yield* refused(Connections.remove({ [empty]: "" }))).toBe(empty)
      }
      expect(yield* urls(Connections.remove({ userId: "u", vehicleId: "v" }))).toEqual([
        "DELETE https://management.smartcar.com/v2.0/management/connections?user_id=u&vehicle_id=v"
      ])
    })
  )

  row(22, "a filter by mode is sent, and a limit of 0 is refused rather than dropped", () =>
    Effect.gen(function* () {
      expect(yield* urls(Connections.list({ mode: "live", limit: 1 }))).toEqual([
        "GET https://management.smartcar.com/v2.0/management/connections?mode=live&limit=1"
      ])
      expect(yield* refused(Connections.list({ limit: 0 }))).toBe("limit")
      expect(yield* refused(Vehicles.list({ limit: 0 }))).toBe("limit")
      expect(yield* refused(Vehicles.list({ offset: -1 }))).toBe("offset")
      expect(yield* urls(Vehicles.list({ offset: 0 }))).toEqual(["GET https://api.smartcar.com/v2.0/vehicles?offset=0"])
    })
  )

  row(23, "ids are percent-encoded, and none leaves its place", () =>
    Effect.gen(function* () {
      expect(yield* refused(Vehicle.odometer(Vehicle.make("a/../b?x")))).toBe("vehicleId")
      expect(yield* urls(Vehicle.odometer(Vehicle.make("a/b?x#y %2f")))).toEqual([
        "GET https://api.smartcar.com/v2.0/vehicles/a%2Fb%3Fx%23y%20%252f/odometer"
      ])
      expect(yield* urls(Vehicle.subscribe(car, { webhookId: "../lock?" }).pipe(Effect.ignore))).toEqual([])
    })
  )

  row(24, "no id and no token are refused", () =>
    Effect.gen(function* () {
      expect(yield* refused(Vehicle.odometer(Vehicle.make("")))).toBe("vehicleId")
      expect(yield* refused(Vehicle.odometer(Vehicle.make(undefined as never)))).toBe("vehicleId")
      for (const bad of ["", undefined as never, "a\r\nb"]) {
        const call = Vehicle.odometer(car).pipe(Credentials.withAccessToken(Redacted.make(bad)))
        const { result, requests } = yield* exchange(call, odometer)
        expect([Either.isLeft(result), requests.flatMap(({ headers }) => headers["authorization"])]).toEqual([true, []])
      }
    })
  )

  row(25, "an authorization of the caller's replaces ours, whatever its case", () =>
    Effect.gen(function* () {
      const sent = []
      for (const name of ["authorization", "Authorization", "AUTHORIZATION"]) {
        const call = Vehicle.request(car, { path: "/vin", headers: { [name]: "Bearer mine" }, success: Schema.Unknown })
        const { requests } = yield* exchange(call, odometer)
        sent.push(requests.map(({ headers }) => headers["authorization"]))
      }
      expect(sent).toEqual([["Bearer mine"], ["Bearer mine"], ["Bearer mine"]])
    })
  )

  row(26, "a destination that is none is refused", () =>
    Effect.gen(function* () {
      for (const [latitude, longitude, field] of [
        [Number.NaN, 0, "latitude"],
        ["47" as never, 0, "latitude"],
        [90.0001, 0, "latitude"],
        [0, -180.0001, "longitude"],
        [0, Number.NaN, "longitude"],
        [0, null as never, "longitude"]
      ] as const) {
        expect(yield* refused(Vehicle.sendDestination(car, { latitude, longitude }))).toBe(field)
      }
    })
  )

  row(27, "options without a prototype are options", () =>
    Effect.gen(function* () {
      const bare = <A extends object>(options: A): A => Object.assign(Object.create(null), options)
      expect([
        ...(yield* urls(Vehicle.odometer(Vehicle.make(vehicleId, bare({ flags: bare({ a: true }) }))))),
        ...(yield* urls(Vehicles.list(bare({ limit: 3 })))),
        ...(yield* urls(
          Compatibility.check(bare({ vin: "0SCAUDI037A5ADB1C", scope: ["read_vin"], flags: bare({ a: "b" }) }))
        ))
      ]).toEqual([
        `GET https://api.smartcar.com/v2.0/vehicles/${vehicleId}/odometer?flags=a%3Atrue`,
        "GET https://api.smartcar.com/v2.0/vehicles?limit=3",
        "GET https://api.smartcar.com/v2.0/compatibility?vin=0SCAUDI037A5ADB1C&scope=read_vin&country=US&flags=a%3Ab"
      ])
    })
  )

  row(29, "the version is a car's or a configuration's, and is checked", () =>
    Effect.gen(function* () {
      const [old, current] = yield* Effect.all(
        [urls(Vehicle.vin(Vehicle.make(vehicleId, { version: "1.0" }))), urls(Vehicle.vin(car))],
        { concurrency: 2 }
      )
      expect([old, current].flat()).toEqual([
        `GET https://api.smartcar.com/v1.0/vehicles/${vehicleId}/vin`,
        `GET https://api.smartcar.com/v2.0/vehicles/${vehicleId}/vin`
      ])
      expect(yield* refused(Vehicle.vin(Vehicle.make(vehicleId, { version: "latest" })))).toBe("version")
    })
  )

  row(32, "other units mean another handle, for every call", () =>
    Effect.gen(function* () {
      const imperial = Vehicle.make(vehicleId, { ...car, unitSystem: "imperial" })
      const sent = []
      for (const handle of [imperial, car]) {
        for (const call of [
          Effect.asVoid(Vehicle.odometer(handle)),
          Effect.asVoid(Vehicle.request(handle, { path: "/odometer", success: Schema.Unknown })),
          Effect.asVoid(Batch.all(handle, { odometer: Vehicle.odometer }))
        ]) {
          const { requests } = yield* exchange(call, odometer)
          sent.push(...requests.map(({ headers }) => headers["sc-unit-system"]))
        }
      }
      expect(sent).toEqual(["imperial", "imperial", "imperial", "metric", "metric", "metric"])
    })
  )

  row(36, "a redirect is not followed, and no command becomes a GET", () =>
    Effect.gen(function* () {
      const redirect = Wire.text("", { status: 302, headers: { location: "https://evil.example/" } })
      const { result, requests } = yield* exchange(Vehicle.unlock(car), redirect)
      expect(requests.map(({ method, url }) => [method, url.host])).toEqual([["POST", "api.smartcar.com"]])
      expect(fields(Either.getOrThrow(Either.flip(result)))).toMatchObject({
        _tag: "UnexpectedResponseError",
        statusCode: 302
      })
    })
  )
})
