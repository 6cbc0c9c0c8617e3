/**
 * Smartcar API v2.0.
 *
 * @since 0.1.0
 */

export * as Webhook from "../Webhook.js"
export * as WebhookEvent from "../WebhookEvent.js"
export * as Auth from "./Auth.js"
export * as Compatibility from "./Compatibility.js"
export * as Connect from "./Connect.js"
export * as Connections from "./Connections.js"
export * from "./errors.js"
export * as Model from "./Model.js"
export * as Audi from "./makes/Audi.js"
export * as Bmw from "./makes/Bmw.js"
export * as Ford from "./makes/Ford.js"
export * as Gm from "./makes/Gm.js"
export * as Nissan from "./makes/Nissan.js"
export * as Tesla from "./makes/Tesla.js"
export * as endpoints from "./table.js"
export * as User from "./User.js"
export * as Vehicle from "./Vehicle.js"
export * as Vehicles from "./Vehicles.js"
