import { describe, expect, it } from "@effect/vitest"
import { Credentials, Reading, Retry, Smartcar, SmartcarConfig, SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import {
  Chunk,
  Clock,
  Duration,
  Effect,
  Either,
  FastCheck as FC,
  Fiber,
  Layer,
  Random,
  Redacted,
  Schedule,
  TestClock
} from "effect"
import { config, vehicleId } from "./support/harness.js"
import { busy, inTurn, late, tooMany, tries } from "./support/tries.js"

const car = Vehicle.make(vehicleId)
const odometer = Reading.value(Vehicle.odometer(car))
const far = Wire.json({ distance: 5 })

/** The times of sending under a policy without jitter. */
const times = (policy: Partial<Retry.Policy>, answer: Wire.Answer | Wire.Handler = busy) =>
  Effect.map(tries(Retry.transient(odometer, { jitter: 0, ...policy }), answer), ({ at }) => at)

describe("how often and when", () => {
  it.effect("by default four more tries, after 0.5, 1, 2 and 4 seconds", () =>
    Effect.gen(function* () {
      const { at, end, result } = yield* tries(Retry.transient(odometer, { jitter: 0 }), busy)
      expect(at).toEqual([0, 500, 1500, 3500, 7500])
      expect(end).toBe(7500)
      expect(result).toMatchObject({ _tag: "Left", left: { _tag: "ServerError", endpoint: "odometer" } })
    })
  )

  it.effect("ends with the first try that succeeds", () =>
    Effect.gen(function* () {
      const given = inTurn(busy, Wire.cut("sent"), far, busy)
      const { at, end, result } = yield* tries(Retry.transient(odometer, { jitter: 0 }), given)
      expect([at, end, result]).toEqual([[0, 500, 1500], 1500, Either.right({ distance: 5 })])
    })
  )

  it.effect("ends with the error of the last try, and with the first that no try can mend", () =>
    Effect.gen(function* () {
      const permanent = Wire.json({ type: "PERMISSION", code: null, description: "d" }, { status: 403 })
      const last = yield* tries(Retry.transient(odometer, { jitter: 0, times: 1 }), inTurn(busy, Wire.cut("body")))
      expect(last.result).toMatchObject({ left: { _tag: "TransportError", phase: "body" } })
      const mended = yield* tries(Retry.transient(odometer, { jitter: 0 }), inTurn(busy, permanent))
      expect([mended.at, mended.end]).toEqual([[0, 500], 500])
      expect(mended.result).toMatchObject({ left: { _tag: "PermissionError" } })
    })
  )

  it.effect("times, base and factor are the policy's", () =>
    Effect.gen(function* () {
      expect(yield* times({ times: 0 })).toEqual([0])
      expect(yield* times({ times: 2 })).toEqual([0, 500, 1500])
      expect(yield* times({ times: 3, base: "2 seconds", factor: 1.5 })).toEqual([0, 2000, 5000, 9500])
      expect(yield* times({ times: 2, base: Duration.millis(3), factor: 1 })).toEqual([0, 3, 6])
      expect(yield* times({ times: 3, base: 0 })).toEqual([0, 0, 0, 0])
    })
  )

  it.effect("no delay is longer than maxDelay", () =>
    Effect.gen(function* () {
      expect(yield* times({ times: 5, maxDelay: "1200 millis" })).toEqual([0, 500, 1500, 2700, 3900, 5100])
      expect(yield* times({ times: 2, maxDelay: "100 millis" })).toEqual([0, 100, 200])
      // By default 30 seconds, and no try later than 5 minutes.
      expect(yield* times({ times: 99, base: "20 seconds" })).toEqual(
        [0, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29].map((n) => n * 10_000)
      )
    })
  )

  it.effect("no try starts later than maxElapsed after the first failure", () =>
    Effect.gen(function* () {
      // Each try takes a second: the first one fails at 1000, so the fourth may start at 6500 but not later.
      const slow = late(1000, busy)
      expect(yield* times({ maxElapsed: "5500 millis" }, slow)).toEqual([0, 1500, 3500, 6500])
      expect(yield* times({ maxElapsed: "5499 millis" }, slow)).toEqual([0, 1500, 3500])
      expect(yield* times({ maxElapsed: 0 }, slow)).toEqual([0])
      expect(yield* times({ maxElapsed: Duration.infinity, times: 1 }, slow)).toEqual([0, 1500])
      const { end } = yield* tries(Retry.transient(odometer, { jitter: 0, maxElapsed: "2 seconds" }), slow)
      // It ends at once rather than with a wait for nothing.
      expect(end).toBe(2500)
    })
  )

  it.effect("without a policy there is one try", () =>
    Effect.map(tries(odometer, busy), ({ at, end }) => expect([at, end]).toEqual([[0], 0]))
  )

  it.effect("each call has its own tries", () =>
    Effect.gen(function* () {
      const both = Effect.all([Effect.ignore(odometer), Effect.ignore(odometer)])
      expect((yield* tries(Retry.transient(both, { jitter: 0, times: 1 }), busy)).at).toEqual([0, 500, 500, 1000])
      const same = Retry.transient(odometer, { jitter: 0, times: 1 })
      expect((yield* tries(Effect.all([Effect.ignore(same), same]), busy)).at).toEqual([0, 500, 500, 1000])
    })
  )
})

describe("Retry-After", () => {
  const waits = (answer: Wire.Answer, policy: Partial<Retry.Policy> = {}) =>
    times({ times: 2, ...policy }, inTurn(answer, busy))

  it.effect("in seconds, in place of a shorter delay of the policy's; the policy's own goes on after it", () =>
    Effect.gen(function* () {
      expect(yield* waits(tooMany("7"))).toEqual([0, 7000, 8000])
      expect(yield* waits(tooMany("0.75"))).toEqual([0, 750, 1750])
      expect(yield* waits(tooMany("45"))).toEqual([0, 45_000, 46_000])
    })
  )

  it.effect("shorter than the policy's delay, past or unreadable, it counts for nothing", () =>
    Effect.gen(function* () {
      for (const hint of ["0", "0.499", "soon", "-3", "Thu, 01 Jan 1970 00:00:00 GMT", ""]) {
        expect(yield* waits(tooMany(hint)), hint).toEqual([0, 500, 1500])
      }
    })
  )

  it.effect("as a date, from now or from the answer's own date", () =>
    Effect.gen(function* () {
      expect(yield* waits(tooMany("Thu, 01 Jan 1970 00:00:10 GMT"))).toEqual([0, 10_000, 11_000])
      const dated = tooMany("Wed, 21 Oct 2015 07:28:00 GMT", { date: "Wed, 21 Oct 2015 07:27:51 GMT" })
      expect(yield* waits(dated)).toEqual([0, 9000, 10_000])
    })
  )

  it.effect("longer than maxRetryAfter ends the tries at once, with the error", () =>
    Effect.gen(function* () {
      expect(yield* waits(tooMany("120"))).toEqual([0, 120_000, 121_000])
      const { at, end, result } = yield* tries(
        Retry.transient(odometer, { jitter: 0 }),
        inTurn(busy, tooMany("121"), far)
      )
      expect([at, end]).toEqual([[0, 500], 500])
      expect(result).toMatchObject({ left: { _tag: "RateLimitError", retryAfter: "121 s" } })
      expect(yield* waits(tooMany("9"), { maxRetryAfter: "8999 millis" })).toEqual([0])
      expect(yield* waits(tooMany("9"), { maxRetryAfter: "9 seconds" })).toEqual([0, 9000, 10_000])
      expect(yield* waits(tooMany("9".repeat(30)))).toEqual([0])
    })
  )

  it.effect("counts against maxElapsed, and is not cut by maxDelay", () =>
    Effect.gen(function* () {
      expect(yield* waits(tooMany("9"), { maxElapsed: "8 seconds" })).toEqual([0])
      expect(yield* waits(tooMany("9"), { maxDelay: "1 second" })).toEqual([0, 9000, 10_000])
    })
  )

  it.effect("of an answer that nobody documented", () =>
    Effect.gen(function* () {
      const page = (headers: Readonly<Record<string, string>>) => Wire.text("<p>later", { status: 503, headers })
      expect(yield* waits(page({ "retry-after": "9" }))).toEqual([0, 9000, 10_000])
      expect(yield* waits(page({ "retry-after": "200" }))).toEqual([0])
      const dated = { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT", date: "Wed, 21 Oct 2015 07:27:51 GMT" }
      expect(yield* waits(page(dated))).toEqual([0, 9000, 10_000])
      // An error that the endpoint does not declare is inside.
      const oauth = Wire.json({ error: "server_error" }, { status: 503, headers: { "retry-after": "4" } })
      expect(yield* waits(oauth)).toEqual([0, 4000, 5000])
    })
  )

  it.effect("of the answer that a credential's exchange ended with", () =>
    Effect.gen(function* () {
      const refused = new SmartcarError.RateLimitError({
        type: "RATE_LIMIT",
        code: "SMARTCAR_API",
        description: "d",
        statusCode: 429,
        retryAfter: Duration.seconds(9),
        endpoint: "exchangeRefreshToken"
      })
      const page = new SmartcarError.UnexpectedResponseError({
        description: "d",
        statusCode: 503,
        headers: { "retry-after": "4" },
        body: "",
        endpoint: "exchangeRefreshToken"
      })
      for (const [error, expected] of [
        [refused, 9000],
        [page, 4000]
      ] as const) {
        const asked: Array<number> = []
        const credentials: Credentials.Service = {
          authorization: () =>
            Effect.flatMap(Clock.currentTimeMillis, (now) =>
              asked.push(now) > 1
                ? Effect.succeed(Redacted.make("Bearer t"))
                : new SmartcarError.CredentialsError({ reason: "refresh", description: "d", error })
            ),
          renew: () => Effect.succeedNone
        }
        const fiber = yield* odometer.pipe(
          Retry.transient({ jitter: 0 }),
          Effect.provide(
            Smartcar.layer.pipe(
              Layer.provide(Layer.succeed(Credentials.Credentials, credentials)),
              Layer.provide(SmartcarConfig.layer(config)),
              Layer.provide(FakeHttp.layer(far))
            )
          ),
          Effect.fork
        )
        yield* TestClock.adjust("1 minute")
        expect(yield* Fiber.join(fiber)).toEqual({ distance: 5 })
        expect(asked.map((at) => at - (asked[0] ?? 0))).toEqual([0, expected])
      }
    })
  )
})

describe("jitter", () => {
  /** The first delay, where chance gives this number from 0 to 1. */
  const first = (chance: number, policy: Partial<Retry.Policy>, answer: Wire.Answer = busy) =>
    Effect.map(
      tries(Retry.transient(odometer, { times: 1, ...policy }), answer).pipe(
        Effect.withRandom({ ...Random.fixed([0]), next: Effect.succeed(chance) })
      ),
      ({ at }) => at[1]
    )

  it.effect("varies a delay of the policy's by its share both ways, 20% by default", () =>
    Effect.gen(function* () {
      expect(yield* first(0, {})).toBe(400)
      expect(yield* first(0.5, {})).toBe(500)
      expect(yield* first(1, {})).toBe(600)
      expect(yield* first(0, { jitter: 1 })).toBe(0)
      expect(yield* first(1, { jitter: 1 })).toBe(1000)
    })
  )

  it.effect("makes a Retry-After longer, never shorter", () =>
    Effect.gen(function* () {
      expect(yield* first(0, {}, tooMany("10"))).toBe(10_000)
      expect(yield* first(1, {}, tooMany("10"))).toBe(12_000)
    })
  )

  it.effect("comes on top of maxDelay", () =>
    Effect.gen(function* () {
      expect(yield* first(0, { base: "1 minute", maxDelay: "10 seconds" })).toBe(8000)
      expect(yield* first(1, { base: "1 minute", maxDelay: "10 seconds" })).toBe(12_000)
    })
  )

  it("any seed, policy and number of failures: delays stay within their bounds", () => {
    FC.assert(
      FC.property(
        FC.record({
          times: FC.integer({ min: 0, max: 8 }),
          base: FC.integer({ min: 0, max: 5000 }),
          factor: FC.double({ min: 1, max: 4, noNaN: true }),
          maxDelay: FC.integer({ min: 0, max: 60_000 }),
          jitter: FC.double({ min: 0, max: 1, noNaN: true })
        }),
        FC.string(),
        (policy, seed) => {
          const delays = Schedule.run(
            Retry.schedule({ ...policy, maxElapsed: Duration.infinity }),
            0,
            Array(10).fill("e")
          ).pipe(
            Effect.withRandom(Random.make(seed)),
            Effect.map(Chunk.toReadonlyArray),
            Effect.map((all) => all.map(Duration.toMillis)),
            Effect.runSync
          )
          // What ends the schedule is told, too.
          expect(delays.length).toBe(policy.times + 1)
          for (const [i, delay] of delays.entries()) {
            const middle = Math.min(policy.base * policy.factor ** i, policy.maxDelay)
            expect(delay).toBeGreaterThanOrEqual(Math.floor(middle * (1 - policy.jitter)))
            expect(delay).toBeLessThanOrEqual(Math.ceil(middle * (1 + policy.jitter)))
          }
        }
      )
    )
  })
})

describe("Retry.schedule", () => {
  it.effect("repeats an effect at the same times", () =>
    Effect.gen(function* () {
      const schedule = Retry.schedule({ jitter: 0, times: 3 })
      const while_ = SmartcarError.isRetryable
      const { at } = yield* tries(Effect.retry(Vehicle.odometer(car), { schedule, while: while_ }), busy)
      expect(at).toEqual([0, 500, 1500, 3500])
      const hinted = Effect.retry(Vehicle.odometer(car), { schedule, while: while_ })
      expect((yield* tries(hinted, inTurn(tooMany("9"), busy))).at).toEqual([0, 9000, 10_000, 12_000])
    })
  )

  it.effect("takes errors that are none of Smartcar's, and gives up when the policy does", () =>
    Effect.gen(function* () {
      const delays = yield* Schedule.run(Retry.schedule({ jitter: 0, maxElapsed: "1 second" }), 0, ["a", "b", "c"])
      expect(Chunk.toReadonlyArray(delays).map(Duration.toMillis)).toEqual([500, 1000])
    })
  )
})
