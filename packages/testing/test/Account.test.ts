import { describe, expect, it } from "@effect/vitest"
import type { Smartcar } from "@effect-smartcar/sdk"
import { Compatibility, Connections, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Effect, TestClock } from "effect"
import {
  ada,
  basic,
  bearer,
  ben,
  car,
  cars,
  chloe,
  idOf,
  managementBasic,
  managementToken,
  raw,
  webhookId
} from "./support/harness.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

describe("the list of vehicles", () => {
  const many = Effect.provide(Simulator.layer({ fleet: Fleet.make({ owners: 1, cars: 60 }), connected: true }))

  it.effect("has ten to a page by default, fifty at most", () =>
    Effect.gen(function* () {
      const first = (yield* Vehicles.list()).value
      expect([first.vehicles.length, first.paging]).toEqual([10, { count: 60, offset: 0 }])
      const last = (yield* Vehicles.list({ limit: 50, offset: 50 })).value
      expect([last.vehicles.length, last.paging]).toEqual([10, { count: 60, offset: 50 }])
      expect((yield* Vehicles.list({ offset: 100 })).value).toEqual({
        vehicles: [],
        paging: { count: 60, offset: 100 }
      })
      const error = yield* Effect.flip(Vehicles.list({ limit: 51 }))
      expect(error).toMatchObject({ _tag: "ValidationError", detail: [{ field: ["limit"] }] })
    }).pipe(many)
  )

  it.effect("rejects a limit or an offset that is no number", () =>
    Effect.gen(function* () {
      const headers = yield* bearer()
      for (const query of ["limit=0", "limit=x", "offset=-1"]) {
        const { status, json } = yield* raw("GET", `/v2.0/vehicles?${query}`, { headers })
        expect([status, json.type, json.detail[0].field]).toEqual([400, "VALIDATION", [query.split("=")[0]]])
      }
    }).pipe(many)
  )
})

describe("the list of permissions", () => {
  it.effect("is paged", () =>
    Effect.gen(function* () {
      const { value } = yield* Vehicle.permissions(car("TESLA"), { limit: 2, offset: 6 })
      expect(value).toEqual({ permissions: ["read_alerts", "read_battery"], paging: { count: 28, offset: 6 } })
      expect((yield* Vehicle.permissions(car("TESLA"))).value.permissions).toHaveLength(10)
    }).pipe(connected)
  )
})

