/** From the metric units in which cars are kept to those a request asks for. */
import type { UnitSystem } from "@effect-smartcar/sdk/Reading"

const kmPerMile = 1.609344
const kPaPerPsi = 6.894757293168
const litresPerGallon = 3.785411784

/** Two decimals, as far as a car's display goes. */
export const round = (value: number): number => Math.round(value * 100) / 100

const converter = (metricPerImperial: number) => (value: number, units: UnitSystem) =>
  round(units === "imperial" ? value / metricPerImperial : value)

export const distance = converter(kmPerMile)
export const pressure = converter(kPaPerPsi)
export const volume = converter(litresPerGallon)
