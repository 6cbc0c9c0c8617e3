import { assert, describe, it } from "@effect/vitest"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Signal } from "@effect-smartcar/sdk/v3"
import { DateTime, Effect, Either, TestClock } from "effect"
import { plain } from "../support/harness.js"
import { car, exchange, problem, signal, userId, vehicleId } from "../support/migration.js"

const handle = Vehicle.make(vehicleId, { owner: userId })

describe("serviceHistory", () => {
  const record = (id: number, time: string | null) => ({
    id,
    time,
    odometer: 50_000,
    cost: { amount: 100, currency: "USD" },
    tasks: [{ id: "1", description: "oil change" }],
    details: [{ type: "dealership", value: null }, "?"]
  })
  const records = signal(Signal.serviceRecords, {
    values: [
      record(1, "2026-11-20T12:00:00Z"),
      record(2, "2026-02-10T23:59:59.500Z"),
      record(3, "2025-11-23T18:00:00Z"),
      record(4, "2025-11-23T19:00:00Z"),
      record(5, "2020-01-01T00:00:00Z"),
      record(6, null),
      record(7, "2027-01-01T00:00:00Z")
    ]
  })

  const found = (range: Parameters<typeof Vehicle.serviceHistory>[1]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(new Date("2026-11-23T18:30:00Z"))
      const { result, sent } = yield* exchange(Vehicle.serviceHistory(handle, range), car([records]))
      assert.deepStrictEqual(sent, [`GET vehicle.api/v3/vehicles/${vehicleId}/signals/service-records`])
      return Either.isRight(result) ? result.right.value : assert.fail(JSON.stringify(problem(result)))
    })

  const idsOf = (range: Parameters<typeof found>[0]) =>
    Effect.map(found(range), (records) => records.map(({ serviceId }) => serviceId))

  it.effect("has the records of v2", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(plain((yield* found({}))[0]), {
        serviceId: 1,
        serviceDate: "2026-11-20T12:00:00.000Z",
        odometerDistance: 50_000,
        serviceTasks: [{ taskId: "1", taskDescription: "oil change" }],
        serviceDetails: [
          { type: "dealership", value: null },
          { type: null, value: null }
        ],
        serviceCost: { totalCost: 100, currency: "USD" }
      })
    })
  )

  it.effect("is about the last year, or between the dates, ends included; one without a date always is", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* idsOf({}), [1, 2, 4, 6])
      assert.deepStrictEqual(yield* idsOf({ startDate: "2020-01-01" }), [1, 2, 3, 4, 5, 6])
      assert.deepStrictEqual(yield* idsOf({ endDate: "2026-02-10" }), [2, 4, 6])
      assert.deepStrictEqual(yield* idsOf({ endDate: "2026-02-10T23:59:59Z" }), [4, 6])
      const at = DateTime.unsafeMake("2025-11-23T18:00:00Z")
      assert.deepStrictEqual(yield* idsOf({ startDate: at, endDate: at }), [3, 6])
    })
  )
})
