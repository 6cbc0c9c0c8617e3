/** A car of a model, in a state that follows from its id. */
import type { Car, Closures, Model, ServiceRecord } from "../Fleet.js"
import { sequence } from "./random.js"
import { round } from "./units.js"

/** What a letter counts in the check digit of a VIN; digits count themselves. */
const letterValues = new Map(
  ["AJ", "BKS", "CLT", "DMU", "ENV", "FW", "GPX", "HY", "RZ"].flatMap((letters, i) =>
    [...letters].map((letter) => [letter, i + 1] as const)
  )
)
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
const yearCodes = "ABCDEFGHJKLMNPRSTVWXY123456789"

/** 17 characters with a right check digit (ISO 3779, North America). */
const vinOf = (prefix: string, year: number, serial: number): string => {
  const rest = `${yearCodes[(year - 1980) % 30]}F${String(serial).padStart(6, "0")}`
  const text = `${prefix}0${rest}`
  let sum = 0
  for (const [i, weight] of weights.entries()) {
    const character = text.charAt(i)
    sum += weight * (letterValues.get(character) ?? Number(character))
  }
  return `${prefix}${sum % 11 === 10 ? "X" : sum % 11}${rest}`
}

const shut = (...types: ReadonlyArray<string>) => types.map((type) => ({ type, status: "CLOSED" as const }))
const corners = shut("frontLeft", "frontRight", "backLeft", "backRight")
const noChargingPort: Closures = {
  doors: corners,
  windows: corners,
  sunroof: shut("sunroof"),
  storage: shut("front", "rear"),
  chargingPort: []
}
const withChargingPort: Closures = { ...noChargingPort, chargingPort: shut("chargingPort") }

type Draw = (min: number, max: number) => number

const serviceTasks = ["Tire rotation", "Multi-point inspection"]

const services = (odometer: number, draw: Draw): ReadonlyArray<ServiceRecord> => [
  {
    id: String(Math.floor(draw(100_000, 1_000_000))),
    date: "2025-03-14T09:30:00.000Z",
    odometer: round(odometer * 0.8),
    tasks: serviceTasks,
    cost: round(draw(60, 400))
  }
]

const tesla = (draw: Draw): Pick<Car, "tesla"> => ({
  tesla: {
    amperage: 30,
    startTime: { enabled: false, time: null },
    departureTime: { enabled: false, time: null },
    cabin: { isOn: false, temperature: 21 },
    defroster: false,
    steeringWheel: false,
    heading: round(draw(0, 360)),
    exteriorTemperature: round(draw(-5, 30)),
    isKeyPaired: true,
    pin: null
  }
})

const ford = (location: Car["location"]): Pick<Car, "chargingLocations"> => ({
  chargingLocations: [{ chargeLimit: 0.9, location, weekday: [{ start: "22:00", end: "06:00" }], weekend: [] }]
})

const nissan: Pick<Car, "chargeSchedules"> = {
  chargeSchedules: [{ start: "23:00", end: "05:00", days: ["MONDAY", "WEDNESDAY", "FRIDAY"] }]
}

const ofMake = (make: string, draw: Draw, location: Car["location"]): Partial<Car> => {
  switch (make) {
    case "TESLA":
      return tesla(draw)
    case "FORD":
    case "LINCOLN":
      return ford(location)
    case "NISSAN":
      return nissan
    default:
      return {}
  }
}

/** Four decimals: about ten metres. */
const degrees = (value: number): number => Math.round(value * 10_000) / 10_000

export const build = (model: Model, { id, owner }: { readonly id: string; readonly owner: string }): Car => {
  const draw: Draw = sequence(id).between
  const some: Draw = (min, max) => round(draw(min, max))
  const year = Math.floor(draw(model.years[0], model.years[1] + 1))
  const vin = vinOf(model.vinPrefix, year, Math.floor(draw(0, 1_000_000)))
  const odometer = some(1_000, 120_000)
  const location = { latitude: degrees(draw(33, 41)), longitude: degrees(draw(-120, -75)) }
  const tires = {
    frontLeft: some(215, 245),
    frontRight: some(215, 245),
    backLeft: some(215, 245),
    backRight: some(215, 245)
  }
  const { battery, tank } = model
  const [capacity] = battery?.capacities ?? []
  return {
    id,
    owner,
    vin,
    make: model.make,
    model: model.model,
    year,
    powertrain: model.powertrain,
    unsupported: model.unsupported,
    odometer,
    location,
    speed: 0,
    tires,
    isLocked: true,
    closures: battery === undefined ? noChargingPort : withChargingPort,
    ...(battery === undefined || capacity === undefined
      ? {}
      : {
          battery: {
            ...battery,
            percentRemaining: some(0.2, 0.75),
            capacity: capacity.capacity,
            capacitySource: battery.capacities.length === 1 ? "SMARTCAR" : null,
            limit: 0.8,
            isPluggedIn: false,
            isCharging: false
          }
        }),
    ...(tank === undefined ? {} : { tank: { levelOnly: false, ...tank, percentRemaining: some(0.15, 0.95) } }),
    ...(model.powertrain === "BEV" ? {} : { oilLife: some(0.2, 0.9) }),
    alerts: [],
    troubleCodes: [],
    services: services(odometer, draw),
    ...ofMake(model.make, draw, location)
  }
}
