import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import {
  Applications,
  ChargeSchedules,
  Commands,
  CompatibleVehicles,
  Connections,
  Signal,
  Signals,
  Subscriptions,
  Vehicle,
  Webhooks
} from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Redacted } from "effect"
import { load, type Subject, subjects } from "../support/golden.js"
import { failure, fields, plain, success, userId, vehicleId } from "../support/harness.js"
import type { Sample } from "../support/samples.js"

const car = Vehicle.make(vehicleId, { owner: userId })

const goldenOf = (name: string) => {
  const [subject] = subjects.filter((one): one is Subject => one.version === "v3" && one.name === name)
  if (subject === undefined) throw new Error(`no ${name}`)
  return load(subject)
}

/** The documented answer of an endpoint with parts replaced, by their path; `undefined` takes a part away. */
const withParts = (name: string, parts: Readonly<Record<string, unknown>>) => {
  const body = structuredClone(goldenOf(name).response.body)
  for (const [path, part] of Object.entries(parts)) {
    const keys = path.split(".")
    const last = keys.pop() ?? ""
    const owner = keys.reduce((found, key) => Object(found)[key], body)
    if (part === undefined) delete Object(owner)[last]
    else Object(owner)[last] = part
  }
  return Wire.json(body)
}

const connection = (parts: Readonly<Record<string, unknown>>) =>
  Effect.map(success(Connections.get({ connectionId: "c" }), withParts("connection", parts)), (r) => r.value)

describe("connections", () => {
  it.effect("the user is in the relationships, or in the attributes, or in neither", () =>
    Effect.gen(function* () {
      const inAttributes = yield* connection({ "data.relationships.user": undefined })
      const inRelationships = yield* connection({ "data.attributes.user": undefined })
      const isNull = yield* connection({ "data.relationships.user": null, "data.attributes.user": null })
      const nowhere = yield* connection({ "data.relationships.user": undefined, "data.attributes.user": undefined })
      const toNone = yield* connection({ "data.relationships.user": { data: null } })
      const isNone = yield* connection({ "data.relationships.user": { data: null }, "data.attributes.user": null })
      expect([inAttributes, inRelationships, isNull, nowhere, toNone, isNone].map((one) => one.userId)).toEqual([
        userId,
        userId,
        null,
        null,
        userId,
        null
      ])
    })
  )

  it.effect("a user that is none costs no list the others", () =>
    Effect.gen(function* () {
      const none = withParts("connections", {
        "data.0.relationships.user": { data: null },
        "data.0.attributes.user": null
      })
      const [{ userId: _, ...first }, ...others] = Object(goldenOf("connections").value).connections
      expect(plain((yield* success(Connections.list(), none)).value.connections)).toEqual([
        { ...first, userId: null },
        ...others
      ])
      const subscription = withParts("subscription", { "data.relationships.user": { data: null } })
      const { value } = yield* success(Subscriptions.get({ subscriptionId: "s" }), subscription)
      expect(plain(value)).toEqual({ ...Object(goldenOf("subscription").value), userId: null })
    })
  )

  it.effect("the relationship wins over the attribute", () =>
    Effect.map(connection({ "data.attributes.user": { id: "another" } }), (one) => expect(one.userId).toBe(userId))
  )

  it.effect("older answers leave parts out, or send null", () =>
    Effect.gen(function* () {
      for (const nothing of [undefined, null]) {
        const one = yield* connection({
          "data.attributes.permissions": nothing,
          "data.attributes.vehicle.model": nothing,
          "data.attributes.vehicle.year": nothing,
          "data.attributes.vehicle.powertrainType": nothing,
          "data.attributes.vehicle.mode": nothing,
          "data.meta": nothing,
          "data.links": nothing,
          ...(nothing === undefined
            ? { "data.type": undefined, "data.relationships.vehicle.data.type": undefined }
            : {})
        })
        expect(one).toMatchObject({
          permissions: [],
          vehicle: { id: vehicleId, make: "TESLA", model: null, year: null, powertrainType: null, mode: null },
          createdAt: null,
          updatedAt: null
        })
      }
    })
  )

  it.effect("years and times come in several forms", () =>
    Effect.gen(function* () {
      const one = yield* connection({
        "data.attributes.vehicle.year": "2014",
        "data.attributes.vehicle.powertrainType": "HYDROGEN",
        "data.meta": { createdAt: 1746240345349, updatedAt: "?" }
      })
      expect(plain(one)).toMatchObject({
        vehicle: { year: 2014, powertrainType: "HYDROGEN" },
        createdAt: "2025-05-03T02:45:45.349Z",
        updatedAt: null
      })
      expect(plain(yield* connection({ "data.meta": { createdAt: 0, updatedAt: null } }))).toMatchObject({
        createdAt: null,
        updatedAt: null
      })
    })
  )
})

