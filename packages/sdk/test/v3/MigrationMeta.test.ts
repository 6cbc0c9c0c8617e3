import { assert, describe, it } from "@effect/vitest"
import type { Reading, Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Signal } from "@effect-smartcar/sdk/v3"
import { DateTime, Effect, Either } from "effect"
import { car, exchange, headers, problem, signal, userId, vehicleId } from "../support/migration.js"

type Read = (
  car: Vehicle.VehicleHandle
) => Effect.Effect<Reading.Reading<unknown>, SmartcarError.SmartcarError, Smartcar.Smartcar>

describe("the meta of readings from signals", () => {
  const at = (text: string) => DateTime.unsafeMake(text)

  const metaOf = (
    read: Read,
    signals: ReadonlyArray<ReturnType<typeof signal>>,
    unitSystem: "metric" | "imperial" = "metric"
  ) =>
    Effect.map(
      exchange(read(Vehicle.make(vehicleId, { owner: userId, unitSystem })), car(signals)),
      ({ requests, result }) => {
        assert.strictEqual(requests[0]?.headers["sc-unit-system"], unitSystem)
        return Either.isRight(result) ? result.right.meta : assert.fail(JSON.stringify(problem(result)))
      }
    )

  const charge = (meta: unknown) => signal(Signal.tractionBatteryStateOfCharge, { value: 45 }, { meta })
  const range = (meta: unknown, unit = "km") => signal(Signal.tractionBatteryRange, { value: 1, unit }, { meta })

  it.effect("tells of the oldest signal used, and of no other", () =>
    Effect.gen(function* () {
      const meta = yield* metaOf(Vehicle.battery, [
        charge({ oemUpdatedAt: 1_790_080_005_073, retrievedAt: "2026-09-22T12:00:00Z" }),
        range({ oemUpdatedAt: "2026-09-01T00:00:00Z", retrievedAt: "2026-09-22T13:00:00Z" }),
        signal(
          Signal.odometerTraveledDistance,
          { value: 1, unit: "mi" },
          { meta: { oemUpdatedAt: "2020-01-01T00:00:00Z" } }
        )
      ])
      assert.deepStrictEqual(meta, {
        requestId: headers["sc-request-id"],
        dataAge: at("2026-09-01T00:00:00Z"),
        fetchedAt: at("2026-09-22T12:00:00Z"),
        unitSystem: "metric"
      })
    })
  )

  it.effect("says nothing that the signals do not say", () =>
    Effect.gen(function* () {
      const meta = yield* metaOf(Vehicle.battery, [charge({ oemUpdatedAt: 0 }), range(undefined, "parsec")])
      assert.deepStrictEqual(meta, {
        requestId: headers["sc-request-id"],
        dataAge: at("2026-11-01T10:00:00.000Z"),
        fetchedAt: at("2026-11-01T11:00:00.000Z"),
        unitSystem: "metric"
      })
      const none = yield* metaOf(Vehicle.battery, [charge({}), range({})])
      assert.deepStrictEqual(none, { requestId: headers["sc-request-id"], unitSystem: "metric" })
    })
  )

  it.effect("believes the unit of the body before the header", () =>
    Effect.gen(function* () {
      const spellings = [
        ["mi", "imperial"],
        ["Miles", "imperial"],
        ["gallons", "imperial"],
        ["psi", "imperial"],
        ["km", "metric"],
        ["kilometers", "metric"],
        // The header's, since the body's says nothing of it.
        ["percent", "metric"]
      ] as const
      for (const [unit, expected] of spellings) {
        const signals = [signal(Signal.odometerTraveledDistance, { value: 1, unit })]
        assert.strictEqual((yield* metaOf(Vehicle.odometer, signals, "imperial")).unitSystem, expected, unit)
      }
    })
  )
})
