import { describe, expect, it } from "@effect/vitest"
import { Signal } from "@effect-smartcar/sdk/v3"
import { Arbitrary, DateTime, FastCheck as FC, Schema } from "effect"
import * as Wire from "../support/signalList.js"

const read = Schema.decodeUnknownSync(Signal.Stored)
const write = Schema.encodeSync(Signal.Stored)

const overTheWire = (stored: Signal.Stored) => JSON.parse(JSON.stringify(write(stored)))

const at = (text: string) => DateTime.unsafeMake(text)

const none = { oemUpdatedAt: null, retrievedAt: null, ingestedAt: null }

/** An odometer as the wire has it, with the given parts in place of its own. */
const odometer = ({ attributes = {}, meta }: { readonly attributes?: object; readonly meta?: unknown } = {}) => ({
  id: "odometer-traveleddistance",
  type: "signal",
  attributes: { code: "odometer-traveleddistance", name: "TraveledDistance", group: "Odometer", ...attributes },
  ...(meta === undefined ? {} : { meta })
})

const success = { status: { value: "SUCCESS" }, body: { value: 1500.5, unit: "km" } }
const permission = { value: "ERROR", error: { type: "PERMISSION", code: null } }

const stateOf = (attributes: object, meta?: unknown) =>
  Signal.decode(Signal.odometerTraveledDistance, read(odometer({ attributes, meta })))

describe("Stored", () => {
  it("is what the recorded list holds", () => {
    const times = { oemUpdatedAt: at("2026-09-22T12:34:51Z"), retrievedAt: at("2026-09-22T12:41:16.476Z") }
    const ingestedAt = at("2026-09-22T12:43:14.379Z")
    expect(Wire.list.data.map((signal) => read(signal))).toStrictEqual([
      {
        code: "tractionbattery-stateofcharge",
        name: "StateOfCharge",
        group: "TractionBattery",
        status: "SUCCESS",
        error: null,
        body: { value: 45, unit: "percent" },
        ...times,
        ingestedAt
      },
      {
        code: "charge-chargerate",
        name: "ChargeRate",
        group: "Charge",
        status: "ERROR",
        error: {
          type: "VEHICLE_STATE",
          code: "NOT_CHARGING",
          title: "Not Charging",
          detail: "The vehicle is not charging.",
          resolution: { type: null }
        },
        body: { value: null, unit: "km/h" },
        ...times,
        ingestedAt
      },
      {
        code: "closure-sunroof",
        name: "Sunroof",
        group: "Closure",
        status: "ERROR",
        error: {
          type: "COMPATIBILITY",
          code: "VEHICLE_NOT_CAPABLE",
          title: "Vehicle Not Capable",
          detail: "The vehicle cannot do it.",
          resolution: { type: null }
        },
        body: null,
        ...none,
        ingestedAt
      }
    ])
  })

  it("is written as Smartcar writes it, but for links and a resolution that is none", () => {
    for (const signal of Wire.list.data) {
      const { links, ...rest } = signal
      expect(links).toBeDefined()
      const written = JSON.parse(JSON.stringify(rest).replaceAll('"UNKNOWN_RESOLUTION_TYPE"', "null"))
      expect(overTheWire(read(signal))).toStrictEqual(written)
    }
  })

  it("survives its own encoding", () => {
    const json = FC.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)))
    FC.assert(
      FC.property(Arbitrary.make(Schema.typeSchema(Signal.Stored)), json, (any, body) => {
        const stored = { ...any, body }
        expect(read(overTheWire(stored))).toEqual(stored)
      }),
      { numRuns: 200 }
    )
  })

  it.each([
    ["ISO text", "2026-09-22T12:34:51.000Z", at("2026-09-22T12:34:51Z")],
    ["ISO text with an offset", "2026-09-22T14:34:51+02:00", at("2026-09-22T12:34:51Z")],
    ["milliseconds", 1790080005073, DateTime.unsafeMake(1790080005073)],
    ["milliseconds as text", "1790080005073", DateTime.unsafeMake(1790080005073)],
    ["zero as text", "0", null],
    ["zero", 0, null],
    ["null", null, null],
    ["no time", "yesterday", null],
    ["empty text", "", null],
    ["an object", {}, null],
    ["a number out of range", 1e20, null]
  ])("reads times as %s", (_, time, expected) => {
    const times = { oemUpdatedAt: time, retrievedAt: time, ingestedAt: time }
    expect(read(odometer({ attributes: success, meta: times }))).toMatchObject({
      oemUpdatedAt: expected,
      retrievedAt: expected,
      ingestedAt: expected,
      body: success.body
    })
  })

  it.each([
    ["empty", {}],
    ["null", null],
    ["no object", "?"]
  ])("has no times where meta is %s", (_, meta) => {
    expect(read(odometer({ attributes: success, meta }))).toMatchObject({ ...none, status: "SUCCESS" })
  })

  it("needs nothing but a code", () => {
    expect(read({ attributes: { code: "odometer-traveleddistance" } })).toStrictEqual({
      code: "odometer-traveleddistance",
      name: null,
      group: null,
      status: "SUCCESS",
      error: null,
      body: null,
      ...none
    })
    expect(() => read({ id: "odometer-traveleddistance", attributes: {} })).toThrow()
  })

  it.each([
    ["a resolution that is text", { type: "UPSTREAM", code: "NO_RESPONSE", resolution: "RETRY_LATER" }],
    ["a title that is no text", { type: "UPSTREAM", code: "NO_RESPONSE", title: 5 }],
    ["nulls", { type: "UPSTREAM", code: "NO_RESPONSE", title: null, detail: null, resolution: null }]
  ])("keeps type and code of an error with %s", (_, error) => {
    expect(read(odometer({ attributes: { status: { value: "ERROR", error } } })).error).toStrictEqual({
      type: "UPSTREAM",
      code: "NO_RESPONSE"
    })
  })
})

