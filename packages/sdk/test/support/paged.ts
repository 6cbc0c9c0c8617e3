import { Endpoint, Smartcar } from "@effect-smartcar/sdk"
import { accountErrors } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either, Schema, Stream } from "effect"
import { exchange, fields, type Needs } from "./harness.js"

const Whole = Schema.NumberFromString

const optional = (key: string) => Schema.optional(Whole).pipe(Schema.fromKey(key))

const Item = Schema.Struct({ id: Schema.Number })

/** A list of `/bare`, whose pages say nothing of themselves. */
export const bare = Smartcar.call(
  Endpoint.read("bare", {
    auth: "user",
    errors: accountErrors,
    path: "/bare",
    query: Schema.Struct({ limit: Schema.optional(Whole), offset: Schema.optional(Whole) }),
    success: Schema.Struct({ list: Schema.Array(Item), stamp: Schema.optional(Schema.DateTimeUtc) }),
    paging: Endpoint.offset({
      items: ({ list }: { readonly list: ReadonlyArray<typeof Item.Type> }) => list,
      position: () => ({})
    })
  })
)

const Document = Schema.Struct({
  data: Schema.Array(Item),
  meta: Schema.Struct({
    page: Schema.optional(Schema.Number),
    pageNumber: Schema.optional(Schema.Number),
    pageSize: Schema.optional(Schema.Number),
    totalCount: Schema.optional(Schema.Number)
  }),
  links: Schema.Struct({ next: Schema.optional(Schema.NullOr(Schema.String)) })
})

/** Lists as API v3 has them: smartcar-v3.md §2.7. */
const v3 = {
  auth: "user",
  errors: accountErrors,
  query: Schema.Struct({ page: optional("page[number]"), limit: optional("page[size]") }),
  success: Document,
  paging: Endpoint.pageNumber({
    items: ({ data }: typeof Document.Type) => data,
    position: ({ meta, links }) => ({
      page: meta.pageNumber ?? meta.page,
      size: meta.pageSize,
      total: meta.totalCount,
      more: links.next === undefined ? undefined : links.next !== null
    }),
    limit: 100
  })
} as const

/** The list of `/connections` of API v3. */
export const connections = Smartcar.call(Endpoint.read("v3Connections", { ...v3, path: "/connections" }))

/** The list of a car's signals of API v3. */
export const signals = Smartcar.callVehicle(Endpoint.read("v3Signals", { ...v3, path: "/vehicles/:vehicleId/signals" }))

/** A list whose pages name the next one, even if they are empty. */
export const scan = Smartcar.call(
  Endpoint.read("scan", {
    auth: "user",
    errors: accountErrors,
    path: "/scan",
    query: Schema.Struct({ limit: Schema.optional(Whole), cursor: Schema.optional(Schema.String) }),
    success: Schema.Struct({ list: Schema.Array(Item), cursor: Schema.optional(Schema.String) }),
    paging: Endpoint.cursor({
      items: ({ list }: { readonly list: ReadonlyArray<typeof Item.Type>; readonly cursor?: string | undefined }) =>
        list,
      next: ({ cursor }) => cursor,
      mayBeEmpty: true
    })
  })
)

export const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/** Ids of cars. */
export const names = (from: number, to: number) => range(from, to).map((i) => `car-${i}`)

export const ids = (from: number, to: number) => range(from, to).map((id) => ({ id }))

/** The parameters of a query, numbers as numbers. */
export const query = ({ url }: Wire.Request): Readonly<Record<string, string | number>> =>
  Object.fromEntries([...url.searchParams].map(([k, v]) => [k, /^\d+$/.test(v) ? Number(v) : v]))

/** Answers each request by its query and its number, from 0; a number stands for the error of that status. */
export const server = (
  answer: (query: Readonly<Record<string, string | number>>, number: number) => unknown
): Wire.Handler => {
  let number = 0
  return (request) =>
    Effect.sync(() => {
      const headers = { "sc-request-id": `request-${number}` }
      const body = answer(query(request), number++)
      return typeof body === "number"
        ? Wire.json({ type: "SERVER", code: "INTERNAL" }, { status: body, headers })
        : Wire.json(body, { headers })
    })
}

/** What a stream gave before it ended, how it failed if it did, and the queries it sent. */
export const read = <A, E>(stream: Stream.Stream<A, E, Needs>, answers: Wire.Handler | Wire.Answer) =>
  Effect.gen(function* () {
    const items: Array<A> = []
    const { result, requests } = yield* exchange(
      Stream.runForEach(stream, (item) => Effect.sync(() => items.push(item))),
      answers
    )
    return {
      items,
      asked: requests.map(query),
      ...(Either.isLeft(result) ? { error: fields(result.left) } : {})
    }
  })

/** What the error says that a page leads to which is no good. */
export const unexpected = (endpoint: string, request: number, description: string) => ({
  _tag: "UnexpectedResponseError",
  endpoint,
  description,
  requestId: `request-${request}`,
  statusCode: 200,
  headers: {},
  body: ""
})
