/**
 * Every descriptor of API v3.
 *
 * @since 0.1.0
 */
export * from "./endpoints.js"
