import { describe, expect, it } from "@effect/vitest"
import { Connect, Signal, Signals, Subscriptions, Vehicle } from "@effect-smartcar/sdk/v3"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { DateTime, Effect, Option, TestClock } from "effect"
import { ada, ben, car, cars, idOf, webhookId } from "./support/harness.js"
import { about, vehicleHost } from "./support/v3.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

const list = (make: string) => Effect.map(Signals.list(car(make)), ({ value }) => value.signals)

const codesWith = (stored: ReadonlyArray<Signal.Stored>, type: string | undefined, code?: string | null) =>
  stored
    .filter(({ error }) => error?.type === type && (code === undefined || error?.code === code))
    .map(({ code }) => code)

const isFound = <S extends Signal.Any>(stored: ReadonlyArray<Signal.Stored>, signal: S) =>
  Option.getOrThrow(Option.fromNullable(stored.find(({ code }) => code === signal.code)))

describe("the list of signals", () => {
  it.effect("has every documented signal, each with its own outcome, and the vehicle", () =>
    Effect.gen(function* () {
      const { meta, value } = yield* Signals.list(car("TESLA"))
      expect(value.signals.map(({ code }) => code)).toEqual(Object.keys(Signal.all))
      expect(value.paging).toEqual({ page: 1, size: 93, total: 93, next: null })
      expect(value.vehicle).toMatchObject({ id: idOf("TESLA"), make: "TESLA", mode: "live" })
      expect(meta.unitSystem).toBe("metric")
      expect(new Set(value.signals.map(({ status }) => status))).toEqual(new Set(["SUCCESS", "ERROR"]))
    }).pipe(connected)
  )

  it.effect("has bodies that fit the table, for every model", () =>
    Effect.gen(function* () {
      const wrong: Array<unknown> = []
      for (const [i, { id, owner }] of (yield* Simulator.cars).entries()) {
        const unitSystem = i % 2 === 0 ? "metric" : "imperial"
        const { value } = yield* Signals.list(Vehicle.make(id, { owner, unitSystem }))
        for (const stored of value.signals) {
          const signal: Signal.Any = Signal.all[stored.code as keyof typeof Signal.all]
          const state = Signal.decode(signal, stored)
          const isRight = stored.name === signal.name && stored.group === signal.group
          if (state.status !== stored.status || !isRight) wrong.push([stored, state])
        }
      }
      expect(wrong).toEqual([])
    }).pipe(
      Effect.provide(Simulator.layer({ fleet: Fleet.make({ owners: 2, cars: Fleet.models.length }), connected: true }))
    )
  )

  it.effect("is as on the wire", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      yield* Simulator.update(idOf("TESLA"), { odometer: 100 })
      yield* TestClock.adjust("1 minute")
      const { json } = yield* about("TESLA", ada, "/signals")
      const self = `${vehicleHost}/vehicles/${idOf("TESLA")}`
      const odometer = {
        id: "odometer-traveleddistance",
        type: "signal",
        attributes: {
          code: "odometer-traveleddistance",
          name: "TraveledDistance",
          group: "Odometer",
          status: { value: "SUCCESS" },
          body: { value: 100, unit: "km" }
        },
        meta: {
          oemUpdatedAt: "2026-05-01T12:00:00.000Z",
          retrievedAt: "2026-05-01T12:01:00.000Z",
          ingestedAt: "2026-05-01T12:01:00.000Z"
        },
        links: { self: `${self}/signals/odometer-traveleddistance` }
      }
      const vehicle = {
        id: idOf("TESLA"),
        type: "vehicle",
        attributes: {
          make: "TESLA",
          model: "Model 3",
          year: cars["TESLA"]?.year,
          powertrainType: "BEV",
          mode: "live"
        },
        links: { self }
      }
      expect(json.data).toContainEqual(odometer)
      expect(json.meta).toEqual({ pageNumber: 1, pageSize: 93, totalCount: 93 })
      expect(json.included).toEqual({ vehicle })
      const one = yield* about("TESLA", ada, "/signals/odometer-traveleddistance")
      expect(one.json).toEqual({ data: odometer, included: { vehicle } })
      expect(one.headers).toMatchObject({
        "sc-data-age": "2026-05-01T12:00:00.000Z",
        "sc-fetched-at": "2026-05-01T12:01:00.000Z",
        "sc-unit-system": "metric"
      })
      const sunroof = json.data.find(({ id }: { id: string }) => id === "internalcombustionengine-range")
      expect(sunroof).toEqual({
        id: "internalcombustionengine-range",
        type: "signal",
        attributes: {
          code: "internalcombustionengine-range",
          name: "Range",
          group: "InternalCombustionEngine",
          status: {
            value: "ERROR",
            error: {
              type: "COMPATIBILITY",
              code: "VEHICLE_NOT_CAPABLE",
              title: "Vehicle Not Capable",
              detail: "The vehicle is not able to do this.",
              resolution: { type: "UNKNOWN_RESOLUTION_TYPE" }
            }
          }
        },
        meta: { ingestedAt: "2026-05-01T12:01:00.000Z" },
        links: { self: `${self}/signals/internalcombustionengine-range` }
      })
    }).pipe(connected)
  )

  it.effect("can be paged", () =>
    Effect.gen(function* () {
      const { value } = yield* Signals.list(car("TESLA"), { page: 2, limit: 50 })
      expect([value.signals.length, value.paging.total]).toEqual([43, 93])
    }).pipe(connected)
  )
})

