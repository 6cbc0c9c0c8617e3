/**
 * Owners and cars as plain values: what a simulated Smartcar starts with.
 *
 * Everything is kept in metric units: km, kPa, litres, kWh, degrees Celsius; ratios go from 0 to 1.
 *
 * @since 0.1.0
 */
import type * as SmartcarError from "@effect-smartcar/sdk/SmartcarError"
import type * as Signal from "@effect-smartcar/sdk/v3/Signal"
import type * as Redacted from "effect/Redacted"
import { build } from "./internal/build.js"
import { models as catalogue } from "./internal/catalogue.js"
import { integer, uuid } from "./internal/random.js"
import type { endpoints, endpointsV3 } from "./internal/table.js"

/**
 * The name of an operation of API v2.0: a key of the SDK's table of endpoints.
 *
 * @since 0.1.0
 * @category models
 */
export type EndpointName = keyof typeof endpoints

/**
 * The name of an operation of API v3: a key of the SDK's table of endpoints.
 *
 * @since 0.1.0
 * @category models
 */
export type EndpointNameV3 = keyof typeof endpointsV3

/**
 * What a car may lack though its powertrain and make would allow it: an operation of API v2.0, with the signals and
 * commands of v3 that stand for it, or one signal of v3 by its code.
 *
 * @since 0.1.0
 * @category models
 */
export type Capability = EndpointName | keyof typeof Signal.all

/**
 * @since 0.1.0
 * @category models
 */
export type Powertrain = "BEV" | "PHEV" | "HEV" | "ICE"

/**
 * A region of Smartcar's compatibility matrix.
 *
 * @since 0.1.0
 * @category models
 */
export type Region = "US" | "CA" | "EUROPE"

/**
 * A model of car: what the cars made from it have in common.
 *
 * @since 0.1.0
 * @category models
 */
export interface Model {
  /** In capitals, as Smartcar writes makes. */
  readonly make: string
  readonly model: string
  readonly powertrain: Powertrain
  readonly years: readonly [first: number, last: number]
  readonly regions: ReadonlyArray<Region>
  /** The first eight characters of the VIN. */
  readonly vinPrefix: string
  /** `capacities` in kWh: with more than one, Smartcar cannot tell which it is. `range` when full; `power` in kW. */
  readonly battery?: {
    readonly capacities: Battery["capacities"]
    readonly range: number
    readonly power: number
  }
  readonly tank?: { readonly capacity: number; readonly range: number; readonly levelOnly?: boolean }
  /** What these cars lack. */
  readonly unsupported: ReadonlyArray<Capability>
}

/**
 * A vehicle owner; `id` is the user id at Smartcar.
 *
 * @since 0.1.0
 * @category models
 */
export interface Owner {
  readonly id: string
  readonly name: string
}

/**
 * The traction battery of a simulated car.
 *
 * @since 0.1.0
 * @category models
 */
export interface Battery {
  readonly percentRemaining: number
  /** kWh */
  readonly capacity: number
  /** What the rated capacity may be, in kWh. */
  readonly capacities: ReadonlyArray<{ readonly capacity: number; readonly description: string | null }>
  /** Who chose among several capacities; `null` if no one did. */
  readonly capacitySource: "SMARTCAR" | "USER_SELECTED" | null
  /** km when full */
  readonly range: number
  /** kW while charging */
  readonly power: number
  readonly limit: number
  readonly isPluggedIn: boolean
  readonly isCharging: boolean
}

/**
 * The fuel tank of a simulated car.
 *
 * @since 0.1.0
 * @category models
 */
export interface Tank {
  readonly percentRemaining: number
  /** litres */
  readonly capacity: number
  /** km when full */
  readonly range: number
  /** True if the manufacturer tells the level only: amount and range read `null`. */
  readonly levelOnly: boolean
}

/**
 * A door, window or lid, and whether it is open.
 *
 * @since 0.1.0
 * @category models
 */
export interface Closure {
  readonly type: string
  readonly status: "OPEN" | "CLOSED" | "UNKNOWN"
}

/**
 * What can be open. An empty list is what a car does not tell.
 *
 * @since 0.1.0
 * @category models
 */
export interface Closures {
  readonly doors: ReadonlyArray<Closure>
  readonly windows: ReadonlyArray<Closure>
  readonly sunroof: ReadonlyArray<Closure>
  readonly storage: ReadonlyArray<Closure>
  readonly chargingPort: ReadonlyArray<Closure>
}

/**
 * One service of a car.
 *
 * @since 0.1.0
 * @category models
 */
export interface ServiceRecord {
  readonly id: string
  /** ISO 8601 text, or how many days before the start of the simulation it was. */
  readonly date: string | number
  /** km */
  readonly odometer: number
  readonly tasks: ReadonlyArray<string>
  readonly cost: number
}

/**
 * The state of a Tesla beyond that of other cars.
 *
 * @since 0.1.0
 * @category models
 */
export interface Tesla {
  readonly amperage: number
  readonly startTime: { readonly enabled: boolean; readonly time: string | null }
  readonly departureTime: { readonly enabled: boolean; readonly time: string | null }
  readonly cabin: { readonly isOn: boolean; readonly temperature: number }
  readonly defroster: boolean
  readonly steeringWheel: boolean
  readonly heading: number
  readonly exteriorTemperature: number
  readonly isKeyPaired: boolean
  readonly pin: Redacted.Redacted | null
}

