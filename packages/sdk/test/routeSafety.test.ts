import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Smartcar } from "@effect-smartcar/sdk"
import { endpoints, Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, FastCheck as FC, Schema } from "effect"
import { type AnyError, exchange, layer, type Needs, type Outcome, token, vehicleId } from "./support/harness.js"
import { accepts, expectRoute, hostile, refused } from "./support/hostile.js"

/** JavaScript keeps no such key in most records. */
const ordinary = (key: string) => key !== "__proto__"

beforeAll(() => FC.configureGlobal({ numRuns: 40 }))
afterAll(FC.resetConfigureGlobal)

/** Path parameters by name; those of a make take only its own makes. */
const parameters = [...new Set(Object.values(endpoints).flatMap(({ path }) => path.match(/(?<=:)\w+/g) ?? []))]

const call = (name: keyof typeof endpoints, params: object): Effect.Effect<unknown, AnyError, Needs> =>
  Effect.flatMap(Smartcar.Smartcar, (smartcar) =>
    // Any descriptor with any parameters: what the public functions would refuse by type.
    smartcar.execute(endpoints[name] as never, params as never, {})
  )

const ok = Wire.json({})

describe("no id changes the route", () => {
  it("the table has the path parameters tested here", () => {
    expect(parameters.sort()).toEqual(["make", "vehicleId", "webhookId"])
  })

  for (const name of ["odometer", "attributes", "unsubscribe", "batch"] as const) {
    const { path } = endpoints[name]
    it.effect.prop(`${name}: ${path}`, { vehicleId: hostile, webhookId: hostile }, (ids) =>
      Effect.map(exchange(call(name, { ...ids, requests: [{ path: "/vin" }] }), ok), (outcome) => {
        const used = path.includes(":webhookId") ? [ids.vehicleId, ids.webhookId] : [ids.vehicleId]
        if (used.every(accepts)) {
          const template = path.slice(1).split("/")
          expectRoute(
            outcome,
            template.map((part) =>
              part === ":vehicleId" ? ids.vehicleId : part === ":webhookId" ? ids.webhookId : part
            )
          )
          expect(outcome.requests[0]?.url.search).toBe("")
        } else expect(refused(outcome)).toBe(accepts(ids.vehicleId) ? "webhookId" : "vehicleId")
      })
    )
  }

  it.effect.prop("a make is one of the documented ones", { make: hostile }, ({ make }) =>
    Effect.map(exchange(call("fordChargeSchedule", { vehicleId, make }), ok), (outcome) =>
      expect(refused(outcome)).toBe("make")
    ).pipe(Effect.asVoid)
  )

  it.effect("a parameter that is missing, or is no text", () =>
    Effect.gen(function* () {
      for (const id of [undefined, null, 7, {}, ["a"]]) {
        expect(refused(yield* exchange(call("odometer", { vehicleId: id }), ok))).toBe("vehicleId")
      }
    })
  )
})

