import { describe, expect, it } from "@effect/vitest"
import type { Smartcar } from "@effect-smartcar/sdk"
import { ChargeSchedules, Commands, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { DateTime, Effect, TestClock } from "effect"
import { ada, car, idOf } from "./support/harness.js"
import { about, vehicleHost } from "./support/v3.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

const tesla = car("TESLA")
const own = Simulator.car(idOf("TESLA"))

const refused = (type: string, code: string | null) => ({ _tag: type, code })

describe("a command", () => {
  it.effect("answers with its execution", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      const { value } = yield* Commands.unlock(tesla)
      expect(value).toEqual({
        id: expect.stringMatching(/^exec_[0-9a-f-]{36}$/),
        status: "SUCCESS",
        commandType: "security-unlock",
        executionMode: "sync",
        parameters: null,
        executedAt: DateTime.unsafeMake("2026-05-01T12:00:00Z"),
        completedAt: DateTime.unsafeMake("2026-05-01T12:00:00Z"),
        durationInSeconds: 0
      })
      const body = { data: { attributes: { percent: 70 } } }
      const { json, status } = yield* about("TESLA", ada, "/commands/charge/set-limit", { method: "POST", body })
      expect([status, json]).toEqual([
        200,
        {
          data: {
            id: expect.any(String),
            type: "command-execution",
            attributes: {
              commandType: "charge-set-limit",
              status: { value: "SUCCESS" },
              executionMode: "sync",
              parameters: { percent: 70 }
            },
            meta: {
              executedAt: "2026-05-01T12:00:00.000Z",
              completedAt: "2026-05-01T12:00:00.000Z",
              durationInSeconds: 0
            }
          }
        }
      ])
    }).pipe(connected)
  )

  it.effect("changes the car", () =>
    Effect.gen(function* () {
      const names: Array<string | null> = []
      const run = <E, R>(command: Effect.Effect<{ value: { commandType: string | null } }, E, R>) =>
        Effect.map(command, ({ value }) => names.push(value.commandType))
      yield* run(Commands.unlock(tesla))
      expect((yield* own).isLocked).toBe(false)
      yield* run(Commands.lock(tesla))
      expect((yield* own).isLocked).toBe(true)
      yield* run(Commands.setChargeLimit(tesla, { percent: 100 }))
      expect((yield* own).battery?.limit).toBe(1)
      yield* Simulator.plugIn(idOf("TESLA"))
      yield* run(Commands.startCharge(tesla))
      expect((yield* own).battery?.isCharging).toBe(true)
      yield* run(Commands.stopCharge(tesla))
      expect((yield* own).battery?.isCharging).toBe(false)
      yield* run(Commands.openChargePort(tesla))
      expect((yield* own).closures.chargingPort).toEqual([{ type: "chargingPort", status: "OPEN" }])
      const flap = Effect.map(Signals.get(tesla, Signal.chargeIsChargingPortFlapOpen), ({ value }) => value.body?.value)
      expect(yield* flap).toBe(true)
      yield* run(Commands.closeChargePort(tesla))
      expect(yield* flap).toBe(false)
      yield* run(Commands.setDestination(tesla, { latitude: 1, longitude: -2 }))
      expect((yield* own).destination).toEqual({ latitude: 1, longitude: -2 })
      expect(names).toEqual([
        "security-unlock",
        "security-lock",
        "charge-set-limit",
        "charge-start",
        "charge-stop",
        "charge-port-open",
        "charge-port-close",
        "navigation-set-destination"
      ])
    }).pipe(connected)
  )

  it.effect("is refused for what stands in the car's way", () =>
    Effect.gen(function* () {
      const fails = <A, E, R>(command: Effect.Effect<A, E, R>) => Effect.flip(command)
      expect(yield* fails(Commands.startCharge(tesla))).toMatchObject(
        refused("VehicleStateError", "CHARGING_PLUG_NOT_CONNECTED")
      )
      yield* Simulator.plugIn(idOf("TESLA"))
      expect(yield* fails(Commands.stopCharge(tesla))).toMatchObject(refused("VehicleStateError", "NOT_CHARGING"))
      yield* Commands.startCharge(tesla)
      expect(yield* fails(Commands.startCharge(tesla))).toMatchObject(
        refused("VehicleStateError", "CHARGING_IN_PROGRESS")
      )
      yield* Simulator.update(idOf("TESLA"), { speed: 1 })
      for (const command of [Commands.lock, Commands.unlock, Commands.openChargePort, Commands.closeChargePort]) {
        expect(yield* fails(command(tesla))).toMatchObject({
          ...refused("VehicleStateError", "IN_MOTION"),
          statusCode: 409
        })
      }
      yield* Simulator.update(idOf("TESLA"), { speed: 0, condition: "ASLEEP" })
      expect(yield* fails(Commands.unlock(tesla))).toMatchObject(refused("VehicleStateError", "ASLEEP"))
      yield* Simulator.expireLogin(idOf("TESLA"))
      expect(yield* fails(Commands.unlock(tesla))).toMatchObject({
        ...refused("ConnectedServicesAccountError", "AUTHENTICATION_FAILED"),
        resolution: { type: "REAUTHENTICATE", url: expect.stringContaining("application_id=") }
      })
    }).pipe(connected)
  )

  it.effect("is refused to cars that cannot, in the form of v3", () =>
    Effect.gen(function* () {
      const reason = (make: string, command: typeof Commands.lock) =>
        Effect.map(Effect.flip(command(car(make))), (error) => ("code" in error ? error.code : error._tag))
      expect(yield* reason("TOYOTA", Commands.startCharge)).toBe("VEHICLE_NOT_CAPABLE")
      expect(yield* reason("TOYOTA", Commands.openChargePort)).toBe("VEHICLE_NOT_CAPABLE")
      expect(yield* reason("NISSAN", Commands.stopCharge)).toBe("SMARTCAR_NOT_CAPABLE")
      const { json, status } = yield* about("TOYOTA", ada, "/commands/charge/start", { method: "POST" })
      expect([status, json.errors[0].status, json.errors[0].type]).toEqual([501, "501", "COMPATIBILITY"])
      // Every car with a port has one to open.
      yield* Commands.openChargePort(car("FORD"))
    }).pipe(connected)
  )

  it.effect("needs its permission", () =>
    Effect.gen(function* () {
      yield* Simulator.access({ permissions: ["control_security"] })
      yield* Commands.unlock(tesla)
      const schedule = { location: { latitude: 1, longitude: 2 }, startTime: "01:00", stopTime: "02:00" }
      const commands: ReadonlyArray<Effect.Effect<unknown, unknown, Smartcar.Smartcar>> = [
        Commands.openChargePort(tesla),
        Commands.setDestination(tesla, { latitude: 1, longitude: 2 }),
        ChargeSchedules.daily(tesla, schedule)
      ]
      for (const command of commands) {
        expect(yield* Effect.flip(command)).toMatchObject({ ...refused("PermissionError", null), statusCode: 403 })
      }
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("charge schedules", () => {
  const location = { latitude: 1, longitude: 2 }
  const night = { startTime: "22:00", stopTime: "06:00" }
  const timers = Effect.map(Signals.get(tesla, Signal.chargeChargeTimers), ({ value }) => value.body?.values)

  const volvo: Fleet.Model = {
    ...(Fleet.models[0] as Fleet.Model),
    make: "VOLVO",
    model: "EX30",
    vinPrefix: "YV12ZEL0"
  }
  const ex30 = Fleet.car(volvo, { id: "volvo", owner: ada })
  const withVolvo = Effect.provide(
    Simulator.layer({ connected: true, fleet: { ...Fleet.standard, cars: [...Fleet.standard.cars, ex30] } })
  )

  it.effect("are set, read back and removed", () =>
    Effect.gen(function* () {
      expect(yield* timers).toEqual([])
      const daily = yield* ChargeSchedules.daily(tesla, { location, ...night })
      expect(daily.value).toMatchObject({
        status: "SUCCESS",
        action: "create",
        scheduleType: "daily",
        scheduleId: expect.any(String),
        parameters: { location, ...night }
      })
      const weekly = yield* ChargeSchedules.weekly(tesla, {
        location,
        days: { monday: night, FRIDAY: { startTime: "01:00", stopTime: "02:00" } }
      })
      const workweek = yield* ChargeSchedules.workweek(tesla, { location, weekdays: night, weekends: night })
      const days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"]
      const at = { start: "22:00:00", end: "06:00:00" }
      const condition = { name: null, address: null, latitude: 1, longitude: 2, connectorType: null }
      const common = { type: "LOCATION", condition, departureTimers: [], isOEMOptimizationEnabled: null }
      expect(yield* timers).toEqual([
        {
          ...common,
          scheduleType: "DAILY",
          scheduleId: daily.value.scheduleId,
          schedules: [{ ...at, days: [...days, "SATURDAY", "SUNDAY"] }]
        },
        {
          ...common,
          scheduleType: "WEEKLY",
          scheduleId: weekly.value.scheduleId,
          schedules: [
            { ...at, days: ["MONDAY"] },
            { start: "01:00:00", end: "02:00:00", days: ["FRIDAY"] }
          ]
        },
        {
          ...common,
          scheduleType: "WORKWEEK",
          scheduleId: workweek.value.scheduleId,
          schedules: [
            { ...at, days },
            { ...at, days: ["SATURDAY", "SUNDAY"] }
          ]
        }
      ])
      const scheduleId = weekly.value.scheduleId ?? ""
      const removed = yield* ChargeSchedules.remove(tesla, { scheduleId })
      expect(removed.value).toMatchObject({ action: "delete", scheduleType: "weekly", scheduleId })
      expect((yield* timers)?.map(({ scheduleType }) => scheduleType)).toEqual(["DAILY", "WORKWEEK"])
      expect(yield* Effect.flip(ChargeSchedules.remove(tesla, { scheduleId }))).toMatchObject({
        ...refused("ResourceNotFoundError", "SCHEDULE_NOT_FOUND"),
        statusCode: 404
      })
    }).pipe(connected)
  )

  it.effect("are known to Tesla's cars, daily ones to Volvo's, to no others", () =>
    Effect.gen(function* () {
      const handle = Vehicle.make("volvo", { owner: ada })
      const days = { monday: night }
      yield* ChargeSchedules.daily(handle, { location, ...night })
      const notCapable = { ...refused("CompatibilityError", "VEHICLE_NOT_CAPABLE"), statusCode: 501 }
      const calls: ReadonlyArray<Effect.Effect<unknown, unknown, Smartcar.Smartcar>> = [
        ChargeSchedules.weekly(handle, { location, days }),
        ChargeSchedules.workweek(handle, { location, weekends: night }),
        ChargeSchedules.daily(car("FORD"), { location, ...night }),
        ChargeSchedules.remove(car("FORD"), { scheduleId: "x" }),
        ChargeSchedules.daily(car("TOYOTA"), { location, ...night })
      ]
      for (const call of calls) expect(yield* Effect.flip(call)).toMatchObject(notCapable)
      const schedules = (yield* Simulator.car("volvo")).schedules
      expect(schedules?.map(({ type }) => type)).toEqual(["daily"])
    }).pipe(withVolvo)
  )

  it.effect("are on the wire with where they are", () =>
    Effect.gen(function* () {
      const { json, status } = yield* about("TESLA", ada, "/charge-schedules/daily", {
        method: "POST",
        body: { data: { attributes: { location, ...night } } }
      })
      expect(status).toBe(200)
      const { attributes, id, links, type } = json.data
      const { scheduleId, ...rest } = attributes
      expect([type, id]).toEqual(["charge-schedule-execution", expect.stringMatching(/^exec_/)])
      expect(rest).toEqual({
        action: "create",
        scheduleType: "daily",
        status: { value: "SUCCESS" },
        executionMode: "sync",
        parameters: { location, ...night }
      })
      const path = `/charge-schedules/${scheduleId}`
      expect(links.schedule).toBe(`${vehicleHost}/vehicles/${idOf("TESLA")}${path}`)
      expect((yield* about("TESLA", ada, path, { method: "DELETE" })).status).toBe(200)
    }).pipe(connected)
  )

  it.effect("are refused if they are none", () =>
    Effect.gen(function* () {
      const day = yield* Effect.flip(ChargeSchedules.weekly(tesla, { location, days: { someday: night } }))
      expect(day).toMatchObject({ _tag: "ValidationError", description: "days.someday is no day of the week" })
      const body = { data: { attributes: { location } } }
      const none = yield* about("TESLA", ada, "/charge-schedules/workweek", { method: "POST", body })
      expect([none.status, none.json.errors[0].code]).toEqual([400, "INVALID_INPUT_FORMAT"])
      expect(yield* timers).toEqual([])
    }).pipe(connected)
  )
})
