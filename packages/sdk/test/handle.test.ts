import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect, Either, Layer, Redacted, Schema } from "effect"
import { exchange, fields, success, vehicleId } from "./support/harness.js"

const car = Vehicle.make(vehicleId)
const json = Wire.json({ ok: true })
const Ok = Schema.Struct({ ok: Schema.Boolean })

const header = (requests: ReadonlyArray<Wire.Request>, name: string) => requests.map(({ headers }) => headers[name])

describe("version and units", () => {
  it.effect("the version is the handle's, else the configuration's", () =>
    Effect.gen(function* () {
      const sent = []
      for (const version of [undefined, "2.1"]) {
        const { requests } = yield* exchange(
          Vehicle.vin(Vehicle.make(vehicleId, { version })),
          Wire.json({ vin: "v" }),
          {
            apiVersion: "1.9"
          }
        )
        sent.push(requests.map(({ url }) => url.pathname.split("/")[1]))
      }
      expect(sent).toEqual([["v1.9"], ["v2.1"]])
    })
  )

  it.effect("two configurations in one process do not meet", () =>
    Effect.gen(function* () {
      const both = yield* Effect.all(
        ["2.0", "3.0"].map((apiVersion) => exchange(Vehicle.vin(car), Wire.json({ vin: apiVersion }), { apiVersion })),
        { concurrency: "unbounded" }
      )
      expect(both.map(({ requests }) => requests.map(({ url }) => url.pathname.split("/")[1]))).toEqual([
        ["v2.0"],
        ["v3.0"]
      ])
    })
  )

  it.effect("units are the handle's, metric by default, and nothing else is sent", () =>
    Effect.gen(function* () {
      const sent = []
      for (const unitSystem of [undefined, "metric", "imperial"] as const) {
        const { requests } = yield* exchange(Vehicle.lock(Vehicle.make(vehicleId, { unitSystem })), json)
        sent.push(...header(requests, "sc-unit-system"))
      }
      expect(sent).toEqual(["metric", "metric", "imperial"])
      const { result, requests } = yield* exchange(
        // A caller without types.
        Vehicle.vin(Vehicle.make(vehicleId, { unitSystem: "bananas" as "metric" })),
        json
      )
      expect(Either.mapLeft(result, (e) => fields(e)["field"])).toEqual(Either.left("unitSystem"))
      expect(requests).toEqual([])
    })
  )

  it.effect("the answer's units are told, even if others were asked for", () =>
    Effect.map(
      success(Vehicle.odometer(car), Wire.json({ distance: 1 }, { headers: { "sc-unit-system": "imperial" } })),
      ({ meta }) => expect(meta).toEqual({ unitSystem: "imperial" })
    )
  )

  it.effect("headers that say nothing sensible leave no trace in meta", () =>
    Effect.map(
      success(
        Vehicle.odometer(car),
        Wire.json(
          { distance: 1 },
          { headers: { "sc-unit-system": "bananas", "sc-data-age": "?", "sc-fetched-at": "" } }
        )
      ),
      ({ meta }) => expect(meta).toEqual({})
    )
  )
})

describe("Vehicle.hasPermissions", () => {
  const granted = ["read_vin", "read_odometer", "read_fuel", "control_security", "read_battery"]

  /** A server with pages of two. */
  const pages: Wire.Handler = ({ url }) => {
    const offset = Number(url.searchParams.get("offset") ?? 0)
    return Effect.succeed(
      Wire.json({ permissions: granted.slice(offset, offset + 2), paging: { count: granted.length, offset } })
    )
  }

  const ask = (wanted: ReadonlyArray<string>, answers: Wire.Answer | Wire.Handler = pages) =>
    Effect.map(exchange(Vehicle.hasPermissions(car, wanted), answers), ({ result, requests }) => [
      Either.getOrElse(result, (e) => fields(e)["_tag"]),
      requests.map(({ url }) => url.search)
    ])

  it.effect("reads as many pages as it takes", () =>
    Effect.gen(function* () {
      expect(yield* ask(["read_vin"])).toEqual([true, [""]])
      expect(yield* ask(["read_vin", "read_fuel"])).toEqual([true, ["", "?offset=2"]])
      expect(yield* ask(["read_battery"])).toEqual([true, ["", "?offset=2", "?offset=4"]])
      expect(yield* ask(["read_tires", "read_vin"])).toEqual([false, ["", "?offset=2", "?offset=4"]])
      expect(yield* ask(["required:read_vin"])).toEqual([true, [""]])
      expect(yield* ask([])).toEqual([true, []])
    })
  )

  it.effect("stops where there is no paging, or a page is empty", () =>
    Effect.gen(function* () {
      expect(yield* ask(["read_fuel"], Wire.json({ permissions: ["read_vin"] }))).toEqual([false, [""]])
      const endless = Wire.json({ permissions: [], paging: { count: 99, offset: 0 } })
      expect(yield* ask(["read_fuel"], endless)).toEqual([false, [""]])
    })
  )

  it.effect("fails as the read does", () =>
    Effect.map(ask(["read_fuel"], Wire.json({ type: "PERMISSION", code: null }, { status: 403 })), (found) =>
      expect(found).toEqual(["PermissionError", [""]])
    )
  )
})

describe("whose token", () => {
  const kept = Layer.succeed(Credentials.Credentials, {
    authorization: (scheme, owner) => Effect.succeed(Redacted.make(`Bearer ${scheme}/${owner}`)),
    renew: () => Effect.succeedNone
  })

  const sent = <A, E>(self: Effect.Effect<A, E, Smartcar.Smartcar>) =>
    Effect.ignore(self).pipe(
      Effect.zipRight(FakeHttp.requests),
      Effect.map((requests) => header(requests, "authorization")),
      Effect.provide(
        Smartcar.layer.pipe(
          Layer.provide(kept),
          Layer.provide(SmartcarConfig.layer()),
          Layer.provideMerge(FakeHttp.layer(json))
        )
      )
    )

  it.effect("the handle's owner, then withOwner, then the default; a token at hand before all", () =>
    Effect.gen(function* () {
      const mine = Vehicle.make(vehicleId, { owner: "handle" })
      const at = Credentials.withAccessToken(Redacted.make("hand"))
      expect(yield* sent(Vehicle.vin(car))).toEqual(["Bearer user/default"])
      expect(yield* sent(Vehicle.vin(car).pipe(Credentials.withOwner("ref")))).toEqual(["Bearer user/ref"])
      expect(yield* sent(Vehicle.vin(mine).pipe(Credentials.withOwner("ref")))).toEqual(["Bearer user/handle"])
      expect(yield* sent(at(Vehicle.vin(mine)))).toEqual(["Bearer hand"])
      expect(yield* sent(at(Vehicle.unsubscribe(mine, { webhookId: "w" })))).toEqual(["Bearer managementBearer/handle"])
      const request = Smartcar.request({ path: "/x", owner: "option", success: Ok })
      expect(yield* sent(request.pipe(Credentials.withOwner("ref")))).toEqual(["Bearer user/option"])
    })
  )
})
