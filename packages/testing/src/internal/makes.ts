/** Handlers of the operations of single makes, but Tesla. That the car is of the make has been seen to before. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import type { Battery, Car } from "../Fleet.js"
import { vendor } from "./errors.js"
import { command, type Handlers, type Result, read } from "./handler.js"
import { between, integer } from "./random.js"
import { fullAt } from "./state.js"
import { round } from "./units.js"
import { isBetween, part } from "./vehicle.js"

const hour = 60 * 60 * 1000

/** When the battery will be charged up to its limit, in milliseconds since the epoch. */
export const completion = (battery: Battery, now: number): number | null => {
  const time = fullAt(battery, now)
  // Without any power it never will.
  return battery.isCharging && Number.isFinite(time) ? time : null
}

export const charged = <A>(car: Car, of: (battery: Battery) => A): Result<A> => Either.map(part(car.battery), of)

const asText = (time: number): string => new Date(time).toISOString()

const day = 24 * hour

/**
 * The charges of the month before `now`, one every third day: made up from the car's id and the day, so that the same
 * days always have the same charges.
 */
export const chargesOf = (car: Car, battery: Battery, now: number) =>
  Array.from({ length: 10 }, (_, i) => {
    const index = Math.floor(now / day) - 1 - 3 * i
    const seed = `${car.id}/charge/${index}`
    const start = index * day + integer(`${seed}/start`, 17, 21) * hour
    const from = round(between(`${seed}/from`, 0.1, 0.4))
    const to = round(between(`${seed}/to`, 0.6, 0.9))
    const energy = round((to - from) * battery.capacity)
    return {
      id: seed,
      chargeStart: asText(start),
      chargeEnd: asText(start + Math.round((energy / battery.power) * hour)),
      energy,
      startPercentRemaining: from,
      endPercentRemaining: to,
      isPublic: integer(`${seed}/public`, 0, 4) === 0
    }
  })

const chargingLocations = (car: Car) =>
  (car.chargingLocations ?? []).map(({ chargeLimit, location, weekday, weekend }) => ({
    chargeLimit,
    location,
    chargingSchedules: { weekday, weekend }
  }))

type Name =
  | "audiCharge"
  | "bmwChargeRecords"
  | "fordChargeSchedule"
  | "fordSetChargeSchedule"
  | "gmChargeCompletion"
  | "gmChargeVoltmeter"
  | "nissanChargeSchedule"
  | "nissanSetChargeSchedule"

export const handlers: Handlers<Name> = {
  audiCharge: read((car, { now }) =>
    charged(car, (battery) => {
      const completionTime = completion(battery, now)
      return {
        chargingStatus: battery.isCharging ? "charging" : "readyForCharging",
        isPluggedIn: battery.isPluggedIn,
        wattage: battery.isCharging ? battery.power : 0,
        chargeRate: battery.isCharging ? round((battery.power / battery.capacity) * battery.range) : 0,
        chargeType: battery.isCharging ? "ac" : null,
        chargePortColor: battery.isCharging ? "green" : "none",
        chargePortLatch: battery.isPluggedIn ? "locked" : "unlocked",
        completionTime: completionTime === null ? null : asText(completionTime),
        chargeMode: "manual",
        socLimit: battery.limit,
        externalPowerStatus: battery.isPluggedIn ? "ready" : "unavailable"
      }
    })
  ),

  bmwChargeRecords: read((car, { now }, range) =>
    charged(car, (battery) => ({
      records: chargesOf(car, battery, now)
        .filter(({ chargeStart }) => isBetween(chargeStart, range, now))
        .map(({ id: _, ...record }) => ({ ...record, location: car.location, chargingType: "AC" }))
    }))
  ),

  fordChargeSchedule: read((car) => charged(car, () => ({ chargingLocations: chargingLocations(car) }))),

  fordSetChargeSchedule: command((car, { latitude, longitude, chargingLocation }) =>
    charged(car, () => {
      const elsewhere = (car.chargingLocations ?? []).filter(
        ({ location }) => location.latitude !== latitude || location.longitude !== longitude
      )
      const here = { ...chargingLocation.chargingWindows, chargeLimit: chargingLocation.chargeLimit }
      return { ...car, chargingLocations: [...elsewhere, { ...here, location: { latitude, longitude } }] }
    })
  ),

  gmChargeCompletion: read((car, { now }) =>
    Either.flatMap(part(car.battery), (battery) => {
      const time = completion(battery, now)
      return time === null
        ? Either.left(vendor("VEHICLE_STATE", battery.isPluggedIn ? "NOT_CHARGING" : "CHARGING_PLUG_NOT_CONNECTED"))
        : Either.right({ time: DateTime.unsafeMake(time) })
    })
  ),

  gmChargeVoltmeter: read((car) => charged(car, ({ isPluggedIn }) => ({ voltage: isPluggedIn ? 240 : 0 }))),

  nissanChargeSchedule: read((car) => charged(car, () => ({ chargeSchedules: car.chargeSchedules ?? [] }))),

  nissanSetChargeSchedule: command((car, { chargeSchedules }) => charged(car, () => ({ ...car, chargeSchedules })))
}
