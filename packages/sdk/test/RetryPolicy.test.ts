import { describe, expect, it } from "@effect/vitest"
import { Paging, RateLimit, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either, Equal, Fiber, Layer, Option, Ref, Stream, TestClock } from "effect"
import { exchange, fields, type Needs, vehicleId } from "./support/harness.js"
import { busy, hanging, inTurn, late, refusedFor, sends, tries } from "./support/tries.js"

const car = Vehicle.make(vehicleId)
const odometer = Vehicle.odometer(car)

/** A policy that repeats at once. */
const atOnce = (times: number) => ({ times, base: 0, jitter: 0 })

describe("which policy holds", () => {
  it.live("the nearest", () =>
    Effect.gen(function* () {
      const inner = odometer.pipe(Retry.transient(atOnce(1)), Retry.transient(atOnce(5)))
      expect(yield* sends(inner, busy)).toBe(2)
      const outer = Effect.zip(Effect.ignore(Retry.transient(odometer, atOnce(1))), odometer).pipe(
        Retry.transient(atOnce(3))
      )
      expect(yield* sends(outer, busy)).toBe(6)
    })
  )

  it.live("Retry.none tries nothing again", () =>
    Effect.gen(function* () {
      expect(yield* sends(odometer.pipe(Retry.transient(Retry.none), Retry.transient(atOnce(5))), busy)).toBe(1)
    })
  )

  it.live("data-first and data-last, with fields, a whole policy, or nothing", () =>
    Effect.gen(function* () {
      expect(yield* sends(Retry.transient(odometer, atOnce(2)), busy)).toBe(3)
      expect(yield* sends(odometer.pipe(Retry.transient(Retry.policy(atOnce(2)))), busy)).toBe(3)
      const rest = { base: 0, jitter: 0 }
      const defaulted = Effect.provide(odometer, Retry.layer(rest))
      expect(yield* sends(defaulted, busy)).toBe(5)
      // What is an Effect itself is the subject, wherever it stands.
      expect(yield* exchange(Retry.transient()(Effect.succeed(1)), busy)).toMatchObject({ result: { right: 1 } })
      expect(yield* exchange(Retry.transient(Option.some(1)), busy)).toMatchObject({ result: { right: 1 } })
    })
  )

  it("policies are values", () => {
    expect(Equal.equals(Retry.policy({ times: 2 }), Retry.policy({ times: 2 }))).toBe(true)
    expect(Equal.equals(Retry.policy({ times: 2 }), Retry.policy({ times: 3 }))).toBe(false)
    expect(Equal.equals(Retry.policy(Retry.none), Retry.none)).toBe(true)
    expect(Retry.policy()).toMatchObject({ times: 4, factor: 2, jitter: 0.2 })
  })

  it.live("what is no policy of Retry.policy's is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      // As a program without types may pass it.
      const own: unknown = { ...atOnce(1) }
      const { requests, result } = yield* exchange(
        Effect.provideService(odometer, Retry.CurrentPolicy, Option.some(own as Retry.Policy)),
        busy
      )
      expect(requests).toEqual([])
      expect(result).toMatchObject({ left: { _tag: "InvalidInputError", field: "retry" } })
    })
  )

  it.live("holds on a stream", () =>
    Effect.gen(function* () {
      const pages = inTurn(
        Wire.json({ vehicles: ["a"], paging: { count: 2, offset: 0 } }),
        busy,
        Wire.json({ vehicles: ["b"], paging: { count: 2, offset: 1 } })
      )
      const stream = Paging.stream(Vehicles.list)({ limit: 1 }).pipe(
        Stream.provideService(Retry.CurrentPolicy, Option.some(Retry.policy(atOnce(1))))
      )
      const { requests, result } = yield* exchange(Stream.runCount(stream), pages)
      // A page that failed is read again, not the list.
      expect([requests.map(({ url }) => url.searchParams.get("offset")), result]).toEqual([
        [null, "1", "1"],
        Either.right(2)
      ])
      const run = Stream.runCount(Paging.stream(Vehicles.list)()).pipe(Retry.transient(atOnce(2)))
      expect(yield* sends(run, busy)).toBe(3)
    })
  )
})

