import type { RateLimiterStore } from "@effect/experimental/RateLimiter"
import type { SqlClient, SqlError } from "@effect/sql"
import { expectTypeOf, test } from "@effect/vitest"
import { SharedRateLimiter, SqlTokenStore } from "@effect-smartcar/fleet"
import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
import type { RateLimit, TokenStore } from "@effect-smartcar/sdk"
import { Config, type ConfigError, type Effect, type Layer } from "effect"

test("what the layers give, need and fail with", () => {
  expectTypeOf(SqlTokenStore.layer()).toEqualTypeOf<
    Layer.Layer<TokenStore.TokenStore, SqlError.SqlError, SqlClient.SqlClient>
  >()
  expectTypeOf(SqlTokenStore.migrate()).toEqualTypeOf<Effect.Effect<void, SqlError.SqlError, SqlClient.SqlClient>>()
  expectTypeOf(SharedRateLimiter.layer).toEqualTypeOf<Layer.Layer<RateLimit.RateLimiter, never, RateLimiterStore>>()
  expectTypeOf(RedisRateLimiter.layer()).toEqualTypeOf<Layer.Layer<RateLimit.RateLimiter>>()
  expectTypeOf(RedisRateLimiter.layerConfig({ host: Config.string("REDIS_HOST") })).toEqualTypeOf<
    Layer.Layer<RateLimit.RateLimiter, ConfigError.ConfigError>
  >()
})
