/**
 * The table of API v3: one descriptor per operation.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.js"
import * as Input from "../internal/schema.js"
import { sharing } from "../internal/sharing.js"
import * as Command from "./commandModels.js"
import { accountErrors, authErrors, vehicleErrors } from "./errors.js"
import * as Management from "./managementModels.js"
import * as Model from "./models.js"
import { Stored } from "./Signal.js"
import { attributes, executionError, heldError, pagingOf, single, singleOrBare } from "./wire.js"

const account = { host: "vehicle", auth: "application", errors: accountErrors, failure: heldError } as const
const management = { host: "managementV3", auth: "application", errors: accountErrors, failure: heldError } as const
const car = { host: "vehicle", auth: "applicationUser", errors: vehicleErrors, failure: heldError } as const
const order = { host: "vehicle", auth: "applicationUser", errors: vehicleErrors, failure: executionError } as const

const accountRead = /*#__PURE__*/ sharing(Endpoint.read, account)
const accountAdmin = /*#__PURE__*/ sharing(Endpoint.admin, account)
const managementRead = /*#__PURE__*/ sharing(Endpoint.read, management)
const managementAdmin = /*#__PURE__*/ sharing(Endpoint.admin, management)
const vehicleRead = /*#__PURE__*/ sharing(Endpoint.read, car)
const vehicleCommand = /*#__PURE__*/ sharing(Endpoint.command, order)

const Execution = /*#__PURE__*/ single(Command.CommandExecution)
const ScheduleExecution = /*#__PURE__*/ single(Command.ChargeScheduleExecution)

const Page = {
  page: /*#__PURE__*/ Input.renamed(Input.Limit, "page[number]"),
  limit: /*#__PURE__*/ Input.renamed(Input.Limit, "page[size]")
}

const VehicleFilter = {
  userId: /*#__PURE__*/ Input.renamed(Input.Text, "filter[userId]"),
  vehicleId: /*#__PURE__*/ Input.renamed(Input.Text, "filter[vehicleId]"),
  mode: /*#__PURE__*/ Input.renamed(/*#__PURE__*/ Schema.Literal("live", "simulated"), "filter[vehicle.mode]")
}

/** A boolean in a query. */
const Flag = /*#__PURE__*/ Schema.transform(/*#__PURE__*/ Schema.Literal("true", "false"), Schema.Boolean, {
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
  body: /*#__PURE__*/ Input.struct(() => ({
    clientId: Schema.propertySignature(Input.Text).pipe(Schema.fromKey("client_id")),
    clientSecret: Schema.propertySignature(Input.SecretText).pipe(Schema.fromKey("client_secret"))
  })),
  success: Model.Token,
  sensitive: true
})

/** The descriptor of `Connections.list`. */
export const connections = /*#__PURE__*/ accountRead("connections", {
  path: "/connections",
  query: /*#__PURE__*/ Input.struct(() => ({
    ...VehicleFilter,
    externalId: Input.renamed(Input.Text, "filter[user.externalId]"),
    ...Page
  })),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ connections }: Model.ConnectionList) => connections,
    position: pagingOf,
    limit: 100
  }),
  success: Model.ConnectionList
})

/** The descriptor of `Connections.get`. */
export const connection = /*#__PURE__*/ accountRead("connection", {
  path: "/connections/:connectionId",
  success: /*#__PURE__*/ single(Model.Connection)
})

/** The descriptor of `Connections.remove`. */
export const removeConnection = /*#__PURE__*/ accountAdmin("removeConnection", {
  method: "DELETE",
  path: "/connections/:connectionId",
  success: Model.Removed
})

/** The descriptor of `Users.remove`. */
export const removeUser = /*#__PURE__*/ accountAdmin("removeUser", {
  method: "DELETE",
  path: "/users/:userId",
  success: Model.Removed
})

/** The descriptor of `Vehicle.get`. */
export const vehicle = /*#__PURE__*/ Endpoint.read("vehicle", {
  host: "vehicle",
  auth: "application",
  errors: vehicleErrors,
  failure: heldError,
  path: "/vehicles/:vehicleId",
  success: /*#__PURE__*/ single(Model.Vehicle)
})

