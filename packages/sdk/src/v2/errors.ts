/**
 * The families of errors that endpoints of API v2.0 declare.
 *
 * @since 0.1.0
 */
export * from "../internal/families.js"
