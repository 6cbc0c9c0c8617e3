import { describe, expect, it } from "@effect/vitest"
import { WebhookEvent } from "@effect-smartcar/sdk/v3"
import { Arbitrary, DateTime, Effect, FastCheck as FC, Schema } from "effect"
import { plain as asJson } from "./support/harness.js"
import * as Sample from "./support/webhookSamples.js"

const { decode, encode, sent, samples } = Sample

/** What stands where it was not expected: other kinds, no text, keys of prototypes. */
const nasty: ReadonlyArray<unknown> = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "VEHICLE_STATE",
  "\ud800",
  [],
  {},
  JSON.parse('{"toString":1,"valueOf":2,"constructor":3,"hasOwnProperty":4}'),
  JSON.parse('{"__proto__":{"eventType":"VERIFY","challenge":"x"}}')
]

/** Deeper and longer than what walks through it by recursion, or spreads it, can bear. */
const huge: ReadonlyArray<unknown> = [
  JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`),
  JSON.parse(`${'{"data":'.repeat(20_000)}1${"}".repeat(20_000)}`),
  Array.from({ length: 150_000 }, () => 1),
  "x".repeat(1e6)
]

type Path = ReadonlyArray<string | number>

const pathsOf = (value: unknown, path: Path = []): ReadonlyArray<Path> => [
  path,
  ...(Array.isArray(value)
    ? value.flatMap((inner, index) => pathsOf(inner, [...path, index]))
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))
      : [])
]

const changed = (value: unknown, [key, ...rest]: Path, to: unknown): unknown => {
  if (key === undefined) return to
  if (Array.isArray(value)) return value.map((inner, index) => (index === key ? changed(inner, rest, to) : inner))
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, inner]) => [name, name === key ? changed(inner, rest, to) : inner])
  )
}

const bodies = Object.values(samples).map(([, body]) => asJson(body))

const mutated = FC.constantFrom(...bodies).chain((body) =>
  FC.array(
    FC.tuple(
      FC.constantFrom(...pathsOf(body)),
      FC.oneof(FC.constantFrom(...nasty), FC.jsonValue({ maxDepth: 2 }).map(asJson), FC.constantFrom(...bodies))
    ),
    { minLength: 1, maxLength: 3 }
  ).map((changes) => changes.reduce((json, [path, value]) => changed(json, path, value), body))
)

describe("whatever comes", () => {
  it("is an event, which survives its own encoding", () => {
    const tags = new Set<string>()
    FC.assert(
      FC.property(mutated, (json) => {
        const event = decode(json)
        tags.add(event._tag)
        if (event._tag === "UnknownEvent") expect(encode(event)).toBe(json)
        else expect(decode(sent(event))).toEqual(event)
      }),
      { numRuns: 600 }
    )
    expect(tags.size).toBe(7)
    expect(Reflect.get({}, "challenge")).toBe(undefined)
  }, 30_000)

  it("is an event wherever it is huge", () => {
    for (const body of bodies) {
      for (const [index, path] of pathsOf(body).entries()) {
        const json = changed(body, path, huge[index % huge.length])
        expect(() => encode(decode(json))).not.toThrow()
      }
    }
  }, 30_000)

  it.effect("is an event also as text that is deeper than a stack", () =>
    Effect.gen(function* () {
      const depth = 200_000
      const { _tag } = yield* WebhookEvent.fromJson(`${"[".repeat(depth)}${"]".repeat(depth)}`)
      expect(_tag).toBe("UnknownEvent")
    })
  )

  it("has as many signals as were sent", () => {
    const signals = Array.from({ length: 5000 }, () => Sample.odometer)
    const event = decode(asJson({ ...Sample.state, data: { ...Sample.state.data, signals } }))
    expect(event).toHaveProperty("signals.length", 5000)
  })
})

/** What can be said of an event in another way, or not at all by JSON. */
const plain = (value: unknown): unknown => {
  if (typeof value === "number") return value + 0
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== "object" || value === null || DateTime.isDateTime(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key === "__proto__") return []
      // Unread, and so whatever JSON can hold: `null` is none.
      return [[key, key === "body" || key === "unconfirmed" ? asJson(inner ?? null) : plain(inner)]]
    })
  )
}

describe("any event that can be made survives its own encoding", () => {
  const { Verify, VehicleState, VehicleError, Scheduled, Dynamic, EventBased } = WebhookEvent
  for (const schema of [Verify, VehicleState, VehicleError, Scheduled, Dynamic, EventBased]) {
    // One of the union's own.
    const events = Arbitrary.make(Schema.typeSchema(schema as unknown as typeof WebhookEvent.WebhookEvent))
    const name = FC.sample(events, 1)[0]?._tag
    it(String(name), () =>
      FC.assert(
        FC.property(events.map(plain), (made) => {
          const event = Schema.validateSync(WebhookEvent.WebhookEvent)(made)
          expect(decode(sent(event))).toEqual(event)
        }),
        { numRuns: 30 }
      )
    )
  }
})
