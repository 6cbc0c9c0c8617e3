/** Hostile answers: each a function of its number alone, so that one that does harm can be given again. */
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Effect, Stream } from "effect"
import { load, type Subject, subjects } from "./golden.js"
import { documented } from "./vendorErrors.js"
import { documentedV3 } from "./vendorErrorsV3.js"

/** Chance that is the same for the same number (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  /** Happens once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0
  }

  pick<A>(items: ReadonlyArray<A>): A {
    const item = items[this.below(items.length)]
    // An index below the length of a list that holds something.
    return item as A
  }
}

export interface Hostile {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | "breaks"
}

const encoder = new TextEncoder()

/** Longer is no header that Node's clients take. */
const longest = "x".repeat(16_000)

/** Keys that mean something to JavaScript, or to this SDK. */
const keys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "then",
  "_tag",
  "meta",
  "value",
  "",
  "0",
  "length",
  "\ud800"
]

/** What takes the place of a part of a body. The texts in angle brackets become text that `JSON.stringify` never writes. */
const oddValues: ReadonlyArray<unknown> = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  "",
  " ",
  "0",
  "NaN",
  "null",
  "2026-13-45T99:99:99Z",
  "+275760-09-14T00:00:00Z",
  "\ud800",
  "\udc00x",
  "\u0000",
  "\ufeff",
  "<redacted>",
  [],
  [[]],
  [null],
  {},
  { "": "" },
  Object.fromEntries([["__proto__", { polluted: true }]]),
  { constructor: { prototype: { polluted: true } } },
  Object.fromEntries(["toString", "valueOf", "toJSON", "then"].map((key) => [key, {}])),
  { _tag: "Left", left: 1 },
  { _id: "Redacted" },
  "<infinite>",
  "<tiny>",
  "<digits>",
  "<minus zero>",
  "<deep list>",
  "<deep record>",
  "<big list>",
  "<big text>",
  "<twice>"
]

const raw: ReadonlyArray<readonly [placeholder: string, text: (chance: Chance) => string]> = [
  ["<infinite>", () => "1e400"],
  ["<tiny>", () => "1e-400"],
  ["<digits>", () => "9".repeat(5000)],
  ["<minus zero>", () => "-0"],
  ["<deep list>", (chance) => nested(chance, "[", "1", "]")],
  ["<deep record>", (chance) => nested(chance, '{"a":', "1", "}")],
  ["<big list>", (chance) => `[${'{"a":1},'.repeat(chance.once(100) ? 50_000 : 500)}null]`],
  ["<big text>", (chance) => `"${longest.repeat(chance.once(100) ? 60 : 5)}"`],
  ["<twice>", () => '1,"type":"TWICE","type":{"type":[]},"__proto__":{"polluted":true},"code":2']
]

const nested = (chance: Chance, open: string, inner: string, close: string) => {
  const depth = chance.once(10) ? 100_000 : chance.pick([20, 51, 600, 5000])
  return open.repeat(depth) + inner + close.repeat(depth)
}

const toText = (chance: Chance, body: unknown): string => {
  let text = JSON.stringify(body) ?? ""
  for (const [placeholder, make] of raw) {
    const quoted = `"${placeholder}"`
    if (text.includes(quoted)) text = text.replace(quoted, () => make(chance))
  }
  return text
}

/** A body in which something is left out, added, or of another kind. */
const mutate = (chance: Chance, body: unknown): unknown => {
  if (typeof body !== "object" || body === null || chance.once(6)) return chance.pick(oddValues)
  if (Array.isArray(body)) {
    if (body.length === 0 || chance.once(5)) return [...body, chance.pick(oddValues)]
    const at = chance.below(body.length)
    return body.flatMap((item, index) => (index !== at ? [item] : chance.once(8) ? [] : [mutate(chance, item)]))
  }
  const entries = Object.entries(body)
  if (entries.length === 0 || chance.once(5)) {
    return Object.fromEntries([...entries, [chance.pick(keys), chance.pick(oddValues)]])
  }
  const at = chance.below(entries.length)
  return Object.fromEntries(
    entries.flatMap(([key, value], index) =>
      index !== at
        ? [[key, value]]
        : chance.once(8)
          ? []
          : [[chance.once(20) ? chance.pick(keys) : key, mutate(chance, value)]]
    )
  )
}

