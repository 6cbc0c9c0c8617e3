/**
 * The table of API v3: one descriptor per operation.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.js"
import * as Input from "../internal/schema.js"
import * as Command from "./commandModels.js"
import { accountErrors, authErrors, vehicleErrors } from "./errors.js"
import * as Management from "./managementModels.js"
import * as Model from "./models.js"
import { Stored } from "./Signal.js"
import { attributes, executionError, heldError, pagingOf, single, singleOrBare } from "./wire.js"

const account = { host: "vehicle", auth: "application", errors: accountErrors, failure: heldError } as const
const management = { ...account, host: "managementV3" } as const
const car = { ...account, errors: vehicleErrors } as const
const owned = { ...car, auth: "applicationUser" } as const
const command = { ...owned, failure: executionError, success: single(Command.CommandExecution) } as const
const charging = { ...command, permission: "control_charge" } as const
const security = { ...command, permission: "control_security" } as const
const scheduling = { ...charging, success: single(Command.ChargeScheduleExecution) } as const

const Page = {
  page: Input.renamed(Input.Limit, "page[number]"),
  limit: Input.renamed(Input.Limit, "page[size]")
}

const VehicleFilter = {
  userId: Input.renamed(Input.Text, "filter[userId]"),
  vehicleId: Input.renamed(Input.Text, "filter[vehicleId]"),
  mode: Input.renamed(Schema.Literal("live", "simulated"), "filter[vehicle.mode]")
}

/** A boolean in a query. */
const Flag = Schema.transform(Schema.Literal("true", "false"), Schema.Boolean, {
  strict: true,
  decode: (text) => text === "true",
  encode: (flag) => (flag ? "true" : "false")
})

/** The descriptor of `Auth.requestToken`. */
export const applicationToken = /*#__PURE__*/ Endpoint.read("applicationToken", {
  host: "iam",
  auth: "none",
  errors: authErrors,
  method: "POST",
  path: "/oauth2/token",
  bodyFormat: "form",
  constantBody: { grant_type: "client_credentials" },
  body: Schema.Struct({
    clientId: Schema.propertySignature(Input.Text).pipe(Schema.fromKey("client_id")),
    clientSecret: Schema.propertySignature(Input.SecretText).pipe(Schema.fromKey("client_secret"))
  }),
  success: Model.Token,
  sensitive: true
})

/** The descriptor of `Connections.list`. */
export const connections = /*#__PURE__*/ Endpoint.read("connections", {
  ...account,
  path: "/connections",
  query: Schema.Struct({
    ...VehicleFilter,
    externalId: Input.renamed(Input.Text, "filter[user.externalId]"),
    ...Page
  }),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ connections }: Model.ConnectionList) => connections,
    position: pagingOf,
    limit: 100
  }),
  success: Model.ConnectionList
})

/** The descriptor of `Connections.get`. */
export const connection = /*#__PURE__*/ Endpoint.read("connection", {
  ...account,
  path: "/connections/:connectionId",
  success: single(Model.Connection)
})

/** The descriptor of `Connections.remove`. */
export const removeConnection = /*#__PURE__*/ Endpoint.admin("removeConnection", {
  ...account,
  method: "DELETE",
  path: "/connections/:connectionId",
  success: Model.Removed
})

/** The descriptor of `Users.remove`. */
export const removeUser = /*#__PURE__*/ Endpoint.admin("removeUser", {
  ...account,
  method: "DELETE",
  path: "/users/:userId",
  success: Model.Removed
})

/** The descriptor of `Vehicle.get`. */
export const vehicle = /*#__PURE__*/ Endpoint.read("vehicle", {
  ...car,
  path: "/vehicles/:vehicleId",
  success: single(Model.Vehicle)
})

/** The descriptor of `Signals.list`. */
export const signals = /*#__PURE__*/ Endpoint.read("signals", {
  ...owned,
  path: "/vehicles/:vehicleId/signals",
  query: Schema.Struct(Page),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ signals }: Model.SignalList) => signals,
    // Whether this list has further pages at all, and heeds their number, is unknown: one that says nothing of any is whole.
    position: (list) => {
      const position = pagingOf(list)
      return { ...position, more: position.more ?? (position.total === undefined ? false : undefined) }
    },
    identity: ({ signals }) => signals.map(({ code }) => code).join(" ")
  }),
  success: Model.SignalList
})

