/** A car of a model, in a state that follows from its id. */
import type { Mutable } from "effect/Types"
import type { Battery, Car, ChargingLocation, Closures, Model, ServiceRecord, Tank, Tesla } from "../Fleet.js"
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
    date: Math.floor(draw(20, 330)),
    odometer: round(odometer * 0.8),
    tasks: serviceTasks,
    cost: round(draw(60, 400))
  }
]

const tesla = (draw: Draw): Tesla => ({
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
})

const ford = (location: Car["location"]): ReadonlyArray<ChargingLocation> => [
  { chargeLimit: 0.9, location, weekday: [{ start: "22:00", end: "06:00" }], weekend: [] }
]

const nissan: NonNullable<Car["chargeSchedules"]> = [
  { start: "23:00", end: "05:00", days: ["MONDAY", "WEDNESDAY", "FRIDAY"] }
]

// The parts are written out rather than spread: a hundred thousand cars take a third of the time.
const batteryOf = ({ capacities, range, power }: NonNullable<Model["battery"]>, percentRemaining: number): Battery => ({
  percentRemaining,
  capacity: capacities[0]?.capacity ?? 0,
  capacities,
  capacitySource: capacities.length === 1 ? "SMARTCAR" : null,
  range,
  power,
  limit: 0.8,
  isPluggedIn: false,
  isCharging: false
})

const tankOf = (
  { capacity, range, levelOnly = false }: NonNullable<Model["tank"]>,
  percentRemaining: number
): Tank => ({ percentRemaining, capacity, range, levelOnly })

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
  const car: Mutable<Car> = {
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
    alerts: [],
    troubleCodes: [],
    services: []
  }
  if (battery !== undefined && battery.capacities.length > 0) car.battery = batteryOf(battery, some(0.2, 0.75))
  if (tank !== undefined) car.tank = tankOf(tank, some(0.15, 0.95))
  if (model.powertrain !== "BEV") car.oilLife = some(0.2, 0.9)
  car.services = services(odometer, draw)
  if (model.make === "TESLA") car.tesla = tesla(draw)
  if (model.make === "FORD" || model.make === "LINCOLN") car.chargingLocations = ford(location)
  if (model.make === "NISSAN") car.chargeSchedules = nissan
  return car
}
