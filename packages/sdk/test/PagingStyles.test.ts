import { describe, expect, it } from "@effect/vitest"
import { Paging } from "@effect-smartcar/sdk"
import { Connections, Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect } from "effect"
import { vehicleId } from "./support/harness.js"
import { connections, ids, names, read, scan, server, signals, unexpected } from "./support/paged.js"

const car = Vehicle.make(vehicleId)

/** Pages of `Connections.list`: cursor `from=7` leads to number 7 and those after it. */
const connectionsOf = (size: number) =>
  server(({ cursor = "from=0", limit = 10 }) => {
    const from = Number(String(cursor).slice(5))
    const to = Math.min(size, from + Number(limit))
    return {
      connections: names(from, to).map((id) => ({ vehicleId: id, userId: "u", connectedAt: "2026-01-01T00:00:00Z" })),
      paging: { cursor: to < size ? `from=${to}` : null }
    }
  })

describe("a list paged by cursor", () => {
  it.effect("is read in pages of the documented size, up to the one without a cursor", () =>
    Effect.gen(function* () {
      const { items, asked } = yield* read(Paging.stream(Connections.list)({ userId: "u" }), connectionsOf(250))
      expect(items.map((connection) => connection.vehicleId)).toEqual(names(0, 250))
      expect(asked).toEqual([
        { user_id: "u", limit: 100 },
        { user_id: "u", limit: 100, cursor: "from=100" },
        { user_id: "u", limit: 100, cursor: "from=200" }
      ])
    })
  )

  it.effect("starts at the caller's cursor, in pages of the caller's size", () =>
    Effect.gen(function* () {
      const { items, asked } = yield* read(
        Paging.stream(Connections.list)({ limit: 3, cursor: "from=5" }),
        connectionsOf(10)
      )
      expect(items.map((connection) => connection.vehicleId)).toEqual(names(5, 10))
      expect(asked).toEqual([
        { limit: 3, cursor: "from=5" },
        { limit: 3, cursor: "from=8" }
      ])
    })
  )

  it.effect("ends with null, with none, and with an empty page unless the list may have gaps", () =>
    Effect.gen(function* () {
      for (const paging of [{ paging: { cursor: null } }, { paging: {} }, {}, { paging: { cursor: "" } }]) {
        const { items, asked, error } = yield* read(
          Paging.stream(Connections.list)(),
          server(() => ({ connections: [{ vehicleId: "a", userId: "u" }], ...paging }))
        )
        expect([items.length, asked.length, error]).toEqual([1, 1, undefined])
      }
      const empty = server((_, n) => ({ connections: [], paging: { cursor: `${n}` } }))
      expect((yield* read(Paging.stream(Connections.list)(), empty)).asked).toHaveLength(1)
      const gaps = server((_, n) => ({ list: n % 2 === 0 ? [] : ids(n, n + 1), ...(n < 5 ? { cursor: `c${n}` } : {}) }))
      const { items, asked } = yield* read(Paging.stream(scan)(), gaps)
      expect([items, asked.length]).toEqual([[{ id: 1 }, { id: 3 }, { id: 5 }], 6])
    })
  )

  it.effect("fails at any cursor that came before, the caller's own included", () =>
    Effect.gen(function* () {
      const circle = (...cursors: ReadonlyArray<string>) =>
        server((_, n) => ({ list: ids(n, n + 1), cursor: cursors[n % cursors.length] }))
      const again = "the cursor of an earlier page came again"
      expect(yield* read(Paging.stream(scan)(), circle("a"))).toEqual({
        items: ids(0, 1),
        asked: [{}, { cursor: "a" }],
        error: unexpected("scan", 1, again)
      })
      const long = yield* read(Paging.stream(scan)(), circle("a", "b", "c"))
      expect([long.items, long.error]).toEqual([ids(0, 3), unexpected("scan", 3, again)])
      const own = yield* read(Paging.stream(scan)({ cursor: "c" }), circle("a", "b", "c"))
      expect([own.items, own.error]).toEqual([ids(0, 2), unexpected("scan", 2, again)])
    })
  )
})

