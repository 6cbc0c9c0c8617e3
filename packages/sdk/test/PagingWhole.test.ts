import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { HttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Paging, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Connections, Tesla, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Effect, FastCheck as FC, Layer, Redacted, Stream, TestClock } from "effect"
import { connections, query, range } from "./support/paged.js"

describe("reading pages gives the whole list, whatever its size and that of the pages", () => {
  const fleet = Fleet.make({ owners: 1, cars: 60 })
  const [owner = ""] = fleet.owners.map(({ id }) => id)
  const cars = fleet.cars.map(({ id }) => id)

  const cases = FC.record({
    size: FC.integer({ min: 1, max: cars.length }),
    limit: FC.option(FC.integer({ min: 1, max: 50 }), { nil: undefined }),
    offset: FC.option(FC.nat({ max: 70 }), { nil: undefined }),
    prefetch: FC.boolean()
  })

  /** A simulated Smartcar on which an owner has connected so many cars. */
  const connected =
    (size: number) =>
    <A, E>(self: Effect.Effect<A, E, Smartcar.Smartcar | Simulator.Simulator>) =>
      Effect.gen(function* () {
        const { accessToken } = yield* Simulator.access({ owner, vehicles: cars.slice(0, size) })
        return yield* Credentials.withAccessToken(self, accessToken)
      }).pipe(Effect.provide(Simulator.layer({ fleet })))

  it.effect.prop(
    "cars, by offset, and connections, by cursor",
    [cases],
    ([{ size, limit, offset, prefetch }]) =>
      Effect.gen(function* () {
        const expected = cars.slice(0, size)
        const listed = yield* Paging.all(Vehicles.list)({ limit, offset })
        expect(listed).toEqual(expected.slice(offset))
        const asked = yield* Simulator.requests
        expect(asked.length).toBe(Math.max(1, Math.ceil(listed.length / (limit ?? 50))))

        const connections = yield* Stream.runCollect(Paging.stream(Connections.list, { prefetch })({ limit }))
        const newest = yield* Simulator.connections
        expect([...connections].map((c) => c.vehicleId)).toEqual(newest.map((c) => c.vehicleId))

        const n = offset ?? 0
        expect(yield* Paging.take(Vehicles.list, n)({ limit })).toEqual(expected.slice(0, n))
      }).pipe(connected(size)),
    {
      timeout: 30_000,
      fastCheck: { numRuns: 12, examples: [[{ size: 50, limit: undefined, offset: 0, prefetch: true }]] }
    }
  )

  it.effect("permissions and billed charges", () =>
    Effect.gen(function* () {
      const tesla = Fleet.standard.cars.find(({ make }) => make === "TESLA")
      const car = Vehicle.make(tesla?.id ?? "")
      const permissions = yield* Paging.all(Vehicle.permissions)(car)
      expect(permissions).toEqual(Simulator.application.permissions)
      const pages = []
      for (const page of range(0, 20)) {
        const { value } = yield* Tesla.chargeRecordsBilling(car, { page })
        pages.push(value)
      }
      expect(pages.filter(({ hasMoreData }) => hasMoreData).length).toBeGreaterThan(0)
      expect(yield* Paging.all(Tesla.chargeRecordsBilling)(car)).toEqual(pages.flatMap(({ records }) => records))
    }).pipe(
      Effect.provide(Simulator.layer({ connected: true })),
      // Charges are of the month before.
      (test) => Effect.zipRight(TestClock.setTime(Date.UTC(2026, 0, 1)), test)
    )
  )
})