/** An item of a page, again and again: what is repeated is well-formed. */
const repeated = (chance: Chance, body: unknown): unknown =>
  typeof body !== "object" || body === null
    ? body
    : Object.fromEntries(
        Object.entries(body).map(([key, value]) => [
          key,
          Array.isArray(value) && value.length > 0
            ? Array.from({ length: chance.once(50) ? 3000 : chance.pick([3, 20]) }, (_, i) => value[i % value.length])
            : value
        ])
      )

const bytes = (chance: Chance, length: number) => Uint8Array.from({ length }, () => chance.below(256))

/** Bytes that were once the given ones. */
const damage = (chance: Chance, whole: Uint8Array): Uint8Array => {
  const at = chance.below(whole.length + 1)
  switch (chance.below(6)) {
    case 0:
      return whole.slice(0, at)
    case 1:
      return whole.map((byte, index) => (index === at ? byte ^ (1 << chance.below(8)) : byte))
    case 2:
      return new Uint8Array([...whole.slice(0, at), ...chance.pick(oddBytes), ...whole.slice(at)])
    case 3:
      return new Uint8Array([0xef, 0xbb, 0xbf, ...(chance.once(2) ? [0xef, 0xbb, 0xbf] : []), ...whole])
    case 4:
      return new Uint8Array([...whole, ...whole])
    default:
      return new Uint8Array([...whole].flatMap((byte) => [byte, 0]))
  }
}

const oddBytes: ReadonlyArray<ReadonlyArray<number>> = [
  [0],
  [0xff],
  [0xed, 0xa0, 0x80],
  [0xc0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xe2, 0x80, 0xa8],
  [0x22],
  [0x5c],
  [0x5c, 0x75, 0x44, 0x38],
  [0x7d, 0x7d],
  [0x5d]
]

const bodies = new Map(subjects.map((subject) => [subject, load(subject).response]))

/** What an endpoint may answer with by mistake: another one's answer, or an error of either API version. */
const strangers = [
  ...[...bodies.values()].map(({ status, body }) => ({ status, body })),
  ...[...documented, ...documentedV3].map(({ status, body }) => ({ status, body })),
  { status: 200, body: { access_token: "a", refresh_token: "r", token_type: "Bearer", expires_in: 7200 } },
  { status: 400, body: { error: "invalid_grant", error_description: "no" } },
  { status: 400, body: { error: "vehicle_state_error", message: "old", code: "VS_000" } },
  { status: 202, body: { data: { id: "c", type: "command", attributes: { status: "PENDING" } } } },
  { status: 500, body: { errors: [] } },
  { status: 500, body: { errors: [null, { type: "SERVER" }] } }
]