describe("a list of numbered pages", () => {
  /** Pages of API v3 under either spelling of the meta, with or without a link to the next page. */
  const documents = (size: number, spelling: "page" | "pageNumber", says: ReadonlyArray<"total" | "next" | "size">) =>
    server(({ "page[number]": page = 1, "page[size]": limit = 10 }) => {
      const [number, most] = [Number(page), Math.min(100, Number(limit))]
      const from = (number - 1) * most
      const next = from + most < size ? `https://vehicle.api.smartcar.com/v3/x?page%5Bnumber%5D=${number + 1}` : null
      return {
        data: ids(from, Math.min(size, from + most)),
        meta: {
          [spelling]: number,
          ...(says.includes("size") ? { pageSize: most } : {}),
          ...(says.includes("total") ? { totalCount: size } : {})
        },
        links: says.includes("next") ? { self: "x", next } : { self: "x" }
      }
    })

  it.effect("is read by each spelling, to the page that completes the total or links to none", () =>
    Effect.gen(function* () {
      for (const spelling of ["page", "pageNumber"] as const) {
        for (const says of [["total", "size"], ["next"], ["total", "next", "size"], ["total"]] as const) {
          const { items, asked } = yield* read(Paging.stream(connections)(), documents(200, spelling, says))
          expect(items).toEqual(ids(0, 200))
          expect(asked).toEqual([{ "page[size]": 100 }, { "page[number]": 2, "page[size]": 100 }])
        }
        const { items, asked } = yield* read(Paging.stream(signals)(car), documents(200, spelling, []))
        expect([items, asked.map((q) => q["page[number]"])]).toEqual([ids(0, 200), [undefined, 2, 3]])
      }
    })
  )

  it.effect("starts at the caller's page, in pages of the caller's size", () =>
    Effect.gen(function* () {
      for (const says of [["total", "size"], ["total"], ["next"]] as const) {
        const { items, asked } = yield* read(
          Paging.stream(connections)({ page: 3, limit: 4 }),
          documents(20, "page", says)
        )
        expect(items).toEqual(ids(8, 20))
        expect(asked.map((q) => [q["page[number]"], q["page[size]"]])).toEqual([
          [3, 4],
          [4, 4],
          [5, 4]
        ])
      }
    })
  )

  it.effect("a last page to start at is known as such by the size that it tells", () =>
    Effect.gen(function* () {
      const asked = (says: ReadonlyArray<"total" | "size">) =>
        Effect.map(
          read(Paging.stream(connections)({ page: 5, limit: 4 }), documents(18, "page", says)),
          (found) => [found.items, found.asked.length] as const
        )
      expect(yield* asked(["total", "size"])).toEqual([ids(16, 18), 1])
      expect(yield* asked(["total"])).toEqual([ids(16, 18), 2])
    })
  )

  it.effect("a last page to start at does not count for more than it holds", () =>
    Effect.gen(function* () {
      const { items } = yield* read(
        Paging.stream(connections)({ page: 2, limit: 100 }),
        // Its size is clamped to 2, and it does not say so.
        server(({ "page[number]": page }) => {
          const from = (Number(page) - 1) * 2
          return { data: ids(from, Math.min(5, from + 2)), meta: { page, totalCount: 5 }, links: {} }
        })
      )
      expect(items).toEqual(ids(2, 5))
    })
  )

  it.effect("fails where the page number is ignored", () =>
    Effect.gen(function* () {
      const echo = server(() => ({ data: ids(0, 2), meta: { pageNumber: 1, totalCount: 9 }, links: {} }))
      expect(yield* read(Paging.stream(signals)(car), echo)).toMatchObject({
        items: ids(0, 2),
        error: { ...unexpected("v3Signals", 1, "page 2 was asked for, but page 1 came"), vehicleId }
      })
      const mute = server(() => ({ data: ids(0, 2), meta: {}, links: {} }))
      const { items, error } = yield* read(Paging.stream(connections)(), mute)
      expect([items, error]).toEqual([
        ids(0, 2),
        unexpected("v3Connections", 1, "the same page came again: the page was ignored")
      ])
    })
  )

  it.effect("an empty page is the end, whatever it links to", () =>
    Effect.gen(function* () {
      const answers = server((_, n) => ({ data: n === 0 ? ids(0, 1) : [], meta: {}, links: { next: "x" } }))
      const { items, asked } = yield* read(Paging.stream(connections)(), answers)
      expect([items, asked.length]).toEqual([ids(0, 1), 2])
    })
  )

  it.effect("of Tesla's billed charges, may have empty pages in between", () =>
    Effect.gen(function* () {
      const records = (...found: ReadonlyArray<ReadonlyArray<string>>) =>
        server(({ page = 0 }) => ({
          records: (found[Number(page)] ?? []).map((recordId) => ({ recordId })),
          hasMoreData: Number(page) < found.length - 1
        }))
      const { items, asked } = yield* read(
        Paging.stream(Tesla.chargeRecordsBilling)(car, { startDate: "2026-01-01" }),
        records([], ["a", "b"], [], [], ["c"])
      )
      expect(items.map(({ recordId }) => recordId)).toEqual(["a", "b", "c"])
      expect(asked.map(({ page }) => page)).toEqual([undefined, 1, 2, 3, 4])
      expect(asked.map(({ startDate }) => startDate)).toEqual(Array(5).fill("2026-01-01"))
      const later = yield* read(
        Paging.stream(Tesla.chargeRecordsBilling)(car, { page: 3 }),
        records([], [], [], [], ["c"])
      )
      expect([later.items.length, later.asked.map(({ page }) => page)]).toEqual([1, [3, 4]])
    })
  )
})
