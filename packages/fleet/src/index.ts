/**
 * @since 0.1.0
 */
export * as SharedRateLimiter from "./SharedRateLimiter.js"
export * as SqlTokenStore from "./SqlTokenStore.js"
