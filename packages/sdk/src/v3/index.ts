/**
 * Smartcar API v3. `Signal` says what there is to know of a car, `Signals` asks for it; `Webhooks` are those of the
 * application, `Webhook` proves what they deliver.
 *
 * @since 0.1.0
 */

export * as Webhook from "../Webhook.js"
export * as WebhookEvent from "../WebhookEvent.js"
export * as Applications from "./Applications.js"
export * as Auth from "./Auth.js"
export * as ChargeSchedules from "./ChargeSchedules.js"
export * as Commands from "./Commands.js"
export * as CompatibleVehicles from "./CompatibleVehicles.js"
export * as Connect from "./Connect.js"
export * as Connections from "./Connections.js"
export * from "./errors.js"
export * as Model from "./Model.js"
export * as Signal from "./Signal.js"
export * as Signals from "./Signals.js"
export * as Subscriptions from "./Subscriptions.js"
export * as endpoints from "./table.js"
export * as Users from "./Users.js"
export * as Vehicle from "./Vehicle.js"
export * as Webhooks from "./Webhooks.js"
