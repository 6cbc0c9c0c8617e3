/** Charging, batteries, fuel and oil. */
import * as Signal from "@effect-smartcar/sdk/v3/Signal"
import * as DateTime from "effect/DateTime"
import type { Battery, Car } from "../../../Fleet.js"
import { chargesOf, completion } from "../../makes.js"
import * as Units from "../../units.js"
import { chargingState } from "../../vehicle.js"
import { timersOf } from "../timers.js"
import { type Asked, isOpen, percent, type Sources, unitOf } from "./source.js"

type Codes =
  | `charge-${string}`
  | `internalcombustionengine-${string}`
  | `lowvoltagebattery-${string}`
  | `tractionbattery-${string}`

/** What a car with a traction battery tells. */
const withBattery =
  <Body>(tell: (battery: Battery, asked: Asked, car: Car) => Body) =>
  (car: Car, asked: Asked): Body | undefined =>
    car.battery === undefined ? undefined : tell(car.battery, asked, car)

const notCharging = ({ battery }: Car) => (battery?.isCharging === true ? undefined : "NOT_CHARGING")

const volts = 240

const minute = 60_000

export const sources: Sources<Extract<keyof typeof Signal.all, Codes>> = {
  "charge-amperage": {
    like: ["teslaChargeAmmeter"],
    tell: ({ battery, tesla }, { units }) =>
      tesla === undefined
        ? undefined
        : { value: battery?.isCharging === true ? tesla.amperage : 0, ...unitOf(Signal.chargeAmperage, units) }
  },
  "charge-amperagemax": undefined,
  "charge-amperagerequested": {
    like: ["teslaChargeAmmeter"],
    tell: ({ tesla }, { units }) =>
      tesla === undefined ? undefined : { value: tesla.amperage, ...unitOf(Signal.chargeAmperageRequested, units) }
  },
  "charge-chargelimits": {
    like: ["chargeLimit"],
    tell: withBattery(({ limit }, { units }) => {
      const activeLimit = Units.round(limit * 100)
      return {
        values: [{ type: "GLOBAL", limit: activeLimit, condition: null }],
        activeLimit,
        ...unitOf(Signal.chargeChargeLimits, units)
      }
    })
  },
  "charge-chargeportstatuscolor": {
    like: ["audiCharge"],
    tell: withBattery(({ isCharging }) => ({ value: isCharging ? "green" : "none" }))
  },
  "charge-chargerate": {
    like: ["charge"],
    prevented: notCharging,
    tell: withBattery(({ isCharging, power, capacity, range }, { units }) => ({
      value: isCharging ? Units.distance((power / capacity) * range, units) : null,
      ...unitOf(Signal.chargeChargeRate, units)
    }))
  },
  "charge-chargerecords": {
    like: ["bmwChargeRecords", "teslaChargeRecords"],
    tell: withBattery((battery, { now }, car) => ({
      values: chargesOf(car, battery, now).map((charge) => ({
        id: charge.id,
        cost: null,
        startTime: DateTime.unsafeMake(charge.chargeStart),
        endTime: DateTime.unsafeMake(charge.chargeEnd),
        location: { name: null, address: null, ...car.location },
        energyAdded: charge.energy,
        chargingType: "AC",
        connectorType: null,
        isPublicCharger: charge.isPublic,
        startStateOfCharge: percent(charge.startPercentRemaining),
        endStateOfCharge: percent(charge.endPercentRemaining)
      }))
    }))
  },
  "charge-chargerphases": undefined,
  "charge-chargetimers": { tell: timersOf },
  "charge-chargingconnectortype": undefined,
  "charge-detailedchargingstatus": {
    like: ["charge"],
    tell: withBattery((battery) => ({ value: chargingState(battery) }))
  },
  "charge-energyadded": undefined,
  "charge-fastchargertype": undefined,
  "charge-ischarging": { like: ["charge"], tell: withBattery(({ isCharging }) => ({ value: isCharging })) },
  "charge-ischargingcableconnected": {
    like: ["charge"],
    tell: withBattery(({ isPluggedIn }) => ({ value: isPluggedIn }))
  },
  "charge-ischargingcablelatched": {
    like: ["audiCharge"],
    tell: withBattery(({ isPluggedIn }) => ({ value: isPluggedIn }))
  },
  "charge-ischargingportflapopen": {
    like: ["lockStatus"],
    tell: ({ closures }) => {
      const [port] = closures.chargingPort
      return port === undefined ? undefined : { value: isOpen(port) }
    }
  },
  "charge-isfastchargerpresent": undefined,
  "charge-timetocomplete": {
    like: ["charge"],
    prevented: notCharging,
    tell: withBattery((battery, { now, units }) => {
      const time = completion(battery, now)
      return {
        value: time === null ? null : Math.ceil((time - now) / minute),
        ...unitOf(Signal.chargeTimeToComplete, units)
      }
    })
  },
  "charge-voltage": {
    like: ["gmChargeVoltmeter", "teslaChargeVoltmeter"],
    tell: withBattery(({ isPluggedIn }, { units }) => ({
      value: isPluggedIn ? volts : 0,
      ...unitOf(Signal.chargeVoltage, units)
    }))
  },
  "charge-wattage": {
    like: ["charge"],
    tell: withBattery(({ isCharging, power }, { units }) => ({
      value: isCharging ? Units.round(power * 1000) : 0,
      ...unitOf(Signal.chargeWattage, units)
    }))
  },

  "internalcombustionengine-amountremaining": {
    like: ["fuel"],
    tell: ({ tank }, { units }) =>
      tank === undefined
        ? undefined
        : {
            value: tank.levelOnly ? null : Units.volume(tank.percentRemaining * tank.capacity, units),
            ...unitOf(Signal.internalCombustionEngineAmountRemaining, units)
          }
  },
  "internalcombustionengine-fuellevel": {
    like: ["fuel"],
    tell: ({ tank }, { units }) =>
      tank === undefined
        ? undefined
        : { value: percent(tank.percentRemaining), ...unitOf(Signal.internalCombustionEngineFuelLevel, units) }
  },
  "internalcombustionengine-oillife": {
    like: ["engineOil"],
    tell: ({ oilLife }, { units }) =>
      oilLife === undefined
        ? undefined
        : { value: Units.round(oilLife * 100), ...unitOf(Signal.internalCombustionEngineOilLife, units) }
  },
  "internalcombustionengine-range": {
    like: ["fuel"],
    tell: ({ tank }, { units }) =>
      tank === undefined
        ? undefined
        : {
            value: tank.levelOnly ? null : Units.distance(tank.percentRemaining * tank.range, units),
            ...unitOf(Signal.internalCombustionEngineRange, units)
          }
  },

  "lowvoltagebattery-stateofcharge": undefined,
  "lowvoltagebattery-status": undefined,

  "tractionbattery-isheateractive": undefined,
  "tractionbattery-maxrangechargecounter": undefined,
  "tractionbattery-nominalcapacity": {
    like: ["nominalCapacity"],
    tell: withBattery(({ capacity, capacities, capacitySource }, { units }) => ({
      capacity: capacitySource === null ? null : capacity,
      source: capacitySource,
      availableCapacities: capacities,
      ...unitOf(Signal.tractionBatteryNominalCapacity, units)
    }))
  },
  "tractionbattery-range": {
    like: ["battery"],
    tell: withBattery(({ percentRemaining, range }, { units }) => ({
      value: Units.distance(percentRemaining * range, units),
      type: "DEFAULT",
      additionalValues: [],
      ...unitOf(Signal.tractionBatteryRange, units)
    }))
  },
  "tractionbattery-stateofcharge": {
    like: ["battery"],
    tell: withBattery(({ percentRemaining }, { units }) => ({
      value: percent(percentRemaining),
      ...unitOf(Signal.tractionBatteryStateOfCharge, units)
    }))
  }
}
