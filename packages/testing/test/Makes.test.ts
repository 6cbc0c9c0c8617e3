import { describe, expect, it } from "@effect/vitest"
import { Batch } from "@effect-smartcar/sdk"
import { Audi, Bmw, Ford, Gm, Nissan, Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Clock, DateTime, Effect, Either, Redacted, TestClock } from "effect"
import { bearer, car, idOf, later, raw } from "./support/harness.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

/** A car that is plugged in and charges: 40 of 80 kWh, 8 kW, up to 64 kWh. */
const charging = (make: string) =>
  Simulator.update(idOf(make), ({ battery, ...rest }) => ({
    ...rest,
    ...(battery === undefined
      ? {}
      : {
          battery: {
            ...battery,
            percentRemaining: 0.5,
            capacity: 80,
            power: 8,
            range: 400,
            limit: 0.8,
            isPluggedIn: true,
            isCharging: true
          }
        })
  }))

const value = <A, E, R>(self: Effect.Effect<{ readonly value: A }, E, R>) =>
  Effect.map(self, (reading) => reading.value)

const isMakeNotCompatible = { _tag: "CompatibilityError", code: "MAKE_NOT_COMPATIBLE", statusCode: 501 }

describe("Tesla", () => {
  const tesla = car("TESLA")

  it.effect("changes what the matching reading tells", () =>
    Effect.gen(function* () {
      yield* Tesla.setChargeAmmeter(tesla, { amperage: 24 })
      expect(yield* value(Tesla.chargeAmmeter(tesla))).toEqual({ amperage: 24 })

      yield* Tesla.setChargeSchedule(tesla, { type: "START_TIME", enable: true, time: "02:30" })
      yield* Tesla.setChargeSchedule(tesla, { type: "DEPARTURE_TIME", enable: false, time: "07:00" })
      expect(yield* value(Tesla.chargeSchedule(tesla))).toEqual({
        startTime: { enabled: true, time: "02:30" },
        departureTime: { enabled: false, time: "07:00" }
      })

      yield* Tesla.controlClimateCabin(tesla, { action: "SET", temperature: 19 })
      expect(yield* value(Tesla.climateCabin(tesla))).toEqual({ status: "OFF", temperature: 19 })
      yield* Tesla.controlClimateCabin(tesla, { action: "START" })
      expect(yield* value(Tesla.climateCabin(tesla))).toEqual({ status: "ON", temperature: 19 })
      expect(yield* value(Tesla.thermometerInterior(tesla))).toEqual({ temperature: 19 })

      yield* Tesla.controlClimateDefroster(tesla, { action: "START" })
      expect(yield* value(Tesla.climateDefroster(tesla))).toEqual({ frontStatus: "ON", rearStatus: "ON" })
      yield* Tesla.controlClimateSteeringWheel(tesla, { action: "START" })
      expect(yield* value(Tesla.climateSteeringWheel(tesla))).toEqual({ status: "ON" })
      yield* Tesla.controlClimateSteeringWheel(tesla, { action: "STOP" })
      expect(yield* value(Tesla.climateSteeringWheel(tesla))).toEqual({ status: "OFF" })

      yield* Tesla.setPin(tesla, { pin: Redacted.make("1234") })
      expect((yield* Simulator.car(tesla.id)).tesla?.pin).toEqual(Redacted.make("1234"))
      yield* Tesla.clearPin(tesla)
      expect((yield* Simulator.car(tesla.id)).tesla?.pin).toBe(null)
    }).pipe(connected)
  )

  it.effect("opens and closes its lids, but not on the move", () =>
    Effect.gen(function* () {
      const status = (lid: "storage" | "chargingPort", type: string) =>
        Effect.map(Vehicle.lockStatus(tesla), (reading) => reading.value[lid].find((one) => one.type === type)?.status)
      for (const [control, lid, type] of [
        [Tesla.controlFrunk, "storage", "front"],
        [Tesla.controlTrunk, "storage", "rear"],
        [Tesla.controlChargePortDoor, "chargingPort", "chargingPort"]
      ] as const) {
        yield* control(tesla, { action: "OPEN" })
        expect(yield* status(lid, type)).toBe("OPEN")
        yield* control(tesla, { action: "CLOSE" })
        expect(yield* status(lid, type)).toBe("CLOSED")
      }
      yield* Simulator.update(tesla.id, { speed: 80 })
      const error = yield* Effect.flip(Tesla.controlTrunk(tesla, { action: "OPEN" }))
      expect(error).toMatchObject({ _tag: "VehicleStateError", code: "IN_MOTION" })
      expect(yield* value(Tesla.speedometer(tesla))).toEqual({ speed: 80 })
      expect(yield* value(Tesla.status(tesla))).toMatchObject({ gear: "D", inService: false })
    }).pipe(connected)
  )

  it.effect("tells about charging", () =>
    Effect.gen(function* () {
      expect(yield* value(Tesla.chargeWattmeter(tesla))).toEqual({ wattage: 0 })
      expect(yield* value(Tesla.chargeVoltmeter(tesla))).toEqual({ voltage: 0 })
      expect(yield* value(Tesla.chargeCompletion(tesla))).toEqual({ time: null })
      yield* charging("TESLA")
      yield* later("1 hour")
      expect(yield* value(Tesla.chargeWattmeter(tesla))).toEqual({ wattage: 8 })
      expect(yield* value(Tesla.chargeVoltmeter(tesla))).toEqual({ voltage: 240 })
      expect(yield* value(Tesla.chargeCompletion(tesla))).toEqual({ time: "1970-01-01T03:00:00.000Z" })
      expect(yield* value(Tesla.charge(tesla))).toEqual({ isCharging: true, isPluggedIn: true, limit: 0.8, wattage: 8 })
      expect(yield* value(Tesla.battery(tesla))).toEqual({ percentRemaining: 0.6, range: 240 })
    }).pipe(connected)
  )

  it.effect("is charged at the time it told, to the millisecond, whenever it was asked", () =>
    Effect.gen(function* () {
      const told = Effect.map(value(Tesla.chargeCompletion(tesla)), ({ time }) => Date.parse(time ?? ""))
      const state = Effect.map(value(Vehicle.charge(tesla)), (charge) => charge.state)
      for (let i = 0; i < 25; i++) {
        yield* Simulator.update(tesla.id, ({ battery, ...rest }) => ({
          ...rest,
          ...(battery === undefined
            ? {}
            : {
                battery: { ...battery, percentRemaining: 0.3 + i / 51, isPluggedIn: true, isCharging: true }
              })
        }))
        const now = yield* Clock.currentTimeMillis
        const time = yield* told
        yield* later((time - now) / 3)
        expect(yield* told).toBe(time)
        yield* TestClock.setTime(time - 1)
        expect([i, yield* state]).toEqual([i, "CHARGING"])
        yield* TestClock.setTime(time)
        expect([i, yield* state]).toEqual([i, "FULLY_CHARGED"])
        expect((yield* Simulator.car(tesla.id)).battery?.percentRemaining).toBe(0.8)
      }
    }).pipe(connected)
  )

  it.effect("that gets no power while it charges is never done", () =>
    Effect.gen(function* () {
      yield* Simulator.update(tesla.id, ({ battery, ...rest }) => ({
        ...rest,
        ...(battery === undefined ? {} : { battery: { ...battery, power: 0, isPluggedIn: true, isCharging: true } })
      }))
      yield* later("1 hour")
      expect(yield* value(Tesla.chargeCompletion(tesla))).toEqual({ time: null })
    }).pipe(connected)
  )

  it.effect("pages its bills, and the same days have the same charges", () =>
    Effect.gen(function* () {
      yield* later(Date.parse("2026-05-01T12:00:00Z"))
      const pages = yield* Effect.forEach([0, 1, 2], (page) => value(Tesla.chargeRecordsBilling(tesla, { page })))
      expect(pages.map(({ records, hasMoreData }) => [records.length, hasMoreData])).toEqual([
        [5, true],
        [5, false],
        [0, false]
      ])
      const [newest] = pages[0]?.records ?? []
      expect(newest?.chargeStart).toMatch(/^2026-04-30T/)
      expect(newest?.cost?.currency).toBe("USD")
      yield* later("3 days")
      const [, second] = (yield* value(Tesla.chargeRecordsBilling(tesla))).records
      expect(second).toEqual(newest)
      const april = yield* value(Tesla.chargeRecordsBilling(tesla, { startDate: "2026-04-20", endDate: "2026-04-25" }))
      expect(april.records.map(({ chargeStart }) => String(chargeStart).slice(0, 10))).toEqual([
        "2026-04-24",
        "2026-04-21"
      ])
      expect((yield* value(Tesla.chargeRecords(tesla)))["records"]).toHaveLength(10)
    }).pipe(connected)
  )

  it.effect("answers everything else from its state", () =>
    Effect.gen(function* () {
      yield* Simulator.update(tesla.id, ({ tesla, ...rest }) => ({
        ...rest,
        alerts: [{ systemId: "SYSTEM_TPMS", description: "low" }],
        ...(tesla === undefined
          ? {}
          : { tesla: { ...tesla, heading: 224, exteriorTemperature: 10, isKeyPaired: false } })
      }))
      expect(yield* value(Tesla.compass(tesla))).toEqual({ direction: "SW", heading: 224 })
      expect(yield* value(Tesla.thermometerExterior(tesla))).toEqual({ temperature: 10 })
      const imperial = car("TESLA", { unitSystem: "imperial" })
      expect(yield* value(Tesla.thermometerExterior(imperial))).toEqual({ temperature: 50 })
      yield* Tesla.controlClimateCabin(imperial, { action: "SET", temperature: 68 })
      expect(yield* value(Tesla.climateCabin(tesla))).toMatchObject({ temperature: 20 })
      expect(yield* value(Tesla.virtualKey(tesla))).toEqual({ isPaired: false })
      expect(yield* value(Tesla.migration(tesla))).toEqual({ requiresMigration: false })
      expect(yield* value(Tesla.userInfo(tesla))).toEqual({ email: "ada@example.com" })
      expect(yield* value(Tesla.userAccess(tesla))).toMatchObject({ accessType: "OWNER" })
      expect(yield* value(Tesla.alerts(tesla))).toEqual({ alerts: [{ name: "SYSTEM_TPMS", description: "low" }] })
      expect(yield* value(Tesla.attributes(tesla))).toMatchObject({ make: "TESLA", model: "Model 3" })
    }).pipe(connected)
  )

  it.effect("rides in a batch", () =>
    Effect.gen(function* () {
      const { compass, odometer } = yield* Batch.all({ compass: Tesla.compass, odometer: Vehicle.odometer })(tesla)
      expect([Either.isRight(compass), Either.isRight(odometer)]).toEqual([true, true])
    }).pipe(connected)
  )
})

