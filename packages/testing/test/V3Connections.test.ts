import { describe, expect, it } from "@effect/vitest"
import { Paging } from "@effect-smartcar/sdk"
import { Connect as ConnectV2, Vehicle as VehicleV2 } from "@effect-smartcar/sdk/v2"
import { Connections, Signals, Users, Vehicle } from "@effect-smartcar/sdk/v3"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Chunk, Effect, Stream, TestClock } from "effect"
import { ada, ben, car, cars, chloe, idOf, raw } from "./support/harness.js"
import { about, application, vehicleHost } from "./support/v3.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

const list = (filter: Parameters<typeof Connections.list>[0] = {}) =>
  Effect.map(Connections.list(filter), ({ value }) => value.connections)

const get = (path: string) =>
  Effect.flatMap(application(), (headers) => raw("GET", `${vehicleHost}${path}`, { headers }))

describe("the list of connections", () => {
  it.effect("has the newest first, ten on a page", () =>
    Effect.gen(function* () {
      const { value } = yield* Connections.list()
      expect(value.connections.map(({ vehicle }) => vehicle.id)).toEqual(
        Fleet.standard.cars.map(({ id }) => id).reverse()
      )
      expect(value.paging).toEqual({ page: 1, size: 10, total: 8, next: null })
      const [first] = value.connections
      expect(first).toMatchObject({
        userId: chloe,
        vehicle: { id: idOf("NISSAN"), make: "NISSAN", model: "LEAF", powertrainType: "BEV", mode: "live" },
        permissions: [...Simulator.application.permissions]
      })
      expect(first?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(new Set(value.connections.map(({ id }) => id)).size).toBe(8)
    }).pipe(connected)
  )

  it.effect("is as on the wire, links and all", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      yield* Simulator.access({ permissions: ["read_vin"], vehicles: [idOf("TESLA")] })
      const { headers, json, status } = yield* get(`/connections?filter[userId]=${ada}&page[size]=5`)
      expect([status, headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"])
      const { id, year } = json.data[0] ? { id: json.data[0].id, year: cars["TESLA"]?.year } : { id: "", year: 0 }
      const resource = {
        id,
        type: "connection",
        attributes: {
          permissions: ["read_vin"],
          vehicle: { make: "TESLA", model: "Model 3", year, powertrainType: "BEV", mode: "live" },
          user: { id: ada }
        },
        relationships: {
          vehicle: {
            data: { id: idOf("TESLA"), type: "vehicle" },
            links: { related: `https://vehicle.api.smartcar.com/v3/vehicles/${idOf("TESLA")}` }
          },
          user: { data: { id: ada, type: "user" } }
        },
        meta: { createdAt: "2026-05-01T12:00:00.000Z", updatedAt: "2026-05-01T12:00:00.000Z" },
        links: { self: `https://vehicle.api.smartcar.com/v3/connections/${id}` }
      }
      const page = (number: number) =>
        `https://vehicle.api.smartcar.com/v3/connections?filter%5BuserId%5D=${ada}&page%5Bsize%5D=5&page%5Bnumber%5D=${number}`
      expect(json).toEqual({
        data: [resource],
        meta: { pageNumber: 1, pageSize: 5, totalCount: 1, orderBy: "createdAt", orderDirection: "DESC" },
        links: { self: page(1), first: page(1), last: page(1), next: null, prev: null }
      })
      expect((yield* get(`/connections/${id}`)).json).toEqual({ data: resource })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("can be filtered", () =>
    Effect.gen(function* () {
      const makes = (filter: Parameters<typeof Connections.list>[0]) =>
        Effect.map(list(filter), (found) => found.map(({ vehicle }) => vehicle.make))
      yield* Simulator.access({ owner: ben })
      yield* Simulator.access({ owner: chloe, mode: "simulated", permissions: ["read_vin"] })
      const url = yield* ConnectV2.authorizeUrl({ externalId: "ada-1" })
      yield* Simulator.consent(url, { owner: ada, vehicles: [idOf("TESLA")] })
      expect(yield* makes({})).toEqual(["TESLA", "BMW", "FORD", "VOLKSWAGEN"])
      expect(yield* makes({ mode: "simulated" })).toEqual(["NISSAN", "CHEVROLET"])
      expect(yield* makes({ userId: ben })).toEqual(["BMW", "FORD", "VOLKSWAGEN"])
      expect(yield* makes({ userId: chloe })).toEqual([])
      expect(yield* makes({ vehicleId: idOf("FORD") })).toEqual(["FORD"])
      expect(yield* makes({ vehicleId: idOf("FORD"), userId: ada })).toEqual([])
      expect(yield* makes({ externalId: "ada-1" })).toEqual(["TESLA"])
      expect(yield* makes({ externalId: "ada" })).toEqual([])
      const own = yield* raw("GET", `${vehicleHost}/connections`, { headers: yield* application(ada) })
      expect(own.json.meta.totalCount).toBe(1)
      expect((yield* Effect.flip(Connections.list({ limit: 101 })))._tag).toBe("ValidationError")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("goes over pages", () =>
    Effect.gen(function* () {
      const all = yield* Stream.runCollect(Paging.stream(Connections.list)({ limit: 100 }))
      expect(new Set(Chunk.map(all, ({ id }) => id)).size).toBe(250)
      const sent = (yield* Simulator.requests).filter(({ url }) => url.pathname === "/v3/connections")
      expect(sent.map(({ url }) => url.searchParams.get("page[number]"))).toEqual([null, "2", "3"])
      const found = yield* Connections.list({ page: 3, limit: 100 })
      expect(found.value.connections.length).toBe(50)
      expect(found.value.connections).toEqual(Chunk.toReadonlyArray(Chunk.drop(all, 200)))
      const links = (number: number) => Effect.map(get(`/connections?page[number]=${number}`), ({ json }) => json.links)
      const numbers = (found: Record<string, string | null>) =>
        Object.values(found).map((link) => link && new URL(link).searchParams.get("page[number]"))
      expect(numbers(yield* links(1))).toEqual(["1", "1", "25", "2", null])
      expect(numbers(yield* links(13))).toEqual(["13", "1", "25", "14", "12"])
      expect(numbers(yield* links(25))).toEqual(["25", "1", "25", null, "24"])
      const beyond = yield* Connections.list({ page: 26 })
      expect(beyond.value).toMatchObject({ connections: [], paging: { total: 250, next: null } })
    }).pipe(Effect.provide(Simulator.layer({ fleet: Fleet.make({ owners: 3, cars: 250 }), connected: true })))
  )
})

describe("one connection", () => {
  it.effect("is found and removed by its id, which no other one gets", () =>
    Effect.gen(function* () {
      const [before] = yield* list({ vehicleId: idOf("TESLA") })
      const connectionId = before?.id ?? ""
      expect((yield* Connections.get({ connectionId })).value).toEqual(before)
      expect((yield* Connections.remove({ connectionId })).value).toEqual({})
      const gone = { _tag: "ResourceNotFoundError", code: "CONNECTION_NOT_FOUND" }
      expect(yield* Effect.flip(Connections.get({ connectionId }))).toMatchObject(gone)
      expect(yield* Effect.flip(Connections.remove({ connectionId }))).toMatchObject(gone)
      expect(yield* Effect.flip(Signals.list(car("TESLA")))).toMatchObject({ code: "VEHICLE_NOT_FOUND" })
      // API v2.0 has no access either.
      expect((yield* Effect.flip(VehicleV2.vin(car("TESLA"))))._tag).toBe("PermissionError")
      yield* Simulator.access({ vehicles: [idOf("TESLA")] })
      const [after] = yield* list({ vehicleId: idOf("TESLA") })
      expect(after?.id).not.toBe(connectionId)
      expect(after?.vehicle).toEqual(before?.vehicle)
    }).pipe(connected)
  )

  it.effect("is not found by any other id", () =>
    Effect.gen(function* () {
      const [{ id = "" } = {}] = yield* list()
      const other = `00000000${id.slice(8)}`
      for (const connectionId of ["1", "x", "00000000-0000-4000-a000-000000000001", idOf("TESLA"), other]) {
        expect((yield* Effect.flip(Connections.get({ connectionId })))._tag).toBe("ResourceNotFoundError")
      }
    }).pipe(connected)
  )

  it.effect("ends without a body", () =>
    Effect.gen(function* () {
      const id = (yield* list())[0]?.id
      const headers = yield* application()
      const answer = yield* raw("DELETE", `${vehicleHost}/connections/${id}`, { headers })
      expect([answer.status, answer.text, answer.headers["content-type"]]).toEqual([204, "", undefined])
      expect(answer.headers["sc-request-id"]).toBeDefined()
    }).pipe(connected)
  )
})

describe("a user", () => {
  it.effect("goes with all connections, and the external id", () =>
    Effect.gen(function* () {
      yield* Simulator.consent(yield* ConnectV2.authorizeUrl({ externalId: "ada-1" }))
      yield* Users.remove({ userId: ada })
      expect(yield* list({ userId: ada })).toEqual([])
      expect((yield* list()).length).toBe(5)
      expect(yield* Effect.flip(Users.remove({ userId: ada }))).toMatchObject({ code: "USER_NOT_FOUND" })
      expect(yield* Effect.flip(VehicleV2.vin(car("AUDI")))).toMatchObject({ reason: "revoked" })
      yield* Simulator.access()
      expect(yield* list({ externalId: "ada-1" })).toEqual([])
    }).pipe(connected)
  )
})

describe("a vehicle", () => {
  it.effect("is told with its mode", () =>
    Effect.gen(function* () {
      yield* Simulator.access({ mode: "simulated" })
      const { value } = yield* Vehicle.get(Vehicle.make(idOf("TOYOTA")))
      const { model, year } = cars["TOYOTA"] ?? {}
      expect(value).toEqual({
        id: idOf("TOYOTA"),
        make: "TOYOTA",
        model,
        year,
        powertrainType: "ICE",
        mode: "simulated"
      })
      const { json } = yield* about("TOYOTA", undefined, "")
      expect(json.data).toMatchObject({ type: "vehicle", links: { self: `${vehicleHost}/vehicles/${idOf("TOYOTA")}` } })
    }).pipe(Effect.provide(Simulator.layer()))
  )
})
