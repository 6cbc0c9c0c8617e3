/**
 * One rate limit for many machines, in Redis.
 *
 * @since 0.1.0
 */
import * as RedisStore from "@effect/experimental/RateLimiter/Redis"
import type * as RateLimit from "@effect-smartcar/sdk/RateLimit"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { RedisOptions } from "ioredis"
import * as SharedRateLimiter from "../SharedRateLimiter.js"

/**
 * The options of `ioredis`, and what the keys begin with: `ratelimiter:` by default, before `smartcar:`. Applications
 * with limits of their own need different ones.
 *
 * @since 0.1.0
 * @category models
 */
export type Options = RedisOptions & { readonly prefix?: string | undefined }

/** By default ioredis repeats a command for some ten seconds, and waits for an answer without an end. */
const impatient = { commandTimeout: 1000, maxRetriesPerRequest: 1 } as const

const layerStore = (options: Options) =>
  Layer.scopedContext(
    Effect.flatMap(
      // A Redis that does not answer the goodbye would make the end of the program a failure.
      Effect.acquireRelease(Scope.make(), (scope, exit) => Effect.exit(Scope.close(scope, exit))),
      (connection) => Layer.buildWithScope(RedisStore.layerStore({ ...impatient, ...options }), connection)
    )
  )

/**
 * Keeps the buckets of {@link SharedRateLimiter.layer} in Redis. A Redis that does not answer within a second counts as
 * gone, and calls go ahead without a limit; the options `commandTimeout` (in ms) and `maxRetriesPerRequest` set another
 * patience.
 *
 * @example
 * ```ts
 * import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
 *
 * const layer = RedisRateLimiter.layer({ host: "redis.internal", prefix: "my-app:" })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<RateLimit.RateLimiter> =>
  Layer.provide(SharedRateLimiter.layer, layerStore(options))

/**
 * Like {@link layer}, with options from the configuration.
 *
 * @example
 * ```ts
 * import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
 * import { Config } from "effect"
 *
 * const layer = RedisRateLimiter.layerConfig({
 *   host: Config.string("REDIS_HOST"),
 *   port: Config.withDefault(Config.port("REDIS_PORT"), 6379)
 * })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<RateLimit.RateLimiter, ConfigError.ConfigError> =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))
