/** Where the signals of a simulated car come from. */
import type { UnitSystem } from "@effect-smartcar/sdk/Reading"
import type * as Signal from "@effect-smartcar/sdk/v3/Signal"
import type * as Schema from "effect/Schema"
import type { Car, Closure, EndpointName } from "../../../Fleet.js"
import * as Units from "../../units.js"

type Table = typeof Signal.all

export type Code = keyof Table

/** When, how and for whom a car is asked. */
export interface Asked {
  readonly now: number
  readonly units: UnitSystem
  /** When the simulation began, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly ownerName: string
}

/** How a car's state tells one signal. */
export interface Source<out Body> {
  /** The operations of API v2.0 that tell the same: a car that has none of them does not tell this either. */
  readonly like?: readonly [EndpointName, ...ReadonlyArray<EndpointName>]
  /** True if Smartcar, or the manufacturer, knows without the car and its owner's sign-in. */
  readonly isKnown?: boolean
  /** What the car's state is in the way of; the body comes all the same. */
  readonly prevented?: (car: Car) => string | undefined
  /** The body, or `undefined` of a car without such a thing. */
  readonly tell: (car: Car, asked: Asked) => Body | undefined
}

/** One source for each signal, `undefined` for what no simulated car tells: leaving one out does not compile. */
export type Sources<C extends Code = Code> = {
  readonly [K in C]: Source<Schema.Schema.Type<Table[K]["body"]>> | undefined
}

/** The spellings for imperial units are unconfirmed. */
const imperial: Readonly<Record<string, string>> = {
  km: "miles",
  "km/h": "mph",
  liters: "gallons",
  celsius: "fahrenheit"
}

/** A signal's unit as a body names it. */
export const unitOf = ({ unit = "" }: Signal.Any, units: UnitSystem): { readonly unit: string } => ({
  unit: (units === "imperial" ? imperial[unit] : undefined) ?? unit
})

/** From a ratio to the percent that a car of API v2.0 would tell, rounded as there. */
export const percent = (ratio: number): number => Math.round(Units.round(ratio) * 100)

export const temperature = (celsius: number, units: UnitSystem): number =>
  Units.round(units === "imperial" ? celsius * 1.8 + 32 : celsius)

/** Whether it is open, as far as the car tells. */
export const isOpen = ({ status }: Closure): boolean | null => (status === "UNKNOWN" ? null : status === "OPEN")

const rows = ["front", "back"]
const columns = ["Left", "Right"]

const corners = rows.flatMap((side, row) =>
  columns.map((name, column) => ({ type: `${side}${name}` as const, row, column }))
)

/** What a car has at its four corners, from the front left to the back right. */
export const cornersOf = <A>(of: (type: string) => A | undefined) => ({
  values: corners.flatMap(({ type, row, column }) => {
    const found = of(type)
    return found === undefined ? [] : [{ row, column, ...found }]
  }),
  rowCount: rows.length,
  columnCount: columns.length
})
