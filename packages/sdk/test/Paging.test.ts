import { describe, expect, it } from "@effect/vitest"
import { Paging, Smartcar } from "@effect-smartcar/sdk"
import { Tesla, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Chunk, Effect, Either, Number as Num, Ref, Stream } from "effect"
import { exchange, failure, fields, success, vehicleId } from "./support/harness.js"
import { bare, connections, ids, names, read, scan, server, unexpected } from "./support/paged.js"

const car = Vehicle.make(vehicleId, { unitSystem: "imperial", flags: { beta: true }, version: "2.1" })

/** Pages of `Vehicles.list`, no larger than `limit` and 50. */
const carsOf = (all: ReadonlyArray<string>) =>
  server(({ offset = 0, limit = 10 }) => ({
    vehicles: all.slice(Number(offset), Number(offset) + Math.min(50, Number(limit))),
    paging: { count: all.length, offset }
  }))

describe("a list paged by offset", () => {
  it.effect("is read in pages of the documented size, each after what came", () =>
    Effect.gen(function* () {
      const all = names(0, 120)
      const { items, asked } = yield* read(Paging.stream(Vehicles.list)({ owner: "me" }), carsOf(all))
      expect(items).toEqual(all)
      expect(asked).toEqual([{ limit: 50 }, { limit: 50, offset: 50 }, { limit: 50, offset: 100 }])
      expect(yield* success(Paging.all(Vehicles.list)(), carsOf(all))).toEqual(all)
    })
  )

  it.effect("starts at the caller's offset, in pages of the caller's size", () =>
    Effect.gen(function* () {
      const { items, asked } = yield* read(Paging.stream(Vehicles.list)({ limit: 4, offset: 7 }), carsOf(names(0, 13)))
      expect(items).toEqual(names(7, 13))
      expect(asked).toEqual([
        { limit: 4, offset: 7 },
        { limit: 4, offset: 11 }
      ])
      const beyond = yield* read(Paging.stream(Vehicles.list)({ offset: 99 }), carsOf(names(0, 13)))
      expect([beyond.items, beyond.asked.length]).toEqual([[], 1])
    })
  )

  it.effect("a server may give smaller pages than were asked for", () =>
    Effect.gen(function* () {
      const { items, asked } = yield* read(Paging.stream(Vehicles.list)({ limit: 1000 }), carsOf(names(0, 120)))
      expect(items).toEqual(names(0, 120))
      expect(asked.map(({ offset }) => offset)).toEqual([undefined, 50, 100])
    })
  )

  it.effect("of a car: each page is the handle's in all else, and of the server's own size", () =>
    Effect.gen(function* () {
      const granted = ["read_vin", "read_fuel", "read_odometer"]
      const { result, requests } = yield* exchange(
        Paging.all(Vehicle.permissions)(car),
        server(({ offset = 0 }) => ({
          permissions: granted.slice(Number(offset), Number(offset) + 2),
          paging: { count: 3, offset }
        }))
      )
      expect(result).toEqual(Either.right(granted))
      expect(requests.map(({ url }) => url.pathname + url.search)).toEqual([
        `/v2.1/vehicles/${vehicleId}/permissions?flags=beta%3Atrue`,
        `/v2.1/vehicles/${vehicleId}/permissions?offset=2&flags=beta%3Atrue`
      ])
      expect(requests.map(({ headers }) => headers["sc-unit-system"])).toEqual(["imperial", "imperial"])
    })
  )

  it.effect(
    "ends with the page that completes the total, with an empty one, and with one that says it is the last",
    () =>
      Effect.gen(function* () {
        const full = yield* read(Paging.stream(Vehicles.list)({ limit: 5 }), carsOf(names(0, 10)))
        expect([full.items.length, full.asked.length]).toEqual([10, 2])
        const none = yield* read(Paging.stream(Vehicles.list)(), carsOf([]))
        expect([none.items, none.asked.length]).toEqual([[], 1])
        const short = server(({ offset = 0 }) => ({
          vehicles: offset === 0 ? ["a"] : [],
          paging: { count: 9, offset }
        }))
        const gap = yield* read(Paging.stream(Vehicles.list)(), short)
        expect([gap.items, gap.asked.length]).toEqual([["a"], 2])
        const whole = yield* read(Paging.stream(Vehicle.permissions)(car), Wire.json({ permissions: ["read_vin"] }))
        expect([whole.items, whole.asked.length]).toEqual([["read_vin"], 1])
      })
  )

  it.effect("without a word on where it stands, goes on to an empty page", () =>
    Effect.gen(function* () {
      const answers = server(({ offset = 0 }) => ({ list: ids(Number(offset), Math.min(5, Number(offset) + 2)) }))
      const { items, asked } = yield* read(Paging.stream(bare)({ limit: 2 }), answers)
      expect(items).toEqual(ids(0, 5))
      expect(asked.map(({ offset }) => offset)).toEqual([undefined, 2, 4, 5])
    })
  )

  it.effect("fails where the offset is ignored, before the wrong page is taken for the right one", () =>
    Effect.gen(function* () {
      const echo = server((_, n) => ({ vehicles: names(n, n + 2), paging: { count: 100, offset: 0 } }))
      expect(yield* read(Paging.stream(Vehicles.list)({ limit: 2 }), echo)).toEqual({
        items: ["car-0", "car-1"],
        asked: [{ limit: 2 }, { limit: 2, offset: 2 }],
        error: unexpected("vehicles", 1, "offset 2 was asked for, but offset 0 came")
      })
      const atOnce = yield* read(Paging.stream(Vehicles.list)({ offset: 7 }), echo)
      expect([atOnce.items, atOnce.error?.["_tag"]]).toEqual([[], "UnexpectedResponseError"])
      const again = server(() => ({ list: ids(0, 2), stamp: "2026-01-01T00:00:00Z" }))
      expect(yield* read(Paging.stream(bare)(), again)).toEqual({
        items: ids(0, 2),
        asked: [{}, { offset: 2 }],
        error: unexpected("bare", 1, "the same page came again: the offset was ignored")
      })
    })
  )

  it.effect("equal pages that say where they stand are what they are", () =>
    Effect.gen(function* () {
      const answers = server(({ offset = 0 }) => ({ vehicles: ["a"], paging: { count: 3, offset } }))
      expect((yield* read(Paging.stream(Vehicles.list)(), answers)).items).toEqual(["a", "a", "a"])
    })
  )
})