describe("lists without meta or links", () => {
  const lists: ReadonlyArray<readonly [name: string, call: Sample, key: string]> = [
    ["connections", Connections.list(), "connections"],
    ["subscriptions", Subscriptions.list(), "subscriptions"],
    ["webhooks", Webhooks.list(), "webhooks"],
    ["applications", Applications.list(), "applications"],
    ["applicationSecrets", Applications.secrets({ applicationId: "a" }), "secrets"],
    ["compatibleVehicles", CompatibleVehicles.list(), "vehicles"],
    ["signals", Signals.list(car), "signals"]
  ]

  for (const [name, call, key] of lists) {
    it.effect(name, () =>
      Effect.gen(function* () {
        for (const nothing of [undefined, null]) {
          const { value } = yield* success(call, withParts(name, { meta: nothing, links: nothing }))
          expect(plain(value)).toEqual({ ...Object(goldenOf(name).value), paging: {} })
        }
        const { value } = yield* success(call, Wire.json({ data: [] }))
        expect(value).toMatchObject({ [key]: [], paging: {} })
      })
    )
  }

  it.effect("say where they stand in either spelling, and in numbers that are quoted", () =>
    Effect.gen(function* () {
      const seen = []
      for (const meta of [
        { page: 2, pageSize: 10, totalCount: 11 },
        { pageNumber: 2, pageSize: 10, totalCount: 11 },
        { page: 7, pageNumber: 2, pageSize: "10", totalCount: "11" },
        { totalCount: 0 },
        { pageNumber: null, page: null, pageSize: null, totalCount: null },
        { pageNumber: null, page: 2, totalCount: null },
        {}
      ]) {
        const { value } = yield* success(Connections.list(), Wire.json({ data: [], meta, links: { previous: "x" } }))
        seen.push(value.paging)
      }
      expect(seen).toEqual([
        { page: 2, size: 10, total: 11 },
        { page: 2, size: 10, total: 11 },
        { page: 2, size: 10, total: 11 },
        { total: 0 },
        {},
        { page: 2 },
        {}
      ])
    })
  )
})

describe("signals", () => {
  const soc = Signal.tractionBatteryStateOfCharge
  const path = "data.attributes"
  const state = (parts: Readonly<Record<string, unknown>>) =>
    Effect.map(success(Signals.get(car, soc), withParts("signal", parts)), (r) => plain(r.value))

  const whole = goldenOf("signal").value

  it.effect("one may come bare, as in older answers", () =>
    Effect.gen(function* () {
      const { data } = Object(goldenOf("signal").response.body)
      const links = { self: "s", values: "v", vehicle: "w" }
      const meta = { oemUpdatedAt: 1790080491000, retrievedAt: 1790080876476, ingestedAt: 1790080994379 }
      for (const bare of [data, { ...data, links, meta }]) {
        const { value } = yield* success(Signals.get(car, soc), Wire.json(bare))
        expect(plain(value)).toEqual(whole)
      }
    })
  )

  it.effect("times may be milliseconds, zero, unreadable, absent", () =>
    Effect.gen(function* () {
      expect(yield* state({ "data.meta.oemUpdatedAt": 1790080491000 })).toEqual(whole)
      for (const none of [0, null, undefined, "?", "", {}, true]) {
        expect(yield* state({ "data.meta.oemUpdatedAt": none })).toEqual({ ...Object(whole), oemUpdatedAt: null })
      }
      for (const meta of [undefined, null, {}]) {
        expect(yield* state({ "data.meta": meta })).toMatchObject({ oemUpdatedAt: null, retrievedAt: null })
      }
    })
  )

  it.effect("a signal without a status is a success", () =>
    Effect.gen(function* () {
      expect(yield* state({ [`${path}.status`]: undefined })).toEqual(whole)
      expect(yield* state({ [`${path}.status`]: null })).toEqual(whole)
      expect(yield* state({ [`${path}.status`]: {} })).toEqual(whole)
    })
  )

  it.effect("the car beside a list may have its year as text, or be missing", () =>
    Effect.gen(function* () {
      const year = "included.vehicle.attributes.year"
      const { value } = yield* success(Signals.list(car), withParts("signals", { [year]: "2025" }))
      expect(plain(value)).toEqual(goldenOf("signals").value)
      const odd = [[], "?", { vehicle: {} }, { vehicle: [] }, { vehicle: { id: vehicleId, attributes: { make: 5 } } }]
      for (const included of [undefined, null, {}, { vehicle: null }, ...odd]) {
        const { value } = yield* success(Signals.list(car), withParts("signals", { included }))
        expect([value.vehicle, value.signals.length]).toEqual([null, 4])
      }
    })
  )

  it.effect("what is no signal costs no list the others, unless nothing is one", () =>
    Effect.gen(function* () {
      const [, ...others] = Object(goldenOf("signals").value).signals
      for (const none of [null, "?", [], {}, { id: "a", type: "signal" }, { id: "a", attributes: { name: "A" } }]) {
        const { value } = yield* success(Signals.list(car), withParts("signals", { "data.0": none }))
        expect(plain(value.signals)).toEqual(others)
        expect(yield* failure(Signals.list(car), Wire.json({ data: [none] }))).toMatchObject({
          _tag: "UnexpectedResponseError",
          description: expect.stringContaining("the body does not fit: data expected ")
        })
      }
    })
  )

  it.effect("an empty store is no error", () =>
    Effect.map(success(Signals.list(car), Wire.json({ data: [], meta: { totalCount: 0 } })), ({ value }) =>
      expect(value).toEqual({ signals: [], vehicle: null, paging: { total: 0 } })
    )
  )
})

