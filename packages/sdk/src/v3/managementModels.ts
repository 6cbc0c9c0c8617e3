/**
 * What API v3 answers with where it is about the application, flattened: webhooks, subscriptions, applications,
 * compatible vehicles. What no one has seen on the wire is marked as unconfirmed.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { lenientNumber, nullish, openLiteral, struct } from "../internal/schema.js"
import { Vehicle, VehicleAttributes } from "./models.js"
import { list, maybeRelated, related, resourceType, Time, Times } from "./wire.js"

const items = /*#__PURE__*/ Schema.optionalWith(/*#__PURE__*/ Schema.Array(Schema.Unknown), {
  nullable: true,
  default: () => []
})

const webhook = /*#__PURE__*/ (() => ({
  name: nullish(Schema.String),
  callbackUri: nullish(Schema.String),
  errorCallbackUri: nullish(Schema.String),
  isEnabled: nullish(Schema.Boolean),
  autoSubscribe: nullish(Schema.Boolean),
  triggers: items,
  data: items
}))()

/**
 * A webhook, as it was made in the dashboard: where it delivers to, and whether new cars are subscribed by themselves.
 * While it is not enabled, Smartcar does not watch its cars. The elements of `triggers` and `data` are unconfirmed.
 *
 * @since 0.1.0
 * @category models
 */
