import { expect } from "@effect/vitest"
import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
import { RateLimit } from "@effect-smartcar/sdk"
import { Config, ConfigProvider, Context, Effect, ExecutionStrategy, Exit, Layer, Option, Scope } from "effect"
import type { Task } from "./programs/limited.js"
import { type Child, start } from "./support/children.js"
import { describeWith, freePort, startRedis, withRedis } from "./support/servers.js"
import { shared } from "./support/shared.js"

/** Two processes that share a Redis. */
class Pair extends Context.Tag("test/Pair")<
  Pair,
  { readonly port: number; readonly children: readonly [Child<Task>, Child<Task>] }
>() {
  static readonly layer = Layer.scoped(
    Pair,
    Effect.gen(function* () {
      const port = yield* freePort
      yield* startRedis(port)
      const child = start<Task>("limited", { port })
      return { port, children: yield* Effect.all([child, child], { concurrency: 2 }) }
    })
  )
}

/** A token every 50 ms. */
const bucket = (key: string): RateLimit.Bucket => ({ key, capacity: 20, refillPerMinute: 1200 })

const take = (key: string) => ({ task: "take", bucket: bucket(key), tokens: 1, onExceeded: "wait" }) as const

interface Waited {
  readonly waited: number
}

interface Refused {
  readonly retryAfter: number
}

describeWith("Redis", "a rate limit in Redis", () => {
  const it = shared(Pair.layer)

  it.effect("holds for two processes together", () =>
    Effect.gen(function* () {
      const flood = { task: "flood", bucket: bucket("flooded"), forMillis: 1000 } as const
      const each = (yield* Effect.forEach((yield* Pair).children, ({ ask }) => ask(flood), {
        concurrency: 2
      })) as ReadonlyArray<ReadonlyArray<number>>
      const times = each.flat().sort((a, b) => a - b)
      const [first = 0] = times
      for (const [i, time] of times.entries()) {
        // One token may have come between the first call and the clock's being read.
        expect(i + 1).toBeLessThanOrEqual(bucket("").capacity + 1 + (time - first) / 50)
      }
      expect(times.length).toBeGreaterThan(30)
      for (const one of each) expect(one.length).toBeGreaterThan(3)
    })
  )

  it.effect("stops every process when it is drained in one", () =>
    Effect.gen(function* () {
      const [one, other] = (yield* Pair).children
      const before = (yield* other.ask(take("drained"))) as Waited
      yield* one.ask({ task: "drain", bucket: bucket("drained"), seconds: 0.6 })
      const { retryAfter } = (yield* other.ask({ ...take("drained"), onExceeded: "fail" })) as Refused
      const after = (yield* other.ask(take("drained"))) as Waited
      expect(before.waited).toBeLessThan(500)
      expect(retryAfter).toBeGreaterThan(100)
      expect(retryAfter).toBeLessThanOrEqual(650)
      expect(after.waited).toBeGreaterThan(100)
    })
  )

  it.effect("is configured by the environment, and keeps its keys together", () =>
    Effect.gen(function* () {
      const { port } = yield* Pair
      const layer = RedisRateLimiter.layerConfig({
        host: Config.succeed("127.0.0.1"),
        port: Config.port("REDIS_PORT"),
        prefix: Config.succeed("my-app:")
      })
      const takeOne = Effect.flatMap(RateLimit.RateLimiter, (limiter) => limiter.take(bucket("app"), 1, "wait"))
      const environment = (variables: Record<string, string>) =>
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

      const error = yield* takeOne.pipe(Effect.provide(layer), environment({ REDIS_PORT: "none" }), Effect.flip)
      expect(String(error)).toContain("REDIS_PORT")
      yield* takeOne.pipe(Effect.provide(layer), environment({ REDIS_PORT: String(port) }))
      const keys = yield* withRedis(port, (redis) => redis.keys("my-app:*"))
      expect(keys.sort()).toEqual(["my-app:smartcar:app", "my-app:smartcar:app:refill"])
    })
  )

  it.effect("is none while Redis is away, and the process says so", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const child = yield* start<Task>("limited", { port })
      const all = { ...take("away"), tokens: 20, onExceeded: "fail" } as const
      const isRefused = (answer: unknown) => "retryAfter" in (answer as object)
      const threeTimes = Effect.replicateEffect(child.ask(all), 3) as Effect.Effect<ReadonlyArray<Waited>>

      for (const { waited } of yield* threeTimes) expect(waited).toBeLessThan(3000)
      const redis = yield* Scope.fork(yield* Effect.scope, ExecutionStrategy.sequential)
      yield* Scope.extend(startRedis(port), redis)
      expect(yield* Effect.repeat(child.ask(all), { until: isRefused, times: 100 })).toSatisfy(isRefused)
      yield* Scope.close(redis, Exit.void)
      for (const { waited } of yield* threeTimes) expect(waited).toBeLessThan(3000)
      expect(yield* child.end).toBe(0)

      const logged = (yield* child.printed).split("\n").filter((line) => line.includes("shared rate limit"))
      const warning = /level=WARN .*cannot be asked, so calls are not limited until it can be/
      expect(logged).toEqual([
        expect.stringMatching(warning),
        expect.stringMatching(/level=INFO .*answers again/),
        expect.stringMatching(warning)
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("does not keep a process from its work, nor from ending, when Redis hangs", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const redis = yield* startRedis(port)
      const child = yield* start<Task>("limited", { port })
      yield* redis.hang
      const answers = yield* Effect.timeoutOption(child.ask(take("hanging")), "8 seconds")
      expect(answers).toEqual(Option.some({ waited: expect.any(Number) }))
      expect(yield* Effect.timeoutOption(child.end, "8 seconds")).toEqual(Option.some(0))
    }).pipe(Effect.scoped)
  )
})
