/** Buckets of tokens in this process, on `effect/RateLimiter`: it keeps the tokens, and this takes turns and drains. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/RateLimiter"
import * as RcMap from "effect/RcMap"
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import type { Bucket, Service } from "../RateLimit.js"

/** How long one token takes to come back, in whole milliseconds, as `effect/RateLimiter` counts. */
const refillMillis = ({ refillPerMinute }: Bucket) => Math.ceil(60_000 / refillPerMinute)

/** How long all of them take. */
const fullMillis = (bucket: Bucket) => bucket.capacity * refillMillis(bucket)

/** A timer that is much longer never fires. */
const longestSleep = Duration.toMillis("1 day")

/**
 * Runs effects one after the other, in the order in which they came. A semaphore would do, but each release wakes all who
 * wait for it: thousands of waiters would spend their time on that.
 */
const makeTurns = Effect.map(
  Ref.make<Effect.Effect<void>>(Effect.void),
  (last) =>
    <A, E, R>(self: Effect.Effect<A, E, R>) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          const over = yield* Deferred.make<void>()
          const previous = yield* Ref.getAndSet(last, Deferred.await(over))
          const end = Deferred.succeed(over, undefined)
          // Who leaves the queue hands the turn on when it comes.
          yield* Effect.onInterrupt(restore(previous), () => Effect.forkDaemon(Effect.zipRight(previous, end)))
          return yield* Effect.ensuring(restore(self), end)
        })
      )
)

const makeBucket = (bucket: Bucket) =>
  Effect.gen(function* () {
    const limiter = yield* RateLimiter.make({ limit: bucket.capacity, interval: fullMillis(bucket) })
    const inTurn = yield* makeTurns
    /** How many tokens are waited for. */
    const awaited = yield* Ref.make(0)
    const open = yield* Effect.makeLatch(true)
    /** Until when it is closed, if it is. */
    const closedUntil = yield* Ref.make(Option.none<number>())

    const takeOpen = (tokens: number) => RateLimiter.withCost(tokens)(limiter(Effect.void))

    /** Takes tokens if they are there. `effect/RateLimiter` can only wait: what would do so is given up at once. */
    const tryTake = (tokens: number) =>
      Effect.flatMap(Effect.runtime<never>(), (runtime) => {
        const exit = Runtime.runSyncExit(runtime)(Effect.interruptible(takeOpen(tokens)))
        if (Exit.isSuccess(exit)) return Effect.succeed(true)
        const waiting = Cause.squash(exit.cause)
        return Runtime.isAsyncFiberException(waiting)
          ? Effect.map(Fiber.interrupt(waiting.fiber), Exit.isSuccess)
          : Effect.failCause(exit.cause)
      }).pipe(Effect.uninterruptible)

    const empty = Effect.iterate(bucket.capacity, {
      while: (tokens) => tokens >= 1,
      body: (tokens) => Effect.map(tryTake(tokens), (taken) => (taken ? tokens : Math.floor(tokens / 2)))
    })

    /** In turns, or a take of many tokens would never find them together while others take few. */
    const wait = (tokens: number) =>
      Effect.acquireUseRelease(
        Ref.update(awaited, (before) => before + tokens),
        () =>
          Effect.zipRight(open.await, takeOpen(tokens)).pipe(
            // Tokens from before a drain are worth nothing after it.
            Effect.zipRight(Ref.get(closedUntil)),
            Effect.repeat({ until: Option.isNone }),
            inTurn
          ),
        () => Ref.update(awaited, (before) => before - tokens)
      )

    const orFail = (tokens: number) =>
      Effect.gen(function* () {
        const before = yield* Ref.get(awaited)
        const until = yield* Ref.get(closedUntil)
        if (before === 0 && Option.isNone(until) && (yield* tryTake(tokens))) return
        // How many tokens there are cannot be asked; after this time there are enough even if there are none now.
        const closed = Option.getOrElse(until, () => 0) - (yield* Clock.currentTimeMillis)
        return yield* Effect.fail(Duration.millis(Math.max(0, closed) + (before + tokens) * refillMillis(bucket)))
      })

    /** Opens when the time has come, without the tokens that came back meanwhile. */
    const reopen: Effect.Effect<void> = Effect.gen(function* () {
      const until = yield* Ref.get(closedUntil)
      const left = Option.getOrElse(until, () => 0) - (yield* Clock.currentTimeMillis)
      if (left > 0) return yield* Effect.zipRight(Effect.sleep(Math.min(left, longestSleep)), reopen)
      yield* empty
      // Another drain may have come.
      if ((yield* Ref.get(closedUntil)) !== until) return yield* reopen
      yield* Ref.set(closedUntil, Option.none())
      yield* open.open
    })

    return { awaited, closedUntil, open, empty, wait, orFail, reopen }
  })

export const makeBuckets: Effect.Effect<Service, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const buckets = yield* RcMap.make({
    lookup: makeBucket,
    // A bucket that nobody asked for so long is full again, and so as good as a new one.
    idleTimeToLive: (bucket) => fullMillis(bucket)
  })
  // Of fibers that ask a RcMap for the same new key at once, each may make a bucket of its own.
  const inTurn = yield* makeTurns

  const withBucket = <A, E>(
    { capacity, key, refillPerMinute }: Bucket,
    use: (bucket: Effect.Effect.Success<ReturnType<typeof makeBucket>>) => Effect.Effect<A, E>
  ) => Effect.scoped(Effect.flatMap(inTurn(RcMap.get(buckets, Data.struct({ capacity, key, refillPerMinute }))), use))

  return {
    take: (bucket, tokens, onExceeded) => {
      const needed = Math.min(Math.max(0, tokens), bucket.capacity)
      return withBucket(bucket, ({ orFail, wait }) => (onExceeded === "wait" ? wait(needed) : orFail(needed)))
    },
    drain: (bucket, retryAfter) =>
      withBucket(bucket, ({ closedUntil, empty, open }) =>
        Effect.gen(function* () {
          const millis = Option.match(retryAfter, { onNone: () => 0, onSome: Duration.toMillis })
          if (millis > 0) {
            const until = (yield* Clock.currentTimeMillis) + millis
            const before = yield* Ref.getAndUpdate(closedUntil, (other) =>
              Option.some(
                Math.max(
                  until,
                  Option.getOrElse(other, () => 0)
                )
              )
            )
            if (Option.isNone(before)) {
              yield* open.close
              // It holds the bucket, which would be forgotten before it opens.
              yield* Effect.forkIn(
                withBucket(bucket, ({ reopen }) => reopen),
                scope
              )
            }
          }
          yield* empty
        })
      )
  }
})
