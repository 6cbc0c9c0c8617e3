/** Handlers of an owner's account and of the application's connections. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import { authentication, invalid } from "./errors.js"
import { answer, type Call, type Handlers, page, type Result } from "./handler.js"
import { type Connection, connectionOf, connectionsOf, disconnect, newestConnections } from "./state.js"

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

/** Up to `count` connections, the newest first. A car has one at most, so that its list never goes on. */
const select = (call: Call, filter: Filter, count: number, before?: number): ReadonlyArray<Connection> => {
  if (filter.vehicleId !== undefined) {
    return Option.toArray(connectionOf(call.state, filter.vehicleId)).filter((found) => matches(filter, found))
  }
  const selected: Array<Connection> = []
  for (const connection of newestConnections(call.state, before)) {
    if (selected.length === count) break
    if (matches(filter, connection)) selected.push(connection)
  }
  return selected
}

const granted = (call: Call): Result<{ readonly userId: string; readonly connections: ReadonlyArray<Connection> }> =>
  call.grant === undefined
    ? Either.left(authentication)
    : Either.right({ userId: call.grant.userId, connections: connectionsOf(call.state, call.grant) })

export const handlers: Handlers<"user" | "vehicles" | "connections" | "removeConnections"> = {
  user: (call) => Either.flatMap(granted(call), ({ userId }) => answer(call, { id: userId })),

  vehicles: (call, params) =>
    Either.gen(function* () {
      const { connections } = yield* granted(call)
      const { items, paging } = yield* page(connections, params)
      return yield* answer(call, { vehicles: items.map(({ vehicleId }) => vehicleId), paging })
    }),

  connections: (call, { limit = 10, cursor, ...filter }) =>
    Either.gen(function* () {
      if (limit > 100) return yield* Either.left(invalid(["limit"], "must be at most 100"))
      const key = JSON.stringify([filter.userId, filter.vehicleId, filter.mode])
      const before = cursor === undefined ? undefined : yield* decodeCursor(key, cursor)
      const found = select(call, filter, limit + 1, before)
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
    const removed = select(call, filter, Number.POSITIVE_INFINITY)
    return Either.right({
      value: { connections: removed.map(({ vehicleId, userId }) => ({ vehicleId, userId })) },
      state: removed.reduce(disconnect, call.state)
    })
  }
}
