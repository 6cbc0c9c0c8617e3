import * as RateLimiter from "@effect/experimental/RateLimiter"
import { describe, expect, it } from "@effect/vitest"
import { SharedRateLimiter } from "@effect-smartcar/fleet"
import { RateLimit } from "@effect-smartcar/sdk"
import { Array as Arr, Clock, Duration, Effect, Fiber, Layer, Logger, Option, Ref, TestClock } from "effect"

/** A token every six seconds. */
const bucket: RateLimit.Bucket = { key: "app", capacity: 10, refillPerMinute: 10 }

const layer = Layer.provide(SharedRateLimiter.layer, RateLimiter.layerStoreMemory)

const limited = <E>(title: string, test: (limiter: RateLimit.Service) => Effect.Effect<void, E>) =>
  it.effect(title, () => Effect.provide(Effect.flatMap(RateLimit.RateLimiter, test), layer))

/** When a call may go ahead, in seconds from now. */
const timed = <E>(take: Effect.Effect<void, E>) =>
  Effect.zipRight(
    take,
    Effect.map(Clock.currentTimeMillis, (now) => now / 1000)
  )

/** Starts a call, and lets it ask before the next one does. */
const start = <A, E>(self: Effect.Effect<A, E>) => Effect.zipLeft(Effect.fork(self), Effect.yieldNow())

describe("taking", () => {
  limited("goes ahead while the bucket holds tokens, and then waits for each in turn", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 8, "wait")
      const calls = yield* Effect.forEach([2, 1, 3, 1], (tokens) => start(timed(limiter.take(bucket, tokens, "wait"))))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(Fiber.all(calls))).toEqual([0, 6, 24, 30])
    })
  )

  limited("fails with the time after which another try succeeds, and takes nothing", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 8, "fail")
      const retryAfter = yield* Effect.flip(limiter.take(bucket, 5, "fail"))
      expect(Duration.toSeconds(retryAfter)).toBe(18)
      yield* limiter.take(bucket, 2, "fail")
      yield* TestClock.adjust("29 seconds")
      yield* Effect.flip(limiter.take(bucket, 5, "fail"))
      yield* TestClock.adjust("1 second")
      yield* limiter.take(bucket, 5, "fail")
    })
  )

  limited("more than the capacity takes the capacity", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 25, "fail")
      const call = yield* start(timed(limiter.take(bucket, 25, "wait")))
      yield* TestClock.adjust("5 minutes")
      expect(yield* Fiber.join(call)).toBe(60)
    })
  )

  limited("refills no more than the capacity", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 10, "fail")
      yield* TestClock.adjust("1 hour")
      yield* limiter.take(bucket, 10, "fail")
      expect(Duration.toSeconds(yield* Effect.flip(limiter.take(bucket, 1, "fail")))).toBe(6)
    })
  )

  limited("keeps buckets apart", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 10, "fail")
      yield* limiter.take({ ...bucket, key: "car-1" }, 10, "fail")
      yield* Effect.flip(limiter.take(bucket, 1, "fail"))
    })
  )

  limited("gives back the tokens of a call that no longer waits", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 10, "wait")
      const given = yield* start(limiter.take(bucket, 10, "wait"))
      yield* Fiber.interrupt(given)
      const call = yield* start(timed(limiter.take(bucket, 1, "wait")))
      yield* TestClock.adjust("5 minutes")
      expect(yield* Fiber.join(call)).toBe(6)
    })
  )
})

