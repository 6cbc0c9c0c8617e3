/** All that a simulated Smartcar knows, as one immutable value: a request goes from one state to the next. */
import type { Mode } from "@effect-smartcar/sdk/SmartcarConfig"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as RedBlackTree from "effect/RedBlackTree"
import type { Car, Fleet, Owner } from "../Fleet.js"
import type { Limits } from "./limits.js"
import { between, uuid } from "./random.js"

/** The application that is registered at the simulated Smartcar, with its secrets in the clear. */
export interface Application {
  readonly clientId: string
  readonly clientSecret: string
  readonly managementToken: string
  readonly redirectUris: ReadonlyArray<string>
  readonly permissions: ReadonlyArray<string>
  readonly webhooks: ReadonlyArray<string>
}

/** A car as it was at a time; what time does to it since then is {@link carOf}'s business. */
export interface Parked {
  readonly car: Car
  readonly at: number
  /** When the car last told Smartcar something new. */
  readonly recordedAt: number
}

/**
 * A car connected to the application by its owner.
 *
 * @since 0.1.0
 * @category models
 */
export interface Connection {
  /** Counts up, so that a connection made anew is another one; also the order of lists. */
  readonly id: number
  readonly userId: string
  readonly vehicleId: string
  readonly permissions: ReadonlyArray<string>
  /** Milliseconds since the epoch. */
  readonly connectedAt: number
  readonly mode: Mode
  /** True once the manufacturer no longer accepts the owner's sign-in. */
  readonly loginExpired: boolean
}

/** What a consent covers: the tokens that come from it reach these connections, as long as they exist. */
export interface Grant {
  readonly userId: string
  readonly connections: ReadonlyArray<number>
}

interface Code {
  readonly grant: Grant
  readonly redirectUri: string
  readonly expiresAt: number
  readonly used: boolean
}

interface Token {
  readonly grant: Grant
  readonly expiresAt: number
}

interface Bucket {
  readonly tokens: number
  readonly at: number
}

export interface State {
  readonly seed: string
  readonly application: Application
  readonly limits: Limits
  readonly owners: ReadonlyMap<string, Owner>
  readonly carsOfOwner: ReadonlyMap<string, ReadonlyArray<string>>
  readonly cars: HashMap.HashMap<string, Parked>
  readonly connections: RedBlackTree.RedBlackTree<number, Connection>
  readonly connectionOfCar: HashMap.HashMap<string, number>
  readonly codes: HashMap.HashMap<string, Code>
  readonly accessTokens: HashMap.HashMap<string, Token>
  readonly refreshTokens: HashMap.HashMap<string, Token>
  /** `vehicleId/webhookId` */
  readonly subscriptions: HashSet.HashSet<string>
  readonly buckets: HashMap.HashMap<string, Bucket>
  /** Requests per car and month, by `vehicleId/2026-11`. */
  readonly usage: HashMap.HashMap<string, number>
  readonly requests: number
  readonly issued: number
  readonly connected: number
}

/** The longest time for which a parked car may not have told anything, in milliseconds. */
const maxAge = 15 * 60 * 1000

export const initial = (options: {
  readonly seed: string
  readonly application: Application
  readonly limits: Limits
  readonly fleet: Fleet
  readonly now: number
}): State => {
  const { seed, application, limits, fleet, now } = options
  const carsOfOwner = new Map<string, Array<string>>(fleet.owners.map(({ id }) => [id, []]))
  for (const car of fleet.cars) carsOfOwner.get(car.owner)?.push(car.id)
  return {
    seed,
    application,
    limits,
    owners: new Map(fleet.owners.map((owner) => [owner.id, owner])),
    carsOfOwner,
    cars: HashMap.fromIterable(
      fleet.cars.map((car) => {
        const recordedAt = now - Math.floor(between(`${seed}/age/${car.id}`, 0, maxAge))
        return [car.id, { car, at: now, recordedAt }] as const
      })
    ),
    connections: RedBlackTree.empty(Order.number),
    connectionOfCar: HashMap.empty(),
    codes: HashMap.empty(),
    accessTokens: HashMap.empty(),
    refreshTokens: HashMap.empty(),
    subscriptions: HashSet.empty(),
    buckets: HashMap.empty(),
    usage: HashMap.empty(),
    requests: 0,
    issued: 0,
    connected: 0
  }
}

