import { describe, expect, it } from "@effect/vitest"
import { Paging } from "@effect-smartcar/sdk"
import { Connections, Signal, Signals, Subscriptions, Vehicle, Webhooks } from "@effect-smartcar/sdk/v3"
import { Effect, Stream } from "effect"
import { exchange, type Needs, success, userId, vehicleId } from "../support/harness.js"
import { query, range, read, server, unexpected } from "../support/paged.js"

const car = Vehicle.make(vehicleId, { owner: userId })

const vehicle = { make: "TESLA" }
const related = (type: string, id: string) => ({ data: { type, id } })

const connection = (i: number) => ({
  id: `${i}`,
  type: "connection",
  attributes: { vehicle },
  relationships: { vehicle: related("vehicle", "v") }
})

const subscription = (i: number) => ({
  id: `${i}`,
  attributes: { vehicle },
  relationships: { webhook: related("webhook", "w"), vehicle: related("vehicle", "v") }
})

const webhook = (i: number) => ({ id: `${i}`, type: "webhook", attributes: { name: `${i}` } })

const signal = (i: number) => ({ id: `${i}`, type: "signal", attributes: { code: `${i}`, body: { value: i } } })

interface Page {
  readonly limit?: number
  readonly page?: number
}

/** Every way to read a list, by the ids of its items. */
const waysOf = <Args extends ReadonlyArray<unknown>, A, E, Item>(
  call: Paging.PagedCall<Args, A, E, Item>,
  args: (page: Page) => Args,
  idOf: (item: Item) => string
) => {
  const ids = (items: ReadonlyArray<Item>) => items.map(idOf)
  return {
    stream: (page: Page): Stream.Stream<string, unknown, Needs> => Stream.map(Paging.stream(call)(...args(page)), idOf),
    pages: (page: Page): Stream.Stream<ReadonlyArray<string>, unknown, Needs> =>
      Stream.map(Paging.pages(call)(...args(page)), ({ value }) => ids(call.endpoint.paging.items(value))),
    all: (page: Page): Effect.Effect<ReadonlyArray<string>, unknown, Needs> =>
      Effect.map(Paging.all(call)(...args(page)), ids),
    take: (n: number, page: Page): Effect.Effect<ReadonlyArray<string>, unknown, Needs> =>
      Effect.map(Paging.take(call, n)(...args(page)), ids)
  }
}

interface List extends ReturnType<typeof waysOf> {
  readonly name: string
  readonly resource: (i: number) => unknown
  /** What the query has beside the page. */
  readonly filter: Readonly<Record<string, string>>
  /** The size of a page that is asked for where the caller names none. */
  readonly limit: number | undefined
}

const idOf = ({ id }: { readonly id: string }) => id
const codeOf = ({ code }: { readonly code: string }) => code

const lists: ReadonlyArray<List> = [
  {
    name: "connections",
    resource: connection,
    filter: { "filter[vehicle.mode]": "simulated" },
    limit: 100,
    ...waysOf(Connections.list, (page): Parameters<typeof Connections.list> => [{ mode: "simulated", ...page }], idOf)
  },
  {
    name: "subscriptions",
    resource: subscription,
    filter: { "filter[webhookId]": "w" },
    limit: 100,
    ...waysOf(Subscriptions.list, (page): Parameters<typeof Subscriptions.list> => [{ webhookId: "w", ...page }], idOf)
  },
  {
    name: "webhooks",
    resource: webhook,
    filter: { "filter[isEnabled]": "true" },
    limit: 100,
    ...waysOf(Webhooks.list, (page): Parameters<typeof Webhooks.list> => [{ isEnabled: true, ...page }], idOf)
  },
  {
    name: "signals",
    resource: signal,
    filter: {},
    limit: undefined,
    ...waysOf(Signals.list, (page): Parameters<typeof Signals.list> => [car, page], codeOf)
  }
]

interface Where {
  readonly page: number
  readonly size: number
  readonly total: number
  readonly isLast: boolean
}

const next = ({ isLast }: Where) => (isLast ? null : "https://vehicle.api.smartcar.com/v3/next")

/** What a page may say of itself. */
const forms: Readonly<Record<string, (where: Where) => object>> = {
  "pageNumber, and links.next": (where) => ({
    meta: { pageNumber: where.page, pageSize: where.size, totalCount: where.total },
    links: { self: "s", first: "f", last: "l", next: next(where), prev: null }
  }),
  "page, and links.next": (where) => ({
    meta: { page: where.page, pageSize: where.size, totalCount: where.total },
    links: { next: next(where), previous: null }
  }),
  "pageNumber, without links.next": ({ page, size, total }) => ({
    meta: { pageNumber: page, pageSize: size, totalCount: total },
    links: { self: "s" }
  }),
  "page, without links": ({ page, size, total }) => ({ meta: { page, pageSize: size, totalCount: total } }),
  "totalCount only": ({ total }) => ({ meta: { totalCount: total } }),
  "links.next only": (where) => ({ links: { next: next(where) } }),
  "links.next, and null for meta": (where) => ({ meta: null, links: { next: next(where) } })
}