const retryAfter = [
  ...["-1", "0", "1.5", "1e309", "0x10", "NaN", "Infinity", "9".repeat(400), " 7 ", "", "1970", "Wed, 99 Foo 2026"],
  ...["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "2026-11-23T00:00:00Z", "60, 60", longest]
]
const times = ["", "now", "2018-05-04T07:20:50.844Z", "2018-02-31", "0", "-271821-04-19", "9e99", "1, 2", longest]

const headerValues: Readonly<Record<string, ReadonlyArray<string>>> = {
  "retry-after": retryAfter,
  "sc-data-age": times,
  "sc-fetched-at": times,
  date: times,
  "sc-request-id": ["", "id", "a, b", "\u00e9", longest],
  "sc-unit-system": ["", "metric", "METRIC", "imperial, metric", "constructor", longest],
  "content-type": ["", "text/html", "application/json; charset=utf-16", "application/json, text/html", longest],
  "content-length": ["-1", "0", "12abc", "1e9", "99999999999999999999", "7, 7"],
  "content-encoding": ["gzip", "br", "identity", "x, y"],
  location: ["javascript:alert(1)", "https://elsewhere.example/", longest],
  server: [longest],
  "set-cookie": ["a=b", "=;=;", longest],
  constructor: ["x"],
  ["__proto__"]: ["x"]
}

const headersOf = (chance: Chance): Readonly<Record<string, string>> =>
  chance.once(3)
    ? {}
    : Object.fromEntries(
        Array.from({ length: 1 + chance.below(4) }, () => {
          const name = chance.pick(Object.keys(headerValues))
          return [name, chance.pick(headerValues[name] ?? [])]
        })
      )

/** The answer of this number to a call of an endpoint, or of something that is made of several. */
export const hostileAnswer = (chance: Chance, index: number, subject: Subject): Hostile => {
  const golden = bodies.get(subject)
  const stranger = chance.pick(strangers)
  const own = { status: golden?.status ?? 200, body: golden?.body ?? {} }
  const { status, body } = chance.once(3) ? stranger : own
  const given = () => {
    switch (chance.below(8)) {
      case 0:
        return bytes(chance, chance.pick([0, 1, 2, 10, 100, 3000]))
      case 1:
      case 2:
        return damage(chance, encoder.encode(toText(chance, body)))
      case 3:
        return encoder.encode(toText(chance, repeated(chance, body)))
      case 4:
        return encoder.encode(toText(chance, chance.pick(oddValues)))
      case 5:
        return encoder.encode(toText(chance, mutate(chance, mutate(chance, mutate(chance, body)))))
      default:
        return encoder.encode(toText(chance, mutate(chance, body)))
    }
  }
  return {
    // Every status there is, in turn; else one with which the body is read.
    status: chance.once(3) ? 100 + (index % 500) : chance.once(8) ? 202 : status,
    headers: headersOf(chance),
    body: chance.once(100) ? "breaks" : given()
  }
}

const breaking = () =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(encoder.encode('{"data'))
      controller.error({ code: 7, message: null, cause: "no error at all" })
    }
  })

const empty = HttpClientResponse.fromWeb(HttpClientRequest.get("http://127.0.0.1"), new Response())

/** As a client hands it over: one that reads as fetch does, or one that has read the body already. */
export const responseTo = (
  request: HttpClientRequest.HttpClientRequest,
  { status, headers, body }: Hostile
): Effect.Effect<HttpClientResponse.HttpClientResponse> => {
  // No web `Response` may have each of these statuses and headers.
  const own = (more: Readonly<Record<string, string>> = {}) => ({
    status: { value: status },
    headers: { value: Object.assign(Object.create(null), more, headers) }
  })
  return Effect.succeed(
    typeof body === "string" || body.length % 8 === 0
      ? Object.defineProperties(
          HttpClientResponse.fromWeb(request, new Response(body === "breaks" ? breaking() : body.slice())),
          own()
        )
      : Object.create(empty, {
          // Bodies whose length is told are read at once, the others in pieces.
          ...own(body.length % 8 === 1 ? {} : { "content-length": `${body.length}` }),
          text: { value: Effect.sync(() => new TextDecoder().decode(body)) },
          stream: { value: Stream.make(body.subarray(0, 10), body.subarray(10)) }
        })
  )
}

/** What a client may fail with in place of an answer. */
export const failureOf = (
  request: HttpClientRequest.HttpClientRequest,
  chance: Chance,
  hostile: Hostile
): Effect.Effect<never, HttpClientError.HttpClientError> => {
  const endless: { cause?: unknown; readonly message: string } = { message: longest }
  endless.cause = endless
  const cause = chance.pick<unknown>([undefined, null, "text", 7, {}, endless, { code: "ECONNRESET" }, { code: {} }])
  return chance.once(2)
    ? Effect.fail(
        new HttpClientError.RequestError({
          request,
          reason: chance.pick(["Transport", "Encode", "InvalidUrl"] as const),
          cause
        })
      )
    : Effect.flatMap(responseTo(request, hostile), (response) =>
        Effect.fail(
          new HttpClientError.ResponseError({
            request,
            response,
            reason: chance.pick(["StatusCode", "Decode", "EmptyBody"] as const),
            cause
          })
        )
      )
}
