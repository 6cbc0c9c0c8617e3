import { describe, expect, it } from "@effect/vitest"
import { Batch, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Fiber, Metric, Option, TestClock, Tracer } from "effect"
import type { AnyCall } from "./support/batches.js"
import { exchange, vehicleId } from "./support/harness.js"
import { busy, inTurn, refusal, tooMany, traced, tries } from "./support/tries.js"

const car = Vehicle.make(vehicleId)
const policy = { jitter: 0, times: 2 }

/** What an effect adds to `smartcar.retries`, by the tags of the counter. */
const counted = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const read = Effect.map(Metric.snapshot, (pairs) => {
      const counts = new Map<string, number>()
      for (const { metricKey, metricState } of pairs) {
        if (metricKey.name !== "smartcar.retries" || !("count" in metricState)) continue
        const tags = metricKey.tags.map(({ key, value }) => `${key}=${value}`)
        counts.set(tags.sort().join(" "), Number(metricState.count))
      }
      return counts
    })
    const before = yield* read
    yield* self
    const after = yield* read
    return Object.fromEntries(
      [...after].flatMap(([tags, n]) => (n === (before.get(tags) ?? 0) ? [] : [[tags, n - (before.get(tags) ?? 0)]]))
    )
  })

describe("smartcar.retries", () => {
  it.effect("counts tries after the first one, by endpoint and error", () =>
    Effect.gen(function* () {
      const given = inTurn(busy, Wire.cut("sent"), Wire.json({ distance: 1 }))
      expect(yield* counted(tries(Retry.transient(Vehicle.odometer(car), policy), given))).toEqual({
        "error.type=ServerError smartcar.endpoint=odometer": 1,
        "error.type=TransportError smartcar.endpoint=odometer": 1
      })
      expect(yield* counted(tries(Retry.transient(Vehicle.fuel(car), policy), busy))).toEqual({
        "error.type=ServerError smartcar.endpoint=fuel": 2
      })
    })
  )

  it.effect("does not count what is not tried again", () =>
    Effect.gen(function* () {
      const refused = refusal(403, "PERMISSION")
      expect(yield* counted(tries(Retry.transient(Vehicle.odometer(car), policy), refused))).toEqual({})
      expect(yield* counted(tries(Retry.transient(Vehicle.lock(car), policy), busy))).toEqual({})
      expect(yield* counted(tries(Retry.transient(Vehicle.vin(car), policy), tooMany("1000")))).toEqual({})
      expect(yield* counted(tries(Vehicle.vin(car), busy))).toEqual({})
      expect(yield* counted(tries(Retry.transient(Vehicle.disconnect(car), policy), busy))).toEqual({})
    })
  )

  it.effect("counts the repetitions of a batch's entries once per request", () =>
    Effect.gen(function* () {
      const state = { type: "UPSTREAM", code: "NO_RESPONSE", description: "d" }
      const answer = Wire.json({
        responses: ["/odometer", "/fuel"].map((path) => ({ path, code: 502, body: state }))
      })
      const batch = Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel })
      expect(yield* counted(tries(Batch.retryFailed(batch, policy), answer))).toEqual({
        "error.type=UpstreamError smartcar.endpoint=batch": 2
      })
    })
  )
})

