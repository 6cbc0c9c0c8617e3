/** Handlers of the operations that every make may have. */
import type { UnitSystem } from "@effect-smartcar/sdk/Reading"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import type { Battery, Car, Closure, ServiceRecord, Tank } from "../Fleet.js"
import { type Failure, invalid, vehicleState, vendor } from "./errors.js"
import { answer, command, type Handlers, onTarget, page, type Result, read } from "./handler.js"
import { disconnect, subscribe, unsubscribe } from "./subscriptions.js"
import * as Units from "./units.js"

const notCapable = vendor("COMPATIBILITY", "VEHICLE_NOT_CAPABLE")

/** `Either` of what a car of this powertrain has. */
export const part = <A>(value: A | undefined): Result<A> =>
  value === undefined ? Either.left(notCapable) : Either.right(value)

const refuse = (condition: boolean, failure: Failure): Result<void> =>
  condition ? Either.left(failure) : Either.right(undefined)

const isOpen = (closures: ReadonlyArray<Closure>, type?: string): boolean =>
  closures.some((closure) => closure.status === "OPEN" && (type === undefined || closure.type === type))

/** What a car that moves does not do. */
export const parked = (car: Car): Result<void> => refuse(car.speed > 0, vehicleState("IN_MOTION"))

const withBattery = (car: Car, change: (battery: Battery) => Result<Partial<Battery>>): Result<Car> =>
  Either.flatMap(part(car.battery), (battery) =>
    Either.map(change(battery), (changed) => ({ ...car, battery: { ...battery, ...changed } }))
  )

const isFull = ({ percentRemaining, limit }: Battery): boolean => percentRemaining >= limit

export const chargingState = (battery: Battery) =>
  battery.isCharging ? "CHARGING" : battery.isPluggedIn && isFull(battery) ? "FULLY_CHARGED" : "NOT_CHARGING"

const tank = ({ percentRemaining, capacity, range, levelOnly }: Tank, units: UnitSystem) => ({
  percentRemaining: Units.round(percentRemaining),
  amountRemaining: levelOnly ? null : Units.volume(percentRemaining * capacity, units),
  range: levelOnly ? null : Units.distance(percentRemaining * range, units)
})

/** The systems that every car tells about. */
export const systemIds = ["SYSTEM_AIRBAG", "SYSTEM_BRAKE_FLUID", "SYSTEM_MIL", "SYSTEM_TPMS"]

const timestamp = (text: string | null) => (text === null ? null : DateTime.unsafeMake(text))

const day = 24 * 60 * 60 * 1000

interface DateRange {
  readonly startDate?: string | DateTime.DateTime | undefined
  readonly endDate?: string | DateTime.DateTime | undefined
}

/** A last day without a time counts as the whole day (UTC). */
const endOf = (date: string): number => Date.parse(date) + (date.length === 10 ? day - 1 : 0)

/** From a year ago to now, unless the range says otherwise. */
export const isBetween = (text: string, { startDate, endDate }: DateRange, now: number): boolean => {
  const time = Date.parse(text)
  const start = typeof startDate === "string" ? Date.parse(startDate) : (startDate?.epochMillis ?? now - 365 * day)
  const end = typeof endDate === "string" ? endOf(endDate) : (endDate?.epochMillis ?? now)
  return time >= start && time <= end
}

/** When a service was done, as ISO 8601 text. */
export const dateOf = ({ date }: ServiceRecord, startedAt: number): string =>
  typeof date === "string" ? date : new Date(startedAt - date * day).toISOString()

type Name =
  | "attributes"
  | "vin"
  | "permissions"
  | "battery"
  | "batteryCapacity"
  | "nominalCapacity"
  | "charge"
  | "startCharge"
  | "stopCharge"
  | "chargeLimit"
  | "setChargeLimit"
  | "fuel"
  | "engineOil"
  | "odometer"
  | "location"
  | "tirePressure"
  | "lockStatus"
  | "lock"
  | "unlock"
  | "diagnosticSystemStatus"
  | "diagnosticTroubleCodes"
  | "serviceHistory"
  | "sendDestination"
  | "subscribe"
  | "unsubscribe"
  | "disconnect"

