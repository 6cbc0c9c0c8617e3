/** Asks a rate limiter in Redis what its parent tells it to, and answers when that was done. */

import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
import { RateLimit } from "@effect-smartcar/sdk"
import { Array as Arr, Clock, Duration, Effect, Either, Option } from "effect"
import { work } from "./worker.js"

export type Task =
  | { readonly task: "flood"; readonly bucket: RateLimit.Bucket; readonly forMillis: number }
  | {
      readonly task: "take"
      readonly bucket: RateLimit.Bucket
      readonly tokens: number
      readonly onExceeded: "wait" | "fail"
    }
  | { readonly task: "drain"; readonly bucket: RateLimit.Bucket; readonly seconds: number }

/** The times at which calls went ahead, of as many as there can be. */
const flood = (limiter: RateLimit.Service, bucket: RateLimit.Bucket, forMillis: number) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    const caller = Effect.forever(
      Effect.flatMap(Effect.zipRight(limiter.take(bucket, 1, "wait"), Clock.currentTimeMillis), (now) =>
        Effect.sync(() => times.push(now))
      )
    )
    yield* Effect.timeoutOption(Effect.all(Arr.replicate(caller, 3), { concurrency: "unbounded" }), forMillis)
    return times
  })

const perform = (limiter: RateLimit.Service, task: Task): Effect.Effect<unknown, unknown> => {
  switch (task.task) {
    case "flood":
      return flood(limiter, task.bucket, task.forMillis)
    case "take":
      return Effect.map(
        Effect.timed(Effect.either(limiter.take(task.bucket, task.tokens, task.onExceeded))),
        ([took, done]) =>
          Either.match(done, {
            onLeft: (retryAfter) => ({ retryAfter: Duration.toMillis(retryAfter) }),
            onRight: () => ({ waited: Duration.toMillis(took) })
          })
      )
    case "drain":
      return Effect.as(limiter.drain(task.bucket, Option.some(Duration.seconds(task.seconds))), "drained")
  }
}

work(
  ({ port }: { readonly port: number }) => RedisRateLimiter.layer({ host: "127.0.0.1", port }),
  (task: Task) => Effect.flatMap(RateLimit.RateLimiter, (limiter) => perform(limiter, task))
)
