import { assert, describe, it } from "@effect/vitest"
import type { Reading, Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Signal } from "@effect-smartcar/sdk/v3"
import { Effect, Either } from "effect"
import { plain } from "../support/harness.js"
import { car, exchange, problem, signal, userId, vehicleId } from "../support/migration.js"

const handle = Vehicle.make(vehicleId, { owner: userId })

type Read = (
  car: Vehicle.VehicleHandle
) => Effect.Effect<Reading.Reading<unknown>, SmartcarError.SmartcarError, Smartcar.Smartcar>

const grid = (...values: ReadonlyArray<object>) => ({ values, rowCount: 2, columnCount: 2 })

interface Case {
  readonly read: Read
  readonly signals: ReadonlyArray<ReturnType<typeof signal>>
  readonly value: unknown
}

/** Each reading as it is when the car tells everything. */
const whole: Readonly<Record<string, Case>> = {
  vin: {
    read: Vehicle.vin,
    signals: [signal(Signal.vehicleIdentificationVIN, { value: "5YJSA1CN5DFP00101" })],
    value: { vin: "5YJSA1CN5DFP00101" }
  },
  odometer: {
    read: Vehicle.odometer,
    signals: [signal(Signal.odometerTraveledDistance, { value: 104.32, unit: "km" })],
    value: { distance: 104.32 }
  },
  battery: {
    read: Vehicle.battery,
    signals: [
      signal(Signal.tractionBatteryStateOfCharge, { value: 45.3, unit: "percent" }),
      signal(Signal.tractionBatteryRange, { value: 210.5, type: "DEFAULT", additionalValues: [], unit: "km" })
    ],
    value: { percentRemaining: 0.453, range: 210.5 }
  },
  batteryCapacity: {
    read: Vehicle.batteryCapacity,
    signals: [signal(Signal.tractionBatteryNominalCapacity, { capacity: 77, source: "SMARTCAR", unit: "kWh" })],
    value: { capacity: 77 }
  },
  nominalCapacity: {
    read: Vehicle.nominalCapacity,
    signals: [
      signal(Signal.tractionBatteryNominalCapacity, {
        capacity: 80.9,
        source: "USER_SELECTED",
        availableCapacities: [{ capacity: 80.9, description: "BEV:Extended Range" }, { capacity: 70.9 }],
        unit: "kWh"
      })
    ],
    value: {
      availableCapacities: [
        { capacity: 80.9, description: "BEV:Extended Range" },
        { capacity: 70.9, description: null }
      ],
      capacity: { nominal: 80.9, source: "USER_SELECTED" },
      url: null
    }
  },
  charge: {
    read: Vehicle.charge,
    signals: [
      signal(Signal.chargeIsChargingCableConnected, { value: true }),
      signal(Signal.chargeDetailedChargingStatus, { value: "FULLY_CHARGED" }),
      signal(Signal.chargeIsCharging, { value: false })
    ],
    value: { isPluggedIn: true, state: "FULLY_CHARGED" }
  },
  chargeLimit: {
    read: Vehicle.chargeLimit,
    signals: [
      signal(Signal.chargeChargeLimits, {
        values: [{ type: "GLOBAL", limit: 90, condition: null }],
        activeLimit: 80,
        unit: "percent"
      })
    ],
    value: { limit: 0.8 }
  },
  fuel: {
    read: Vehicle.fuel,
    signals: [
      signal(Signal.internalCombustionEngineFuelLevel, { value: 30, unit: "percent" }),
      signal(Signal.internalCombustionEngineAmountRemaining, { value: 53.2, unit: "liters" }),
      signal(Signal.internalCombustionEngineRange, { value: 400.5, unit: "km" })
    ],
    value: { percentRemaining: 0.3, amountRemaining: 53.2, range: 400.5 }
  },
  engineOil: {
    read: Vehicle.engineOil,
    signals: [signal(Signal.internalCombustionEngineOilLife, { value: 35, unit: "percent" })],
    value: { lifeRemaining: 0.35 }
  },
  location: {
    read: Vehicle.location,
    signals: [
      signal(Signal.locationPreciseLocation, { latitude: 37.4292, longitude: 122.1381, heading: 10, direction: "N" })
    ],
    value: { latitude: 37.4292, longitude: 122.1381 }
  },
  tirePressure: {
    read: Vehicle.tirePressure,
    signals: [
      signal(
        Signal.wheelTires,
        grid(
          { row: 1, column: 1, tirePressure: 219.2 },
          { row: 0, column: 0, tirePressure: 219.1 },
          { row: 1, column: 0, tirePressure: 219.3 },
          { row: 0, column: 1, tirePressure: 219 }
        )
      )
    ],
    value: { frontLeft: 219.1, frontRight: 219, backLeft: 219.3, backRight: 219.2 }
  },
  lockStatus: {
    read: Vehicle.lockStatus,
    signals: [
      signal(Signal.closureIsLocked, { value: true }),
      signal(
        Signal.closureDoors,
        grid(
          { row: 0, column: 0, isOpen: false, isLocked: true },
          { row: 0, column: 1, isOpen: true, isLocked: false },
          { row: 1, column: 0, isOpen: null, isLocked: true },
          { row: 1, column: 1, isOpen: null, isLocked: null }
        )
      ),
      signal(Signal.closureWindows, grid({ row: 0, column: 0, isOpen: true }, { row: 1, column: 1, isOpen: false })),
      signal(Signal.closureSunroof, { isOpen: false }),
      signal(Signal.closureFrontTrunk, { isOpen: false, isLocked: true }),
      signal(Signal.closureRearTrunk, { isOpen: false, isLocked: false }),
      signal(Signal.closureTailgate, { isOpen: true, isLocked: false }),
      signal(Signal.chargeIsChargingPortFlapOpen, { value: true })
    ],
    value: {
      isLocked: true,
      doors: [
        { type: "frontLeft", status: "CLOSED" },
        { type: "frontRight", status: "OPEN" },
        { type: "backLeft", status: "CLOSED" },
        { type: "backRight", status: "UNKNOWN" }
      ],
      windows: [
        { type: "frontLeft", status: "OPEN" },
        { type: "backRight", status: "CLOSED" }
      ],
      sunroof: [{ type: "sunroof", status: "CLOSED" }],
      storage: [
        { type: "front", status: "CLOSED" },
        { type: "rear", status: "OPEN" }
      ],
      chargingPort: [{ type: "chargingPort", status: "OPEN" }]
    }
  },
  diagnosticSystemStatus: {
    read: Vehicle.diagnosticSystemStatus,
    signals: [
      signal(Signal.diagnosticsAirbag, { status: "OK", description: null }),
      signal(Signal.diagnosticsTirePressureMonitoring, { status: "ALERT", description: "Left front low" }),
      signal(Signal.diagnosticsEVHVBattery, { status: "OK" }),
      signal(Signal.diagnosticsMIL, { status: null })
    ],
    value: {
      systems: [
        { systemId: "SYSTEM_AIRBAG", status: "OK", description: null },
        { systemId: "SYSTEM_EV_HV_BATTERY", status: "OK", description: null },
        { systemId: "SYSTEM_TPMS", status: "ALERT", description: "Left front low" }
      ]
    }
  },
  diagnosticTroubleCodes: {
    read: Vehicle.diagnosticTroubleCodes,
    signals: [
      signal(Signal.diagnosticsDTCList, {
        values: [
          { code: "P0300", timestamp: "2026-09-05T14:48:00Z" },
          { code: "P302D", timestamp: null },
          { code: null, timestamp: null }
        ]
      })
    ],
    value: {
      activeCodes: [
        { code: "P0300", timestamp: "2026-09-05T14:48:00.000Z" },
        { code: "P302D", timestamp: null }
      ]
    }
  }
}

