import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import type { Wire } from "@effect-smartcar/testing"
import { Effect, Exit, Fiber, Layer, Scope, TestClock } from "effect"
import { type AnyCall, carOf, good, journal, layerOfOwners, vendor } from "./support/batches.js"
import { hanging, late, refusal } from "./support/tries.js"

const [a, b] = [carOf("a"), carOf("b")]
const [odometer, fuel, vin] = [Vehicle.odometer(a), Vehicle.fuel(a), Vehicle.vin(a)]

/** Runs a program over windows of 10 ms: what was sent and what became of the calls that `start` started, and when. */
const windows = (handler: Wire.Handler = vendor()) =>
  Effect.gen(function* () {
    const { became, noting, sent, watch } = yield* journal(handler)
    const scope = yield* Scope.make()
    const context = yield* Smartcar.layerBatchedWithin("10 millis").pipe(
      Layer.provideMerge(layerOfOwners(noting)),
      Layer.buildWithScope(scope)
    )
    /** Each call in a fiber of its own. */
    const start = (name: string, call: AnyCall) => watch(name, call).pipe(Effect.provide(context), Effect.fork)
    return { sent, became, start, context, close: Scope.close(scope, Exit.void) }
  })

describe("within a window", () => {
  it.effect("reads of any fibers are one request, sent when the window ends", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows()
      yield* start("odometer", odometer)
      yield* TestClock.adjust("4 millis")
      yield* start("fuel", fuel)
      yield* start("again", odometer)
      yield* TestClock.adjust("5 millis")
      expect(sent).toEqual([])
      yield* start("vin", vin)
      yield* TestClock.adjust("1 millis")
      expect(sent).toEqual(["10 POST a /odometer /fuel /vin"])
      expect(became).toEqual({ odometer: "10 ok", fuel: "10 ok", again: "10 ok", vin: "10 ok" })
    })
  )

  it.effect("which closes, whether its request was answered or not, and the next read opens another one", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(100, vendor()))
      yield* start("odometer", odometer)
      yield* start("fuel", fuel)
      yield* TestClock.adjust("10 millis")
      yield* start("vin", vin)
      yield* TestClock.adjust("5 millis")
      yield* start("later", odometer)
      yield* TestClock.adjust("1 second")
      yield* start("alone", vin)
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual(["10 POST a /odometer /fuel", "20 POST a /vin /odometer", "1025 GET a /vin"])
      expect(became).toMatchObject({
        odometer: "110 ok",
        fuel: "110 ok",
        vin: "120 ok",
        later: "120 ok",
        alone: "1125 ok"
      })
    })
  )

  it.effect("an answer to one window leaves the next one open", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(15, vendor()))
      yield* start("odometer", odometer)
      yield* TestClock.adjust("20 millis")
      yield* start("vin", vin)
      yield* TestClock.adjust("8 millis")
      expect(became).toEqual({ odometer: "25 ok" })
      yield* start("fuel", fuel)
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual(["10 GET a /odometer", "30 POST a /vin /fuel"])
      expect(became).toEqual({ odometer: "25 ok", vin: "45 ok", fuel: "45 ok" })
    })
  )

  it.effect("each group has its own window", () =>
    Effect.gen(function* () {
      const { sent, start } = yield* windows()
      yield* start("a", odometer)
      yield* TestClock.adjust("5 millis")
      yield* start("b", Vehicle.odometer(b))
      yield* start("a2", fuel)
      yield* start("mine", Credentials.withOwner(vin, "me"))
      yield* start("lock", Vehicle.lock(a))
      yield* TestClock.adjust("10 millis")
      expect(sent.slice(0, 2)).toEqual(["5 POST a /security", "10 POST a /odometer /fuel"])
      expect(sent.slice(2).sort()).toEqual(["15 GET a /vin", "15 GET b /odometer"])
    })
  )

  it.effect("tokens, units and policy are those of each read, not of the one that opened the window", () =>
    Effect.gen(function* () {
      const tokens: Array<string> = []
      const { became, sent, start } = yield* windows(
        vendor((asked) => {
          tokens.push(`${asked.path} ${asked.token} ${asked.units}`)
          return good(asked)
        })
      )
      yield* start("one", Credentials.withAccessToken(odometer, "one"))
      yield* start("two", Credentials.withAccessToken(fuel, "two"))
      yield* start("three", Vehicle.vin(carOf("a", { unitSystem: "imperial" })))
      yield* start("four", Batch.withLimit(Vehicle.battery(a), 3))
      yield* TestClock.adjust("10 millis")
      expect(sent.length).toBe(4)
      expect(tokens.sort()).toEqual([
        "/battery Bearer of-default metric",
        "/fuel Bearer two metric",
        "/odometer Bearer one metric",
        "/vin Bearer of-default imperial"
      ])
      expect(Object.values(became)).toEqual(["10 ok", "10 ok", "10 ok", "10 ok"])
    })
  )

  it.effect("an Effect.timeout around a read does no harm", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(1000, vendor()))
      yield* start("odometer", Effect.timeout(odometer, "1 minute"))
      yield* start("fuel", Effect.timeout(fuel, "500 millis"))
      yield* start("vin", Effect.timeout(vin, "5 millis"))
      yield* TestClock.adjust("2 seconds")
      expect(sent).toEqual(["10 POST a /odometer /fuel"])
      expect(became).toEqual({ vin: "5 TimeoutException", fuel: "500 TimeoutException", odometer: "1010 ok" })
    })
  )

  it.effect("Smartcar.withTimeout counts from the request", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(1000, vendor()))
      yield* start("odometer", Smartcar.withTimeout(odometer, "1 second"))
      yield* start("fuel", Smartcar.withTimeout(fuel, "999 millis"))
      yield* start("vin", vin)
      yield* TestClock.adjust("2 seconds")
      expect(sent).toEqual(["10 POST a /odometer /fuel /vin"])
      expect(became).toEqual({ odometer: "1010 ok", fuel: "1010 TimeoutError of fuel", vin: "1010 ok" })
    })
  )

  it.effect("reads are tried again together", () =>
    Effect.gen(function* () {
      let n = 0
      const { became, sent, start } = yield* windows(
        vendor((asked) => (asked.path === "/vin" || n++ > 1 ? good(asked) : refusal(500, "SERVER", "INTERNAL")))
      )
      for (const [name, call] of Object.entries<AnyCall>({ odometer, fuel, vin })) {
        yield* start(name, Retry.transient(call, { jitter: 0 }))
      }
      yield* TestClock.adjust("2 seconds")
      expect(sent).toEqual(["10 POST a /odometer /fuel /vin", "510 POST a /odometer /fuel"])
      expect(became).toEqual({ vin: "10 ok", odometer: "510 ok", fuel: "510 ok" })
    })
  )
})

