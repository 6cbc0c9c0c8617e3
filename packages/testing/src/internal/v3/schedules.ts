/** Handlers of charge schedules. Where the shape of a request is unconfirmed, it is the SDK's. */
import * as Either from "effect/Either"
import type { ChargeSchedule } from "../../Fleet.js"
import { invalid } from "../errors.js"
import { type Outcome, type Result, targetOf } from "../handler.js"
import { issue } from "../issued.js"
import { setCar } from "../state.js"
import { execution } from "./commands.js"
import { notFound } from "./errors.js"
import type { CallV3, HandlersV3 } from "./handler.js"
import { days, weekend, workdays } from "./timers.js"

type Windows = ChargeSchedule["windows"]

interface Window {
  readonly startTime: string
  readonly stopTime: string
}

const windowOn = ({ startTime, stopTime }: Window, on: ReadonlyArray<string>): Windows[number] => ({
  start: startTime,
  end: stopTime,
  days: on
})

const create =
  <P extends { readonly vehicleId: string; readonly location: ChargeSchedule["location"] }>(
    type: ChargeSchedule["type"],
    windowsOf: (params: P) => Result<Windows>
  ) =>
  (call: CallV3, params: P): Result<Outcome<Executed>> =>
    Either.gen(function* () {
      const { car } = yield* targetOf(call)
      const windows = yield* windowsOf(params)
      const [id, issued] = issue(call.state, "schedule")
      const schedule: ChargeSchedule = { id, type, location: params.location, windows }
      const changed = setCar(issued, { ...car, schedules: [...(car.schedules ?? []), schedule] }, call.now)
      const { vehicleId: _, ...parameters } = params
      const [value, state] = execution(call, changed, parameters)
      return { value: { ...value, action: "create", scheduleType: type, scheduleId: id }, state }
    })

type Executed = ReturnType<HandlersV3["dailyChargeSchedule"]> extends Result<Outcome<infer A>> ? A : never

type Name = "dailyChargeSchedule" | "weeklyChargeSchedule" | "workweekChargeSchedule" | "removeChargeSchedule"

export const handlers: HandlersV3<Name> = {
  dailyChargeSchedule: create("daily", (params) => Either.right([windowOn(params, days)])),

  weeklyChargeSchedule: create("weekly", (params) =>
    Either.all(
      Object.entries(params.days).map(([name, window]) => {
        const day = days.find((known) => known === name.toUpperCase())
        return day === undefined
          ? Either.left(invalid(["days", name], "is no day of the week"))
          : Either.right(windowOn(window, [day]))
      })
    )
  ),

  workweekChargeSchedule: create("workweek", ({ weekdays, weekends }) =>
    Either.right([
      ...(weekdays === undefined ? [] : [windowOn(weekdays, workdays)]),
      ...(weekends === undefined ? [] : [windowOn(weekends, weekend)])
    ])
  ),

  removeChargeSchedule: (call, { scheduleId }) =>
    Either.gen(function* () {
      const { car } = yield* targetOf(call)
      const found = car.schedules?.find(({ id }) => id === scheduleId)
      if (found === undefined) return yield* Either.left(notFound("SCHEDULE"))
      const schedules = (car.schedules ?? []).filter((schedule) => schedule !== found)
      const [value, state] = execution(call, setCar(call.state, { ...car, schedules }, call.now), null)
      return { value: { ...value, action: "delete", scheduleType: found.type, scheduleId }, state }
    })
}