describe("spans", () => {
  it.effect("each try has its own, with the number of tries before it", () =>
    Effect.gen(function* () {
      const read = Retry.transient(Vehicle.odometer(car), policy).pipe(Effect.withSpan("mine"))
      const [, { spans }] = yield* traced(tries(read, busy))
      const calls = spans.filter(({ name }) => name === "Smartcar.odometer")
      expect(calls.map(({ attributes }) => attributes.get("http.request.resend_count"))).toEqual([undefined, 1, 2])
      for (const { parent, status } of calls) {
        expect(Option.map(parent, (span) => span._tag === "Span" && span.name)).toEqual(Option.some("mine"))
        expect(status._tag).toBe("Ended")
      }
    })
  )

  it.effect("the enclosing span tells each further try", () =>
    Effect.gen(function* () {
      const given = inTurn(tooMany("7"), busy, Wire.json({ distance: 1 }))
      const read = Retry.transient(Vehicle.odometer(car), policy).pipe(Effect.withSpan("mine"))
      const [, { events }] = yield* traced(tries(read, given))
      expect(events).toEqual([
        {
          span: "mine",
          name: "Smartcar.retry",
          at: 0,
          attributes: {
            "smartcar.endpoint": "odometer",
            "smartcar.try": 2,
            "smartcar.delay_ms": 7000,
            "error.type": "RateLimitError"
          }
        },
        {
          span: "mine",
          name: "Smartcar.retry",
          at: 7000,
          attributes: {
            "smartcar.endpoint": "odometer",
            "smartcar.try": 3,
            "smartcar.delay_ms": 1000,
            "error.type": "ServerError"
          }
        }
      ])
    })
  )

  it.effect("and nothing where no further try comes", () =>
    Effect.gen(function* () {
      const calls: ReadonlyArray<AnyCall> = [
        Retry.transient(Vehicle.odometer(car), policy),
        Retry.transient(Vehicle.lock(car), policy)
      ]
      for (const call of calls) {
        for (const answer of [refusal(403, "PERMISSION"), tooMany("1000"), Wire.json({ distance: 1 })]) {
          const [, { events }] = yield* traced(tries(Effect.withSpan(call, "mine"), answer))
          expect(events).toEqual([])
        }
      }
    })
  )

  it.effect(
    "works without an enclosing span, under one of another process, and inside a delay that is interrupted",
    () =>
      Effect.gen(function* () {
        const read = Retry.transient(Vehicle.odometer(car), policy)
        expect((yield* tries(read, busy)).at).toEqual([0, 500, 1500])
        const external = Tracer.externalSpan({ spanId: "1", traceId: "2" })
        expect((yield* tries(Effect.withParentSpan(read, external), busy)).at).toEqual([0, 500, 1500])
        const [, { events, spans }] = yield* traced(
          Effect.gen(function* () {
            const fiber = yield* Effect.fork(exchange(read.pipe(Effect.withSpan("mine")), busy))
            yield* TestClock.adjust("100 millis")
            yield* Fiber.interrupt(fiber)
          })
        )
        expect(events.length).toBe(1)
        expect(spans.every(({ status }) => status._tag === "Ended")).toBe(true)
      })
  )

  it.effect("so do batches, whose requests are tries, too", () =>
    Effect.gen(function* () {
      const down = { code: 502, body: { type: "UPSTREAM", code: "NO_RESPONSE", description: "d" } }
      const answer = Wire.json({ responses: ["/odometer", "/fuel"].map((path) => ({ path, ...down })) })
      const batch = Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel }).pipe(Batch.retryFailed(policy))
      const together = Effect.all([Vehicle.odometer(car), Vehicle.fuel(car)], {
        batching: true,
        concurrency: "unbounded"
      }).pipe(Retry.transient(policy), Effect.provide(Smartcar.layerBatched))
      for (const reads of [batch, together] as ReadonlyArray<AnyCall>) {
        const [, { events, spans }] = yield* traced(tries(Effect.withSpan(reads, "mine"), answer))
        expect(events.map(({ attributes, name, span }) => [span, name, attributes["smartcar.endpoint"]])).toEqual([
          ["Smartcar.reads", "Smartcar.retry", "batch"],
          ["Smartcar.reads", "Smartcar.retry", "batch"]
        ])
        const calls = spans.filter(({ name }) => name === "Smartcar.batch")
        expect(calls.map(({ attributes }) => attributes.get("http.request.resend_count"))).toEqual([undefined, 1, 2])
        for (const { parent } of calls) {
          expect(Option.map(parent, (span) => span._tag === "Span" && span.name)).toEqual(Option.some("Smartcar.reads"))
        }
      }
    })
  )
})