describe("Retry.layer", () => {
  const under = <A, E>(self: Effect.Effect<A, E, Needs>, times: number) =>
    Effect.provide(self, Retry.layer(atOnce(times)))

  it.live("gives the policy of calls that have none", () =>
    Effect.gen(function* () {
      expect(yield* sends(under(odometer, 3), busy)).toBe(4)
      expect(yield* sends(under(Effect.zip(Effect.ignore(odometer), odometer), 3), busy)).toBe(8)
      expect(yield* sends(under(Vehicle.lock(car), 3), busy)).toBe(1)
    })
  )

  it.live("loses against a policy set around the call, on either side of it", () =>
    Effect.gen(function* () {
      expect(yield* sends(under(Retry.transient(odometer, atOnce(1)), 3), busy)).toBe(2)
      expect(yield* sends(Retry.transient(under(odometer, 3), atOnce(1)), busy)).toBe(2)
      expect(yield* sends(under(Retry.transient(odometer, Retry.none), 3), busy)).toBe(1)
    })
  )

  it.live("above another one it wins, and tries do not multiply", () =>
    Effect.gen(function* () {
      const layers = Retry.layer(atOnce(1)).pipe(Layer.provide(Retry.layer(atOnce(4))))
      expect(yield* sends(Effect.provide(odometer, layers), busy)).toBe(2)
    })
  )

  it.live("with other interpreters above, below and between: one loop of tries", () =>
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      /** As a program might wrap the interpreter: counts, and has a policy of its own. */
      const counting = Layer.effect(
        Smartcar.Smartcar,
        Effect.map(Smartcar.Smartcar, ({ execute }) => ({
          execute: (endpoint, params, options) =>
            Effect.zipRight(
              Ref.update(calls, (n) => n + 1),
              Retry.transient(execute(endpoint, params, options), atOnce(2))
            )
        }))
      )
      const stacked = odometer.pipe(
        Effect.provide(
          Retry.layer(atOnce(5)).pipe(
            Layer.provide(Layer.fresh(counting)),
            Layer.provide(Retry.layer(atOnce(7))),
            Layer.provide(Layer.fresh(counting))
          )
        ),
        Retry.transient(atOnce(9))
      )
      expect(yield* sends(stacked, busy)).toBe(3)
      // A wrapper is called once for a call, however many tries that takes.
      expect(yield* Ref.get(calls)).toBe(2)
    })
  )

  it.live("with RateLimit.layer, which charges each try: the tries do not multiply", () =>
    Effect.gen(function* () {
      const taken = yield* Ref.make(0)
      const limiter = Layer.succeed(RateLimit.RateLimiter, {
        take: (_, tokens) => Ref.update(taken, (n) => n + tokens),
        drain: () => Effect.void
      })
      const limited = RateLimit.layer().pipe(Layer.provide(limiter))
      const policy = Retry.layer(atOnce(2))
      const above = Effect.provide(odometer, Layer.provide(policy, limited))
      expect([yield* sends(above, busy), yield* Ref.getAndSet(taken, 0)]).toEqual([3, 3])
      const around = Effect.provide(odometer, limited).pipe(Retry.transient(atOnce(1)))
      expect([yield* sends(around, busy), yield* Ref.getAndSet(taken, 0)]).toEqual([2, 2])
      // Below it, tries are not charged: the documented order has the policy outside.
      const below = Effect.provide(odometer, Layer.provide(limited, policy))
      expect([yield* sends(below, busy), yield* Ref.getAndSet(taken, 0)]).toEqual([3, 1])
    })
  )
})