describe("a list that changes while it is read", () => {
  /** Page number n is of the n-th list, and the last list stays. */
  const changing = (...lists: ReadonlyArray<ReadonlyArray<string>>) =>
    server(({ offset = 0, limit = 10 }, n) => {
      const list = lists[Math.min(n, lists.length - 1)] ?? []
      return {
        vehicles: list.slice(Number(offset), Number(offset) + Number(limit)),
        paging: { count: list.length, offset }
      }
    })

  const reading = (...lists: ReadonlyArray<ReadonlyArray<string>>) =>
    read(Paging.stream(Vehicles.list)({ limit: 3 }), changing(...lists))

  it.effect("what is added is read as well", () =>
    Effect.gen(function* () {
      const { items } = yield* reading(names(0, 4), names(0, 9))
      expect(items).toEqual(names(0, 9))
    })
  )

  it.effect("what slips past when others leave is read all the same", () =>
    Effect.gen(function* () {
      const { items, asked, error } = yield* reading(names(0, 8), names(1, 8))
      expect(error).toBeUndefined()
      expect(items).toEqual(names(0, 8))
      expect(asked.map(({ offset }) => offset)).toEqual([undefined, 3, 2, 5])
    })
  )

  it.effect("where others leave behind the reader, some come twice and none is lost", () =>
    Effect.gen(function* () {
      const { items } = yield* reading(names(0, 8), names(0, 7))
      expect(items).toEqual([...names(0, 3), ...names(2, 7)])
    })
  )

  it.effect("a list of which little is left is read from the start", () =>
    Effect.gen(function* () {
      const { items, asked } = yield* reading(names(0, 8), names(0, 8), names(6, 8))
      expect(items).toEqual([...names(0, 6), ...names(6, 8)])
      expect(asked.map(({ offset }) => offset)).toEqual([undefined, 3, 6, undefined])
    })
  )

  it.effect("but from no earlier than where the caller began", () =>
    Effect.gen(function* () {
      const { asked } = yield* read(
        Paging.stream(Vehicles.list)({ limit: 3, offset: 4 }),
        changing(names(0, 20), names(0, 9))
      )
      expect(asked.map(({ offset }) => offset)).toEqual([4, 7, 4, 7])
    })
  )

  it.effect("numbered pages go back by whole pages", () =>
    Effect.gen(function* () {
      const answers = server(({ "page[number]": page = 1 }, n) => {
        const all = n === 0 ? ids(0, 20) : ids(6, 20)
        const from = (Number(page) - 1) * 5
        return { data: all.slice(from, from + 5), meta: { page, totalCount: all.length }, links: {} }
      })
      const { items, asked } = yield* read(Paging.stream(connections)(), answers)
      expect(asked.map((q) => q["page[number]"])).toEqual([undefined, 2, undefined, 2, 3])
      expect(items).toEqual([...ids(0, 5), ...ids(6, 20)])
    })
  )

  it.effect("a total that goes up and down does not go on for ever", () =>
    Effect.gen(function* () {
      const flapping = server(({ offset = 0 }, n) => ({
        vehicles: names(Number(offset), Number(offset) + 1),
        paging: { count: n % 2 === 0 ? 50 : 40, offset }
      }))
      const { asked, error } = yield* read(Paging.stream(Vehicles.list, { maxPages: 20 })(), flapping)
      expect(asked).toHaveLength(20)
      expect(error).toEqual(unexpected("vehicles", 19, "the list goes on after 20 pages"))
    })
  )
})