describe("a state", () => {
  const code = "odometer-traveleddistance"

  it("of success has the body of its type, and the times", () => {
    const meta = { oemUpdatedAt: "2026-09-22T12:34:51Z", retrievedAt: 1790080005073 }
    expect(stateOf(success, meta)).toStrictEqual({
      status: "SUCCESS",
      code,
      body: { value: 1500.5, unit: "km" },
      oemUpdatedAt: at("2026-09-22T12:34:51Z"),
      retrievedAt: DateTime.unsafeMake(1790080005073),
      ingestedAt: null
    })
  })

  it.each([
    ["missing", {}],
    ["null", { status: null }],
    ["empty", { status: {} }],
    ["no object", { status: 1 }]
  ])("is a success where the status is %s", (_, status) => {
    expect(stateOf({ body: success.body, ...status })).toMatchObject({ status: "SUCCESS", body: success.body })
  })

  it("is an error where only the error says so", () => {
    expect(stateOf({ status: { error: permission.error } })).toMatchObject({ status: "ERROR", body: null })
  })

  it.each([
    ["stale", { body: { value: "7", unit: "km" } }, { value: 7, unit: "km" }],
    ["null in its value", { body: { value: null, unit: "km" } }, { value: null, unit: "km" }],
    ["null", { body: null }, null],
    ["absent", {}, null],
    ["of another shape", { body: { values: [] } }, null]
  ])("of an error has the last body, which may be %s", (_, body, expected) => {
    const meta = { oemUpdatedAt: "2026-09-20T00:00:00Z" }
    expect(stateOf({ status: permission, ...body }, meta)).toStrictEqual({
      status: "ERROR",
      code,
      error: { type: "PERMISSION", code: null },
      body: expected,
      oemUpdatedAt: at("2026-09-20T00:00:00Z"),
      retrievedAt: null,
      ingestedAt: null
    })
  })

  const unavailable = { status: "UNAVAILABLE", code, body: null, ...none }

  it("of what is unavailable has no problem if Smartcar says so", () => {
    expect(stateOf({ status: { value: "UNAVAILABLE" } })).toStrictEqual({ ...unavailable, problem: null })
    expect(stateOf({ ...success, status: { value: "UNAVAILABLE" } })).toStrictEqual({ ...unavailable, problem: null })
  })

  it.each([
    ["an unknown status", { ...success, status: { value: "PENDING" } }, "an unknown status: PENDING"],
    ["an error that is none", { status: { value: "ERROR", error: "?" } }, "an ERROR that names none"],
    ["no error", { status: { value: "ERROR" } }, "an ERROR that names none"],
    ["an error that is empty", { status: { value: "ERROR", error: {} } }, "an ERROR that names none"],
    ["no body", { status: { value: "SUCCESS" } }, "no body"],
    ["no number", { ...success, body: { value: "far" } }, /^the body does not fit: value expected a finite number/]
  ])("is unavailable, and says why, for %s", (_, attributes, problem) => {
    expect(stateOf(attributes)).toEqual({
      ...unavailable,
      problem: typeof problem === "string" ? problem : expect.stringMatching(problem)
    })
  })

  it("never repeats what it could not read", () => {
    const body = { value: { vin: "SECRET" } }
    expect(JSON.stringify(stateOf({ ...success, body }))).not.toContain("SECRET")
  })

  it("is of its own signal only", () => {
    const stored = read(odometer({ attributes: success }))
    expect(Signal.decode(Signal.motionCurrentSpeed, stored)).toMatchObject({
      status: "UNAVAILABLE",
      code: "motion-currentspeed",
      problem: "the answer is about odometer-traveleddistance"
    })
  })
})

describe("a signal that is not in the table", () => {
  const signal = Signal.untyped("tractionbattery-estimatedrange")

  it("has a code and an unread body", () => {
    expect(signal).toMatchObject({
      code: "tractionbattery-estimatedrange",
      group: "tractionbattery",
      name: "estimatedrange",
      unit: undefined,
      permission: undefined
    })
    const attributes = { code: "tractionbattery-estimatedrange", body: { any: ["thing"] } }
    expect(Signal.decode(signal, read({ attributes }))).toStrictEqual({
      status: "SUCCESS",
      code: "tractionbattery-estimatedrange",
      body: { any: ["thing"] },
      ...none
    })
  })

  it("may have a name of several words, or none", () => {
    expect(Signal.untyped("a-b-c")).toMatchObject({ group: "a", name: "b-c" })
    expect(Signal.untyped("a")).toMatchObject({ group: "a", name: "" })
  })

  it("can be given a type", () => {
    const ranged = Signal.make("TractionBattery", "EstimatedRange", { body: Signal.Quantity, unit: "km" })
    expect(ranged).toMatchObject({ code: "tractionbattery-estimatedrange", unit: "km", permission: undefined })
    const attributes = { code: ranged.code, body: { value: "5" } }
    expect(Signal.decode(ranged, read({ attributes }))).toMatchObject({ status: "SUCCESS", body: { value: 5 } })
  })
})