/** The descriptor of `Signals.get`. */
export const signal = /*#__PURE__*/ Endpoint.read("signal", {
  ...owned,
  path: "/vehicles/:vehicleId/signals/:code",
  success: singleOrBare(Stored)
})

/** The descriptor of `Commands.startCharge`. */
export const startCharge = /*#__PURE__*/ Endpoint.command("startCharge", {
  ...charging,
  path: "/vehicles/:vehicleId/commands/charge/start"
})

/** The descriptor of `Commands.stopCharge`. */
export const stopCharge = /*#__PURE__*/ Endpoint.command("stopCharge", {
  ...charging,
  path: "/vehicles/:vehicleId/commands/charge/stop"
})

/** The descriptor of `Commands.setChargeLimit`. */
export const setChargeLimit = /*#__PURE__*/ Endpoint.command("setChargeLimit", {
  ...charging,
  path: "/vehicles/:vehicleId/commands/charge/set-limit",
  body: attributes(Schema.Struct({ percent: Input.percentBetween(50, 100) }))
})

/** The descriptor of `Commands.openChargePort`. */
export const openChargePort = /*#__PURE__*/ Endpoint.command("openChargePort", {
  ...charging,
  path: "/vehicles/:vehicleId/commands/charge-port/open"
})

/** The descriptor of `Commands.closeChargePort`. */
export const closeChargePort = /*#__PURE__*/ Endpoint.command("closeChargePort", {
  ...charging,
  path: "/vehicles/:vehicleId/commands/charge-port/close"
})

/** The descriptor of `Commands.lock`. */
export const lock = /*#__PURE__*/ Endpoint.command("lock", {
  ...security,
  path: "/vehicles/:vehicleId/commands/security/lock"
})

/** The descriptor of `Commands.unlock`. */
export const unlock = /*#__PURE__*/ Endpoint.command("unlock", {
  ...security,
  path: "/vehicles/:vehicleId/commands/security/unlock"
})

const Place = { latitude: Input.between(-90, 90), longitude: Input.between(-180, 180) }

/** The descriptor of `Commands.setDestination`. */
export const setDestination = /*#__PURE__*/ Endpoint.command("setDestination", {
  ...command,
  path: "/vehicles/:vehicleId/commands/navigation/set-destination",
  body: attributes(Schema.Struct(Place)),
  permission: "control_navigation"
})

const location = Schema.Struct(Place)

const Window = { startTime: Input.TimeOfDay, stopTime: Input.TimeOfDay }

/** The descriptor of `ChargeSchedules.daily`. */
export const dailyChargeSchedule = /*#__PURE__*/ Endpoint.command("dailyChargeSchedule", {
  ...scheduling,
  path: "/vehicles/:vehicleId/charge-schedules/daily",
  body: attributes(Schema.Struct({ location, ...Window }))
})

/** The descriptor of `ChargeSchedules.weekly`. */
export const weeklyChargeSchedule = /*#__PURE__*/ Endpoint.command("weeklyChargeSchedule", {
  ...scheduling,
  path: "/vehicles/:vehicleId/charge-schedules/weekly",
  body: attributes(
    Schema.Struct({
      location,
      days: Schema.Record({ key: Schema.String, value: Schema.Struct(Window) }).pipe(
        Schema.filter((days) => Object.keys(days).length > 0 && Object.keys(days).every(Schema.is(Input.Text)), {
          description: "at least one day, each with a name"
        })
      )
    })
  )
})

/** The descriptor of `ChargeSchedules.workweek`. */
export const workweekChargeSchedule = /*#__PURE__*/ Endpoint.command("workweekChargeSchedule", {
  ...scheduling,
  path: "/vehicles/:vehicleId/charge-schedules/workweek",
  body: attributes(
    Schema.Struct({
      location,
      weekdays: Schema.optional(Schema.Struct(Window)),
      weekends: Schema.optional(Schema.Struct(Window))
    }).pipe(
      Schema.filter(({ weekdays, weekends }) => weekdays !== undefined || weekends !== undefined, {
        description: "weekdays, weekends or both"
      })
    )
  )
})

