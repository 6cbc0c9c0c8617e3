/** Handlers of an owner's account and of the application's connections. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as RedBlackTree from "effect/RedBlackTree"
import { authentication, invalid } from "./errors.js"
import { answer, type Call, type Handlers, page, type Result } from "./handler.js"
import { type Connection, connectionOf, connectionsOf, type Grant, newestConnections, type State } from "./state.js"
import { disconnect } from "./subscriptions.js"

/** Opaque, and full of characters that a query has to encode, as the vendor's are. */
const cursorPrefix = "AES-256+CBC::base64/utf8::"

const encodeCursor = (filter: string, id: number): string =>
  `${cursorPrefix}${Encoding.encodeBase64(JSON.stringify([id, filter]))}==`

const decodeCursor = (filter: string, cursor: string): Result<number> => {
  const text = cursor.startsWith(cursorPrefix) ? cursor.slice(cursorPrefix.length, -2) : ""
  const known = Either.getOrElse(Encoding.decodeBase64String(text), () => "")
  const id = /^\[(\d+),/.exec(known)?.[1]
  return id !== undefined && cursor === encodeCursor(filter, Number(id))
    ? Either.right(Number(id))
    : Either.left(invalid(["cursor"], "is not a cursor of this list"))
}

interface Filter {
  readonly userId?: string | undefined
  readonly vehicleId?: string | undefined
  readonly mode?: string | undefined
}

const matches = ({ userId, vehicleId, mode }: Filter, connection: Connection): boolean =>
  (userId === undefined || connection.userId === userId) &&
  (vehicleId === undefined || connection.vehicleId === vehicleId) &&
  (mode === undefined || connection.mode === mode)

const ofCar = (state: State, vehicleId: string) => Option.toArray(connectionOf(state, vehicleId))

/** The connections among which those of a page are, the newest first, from the one after `before` on. */
const candidates = (
  state: State,
  { userId, vehicleId }: Filter,
  count: number,
  before = Number.POSITIVE_INFINITY
): Iterable<Connection> => {
  // A car has one at most, so that its list never goes on.
  if (vehicleId !== undefined) return ofCar(state, vehicleId)
  if (userId === undefined) return newestConnections(state, before)
  const cars = state.carsOfOwner.get(userId) ?? []
  // Whichever is shorter: a look at each of the owner's cars, or the way through all connections until the page is full.
  return cars.length ** 2 > RedBlackTree.size(state.connections) * count
    ? newestConnections(state, before)
    : cars
        .flatMap((id) => ofCar(state, id))
        .filter(({ id }) => id < before)
        .sort((a, b) => b.id - a.id)
}

/** Up to `count` connections (all by default), the newest first. */
export const select = (
  state: State,
  filter: Filter,
  count: number = Number.POSITIVE_INFINITY,
  before?: number
): ReadonlyArray<Connection> => {
  const selected: Array<Connection> = []
  for (const connection of candidates(state, filter, count, before)) {
    if (selected.length === count) break
    if (matches(filter, connection)) selected.push(connection)
  }
  return selected
}

const granted = ({ grant }: Call): Result<Grant> =>
  grant === undefined ? Either.left(authentication) : Either.right(grant)

export const handlers: Handlers<"user" | "vehicles" | "connections" | "removeConnections"> = {
  user: (call) => Either.flatMap(granted(call), ({ userId }) => answer(call, { id: userId })),

  vehicles: (call, params) =>
    Either.gen(function* () {
      const { items, paging } = yield* page(connectionsOf(call.state, yield* granted(call)), params)
      return yield* answer(call, { vehicles: items.map(({ vehicleId }) => vehicleId), paging })
    }),

  connections: (call, { limit = 10, cursor, ...filter }) =>
    Either.gen(function* () {
      if (limit > 100) return yield* Either.left(invalid(["limit"], "must be at most 100"))
      const key = JSON.stringify([filter.userId, filter.vehicleId, filter.mode])
      const before = cursor === undefined ? undefined : yield* decodeCursor(key, cursor)
      const found = select(call.state, filter, limit + 1, before)
      const connections = found.slice(0, limit)
      const last = connections.at(-1)
      return yield* answer(call, {
        connections: connections.map(({ vehicleId, userId, connectedAt, mode }) => ({
          vehicleId,
          userId,
          connectedAt: DateTime.unsafeMake(connectedAt),
          mode
        })),
        paging: { cursor: found.length > limit && last !== undefined ? encodeCursor(key, last.id) : null }
      })
    }),

  removeConnections: (call, filter) => {
    const removed = select(call.state, filter)
    return Either.right({
      value: { connections: removed.map(({ vehicleId, userId }) => ({ vehicleId, userId })) },
      state: removed.reduce(disconnect, call.state)
    })
  }
}
