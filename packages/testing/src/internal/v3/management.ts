/** Handlers of the application's webhooks, subscriptions and credentials. */
import type * as Model from "@effect-smartcar/sdk/v3/Model"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as RedBlackTree from "effect/RedBlackTree"
import { vendor } from "../errors.js"
import { answer, type Result } from "../handler.js"
import { connectionOf, type State, type Subscription } from "../state.js"
import { isSubscribed, subscribe, subscriptionById, unsubscribe } from "../subscriptions.js"
import { notFound } from "./errors.js"
import { type CallV3, connectedVehicle, type HandlersV3, numberOf, page, uuidOf } from "./handler.js"

const webhooksOf = ({ application, startedAt }: State): ReadonlyArray<Model.Webhook> =>
  application.webhooks.map((id, i) => ({
    id,
    name: `Webhook ${i + 1}`,
    callbackUri: `https://example.com/webhooks/${i + 1}`,
    errorCallbackUri: null,
    isEnabled: true,
    autoSubscribe: false,
    triggers: [],
    data: [],
    createdAt: DateTime.unsafeMake(startedAt),
    updatedAt: DateTime.unsafeMake(startedAt)
  }))

const webhookOf = (state: State, webhookId: string): Result<Model.Webhook> =>
  Either.fromNullable(
    webhooksOf(state).find(({ id }) => id === webhookId),
    () => notFound("WEBHOOK")
  )

const isLike = (text: string | null, part: string | undefined): boolean =>
  part === undefined || text?.toLowerCase().includes(part.toLowerCase()) === true

const is = <A>(value: A, wanted: A | undefined): boolean => wanted === undefined || value === wanted

const resourcesOf = (call: CallV3, { id, subscribedAt, vehicleId, webhookId }: Subscription) =>
  // A subscription ends with the connection of its car.
  Option.toArray(connectionOf(call.state, vehicleId)).flatMap((connection) =>
    connectedVehicle(call, connection).map((vehicle): Model.Subscription => {
      const since = DateTime.unsafeMake(subscribedAt)
      return {
        id: uuidOf(call.state.seed, "subscription", id),
        webhookId,
        userId: connection.userId,
        vehicle,
        createdAt: since,
        updatedAt: since
      }
    })
  )

/** Subscriptions of a filter, the newest first. */
const select = (
  state: State,
  filter: { readonly userId?: string | undefined; readonly vehicleId?: string | undefined } & {
    readonly webhookId?: string | undefined
    readonly mode?: string | undefined
  }
): ReadonlyArray<Subscription> => {
  const { mode, userId, vehicleId, webhookId } = filter
  const selected: Array<Subscription> = []
  for (const [, subscription] of RedBlackTree.reversed(state.subscriptions)) {
    const isOwned = () =>
      Option.exists(
        connectionOf(state, subscription.vehicleId),
        (connection) => is(connection.userId, userId) && is<string>(connection.mode, mode)
      )
    if (is(subscription.vehicleId, vehicleId) && is(subscription.webhookId, webhookId) && isOwned()) {
      selected.push(subscription)
    }
  }
  return selected
}

const find = ({ state }: CallV3, id: string): Result<Subscription> =>
  numberOf(state.seed, "subscription", id).pipe(
    Option.flatMap((number) => subscriptionById(state, number)),
    Either.fromOption(() => notFound("SUBSCRIPTION"))
  )

const applicationOf = ({ application }: State): Model.Application => ({
  id: application.applicationId,
  type: "application",
  attributes: Redacted.make({
    name: "Simulator",
    redirectUris: application.redirectUris,
    permissions: application.permissions
  })
})

const ownApplication = ({ state }: CallV3, applicationId: string): Result<Model.Application> =>
  applicationId === state.application.applicationId
    ? Either.right(applicationOf(state))
    : Either.left(notFound("APPLICATION"))

type Name =
  | "applications"
  | "application"
  | "applicationSecrets"
  | "webhooks"
  | "webhook"
  | "subscriptions"
  | "createSubscription"
  | "subscription"
  | "removeSubscription"

export const handlers: HandlersV3<Name> = {
  applications: (call, params) =>
    Either.flatMap(page([applicationOf(call.state)], params, { size: 50, most: 100 }), ({ items, paging }) =>
      answer(call, { applications: items, paging })
    ),

  application: (call, { applicationId }) =>
    Either.flatMap(ownApplication(call, applicationId), (application) => answer(call, application)),

  applicationSecrets: (call, { applicationId }) =>
    Either.flatMap(ownApplication(call, applicationId), () =>
      answer(call, {
        // A secret itself is shown once, when it is made.
        secrets: [
          {
            id: uuidOf(call.state.seed, "secret", 1),
            type: "secret",
            attributes: Redacted.make({ clientId: call.state.application.apiClientId })
          }
        ],
        paging: { page: 1, size: 50, total: 1 }
      })
    ),

  webhooks: (call, { autoSubscribe, callbackUri, isEnabled, name, ...params }) =>
    Either.gen(function* () {
      const all = webhooksOf(call.state).filter(
        (webhook) =>
          isLike(webhook.name, name) &&
          is(webhook.callbackUri, callbackUri) &&
          is(webhook.isEnabled, isEnabled) &&
          is(webhook.autoSubscribe, autoSubscribe)
      )
      const { items, paging } = yield* page(all, params, { size: 50, most: 100 })
      return yield* answer(call, { webhooks: items, paging })
    }),

  webhook: (call, { webhookId }) =>
    Either.flatMap(webhookOf(call.state, webhookId), (webhook) => answer(call, webhook)),

  subscriptions: (call, { page: number, limit, ...filter }) =>
    Either.gen(function* () {
      const { items, paging } = yield* page(
        select(call.state, filter),
        { page: number, limit },
        { size: 25, most: 100 }
      )
      return yield* answer(call, {
        subscriptions: items.flatMap((subscription) => resourcesOf(call, subscription)),
        paging
      })
    }),

  createSubscription: ({ now, state }, { userId, vehicleId, webhookId }) =>
    Either.gen(function* () {
      yield* webhookOf(state, webhookId)
      if (!state.owners.has(userId)) return yield* Either.left(notFound("USER"))
      const isOwned = Option.exists(connectionOf(state, vehicleId), (connection) => connection.userId === userId)
      if (!isOwned) return yield* Either.left(notFound("VEHICLE"))
      if (isSubscribed(state, vehicleId, webhookId)) {
        return yield* Either.left(
          vendor("VALIDATION", "ALREADY_EXISTS", { status: 409, description: "The vehicle is subscribed already." })
        )
      }
      return {
        value: { message: "subscription creation in progress" },
        state: subscribe(state, vehicleId, webhookId, now)
      }
    }),

  subscription: (call, { subscriptionId }) =>
    Either.gen(function* () {
      const [resource] = resourcesOf(call, yield* find(call, subscriptionId))
      return resource === undefined ? yield* Either.left(notFound("SUBSCRIPTION")) : yield* answer(call, resource)
    }),

  removeSubscription: (call, { subscriptionId }) =>
    Either.map(find(call, subscriptionId), ({ vehicleId, webhookId }) => ({
      value: {},
      state: unsubscribe(call.state, vehicleId, webhookId)
    }))
}
