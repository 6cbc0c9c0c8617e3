import { describe, expect, it } from "@effect/vitest"
import { endpoints } from "@effect-smartcar/sdk/v2"
import { Arbitrary, DateTime, FastCheck as FC, Redacted, Schema } from "effect"
import { type Name, names } from "./support/golden.js"

/** Any JSON that survives its own text: JSON has no `-0`. */
const json = FC.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)))

/** Values for the schemas whose parts may be anything, or must be what chance would hardly find. */
const answers: Partial<Record<Name, FC.Arbitrary<unknown>>> = {
  batch: FC.record({
    responses: FC.array(
      FC.record({
        path: FC.string(),
        code: FC.integer(),
        body: json,
        headers: FC.dictionary(FC.stringMatching(/^[a-z-]{1,9}$/), FC.oneof(FC.string(), FC.integer()))
      })
    )
  })
}

const unconfirmed = FC.dictionary(FC.string(), json)

const text = FC.stringMatching(/^[ -~]{1,12}$/)
const name = FC.stringMatching(/^[a-z_:]{1,12}$/)
const date = FC.oneof(
  FC.constantFrom("2022-07-10", "2024-02-29"),
  FC.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((d) => d.toISOString())
)
/** From an earlier to a later date, if both are there. */
const dates = FC.tuple(FC.option(date, { nil: undefined }), FC.option(date, { nil: undefined })).map(([a, b]) =>
  a !== undefined && b !== undefined && Date.parse(a) > Date.parse(b)
    ? { startDate: b, endDate: a }
    : { startDate: a, endDate: b }
)
const maybe = <A>(arbitrary: FC.Arbitrary<A>) => FC.option(arbitrary, { nil: undefined })

const inputs: Partial<Record<Name, FC.Arbitrary<unknown>>> = {
  compatibility: FC.record({
    vin: FC.stringMatching(/^[A-Za-z0-9]{17}$/),
    scope: FC.array(name, { minLength: 1 }),
    country: maybe(FC.stringMatching(/^[A-Z]{2}$/)),
    mode: maybe(FC.constantFrom("live", "simulated", "test")),
    testModeCompatibilityLevel: maybe(text)
  }),
  removeConnections: FC.record({ userId: maybe(text), vehicleId: text }),
  serviceHistory: dates,
  bmwChargeRecords: dates,
  teslaChargeRecordsBilling: FC.tuple(dates, maybe(FC.nat())).map(([range, page]) => ({ ...range, page })),
  teslaControlClimateCabin: FC.record({
    action: FC.constantFrom("START", "STOP", "SET"),
    temperature: FC.double({ min: -40, max: 90, noNaN: true }).map((t) => t + 0)
  })
}

/** What JSON and records can hold: no `-0`, no key `__proto__`, and in a place of unknown shape nothing but JSON. */
const feasible = (value: unknown): unknown => {
  if (typeof value === "number") return value + 0
  if (Array.isArray(value)) return value.map(feasible)
  if (typeof value !== "object" || value === null || Redacted.isRedacted(value) || DateTime.isDateTime(value)) {
    return value
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "__proto__"
        ? []
        : [[key, key === "location" ? JSON.parse(JSON.stringify(inner) ?? "null") : feasible(inner)]]
    )
  )
}

const arbitraryOf = (schema: Schema.Schema.AnyNoContext, own: FC.Arbitrary<unknown> | undefined) =>
  (own ?? Arbitrary.make(schema)).map(feasible)

const roundTrip = (
  schema: Schema.Schema.AnyNoContext,
  arbitrary: FC.Arbitrary<unknown>,
  overTheWire: (encoded: unknown) => unknown
) =>
  FC.assert(
    FC.property(arbitrary, (value) => {
      const wire = overTheWire(Schema.encodeSync(schema)(value))
      const decoded = Schema.decodeUnknownSync(schema)(wire)
      expect(decoded).toEqual(value)
      expect(overTheWire(Schema.encodeSync(schema)(decoded))).toEqual(wire)
    }),
    { numRuns: 40 }
  )

const asJson = (encoded: unknown) => JSON.parse(JSON.stringify(encoded))

const asQuery = (encoded: unknown) =>
  Object.fromEntries(
    new URLSearchParams(
      new URLSearchParams(
        Object.entries(Object(encoded)).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
      ).toString()
    )
  )

const isUnconfirmed = /^tesla(Alerts|Attributes|Battery|Charge|ChargeRecords)$/
const isOpenCommand = /^tesla(Control|SetCharge)/

const answerOf = (name: Name) => {
  if (isUnconfirmed.test(name)) return unconfirmed
  if (isOpenCommand.test(name)) {
    const known = FC.record({ status: FC.option(FC.string()), message: FC.option(FC.string()) })
    return FC.tuple(unconfirmed, known).map(([open, outcome]) => ({ ...open, ...outcome }))
  }
  return answers[name]
}

describe("an answer survives its own encoding", () => {
  for (const name of names) {
    it(name, () => roundTrip(endpoints[name].success, arbitraryOf(endpoints[name].success, answerOf(name)), asJson))
  }
})

describe("a query survives its own encoding", () => {
  for (const name of names) {
    const { query } = endpoints[name]
    if (query !== undefined) it(name, () => roundTrip(query, arbitraryOf(query, inputs[name]), asQuery))
  }
})

describe("a body survives its own encoding", () => {
  for (const name of names) {
    const { body, bodyFormat } = endpoints[name]
    if (body !== undefined) {
      it(name, () => roundTrip(body, arbitraryOf(body, inputs[name]), bodyFormat === "form" ? asQuery : asJson))
    }
  }
})

it.prop("a DateTime becomes the ISO text of the same instant", [FC.integer({ min: 0, max: 4e12 })], ([millis]) => {
  const { query } = endpoints.serviceHistory
  const sent = query && Schema.encodeSync(query)({ startDate: DateTime.unsafeMake(millis) })
  expect(sent).toEqual({ start_date: new Date(millis).toISOString() })
})

it("a time that cannot be read is none, and takes nothing with it", () => {
  const decode = Schema.decodeUnknownSync(endpoints.diagnosticTroubleCodes.success)
  expect(
    decode({
      activeCodes: [
        { code: "P0300", timestamp: "?" },
        { code: "P0301", timestamp: "" }
      ]
    })
  ).toEqual({
    activeCodes: [
      { code: "P0300", timestamp: null },
      { code: "P0301", timestamp: null }
    ]
  })
})