describe("Paging.take", () => {
  it.effect("gives the first items for no more pages than they take", () =>
    Effect.gen(function* () {
      const first = (n: number) =>
        Effect.map(exchange(Paging.take(Vehicles.list, n)({ limit: 5 }), carsOf(names(0, 12))), (outcome) => [
          Either.getOrThrow(outcome.result),
          outcome.requests.length
        ])
      expect(yield* first(0)).toEqual([[], 0])
      expect(yield* first(1)).toEqual([names(0, 1), 1])
      expect(yield* first(5)).toEqual([names(0, 5), 1])
      expect(yield* first(6)).toEqual([names(0, 6), 2])
      expect(yield* first(12)).toEqual([names(0, 12), 3])
      expect(yield* first(99)).toEqual([names(0, 12), 3])
    })
  )
})

describe("Paging.pages", () => {
  it.effect("gives the readings, as they come", () =>
    Effect.gen(function* () {
      const readings = yield* success(Stream.runCollect(Paging.pages(Vehicles.list)({ limit: 2 })), carsOf(names(0, 3)))
      expect(Chunk.toReadonlyArray(readings)).toEqual([
        { value: { vehicles: names(0, 2), paging: { count: 3, offset: 0 } }, meta: { requestId: "request-0" } },
        { value: { vehicles: names(2, 3), paging: { count: 3, offset: 2 } }, meta: { requestId: "request-1" } }
      ])
    })
  )
})

describe("bounds", () => {
  it.effect("a list that goes on fails after maxPages, with the last one's request id", () =>
    Effect.gen(function* () {
      const endless = server((_, n) => ({ list: ids(n, n + 1), cursor: `c${n}` }))
      const { items, asked, error } = yield* read(Paging.stream(scan, { maxPages: 3 })(), endless)
      expect([items, asked.length]).toEqual([ids(0, 3), 3])
      expect(error).toEqual(unexpected("scan", 2, "the list goes on after 3 pages"))
      const fits = yield* read(Paging.stream(Vehicles.list, { maxPages: 2 })(), carsOf(names(0, 100)))
      expect([fits.items.length, fits.error]).toEqual([100, undefined])
    })
  )

  it.effect("maxPages is 10,000 by default", () =>
    Effect.gen(function* () {
      const asked = yield* Ref.make(0)
      const value = { records: [], hasMoreData: true }
      // Any success will do for any endpoint: only one is called.
      const execute = () => Effect.as(Ref.update(asked, Num.increment), { value, meta: {} } as never)
      const error = yield* Effect.flip(Paging.all(Tesla.chargeRecordsBilling)(car)).pipe(
        Effect.provideService(Smartcar.Smartcar, { execute })
      )
      expect([yield* Ref.get(asked), fields(error)["description"]]).toEqual([
        10_000,
        "the list goes on after 10000 pages"
      ])
    })
  )

  it.effect("n and maxPages are checked before anything is sent", () =>
    Effect.gen(function* () {
      const unsent = server(() => 500)
      for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
        expect(fields(yield* failure(Paging.take(Vehicle.permissions, bad)(car), unsent))).toEqual({
          _tag: "InvalidInputError",
          endpoint: "permissions",
          vehicleId,
          field: "n",
          description: "expected a whole number from 0"
        })
        for (const maxPages of [bad, 0]) {
          const { error, asked } = yield* read(Paging.stream(Vehicles.list, { maxPages })(), unsent)
          expect([asked, error]).toEqual([
            [],
            {
              _tag: "InvalidInputError",
              endpoint: "vehicles",
              field: "maxPages",
              description: "expected a whole number from 1"
            }
          ])
        }
      }
    })
  )

  it.effect("the caller's own parameters are checked by the call", () =>
    Effect.gen(function* () {
      for (const [params, field] of [
        [{ offset: -1 }, "offset"],
        [{ offset: Number.NaN }, "offset"],
        [{ limit: 0 }, "limit"]
      ] as const) {
        const { error, asked } = yield* read(Paging.stream(Vehicles.list)(params), carsOf([]))
        expect([asked, error?.["_tag"], error?.["field"]]).toEqual([[], "InvalidInputError", field])
      }
    })
  )

  it.effect("callers without types get typed errors too", () =>
    Effect.gen(function* () {
      const other = Vehicle.odometer as unknown as typeof Vehicle.permissions
      const notPaged = yield* read(Paging.stream(other)(car), carsOf([]))
      expect(notPaged.error).toMatchObject({
        _tag: "InvalidInputError",
        endpoint: "odometer",
        field: "call",
        vehicleId
      })
      const noCall = yield* read(Paging.stream((() => {}) as unknown as typeof Vehicles.list)(), carsOf([]))
      expect(noCall.error).toMatchObject({ _tag: "InvalidInputError", endpoint: "paging", field: "call" })
      const noCar = yield* read(Paging.stream(Vehicle.permissions)(undefined as unknown as typeof car), carsOf([]))
      expect(noCar.error).toMatchObject({ _tag: "InvalidInputError", endpoint: "permissions", field: "vehicleId" })
    })
  )
})
