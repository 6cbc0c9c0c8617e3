/** How the commands and admin calls of API v2.0 are carried out on API v3. */
import * as Effect from "effect/Effect"
import type * as Endpoint from "../../Endpoint.js"
import * as Paging from "../../Paging.js"
import type * as v2 from "../../v2/endpoints.js"
import * as Connections from "../../v3/Connections.js"
import type { CommandExecution } from "../../v3/commandModels.js"
import * as Subscriptions from "../../v3/Subscriptions.js"
import * as v3 from "../../v3/table.js"
import type { SmartcarError } from "../errors.js"
import type { Bridge, Done } from "./bridge.js"
import { done, invalid, isOf, none, notConnected, type Params, type Wanted } from "./reads.js"

const success = { status: "success" }

type VehicleCommand = Endpoint.Endpoint<{ readonly vehicleId: string }, CommandExecution, SmartcarError>

/** A command that needs nothing but the car. */
export const command =
  (endpoint: VehicleCommand) =>
  (bridge: Bridge): Effect.Effect<Done, SmartcarError> =>
    Effect.map(bridge.ask(endpoint, { vehicleId: bridge.vehicleId }), ({ meta }) => done(success, meta))

/** API v3 counts in whole percent, from 50. */
export const setChargeLimit = (
  bridge: Bridge,
  { limit }: Params<typeof v2.setChargeLimit>
): Effect.Effect<Done, SmartcarError> =>
  limit < 0.5
    ? invalid(bridge, "limit", "expected a number from 0.5 to 1: API v3 sets no lower limit")
    : Effect.map(
        bridge.ask(v3.setChargeLimit, { vehicleId: bridge.vehicleId, percent: Math.round(limit * 100) }),
        ({ meta }) => done(success, meta)
      )

export const sendDestination = (
  bridge: Bridge,
  { latitude, longitude }: Params<typeof v2.sendDestination>
): Effect.Effect<Done, SmartcarError> =>
  Effect.map(bridge.ask(v3.setDestination, { vehicleId: bridge.vehicleId, latitude, longitude }), ({ meta }) =>
    done(success, meta)
  )

export const subscribe = (
  { ask, userId, vehicleId }: Bridge,
  { webhookId }: Params<typeof v2.subscribe>
): Effect.Effect<Done, SmartcarError> =>
  Effect.flatMap(userId, (userId) =>
    Effect.map(ask(v3.createSubscription, { webhookId, userId, vehicleId }), ({ meta }) =>
      done({ webhookId, vehicleId }, meta)
    )
  )

const allSubscriptions = /*#__PURE__*/ Paging.all(Subscriptions.list)

/** The car's subscription is one for each of its users: that of the call's user ends. */
export const unsubscribe = (
  bridge: Bridge,
  { webhookId }: Params<typeof v2.unsubscribe>
): Effect.Effect<Done, SmartcarError> =>
  Effect.gen(function* () {
    const wanted = { userId: yield* bridge.userId, vehicleId: bridge.vehicleId }
    const listed = yield* bridge.run(allSubscriptions({ ...wanted, webhookId, mode: bridge.mode }))
    const found = listed.filter((one) => one.webhookId === webhookId && isOf(wanted)(one))
    const [last] = yield* Effect.forEach(found, ({ id }) => bridge.ask(v3.removeSubscription, { subscriptionId: id }))
    return last === undefined
      ? yield* none(bridge, "SUBSCRIPTION_NOT_FOUND", "the user's car is not subscribed to the webhook", {})
      : done(success, last.meta)
  })

const allConnections = /*#__PURE__*/ Paging.all(Connections.list)

/** Lists the connections in question first, so that what removes them moves no page. */
const remove = (bridge: Bridge, wanted: Wanted) =>
  Effect.gen(function* () {
    const listed = yield* bridge.run(allConnections({ ...wanted, mode: bridge.mode }))
    return yield* Effect.forEach(listed.filter(isOf(wanted)), (connection) =>
      Effect.map(bridge.ask(v3.removeConnection, { connectionId: connection.id }), ({ meta }) => ({ connection, meta }))
    )
  })

export const removeConnections = (
  bridge: Bridge,
  { userId, vehicleId }: Params<typeof v2.removeConnections>
): Effect.Effect<Done, SmartcarError> =>
  Effect.map(
    remove(bridge, { ...(userId === undefined ? {} : { userId }), ...(vehicleId === undefined ? {} : { vehicleId }) }),
    (removed) =>
      done(
        {
          connections: removed.map(({ connection }) => ({
            vehicleId: connection.vehicle.id,
            userId: connection.userId ?? ""
          }))
        },
        removed.at(-1)?.meta ?? {}
      )
  )

export const disconnect = (bridge: Bridge): Effect.Effect<Done, SmartcarError> =>
  Effect.gen(function* () {
    const [removed] = yield* remove(bridge, { userId: yield* bridge.userId, vehicleId: bridge.vehicleId })
    return removed === undefined
      ? yield* none(bridge, "CONNECTION_NOT_FOUND", notConnected, {})
      : done(success, removed.meta)
  })