describe("no path of a general-purpose call leaves its base", () => {
  const segments = FC.array(hostile, { minLength: 1, maxLength: 3 })

  const check = (outcome: Outcome<unknown, AnyError>, path: string, base: ReadonlyArray<string>) => {
    const below = path.replace(/^\//, "")
    const isPath = below === "" || below.replace(/\/$/, "").split("/").every(accepts)
    if (!isPath || /[?#\\]/.test(below)) return expect(refused(outcome)).toBe("path")
    expectRoute(outcome, [...base, ...(below === "" ? [] : below.split("/"))])
    expect(outcome.requests[0]?.url.search).toBe("")
  }

  it.effect.prop("Vehicle.request", [segments], ([parts]) => {
    const path = `/${parts.join("/")}`
    const request = Vehicle.request(Vehicle.make(vehicleId), { path, success: Schema.Unknown })
    return Effect.map(exchange(request, ok), (outcome) => check(outcome, path, ["vehicles", vehicleId])).pipe(
      Effect.asVoid
    )
  })

  it.effect.prop("Smartcar.request", [segments], ([parts]) => {
    const path = parts.join("/")
    return Effect.map(exchange(Smartcar.request({ path, success: Schema.Unknown }), ok), (outcome) =>
      check(outcome, path, [])
    ).pipe(Effect.asVoid)
  })

  it.effect.prop("an id in Vehicle.request", [hostile], ([id]) =>
    Effect.map(
      exchange(Vehicle.request(Vehicle.make(id), { path: "/tesla/compass", success: Schema.Unknown }), ok),
      (outcome) => {
        if (accepts(id)) expectRoute(outcome, ["vehicles", id, "tesla", "compass"])
        else expect(refused(outcome)).toBe("vehicleId")
      }
    )
  )

  it.effect("what ordinary paths become", () =>
    Effect.gen(function* () {
      const sent = []
      for (const path of ["/tires/pressure", "tires/pressure", "/user/", "/", "", "/a b/%41/é:1"]) {
        const { requests } = yield* exchange(Smartcar.request({ path, success: Schema.Unknown }), ok)
        sent.push(requests[0]?.url.pathname)
      }
      expect(sent).toEqual([
        "/v2.0/tires/pressure",
        "/v2.0/tires/pressure",
        "/v2.0/user/",
        "/v2.0",
        "/v2.0",
        "/v2.0/a%20b/%2541/%C3%A9%3A1"
      ])
    })
  )
})

describe("queries", () => {
  it.effect.prop(
    "any text comes through whole, and adds no parameter",
    [FC.dictionary(FC.fullUnicodeString({ minLength: 1 }).filter(ordinary), FC.fullUnicodeString())],
    ([query]) =>
      Effect.map(exchange(Smartcar.request({ path: "/x", query, success: Schema.Unknown }), ok), ({ requests }) =>
        expect([...(requests[0]?.url.searchParams ?? [])]).toEqual(Object.entries(query))
      ).pipe(Effect.asVoid)
  )

  const flagText = FC.stringMatching(/^[!-9;-~]{1,8}$/)

  it.effect.prop("flags come through whole", [FC.dictionary(flagText, FC.oneof(flagText, FC.boolean()))], ([flags]) =>
    Effect.map(
      exchange(Vehicle.odometer(Vehicle.make(vehicleId, { flags })), Wire.json({ distance: 1 })),
      ({ requests }) => {
        const pairs = requests[0]?.url.searchParams.getAll("flags").flatMap((text) => text.split(" "))
        expect(pairs?.map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)])).toEqual(
          Object.entries(flags).map(([name, value]) => [name, String(value)])
        )
      }
    )
  )

  it.effect.prop(
    "a flag that would be read as another is refused",
    [FC.constantFrom(" ", "\t", "\n", "\u00a0", ":", "\0", "\ud800"), flagText],
    ([bad, good]) =>
      Effect.gen(function* () {
        for (const flags of [
          { [good + bad]: "x" },
          ...(bad === ":" ? [] : [{ x: good + bad }]),
          { "": good },
          { x: "" }
        ]) {
          const outcome = yield* exchange(Vehicle.odometer(Vehicle.make(vehicleId, { flags })), ok)
          expect(refused(outcome)).toMatch(/^flags\./)
        }
      })
  )
})

describe("headers", () => {
  it.effect.prop(
    "no header brings a second one",
    { name: hostile.filter(ordinary), value: hostile },
    ({ name, value }) =>
      Effect.map(
        exchange(
          Vehicle.request(Vehicle.make(vehicleId), {
            path: "/vin",
            headers: { [name]: value },
            success: Schema.Unknown
          }),
          ok
        ),
        (outcome) => {
          if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\x20-\x7e]+$/.test(value)) {
            expect({ ...outcome.requests[0]?.headers }).toEqual({
              accept: "application/json",
              "user-agent": "golden",
              "sc-unit-system": "metric",
              authorization: `Bearer ${token}`,
              [name.toLowerCase()]: value
            })
          } else expect(refused(outcome)).toMatch(/^headers/)
        }
      )
  )

  it.effect("line breaks in names and values are refused", () =>
    Effect.gen(function* () {
      for (const headers of [
        { "x-a": "1\r\nx-b: 2" },
        { "x-a\r\nx-b": "1" },
        { "x a": "1" },
        { "": "1" },
        { "x-a": "\u010d\u010a" }
      ]) {
        const request = Vehicle.request(Vehicle.make(vehicleId), { path: "/vin", headers, success: Schema.Unknown })
        expect(refused(yield* exchange(request, ok))).toMatch(/^headers/)
      }
    }).pipe(Effect.provide(layer(ok)))
  )
})
