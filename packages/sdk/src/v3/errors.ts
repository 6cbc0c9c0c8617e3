/**
 * The families of errors that endpoints of API v3 declare.
 *
 * @since 0.1.0
 */
export * from "../internal/families.js"