describe("interruption", () => {
  it.effect("of the read that opened a window leaves the others their answer", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(100, vendor()))
      const opener = yield* start("odometer", odometer)
      yield* start("fuel", fuel)
      yield* start("vin", vin)
      yield* TestClock.adjust("5 millis")
      yield* Fiber.interrupt(opener)
      yield* TestClock.adjust("1 second")
      // Nobody wants it any more.
      expect(sent).toEqual(["10 POST a /fuel /vin"])
      expect(became).toEqual({ odometer: "5 interrupted", fuel: "110 ok", vin: "110 ok" })
    })
  )

  it.effect("of one while the request is under way, as well", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(100, vendor()))
      const opener = yield* start("odometer", odometer)
      yield* start("fuel", fuel)
      yield* TestClock.adjust("50 millis")
      yield* Fiber.interrupt(opener)
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual(["10 POST a /odometer /fuel"])
      expect(became).toEqual({ odometer: "50 interrupted", fuel: "110 ok" })
    })
  )

  it.effect("of all before the window ends sends nothing, and the next read has a window of its own", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows()
      const fibers = [yield* start("odometer", odometer), yield* start("fuel", fuel)]
      yield* TestClock.adjust("5 millis")
      yield* Fiber.interruptAll(fibers)
      yield* start("vin", vin)
      yield* TestClock.adjust("9 millis")
      expect(sent).toEqual([])
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual(["15 GET a /vin"])
      expect(became).toMatchObject({ odometer: "5 interrupted", fuel: "5 interrupted", vin: "15 ok" })
    })
  )

  it.effect("of all aborts the request that is under way", () =>
    Effect.gen(function* () {
      const { aborts, handler } = yield* hanging
      const { start } = yield* windows(handler)
      const fibers = [yield* start("odometer", odometer), yield* start("fuel", fuel)]
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fibers[0] ?? Fiber.void)
      expect(yield* aborts).toBe(0)
      yield* Fiber.interruptAll(fibers)
      yield* TestClock.adjust(0)
      expect(yield* aborts).toBe(1)
    })
  )

  it.effect("of those that still wait ends the tries, though others were served", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(
        vendor((asked) => (asked.path === "/vin" ? good(asked) : refusal(500, "SERVER", "INTERNAL")))
      )
      yield* start("vin", Retry.transient(vin, { jitter: 0 }))
      const waiting = yield* start("odometer", Retry.transient(odometer, { jitter: 0 }))
      yield* TestClock.adjust("100 millis")
      expect(became).toEqual({ vin: "10 ok" })
      yield* Fiber.interrupt(waiting)
      yield* TestClock.adjust("1 minute")
      expect(sent).toEqual(["10 POST a /vin /odometer"])
    })
  )

  it.effect("does not reach a read in an uninterruptible region, nor is it lost there", () =>
    Effect.gen(function* () {
      const { became, sent, start } = yield* windows(late(100, vendor()))
      const fiber = yield* start("odometer", Effect.uninterruptible(odometer))
      yield* start("fuel", fuel)
      yield* TestClock.adjust("5 millis")
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual(["10 POST a /odometer /fuel"])
      // It ran to its end; then the fiber was interrupted.
      expect(became).toEqual({ odometer: "110 interrupted", fuel: "110 ok" })
    })
  )
})

describe("the layer's end", () => {
  it.effect("ends the reads of an open window, and those under way", () =>
    Effect.gen(function* () {
      const { aborts, handler } = yield* hanging
      const { became, close, sent, start } = yield* windows(handler)
      yield* start("odometer", odometer)
      yield* TestClock.adjust("10 millis")
      yield* start("fuel", fuel)
      yield* TestClock.adjust("5 millis")
      yield* close
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual(["10 GET a /odometer"])
      expect(yield* aborts).toBe(1)
      expect(became).toEqual({ odometer: "15 interrupted", fuel: "15 interrupted" })
    })
  )

  it.effect("a read after it does not hang", () =>
    Effect.gen(function* () {
      const { became, close, sent, start } = yield* windows()
      yield* close
      yield* start("odometer", odometer)
      yield* TestClock.adjust("1 second")
      expect(sent).toEqual([])
      expect(became).toEqual({ odometer: "0 interrupted" })
    })
  )
})

describe("the window's length", () => {
  it.effect("that is no duration fails each read a batch can carry, unsent", () =>
    Effect.gen(function* () {
      const call = Effect.flip(Effect.provide(odometer, Smartcar.layerBatchedWithin("soon" as never)))
      const error = yield* Effect.provide(call, layerOfOwners(vendor()))
      expect(error).toMatchObject({ _tag: "InvalidInputError", field: "window", endpoint: "odometer", vehicleId: a.id })
    })
  )
})
