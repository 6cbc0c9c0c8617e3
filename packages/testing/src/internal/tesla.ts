/** Handlers of Tesla's own operations. Where the shape of an answer is unconfirmed, it is a plausible minimum. */
import type { UnitSystem } from "@effect-smartcar/sdk/Reading"
import * as Either from "effect/Either"
import type { Car, Closure, Tesla } from "../Fleet.js"
import { vendor } from "./errors.js"
import { command, type Handlers, type Result, read } from "./handler.js"
import { charged, chargesOf, completion } from "./makes.js"
import { between, uuid } from "./random.js"
import * as Units from "./units.js"
import { isBetween, parked } from "./vehicle.js"

const notCompatible = vendor("COMPATIBILITY", "MAKE_NOT_COMPATIBLE")

const withTesla = <A>(car: Car, of: (tesla: Tesla) => A): Result<A> =>
  car.tesla === undefined ? Either.left(notCompatible) : Either.right(of(car.tesla))

const change = (car: Car, of: (tesla: Tesla) => Partial<Tesla>): Result<Car> =>
  withTesla(car, (tesla) => ({ ...car, tesla: { ...tesla, ...of(tesla) } }))

/** Opens or closes one of the car's lids. */
export const setLid = (
  car: Car,
  lid: "storage" | "chargingPort",
  type: string,
  action: "OPEN" | "CLOSE"
): Result<Car> =>
  Either.map(parked(car), () => {
    const status: Closure["status"] = action === "OPEN" ? "OPEN" : "CLOSED"
    const lids = car.closures[lid].map((closure) => (closure.type === type ? { type, status } : closure))
    return { ...car, closures: { ...car.closures, [lid]: lids } }
  })

const directions = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const

export const directionOf = (heading: number) => directions[Math.round(heading / 45) % 8] ?? "N"

const temperature = (celsius: number, units: UnitSystem): number =>
  Units.round(units === "imperial" ? celsius * 1.8 + 32 : celsius)

const celsius = (degrees: number, units: UnitSystem): number => (units === "imperial" ? (degrees - 32) / 1.8 : degrees)

const volts = 240

const recordsPerPage = 5

const onOff = (isOn: boolean): string => (isOn ? "ON" : "OFF")

const isUnlimited = { startDate: new Date(0).toISOString() }

type Name = Extract<keyof Handlers, `tesla${string}`>

