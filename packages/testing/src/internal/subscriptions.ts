/** Subscriptions of cars to webhooks, and the end of a connection, which takes them with it. */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as RedBlackTree from "effect/RedBlackTree"
import type { Connection, State, Subscription } from "./state.js"

const keyOf = (vehicleId: string, webhookId: string): string => `${vehicleId}/${webhookId}`

export const isSubscribed = (state: State, vehicleId: string, webhookId: string): boolean =>
  HashMap.has(state.subscriptionOf, keyOf(vehicleId, webhookId))

/** Subscribes a car, unless it is; API v3 keeps its signals from then on. */
export const subscribe = (state: State, vehicleId: string, webhookId: string, now: number): State => {
  if (isSubscribed(state, vehicleId, webhookId)) return state
  const id = state.subscribed + 1
  return {
    ...state,
    subscribed: id,
    subscriptions: RedBlackTree.insert(state.subscriptions, id, { id, vehicleId, webhookId, subscribedAt: now }),
    subscriptionOf: HashMap.set(state.subscriptionOf, keyOf(vehicleId, webhookId), id),
    emptyStores: HashSet.remove(state.emptyStores, vehicleId)
  }
}

export const unsubscribe = (state: State, vehicleId: string, webhookId: string): State =>
  Option.match(HashMap.get(state.subscriptionOf, keyOf(vehicleId, webhookId)), {
    onNone: () => state,
    onSome: (id) => ({
      ...state,
      subscriptions: RedBlackTree.removeFirst(state.subscriptions, id),
      subscriptionOf: HashMap.remove(state.subscriptionOf, keyOf(vehicleId, webhookId))
    })
  })

export const subscriptionById = (state: State, id: number): Option.Option<Subscription> =>
  RedBlackTree.findFirst(state.subscriptions, id)

/** The car's webhook subscriptions go with its connection. */
export const disconnect = (state: State, { id, vehicleId }: Connection): State =>
  state.application.webhooks.reduce((before, webhookId) => unsubscribe(before, vehicleId, webhookId), {
    ...state,
    connections: RedBlackTree.removeFirst(state.connections, id),
    connectionOfCar: HashMap.remove(state.connectionOfCar, vehicleId)
  })
