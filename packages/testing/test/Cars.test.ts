import { describe, expect, it } from "@effect/vitest"
import { Batch, type Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Cause, DateTime, Effect, Either, TestClock } from "effect"
import { car, cars, idOf, later } from "./support/harness.js"

const inProcess = Effect.provide(Simulator.layer({ connected: true }))

const metaOf = (meta: { readonly [key: string]: unknown }) => Object.keys(meta).sort()

const stateError = (code: string) => ({ _tag: "VehicleStateError", code, statusCode: 409 })

describe("readings", () => {
  it.effect("tell the car's state", () =>
    Effect.gen(function* () {
      yield* Simulator.update(idOf("BMW"), (bmw) => ({
        ...bmw,
        odometer: 1234.56,
        location: { latitude: 37.4292, longitude: -122.1381 },
        oilLife: 0.35,
        tank: { percentRemaining: 0.5, capacity: 40, range: 480, levelOnly: false },
        alerts: [{ systemId: "SYSTEM_TPMS", description: "low pressure" }],
        troubleCodes: [{ code: "P0300", timestamp: "2026-01-02T03:04:05Z" }],
        unsupported: [],
        ...(bmw.battery === undefined
          ? {}
          : { battery: { ...bmw.battery, percentRemaining: 0.3, range: 40, limit: 0.7 } })
      }))
      const now = yield* Batch.all({
        attributes: Vehicle.attributes,
        vin: Vehicle.vin,
        battery: Vehicle.battery,
        batteryCapacity: Vehicle.batteryCapacity,
        nominalCapacity: Vehicle.nominalCapacity,
        charge: Vehicle.charge,
        chargeLimit: Vehicle.chargeLimit,
        fuel: Vehicle.fuel,
        engineOil: Vehicle.engineOil,
        odometer: Vehicle.odometer,
        location: Vehicle.location,
        diagnosticTroubleCodes: Vehicle.diagnosticTroubleCodes,
        diagnosticSystemStatus: Vehicle.diagnosticSystemStatus
      })(car("BMW")).pipe(Effect.flatMap((entries) => Effect.all(entries)))
      expect(Object.fromEntries(Object.entries(now).map(([name, { value }]) => [name, value]))).toEqual({
        attributes: { id: idOf("BMW"), make: "BMW", model: "330e", year: cars["BMW"]?.year },
        vin: { vin: cars["BMW"]?.vin },
        battery: { percentRemaining: 0.3, range: 12 },
        batteryCapacity: { capacity: 12 },
        nominalCapacity: {
          availableCapacities: [{ capacity: 12, description: null }],
          capacity: { nominal: 12, source: "SMARTCAR" },
          url: null
        },
        charge: { isPluggedIn: false, state: "NOT_CHARGING" },
        chargeLimit: { limit: 0.7 },
        fuel: { percentRemaining: 0.5, amountRemaining: 20, range: 240 },
        engineOil: { lifeRemaining: 0.35 },
        odometer: { distance: 1234.56 },
        location: { latitude: 37.4292, longitude: -122.1381 },
        diagnosticTroubleCodes: {
          activeCodes: [{ code: "P0300", timestamp: DateTime.unsafeMake("2026-01-02T03:04:05Z") }]
        },
        diagnosticSystemStatus: {
          systems: [
            { systemId: "SYSTEM_AIRBAG", status: "OK", description: null },
            { systemId: "SYSTEM_BRAKE_FLUID", status: "OK", description: null },
            { systemId: "SYSTEM_MIL", status: "OK", description: null },
            { systemId: "SYSTEM_TPMS", status: "ALERT", description: "low pressure" }
          ]
        }
      })
    }).pipe(inProcess)
  )

  it.effect("come in the units asked for", () =>
    Effect.gen(function* () {
      yield* Simulator.update(idOf("TOYOTA"), {
        odometer: 100,
        tires: { frontLeft: 200, frontRight: 210, backLeft: 220, backRight: 230 },
        tank: { percentRemaining: 0.5, capacity: 60, range: 800, levelOnly: false }
      })
      const imperial = car("TOYOTA", { unitSystem: "imperial" })
      const metric = car("TOYOTA")
      expect((yield* Vehicle.odometer(metric)).value).toEqual({ distance: 100 })
      expect((yield* Vehicle.odometer(imperial)).value).toEqual({ distance: 62.14 })
      expect((yield* Vehicle.fuel(metric)).value).toEqual({ percentRemaining: 0.5, amountRemaining: 30, range: 400 })
      expect((yield* Vehicle.fuel(imperial)).value).toEqual({
        percentRemaining: 0.5,
        amountRemaining: 7.93,
        range: 248.55
      })
      expect((yield* Vehicle.tirePressure(imperial)).value).toEqual({
        frontLeft: 29.01,
        frontRight: 30.46,
        backLeft: 31.91,
        backRight: 33.36
      })
      const battery = yield* Simulator.update(idOf("TESLA"), (tesla) => ({
        ...tesla,
        ...(tesla.battery === undefined ? {} : { battery: { ...tesla.battery, percentRemaining: 0.5, range: 500 } })
      })).pipe(Effect.zipRight(Vehicle.battery(car("TESLA", { unitSystem: "imperial" }))))
      expect(battery.value).toEqual({ percentRemaining: 0.5, range: 155.34 })
    }).pipe(inProcess)
  )

  it.effect("carry the headers that belong to them, and no others", () =>
    Effect.gen(function* () {
      const all = ["dataAge", "fetchedAt", "requestId", "unitSystem"]
      const bmw = car("BMW")
      for (const [call, expected] of [
        [Vehicle.battery, all],
        [Vehicle.fuel, all],
        [Vehicle.odometer, all],
        [Vehicle.location, ["dataAge", "fetchedAt", "requestId"]],
        [Vehicle.charge, ["dataAge", "fetchedAt", "requestId"]],
        [Vehicle.lockStatus, ["dataAge", "fetchedAt", "requestId"]],
        [Vehicle.engineOil, ["dataAge", "fetchedAt", "requestId"]],
        [Vehicle.attributes, ["requestId"]],
        [Vehicle.vin, ["requestId"]],
        [Vehicle.permissions, ["requestId"]],
        [Vehicle.lock, ["requestId"]]
      ] as const) {
        const { meta } = yield* call(bmw)
        expect([call.endpoint.name, metaOf({ ...meta })]).toEqual([call.endpoint.name, expected])
      }
      expect((yield* Vehicle.tirePressure(car("TOYOTA", { unitSystem: "imperial" }))).meta.unitSystem).toBe("imperial")
      expect((yield* Vehicle.odometer(bmw)).meta.unitSystem).toBe("metric")
    }).pipe(inProcess)
  )

  it.effect("are as old as the car's last change", () =>
    Effect.gen(function* () {
      yield* later(Date.parse("2026-05-01T12:00:00Z"))
      yield* Simulator.drive(idOf("TOYOTA"), 10)
      yield* TestClock.adjust("5 minutes")
      const { meta } = yield* Vehicle.odometer(car("TOYOTA"))
      expect(meta).toMatchObject({
        dataAge: DateTime.unsafeMake("2026-05-01T12:00:00Z"),
        fetchedAt: DateTime.unsafeMake("2026-05-01T12:05:00Z")
      })
    }).pipe(inProcess)
  )

  it.effect("of nominal capacity ask the owner where Smartcar cannot tell", () =>
    Effect.gen(function* () {
      const id = idOf("VOLKSWAGEN")
      const undetermined = yield* Vehicle.nominalCapacity(car("VOLKSWAGEN"))
      expect(undetermined.value).toEqual({
        availableCapacities: [
          { capacity: 62, description: "BEV:Standard Range" },
          { capacity: 82, description: "BEV:Extended Range" }
        ],
        capacity: null,
        url: `https://connect.smartcar.com/battery-capacity?vehicle_id=${id}&redirect_uri=`
      })
      yield* Simulator.update(id, ({ battery, ...rest }) => ({
        ...rest,
        ...(battery === undefined ? {} : { battery: { ...battery, capacity: 82, capacitySource: "USER_SELECTED" } })
      }))
      expect((yield* Vehicle.nominalCapacity(car("VOLKSWAGEN"))).value).toMatchObject({
        capacity: { nominal: 82, source: "USER_SELECTED" },
        url: null
      })
    }).pipe(inProcess)
  )

  it.effect("of fuel are partly null where the manufacturer tells the level only", () =>
    Effect.gen(function* () {
      const { value } = yield* Vehicle.fuel(car("BMW"))
      expect(value).toEqual({
        percentRemaining: cars["BMW"]?.tank?.percentRemaining,
        amountRemaining: null,
        range: null
      })
    }).pipe(inProcess)
  )

  it.effect("of the service history are those of the dates, the last year without any", () =>
    Effect.gen(function* () {
      yield* later(Date.parse("2026-05-01T00:00:00Z"))
      const record = (id: string, date: string) => ({ id, date, odometer: 100, tasks: ["Oil change"], cost: 99.5 })
      yield* Simulator.update(idOf("FORD"), {
        services: [record("old", "2025-04-30T23:59:59Z"), record("new", "2025-05-01T09:00:00Z")]
      })
      const ids = (range?: { startDate?: string; endDate?: string }) =>
        Effect.map(Vehicle.serviceHistory(car("FORD"), range), ({ value }) => value.map(({ serviceId }) => serviceId))
      expect(yield* ids()).toEqual(["new"])
      expect(yield* ids({ startDate: "2025-01-01" })).toEqual(["old", "new"])
      expect(yield* ids({ startDate: "2025-01-01", endDate: "2025-04-30" })).toEqual(["old"])
      const { value } = yield* Vehicle.serviceHistory(car("FORD", { unitSystem: "imperial" }))
      expect(value).toEqual([
        {
          serviceId: "new",
          serviceDate: DateTime.unsafeMake("2025-05-01T09:00:00Z"),
          odometerDistance: 62.14,
          serviceTasks: [{ taskId: "1", taskDescription: "Oil change" }],
          serviceDetails: [],
          serviceCost: { totalCost: 99.5, currency: "USD" }
        }
      ])
    }).pipe(inProcess)
  )

  it.effect("of the service history of a car that was made are of the year before the start", () =>
    Effect.zipRight(
      TestClock.setTime(Date.parse("2031-05-01T12:00:00Z")),
      Effect.gen(function* () {
        const dates = Effect.map(Vehicle.serviceHistory(car("FORD")), ({ value }) =>
          value.map(({ serviceDate }) => serviceDate)
        )
        const found = yield* dates
        expect(found).toHaveLength(1)
        // The day of the service stays as time goes by, until it is a year ago.
        yield* later("20 days")
        expect(yield* dates).toEqual(found)
        yield* later("346 days")
        expect(yield* dates).toEqual([])
      }).pipe(inProcess)
    )
  )

  it.effect("that a car is not able to give are 501", () =>
    Effect.gen(function* () {
      const fails = [
        [Vehicle.fuel(car("TESLA")), "VEHICLE_NOT_CAPABLE"],
        [Vehicle.engineOil(car("TESLA")), "VEHICLE_NOT_CAPABLE"],
        [Vehicle.battery(car("TOYOTA")), "VEHICLE_NOT_CAPABLE"],
        [Vehicle.startCharge(car("TOYOTA")), "VEHICLE_NOT_CAPABLE"],
        [Vehicle.stopCharge(car("NISSAN")), "SMARTCAR_NOT_CAPABLE"],
        [Vehicle.location(car("NISSAN")), "SMARTCAR_NOT_CAPABLE"]
      ] as const
      for (const [call, expected] of fails) {
        const exit: Either.Either<unknown, unknown> = yield* Effect.either<unknown, unknown, Smartcar.Smartcar>(call)
        expect(Either.isLeft(exit) && exit.left).toMatchObject({
          _tag: "CompatibilityError",
          statusCode: 501,
          code: expected
        })
      }
    }).pipe(inProcess)
  )
})