const hour = 60 * 60 * 1000

/** A charging car gains energy as time goes by, up to its limit. */
const settle = ({ car, at, recordedAt }: Parked, now: number): Parked => {
  const { battery } = car
  if (battery === undefined || !battery.isCharging || now <= at) return { car, at, recordedAt }
  const missing = Math.max(0, battery.limit - battery.percentRemaining)
  const gained = (battery.power * ((now - at) / hour)) / battery.capacity
  const full = Math.min(now, at + (missing * battery.capacity * hour) / battery.power)
  return {
    car: {
      ...car,
      battery: {
        ...battery,
        percentRemaining: Math.max(
          battery.percentRemaining,
          Math.min(battery.limit, battery.percentRemaining + gained)
        ),
        isCharging: gained < missing
      }
    },
    at: now,
    recordedAt: Math.floor(full)
  }
}

/** A car as it is now. */
export const carOf = (state: State, id: string, now: number): Option.Option<Parked> =>
  Option.map(HashMap.get(state.cars, id), (parked) => settle(parked, now))

/** Keeps what became of a car, which the car tells at once. */
export const setCar = (state: State, car: Car, now: number): State => ({
  ...state,
  cars: HashMap.set(state.cars, car.id, { car, at: now, recordedAt: now })
})

export const connectionOf = (state: State, vehicleId: string): Option.Option<Connection> =>
  Option.flatMap(HashMap.get(state.connectionOfCar, vehicleId), (id) => connectionById(state, id))

const connectionById = (state: State, id: number): Option.Option<Connection> =>
  RedBlackTree.findFirst(state.connections, id)

/** The connections of a grant that still exist, in the order of the consent. */
export const connectionsOf = (state: State, grant: Grant): ReadonlyArray<Connection> =>
  grant.connections.flatMap((id) => Option.toArray(connectionById(state, id)))

/** The newest first, from the one after `before` on. */
export const newestConnections = (state: State, before: number = Number.POSITIVE_INFINITY): Iterable<Connection> => ({
  *[Symbol.iterator]() {
    for (const [, connection] of RedBlackTree.lessThanReversed(state.connections, before)) yield connection
  }
})

const putConnection = (state: State, connection: Connection): State => ({
  ...state,
  connections: RedBlackTree.insert(
    // An insertion alone would keep both.
    connection.id > state.connected ? state.connections : RedBlackTree.removeFirst(state.connections, connection.id),
    connection.id,
    connection
  ),
  connectionOfCar: HashMap.set(state.connectionOfCar, connection.vehicleId, connection.id)
})

/** Connects a car, or renews its connection: the permissions are those granted last. */
export const connect = (
  state: State,
  vehicle: { readonly id: string; readonly owner: string },
  terms: { readonly permissions: ReadonlyArray<string>; readonly mode: Mode; readonly now: number }
): readonly [State, Connection] => {
  const { permissions, mode, now } = terms
  const existing = Option.getOrUndefined(connectionOf(state, vehicle.id))
  if (existing !== undefined) {
    const isSame = existing.permissions === permissions && existing.mode === mode && !existing.loginExpired
    const renewed = isSame ? existing : { ...existing, permissions, mode, loginExpired: false }
    return [isSame ? state : putConnection(state, renewed), renewed]
  }
  const id = state.connected + 1
  const connection: Connection = {
    id,
    userId: vehicle.owner,
    vehicleId: vehicle.id,
    permissions,
    connectedAt: now,
    mode,
    loginExpired: false
  }
  return [{ ...putConnection(state, connection), connected: id }, connection]
}

export const setLogin = (state: State, connection: Connection, loginExpired: boolean): State =>
  putConnection(state, { ...connection, loginExpired })

/** The car's webhook subscriptions go with its connection. */
export const disconnect = (state: State, connection: Connection): State => ({
  ...state,
  connections: RedBlackTree.removeFirst(state.connections, connection.id),
  connectionOfCar: HashMap.remove(state.connectionOfCar, connection.vehicleId),
  subscriptions: HashSet.filter(state.subscriptions, (key) => !key.startsWith(`${connection.vehicleId}/`))
})

/** A new secret or id: unlike any before, the same for the same seed and the same calls. */
export const issue = (state: State, what: string): readonly [string, State] => [
  uuid(`${state.seed}/${what}/${state.issued}`),
  { ...state, issued: state.issued + 1 }
]
