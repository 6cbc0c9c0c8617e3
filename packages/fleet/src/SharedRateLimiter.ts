/**
 * One rate limit for many processes, on the token buckets of `@effect/experimental/RateLimiter`.
 *
 * @since 0.1.0
 */
import { type RateLimiterError, RateLimiterStore } from "@effect/experimental/RateLimiter"
import * as RateLimit from "@effect-smartcar/sdk/RateLimit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Ref from "effect/Ref"

/** Below this, calls wait longer than any vendor asks for. */
const longestRetryAfter = Duration.days(1)

const refillRate = ({ refillPerMinute }: RateLimit.Bucket) => Duration.millis(60_000 / refillPerMinute)

/** A code, or the kind of error: a server's own words may repeat a password that it was sent. */
const reasonOf = (error: RateLimiterError): string => {
  const cause = Predicate.hasProperty(error, "cause") ? error.cause : undefined
  if (Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)) return cause.code
  return Predicate.isError(cause) ? cause.name : error._tag
}

/**
 * The rate limiter, as a value.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<RateLimit.Service, never, RateLimiterStore> = Effect.gen(function* () {
  const store = yield* RateLimiterStore
  const isGone = yield* Ref.make(false)

  const onFailure = (error: RateLimiterError) =>
    Effect.flatMap(Ref.getAndSet(isGone, true), (before) =>
      before
        ? Effect.void
        : Effect.logWarning(
            `The shared rate limit cannot be asked, so calls are not limited until it can be: ${reasonOf(error)}`
          )
    )

  const onSuccess = Effect.flatMap(Ref.getAndSet(isGone, false), (before) =>
    before ? Effect.logInfo("The shared rate limit answers again") : Effect.void
  )

  /** Takes tokens, or gives them back where there are fewer than none, and tells what is left; without a store, nothing. */
  const consume = (bucket: RateLimit.Bucket, tokens: number, allowOverflow: boolean): Effect.Effect<number> =>
    store
      .tokenBucket({
        key: `smartcar:${bucket.key}`,
        limit: bucket.capacity,
        refillRate: refillRate(bucket),
        tokens,
        allowOverflow
      })
      .pipe(
        Effect.zipLeft(onSuccess),
        Effect.catchAll((error) => Effect.as(onFailure(error), 0))
      )

  return {
    take: (bucket, tokens, onExceeded) => {
      const wanted = Math.min(tokens, bucket.capacity)
      const untilThere = (left: number) => Duration.times(refillRate(bucket), -left)
      return onExceeded === "fail"
        ? Effect.flatMap(consume(bucket, wanted, false), (left) =>
            left < 0 ? Effect.fail(untilThere(left)) : Effect.void
          )
        : Effect.uninterruptibleMask((restore) =>
            Effect.flatMap(consume(bucket, wanted, true), (left) =>
              left < 0
                ? restore(Effect.sleep(untilThere(left))).pipe(
                    // The place of a caller that gave up would be waited for by all that come after it.
                    Effect.onInterrupt(() => consume(bucket, -wanted, true))
                  )
                : Effect.void
            )
          )
    },
    drain: (bucket, retryAfter) => {
      const wait = Option.match(retryAfter, {
        onNone: () => Duration.zero,
        onSome: Duration.min(longestRetryAfter)
      })
      // What is refilled in the meantime is owed, so that the bucket holds nothing until then.
      const target = 0 - Math.ceil(Duration.toMillis(wait) / Duration.toMillis(refillRate(bucket)))
      return Effect.uninterruptible(
        Effect.gen(function* () {
          const surplus = (yield* consume(bucket, 0, true)) - target
          if (surplus <= 0) return
          const left = yield* consume(bucket, surplus, true)
          // Calls that were answered with 429 together drain together: only one of them shall have done it.
          if (left < target) yield* consume(bucket, -Math.min(surplus, target - left), true)
        })
      )
    }
  }
})

/**
 * The SDK's rate limiter over a store of `@effect/experimental/RateLimiter`, of which there are one in Redis and one in
 * memory. Whoever shares the store shares the buckets, under keys that begin with `smartcar:`.
 *
 * - Waiting calls are served in the order in which they came, whichever process they came from. A call that is interrupted
 *   while it waits gives its tokens back.
 * - Draining a bucket stops every process for as long as Smartcar said, a day at most; calls that wait already keep their
 *   turn.
 * - If the store fails, calls go ahead without a limit, since Smartcar keeps one of its own; a warning is logged when
 *   that begins, and a note when it ends.
 * - Time is that of each machine's clock: one that is fast by a second refills a second's tokens early.
 *
 * @example
 * ```ts
 * import { SharedRateLimiter } from "@effect-smartcar/fleet"
 * import * as RateLimiter from "@effect/experimental/RateLimiter"
 * import { Layer } from "effect"
 *
 * const layer = SharedRateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<RateLimit.RateLimiter, never, RateLimiterStore> = Layer.effect(
  RateLimit.RateLimiter,
  make
)