describe("executions", () => {
  it.effect("may leave out all but the status", () =>
    Effect.gen(function* () {
      const answer = Wire.json({ data: { attributes: { status: { value: "SUCCESS" } } } })
      const nothing = {
        id: null,
        status: "SUCCESS",
        executionMode: null,
        parameters: null,
        executedAt: null,
        completedAt: null,
        durationInSeconds: null
      }
      expect((yield* success(Commands.lock(car), answer)).value).toEqual({ ...nothing, commandType: null })
      expect((yield* success(ChargeSchedules.remove(car, { scheduleId: "s" }), answer)).value).toEqual({
        ...nothing,
        action: null,
        scheduleType: null,
        scheduleId: null
      })
    })
  )

  it.effect("times may be milliseconds, and how long it took may be quoted", () =>
    Effect.gen(function* () {
      const meta = { executedAt: 1790080873000, completedAt: 0, durationInSeconds: "3.2" }
      const { value } = yield* success(Commands.lock(car), withParts("lock", { "data.meta": meta }))
      expect(plain(value)).toMatchObject({
        executedAt: "2026-09-22T12:41:13.000Z",
        completedAt: null,
        durationInSeconds: 3.2
      })
    })
  )
})

describe("a subscription that is being made", () => {
  it.effect("may be accepted without a word; one that exists is a conflict nobody documented", () =>
    Effect.gen(function* () {
      const create = Subscriptions.create({ webhookId: "w", userId: "u", vehicleId: "v" })
      for (const body of ["", "{}", '{"meta":null}', '{"meta":{}}']) {
        const { value } = yield* success(create, Wire.text(body, { status: 202 }))
        expect(value).toEqual({ message: null })
      }
      const conflict = fields(yield* failure(create, Wire.json({ errors: [{ type: "CONFLICT" }] }, { status: 409 })))
      expect(conflict).toMatchObject({
        _tag: "UnexpectedResponseError",
        statusCode: 409,
        endpoint: "createSubscription"
      })
    })
  )
})

describe("an application", () => {
  it.effect("never shows what it says of itself", () =>
    Effect.gen(function* () {
      const attributes = { name: "My fleet", clientSecret: "client-s3cret", managementToken: "token-s3cret" }
      const get = Applications.get({ applicationId: "a" })
      const calls = [
        [get, withParts("application", { "data.attributes": attributes })],
        [Applications.list(), withParts("applications", { "data.0.attributes": attributes })]
      ] as const
      for (const [call, answer] of calls) {
        const reading = yield* success<unknown, unknown>(call, answer)
        expect(inspect(reading, { depth: 20 }) + JSON.stringify(reading)).not.toContain("s3cret")
      }
      const { value } = yield* success(get, withParts("application", { "data.attributes": attributes }))
      expect(value.attributes && Redacted.value(value.attributes)).toEqual(attributes)
      for (const call of [get, Applications.list()]) {
        const error = yield* failure<unknown, unknown>(call, Wire.json({ attributes }))
        expect(inspect(error, { depth: 20 }) + JSON.stringify(error)).not.toContain("s3cret")
      }
    })
  )
})
