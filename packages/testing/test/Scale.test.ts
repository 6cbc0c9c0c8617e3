import { describe, expect, it } from "@effect/vitest"
import { Batch, Reading } from "@effect-smartcar/sdk"
import { Connections, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Effect, Either } from "effect"
import { bearer, managementBasic, raw } from "./support/harness.js"

const management = "https://management.smartcar.com/v2.0/management/connections"
const headers = { authorization: managementBasic }

describe("2,000 cars of 500 owners", () => {
  it.effect(
    "are listed, and one of each owner is read",
    () =>
      Effect.gen(function* () {
        const read = yield* Effect.forEach(yield* Simulator.owners, ({ id: owner }, i) =>
          Effect.gen(function* () {
            const { vehicles } = yield* Reading.value(Vehicles.list({ owner }))
            const id = vehicles[i % 4] ?? ""
            const { vin } = yield* Batch.all({ vin: Vehicle.vin })(Vehicle.make(id, { owner }))
            return { vehicles, pair: [id, Either.map(vin, ({ value }) => value.vin)] as const }
          })
        )
        const cars = yield* Simulator.cars
        expect(read.flatMap(({ vehicles }) => vehicles).sort()).toEqual(cars.map(({ id }) => id).sort())
        const vins = new Map(cars.map(({ id, vin }) => [id, vin]))
        expect(read.map(({ pair }) => pair)).toEqual(read.map(({ pair: [id] }) => [id, Either.right(vins.get(id))]))
      }).pipe(Effect.provide(Simulator.layer({ fleet: Fleet.make({ owners: 500, cars: 2_000 }), connected: true }))),
    30_000
  )
})

describe("20,000 cars", () => {
  it.effect(
    "of 200 owners: the connections page to their end, and those of one owner are found among them",
    () =>
      Effect.gen(function* () {
        const seen = new Set<string>()
        let pages = 0
        let cursor: string | null = null
        do {
          const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`
          const { json } = yield* raw("GET", `${management}?limit=100${query}`, { headers })
          for (const { vehicleId } of json.connections) seen.add(vehicleId)
          pages += 1
          cursor = json.paging.cursor
        } while (cursor !== null)
        expect([pages, seen.size]).toEqual([200, 20_000])
        const [first] = yield* Simulator.owners
        const userId = first?.id ?? ""
        const cars = yield* Connections.list({ userId, limit: 60 })
        const own = (yield* Simulator.connections).filter((connection) => connection.userId === userId)
        const rest = yield* Connections.list({ userId, limit: 60, cursor: cars.value.paging?.cursor ?? "" })
        expect([...cars.value.connections, ...rest.value.connections].map(({ vehicleId }) => vehicleId)).toEqual(
          own.map(({ vehicleId }) => vehicleId)
        )
        expect([rest.value.connections.length, rest.value.paging?.cursor]).toEqual([40, null])
      }).pipe(Effect.provide(Simulator.layer({ fleet: Fleet.make({ owners: 200, cars: 20_000 }), connected: true }))),
    30_000
  )
})

describe("an owner of 5,000 cars", () => {
  it.effect("has them listed to the end, as often as the connections change", () =>
    Effect.gen(function* () {
      const auth = yield* bearer()
      const page = (offset: number) =>
        Effect.map(raw("GET", `/v2.0/vehicles?limit=50&offset=${offset}`, { headers: auth }), ({ json }) => json)
      const seen = new Set<string>()
      for (let offset = 0; offset < 5_000; offset += 50) {
        const { vehicles, paging } = yield* page(offset)
        expect(paging).toEqual({ count: 5_000, offset })
        for (const id of vehicles) seen.add(id)
      }
      expect(seen.size).toBe(5_000)
      const [first] = yield* Simulator.cars
      const gone = yield* raw("DELETE", `/v2.0/vehicles/${first?.id}/application`, { headers: auth })
      expect(gone.status).toBe(200)
      expect((yield* page(0)).paging.count).toBe(4_999)
      // A list of one owner that is most of all connections goes the other way through them, to the same end.
      const [owner] = yield* Simulator.owners
      const { json } = yield* raw("GET", `${management}?limit=100&user_id=${owner?.id}`, { headers })
      expect(json.connections).toHaveLength(100)
    }).pipe(Effect.provide(Simulator.layer({ fleet: Fleet.make({ owners: 1, cars: 5_000 }) })))
  )
})