/**
 * A place where a Ford or Lincoln charges.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargingLocation {
  readonly chargeLimit: number
  readonly location: { readonly latitude: number; readonly longitude: number }
  readonly weekday: ReadonlyArray<{ readonly start: string; readonly end: string }>
  readonly weekend: ReadonlyArray<{ readonly start: string; readonly end: string }>
}

/**
 * When a car charges at a place, as set through API v3.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargeSchedule {
  readonly id: string
  readonly type: "daily" | "weekly" | "workweek"
  readonly location: { readonly latitude: number; readonly longitude: number }
  /** Times of day as `HH:mm`, and days such as `MONDAY`. */
  readonly windows: ReadonlyArray<{
    readonly start: string
    readonly end: string
    readonly days: ReadonlyArray<string>
  }>
}

/**
 * A code of the vendor's `VEHICLE_STATE` errors, such as `ASLEEP`.
 *
 * @since 0.1.0
 * @category models
 */
export type Condition = NonNullable<SmartcarError.VehicleStateError["code"]>

/**
 * One car, and the state it is in.
 *
 * @since 0.1.0
 * @category models
 */
export interface Car {
  readonly id: string
  /** The owner's id. */
  readonly owner: string
  readonly vin: string
  readonly make: string
  readonly model: string
  readonly year: number
  readonly powertrain: Powertrain
  readonly unsupported: ReadonlyArray<Capability>
  /** km */
  readonly odometer: number
  readonly location: { readonly latitude: number; readonly longitude: number }
  /** km/h; a car that moves refuses to lock, to unlock, and to open or close a lid. */
  readonly speed: number
  /** kPa */
  readonly tires: {
    readonly frontLeft: number
    readonly frontRight: number
    readonly backLeft: number
    readonly backRight: number
  }
  readonly isLocked: boolean
  readonly closures: Closures
  readonly battery?: Battery
  readonly tank?: Tank
  /** Absent in a car without a combustion engine. */
  readonly oilLife?: number
  /**
   * What the car refuses every reading and command with, if anything. Smartcar itself still knows its attributes, VIN and
   * permissions, and takes subscriptions and the end of the connection.
   */
  readonly condition?: Condition | undefined
  readonly destination?: { readonly latitude: number; readonly longitude: number }
  /** The systems with something to report; the others are fine. */
  readonly alerts: ReadonlyArray<{ readonly systemId: string; readonly description: string }>
  readonly troubleCodes: ReadonlyArray<{ readonly code: string; readonly timestamp: string | null }>
  readonly services: ReadonlyArray<ServiceRecord>
  readonly tesla?: Tesla
  readonly chargingLocations?: ReadonlyArray<ChargingLocation>
  readonly chargeSchedules?: ReadonlyArray<{
    readonly start: string | null
    readonly end: string | null
    readonly days: ReadonlyArray<string>
  }>
  /** Those set through API v3. */
  readonly schedules?: ReadonlyArray<ChargeSchedule>
}

/**
 * The owners of a simulated Smartcar, and their cars.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fleet {
  readonly owners: ReadonlyArray<Owner>
  readonly cars: ReadonlyArray<Car>
}

/**
 * The models of the fleets made here: BEV, PHEV and ICE cars of eleven makes.
 *
 * @since 0.1.0
 * @category constants
 */
export const models: ReadonlyArray<Model> = catalogue

/**
 * A car of a model. Its state (odometer, level of charge, position and so on) follows from `id`; `patch` replaces parts
 * of it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const car = (
  model: Model,
  identity: { readonly id: string; readonly owner: string },
  patch: Partial<Omit<Car, "id" | "owner">> = {}
): Car => ({ ...build(model, identity), ...patch })

/**
 * A fleet of any size. Owner `i` owns the cars `i`, `i + owners`, `i + 2 * owners` and so on; the models take turns. The
 * same numbers and seed give the same fleet.
 *
 * @example
 * ```ts
 * import { Fleet, Simulator } from "@effect-smartcar/testing"
 *
 * const layer = Simulator.layer({ fleet: Fleet.make({ owners: 500, cars: 2000 }), connected: true })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: {
  readonly owners: number
  readonly cars: number
  /** {@link models} by default. */
  readonly models?: readonly [Model, ...ReadonlyArray<Model>] | undefined
  readonly seed?: string | number | undefined
}): Fleet => {
  const seed = `fleet/${options.seed ?? 0}`
  const owners = Array.from(
    { length: options.owners },
    (_, i): Owner => ({
      id: uuid(`${seed}/owner/${i}`),
      name: `Owner ${i + 1}`
    })
  )
  const choice = options.models ?? catalogue
  const first = integer(seed, 0, choice.length - 1)
  const cars: Array<Car> = []
  for (let i = 0; i < options.cars; i++) {
    const owner = owners[i % owners.length]
    const model = choice[(i + first) % choice.length]
    if (owner === undefined || model === undefined) break
    cars.push(build(model, { id: uuid(`${seed}/car/${i}`), owner: owner.id }))
  }
  return { owners, cars }
}

const ada: Owner = { id: uuid("owner/Ada"), name: "Ada" }
const ben: Owner = { id: uuid("owner/Ben"), name: "Ben" }
const chloe: Owner = { id: uuid("owner/Chloe"), name: "Chloe" }

/**
 * Three owners and eight cars: Ada has a Tesla Model 3, a Toyota Camry and an Audi Q8 e-tron; Ben a Volkswagen ID.4, a
 * Ford Mustang Mach-E and a BMW 330e; Chloe a Chevrolet Bolt EV and a Nissan LEAF. All are parked, locked and shut.
 *
 * @since 0.1.0
 * @category constants
 */
export const standard: Fleet = /*#__PURE__*/ (() => ({
  owners: [ada, ben, chloe],
  cars: [ada, ada, ada, ben, ben, ben, chloe, chloe].flatMap((owner, i) => {
    const model = catalogue[i]
    return model === undefined ? [] : [car(model, { id: uuid(`car/${model.model}`), owner: owner.id })]
  })
}))()