/** The descriptor of `ChargeSchedules.remove`. */
export const removeChargeSchedule = /*#__PURE__*/ Endpoint.command("removeChargeSchedule", {
  ...scheduling,
  method: "DELETE",
  path: "/vehicles/:vehicleId/charge-schedules/:scheduleId"
})

/** The descriptor of `Applications.list`. */
export const applications = /*#__PURE__*/ Endpoint.read("applications", {
  ...management,
  path: "/applications",
  query: Schema.Struct(Page),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ applications }: Management.ApplicationList) => applications,
    position: pagingOf
  }),
  success: Management.ApplicationList,
  sensitive: true
})

/** The descriptor of `Applications.get`. */
export const application = /*#__PURE__*/ Endpoint.read("application", {
  ...management,
  path: "/applications/:applicationId",
  success: single(Management.Application),
  sensitive: true
})

/** The descriptor of `Applications.secrets`. */
export const applicationSecrets = /*#__PURE__*/ Endpoint.read("applicationSecrets", {
  ...management,
  path: "/applications/:applicationId/secrets",
  success: Management.ApplicationSecretList,
  sensitive: true
})

/** The descriptor of `Webhooks.list`. */
export const webhooks = /*#__PURE__*/ Endpoint.read("webhooks", {
  ...management,
  path: "/webhooks",
  query: Schema.Struct({
    name: Input.renamed(Input.Text, "filter[name]"),
    callbackUri: Input.renamed(Input.Text, "filter[callbackUri]"),
    isEnabled: Input.renamed(Flag, "filter[isEnabled]"),
    autoSubscribe: Input.renamed(Flag, "filter[autoSubscribe]"),
    ...Page
  }),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ webhooks }: Management.WebhookList) => webhooks,
    position: pagingOf,
    limit: 100
  }),
  success: Management.WebhookList
})

/** The descriptor of `Webhooks.get`. */
export const webhook = /*#__PURE__*/ Endpoint.read("webhook", {
  ...management,
  path: "/webhooks/:webhookId",
  success: single(Management.Webhook)
})

/** The descriptor of `Subscriptions.list`. */
export const subscriptions = /*#__PURE__*/ Endpoint.read("subscriptions", {
  ...management,
  path: "/subscriptions",
  query: Schema.Struct({
    ...VehicleFilter,
    webhookId: Input.renamed(Input.Text, "filter[webhookId]"),
    ...Page
  }),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ subscriptions }: Management.SubscriptionList) => subscriptions,
    position: pagingOf,
    limit: 100
  }),
  success: Management.SubscriptionList
})

/** The descriptor of `Subscriptions.create`. */
export const createSubscription = /*#__PURE__*/ Endpoint.admin("createSubscription", {
  ...management,
  path: "/subscriptions",
  body: attributes(Schema.Struct({ webhookId: Input.Text, userId: Input.Text, vehicleId: Input.Text })),
  success: Management.SubscriptionAccepted
})

/** The descriptor of `Subscriptions.get`. */
export const subscription = /*#__PURE__*/ Endpoint.read("subscription", {
  ...management,
  path: "/subscriptions/:subscriptionId",
  success: single(Management.Subscription)
})

/** The descriptor of `Subscriptions.remove`. */
export const removeSubscription = /*#__PURE__*/ Endpoint.admin("removeSubscription", {
  ...management,
  method: "DELETE",
  path: "/subscriptions/:subscriptionId",
  success: Model.Removed
})

/** The descriptor of `CompatibleVehicles.list`. */
export const compatibleVehicles = /*#__PURE__*/ Endpoint.read("compatibleVehicles", {
  ...account,
  host: "compatibility",
  auth: "none",
  path: "/compatible-vehicles",
  query: Schema.Struct({
    region: Input.renamed(Schema.Literal("US", "CA", "EUROPE"), "filter[region]"),
    make: Input.renamed(Input.Text, "filter[make]"),
    powertrainType: Input.renamed(Schema.Literal("ICE", "BEV", "PHEV"), "filter[powertrainType]"),
    ...Page
  }),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ vehicles }: Management.CompatibleVehicleList) => vehicles,
    position: pagingOf
  }),
  success: Management.CompatibleVehicleList
})