describe("connections", () => {
  it.effect("are listed with the newest first", () =>
    Effect.gen(function* () {
      yield* Simulator.access({ owner: ada, vehicles: [idOf("TESLA")] })
      yield* TestClock.adjust("1 minute")
      yield* Simulator.access({ owner: chloe, vehicles: [idOf("NISSAN")], mode: "simulated" })
      const { status, json } = yield* raw("GET", "https://management.smartcar.com/v2.0/management/connections", {
        headers: { authorization: managementBasic }
      })
      expect([status, json]).toEqual([
        200,
        {
          connections: [
            {
              vehicleId: idOf("NISSAN"),
              userId: chloe,
              connectedAt: "1970-01-01T00:01:00.000Z",
              mode: "simulated"
            },
            { vehicleId: idOf("TESLA"), userId: ada, connectedAt: "1970-01-01T00:00:00.000Z", mode: "live" }
          ],
          paging: { cursor: null }
        }
      ])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("are filtered by owner, car and mode", () =>
    Effect.gen(function* () {
      const ids = (filter: Parameters<typeof Connections.list>[0]) =>
        Effect.map(Connections.list(filter), ({ value }) => value.connections.map(({ vehicleId }) => vehicleId))
      yield* Simulator.access({ owner: chloe, mode: "test" })
      expect(yield* ids({ userId: ada })).toEqual([idOf("AUDI"), idOf("TOYOTA"), idOf("TESLA")])
      expect(yield* ids({ vehicleId: idOf("BMW") })).toEqual([idOf("BMW")])
      expect(yield* ids({ vehicleId: idOf("BMW"), userId: ada })).toEqual([])
      expect(yield* ids({ vehicleId: "no-such-car" })).toEqual([])
      expect(yield* ids({ mode: "test" })).toEqual([idOf("NISSAN"), idOf("CHEVROLET")])
    }).pipe(connected)
  )

  it.effect("are paged by an opaque cursor that a query has to encode", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const sizes: Array<number> = []
      let cursor: string | undefined
      do {
        const { value } = yield* Connections.list({ limit: 3, cursor })
        sizes.push(value.connections.length)
        seen.push(...value.connections.map(({ vehicleId }) => vehicleId))
        cursor = value.paging?.cursor ?? undefined
        if (cursor !== undefined) expect(encodeURIComponent(cursor)).toMatch(/%2B.*%3A.*%2F.*%3D/)
      } while (cursor !== undefined)
      expect(sizes).toEqual([3, 3, 2])
      expect(seen).toEqual(Fleet.standard.cars.map(({ id }) => id).reverse())
    }).pipe(connected)
  )

  it.effect("page on from where a page ended, whatever was connected or removed since", () =>
    Effect.gen(function* () {
      const first = (yield* Connections.list({ limit: 3 })).value
      yield* Connections.remove({ vehicleId: first.connections[2]?.vehicleId })
      yield* Simulator.revoke(chloe)
      yield* Simulator.access({ owner: chloe })
      const second = (yield* Connections.list({ limit: 3, cursor: first.paging?.cursor ?? "" })).value
      expect(second.connections.map(({ vehicleId }) => vehicleId)).toEqual(["FORD", "VOLKSWAGEN", "AUDI"].map(idOf))
    }).pipe(connected)
  )

  it.effect("reject a cursor of another list, and a limit above 100", () =>
    Effect.gen(function* () {
      const { value } = yield* Connections.list({ limit: 1 })
      const cursor = value.paging?.cursor ?? ""
      for (const wrong of [{ userId: ada, cursor }, { cursor: "made-up" }, { cursor: `${cursor}=` }, { limit: 101 }]) {
        const error = yield* Effect.flip(Connections.list(wrong))
        expect(error).toMatchObject({ _tag: "ValidationError", statusCode: 400 })
      }
      expect((yield* Connections.list({ limit: 100 })).value.connections).toHaveLength(8)
    }).pipe(connected)
  )

  it.effect("are removed by owner, by car, or by both", () =>
    Effect.gen(function* () {
      const removed = (filter: { userId?: string; vehicleId?: string }) =>
        Effect.map(Connections.remove(filter), ({ value }) => value.connections)
      expect(yield* removed({ vehicleId: idOf("TESLA"), userId: ben })).toEqual([])
      expect(yield* removed({ vehicleId: idOf("TESLA"), userId: ada })).toEqual([
        { vehicleId: idOf("TESLA"), userId: ada }
      ])
      expect(yield* removed({ vehicleId: idOf("BMW") })).toEqual([{ vehicleId: idOf("BMW"), userId: ben }])
      expect((yield* removed({ userId: chloe })).map(({ vehicleId }) => vehicleId)).toEqual(
        ["NISSAN", "CHEVROLET"].map(idOf)
      )
      expect((yield* Simulator.connections).length).toBe(4)
    }).pipe(connected)
  )

  it.effect("are not all removed by a request without a filter", () =>
    Effect.gen(function* () {
      const { status, json } = yield* raw("DELETE", "https://management.smartcar.com/v2.0/management/connections", {
        headers: { authorization: managementBasic }
      })
      expect([status, json.type]).toEqual([400, "VALIDATION"])
      expect((yield* Simulator.connections).length).toBe(8)
    }).pipe(connected)
  )

  it.effect("need the management token, as Basic, with the user default", () =>
    Effect.gen(function* () {
      for (const authorization of [
        "",
        basic("default", "wrong"),
        basic("me", managementToken),
        `Bearer ${managementToken}`
      ]) {
        const { status, json } = yield* raw("GET", "https://management.smartcar.com/v2.0/management/connections", {
          headers: { authorization }
        })
        expect([status, json.type]).toEqual([401, "AUTHENTICATION"])
      }
    }).pipe(connected)
  )
})

describe("webhooks", () => {
  it.effect("are subscribed to and unsubscribed from", () =>
    Effect.gen(function* () {
      const tesla = car("TESLA")
      const { value } = yield* Vehicle.subscribe(tesla, { webhookId })
      expect(value).toEqual({ webhookId, vehicleId: tesla.id })
      expect(yield* Simulator.subscriptions(tesla.id)).toEqual([webhookId])
      expect(yield* Simulator.subscriptions(idOf("AUDI"))).toEqual([])
      yield* Vehicle.unsubscribe(tesla, { webhookId })
      expect(yield* Simulator.subscriptions(tesla.id)).toEqual([])
      yield* Vehicle.subscribe(tesla, { webhookId })
      yield* Vehicle.disconnect(tesla)
      expect(yield* Simulator.subscriptions(tesla.id)).toEqual([])
    }).pipe(connected)
  )

  it.effect("that the application does not have are 400", () =>
    Effect.gen(function* () {
      const unknown = { webhookId: "unknown" }
      for (const call of [
        Effect.asVoid(Vehicle.subscribe(car("TESLA"), unknown)),
        Effect.asVoid(Vehicle.unsubscribe(car("TESLA"), unknown))
      ]) {
        const error = yield* Effect.flip<void, unknown, Smartcar.Smartcar>(call)
        expect(error).toMatchObject({ _tag: "ValidationError", detail: [{ field: ["webhookId"] }] })
      }
    }).pipe(connected)
  )

  it.effect("are unsubscribed from with the management token only", () =>
    Effect.gen(function* () {
      const path = `/v2.0/vehicles/${idOf("TESLA")}/webhooks/${webhookId}`
      for (const headers of [yield* bearer(), { authorization: "Bearer wrong" }, { authorization: managementBasic }]) {
        expect((yield* raw("DELETE", path, { headers })).status).toBe(401)
      }
      expect((yield* raw("DELETE", path, { headers: { authorization: `Bearer ${managementToken}` } })).status).toBe(200)
    }).pipe(connected)
  )
})

describe("compatibility", () => {
  const vin = (make: string) => cars[make]?.vin ?? ""

  it.effect("tells what a car of the fleet can do", () =>
    Effect.gen(function* () {
      const { value } = yield* Compatibility.check({
        vin: vin("TESLA"),
        scope: ["read_odometer", "read_fuel", "control_security", "read_battery", "required:read_compass"]
      })
      expect(value).toEqual({
        compatible: true,
        reason: null,
        capabilities: [
          { permission: "read_odometer", endpoint: "/odometer", capable: true, reason: null },
          { permission: "read_fuel", endpoint: "/fuel", capable: false, reason: "VEHICLE_NOT_CAPABLE" },
          { permission: "control_security", endpoint: "/security", capable: true, reason: null },
          { permission: "read_battery", endpoint: "/tesla/battery", capable: true, reason: null },
          { permission: "read_battery", endpoint: "/battery", capable: true, reason: null },
          { permission: "read_battery", endpoint: "/battery/capacity", capable: true, reason: null },
          { permission: "read_battery", endpoint: "/battery/nominal_capacity", capable: true, reason: null },
          { permission: "read_compass", endpoint: "/tesla/compass", capable: true, reason: null }
        ].sort(byEndpoint(value.capabilities))
      })
      const leaf = yield* Compatibility.check({ vin: vin("NISSAN"), scope: ["read_location", "control_charge"] })
      expect(leaf.value.capabilities).toEqual(
        [
          { permission: "read_location", endpoint: "/location", capable: false, reason: "SMARTCAR_NOT_CAPABLE" },
          { permission: "control_charge", endpoint: "/charge", capable: true, reason: null },
          { permission: "control_charge", endpoint: "/charge/limit", capable: false, reason: "SMARTCAR_NOT_CAPABLE" },
          { permission: "control_charge", endpoint: "/nissan/charge/schedule", capable: true, reason: null }
        ].sort(byEndpoint(leaf.value.capabilities))
      )
    }).pipe(connected)
  )

  it.effect("tells no capabilities outside the United States", () =>
    Effect.gen(function* () {
      const { value } = yield* Compatibility.check({ vin: vin("TESLA"), scope: ["read_odometer"], country: "DE" })
      expect(value).toEqual({ compatible: true, reason: null, capabilities: [] })
    }).pipe(connected)
  )

  it.effect("tells why a car cannot be connected", () =>
    Effect.gen(function* () {
      const reason = (vin: string) =>
        Effect.map(Compatibility.check({ vin, scope: ["read_odometer"] }), ({ value }) => value)
      expect(yield* reason("5YJSA1CN5DFP00101")).toEqual({
        compatible: false,
        reason: "VEHICLE_NOT_COMPATIBLE",
        capabilities: []
      })
      expect((yield* reason("ZFF79ALA4J0000001")).reason).toBe("MAKE_NOT_COMPATIBLE")
    }).pipe(connected)
  )

  it.effect("makes cars up in test mode", () =>
    Effect.gen(function* () {
      const capable = (level: string) =>
        Effect.map(
          Compatibility.check({
            vin: "0SCAUDI037A5ADB1C",
            scope: ["read_fuel", "read_charge"],
            testModeCompatibilityLevel: level
          }),
          ({ value }) =>
            value.capabilities
              .filter(({ endpoint }) => endpoint === "/fuel" || endpoint === "/charge")
              .map((capability) => capability.capable)
        )
      expect(yield* capable("phev")).toEqual([true, true])
      expect(yield* capable("bev")).toEqual([false, true])
      expect(yield* capable("fuel")).toEqual([true, false])
      expect(yield* capable("incompatible")).toEqual([])
      expect((yield* Effect.flip(capable("flying")))._tag).toBe("ValidationError")
    }).pipe(connected)
  )

  it.effect("rejects an unknown permission", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Compatibility.check({ vin: vin("TESLA"), scope: ["read_mind"] }))
      expect(error).toMatchObject({ _tag: "ValidationError", detail: [{ field: ["scope"] }] })
    }).pipe(connected)
  )

  it.effect("has a matrix per region, filtered by make, type and scope", () =>
    Effect.gen(function* () {
      const makes = (input: Parameters<typeof Compatibility.matrix>[0]) =>
        Effect.map(Compatibility.matrix(input), ({ value }) => Object.keys(value).sort())
      expect(yield* makes({ region: "EUROPE" })).toEqual([
        "AUDI",
        "BMW",
        "FORD",
        "MINI",
        "NISSAN",
        "TESLA",
        "VOLKSWAGEN"
      ])
      expect(yield* makes({ region: "CA", type: "ICE" })).toEqual(["TOYOTA"])
      expect(yield* makes({ region: "US", make: ["tesla", "BMW"] })).toEqual(["BMW", "TESLA"])
      expect(yield* makes({ region: "US", scope: ["read_fuel", "read_battery"] })).toEqual(["BMW", "LINCOLN"])
      const { value } = yield* Compatibility.matrix({ region: "US", make: ["TOYOTA"] })
      expect(value["TOYOTA"]).toMatchObject([{ model: "Camry", startYear: 2018, endYear: 2024, type: "ICE" }])
      const camry = value["TOYOTA"]?.[0]
      expect(camry?.endpoints).toContain("/fuel")
      expect(camry?.endpoints).not.toContain("/battery")
      expect(camry?.permissions).toContain("read_fuel")
      expect(camry?.permissions).not.toContain("read_climate")
    }).pipe(connected)
  )
})

/** The order of the answer's own capabilities: it is not documented. */
function byEndpoint(answered: ReadonlyArray<{ readonly permission: string; readonly endpoint: string }>) {
  const index = (a: { readonly permission: string; readonly endpoint: string }) =>
    answered.findIndex((b) => a.permission === b.permission && a.endpoint === b.endpoint)
  return (a: { readonly permission: string; readonly endpoint: string }, b: typeof a) => index(a) - index(b)
}