describe("draining", () => {
  limited("takes what is left", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.take(bucket, 3, "wait")
      yield* limiter.drain(bucket, Option.none())
      expect(Duration.toSeconds(yield* Effect.flip(limiter.take(bucket, 1, "fail")))).toBe(6)
    })
  )

  limited("refills nothing for as long as Smartcar said", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.drain(bucket, Option.some(Duration.minutes(3)))
      const call = yield* start(timed(limiter.take(bucket, 1, "wait")))
      yield* TestClock.adjust("10 minutes")
      expect(yield* Fiber.join(call)).toBe(186)
    })
  )

  for (const [what, times] of [
    ["again", 2],
    ["by 100 calls at once", 100]
  ] as const) {
    limited(`${what} changes nothing`, (limiter) =>
      Effect.gen(function* () {
        yield* Effect.all(Arr.replicate(limiter.drain(bucket, Option.some(Duration.seconds(30))), times), {
          concurrency: "unbounded"
        })
        yield* limiter.drain(bucket, Option.none())
        yield* limiter.drain(bucket, Option.some(Duration.seconds(10)))
        expect(Duration.toSeconds(yield* Effect.flip(limiter.take(bucket, 1, "fail")))).toBe(36)
      })
    )
  }

  limited("for a longer time than before stops calls for the longer one", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.drain(bucket, Option.some(Duration.seconds(30)))
      yield* limiter.drain(bucket, Option.some(Duration.seconds(60)))
      expect(Duration.toSeconds(yield* Effect.flip(limiter.take(bucket, 1, "fail")))).toBe(66)
    })
  )

  limited("does not wait forever", (limiter) =>
    Effect.gen(function* () {
      yield* limiter.drain(bucket, Option.some(Duration.infinity))
      expect(Duration.toHours(yield* Effect.flip(limiter.take(bucket, 1, "fail")))).toBeCloseTo(24, 1)
    })
  )

  for (const [what, others] of [
    ["others drain", (limiter: RateLimit.Service) => limiter.drain(bucket, Option.none())],
    ["others take", (limiter: RateLimit.Service) => limiter.take(bucket, 3, "fail")]
  ] as const) {
    it.effect(`while ${what} takes what is left only once`, () =>
      Effect.gen(function* () {
        const memory = yield* RateLimiter.RateLimiterStore
        const limiter = yield* SharedRateLimiter.make.pipe(
          // A store that is slow to answer, so that the others ask in the meantime.
          Effect.provideService(RateLimiter.RateLimiterStore, {
            ...memory,
            tokenBucket: (options) => Effect.zipLeft(memory.tokenBucket(options), Effect.sleep("10 millis"))
          })
        )
        yield* start(limiter.drain(bucket, Option.none()))
        yield* Effect.all(Arr.replicate(start(others(limiter)), 3))
        yield* TestClock.adjust("1 second")
        const retryAfter = yield* start(Effect.flip(limiter.take(bucket, 1, "fail")))
        yield* TestClock.adjust("10 millis")
        expect(Duration.toSeconds(yield* Fiber.join(retryAfter))).toBe(6)
      }).pipe(Effect.provide(RateLimiter.layerStoreMemory))
    )
  }
})

it.effect("a store that fails lets calls through, and says so when that begins and when it ends", () =>
  Effect.gen(function* () {
    const logged: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => {
      logged.push(`${logLevel.label} ${Arr.ensure(message).join(" ")}`)
    })
    const fails = yield* Ref.make(true)
    const memory = yield* RateLimiter.RateLimiterStore
    const limiter = yield* SharedRateLimiter.make.pipe(
      Effect.provideService(RateLimiter.RateLimiterStore, {
        ...memory,
        tokenBucket: (options) =>
          Effect.if(Ref.get(fails), {
            onTrue: () =>
              new RateLimiter.RateLimitStoreError({
                message: "gone",
                cause: Object.assign(new Error("connect to db"), { code: "ECONNREFUSED" })
              }),
            onFalse: () => memory.tokenBucket(options)
          })
      })
    )
    yield* Effect.gen(function* () {
      for (const onExceeded of ["wait", "fail"] as const) {
        yield* Effect.all(Arr.replicate(limiter.take(bucket, 10, onExceeded), 5))
        yield* limiter.drain(bucket, Option.some(Duration.hours(1)))
      }
      yield* Ref.set(fails, false)
      yield* limiter.take(bucket, 10, "fail")
      yield* Effect.flip(limiter.take(bucket, 1, "fail"))
      yield* Ref.set(fails, true)
      yield* limiter.take(bucket, 1, "fail")
    }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
    const warning = "WARN The shared rate limit cannot be asked, so calls are not limited until it can be: ECONNREFUSED"
    expect(logged).toEqual([warning, "INFO The shared rate limit answers again", warning])
  }).pipe(Effect.provide(RateLimiter.layerStoreMemory))
)
