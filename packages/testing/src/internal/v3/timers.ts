/** What a car's charge schedules look like as a signal, whichever way they were set. */
import type * as Signal from "@effect-smartcar/sdk/v3/Signal"
import type { Car, ChargeSchedule, Powertrain } from "../../Fleet.js"

type Kind = ChargeSchedule["type"]

const kindsByMake: Readonly<Record<string, ReadonlyArray<Kind>>> = {
  TESLA: ["daily", "weekly", "workweek"],
  VOLVO: ["daily"]
}

/** The kinds of charge schedules that cars of a make know, if they have a battery. */
export const kindsOf = ({ make, powertrain }: { readonly make: string; readonly powertrain: Powertrain }) =>
  powertrain === "BEV" || powertrain === "PHEV" ? (kindsByMake[make] ?? []) : []

const types = { daily: "DAILY", weekly: "WEEKLY", workweek: "WORKWEEK" } as const

export const workdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] as const
export const weekend = ["SATURDAY", "SUNDAY"] as const
export const days = [...workdays, ...weekend]

type Timer = Signal.ChargeTimers["values"][number]

const seconds = (time: string | null): string | null => (time !== null && time.length === 5 ? `${time}:00` : time)

const at = ({ latitude, longitude }: Car["location"]): Timer["condition"] => ({
  name: null,
  address: null,
  latitude,
  longitude,
  connectorType: null
})

const windowOf = (
  { start, end }: { readonly start: string | null; readonly end: string | null },
  on: ReadonlyArray<string>
): Timer["schedules"][number] => ({ start: seconds(start), end: seconds(end), days: on })

const timer = (fields: Pick<Timer, "type" | "condition" | "schedules"> & Partial<Timer>): Timer => ({
  scheduleType: null,
  scheduleId: null,
  departureTimers: [],
  isOEMOptimizationEnabled: null,
  ...fields
})

/** Those set through Smartcar, then those that makes have of their own. */
export const timersOf = (car: Car): Signal.ChargeTimers | undefined => {
  const { chargingLocations, chargeSchedules, schedules = [] } = car
  if (kindsOf(car).length === 0 && chargingLocations === undefined && chargeSchedules === undefined) return undefined
  return {
    values: [
      ...schedules.map(({ id, type, location, windows }) =>
        timer({
          type: "LOCATION",
          condition: at(location),
          scheduleType: types[type],
          scheduleId: id,
          schedules: windows.map((window) => windowOf(window, window.days))
        })
      ),
      ...(chargingLocations ?? []).map(({ location, weekday, weekend: others }) =>
        timer({
          type: "LOCATION",
          condition: at(location),
          schedules: [
            ...weekday.map((window) => windowOf(window, workdays)),
            ...others.map((window) => windowOf(window, weekend))
          ]
        })
      ),
      ...(chargeSchedules === undefined
        ? []
        : [
            timer({
              type: "GLOBAL",
              condition: null,
              schedules: chargeSchedules.map((window) => windowOf(window, window.days))
            })
          ])
    ]
  }
}