export const handlers: Handlers<Name> = {
  teslaAlerts: read((car) => ({
    alerts: car.alerts.map(({ systemId, description }) => ({ name: systemId, description }))
  })),

  teslaAttributes: read((car) => withTesla(car, () => ({ make: car.make, model: car.model, year: car.year }))),

  teslaBattery: read((car, { units }) =>
    charged(car, ({ percentRemaining, range }) => ({
      percentRemaining: Units.round(percentRemaining),
      range: Units.distance(percentRemaining * range, units)
    }))
  ),

  teslaCharge: read((car) =>
    charged(car, ({ isCharging, isPluggedIn, limit, power }) => ({
      isCharging,
      isPluggedIn,
      limit,
      wattage: isCharging ? power : 0
    }))
  ),

  teslaChargeAmmeter: read((car) => withTesla(car, ({ amperage }) => ({ amperage }))),

  teslaChargeCompletion: read((car, { now }) =>
    charged(car, (battery) => {
      const time = completion(battery, now)
      return { time: time === null ? null : new Date(time).toISOString() }
    })
  ),

  teslaChargeVoltmeter: read((car) => charged(car, ({ isPluggedIn }) => ({ voltage: isPluggedIn ? volts : 0 }))),

  teslaChargeWattmeter: read((car) => charged(car, ({ isCharging, power }) => ({ wattage: isCharging ? power : 0 }))),

  teslaChargeSchedule: read((car) => withTesla(car, ({ startTime, departureTime }) => ({ startTime, departureTime }))),

  teslaChargeRecords: read((car, { now }) =>
    charged(car, (battery) => ({
      records: chargesOf(car, battery, now).map(({ chargeStart, chargeEnd, energy }) => ({
        chargeStart,
        chargeEnd,
        energyAdded: energy
      }))
    }))
  ),

  teslaChargeRecordsBilling: read((car, { now }, { page = 0, ...range }) =>
    charged(car, (battery) => {
      const billed = chargesOf(car, battery, now).filter(({ chargeStart }) =>
        isBetween(chargeStart, { ...isUnlimited, ...range }, now)
      )
      const from = page * recordsPerPage
      return {
        records: billed.slice(from, from + recordsPerPage).map(({ id, chargeStart, chargeEnd, energy }) => ({
          chargeStart,
          chargeEnd,
          energyConsumed: energy,
          cost: { currency: "USD", energy: Units.round(energy * between(`${id}/price`, 0.2, 0.5)), other: 0 },
          location: car.location,
          recordId: uuid(id)
        })),
        hasMoreData: billed.length > from + recordsPerPage
      }
    })
  ),

  teslaClimateCabin: read((car, { units }) =>
    withTesla(car, ({ cabin }) => ({
      status: onOff(cabin.isOn),
      temperature: temperature(cabin.temperature, units)
    }))
  ),

  teslaClimateDefroster: read((car) =>
    withTesla(car, ({ defroster }) => ({ frontStatus: onOff(defroster), rearStatus: onOff(defroster) }))
  ),

  teslaClimateSteeringWheel: read((car) => withTesla(car, ({ steeringWheel }) => ({ status: onOff(steeringWheel) }))),

  teslaCompass: read((car) => withTesla(car, ({ heading }) => ({ direction: directionOf(heading), heading }))),

  teslaSpeedometer: read(({ speed }, { units }) => ({ speed: Units.distance(speed, units) })),

  teslaThermometerExterior: read((car, { units }) =>
    withTesla(car, ({ exteriorTemperature }) => ({ temperature: temperature(exteriorTemperature, units) }))
  ),

  teslaThermometerInterior: read((car, { units }) =>
    withTesla(car, ({ cabin, exteriorTemperature }) => ({
      temperature: temperature(cabin.isOn ? cabin.temperature : exteriorTemperature, units)
    }))
  ),

  teslaMigration: read(() => ({ requiresMigration: false })),

  teslaVirtualKey: read((car) => withTesla(car, ({ isKeyPaired }) => ({ isPaired: isKeyPaired }))),

  // A car that is being serviced is offline: it would not say so.
  teslaStatus: read(({ speed }) => ({ status: "online", inService: false, gear: speed > 0 ? "D" : "P" })),

  teslaUserAccess: read(() => ({ accessType: "OWNER", permissions: ["vehicle_device_data", "vehicle_cmds"] })),

  teslaUserInfo: read((car, { state }) => ({
    email: `${(state.owners.get(car.owner)?.name ?? car.owner).toLowerCase().replaceAll(" ", ".")}@example.com`
  })),

  teslaSetChargeAmmeter: command((car, { amperage }) => change(car, () => ({ amperage }))),

  teslaControlChargePortDoor: command((car, { action }) => setLid(car, "chargingPort", "chargingPort", action)),

  teslaSetChargeSchedule: command((car, { type, enable, time }) =>
    change(car, () => ({ [type === "START_TIME" ? "startTime" : "departureTime"]: { enabled: enable, time } }))
  ),

  teslaControlFrunk: command((car, { action }) => setLid(car, "storage", "front", action)),

  teslaControlTrunk: command((car, { action }) => setLid(car, "storage", "rear", action)),

  teslaControlClimateCabin: command((car, { action, temperature }, { units }) =>
    change(car, ({ cabin }) => ({
      cabin: {
        isOn: action === "SET" ? cabin.isOn : action === "START",
        temperature: temperature === undefined ? cabin.temperature : celsius(temperature, units)
      }
    }))
  ),

  teslaControlClimateDefroster: command((car, { action }) => change(car, () => ({ defroster: action === "START" }))),

  teslaControlClimateSteeringWheel: command((car, { action }) =>
    change(car, () => ({ steeringWheel: action === "START" }))
  ),

  teslaSetPin: command((car, { pin }) => change(car, () => ({ pin }))),

  teslaClearPin: command((car) => change(car, () => ({ pin: null })))
}