describe("reading pages of a list that shrinks meanwhile", () => {
  /** A Smartcar whose list loses items before each answer: those of the next of the places, as long as there are any. */
  const shrinking = (size: number, losses: ReadonlyArray<ReadonlyArray<number>>) => {
    let [list, number] = [range(0, size), 0]
    const execute = (_: unknown, { page, offset = 0, limit = 1 }: Readonly<Record<string, number | undefined>>) =>
      Effect.sync(() => {
        const lost = losses[number++] ?? []
        list = list.filter((_, index) => !lost.includes(index))
        const from = page === undefined ? offset : (page - 1) * limit
        const found = list.slice(from, from + limit)
        const value = {
          vehicles: found.map(String),
          paging: { count: list.length, offset: from },
          data: found.map((id) => ({ id })),
          meta: { page: page ?? 1, totalCount: list.length },
          links: {}
        }
        return { value, meta: {} }
      })
    // Its values are answers of both calls at once.
    const service = Smartcar.Smartcar.of({ execute: execute as unknown as Smartcar.Service["execute"] })
    return { service, left: () => list }
  }

  const cases = {
    size: FC.nat({ max: 40 }),
    limit: FC.integer({ min: 1, max: 8 }),
    losses: FC.array(FC.array(FC.nat({ max: 20 }), { maxLength: 6 }), { maxLength: 8 })
  }

  it.effect.prop(
    "ends, and misses nothing that stays",
    cases,
    ({ size, limit, losses }) =>
      Effect.gen(function* () {
        const byOffset = shrinking(size, losses)
        const cars = yield* Effect.provideService(
          Paging.all(Vehicles.list, { maxPages: 400 })({ limit }),
          Smartcar.Smartcar,
          byOffset.service
        )
        expect(cars).toEqual(expect.arrayContaining(byOffset.left().map(String)))
        const byPage = shrinking(size, losses)
        const found = yield* Effect.provideService(
          Paging.all(connections, { maxPages: 400 })({ limit, page: 1 }),
          Smartcar.Smartcar,
          byPage.service
        )
        expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining([...byPage.left()]))
      }),
    { timeout: 30_000, fastCheck: { numRuns: 40 } }
  )
})

describe("a list of 100,000 connections", () => {
  const connection = (i: number) => ({
    vehicleId: `36ab27d0-fd9d-4455-823a-${String(i).padStart(12, "0")}`,
    userId: `e0514ef4-5226-11e8-8c13-${String(i % 777).padStart(12, "0")}`
  })

  /** Makes its pages on the fly. */
  const answers =
    (size: number): Wire.Handler =>
    (request) =>
      Effect.sync(() => {
        const { cursor = 0, limit } = query(request)
        const to = Math.min(size, Number(cursor) + Number(limit))
        return Wire.json({
          connections: range(Number(cursor), to).map(connection),
          paging: { cursor: to < size ? String(to) : null }
        })
      })

  /** Records no request. */
  const layer = (size: number) =>
    Smartcar.layer.pipe(
      Layer.provide(Credentials.layerAccessToken(Redacted.make("token"))),
      Layer.provide(SmartcarConfig.layer({ managementToken: Redacted.make("amt") })),
      Layer.provide(Layer.succeed(HttpClient.HttpClient, Wire.httpClient(answers(size))))
    )

  setFlagsFromString("--expose-gc")
  const collectGarbage: () => void = runInNewContext("gc")

  /** The bytes of what can still be reached. */
  const heapUsed = Effect.sync(() => {
    collectGarbage()
    return process.memoryUsage().heapUsed
  })

  for (const [size, prefetch] of [
    [100_000, false],
    [50_000, true]
  ] as const) {
    // Live: the services of a test keep something of each fiber.
    it.live(
      `is streamed in constant memory${prefetch ? ", one page ahead as well" : ""}`,
      () =>
        Effect.gen(function* () {
          const bytes: Array<number> = []
          let kept: Array<object> = []
          let count = 0
          yield* Stream.runForEachChunk(Paging.stream(Connections.list, { prefetch })({ limit: 500 }), (items) => {
            count += items.length
            kept = count > 10_000 && count <= 20_000 ? [...kept, ...items] : []
            return Effect.when(
              Effect.map(heapUsed, (used) => bytes.push(used)),
              () => count === 10_000 || count === 20_000 || count === size
            )
          })
          const [start = 0, holding = 0, end = 0] = bytes
          expect([count, kept.length]).toEqual([size, 0])
          // To have read all the others takes less than to hold 10,000.
          expect(holding - start).toBeGreaterThan(1_000_000)
          expect(end - start).toBeLessThan(holding - start)
        }).pipe(Effect.provide(layer(size))),
      30_000
    )
  }
})