const pagesOf = (list: List, total: number, say: (where: Where) => object, ordinary = 25) =>
  server(({ "page[number]": page = 1, "page[size]": size = ordinary }) => {
    const [from, to] = [(Number(page) - 1) * Number(size), Number(page) * Number(size)]
    return {
      data: range(from, Math.min(to, total)).map(list.resource),
      ...say({ page: Number(page), size: Number(size), total, isLast: to >= total })
    }
  })

const ids = (from: number, to: number) => range(from, to).map(String)

describe.each(lists)("$name", (list) => {
  const asked = (page: number, size: object = { "page[size]": 2 }) => ({
    ...list.filter,
    ...(page === 1 ? {} : { "page[number]": page }),
    ...size
  })

  for (const [title, say] of Object.entries(forms)) {
    it.effect(`is read to its end: ${title}`, () =>
      Effect.gen(function* () {
        for (const [total, pages] of [
          [5, 3],
          [4, 2],
          [1, 1],
          [0, 1]
        ] as const) {
          const answers = pagesOf(list, total, say)
          const numbers = range(1, pages + 1)
          const whole = { items: ids(0, total), asked: numbers.map((page) => asked(page)) }
          expect(yield* read(list.stream({ limit: 2 }), answers)).toEqual(whole)
          expect(yield* read(Stream.fromIterableEffect(list.all({ limit: 2 })), answers)).toEqual(whole)
          expect(yield* read(list.pages({ limit: 2 }), answers)).toEqual({
            ...whole,
            items: numbers.map((page) => ids(2 * page - 2, Math.min(2 * page, total)))
          })
        }
      })
    )
  }

  it.effect("is read to an empty page, or is whole if it is never paged: neither", () =>
    Effect.gen(function* () {
      const seen = yield* read(
        list.stream({ limit: 2 }),
        pagesOf(list, 4, () => ({}))
      )
      expect(seen).toEqual(
        list.name === "signals"
          ? { items: ids(0, 2), asked: [asked(1)] }
          : { items: ids(0, 4), asked: [asked(1), asked(2), asked(3)] }
      )
    })
  )

  it.effect("is read in the largest pages that are documented, from the caller's own on", () =>
    Effect.gen(function* () {
      const [, say = () => ({})] = Object.entries(forms)[0] ?? []
      const total = 2 * (list.limit ?? 25) + 1
      const whole = yield* read(list.stream({}), pagesOf(list, total, say))
      expect(whole).toEqual({
        items: ids(0, total),
        asked: [1, 2, 3].map((page) => asked(page, list.limit === undefined ? {} : { "page[size]": list.limit }))
      })
      const rest = yield* read(list.stream({ page: 2, limit: 2 }), pagesOf(list, 5, say))
      expect(rest.items).toEqual(ids(2, 5))
      expect(rest.asked.map((sent) => sent["page[number]"])).toEqual([2, 3])
    })
  )

  it.effect("take asks for no more pages than it needs", () =>
    Effect.gen(function* () {
      for (const say of Object.values(forms)) {
        const { result, requests } = yield* exchange(list.take(3, { limit: 2 }), pagesOf(list, 9, say))
        expect([result, requests.map(query)]).toMatchObject([{ right: ids(0, 3) }, [asked(1), asked(2)]])
      }
    })
  )

  it.effect("an answer that is not the page that was asked for is an error, after the items before it", () =>
    Effect.gen(function* () {
      for (const key of ["page", "pageNumber"]) {
        const far = server((_, number) => ({
          data: range(2 * number, 2 * number + 2).map(list.resource),
          meta: { [key]: number === 0 ? 1 : 3, pageSize: 2, totalCount: 9 },
          links: { next: "n" }
        }))
        expect(yield* read(list.stream({ limit: 2 }), far)).toMatchObject({
          items: ids(0, 2),
          error: unexpected(list.name, 1, "page 2 was asked for, but page 3 came")
        })
        if (list.name === "signals") continue
        const stuck = server(() => ({
          data: range(0, 2).map(list.resource),
          meta: { [key]: 1, pageSize: 2, totalCount: 9 }
        }))
        const seen = yield* read(list.stream({ limit: 2 }), stuck)
        expect(seen).toMatchObject({
          items: ids(0, 2),
          asked: [asked(1), asked(2)],
          error: unexpected(list.name, 1, "page 2 was asked for, but page 1 came")
        })
      }
    })
  )

  it.effect("a page that fails leaves the items before it", () =>
    Effect.gen(function* () {
      const [, say = () => ({})] = Object.entries(forms)[0] ?? []
      const failing = server((sent, number) => {
        if (number === 1) return 500
        return { data: range(0, 2).map(list.resource), ...say({ page: 1, size: 2, total: 9, isLast: false }), sent }
      })
      const seen = yield* read(list.stream({ limit: 2 }), failing)
      expect(seen).toMatchObject({ items: ids(0, 2), error: { _tag: "ServerError", endpoint: list.name } })
    })
  )
})

