/** Handlers of the connections between cars, users and the application. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { select } from "../account.js"
import { answer, type Result, targetOf } from "../handler.js"
import { type Connection, connectionById, type State } from "../state.js"
import { disconnect } from "../subscriptions.js"
import { notFound } from "./errors.js"
import { type CallV3, connectedVehicle, type HandlersV3, numberOf, page, uuidOf, vehicleOf } from "./handler.js"

interface Filter {
  readonly userId?: string | undefined
  readonly vehicleId?: string | undefined
  readonly mode?: string | undefined
}

const lists = new WeakMap<State["connections"], Map<string, ReadonlyArray<Connection>>>()

/** The connections of a filter, listed once for each change: the pages of a long list are many. */
const listOf = (state: State, filter: Filter): ReadonlyArray<Connection> => {
  const known = lists.get(state.connections) ?? new Map<string, ReadonlyArray<Connection>>()
  lists.set(state.connections, known)
  const key = JSON.stringify([filter.userId, filter.vehicleId, filter.mode])
  const list = known.get(key) ?? select(state, filter)
  known.set(key, list)
  return list
}

const resourcesOf = (call: CallV3, connection: Connection) =>
  connectedVehicle(call, connection).map((vehicle) => {
    const since = DateTime.unsafeMake(connection.connectedAt)
    return {
      id: uuidOf(call.state.seed, "connection", connection.id),
      userId: connection.userId,
      vehicle,
      permissions: connection.permissions,
      createdAt: since,
      updatedAt: since
    }
  })

const find = ({ state }: CallV3, id: string): Result<Connection> =>
  numberOf(state.seed, "connection", id).pipe(
    Option.flatMap((number) => connectionById(state, number)),
    Either.fromOption(() => notFound("CONNECTION"))
  )

type Name = "connections" | "connection" | "removeConnection" | "removeUser" | "vehicle"

export const handlers: HandlersV3<Name> = {
  connections: (call, { page: number, limit, externalId, mode = "live", userId = call.user, vehicleId }) =>
    Either.gen(function* () {
      const { externalIds } = call.state
      const all = listOf(call.state, { mode, userId, vehicleId }).filter(
        (connection) =>
          externalId === undefined || Option.contains(HashMap.get(externalIds, connection.userId), externalId)
      )
      const { items, paging } = yield* page(all, { page: number, limit }, { size: 10, most: 100 })
      return yield* answer(call, {
        connections: items.flatMap((connection) => resourcesOf(call, connection)),
        paging
      })
    }),

  connection: (call, { connectionId }) =>
    Either.gen(function* () {
      const [resource] = resourcesOf(call, yield* find(call, connectionId))
      return resource === undefined ? yield* Either.left(notFound("CONNECTION")) : yield* answer(call, resource)
    }),

  removeConnection: (call, { connectionId }) =>
    Either.map(find(call, connectionId), (connection) => ({ value: {}, state: disconnect(call.state, connection) })),

  removeUser: (call, { userId }) => {
    const connections = select(call.state, { userId })
    return connections.length === 0
      ? Either.left(notFound("USER"))
      : Either.right({
          value: {},
          state: {
            ...connections.reduce(disconnect, call.state),
            externalIds: HashMap.remove(call.state.externalIds, userId)
          }
        })
  },

  vehicle: (call) => Either.flatMap(targetOf(call), ({ car, connection }) => answer(call, vehicleOf(car, connection)))
}
