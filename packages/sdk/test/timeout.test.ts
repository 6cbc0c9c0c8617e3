import { describe, expect, it } from "@effect/vitest"
import { Batch, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Duration, Effect, Either, Fiber, Ref, TestClock } from "effect"
import { fields, layer, type Needs, vehicleId } from "./support/harness.js"

const car = Vehicle.make(vehicleId)

const slow =
  (seconds: number): Wire.Handler =>
  () =>
    Effect.delay(Effect.succeed(Wire.json({ distance: 1 })), Duration.seconds(seconds))

/** Whether the call is still running just before and just after the given second, and what became of it. */
const around = <A, E>(self: Effect.Effect<A, E, Needs>, second: number, answers: Wire.Handler) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.either(self))
    yield* TestClock.adjust(Duration.millis(second * 1000 - 1))
    const before = yield* Fiber.poll(fiber)
    yield* TestClock.adjust(Duration.millis(1))
    const result = yield* Fiber.join(fiber)
    return { running: before._tag === "None", result: Either.mapLeft(result, fields) }
  }).pipe(Effect.provide(layer(answers)))

const timedOut = (second: number) => ({
  running: true,
  result: Either.left({ _tag: "TimeoutError", timeout: `${second} s`, endpoint: "odometer", vehicleId })
})

describe("timeout", () => {
  it.effect("is 310 seconds by default: an answer may take 300", () =>
    Effect.gen(function* () {
      expect(yield* around(Vehicle.odometer(car), 310, slow(1000))).toEqual(timedOut(310))
      expect(yield* around(Vehicle.odometer(car), 300, slow(300))).toMatchObject({
        running: true,
        result: { _tag: "Right" }
      })
    })
  )

  it.effect("is the configuration's", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(Vehicle.odometer(car)))
      yield* TestClock.adjust("5 seconds")
      expect(fields(yield* Fiber.join(fiber))).toMatchObject({ _tag: "TimeoutError", timeout: "5 s" })
    }).pipe(Effect.provide(layer(slow(1000), { timeout: "5 seconds" })))
  )

  it.effect("is the nearest withTimeout's, shorter or longer", () =>
    Effect.gen(function* () {
      const shorter = Vehicle.odometer(car).pipe(Smartcar.withTimeout("2 seconds"), Smartcar.withTimeout("9 seconds"))
      expect(yield* around(shorter, 2, slow(1000))).toEqual(timedOut(2))
      const longer = Smartcar.withTimeout(Smartcar.withTimeout(Vehicle.odometer(car), "9 seconds"), "2 seconds")
      expect(yield* around(longer, 9, slow(1000))).toEqual(timedOut(9))
    })
  )

  it.effect("bounds each call by itself", () =>
    Effect.gen(function* () {
      const two = Effect.zip(Vehicle.odometer(car), Vehicle.odometer(car)).pipe(Smartcar.withTimeout("3 seconds"))
      expect(yield* around(two, 4, slow(2))).toMatchObject({ running: true, result: { _tag: "Right" } })
    })
  )

  it.effect("bounds a batch as one call", () =>
    Effect.gen(function* () {
      const batch = Batch.all(car, { odometer: Vehicle.odometer }).pipe(Smartcar.withTimeout("3 seconds"))
      expect(yield* around(batch, 3, slow(1000))).toMatchObject({
        running: true,
        result: Either.left({ _tag: "TimeoutError", endpoint: "batch", timeout: "3 s" })
      })
    })
  )
})

describe("an exchange that is given up is aborted", () => {
  const aborted = <A, E>(
    self: Effect.Effect<A, E, Needs>,
    giveUp: (fiber: Fiber.Fiber<unknown, unknown>) => Effect.Effect<unknown>
  ) =>
    Effect.gen(function* () {
      const aborts = yield* Ref.make(0)
      const hanging: Wire.Handler = () => Effect.onInterrupt(Effect.never, () => Ref.update(aborts, (n) => n + 1))
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(Effect.either(self))
        yield* TestClock.adjust("1 second")
        expect((yield* FakeHttp.requests).length).toBe(1)
        yield* giveUp(fiber)
      }).pipe(Effect.provide(layer(hanging)))
      return yield* Ref.get(aborts)
    })

  it.effect("on interruption", () =>
    Effect.map(aborted(Vehicle.odometer(car), Fiber.interrupt), (aborts) => expect(aborts).toBe(1))
  )

  it.effect("on a timeout", () =>
    Effect.map(
      aborted(Vehicle.lock(car), () => TestClock.adjust("310 seconds")),
      (aborts) => expect(aborts).toBe(1)
    )
  )
})
