/** A program that stays below Smartcar's limits, so that Smartcar never has to say so. */
import assert from "node:assert/strict"
import { RateLimit } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Array as Arr, Console, Effect, Layer } from "effect"

const car = Vehicle.make(Fleet.standard.cars[0]?.id ?? "")

/** 120 requests, and 2 more each minute, unless the options say otherwise; `wait` in place of `fail` takes its time. */
const Limited = RateLimit.layer({ onExceeded: "fail" }).pipe(
  Layer.provide(RateLimit.layerMemory),
  Layer.provideMerge(
    Simulator.layer({ connected: true, limits: { application: { capacity: 120, refillPerMinute: 2 } } })
  )
)

const program = Effect.gen(function* () {
  const [failed, read] = yield* Effect.partition(Arr.range(1, 125), () => Vehicle.odometer(car), { concurrency: 10 })
  yield* Console.log(`${read.length} read;`, `${failed.length} not sent:`, failed[0]?.message)
  assert.equal((yield* Simulator.requests).length, 120)
})

program.pipe(Effect.provide(Limited), Effect.runPromise)
