import { describe, expect, it } from "@effect/vitest"
import { Batch, Reading, Retry, Smartcar } from "@effect-smartcar/sdk"
import { User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Layer, Schema } from "effect"
import { type AnyCall, carOf, run, sent, together, values, vendor } from "./support/batches.js"
import { vehicleId } from "./support/harness.js"
import { refusedFor } from "./support/tries.js"

const a = carOf("a")

describe("what goes out alone", () => {
  it.live("commands, calls with parameters or headers, and whatever is no read of a car", () =>
    Effect.gen(function* () {
      const success = Schema.Struct({})
      const calls: ReadonlyArray<AnyCall> = [
        Vehicle.odometer(a),
        Vehicle.lock(a),
        Vehicle.permissions(a, { limit: 1 }),
        Vehicle.serviceHistory(a),
        Vehicle.request(a, { path: "/fuel", success }),
        Vehicle.request(a, { path: "/odometer", success, headers: { "x-y": "z" } }),
        Vehicle.batch(a, { requests: [{ path: "/vin" }] }),
        User.get(),
        Vehicle.fuel(a)
      ]
      expect(new Set(yield* sent(calls))).toEqual(
        new Set([
          "POST a /odometer /fuel",
          "POST a /security",
          "GET a /permissions",
          "GET a /service/history",
          "GET a /fuel",
          "GET a /odometer",
          "POST a /vin",
          "GET - /"
        ])
      )
    })
  )

  it.live("headers of a call's own, which an interpreter may be given", () =>
    Effect.gen(function* () {
      const own = Effect.flatMap(Smartcar.Smartcar, ({ execute }) =>
        execute(Vehicle.odometer.endpoint, { vehicleId: a.id }, { headers: { "x-y": "z" } })
      )
      const { lines, requests } = yield* values(Effect.all([own, Vehicle.fuel(a), Vehicle.vin(a)], together))
      expect(lines).toEqual(["GET a /odometer", "POST a /fuel /vin"])
      expect(requests.map(({ headers }) => headers["x-y"])).toEqual(["z", undefined])
    })
  )

  it.live("Batch.all is as ever, and parameters that are undefined are none", () =>
    Effect.gen(function* () {
      expect(yield* sent([Batch.all(a, { odometer: Vehicle.odometer }), Vehicle.fuel(a)])).toEqual([
        "POST a /odometer",
        "GET a /fuel"
      ])
      expect(yield* sent([Vehicle.permissions(a, {}), Vehicle.fuel(a)])).toEqual(["POST a /permissions /fuel"])
    })
  )
})

describe("input that makes no sense", () => {
  const refused = (
    car: Parameters<typeof Vehicle.odometer>[0],
    f: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = (x) => x
  ) =>
    Effect.gen(function* () {
      const pair = Effect.all([Effect.flip(Vehicle.odometer(car)), Effect.flip(Vehicle.fuel(car))], together)
      const alone = yield* refusedFor(f(Effect.provide(Vehicle.odometer(car), Smartcar.layerBatched)))
      const both = yield* refusedFor(
        Effect.flatMap(f(Effect.provide(pair, Smartcar.layerBatched)), ([e]) => Effect.fail(e))
      )
      expect(both).toBe(alone)
      expect(yield* refusedFor(f(Vehicle.odometer(car)))).toBe(alone)
      return alone.replace("InvalidInputError: ", "")
    })

  it.live("fails as it does alone, unsent", () =>
    Effect.gen(function* () {
      expect(yield* refused(Vehicle.make("../x"))).toBe("vehicleId")
      expect(yield* refused(Vehicle.make(""))).toBe("vehicleId")
      expect(yield* refused(Vehicle.make(vehicleId, { unitSystem: "nautical" as never }))).toBe("unitSystem")
      expect(yield* refused(Vehicle.make(vehicleId, { version: "two" }))).toBe("version")
      expect(yield* refused(Vehicle.make(vehicleId, { flags: { "a b": true } }))).toBe("flags.a b")
      expect(yield* refused(Vehicle.make(vehicleId, { flags: "country:DE" as never }))).toBe("flags")
      expect(yield* refused(Vehicle.make(vehicleId, { flags: ["country"] as never }))).toBe("flags")
      expect(yield* refused(a, Smartcar.withTimeout("soon" as never))).toBe("timeout")
      expect(yield* refused(a, Retry.transient({ factor: 0 }))).toBe("retry.factor")
      expect(yield* refused(undefined as never)).toBe("vehicleId")
    })
  )

  it.live("a limit below one", () =>
    Effect.gen(function* () {
      for (const limit of [0, -1, 0.5, Number.NaN, "no" as never]) {
        const pair = Effect.all([Vehicle.odometer(a), Vehicle.fuel(a)], together)
        const call = pair.pipe(Batch.withLimit(limit), Effect.provide(Smartcar.layerBatched))
        expect(yield* refusedFor(call)).toBe("InvalidInputError: limit")
      }
    })
  )

  it.live("one bad member does not harm the others", () =>
    Effect.gen(function* () {
      const calls: ReadonlyArray<AnyCall> = [
        Vehicle.odometer(a),
        Vehicle.odometer(Vehicle.make("../x")),
        Vehicle.fuel(a)
      ]
      expect(yield* sent(calls)).toEqual(["POST a /odometer /fuel"])
    })
  )
})

describe("layers", () => {
  it.live("above a Retry.layer and below one", () =>
    Effect.gen(function* () {
      const retries = Retry.layer({ times: 1, base: 0, jitter: 0 })
      const pair = Effect.ignore(Effect.all([Vehicle.odometer(a), Vehicle.fuel(a)], together))
      const down = () => Effect.succeed(Wire.text("<p>", { status: 500 }))
      const above = Smartcar.layerBatched.pipe(Layer.provide(retries))
      const below = retries.pipe(Layer.provide(Smartcar.layerBatched))
      for (const layer of [above, below]) {
        const { lines } = yield* run(pair, down, layer)
        expect(lines).toEqual(["POST a /odometer /fuel", "POST a /odometer /fuel"])
        expect((yield* run(Effect.ignore(Vehicle.odometer(a)), down, layer)).lines.length).toBe(2)
      }
    })
  )

  it.live("twice is as once", () =>
    Effect.gen(function* () {
      const { lines } = yield* values(
        Effect.all([Vehicle.odometer(a), Vehicle.fuel(a)], together),
        vendor(),
        Layer.fresh(Smartcar.layerBatched).pipe(Layer.provide(Layer.fresh(Smartcar.layerBatched)))
      )
      expect(lines).toEqual(["POST a /odometer /fuel"])
    })
  )

  it.live("Reading.value and other steps around a read", () =>
    Effect.gen(function* () {
      const { value } = yield* values(
        Effect.all([Reading.value(Vehicle.odometer(a)), Reading.value(Vehicle.vin(a))], together)
      )
      expect(value).toEqual([{ distance: 104.32 }, { vin: "0SCAUDI037A5ADB1C" }])
    })
  )
})
