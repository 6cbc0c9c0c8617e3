import { assert, describe, it } from "@effect/vitest"
import { RateLimit } from "@effect-smartcar/sdk"
import { Clock, Duration, Effect, Either, Fiber, FastCheck as fc, Option, Supervisor, TestClock } from "effect"

/** Smartcar's own: one token every 30 seconds. */
const bucket: RateLimit.Bucket = { key: "application", capacity: 120, refillPerMinute: 2 }
const small: RateLimit.Bucket = { key: "small", capacity: 6, refillPerMinute: 2 }

const take = (bucket: RateLimit.Bucket, tokens: number, onExceeded: "wait" | "fail" = "wait") =>
  Effect.flatMap(RateLimit.RateLimiter, (limiter) => limiter.take(bucket, tokens, onExceeded))

const drain = (bucket: RateLimit.Bucket, retryAfter?: Duration.DurationInput) =>
  Effect.flatMap(RateLimit.RateLimiter, (limiter) =>
    limiter.drain(bucket, Option.map(Option.fromNullable(retryAfter), Duration.decode))
  )

const times = <A, E, R>(self: Effect.Effect<A, E, R>, n: number) =>
  Effect.replicateEffect(self, n, { concurrency: "unbounded" })

/** How many seconds later it ends, with the clock running ahead. */
const secondsOf = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.fork(Effect.zipRight(self, Clock.currentTimeMillis))
    yield* TestClock.adjust("3 minutes")
    const end = yield* Option.getOrThrow(yield* Fiber.poll(fiber))
    return (end - start) / 1000
  })

/** Starts each in turn, and notes when it got its tokens, in seconds from now. */
const start = (takes: ReadonlyArray<number>, of = small) =>
  Effect.gen(function* () {
    const begin = yield* Clock.currentTimeMillis
    const served: Array<readonly [index: number, seconds: number]> = []
    const fibers = yield* Effect.forEach(takes, (tokens, index) =>
      take(of, tokens).pipe(
        Effect.zipRight(Clock.currentTimeMillis),
        Effect.map((now) => served.push([index, (now - begin) / 1000])),
        Effect.fork,
        Effect.zipLeft(Effect.yieldNow())
      )
    )
    return { fibers, served }
  })

const failed = (bucket: RateLimit.Bucket, tokens: number) =>
  Effect.map(
    Effect.either(take(bucket, tokens, "fail")),
    Either.match({ onLeft: Duration.toSeconds, onRight: () => 0 })
  )

/** Counts how often a fiber goes on. */
class Wakes extends Supervisor.AbstractSupervisor<void> {
  count = 0
  override readonly value = Effect.void
  override onResume() {
    this.count++
  }
}

const test = (title: string, self: Effect.Effect<void, unknown, RateLimit.RateLimiter>) =>
  it.effect(title, () => Effect.provide(self, RateLimit.layerMemory))