/** The descriptor of `Signals.list`. */
export const signals = /*#__PURE__*/ vehicleRead("signals", {
  path: "/vehicles/:vehicleId/signals",
  query: /*#__PURE__*/ Schema.Struct(Page),
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
export const signal = /*#__PURE__*/ vehicleRead("signal", {
  path: "/vehicles/:vehicleId/signals/:code",
  success: /*#__PURE__*/ singleOrBare(Stored)
})

/** The descriptor of `Commands.startCharge`. */
export const startCharge = /*#__PURE__*/ vehicleCommand("startCharge", {
  path: "/vehicles/:vehicleId/commands/charge/start",
  permission: "control_charge",
  success: Execution
})

/** The descriptor of `Commands.stopCharge`. */
export const stopCharge = /*#__PURE__*/ vehicleCommand("stopCharge", {
  path: "/vehicles/:vehicleId/commands/charge/stop",
  permission: "control_charge",
  success: Execution
})

/** The descriptor of `Commands.setChargeLimit`. */
export const setChargeLimit = /*#__PURE__*/ vehicleCommand("setChargeLimit", {
  path: "/vehicles/:vehicleId/commands/charge/set-limit",
  body: /*#__PURE__*/ (() => attributes(Schema.Struct({ percent: Input.percentBetween(50, 100) })))(),
  permission: "control_charge",
  success: Execution
})

/** The descriptor of `Commands.openChargePort`. */
export const openChargePort = /*#__PURE__*/ vehicleCommand("openChargePort", {
  path: "/vehicles/:vehicleId/commands/charge-port/open",
  permission: "control_charge",
  success: Execution
})

/** The descriptor of `Commands.closeChargePort`. */
export const closeChargePort = /*#__PURE__*/ vehicleCommand("closeChargePort", {
  path: "/vehicles/:vehicleId/commands/charge-port/close",
  permission: "control_charge",
  success: Execution
})

/** The descriptor of `Commands.lock`. */
export const lock = /*#__PURE__*/ vehicleCommand("lock", {
  path: "/vehicles/:vehicleId/commands/security/lock",
  permission: "control_security",
  success: Execution
})

/** The descriptor of `Commands.unlock`. */
export const unlock = /*#__PURE__*/ vehicleCommand("unlock", {
  path: "/vehicles/:vehicleId/commands/security/unlock",
  permission: "control_security",
  success: Execution
})

const Place = { latitude: /*#__PURE__*/ Input.between(-90, 90), longitude: /*#__PURE__*/ Input.between(-180, 180) }

/** The descriptor of `Commands.setDestination`. */
export const setDestination = /*#__PURE__*/ vehicleCommand("setDestination", {
  path: "/vehicles/:vehicleId/commands/navigation/set-destination",
  body: /*#__PURE__*/ attributes(/*#__PURE__*/ Schema.Struct(Place)),
  permission: "control_navigation",
  success: Execution
})

const location = /*#__PURE__*/ Schema.Struct(Place)

const Window = { startTime: Input.TimeOfDay, stopTime: Input.TimeOfDay }

/** The descriptor of `ChargeSchedules.daily`. */
export const dailyChargeSchedule = /*#__PURE__*/ vehicleCommand("dailyChargeSchedule", {
  path: "/vehicles/:vehicleId/charge-schedules/daily",
  body: /*#__PURE__*/ (() => attributes(Schema.Struct({ location, ...Window })))(),
  permission: "control_charge",
  success: ScheduleExecution
})

/** The descriptor of `ChargeSchedules.weekly`. */
export const weeklyChargeSchedule = /*#__PURE__*/ vehicleCommand("weeklyChargeSchedule", {
  path: "/vehicles/:vehicleId/charge-schedules/weekly",
  body: /*#__PURE__*/ (() =>
    attributes(
      Schema.Struct({
        location,
        days: Schema.Record({ key: Schema.String, value: Schema.Struct(Window) }).pipe(
          Schema.filter((days) => Object.keys(days).length > 0 && Object.keys(days).every(Schema.is(Input.Text)), {
            description: "at least one day, each with a name"
          })
        )
      })
    ))(),
  permission: "control_charge",
  success: ScheduleExecution
})

/** The descriptor of `ChargeSchedules.workweek`. */
export const workweekChargeSchedule = /*#__PURE__*/ vehicleCommand("workweekChargeSchedule", {
  path: "/vehicles/:vehicleId/charge-schedules/workweek",
  body: /*#__PURE__*/ (() =>
    attributes(
      Schema.Struct({
        location,
        weekdays: Schema.optional(Schema.Struct(Window)),
        weekends: Schema.optional(Schema.Struct(Window))
      }).pipe(
        Schema.filter(({ weekdays, weekends }) => weekdays !== undefined || weekends !== undefined, {
          description: "weekdays, weekends or both"
        })
      )
    ))(),
  permission: "control_charge",
  success: ScheduleExecution
})

/** The descriptor of `ChargeSchedules.remove`. */
export const removeChargeSchedule = /*#__PURE__*/ vehicleCommand("removeChargeSchedule", {
  method: "DELETE",
  path: "/vehicles/:vehicleId/charge-schedules/:scheduleId",
  permission: "control_charge",
  success: ScheduleExecution
})

/** The descriptor of `Applications.list`. */
export const applications = /*#__PURE__*/ managementRead("applications", {
  path: "/applications",
  query: /*#__PURE__*/ Schema.Struct(Page),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ applications }: Management.ApplicationList) => applications,
    position: pagingOf
  }),
  success: Management.ApplicationList,
  sensitive: true
})