describe("commands", () => {
  it.effect("lock and unlock", () =>
    Effect.gen(function* () {
      const toyota = car("TOYOTA")
      expect((yield* Vehicle.unlock(toyota)).value.status).toBe("success")
      expect((yield* Vehicle.lockStatus(toyota)).value.isLocked).toBe(false)
      yield* Vehicle.lock(toyota)
      expect((yield* Vehicle.lockStatus(toyota)).value.isLocked).toBe(true)
      expect((yield* Simulator.car(toyota.id)).isLocked).toBe(true)
    }).pipe(inProcess)
  )

  it.effect("do not lock an open car", () =>
    Effect.gen(function* () {
      const toyota = car("TOYOTA")
      yield* Vehicle.unlock(toyota)
      const closures = (yield* Simulator.car(toyota.id)).closures
      for (const [code, part, type] of [
        ["DOOR_OPEN", "doors", "backLeft"],
        ["HOOD_OPEN", "storage", "front"],
        ["TRUNK_OPEN", "storage", "rear"]
      ] as const) {
        yield* Simulator.update(toyota.id, { closures: { ...closures, [part]: [{ type, status: "OPEN" }] } })
        const error = yield* Effect.flip(Vehicle.lock(toyota))
        expect(error).toMatchObject(stateError(code))
        expect((yield* Vehicle.lockStatus(toyota)).value[part]).toEqual([{ type, status: "OPEN" }])
      }
      yield* Simulator.update(toyota.id, { closures })
      yield* Vehicle.lock(toyota)
    }).pipe(inProcess)
  )

  it.effect("are refused while the car moves", () =>
    Effect.gen(function* () {
      yield* Simulator.update(idOf("TOYOTA"), { speed: 50 })
      expect(yield* Effect.flip(Vehicle.lock(car("TOYOTA")))).toMatchObject(stateError("IN_MOTION"))
      expect(yield* Effect.flip(Vehicle.unlock(car("TOYOTA")))).toMatchObject(stateError("IN_MOTION"))
      yield* Vehicle.odometer(car("TOYOTA"))
    }).pipe(inProcess)
  )

  it.effect("start and stop charging, as the plug and the battery allow", () =>
    Effect.gen(function* () {
      const tesla = car("TESLA")
      const charge = Effect.map(Vehicle.charge(tesla), ({ value }) => value)
      const startFails = (code: string) =>
        Effect.map(Effect.flip(Vehicle.startCharge(tesla)), (error) => expect(error).toMatchObject(stateError(code)))
      yield* startFails("CHARGING_PLUG_NOT_CONNECTED")
      expect(yield* Effect.flip(Vehicle.stopCharge(tesla))).toMatchObject(stateError("CHARGING_PLUG_NOT_CONNECTED"))
      yield* Simulator.plugIn(tesla.id)
      expect(yield* Effect.flip(Vehicle.stopCharge(tesla))).toMatchObject(stateError("NOT_CHARGING"))
      expect(yield* charge).toEqual({ isPluggedIn: true, state: "NOT_CHARGING" })
      yield* Vehicle.startCharge(tesla)
      expect(yield* charge).toEqual({ isPluggedIn: true, state: "CHARGING" })
      yield* startFails("CHARGING_IN_PROGRESS")
      yield* Vehicle.stopCharge(tesla)
      yield* Vehicle.startCharge(tesla)
      yield* later("24 hours")
      expect(yield* charge).toEqual({ isPluggedIn: true, state: "FULLY_CHARGED" })
      yield* startFails("FULLY_CHARGED")
      yield* Simulator.unplug(tesla.id)
      expect(yield* charge).toEqual({ isPluggedIn: false, state: "NOT_CHARGING" })
    }).pipe(inProcess)
  )

  it.effect("charge over time, up to the limit", () =>
    Effect.gen(function* () {
      const tesla = car("TESLA")
      const percent = Effect.map(Vehicle.battery(tesla), ({ value }) => value.percentRemaining)
      yield* Simulator.update(tesla.id, ({ battery, ...rest }) => ({
        ...rest,
        ...(battery === undefined
          ? {}
          : { battery: { ...battery, percentRemaining: 0.5, capacity: 80, power: 8, limit: 0.8, isPluggedIn: true } })
      }))
      yield* Vehicle.startCharge(tesla)
      yield* later("1 hour")
      expect(yield* percent).toBe(0.6)
      yield* Vehicle.stopCharge(tesla)
      yield* later("1 hour")
      expect(yield* percent).toBe(0.6)
      yield* Vehicle.startCharge(tesla)
      yield* later("10 hours")
      const { value, meta } = yield* Vehicle.battery(tesla)
      expect(value.percentRemaining).toBe(0.8)
      // Two hours into the last charge the battery was full; nothing new came from the car since.
      expect(meta.dataAge).toEqual(DateTime.unsafeMake("1970-01-01T04:00:00Z"))
      yield* Vehicle.setChargeLimit(tesla, { limit: 0.9 })
      expect((yield* Vehicle.chargeLimit(tesla)).value).toEqual({ limit: 0.9 })
      yield* Vehicle.startCharge(tesla)
      yield* Vehicle.setChargeLimit(tesla, { limit: 0.5 })
      expect((yield* Vehicle.charge(tesla)).value.state).toBe("FULLY_CHARGED")
    }).pipe(inProcess)
  )

  it.effect("send a destination", () =>
    Effect.gen(function* () {
      yield* Vehicle.sendDestination(car("TESLA"), { latitude: 48.8584, longitude: 2.2945 })
      expect((yield* Simulator.car(idOf("TESLA"))).destination).toEqual({ latitude: 48.8584, longitude: 2.2945 })
    }).pipe(inProcess)
  )

  it.effect("lose nothing when many come at the same time", () =>
    Effect.gen(function* () {
      const drives = Array.from({ length: 200 }, () => Simulator.drive(idOf("TOYOTA"), 1))
      const before = (yield* Simulator.car(idOf("TOYOTA"))).odometer
      yield* Effect.all(drives, { concurrency: "unbounded" })
      expect((yield* Simulator.car(idOf("TOYOTA"))).odometer).toBeCloseTo(before + 200, 6)
    }).pipe(inProcess)
  )
})