export const Webhook = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      id: Schema.String,
      type: resourceType("webhook"),
      attributes: Schema.Struct(webhook),
      meta: Times
    }),
    Schema.typeSchema(Schema.Struct({ id: Schema.String, ...webhook, createdAt: Time, updatedAt: Time })),
    {
      strict: true,
      decode: ({ id, attributes, meta }) => ({ id, ...attributes, ...meta }),
      encode: ({ id, createdAt, updatedAt, ...attributes }) => ({
        id,
        type: "webhook",
        attributes,
        meta: { createdAt, updatedAt }
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type Webhook = typeof Webhook.Type

/**
 * A page of webhooks.
 *
 * @since 0.1.0
 * @category models
 */
export const WebhookList = /*#__PURE__*/ list("webhooks", Webhook)

/**
 * @since 0.1.0
 * @category models
 */
export type WebhookList = typeof WebhookList.Type

/**
 * A car's subscription to a webhook, in the name of its user.
 *
 * @since 0.1.0
 * @category models
 */
export const Subscription = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      id: Schema.String,
      type: resourceType("subscription"),
      attributes: Schema.Struct({ vehicle: VehicleAttributes }),
      relationships: Schema.Struct({
        webhook: related("webhook"),
        user: maybeRelated("user"),
        vehicle: related("vehicle")
      }),
      meta: Times
    }),
    Schema.Struct({
      id: Schema.String,
      webhookId: Schema.String,
      userId: Schema.NullOr(Schema.String),
      vehicle: Schema.typeSchema(Vehicle),
      createdAt: Time,
      updatedAt: Time
    }),
    {
      strict: true,
      decode: ({ id, attributes, relationships: { webhook, user, vehicle }, meta }) => ({
        id,
        webhookId: webhook.data.id,
        userId: user?.data?.id ?? null,
        vehicle: { id: vehicle.data.id, ...attributes.vehicle },
        ...meta
      }),
      encode: ({ id, webhookId, userId, vehicle: { id: vehicleId, ...vehicle }, ...meta }) => ({
        id,
        type: "subscription",
        attributes: { vehicle },
        relationships: {
          webhook: { data: { id: webhookId, type: "webhook" } },
          user: userId === null ? null : { data: { id: userId, type: "user" } },
          vehicle: { data: { id: vehicleId, type: "vehicle" } }
        },
        meta
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type Subscription = typeof Subscription.Type

/**
 * A page of subscriptions.
 *
 * @since 0.1.0
 * @category models
 */
export const SubscriptionList = /*#__PURE__*/ list("subscriptions", Subscription)

/**
 * @since 0.1.0
 * @category models
 */
export type SubscriptionList = typeof SubscriptionList.Type

/**
 * A subscription that is being made: the answer does not tell its id, which `Subscriptions.list` does a little later.
 *
 * @since 0.1.0
 * @category models
 */
export const SubscriptionAccepted = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({ meta: nullish(Schema.Struct({ message: nullish(Schema.String) })) }),
    Schema.Struct({ message: Schema.NullOr(Schema.String) }),
    {
      strict: true,
      decode: ({ meta }) => ({ message: meta?.message ?? null }),
      encode: ({ message }) => ({ meta: { message } })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type SubscriptionAccepted = typeof SubscriptionAccepted.Type

const AnyAttributes = /*#__PURE__*/ Schema.Record({ key: Schema.String, value: Schema.Unknown })

/**
 * An application. What its attributes are is unconfirmed; they may hold secrets, and so never show.
 *
 * @since 0.1.0
 * @category models
 */
export const Application = /*#__PURE__*/ struct(() => ({
  id: Schema.String,
  type: resourceType("application"),
  attributes: nullish(Schema.Redacted(AnyAttributes))
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Application = typeof Application.Type

/**
 * A page of applications.
 *
 * @since 0.1.0
 * @category models
 */
export const ApplicationList = /*#__PURE__*/ list("applications", Application)

/**
 * @since 0.1.0
 * @category models
 */
export type ApplicationList = typeof ApplicationList.Type

/**
 * A secret of an application's API credentials. What its attributes are is unconfirmed; they may hold the secret, and
 * so never show.
 *
 * @since 0.1.0
 * @category models
 */
export const ApplicationSecret = /*#__PURE__*/ struct(() => ({
  id: Schema.String,
  type: resourceType("secret"),
  attributes: nullish(Schema.Redacted(AnyAttributes))
}))

/**
 * @since 0.1.0
 * @category models
 */
export type ApplicationSecret = typeof ApplicationSecret.Type

/**
 * A page of the secrets of an application.
 *
 * @since 0.1.0
 * @category models
 */
export const ApplicationSecretList = /*#__PURE__*/ list("secrets", ApplicationSecret)

/**
 * @since 0.1.0
 * @category models
 */
export type ApplicationSecretList = typeof ApplicationSecretList.Type

const capability = /*#__PURE__*/ (() => ({
  type: openLiteral<"signal" | "command">(),
  name: nullish(Schema.String),
  group: nullish(Schema.String),
  /** As the answer has it, such as `StateOfCharge`. */
  code: nullish(Schema.String),
  /** A signal's code, such as `tractionbattery-stateofcharge`, or a command's, such as `closure-lock`. */
  capability: Schema.String,
  /** Empty for commands. */
  permission: nullish(Schema.String)
}))()

const compatibleVehicle = /*#__PURE__*/ (() => ({
  make: Schema.String,
  model: Schema.String,
  region: openLiteral<"US" | "CA" | "EUROPE">(),
  powertrainType: openLiteral<"ICE" | "BEV" | "PHEV">(),
  years: Schema.Struct({ start: lenientNumber, end: lenientNumber }),
  capabilities: Schema.optionalWith(Schema.Array(Schema.Struct(capability)), { nullable: true, default: () => [] })
}))()

/**
 * A model that Smartcar supports in a region, its model years, and what it can do. A capability's `capability` is the code
 * of a signal, such as `tractionbattery-stateofcharge`, or of a command, such as `closure-lock`; its `permission` is empty
 * for commands.
 *
 * @since 0.1.0
 * @category models
 */
export const CompatibleVehicle = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      id: Schema.String,
      type: resourceType("vehicle-model-capability"),
      attributes: Schema.Struct(compatibleVehicle)
    }),
    Schema.typeSchema(Schema.Struct({ id: Schema.String, ...compatibleVehicle })),
    {
      strict: true,
      decode: ({ id, attributes }) => ({ id, ...attributes }),
      encode: ({ id, ...attributes }) => ({ id, type: "vehicle-model-capability", attributes })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type CompatibleVehicle = typeof CompatibleVehicle.Type

/**
 * The models that Smartcar supports: all on one page, so far.
 *
 * @since 0.1.0
 * @category models
 */
export const CompatibleVehicleList = /*#__PURE__*/ list("vehicles", CompatibleVehicle)

/**
 * @since 0.1.0
 * @category models
 */
export type CompatibleVehicleList = typeof CompatibleVehicleList.Type