describe("what a car does not tell", () => {
  const commands = ["control_charge", "control_security"]

  it.effect("without the permission is an error of that signal alone", () =>
    Effect.gen(function* () {
      yield* Simulator.access({ permissions: ["read_odometer", ...commands] })
      const stored = yield* list("TESLA")
      const told = stored.filter(({ status }) => status === "SUCCESS").map(({ code }) => code)
      // The permissions of commands do for what they are about.
      expect(told).toEqual(["charge-ischarging", "closure-islocked", "odometer-traveleddistance"])
      const { body, error, ingestedAt, oemUpdatedAt } = isFound(stored, Signal.vehicleIdentificationVIN)
      expect([error?.type, error?.code, body, oemUpdatedAt]).toEqual(["PERMISSION", null, null, null])
      expect(ingestedAt).not.toBeNull()
      expect(codesWith(stored, "PERMISSION", null).length + told.length).toBe(93)
      const one = yield* Signals.get(car("TESLA"), Signal.vehicleIdentificationVIN)
      expect(one.value).toMatchObject({ status: "ERROR", error: { type: "PERMISSION", code: null } })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("is what cars of its kind lack in API v2.0, too, and for the same reason", () =>
    Effect.gen(function* () {
      const because = (code: string) => (make: string) =>
        Effect.map(list(make), (stored) => codesWith(stored, "COMPATIBILITY", code))
      const lacks = because("VEHICLE_NOT_CAPABLE")
      const isUnsupported = because("SMARTCAR_NOT_CAPABLE")
      expect(yield* lacks("TOYOTA")).toContain("tractionbattery-range")
      expect(yield* lacks("TOYOTA")).not.toContain("internalcombustionengine-oillife")
      expect(yield* isUnsupported("BMW")).toEqual(expect.arrayContaining(["wheel-tires", "diagnostics-dtclist"]))
      expect(yield* isUnsupported("NISSAN")).toEqual(
        expect.arrayContaining(["location-preciselocation", "charge-chargelimits"])
      )
      expect(yield* isUnsupported("VOLKSWAGEN")).not.toContain("diagnostics-dtclist")
      expect(yield* lacks("AUDI")).not.toContain("charge-chargeportstatuscolor")
      expect(yield* lacks("FORD")).toContain("charge-chargeportstatuscolor")
      // A car may lack one signal only, or say nothing about a part of it.
      yield* Simulator.update(idOf("TESLA"), (tesla) => ({
        ...tesla,
        unsupported: ["motion-currentspeed"],
        closures: { ...tesla.closures, sunroof: [], windows: [] }
      }))
      const own = yield* lacks("TESLA")
      expect(own).toEqual(expect.arrayContaining(["closure-sunroof", "closure-windows"]))
      expect(yield* isUnsupported("TESLA")).toContain("motion-currentspeed")
      expect(own).not.toContain("closure-doors")
    }).pipe(connected)
  )

  it.effect("while it does not charge is told as such, with the body", () =>
    Effect.gen(function* () {
      const rate = Signals.get(car("TESLA"), Signal.chargeChargeRate)
      expect((yield* rate).value).toMatchObject({
        status: "ERROR",
        error: { type: "VEHICLE_STATE", code: "NOT_CHARGING", title: "Not Charging" },
        body: { value: null, unit: "km/h" }
      })
      yield* Simulator.update(idOf("TESLA"), ({ battery, ...tesla }) =>
        battery === undefined
          ? tesla
          : { ...tesla, battery: { ...battery, percentRemaining: 0.5, isPluggedIn: true, isCharging: true } }
      )
      expect((yield* rate).value).toMatchObject({ status: "SUCCESS", body: { value: 73.33, unit: "km/h" } })
      const { value: left } = yield* Signals.get(car("TESLA"), Signal.chargeTimeToComplete)
      // From 50 to 80 % of 75 kWh at 11 kW.
      expect(left).toMatchObject({ status: "SUCCESS", body: { value: 123, unit: "minute" } })
      expect((yield* Signals.get(car("TESLA"), Signal.chargeWattage)).value.body).toEqual({
        value: 11000,
        unit: "watts"
      })
      expect((yield* Signals.get(car("TESLA"), Signal.chargeAmperage)).value.body).toEqual({
        value: 30,
        unit: "ampere"
      })
      yield* TestClock.adjust("1 hour")
      expect((yield* Signals.get(car("TESLA"), Signal.chargeTimeToComplete)).value.body?.value).toBe(63)
    }).pipe(connected)
  )
})

describe("a car that cannot be asked", () => {
  const odometer = Effect.map(Signals.get(car("TESLA"), Signal.odometerTraveledDistance), ({ value }) => value)

  it.effect("is told as it was last, if its owner's sign-in was refused", () =>
    Effect.gen(function* () {
      const before = yield* odometer
      yield* TestClock.adjust("1 hour")
      yield* Simulator.expireLogin(idOf("TESLA"))
      yield* Simulator.drive(idOf("TESLA"), 100)
      const stale = yield* odometer
      expect(stale).toMatchObject({
        status: "ERROR",
        error: {
          type: "CONNECTED_SERVICES_ACCOUNT",
          code: "AUTHENTICATION_FAILED",
          resolution: { type: "REAUTHENTICATE", url: expect.stringContaining("application_id=simulator-client-id") }
        }
      })
      expect([stale.body, stale.oemUpdatedAt]).toEqual([before.body, before.oemUpdatedAt])
      expect(stale.retrievedAt).toEqual(DateTime.unsafeMake(3_600_000))
      const stored = yield* list("TESLA")
      expect(codesWith(stored, undefined)).toEqual([
        "connectivitystatus-isasleep",
        "connectivitystatus-isonline",
        "service-isinservice",
        "vehicleidentification-nickname",
        "vehicleidentification-vin"
      ])
      const url = yield* Connect.reauthenticateUrl({ vehicleId: idOf("TESLA") })
      yield* Simulator.consent(url)
      const after = yield* odometer
      expect(after.status).toBe("SUCCESS")
      expect(after.body?.value).toBeCloseTo((before.body?.value ?? 0) + 100)
    }).pipe(connected)
  )

  it.effect("is told as it was last, if it is asleep", () =>
    Effect.gen(function* () {
      const isAsleep = Effect.map(
        Signals.get(car("TESLA"), Signal.connectivityStatusIsAsleep),
        ({ value }) => value.body
      )
      const before = yield* odometer
      expect(yield* isAsleep).toEqual({ value: false })
      yield* Simulator.update(idOf("TESLA"), { condition: "ASLEEP", odometer: 1 })
      yield* Simulator.update(idOf("TESLA"), { odometer: 2 })
      expect(yield* odometer).toMatchObject({
        status: "ERROR",
        error: { type: "VEHICLE_STATE", code: "ASLEEP" },
        body: before.body
      })
      expect(yield* isAsleep).toEqual({ value: true })
      expect((yield* Signals.get(car("TESLA"), Signal.connectivityStatusIsOnline)).value.body).toEqual({ value: false })
      yield* Simulator.update(idOf("TESLA"), { condition: undefined })
      expect(yield* odometer).toMatchObject({ status: "SUCCESS", body: { value: 2 } })
    }).pipe(connected)
  )

  it.effect("has no last body, if it never told", () =>
    Effect.gen(function* () {
      expect(yield* odometer).toMatchObject({
        status: "ERROR",
        error: { code: "UNREACHABLE" },
        body: null,
        oemUpdatedAt: null
      })
    }).pipe(
      Effect.provide(
        Simulator.layer({
          connected: true,
          fleet: {
            ...Fleet.standard,
            cars: Fleet.standard.cars.map((known) => ({ ...known, condition: "UNREACHABLE" as const }))
          }
        })
      )
    )
  )
})

describe("the store", () => {
  const state = Effect.gen(function* () {
    const { value } = yield* Signals.list(car("TESLA"))
    const one = yield* Effect.either(Signals.get(car("TESLA"), Signal.vehicleIdentificationVIN))
    return [value.signals.length, value.paging.total, one._tag === "Right" ? one.right.value.status : one.left]
  })
  const empty = [0, 0, expect.objectContaining({ _tag: "ResourceNotFoundError", code: "SIGNAL_NOT_FOUND" })]
  const full = [93, 93, "SUCCESS"]

  it.effect("is full from the start, and can be emptied", () =>
    Effect.gen(function* () {
      expect(yield* state).toEqual(full)
      yield* Simulator.emptyStore(idOf("TESLA"))
      expect(yield* state).toEqual(empty)
      expect((yield* list("AUDI")).length).toBe(93)
      yield* TestClock.adjust("1 day")
      expect(yield* state).toEqual(empty)
      yield* Simulator.drive(idOf("TESLA"), 1)
      expect(yield* state).toEqual(full)
      yield* Simulator.emptyStore(idOf("TESLA"))
      yield* Subscriptions.create({ webhookId, userId: ada, vehicleId: idOf("TESLA") })
      expect(yield* state).toEqual(full)
    }).pipe(connected)
  )

  it.effect("knows no other codes", () =>
    Effect.gen(function* () {
      for (const code of ["odometer", "Odometer-TraveledDistance", "toString"]) {
        const error = yield* Effect.flip(Signals.get(car("TESLA"), Signal.untyped(code)))
        expect(error).toMatchObject({ code: "SIGNAL_NOT_FOUND", statusCode: 404 })
      }
    }).pipe(connected)
  )
})

describe("signals that API v2.0 has no like of", () => {
  it.effect("follow from the car's state", () =>
    Effect.gen(function* () {
      const body = <Code extends string, Body, Encoded>(signal: Signal.Signal<Code, Body, Encoded>, make = "TESLA") =>
        Effect.map(Signals.get(car(make), signal), ({ value }) => value.body)
      expect(yield* body(Signal.vehicleIdentificationNickname)).toEqual({ value: "Ada's Model 3" })
      expect(yield* body(Signal.vehicleIdentificationNickname, "BMW")).toEqual({ value: "Ben's 330e" })
      expect(yield* body(Signal.transmissionGearState)).toEqual({ value: "PARK" })
      yield* Simulator.update(idOf("TESLA"), { speed: 100 })
      expect(yield* body(Signal.transmissionGearState)).toEqual({ value: "DRIVE" })
      expect(yield* body(Signal.motionCurrentSpeed)).toEqual({ value: 100, unit: "km/h" })
      const miles = yield* Signals.get(car("TESLA", { unitSystem: "imperial" }), Signal.motionCurrentSpeed)
      expect(miles.value.body).toEqual({ value: 62.14, unit: "mph" })
      expect(miles.meta.unitSystem).toBe("imperial")
      expect(yield* body(Signal.hvacIsCabinHVACActive)).toEqual({ value: false })
      expect(yield* body(Signal.vehicleUserAccountRole)).toEqual({ value: "OWNER" })
      expect(yield* body(Signal.serviceIsInService)).toEqual({ value: false })
      // Those that makes have of their own.
      expect((yield* body(Signal.chargeChargeTimers, "FORD"))?.values).toMatchObject([
        { type: "LOCATION", scheduleId: null, schedules: [{ start: "22:00:00", end: "06:00:00" }] }
      ])
      expect((yield* body(Signal.chargeChargeTimers, "NISSAN"))?.values).toMatchObject([
        { type: "GLOBAL", condition: null, schedules: [{ days: ["MONDAY", "WEDNESDAY", "FRIDAY"] }] }
      ])
      const records = (yield* body(Signal.chargeChargeRecords, "BMW"))?.values
      expect([records?.length, records?.[0]?.chargingType]).toEqual([10, "AC"])
      expect(yield* Effect.flip(Signals.list(Vehicle.make(idOf("BMW"), { owner: ada })))).toBeDefined()
      expect((yield* Signals.list(Vehicle.make(idOf("BMW"), { owner: ben }))).value.signals.length).toBe(93)
    }).pipe(connected)
  )
})