describe("other makes", () => {
  it.effect("Audi charges in detail", () =>
    Effect.gen(function* () {
      const audi = car("AUDI")
      expect(yield* value(Audi.charge(audi))).toMatchObject({ isPluggedIn: false, wattage: 0, completionTime: null })
      yield* charging("AUDI")
      expect(yield* value(Audi.charge(audi))).toEqual({
        chargingStatus: "charging",
        isPluggedIn: true,
        wattage: 8,
        chargeRate: 40,
        chargeType: "ac",
        chargePortColor: "green",
        chargePortLatch: "locked",
        completionTime: "1970-01-01T03:00:00.000Z",
        chargeMode: "manual",
        socLimit: 0.8,
        externalPowerStatus: "ready"
      })
    }).pipe(connected)
  )

  it.effect("BMW records its charges", () =>
    Effect.gen(function* () {
      yield* later(Date.parse("2026-05-01T12:00:00Z"))
      const { records } = yield* value(Bmw.chargeRecords(car("BMW"), { make: "bmw" }))
      expect(records).toHaveLength(10)
      expect(records[0]).toMatchObject({ chargingType: "AC", location: (yield* Simulator.car(idOf("BMW"))).location })
      const range = { make: "bmw", startDate: "2026-04-27", endDate: "2026-04-30" } as const
      expect((yield* value(Bmw.chargeRecords(car("BMW"), range))).records).toEqual(records.slice(0, 2))
    }).pipe(connected)
  )

  it.effect("Ford keeps a schedule per place", () =>
    Effect.gen(function* () {
      const ford = car("FORD")
      const before = (yield* value(Ford.chargeSchedule(ford, { make: "ford" }))).chargingLocations
      expect(before).toHaveLength(1)
      const window = { start: "01:00", end: "05:00" }
      const here = { make: "ford", latitude: 40.5, longitude: -74.25 } as const
      const put = (chargeLimit: number) =>
        Ford.setChargeSchedule(ford, {
          ...here,
          chargingLocation: { chargeLimit, chargingWindows: { weekday: [window], weekend: [] } }
        })
      yield* put(0.5)
      yield* put(0.75)
      expect((yield* value(Ford.chargeSchedule(ford, { make: "ford" }))).chargingLocations).toEqual([
        ...before,
        {
          chargeLimit: 0.75,
          location: { latitude: 40.5, longitude: -74.25 },
          chargingSchedules: { weekday: [window], weekend: [] }
        }
      ])
    }).pipe(connected)
  )

  it.effect("Chevrolet tells when it will have charged", () =>
    Effect.gen(function* () {
      const bolt = car("CHEVROLET")
      const completion = Gm.chargeCompletion(bolt, { make: "chevrolet" })
      expect(yield* Effect.flip(completion)).toMatchObject({ code: "CHARGING_PLUG_NOT_CONNECTED" })
      yield* Simulator.plugIn(bolt.id)
      expect(yield* Effect.flip(completion)).toMatchObject({ code: "NOT_CHARGING" })
      yield* charging("CHEVROLET")
      expect(yield* value(completion)).toEqual({ time: DateTime.unsafeMake("1970-01-01T03:00:00Z") })
      expect(yield* value(Gm.chargeVoltmeter(bolt, { make: "chevrolet" }))).toEqual({ voltage: 240 })
    }).pipe(connected)
  )

  it.effect("Nissan keeps up to three schedules", () =>
    Effect.gen(function* () {
      const leaf = car("NISSAN")
      const chargeSchedules = [{ start: "00:00", end: "06:00", days: ["SUNDAY"] }]
      yield* Nissan.setChargeSchedule(leaf, { chargeSchedules })
      expect(yield* value(Nissan.chargeSchedule(leaf))).toEqual({ chargeSchedules })
    }).pipe(connected)
  )

  it.effect("a car of another make is not compatible", () =>
    Effect.gen(function* () {
      const expectIncompatible = <A, R>(call: Effect.Effect<A, unknown, R>) =>
        Effect.map(Effect.flip(call), (error) => expect(error).toMatchObject(isMakeNotCompatible))
      yield* expectIncompatible(Tesla.compass(car("AUDI")))
      yield* expectIncompatible(Tesla.setChargeAmmeter(car("AUDI"), { amperage: 8 }))
      yield* expectIncompatible(Audi.charge(car("TESLA")))
      yield* expectIncompatible(Nissan.chargeSchedule(car("CHEVROLET")))
      yield* expectIncompatible(Ford.chargeSchedule(car("BMW"), { make: "lincoln" }))
      // The make in the path is that of the endpoint, not just one that the endpoint has.
      yield* expectIncompatible(Ford.chargeSchedule(car("FORD"), { make: "lincoln" }))
    }).pipe(connected)
  )

  it.effect("every make of the models works under its own name", () =>
    Effect.gen(function* () {
      for (const owned of yield* Simulator.cars) {
        const handle = Vehicle.make(owned.id, { owner: owned.owner })
        expect((yield* value(Vehicle.attributes(handle))).make).toBe(owned.make)
        if (owned.make === "LINCOLN") yield* Ford.chargeSchedule(handle, { make: "lincoln" })
        if (owned.make === "MINI") yield* Bmw.chargeRecords(handle, { make: "mini" })
        if (owned.make === "CADILLAC") yield* Gm.chargeVoltmeter(handle, { make: "cadillac" })
      }
    }).pipe(Effect.provide(Simulator.layer({ connected: true, fleet: Fleet.make({ owners: 1, cars: 11 }) })))
  )

  it.effect("an unconfirmed answer is an object", () =>
    Effect.gen(function* () {
      const { json } = yield* raw("GET", `/v2.0/vehicles/${idOf("TESLA")}/tesla/alerts`, { headers: yield* bearer() })
      expect(json).toEqual({ alerts: [] })
    }).pipe(connected)
  )
})
