import { describe, expect, it } from "@effect/vitest"
import { Batch, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Fiber, Layer, Option, TestClock } from "effect"
import { type AnyCall, carOf, layerOfOwners, timed, together, vendor } from "./support/batches.js"
import { busy, hanging, inTurn, late } from "./support/tries.js"

const a = carOf("a")
const pair = { odometer: Vehicle.odometer(a), fuel: Vehicle.fuel(a) }
const slow = (millis: number) => ({ handler: late(millis, vendor()) })

describe("Smartcar.withTimeout on a read", () => {
  it.effect("fails that read if the answer comes too late for it, and leaves its neighbours theirs", () =>
    Effect.gen(function* () {
      const calls = { odometer: Smartcar.withTimeout(pair.odometer, "2 seconds"), fuel: pair.fuel }
      const inTime = yield* timed(calls, slow(2000))
      expect(inTime.sent).toEqual(["0 POST a /odometer /fuel"])
      expect(inTime.became).toEqual({ odometer: "2000 ok", fuel: "2000 ok" })
      const tooLate = yield* timed(calls, slow(2001))
      expect(tooLate.sent).toEqual(["0 POST a /odometer /fuel"])
      expect(tooLate.became).toEqual({ odometer: "2001 TimeoutError of odometer", fuel: "2001 ok" })
    })
  )

  it.effect("the request may take as long as its most patient read", () =>
    Effect.gen(function* () {
      const calls = {
        odometer: Smartcar.withTimeout(pair.odometer, "2 seconds"),
        fuel: Smartcar.withTimeout(pair.fuel, "5 seconds"),
        vin: Smartcar.withTimeout(Vehicle.vin(a), "3 seconds")
      }
      const { became } = yield* timed(calls, slow(9000))
      expect(became).toEqual({
        odometer: "5000 TimeoutError of odometer",
        fuel: "5000 TimeoutError of batch",
        vin: "5000 TimeoutError of vin"
      })
    })
  )

  it.effect("around all of them, too, and in place of the configuration's", () =>
    Effect.gen(function* () {
      const { became, sent } = yield* timed(pair, { ...slow(9000), around: Smartcar.withTimeout("5 seconds") })
      expect(sent.length).toBe(1)
      expect(became).toEqual({ odometer: "5000 TimeoutError of batch", fuel: "5000 TimeoutError of batch" })
      const usual = yield* timed(pair, { ...slow(1_000_000), wait: "310 seconds" })
      expect(usual.became).toEqual({ odometer: "310000 TimeoutError of batch", fuel: "310000 TimeoutError of batch" })
    })
  )

  it.effect("is about each request, where a limit makes several", () =>
    Effect.gen(function* () {
      const calls = { ...pair, vin: Vehicle.vin(a) }
      const around = <A, E, R>(self: Effect.Effect<A, E, R>) =>
        self.pipe(Batch.withLimit(1), Smartcar.withTimeout("2 seconds"))
      const { became, sent } = yield* timed(calls, { ...slow(1500), around })
      expect(sent.map((line) => line.split(" ")[0])).toEqual(["0", "1500", "3000"])
      expect(became).toEqual({ odometer: "1500 ok", fuel: "3000 ok", vin: "4500 ok" })
    })
  )

  it.effect("is about each try", () =>
    Effect.gen(function* () {
      const around = <A, E, R>(self: Effect.Effect<A, E, R>) =>
        self.pipe(Retry.transient({ jitter: 0, times: 1 }), Smartcar.withTimeout("2 seconds"))
      const hang = late(1_000_000, busy)
      const { became, sent } = yield* timed(pair, { handler: hang, around })
      expect(sent.map((line) => line.split(" ")[0])).toEqual(["0", "2500"])
      expect(became).toEqual({ odometer: "4500 TimeoutError of batch", fuel: "4500 TimeoutError of batch" })
      // Two tries of 1.5 seconds each are within 2 seconds each.
      const twice = yield* timed(pair, { handler: late(1500, inTurn(busy, Wire.json({ responses: [] }))), around })
      expect(twice.sent.map((line) => line.split(" ")[0])).toEqual(["0", "2000"])
      expect(twice.became["odometer"]).toBe("3500 UnexpectedResponseError of odometer")
    })
  )

  it.effect("of equal reads, each asker has its own", () =>
    Effect.gen(function* () {
      const calls = {
        impatient: Smartcar.withTimeout(pair.odometer, "2 seconds"),
        patient: pair.odometer,
        fuel: pair.fuel
      }
      const { became, sent } = yield* timed(calls, slow(3000))
      expect(sent).toEqual(["0 POST a /odometer /fuel"])
      expect(became).toEqual({ impatient: "3000 TimeoutError of odometer", patient: "3000 ok", fuel: "3000 ok" })
      const lone = yield* timed({ impatient: calls.impatient, patient: calls.patient }, slow(3000))
      expect(lone.sent.length).toBe(1)
      expect(lone.became).toEqual({ impatient: "3000 TimeoutError of odometer", patient: "3000 ok" })
    })
  )
})

describe("interruption", () => {
  it.effect("of a read of its own aborts the request, and ends its tries", () =>
    Effect.gen(function* () {
      const { aborts, handler } = yield* hanging
      const program = Effect.provide(
        pair.odometer,
        Smartcar.layerBatched.pipe(Layer.provideMerge(layerOfOwners(handler)))
      )
      const fiber = yield* Effect.fork(program)
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust(0)
      expect(yield* aborts).toBe(1)
    })
  )

  it.effect("of reads together waits for their request, which withTimeout bounds: so it is in Effect 3", () =>
    Effect.gen(function* () {
      const around = <A, E, R>(self: Effect.Effect<A, E, R>) =>
        self.pipe(Smartcar.withTimeout("30 seconds"), Effect.timeoutOption("5 seconds"))
      const { became, sent } = yield* timed(pair, { handler: () => Effect.never, around })
      expect(sent).toEqual(["0 POST a /odometer /fuel"])
      expect(became).toEqual({ odometer: "30000 TimeoutError of batch", fuel: "30000 TimeoutError of batch" })
    })
  )

  it.effect("by a sibling that fails does not wait for other requests", () =>
    Effect.gen(function* () {
      const handler: Wire.Handler = (request) =>
        late(request.url.pathname.includes(a.id) ? 1000 : 50_000, vendor())(request)
      const calls = [Effect.zipRight(pair.odometer, Effect.fail("enough")), pair.fuel, Vehicle.odometer(carOf("b"))]
      const fiber = yield* Effect.all<ReadonlyArray<AnyCall>, typeof together>(calls, together).pipe(
        Effect.provide(Layer.provideMerge(Smartcar.layerBatched, layerOfOwners(handler))),
        Effect.flip,
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.map(Fiber.poll(fiber), Option.isSome)).toBe(true)
      expect(yield* Fiber.join(fiber)).toBe("enough")
    })
  )
})
