/**
 * Smartcar API v2.0.
 *
 * @since 0.1.0
 */
export * as Compatibility from "./Compatibility.js"
export * as Connections from "./Connections.js"
export * from "./errors.js"
export * as endpoints from "./table.js"
export * as User from "./User.js"
export * as Vehicle from "./Vehicle.js"
export * as Vehicles from "./Vehicles.js"