describe("a server that does not page signals", () => {
  const asks = (...pages: ReadonlyArray<number>) => pages.map((page) => (page === 1 ? {} : { "page[number]": page }))
  const stream = Stream.map(Paging.stream(Signals.list)(car), codeOf)
  const data = range(0, 25).map(signal)
  const links = { next: `https://vehicle.api.smartcar.com/v3/vehicles/${vehicleId}/signals?page[number]=2` }

  it.effect("is asked once more where its total promises more, and not where it says that there is no next page", () =>
    Effect.gen(function* () {
      for (const meta of [{ totalCount: 93 }, { pageNumber: 1, pageSize: 25, totalCount: 93 }]) {
        const last = server(() => ({ data, meta, links: { next: null } }))
        expect(yield* read(stream, last)).toEqual({ items: ids(0, 25), asked: asks(1) })
        for (const own of [{}, { links: {} }, { links: { self: "s" } }, { links: null }]) {
          const promising = server(() => ({ data, meta, ...own }))
          expect(yield* read(stream, promising)).toEqual({ items: ids(0, 25), asked: asks(1, 2) })
        }
      }
      const silent = server(() => ({ data }))
      expect(yield* read(stream, silent)).toEqual({ items: ids(0, 25), asked: asks(1) })
    })
  )

  it.effect("has told all when the first page comes again", () =>
    Effect.gen(function* () {
      const metas: ReadonlyArray<object> = [
        {},
        { meta: { totalCount: 93 } },
        { meta: { page: 1 } },
        { meta: { pageNumber: 1, pageSize: 25, totalCount: 93 } }
      ]
      for (const meta of metas) {
        // Each answer has a later time, as Smartcar's do.
        const answers = server((_, number) => ({
          data: data.map((one) => ({ ...one, meta: { retrievedAt: 1790080000000 + number } })),
          links,
          ...meta
        }))
        expect(yield* read(stream, answers)).toEqual({ items: ids(0, 25), asked: asks(1, 2) })
      }
      // A first page that has gained a signal meanwhile says by its number that it is the first.
      const grown = server((_, number) => ({ data: range(0, 25 + number).map(signal), meta: { page: 1 }, links }))
      expect(yield* read(stream, grown)).toEqual({ items: ids(0, 25), asked: asks(1, 2) })
      // The number that was asked for, given back, makes no new page.
      const echo = server(({ "page[number]": page = 1 }) => ({ data, meta: { page }, links }))
      expect(yield* read(stream, echo)).toEqual({ items: ids(0, 25), asked: asks(1, 2) })
    })
  )

  it.effect("fails where the caller's own first page is not the one that came", () =>
    Effect.gen(function* () {
      const own = Paging.all(Signals.list)(car, { page: 2 })
      const first = server(() => ({ data, meta: { page: 1 }, links }))
      const { result, requests } = yield* exchange(own, first)
      expect(result).toMatchObject({ left: { description: "page 2 was asked for, but page 1 came" } })
      expect(requests.map(query)).toEqual(asks(2))
    })
  )

  it.effect("costs no watch of signals its stream", () =>
    Effect.gen(function* () {
      const watched = [Signal.untyped("3"), Signal.untyped("400")]
      const states = yield* success(
        Stream.runCollect(Stream.take(Signals.changes(car, watched, { every: "1 hour" }), 1)),
        server(() => ({ data, meta: { page: 1, totalCount: 93 }, links }))
      )
      expect([...states].map(({ code }) => code)).toEqual(["3"])
    })
  )
})

it.effect("pages keep what they say beside their items", () =>
  Effect.gen(function* () {
    const [list] = lists
    if (list === undefined) throw new Error("no list")
    const [, say = () => ({})] = Object.entries(forms)[0] ?? []
    const pages = yield* success(
      Stream.runCollect(Paging.pages(Connections.list, { prefetch: true })({ limit: 2 })),
      pagesOf({ ...list, filter: {} }, 3, say)
    )
    expect([...pages].map(({ value, meta }) => [value.paging.page, value.connections.length, meta.requestId])).toEqual([
      [1, 2, "request-0"],
      [2, 1, "request-1"]
    ])
    const signals = yield* success(
      Paging.all(Signals.list, { maxPages: 1 })(car),
      server(() => ({ data: [signal(1)], meta: { page: 1, pageSize: 25, totalCount: 1 } }))
    )
    expect(signals.map(codeOf)).toEqual(["1"])
  })
)
