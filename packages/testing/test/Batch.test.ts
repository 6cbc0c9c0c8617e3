import { describe, expect, it } from "@effect/vitest"
import { Batch } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Effect, Either, TestClock } from "effect"
import { bearer, car, idOf, raw } from "./support/harness.js"

const inProcess = Effect.provide(Simulator.layer({ connected: true }))

describe("batch", () => {
  const post = (requests: ReadonlyArray<{ readonly path: string }>, headers: Record<string, string>, make = "TESLA") =>
    raw("POST", `/v2.0/vehicles/${idOf(make)}/batch`, { headers, body: JSON.stringify({ requests }) })

  it.effect("gives each entry its status, headers and body; failed ones have no headers", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      yield* Simulator.update(idOf("TESLA"), { odometer: 500 })
      const auth = yield* bearer({ permissions: ["read_odometer", "read_fuel"] })
      const answer = yield* post([{ path: "odometer" }, { path: "/fuel" }, { path: "/vin" }], auth)
      expect(answer.status).toBe(200)
      const requestId = answer.headers["sc-request-id"]
      const [odometer, fuel, vin] = answer.json.responses
      expect(odometer).toEqual({
        path: "/odometer",
        code: 200,
        body: { distance: 500 },
        headers: {
          "sc-data-age": "2026-05-01T12:00:00.000Z",
          "sc-fetched-at": "2026-05-01T12:00:00.000Z",
          "sc-unit-system": "metric"
        }
      })
      expect(Object.keys(fuel)).toEqual(["path", "code", "body"])
      expect(fuel).toMatchObject({ code: 501, body: { type: "COMPATIBILITY", statusCode: 501, requestId } })
      expect(vin).toMatchObject({ path: "/vin", code: 403, body: { type: "PERMISSION", requestId } })
      for (const name of ["sc-data-age", "sc-fetched-at", "sc-unit-system"]) {
        expect(answer.headers).not.toHaveProperty(name)
      }
    }).pipe(Effect.provide(Simulator.layer()))
  )

  for (const path of [
    "/odometre",
    "/service/history",
    "/charge?x=1",
    "/batch",
    "/lock",
    "/../user",
    "odometer/extra"
  ]) {
    it.effect(`fails as a whole for ${path}`, () =>
      Effect.gen(function* () {
        const answer = yield* post([{ path: "/odometer" }, { path }], yield* bearer())
        expect([answer.status, answer.json.type]).toEqual([400, "VALIDATION"])
      }).pipe(Effect.provide(Simulator.layer()))
    )
  }

  it.effect("fails without requests", () =>
    Effect.gen(function* () {
      const auth = yield* bearer()
      const none = yield* raw("POST", `/v2.0/vehicles/${idOf("TESLA")}/batch`, { headers: auth, body: "{}" })
      expect(none.json).toMatchObject({ type: "VALIDATION", detail: [{ field: ["requests"], message: "is missing" }] })
      expect((yield* post([], auth)).status).toBe(400)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("carries the attributes at the root", () =>
    Effect.gen(function* () {
      const { attributes } = yield* Batch.all({ attributes: Vehicle.attributes })(car("TESLA"))
      expect(Either.map(attributes, ({ value }) => value.model)).toEqual(Either.right("Model 3"))
    }).pipe(inProcess)
  )
})