describe("a policy that makes no sense", () => {
  const nonsense: ReadonlyArray<readonly [field: string, value: unknown]> = [
    ["times", -1],
    ["times", Number.NaN],
    ["times", undefined],
    ["times", "many"],
    ["base", "soon"],
    ["base", "1 fortnight"],
    ["base", null],
    ["factor", 0],
    ["factor", 0.99],
    ["factor", Number.NaN],
    ["factor", Number.POSITIVE_INFINITY],
    ["maxDelay", "long"],
    ["jitter", 2],
    ["jitter", -0.1],
    ["jitter", Number.NaN],
    ["maxRetryAfter", {}],
    ["maxElapsed", "1 eternity"],
    ["while", undefined],
    ["while", "retryable"],
    ["while", true]
  ]

  it.live("fails each read and command, unsent, and names the field", () =>
    Effect.gen(function* () {
      for (const [field, value] of nonsense) {
        const policy: object = { [field]: value }
        const expected = `InvalidInputError: retry.${field}`
        expect(yield* refusedFor(Retry.transient(odometer, policy)), `${field}: ${value}`).toBe(expected)
        expect(yield* refusedFor(Retry.transient(Vehicle.lock(car), policy)), `${field}: ${value}`).toBe(expected)
        expect(yield* refusedFor(Effect.provide(odometer, Retry.layer(policy))), `${field}: ${value}`).toBe(expected)
      }
    })
  )

  it.live("is told with the call's name", () =>
    Effect.gen(function* () {
      const { result } = yield* exchange(Retry.transient(odometer, { factor: 0 }), busy)
      expect(Either.mapLeft(result, fields)).toMatchObject({
        left: { _tag: "InvalidInputError", endpoint: "odometer", field: "retry.factor" }
      })
    })
  )

  it.live("even where nothing would be tried again", () =>
    Effect.gen(function* () {
      expect(yield* refusedFor(Retry.transient(odometer, { times: 0, jitter: 2 }))).toBe(
        "InvalidInputError: retry.jitter"
      )
      expect(yield* refusedFor(Retry.transient(Vehicle.disconnect(car), { jitter: 2 }))).toBe(
        "InvalidInputError: retry.jitter"
      )
    })
  )

  it.live("the bounds themselves make sense", () =>
    Effect.gen(function* () {
      for (const policy of [
        { times: 0 },
        { factor: 1 },
        { jitter: 0 },
        { jitter: 1 },
        { maxElapsed: 0 },
        { maxDelay: 0 },
        { maxRetryAfter: 0 },
        { times: Number.POSITIVE_INFINITY, maxElapsed: 0 }
      ]) {
        expect(yield* sends(Retry.transient(odometer, { base: 0, ...policy }), Wire.json({ distance: 1 }))).toBe(1)
      }
    })
  )
})

describe("time", () => {
  it.effect("an interruption during a delay ends the tries", () =>
    Effect.gen(function* () {
      const sent = yield* Ref.make(0)
      const counting: Wire.Handler = () =>
        Effect.as(
          Ref.update(sent, (n) => n + 1),
          busy
        )
      const fiber = yield* Effect.fork(exchange(Retry.transient(odometer, { jitter: 0 }), counting))
      yield* TestClock.adjust("499 millis")
      expect(yield* Ref.get(sent)).toBe(1)
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      expect(yield* Ref.get(sent)).toBe(1)
    })
  )

  it.effect("an interruption during a try aborts it", () =>
    Effect.gen(function* () {
      const { aborts, handler } = yield* hanging
      const fiber = yield* Effect.fork(exchange(Retry.transient(odometer), handler))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      expect(yield* aborts).toBe(1)
    })
  )

  it.effect("Smartcar.withTimeout is about each try, whichever is outside", () =>
    Effect.gen(function* () {
      const policy = { jitter: 0, times: 2 }
      const never = late(1_000_000, busy)
      const inside = odometer.pipe(Smartcar.withTimeout("2 seconds"), Retry.transient(policy))
      const outside = odometer.pipe(Retry.transient(policy), Smartcar.withTimeout("2 seconds"))
      for (const call of [inside, outside]) {
        const { at, end, result } = yield* tries(call, never)
        expect([at, end]).toEqual([[0, 2500, 5500], 7500])
        expect(result).toMatchObject({ left: { _tag: "TimeoutError", timeout: "2 s" } })
      }
    })
  )

  it.effect("Effect.timeout is about all of them", () =>
    Effect.gen(function* () {
      const bounded = odometer.pipe(Retry.transient({ jitter: 0 }), Effect.timeout("2 seconds"))
      const { at, end, result } = yield* tries(bounded, busy)
      expect([at, end]).toEqual([[0, 500, 1500], 2000])
      expect(result).toMatchObject({ left: { _tag: "TimeoutException" } })
    })
  )

  it.effect("an invalid timeout is not tried again", () =>
    Effect.map(
      tries(odometer.pipe(Smartcar.withTimeout("soon" as never), Retry.transient({ jitter: 0 })), busy),
      ({ end, result }) => {
        expect(end).toBe(0)
        expect(result).toMatchObject({ left: { _tag: "InvalidInputError", field: "timeout" } })
      }
    )
  )
})
