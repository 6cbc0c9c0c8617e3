/** Driving, climate, closures and the car itself. */
import * as Signal from "@effect-smartcar/sdk/v3/Signal"
import * as DateTime from "effect/DateTime"
import type { Car, Closures } from "../../../Fleet.js"
import { directionOf } from "../../tesla.js"
import * as Units from "../../units.js"
import { dateOf } from "../../vehicle.js"
import { cornersOf, isOpen, type Sources, temperature, unitOf } from "./source.js"

type Codes =
  | `climate-${string}`
  | `closure-${string}`
  | `connectivity${string}`
  | `hvac-${string}`
  | `location-${string}`
  | `motion-${string}`
  | `odometer-${string}`
  | `service-${string}`
  | `surveillance-${string}`
  | `transmission-${string}`
  | `vehicle${string}`
  | `wheel-${string}`

const closed = <A>(
  { closures }: Car,
  kind: keyof Closures,
  of: (parts: Closures[keyof Closures]) => A
): A | undefined => (closures[kind].length === 0 ? undefined : of(closures[kind]))

const lid = (car: Car, kind: keyof Closures, type: string) => {
  const found = car.closures[kind].find((closure) => closure.type === type)
  return found === undefined ? undefined : { isOpen: isOpen(found) }
}

const lockable = (car: Car, type: string) => {
  const found = lid(car, "storage", type)
  return found === undefined ? undefined : { ...found, isLocked: car.isLocked }
}

/** Conditions in which a car is not connected to its manufacturer. */
const offline: ReadonlySet<string> = new Set([
  "ASLEEP",
  "REMOTE_ACCESS_DISABLED",
  "UNREACHABLE",
  "VEHICLE_OFFLINE_FOR_SERVICE"
])

const isOn = (read: (tesla: NonNullable<Car["tesla"]>) => boolean) => ({
  tell: ({ tesla }: Car) => (tesla === undefined ? undefined : { value: read(tesla) })
})

export const sources: Sources<Extract<keyof typeof Signal.all, Codes>> = {
  "climate-externaltemperature": {
    tell: ({ tesla }, { units }) =>
      tesla === undefined
        ? undefined
        : { value: temperature(tesla.exteriorTemperature, units), ...unitOf(Signal.climateExternalTemperature, units) }
  },
  "climate-internaltemperature": {
    tell: ({ tesla }, { units }) =>
      tesla === undefined
        ? undefined
        : {
            value: temperature(tesla.cabin.isOn ? tesla.cabin.temperature : tesla.exteriorTemperature, units),
            ...unitOf(Signal.climateInternalTemperature, units)
          }
  },

  "closure-doors": {
    like: ["lockStatus"],
    tell: (car) =>
      closed(car, "doors", (doors) =>
        cornersOf((type) => {
          const door = doors.find((known) => known.type === type)
          return door === undefined ? undefined : { isOpen: isOpen(door), isLocked: car.isLocked }
        })
      )
  },
  "closure-enginecover": undefined,
  "closure-fronttrunk": { like: ["lockStatus"], tell: (car) => lockable(car, "front") },
  "closure-islocked": { like: ["lockStatus"], tell: ({ isLocked }) => ({ value: isLocked }) },
  "closure-reartrunk": { like: ["lockStatus"], tell: (car) => lockable(car, "rear") },
  "closure-sunroof": { like: ["lockStatus"], tell: (car) => lid(car, "sunroof", "sunroof") },
  "closure-tailgate": undefined,
  "closure-windows": {
    like: ["lockStatus"],
    tell: (car) =>
      closed(car, "windows", (windows) =>
        cornersOf((type) => {
          const window = windows.find((known) => known.type === type)
          return window === undefined ? undefined : { isOpen: isOpen(window) }
        })
      )
  },

  "connectivitysoftware-currentfirmwareversion": undefined,
  "connectivitystatus-isasleep": { isKnown: true, tell: ({ condition }) => ({ value: condition === "ASLEEP" }) },
  "connectivitystatus-isdigitalkeypaired": isOn(({ isKeyPaired }) => isKeyPaired),
  "connectivitystatus-isonline": {
    isKnown: true,
    tell: ({ condition }) => ({ value: condition === undefined || !offline.has(condition) })
  },

  "hvac-cabintargettemperature": {
    tell: ({ tesla }, { units }) =>
      tesla === undefined
        ? undefined
        : { value: temperature(tesla.cabin.temperature, units), ...unitOf(Signal.hvacCabinTargetTemperature, units) }
  },
  "hvac-iscabinhvacactive": isOn(({ cabin }) => cabin.isOn),
  "hvac-isfrontdefrosteractive": isOn(({ defroster }) => defroster),
  "hvac-isreardefrosteractive": isOn(({ defroster }) => defroster),
  "hvac-issteeringheateractive": isOn(({ steeringWheel }) => steeringWheel),

  "location-isathome": undefined,
  "location-preciselocation": {
    like: ["location"],
    tell: ({ location, speed, tesla }) => ({
      ...location,
      heading: tesla?.heading ?? null,
      direction: tesla === undefined ? null : directionOf(tesla.heading),
      locationType: speed > 0 ? "CURRENT" : "LAST_PARKED"
    })
  },

  "motion-currentspeed": {
    tell: ({ speed }, { units }) => ({
      value: Units.distance(speed, units),
      ...unitOf(Signal.motionCurrentSpeed, units)
    })
  },

  "odometer-traveleddistance": {
    like: ["odometer"],
    tell: ({ odometer }, { units }) => ({
      value: Units.distance(odometer, units),
      ...unitOf(Signal.odometerTraveledDistance, units)
    })
  },

  "service-isinservice": {
    isKnown: true,
    tell: ({ condition }) => ({ value: condition === "VEHICLE_OFFLINE_FOR_SERVICE" })
  },
  "service-records": {
    like: ["serviceHistory"],
    tell: ({ services }, { startedAt, units }) => ({
      values: services.map((service) => ({
        id: service.id,
        cost: { amount: service.cost, currency: "USD" },
        time: DateTime.unsafeMake(dateOf(service, startedAt)),
        tasks: service.tasks.map((description, i) => ({ id: String(i + 1), description })),
        details: [],
        odometer: Units.distance(service.odometer, units)
      }))
    })
  },

  "surveillance-brand": undefined,
  "surveillance-isenabled": undefined,

  "transmission-drivemode": undefined,
  "transmission-gearstate": { tell: ({ speed }) => ({ value: speed > 0 ? "DRIVE" : "PARK" }) },

  "vehicleidentification-exteriorcolor": undefined,
  "vehicleidentification-nickname": {
    isKnown: true,
    tell: ({ model }, { ownerName }) => ({ value: `${ownerName}'s ${model}` })
  },
  "vehicleidentification-packages": undefined,
  "vehicleidentification-trim": undefined,
  "vehicleidentification-vin": { like: ["vin"], isKnown: true, tell: ({ vin }) => ({ value: vin }) },
  "vehicleuseraccount-permissions": {
    like: ["teslaUserAccess"],
    tell: () => ({ values: ["vehicle_device_data", "vehicle_cmds"] })
  },
  "vehicleuseraccount-role": { like: ["teslaUserAccess"], tell: () => ({ value: "OWNER" }) },

  "wheel-style": undefined,
  "wheel-tires": {
    like: ["tirePressure"],
    tell: ({ tires }, { units }) => {
      const pressures: Readonly<Record<string, number>> = { ...tires }
      return cornersOf((type) => ({ tirePressure: Units.pressure(pressures[type] ?? 0, units) }))
    }
  }
}