/** The descriptor of `Applications.get`. */
export const application = /*#__PURE__*/ managementRead("application", {
  path: "/applications/:applicationId",
  success: /*#__PURE__*/ single(Management.Application),
  sensitive: true
})

/** The descriptor of `Applications.secrets`. */
export const applicationSecrets = /*#__PURE__*/ managementRead("applicationSecrets", {
  path: "/applications/:applicationId/secrets",
  success: Management.ApplicationSecretList,
  sensitive: true
})

/** The descriptor of `Webhooks.list`. */
export const webhooks = /*#__PURE__*/ managementRead("webhooks", {
  path: "/webhooks",
  query: /*#__PURE__*/ Input.struct(() => ({
    name: Input.renamed(Input.Text, "filter[name]"),
    callbackUri: Input.renamed(Input.Text, "filter[callbackUri]"),
    isEnabled: Input.renamed(Flag, "filter[isEnabled]"),
    autoSubscribe: Input.renamed(Flag, "filter[autoSubscribe]"),
    ...Page
  })),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ webhooks }: Management.WebhookList) => webhooks,
    position: pagingOf,
    limit: 100
  }),
  success: Management.WebhookList
})

/** The descriptor of `Webhooks.get`. */
export const webhook = /*#__PURE__*/ managementRead("webhook", {
  path: "/webhooks/:webhookId",
  success: /*#__PURE__*/ single(Management.Webhook)
})

/** The descriptor of `Subscriptions.list`. */
export const subscriptions = /*#__PURE__*/ managementRead("subscriptions", {
  path: "/subscriptions",
  query: /*#__PURE__*/ Input.struct(() => ({
    ...VehicleFilter,
    webhookId: Input.renamed(Input.Text, "filter[webhookId]"),
    ...Page
  })),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ subscriptions }: Management.SubscriptionList) => subscriptions,
    position: pagingOf,
    limit: 100
  }),
  success: Management.SubscriptionList
})

/** The descriptor of `Subscriptions.create`. */
export const createSubscription = /*#__PURE__*/ managementAdmin("createSubscription", {
  path: "/subscriptions",
  body: /*#__PURE__*/ attributes(
    /*#__PURE__*/ Schema.Struct({ webhookId: Input.Text, userId: Input.Text, vehicleId: Input.Text })
  ),
  success: Management.SubscriptionAccepted
})

/** The descriptor of `Subscriptions.get`. */
export const subscription = /*#__PURE__*/ managementRead("subscription", {
  path: "/subscriptions/:subscriptionId",
  success: /*#__PURE__*/ single(Management.Subscription)
})

/** The descriptor of `Subscriptions.remove`. */
export const removeSubscription = /*#__PURE__*/ managementAdmin("removeSubscription", {
  method: "DELETE",
  path: "/subscriptions/:subscriptionId",
  success: Model.Removed
})

/** The descriptor of `CompatibleVehicles.list`. */
export const compatibleVehicles = /*#__PURE__*/ Endpoint.read("compatibleVehicles", {
  host: "compatibility",
  auth: "none",
  errors: accountErrors,
  failure: heldError,
  path: "/compatible-vehicles",
  query: /*#__PURE__*/ Input.struct(() => ({
    region: Input.renamed(Schema.Literal("US", "CA", "EUROPE"), "filter[region]"),
    make: Input.renamed(Input.Text, "filter[make]"),
    powertrainType: Input.renamed(Schema.Literal("ICE", "BEV", "PHEV"), "filter[powertrainType]"),
    ...Page
  })),
  paging: /*#__PURE__*/ Endpoint.pageNumber({
    items: ({ vehicles }: Management.CompatibleVehicleList) => vehicles,
    position: pagingOf
  }),
  success: Management.CompatibleVehicleList
})
