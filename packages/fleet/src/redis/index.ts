/**
 * What needs `ioredis`: a rate limit that is shared through Redis.
 *
 * @since 0.1.0
 */
export * as RedisRateLimiter from "./RedisRateLimiter.js"
