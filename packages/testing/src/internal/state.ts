/** All that a simulated Smartcar knows, as one immutable value: a request goes from one state to the next. */
import type { Mode } from "@effect-smartcar/sdk/SmartcarConfig"
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import type * as Redacted from "effect/Redacted"
import * as RedBlackTree from "effect/RedBlackTree"
import type { Battery, Car, Fleet, Owner } from "../Fleet.js"
import type { Fault } from "./faults.js"
import type { Limits } from "./limits.js"
import { between } from "./random.js"

/** The application that is registered at the simulated Smartcar, with its secrets in the clear. */
export interface Application {
  readonly clientId: string
  readonly clientSecret: string
  readonly applicationId: string
  readonly apiClientId: string
  readonly apiClientSecret: string
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
  /** In the order of the consent. */
  readonly connections: ReadonlySet<number>
}

/**
 * A refresh token that was exchanged for new tokens.
 *
 * @since 0.1.0
 * @category models
 */
export interface Exchange {
  /** The owner's id. */
  readonly owner: string
  readonly refreshToken: Redacted.Redacted
  /** 1 for the first exchange of this refresh token, 2 if it was exchanged once more within its minute, and so on. */
  readonly use: number
  /** Milliseconds since the epoch. */
  readonly at: number
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

interface RefreshToken extends Token {
  readonly uses: number
}

/** A car that is subscribed to a webhook. */
export interface Subscription {
  /** Counts up: also the order of lists. */
  readonly id: number
  readonly vehicleId: string
  readonly webhookId: string
  /** Milliseconds since the epoch. */
  readonly subscribedAt: number
}

interface Bucket {
  readonly tokens: number
  readonly at: number
}

interface Usage {
  /** Such as `2026-11`. */
  readonly month: string
  readonly requests: number
}

export interface State {
  readonly seed: string
  readonly application: Application
  readonly limits: Limits
  readonly owners: ReadonlyMap<string, Owner>
  readonly carsOfOwner: ReadonlyMap<string, ReadonlyArray<string>>
  /** When all began, in milliseconds since the epoch. */
  readonly startedAt: number
  /** The cars as they were at the start: a hundred thousand cost little, for few of them ever change. */
  readonly fleet: ReadonlyMap<string, Car>
  /** The cars that have changed since. */
  readonly changed: HashMap.HashMap<string, Parked>
  readonly connections: RedBlackTree.RedBlackTree<number, Connection>
  readonly connectionOfCar: HashMap.HashMap<string, number>
  readonly codes: HashMap.HashMap<string, Code>
  readonly accessTokens: HashMap.HashMap<string, Token>
  readonly refreshTokens: HashMap.HashMap<string, RefreshToken>
  readonly exchanges: Chunk.Chunk<Exchange>
  /** How many exchanges are remembered at least. */
  readonly remembered: number
  /** When the application's tokens of API v3 expire. */
  readonly applicationTokens: HashMap.HashMap<string, number>
  readonly subscriptions: RedBlackTree.RedBlackTree<number, Subscription>
  /** By `vehicleId/webhookId`. */
  readonly subscriptionOf: HashMap.HashMap<string, number>
  /** How many subscriptions there were so far. */
  readonly subscribed: number
  /** The cars of which API v3 keeps no signals yet. */
  readonly emptyStores: HashSet.HashSet<string>
  /** What cars told last before they, or their manufacturer, ceased to answer. */
  readonly lastTold: HashMap.HashMap<string, Parked>
  /** The application's own ids of owners, by user id. */
  readonly externalIds: HashMap.HashMap<string, string>
  readonly buckets: HashMap.HashMap<string, Bucket>
  /** The requests of the month, by vehicle id. */
  readonly usage: HashMap.HashMap<string, Usage>
  readonly faults: ReadonlyArray<Fault>
  /** How many faults there were so far. */
  readonly scripted: number
  readonly requests: number
  readonly issued: number
  /** How many were issued when what has expired is forgotten next. */
  readonly purgeAt: number
  readonly connected: number
}

/** So that a run of months holds no more tokens than are alive, and none of its calls pays for all of them. */
export const purgeEvery = 1_000

/** The longest time for which a parked car may not have told anything, in milliseconds. */
const maxAge = 15 * 60 * 1000

export const initial = (options: {
  readonly seed: string
  readonly application: Application
  readonly limits: Limits
  readonly fleet: Fleet
  readonly remembered: number
  readonly now: number
}): State => {
  const { seed, application, limits, fleet, remembered, now } = options
  const carsOfOwner = new Map<string, Array<string>>(fleet.owners.map(({ id }) => [id, []]))
  for (const car of fleet.cars) carsOfOwner.get(car.owner)?.push(car.id)
  return {
    seed,
    application,
    limits,
    owners: new Map(fleet.owners.map((owner) => [owner.id, owner])),
    carsOfOwner,
    startedAt: now,
    fleet: new Map(fleet.cars.map((car) => [car.id, car])),
    changed: HashMap.empty(),
    connections: RedBlackTree.empty(Order.number),
    connectionOfCar: HashMap.empty(),
    codes: HashMap.empty(),
    accessTokens: HashMap.empty(),
    refreshTokens: HashMap.empty(),
    exchanges: Chunk.empty(),
    remembered,
    applicationTokens: HashMap.empty(),
    subscriptions: RedBlackTree.empty(Order.number),
    subscriptionOf: HashMap.empty(),
    subscribed: 0,
    emptyStores: HashSet.empty(),
    lastTold: HashMap.empty(),
    externalIds: HashMap.empty(),
    buckets: HashMap.empty(),
    usage: HashMap.empty(),
    faults: [],
    scripted: 0,
    requests: 0,
    issued: 0,
    purgeAt: purgeEvery,
    connected: 0
  }
}

const hour = 60 * 60 * 1000

/** Below this, a part of a millisecond is the rounding of a division. */
const rounding = 1e-3

/** When a charging battery is full up to its limit: the first whole millisecond, the same whenever it is asked. */
export const fullAt = ({ capacity, limit, percentRemaining, power }: Battery, now: number): number =>
  percentRemaining >= limit ? now : Math.ceil(now + ((limit - percentRemaining) * capacity * hour) / power - rounding)

/** A charging car gains energy as time goes by, up to its limit. */
const settle = (parked: Parked, now: number): Parked => {
  const { car, at } = parked
  const { battery } = car
  if (battery === undefined || !battery.isCharging || now <= at) return parked
  const { capacity, limit, percentRemaining, power } = battery
  const full = fullAt(battery, at)
  const isCharging = now < full
  const gained = (power * (now - at)) / (capacity * hour)
  return {
    car: {
      ...car,
      battery: {
        ...battery,
        percentRemaining: isCharging ? Math.min(limit, percentRemaining + gained) : Math.max(limit, percentRemaining),
        isCharging
      }
    },
    at: now,
    recordedAt: Math.min(now, full)
  }
}

const atStart = ({ fleet, seed, startedAt }: State, id: string): Option.Option<Parked> =>
  Option.map(Option.fromNullable(fleet.get(id)), (car) => ({
    car,
    at: startedAt,
    recordedAt: startedAt - Math.floor(between(`${seed}/age/${id}`, 0, maxAge))
  }))

/** A car as it is now. */
export const carOf = (state: State, id: string, now: number): Option.Option<Parked> =>
  HashMap.get(state.changed, id).pipe(
    Option.orElse(() => atStart(state, id)),
    Option.map((parked) => settle(parked, now))
  )

/** Every car as it was kept last, whatever time has done to it since. */
export const keptCars = ({ changed, fleet }: State): Iterable<Car> =>
  Iterable.map(fleet.values(), (car) =>
    Option.match(HashMap.get(changed, car.id), { onNone: () => car, onSome: (parked) => parked.car })
  )

/** Keeps what became of a car, which the car tells at once. */
export const setCar = (state: State, car: Car, now: number): State => ({
  ...state,
  changed: HashMap.set(state.changed, car.id, { car, at: now, recordedAt: now }),
  emptyStores: HashSet.remove(state.emptyStores, car.id)
})

/** Remembers what a car told last, unless it told nothing any more before. */
export const fallSilent = (state: State, parked: Parked): State => {
  const { id, condition } = parked.car
  const wasSilent =
    condition !== undefined || Option.exists(connectionOf(state, id), ({ loginExpired }) => loginExpired)
  return wasSilent ? state : { ...state, lastTold: HashMap.set(state.lastTold, id, parked) }
}

export const connectionOf = (state: State, vehicleId: string): Option.Option<Connection> =>
  Option.flatMap(HashMap.get(state.connectionOfCar, vehicleId), (id) => connectionById(state, id))

export const connectionById = (state: State, id: number): Option.Option<Connection> =>
  RedBlackTree.findFirst(state.connections, id)

/** Whether a connection of the grant still exists. */
export const isAlive = ({ connections }: State, grant: Grant): boolean =>
  Iterable.some(grant.connections, (id) => RedBlackTree.has(connections, id))

const listed = new WeakMap<Grant, readonly [of: State["connections"], list: ReadonlyArray<Connection>]>()

/**
 * The connections of a grant that still exist, in the order of the consent. Listed once for each change of the
 * connections: the pages of a long list are many.
 */
export const connectionsOf = (state: State, grant: Grant): ReadonlyArray<Connection> => {
  const known = listed.get(grant)
  if (known?.[0] === state.connections) return known[1]
  const list = Array.from(grant.connections).flatMap((id) => Option.toArray(connectionById(state, id)))
  listed.set(grant, [state.connections, list])
  return list
}

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

/** What an owner agrees to, and when. */
interface Terms {
  readonly permissions: ReadonlyArray<string>
  readonly mode: Mode
  readonly now: number
}

interface Owned {
  readonly id: string
  readonly owner: string
}

const newConnection = (id: number, vehicle: Owned, { permissions, mode, now }: Terms): Connection => ({
  id,
  userId: vehicle.owner,
  vehicleId: vehicle.id,
  permissions,
  connectedAt: now,
  mode,
  loginExpired: false
})

/** Connects a car, or renews its connection: the permissions are those granted last. */
const connect = (state: State, vehicle: Owned, terms: Terms): readonly [State, Connection] => {
  const { permissions, mode } = terms
  const existing = Option.getOrUndefined(connectionOf(state, vehicle.id))
  if (existing !== undefined) {
    const isSame = existing.permissions === permissions && existing.mode === mode && !existing.loginExpired
    const renewed = isSame ? existing : { ...existing, permissions, mode, loginExpired: false }
    return [isSame ? state : putConnection(state, renewed), renewed]
  }
  const connection = newConnection(state.connected + 1, vehicle, terms)
  return [{ ...putConnection(state, connection), connected: connection.id }, connection]
}

/** Connects some cars one after the other, and gives the grant's connections. */
export const connectEach = (
  state: State,
  vehicles: ReadonlyArray<Owned>,
  terms: Terms
): readonly [State, ReadonlySet<number>] => {
  let connected = state
  const ids = new Set<number>()
  for (const vehicle of vehicles) {
    const [next, { id }] = connect(connected, vehicle, terms)
    connected = next
    ids.add(id)
  }
  return [connected, ids]
}

/** Connects every car, as {@link connect} does one after the other, but without a state in between. */
export const connectAll = (state: State, terms: Terms): State => {
  let { connections, connected } = state
  const connectionOfCar = HashMap.mutate(state.connectionOfCar, (byCar) => {
    for (const [userId, vehicleIds] of state.carsOfOwner) {
      for (const vehicleId of vehicleIds) {
        connected += 1
        const connection = newConnection(connected, { id: vehicleId, owner: userId }, terms)
        connections = RedBlackTree.insert(connections, connected, connection)
        HashMap.set(byCar, vehicleId, connected)
      }
    }
  })
  return { ...state, connections, connectionOfCar, connected }
}

export const setLogin = (state: State, connection: Connection, loginExpired: boolean): State =>
  putConnection(state, { ...connection, loginExpired })