export const handlers: Handlers<Name> = {
  attributes: read(({ id, make, model, year }) => ({ id, make, model, year })),

  vin: read(({ vin }) => ({ vin })),

  permissions: onTarget((call, { connection }, params) =>
    Either.flatMap(page(connection.permissions, params), ({ items, paging }) =>
      answer(call, { permissions: items, paging })
    )
  ),

  battery: read((car, { units }) =>
    Either.map(part(car.battery), ({ percentRemaining, range }) => ({
      percentRemaining: Units.round(percentRemaining),
      range: Units.distance(percentRemaining * range, units)
    }))
  ),

  batteryCapacity: read((car) => Either.map(part(car.battery), ({ capacity }) => ({ capacity }))),

  nominalCapacity: read((car, { connect }) =>
    Either.map(part(car.battery), ({ capacity, capacities, capacitySource }) => ({
      availableCapacities: capacities,
      capacity: capacitySource === null ? null : { nominal: capacity, source: capacitySource },
      url: capacitySource === null ? `${connect}/battery-capacity?vehicle_id=${car.id}&redirect_uri=` : null
    }))
  ),

  charge: read((car) =>
    Either.map(part(car.battery), (battery) => ({
      isPluggedIn: battery.isPluggedIn,
      state: chargingState(battery)
    }))
  ),

  startCharge: command((car) =>
    withBattery(car, (battery) =>
      Either.gen(function* () {
        yield* refuse(!battery.isPluggedIn, vehicleState("CHARGING_PLUG_NOT_CONNECTED"))
        yield* refuse(battery.isCharging, vehicleState("CHARGING_IN_PROGRESS"))
        yield* refuse(isFull(battery), vehicleState("FULLY_CHARGED"))
        return { isCharging: true }
      })
    )
  ),

  stopCharge: command((car) =>
    withBattery(car, (battery) =>
      Either.gen(function* () {
        yield* refuse(!battery.isPluggedIn, vehicleState("CHARGING_PLUG_NOT_CONNECTED"))
        yield* refuse(!battery.isCharging, vehicleState("NOT_CHARGING"))
        return { isCharging: false }
      })
    )
  ),

  chargeLimit: read((car) => Either.map(part(car.battery), ({ limit }) => ({ limit }))),

  setChargeLimit: command((car, { limit }) =>
    withBattery(car, ({ isCharging, percentRemaining }) =>
      Either.right({ limit, isCharging: isCharging && percentRemaining < limit })
    )
  ),

  fuel: read((car, { units }) => Either.map(part(car.tank), (content) => tank(content, units))),

  engineOil: read((car) => Either.map(part(car.oilLife), (lifeRemaining) => ({ lifeRemaining }))),

  odometer: read(({ odometer }, { units }) => ({ distance: Units.distance(odometer, units) })),

  location: read(({ location: { latitude, longitude } }) => ({ latitude, longitude })),

  tirePressure: read(({ tires }, { units }) => ({
    frontLeft: Units.pressure(tires.frontLeft, units),
    frontRight: Units.pressure(tires.frontRight, units),
    backLeft: Units.pressure(tires.backLeft, units),
    backRight: Units.pressure(tires.backRight, units)
  })),

  lockStatus: read(({ isLocked, closures }) => ({ isLocked, ...closures })),

  lock: command((car) =>
    Either.gen(function* () {
      yield* parked(car)
      yield* refuse(isOpen(car.closures.doors), vehicleState("DOOR_OPEN"))
      yield* refuse(isOpen(car.closures.storage, "front"), vehicleState("HOOD_OPEN"))
      yield* refuse(isOpen(car.closures.storage, "rear"), vehicleState("TRUNK_OPEN"))
      return { ...car, isLocked: true }
    })
  ),

  unlock: command((car) => Either.map(parked(car), () => ({ ...car, isLocked: false }))),

  diagnosticSystemStatus: read(({ alerts }) => ({
    systems: [
      ...systemIds
        .filter((id) => !alerts.some(({ systemId }) => systemId === id))
        .map((systemId) => ({ systemId, status: "OK", description: null })),
      ...alerts.map(({ systemId, description }) => ({ systemId, status: "ALERT", description }))
    ]
  })),

  diagnosticTroubleCodes: read(({ troubleCodes }) => ({
    activeCodes: troubleCodes.map((entry) => ({ code: entry.code, timestamp: timestamp(entry.timestamp) }))
  })),

  serviceHistory: read((car, { now, state, units }, range) =>
    car.services
      .map((service) => ({ ...service, date: dateOf(service, state.startedAt) }))
      .filter(({ date }) => isBetween(date, range, now))
      .map(({ id, date, odometer, tasks, cost }) => ({
        serviceId: id,
        serviceDate: DateTime.unsafeMake(date),
        odometerDistance: Units.distance(odometer, units),
        serviceTasks: tasks.map((taskDescription, i) => ({ taskId: String(i + 1), taskDescription })),
        serviceDetails: [],
        serviceCost: { totalCost: cost, currency: "USD" }
      }))
  ),

  sendDestination: command((car, { latitude, longitude }) =>
    Either.right({ ...car, destination: { latitude, longitude } })
  ),

  subscribe: onTarget((call, { car }, { webhookId }) =>
    call.state.application.webhooks.includes(webhookId)
      ? Either.right({
          value: { webhookId, vehicleId: car.id },
          state: subscribe(call.state, car.id, webhookId, call.now)
        })
      : Either.left(invalid(["webhookId"], "is not a webhook of the application"))
  ),

  unsubscribe: onTarget((call, { car }, { webhookId }) =>
    call.state.application.webhooks.includes(webhookId)
      ? Either.right({
          value: { status: "success" },
          state: unsubscribe(call.state, car.id, webhookId)
        })
      : Either.left(invalid(["webhookId"], "is not a webhook of the application"))
  ),

  disconnect: onTarget((call, { connection }) =>
    Either.right({ value: { status: "success" }, state: disconnect(call.state, connection) })
  )
}
