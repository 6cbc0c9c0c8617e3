import { describe, expect, it } from "@effect/vitest"
import { SmartcarError } from "@effect-smartcar/sdk"
import { endpoints } from "@effect-smartcar/sdk/v2"
import { Model } from "@effect-smartcar/sdk/v3"
import { Arbitrary, DateTime, FastCheck as FC, JSONSchema, Redacted, Schema } from "effect"
import { type Name, type Subject, subjects, type Version } from "./support/golden.js"

type Arbitraries = { readonly [V in Version]: { readonly [N in Name<V>]?: FC.Arbitrary<unknown> } }

const own = (arbitraries: Arbitraries, { version, name }: Subject): FC.Arbitrary<unknown> | undefined =>
  new Map(Object.entries(arbitraries[version])).get(name)

/** Any JSON that survives its own text: JSON has no `-0`. */
const json = FC.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)))

/** Values for the schemas whose parts may be anything, or must be what chance would hardly find. */
const answers: Arbitraries = {
  v2: {
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
  },
  v3: {}
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

const time = FC.stringMatching(/^([01]\d|2[0-3]):[0-5]\d$/)
const hours = FC.record({ startTime: time, stopTime: time })
const place = FC.record({
  latitude: FC.double({ min: -90, max: 90, noNaN: true }),
  longitude: FC.double({ min: -180, max: 180, noNaN: true })
})
const page = { page: maybe(FC.integer({ min: 1 })), limit: maybe(FC.integer({ min: 1 })) }
const filters = { userId: maybe(text), vehicleId: maybe(text), mode: maybe(FC.constantFrom("live", "simulated")) }
const flag = maybe(FC.boolean())

const inputs: Arbitraries = {
  v2: {
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
  },
  v3: {
    connections: FC.record({ ...filters, externalId: maybe(text), ...page }),
    subscriptions: FC.record({ ...filters, webhookId: maybe(text), ...page }),
    webhooks: FC.record({
      name: maybe(text),
      callbackUri: maybe(FC.webUrl()),
      isEnabled: flag,
      autoSubscribe: flag,
      ...page
    }),
    createSubscription: FC.record({ webhookId: text, userId: text, vehicleId: text }),
    compatibleVehicles: FC.record({
      region: maybe(FC.constantFrom("US", "CA", "EUROPE")),
      make: maybe(text),
      powertrainType: maybe(FC.constantFrom("ICE", "BEV", "PHEV")),
      ...page
    }),
    setChargeLimit: FC.record({ percent: FC.integer({ min: 50, max: 100 }) }),
    setDestination: place,
    dailyChargeSchedule: FC.record({ location: place, startTime: time, stopTime: time }),
    weeklyChargeSchedule: FC.record({
      location: place,
      days: FC.dictionary(text, hours, { minKeys: 1 })
    }),
    workweekChargeSchedule: FC.record(
      { location: place, weekdays: hours, weekends: hours },
      { requiredKeys: ["location", "weekdays"] }
    )
  }
}

/** Where answers hold what may be anything. */
const anything = /^(location|body|parameters|attributes|triggers|data)$/

const asPlainJson = (value: unknown): unknown =>
  Redacted.isRedacted(value)
    ? Redacted.make(asPlainJson(Redacted.value(value)))
    : feasible(JSON.parse(JSON.stringify(value) ?? "null"))

/** What JSON and records can hold: no `-0`, no key `__proto__`, and in a place of unknown shape nothing but JSON. */
const feasible = (value: unknown): unknown => {
  if (typeof value === "number") return value + 0
  if (Array.isArray(value)) return value.map(feasible)
  if (typeof value !== "object" || value === null || Redacted.isRedacted(value) || DateTime.isDateTime(value)) {
    return value
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "__proto__" ? [] : [[key, anything.test(key) ? asPlainJson(inner) : feasible(inner)]]
    )
  )
}

const arbitraryOf = (schema: Schema.Schema.AnyNoContext, given: FC.Arbitrary<unknown> | undefined) =>
  (given ?? Arbitrary.make(schema)).map(feasible)

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

const answerOf = (subject: Subject) => {
  if (isUnconfirmed.test(subject.name)) return unconfirmed
  if (isOpenCommand.test(subject.name)) {
    const known = FC.record({ status: FC.option(FC.string()), message: FC.option(FC.string()) })
    return FC.tuple(unconfirmed, known).map(([open, outcome]) => ({ ...open, ...outcome }))
  }
  return own(answers, subject)
}

describe("an answer survives its own encoding", () => {
  for (const subject of subjects) {
    const { success } = subject.endpoint
    it(`${subject.version} ${subject.name}`, () => roundTrip(success, arbitraryOf(success, answerOf(subject)), asJson))
  }
})

describe("a query survives its own encoding", () => {
  for (const subject of subjects) {
    const { query } = subject.endpoint
    if (query === undefined) continue
    it(`${subject.version} ${subject.name}`, () => roundTrip(query, arbitraryOf(query, own(inputs, subject)), asQuery))
  }
})

describe("a body survives its own encoding", () => {
  for (const subject of subjects) {
    const { body, bodyFormat } = subject.endpoint
    if (body === undefined) continue
    it(`${subject.version} ${subject.name}`, () =>
      roundTrip(body, arbitraryOf(body, own(inputs, subject)), bodyFormat === "form" ? asQuery : asJson))
  }
})

describe("every model of API v3 survives its own encoding", () => {
  for (const [model, schema] of Object.entries<unknown>(Model)) {
    if (Schema.isSchema(schema)) {
      // A model needs nothing to be read.
      const self = schema as Schema.Schema.AnyNoContext
      it(model, () => roundTrip(self, arbitraryOf(self, undefined), asJson))
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

it("errors have a JSON Schema, those inside others too", () => {
  const { $defs } = JSONSchema.make(Schema.encodedSchema(SmartcarError.SmartcarError))
  expect(Object.keys($defs ?? {})).toEqual(expect.arrayContaining([expect.stringContaining("VendorError")]))
})
