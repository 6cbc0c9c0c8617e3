/**
 * Every descriptor of API v2.0.
 *
 * @since 0.1.0
 */
export * from "./endpoints.js"
export * from "./makes/endpoints.js"
export * from "./makes/teslaEndpoints.js"