describe("readings of API v2.0 from signals", () => {
  for (const [name, { read, signals, value }] of Object.entries(whole)) {
    it.effect(`${name}: one request, and the value of v2`, () =>
      Effect.gen(function* () {
        const { requests, result } = yield* exchange(read(handle), car(signals))
        assert.deepStrictEqual(Either.isRight(result) ? plain(result.right.value) : problem(result), value)
        const [request, ...more] = requests
        assert.lengthOf(more, 0)
        const [only, ...others] = signals
        const one = others.length === 0 && only !== undefined ? `/${only.id}` : ""
        assert.strictEqual(request?.url.href, `https://vehicle.api.smartcar.com/v3/vehicles/${vehicleId}/signals${one}`)
        assert.strictEqual(request?.method, "GET")
        assert.strictEqual(request?.headers["sc-user-id"], userId)
        assert.strictEqual(request?.headers["sc-unit-system"], "metric")
        assert.strictEqual(request?.headers["authorization"], "Bearer app-token-1")
      })
    )
  }

  const value = (read: Read, signals: Case["signals"]) =>
    Effect.map(exchange(read(handle), car(signals)), ({ result }) =>
      Either.isRight(result) ? plain(result.right.value) : problem(result)
    )

  const connected = signal(Signal.chargeIsChargingCableConnected, { value: true })

  it.effect("charge: a state that v2 does not know, or none, is told by whether the car charges", () =>
    Effect.gen(function* () {
      const status = (value: string | null) => signal(Signal.chargeDetailedChargingStatus, { value })
      const charging = (value: boolean | null) => signal(Signal.chargeIsCharging, { value })
      const incapable = signal(Signal.chargeDetailedChargingStatus, undefined, {
        error: { type: "COMPATIBILITY", code: "VEHICLE_NOT_CAPABLE" }
      })
      const states = [
        [[status("CHARGING"), charging(false)], "CHARGING"],
        [[status("NOT_CHARGING")], "NOT_CHARGING"],
        [[status("PAUSED_BY_OWNER"), charging(true)], "CHARGING"],
        [[status("PAUSED_BY_OWNER"), charging(false)], "NOT_CHARGING"],
        [[status(null), charging(true)], "CHARGING"],
        [[incapable, charging(false)], "NOT_CHARGING"],
        [[charging(true)], "CHARGING"]
      ] as const
      for (const [signals, state] of states) {
        assert.deepStrictEqual(yield* value(Vehicle.charge, [connected, ...signals]), { isPluggedIn: true, state })
      }
    })
  )

  it.effect("chargeLimit: the one that holds everywhere where none is active", () =>
    Effect.gen(function* () {
      const limits = (body: object) => value(Vehicle.chargeLimit, [signal(Signal.chargeChargeLimits, body)])
      assert.deepStrictEqual(
        yield* limits({
          values: [
            { type: "LOCATION", limit: 60 },
            { type: "global", limit: "90" }
          ]
        }),
        { limit: 0.9 }
      )
    })
  )

  it.effect("fuel: null is what the car does not tell", () =>
    Effect.gen(function* () {
      const level = signal(Signal.internalCombustionEngineFuelLevel, { value: null })
      const amount = signal(Signal.internalCombustionEngineAmountRemaining, undefined, {
        error: { type: "COMPATIBILITY", code: "VEHICLE_NOT_CAPABLE" }
      })
      const unavailable = signal(Signal.internalCombustionEngineAmountRemaining, undefined, { status: "UNAVAILABLE" })
      const range = signal(Signal.internalCombustionEngineRange, { value: 400, unit: "km" })
      const expected = { percentRemaining: null, amountRemaining: null, range: 400 }
      assert.deepStrictEqual(yield* value(Vehicle.fuel, [level, amount, range]), expected)
      assert.deepStrictEqual(yield* value(Vehicle.fuel, [level, unavailable, range]), expected)
      assert.deepStrictEqual(yield* value(Vehicle.fuel, [range]), expected)
      assert.deepStrictEqual(
        yield* value(Vehicle.engineOil, [signal(Signal.internalCombustionEngineOilLife, { value: null })]),
        { lifeRemaining: null }
      )
    })
  )

  it.effect("nominalCapacity: no capacity where Smartcar cannot tell which", () =>
    Effect.gen(function* () {
      const undetermined = signal(Signal.tractionBatteryNominalCapacity, {
        capacity: null,
        source: null,
        availableCapacities: [{ capacity: 70.9, description: null }]
      })
      assert.deepStrictEqual(yield* value(Vehicle.nominalCapacity, [undetermined]), {
        availableCapacities: [{ capacity: 70.9, description: null }],
        capacity: null,
        url: null
      })
    })
  )

  it.effect("lockStatus: lists are empty where the car does not tell, and seats may be in more rows", () =>
    Effect.gen(function* () {
      const locked = signal(Signal.closureIsLocked, { value: false })
      const nothing = { doors: [], windows: [], sunroof: [], storage: [], chargingPort: [] }
      assert.deepStrictEqual(yield* value(Vehicle.lockStatus, [locked]), { isLocked: false, ...nothing })
      const rows = signal(Signal.closureDoors, {
        values: [
          { row: 2, column: 0, isOpen: false },
          { row: 2, column: 1, isOpen: true },
          { row: 2, column: 2, isOpen: false },
          { row: null, column: 0, isOpen: true }
        ]
      })
      const trunk = signal(Signal.closureRearTrunk, { isOpen: null })
      const tailgate = signal(Signal.closureTailgate, { isOpen: false })
      const flap = signal(Signal.chargeIsChargingPortFlapOpen, { value: null })
      assert.deepStrictEqual(yield* value(Vehicle.lockStatus, [locked, rows, trunk, tailgate, flap]), {
        ...nothing,
        isLocked: false,
        doors: [
          { type: "row2Left", status: "CLOSED" },
          { type: "row2Column1", status: "OPEN" },
          { type: "row2Right", status: "CLOSED" }
        ],
        storage: [{ type: "rear", status: "CLOSED" }],
        chargingPort: [{ type: "chargingPort", status: "UNKNOWN" }]
      })
    })
  )

  it.effect("lockStatus: a list whose signal failed is empty, as long as the car tells whether it is locked", () =>
    Effect.gen(function* () {
      const broken = (of: Signal.Any, type = "UPSTREAM") => signal(of, undefined, { error: { type, code: null } })
      const signals = whole["lockStatus"]?.signals ?? []
      const read = (...failed: ReadonlyArray<ReturnType<typeof signal>>) =>
        value(
          Vehicle.lockStatus,
          signals.map((one) => failed.find(({ id }) => id === one.id) ?? one)
        )
      const all = whole["lockStatus"]?.value as object
      assert.deepStrictEqual(yield* read(broken(Signal.closureSunroof)), { ...all, sunroof: [] })
      assert.deepStrictEqual(
        yield* read(broken(Signal.closureDoors), broken(Signal.chargeIsChargingPortFlapOpen, "PERMISSION")),
        { ...all, doors: [], chargingPort: [] }
      )
      // Half of what makes the rear is not told: it is not called closed.
      assert.deepStrictEqual(yield* read(broken(Signal.closureTailgate)), {
        ...all,
        storage: [{ type: "front", status: "CLOSED" }]
      })
      assert.deepInclude(yield* read(broken(Signal.closureIsLocked)), { _tag: "UpstreamError" })
    })
  )

  it.effect("tirePressure: no tire stands for another one", () =>
    Effect.gen(function* () {
      const four = [
        { row: 0, column: 0, tirePressure: 1 },
        { row: 0, column: 1, tirePressure: 2 },
        { row: 1, column: 0, tirePressure: 3 },
        { row: 1, column: 1, tirePressure: 4 }
      ]
      const read = (values: ReadonlyArray<object>, counts: object = {}) =>
        value(Vehicle.tirePressure, [signal(Signal.wheelTires, { values, ...counts })])
      const whole = { frontLeft: 1, frontRight: 2, backLeft: 3, backRight: 4 }
      const counts = { rowCount: 2, columnCount: 2 }
      assert.deepStrictEqual(yield* read(four), whole)
      assert.deepStrictEqual(yield* read(four, counts), whole)
      const partial = [
        ...four.map((missing) => four.filter((tire) => tire !== missing)),
        four.filter(({ row }) => row === 0),
        four.filter(({ row }) => row === 1),
        four.filter(({ column }) => column === 0),
        four.filter(({ column }) => column === 1),
        four.slice(0, 1)
      ]
      for (const values of partial) {
        for (const more of [{}, counts]) {
          const error = yield* read(values, more)
          assert.deepInclude(error, { _tag: "ResourceNotFoundError", code: "SIGNAL_NOT_FOUND" }, JSON.stringify(values))
        }
      }
      // The last row, or the right side, is missing as a whole.
      for (const more of [{ rowCount: 3 }, { columnCount: 3 }, { rowCount: 1 }]) {
        assert.deepInclude(yield* read(four, more), { code: "SIGNAL_NOT_FOUND" })
      }
    })
  )

  it.effect("tirePressure: the outermost tires of the first and the last row", () =>
    Effect.gen(function* () {
      const tires = [0, 1, 2].flatMap((row) =>
        [0, 1, 2, 3].map((column) => ({ row, column, tirePressure: row * 10 + column }))
      )
      assert.deepStrictEqual(yield* value(Vehicle.tirePressure, [signal(Signal.wheelTires, { values: tires })]), {
        frontLeft: 0,
        frontRight: 3,
        backLeft: 20,
        backRight: 23
      })
    })
  )
})