describe("RateLimit.layerMemory", () => {
  test(
    "gives its capacity at once, and then one by one",
    Effect.gen(function* () {
      const { served } = yield* start(
        Array.from({ length: 123 }, () => 1),
        bucket
      )
      yield* TestClock.adjust("29999 millis")
      assert.strictEqual(served.length, 120)
      assert.isTrue(served.every(([, seconds]) => seconds === 0))
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(served.slice(120), [
        [120, 30],
        [121, 60],
        [122, 90]
      ])
    })
  )

  test(
    "never holds more than its capacity; taking more takes that",
    Effect.gen(function* () {
      yield* take(small, 5)
      yield* TestClock.adjust("10 days")
      yield* times(take(small, 1), 5)
      assert.strictEqual(yield* failed(small, 2), 60)
      yield* take(small, 1)
      yield* TestClock.adjust("10 days")
      yield* take(small, 1000)
      assert.strictEqual(yield* failed(small, 1000), 180)
      yield* take(small, 0)
    })
  )

  test(
    "is first come, first served: many tokens do not starve behind few",
    Effect.gen(function* () {
      yield* take(small, 6)
      const { served } = yield* start([1, 6, ...Array.from({ length: 8 }, () => 1), 2])
      yield* TestClock.adjust("1 hour")
      const seconds = [30, 210, 240, 270, 300, 330, 360, 390, 420, 450, 510]
      assert.deepStrictEqual(
        served,
        seconds.map((second, index) => [index, second] as const)
      )
    })
  )

  test(
    "who is interrupted while waiting takes nothing, and keeps nobody",
    Effect.gen(function* () {
      yield* take(small, 6)
      const { fibers, served } = yield* start([6, 6, 1, 1])
      yield* TestClock.adjust("90 seconds")
      for (const fiber of fibers.slice(0, 2)) yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("0 seconds")
      assert.deepStrictEqual(served, [
        [2, 90],
        [3, 90]
      ])
      yield* take(small, 1, "fail")
      assert.strictEqual(yield* failed(small, 1), 30)
    })
  )

  test(
    "who leaves the queue neither stops it nor lets others pass",
    Effect.gen(function* () {
      yield* take(small, 6)
      const { fibers, served } = yield* start([6, 6, 6, 1, 1])
      for (const fiber of fibers.slice(1, 3)) yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("5 minutes")
      assert.deepStrictEqual(served, [
        [0, 180],
        [3, 210],
        [4, 240]
      ])
    })
  )

  it.effect("wakes only who is served, of however many wait", () => {
    const wakes = new Wakes()
    return Effect.gen(function* () {
      yield* take(small, 6)
      const waiters = yield* Effect.fork(times(take(small, 1), 500))
      yield* TestClock.adjust("1 seconds")
      const before = wakes.count
      yield* TestClock.adjust("5 minutes")
      // Ten tokens, and a few steps of a few fibers for each.
      assert.isBelow(wakes.count - before, 500)
      yield* Fiber.interrupt(waiters)
      assert.strictEqual(yield* failed(small, 6), 180)
    }).pipe(Effect.provide(RateLimit.layerMemory), Effect.supervised(wakes))
  })

  test(
    "fail takes nothing where there are too few, and says when there will be enough",
    Effect.gen(function* () {
      yield* take(small, 1)
      assert.strictEqual(yield* failed(small, 6), 180)
      assert.strictEqual(yield* failed(small, 5), 0)
      assert.strictEqual(yield* failed(small, 1), 30)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* failed(small, 1), 0)
    })
  )

  test(
    "fail does not overtake who waits, nor wait itself where it cannot be interrupted",
    Effect.gen(function* () {
      yield* take(small, 6)
      const { served } = yield* start([4])
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual(yield* Effect.uninterruptible(failed(small, 1)), 150)
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(served, [[0, 120]])
      assert.strictEqual(yield* Effect.uninterruptible(failed(small, 1)), 30)
    })
  )

  for (const ops of [2048, 16]) {
    test(
      `of many at once, as many pass as there are tokens (a fiber yields after ${ops} operations)`,
      Effect.gen(function* () {
        const results = yield* times(failed(small, 1), 20)
        assert.strictEqual(results.filter((seconds) => seconds === 0).length, 6)
        assert.isTrue(results.every((seconds) => seconds === 0 || seconds === 30))
      }).pipe(Effect.withMaxOpsBeforeYield(ops))
    )
  }

  test(
    "buckets are apart by their keys",
    Effect.gen(function* () {
      yield* take(small, 6)
      assert.strictEqual(yield* failed({ ...small, key: "another" }, 6), 0)
      assert.strictEqual(yield* failed({ ...small }, 1), 30)
    })
  )

  test(
    "a drained bucket is empty, and refilled as always",
    Effect.gen(function* () {
      yield* take(bucket, 17)
      yield* drain(bucket)
      assert.strictEqual(yield* failed(bucket, 1), 30)
      assert.strictEqual(yield* secondsOf(take(bucket, 2)), 60)
    })
  )

  test(
    "until retryAfter nobody gets any, and nothing is refilled",
    Effect.gen(function* () {
      yield* take(small, 6)
      const { served } = yield* start([2, 1])
      yield* TestClock.adjust("40 seconds")
      yield* drain(small, "10 minutes")
      assert.strictEqual(yield* failed(small, 1), 600 + 3 * 30 + 30)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(served, [])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(
        served.map(([index]) => index),
        [0, 1]
      )
      for (const [index, seconds] of served) {
        const tokens = index === 0 ? 2 : 3
        assert.isAbove(seconds, 640 + (tokens - 1) * 30)
        assert.isAtMost(seconds, 640 + tokens * 30)
      }
    })
  )

  test(
    "what was refilled by nobody's asking is gone when a drained bucket opens",
    Effect.gen(function* () {
      yield* drain(small, "10 minutes")
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* failed(small, 1), 30)
      assert.isAtMost(yield* secondsOf(take(small, 1)), 30)
    })
  )

  test(
    "a drained bucket is not forgotten before it opens, however long nobody asks",
    Effect.gen(function* () {
      yield* drain(small, "30 days")
      yield* TestClock.adjust("29 days")
      assert.strictEqual(yield* failed(small, 1), 86_400 + 30)
      yield* TestClock.adjust("1 days")
      assert.strictEqual(yield* failed(small, 1), 30)
      yield* TestClock.adjust("3 minutes")
      assert.strictEqual(yield* failed(small, 6), 0)
    })
  )

  test(
    "of several drains, the one that lasts longest counts",
    Effect.gen(function* () {
      yield* drain(small, "60 seconds")
      yield* drain(small, "10 seconds")
      yield* drain(small)
      assert.strictEqual(yield* failed(small, 1), 90)
      yield* TestClock.adjust("40 seconds")
      yield* drain(small, "60 seconds")
      assert.strictEqual(yield* failed(small, 1), 90)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(yield* failed(small, 1), 31)
      const seconds = yield* secondsOf(take(small, 1))
      assert.isTrue(seconds > 1 && seconds <= 31, String(seconds))
    })
  )

  it.effect("forgets the buckets that are full again", () =>
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.track
      yield* Effect.gen(function* () {
        yield* Effect.forEach(
          Array.from({ length: 20 }, (_, index) => `car-${index}`),
          (key) => take({ ...small, key }, 3)
        )
        yield* TestClock.adjust("179 seconds")
        assert.isAtLeast((yield* supervisor.value).length, 20)
        yield* TestClock.adjust("2 seconds")
        assert.isBelow((yield* supervisor.value).length, 10)
      }).pipe(Effect.provide(RateLimit.layerMemory), Effect.supervised(supervisor))
    })
  )

  it.live("refuses and drains the same without a test's clock and scheduler", () =>
    Effect.gen(function* () {
      const results = yield* times(failed(bucket, 1), 130)
      assert.strictEqual(results.filter((seconds) => seconds === 0).length, 120)
      for (const tokens of [1, 4, 6])
        assert.strictEqual(yield* failed(small, tokens), tokens === 1 ? 0 : tokens === 4 ? 0 : 180)
      yield* drain(small)
      assert.strictEqual(yield* failed(small, 1), 30)
    }).pipe(Effect.provide(RateLimit.layerMemory))
  )

  const load = fc.array(fc.record({ wait: fc.nat(90_000), tokens: fc.integer({ min: 1, max: 8 }) }), { maxLength: 12 })

  it.effect.prop(
    "never gives more than the bucket has, and says no longer than needed when it refuses",
    { load },
    ({ load }) =>
      Effect.gen(function* () {
        let [tokens, at] = [small.capacity, yield* Clock.currentTimeMillis]
        for (const { tokens: wanted, wait } of load) {
          yield* TestClock.adjust(wait)
          const now = yield* Clock.currentTimeMillis
          ;[tokens, at] = [Math.min(small.capacity, tokens + (now - at) / 30_000), now]
          const needed = Math.min(wanted, small.capacity)
          const seconds = yield* failed(small, wanted)
          if (seconds > 0) {
            assert.isBelow(tokens, needed + 1, "it refused what was there")
            assert.strictEqual(seconds, 30 * needed)
            yield* TestClock.adjust(seconds * 1000)
            assert.strictEqual(yield* failed(small, wanted), 0)
            ;[tokens, at] = [Math.min(small.capacity, tokens + needed), yield* Clock.currentTimeMillis]
          }
          tokens -= needed
          assert.isAtLeast(tokens, -1e-9, "it gave what was not there")
        }
      }).pipe(Effect.provide(RateLimit.layerMemory)),
    { timeout: 20_000, fastCheck: { numRuns: 6 } }
  )
})