describe("a car's condition", () => {
  it.effect("refuses readings and commands, but not what Smartcar knows by itself", () =>
    Effect.gen(function* () {
      const tesla = car("TESLA")
      yield* Simulator.update(tesla.id, { condition: "ASLEEP" })
      const error = yield* Effect.flip(Vehicle.odometer(tesla))
      expect(error).toMatchObject({ ...stateError("ASLEEP"), suggestedUserMessage: "The vehicle is asleep." })
      expect(yield* Effect.flip(Vehicle.lock(tesla))).toMatchObject(stateError("ASLEEP"))
      yield* Vehicle.attributes(tesla)
      yield* Vehicle.vin(tesla)
      yield* Vehicle.permissions(tesla)
      yield* Simulator.update(tesla.id, { condition: undefined })
      yield* Vehicle.odometer(tesla)
    }).pipe(inProcess)
  )
})

describe("driving", () => {
  it.effect("moves the odometer and the car, and uses energy and fuel", () =>
    Effect.gen(function* () {
      const { tank, odometer } = yield* Simulator.car(idOf("TOYOTA"))
      const to = { latitude: 1, longitude: 2 }
      const after = yield* Simulator.drive(idOf("TOYOTA"), 85, to)
      expect(after).toMatchObject({ odometer: odometer + 85, location: to })
      expect(after.tank?.percentRemaining).toBeCloseTo((tank?.percentRemaining ?? 0) - 0.1, 10)
      yield* Simulator.plugIn(idOf("TESLA"))
      yield* Vehicle.startCharge(car("TESLA"))
      const tesla = yield* Simulator.drive(idOf("TESLA"), 10_000)
      expect(tesla.battery).toMatchObject({ percentRemaining: 0, isPluggedIn: false, isCharging: false })
      // Nothing but driving moves the odometer.
      yield* later("30 days")
      expect((yield* Vehicle.odometer(car("TOYOTA"))).value.distance).toBeCloseTo(odometer + 85, 2)
    }).pipe(inProcess)
  )

  it.effect("dies of a car that is not in the fleet", () =>
    Effect.gen(function* () {
      for (const wrong of [Simulator.drive("no-car", 1), Simulator.car("no-car"), Simulator.expireLogin("no-car")]) {
        const cause = yield* Effect.flip(Effect.sandbox(Effect.asVoid(wrong)))
        expect(Cause.pretty(cause)).toContain("no-car")
      }
    }).pipe(inProcess)
  )
})
