/**
 * 2,000 cars of 500 owners, read in batches below the rate limit, through expired tokens, revoked owners and a bad day of
 * Smartcar's: in the end every car is read, or there is a typed reason why not, and no refresh token was used twice.
 */
import assert from "node:assert/strict"
import { Terminal } from "@effect/platform"
import { NodeRuntime, NodeTerminal } from "@effect/platform-node"
import { Access, Paging, RateLimit, Retry, Smartcar, TokenStore } from "@effect-smartcar/sdk"
import { Connections, Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Array as Arr, Clock, Console, DateTime, Effect, Layer, Option, Ref, Stream } from "effect"

const fleet = Fleet.make({ owners: 500, cars: 2000 })

/** What Smartcar has granted this application; unasked, it grants 120 and 2. */
const application = { capacity: 1000, refillPerMinute: 120_000 }

/** From the outside in: batching, retry, rate limit, span, HTTP. See "How they compose" in the README. */
const layer = Smartcar.layerBatched.pipe(
  Layer.provideMerge(RateLimit.layer({ application }).pipe(Layer.provide(RateLimit.layerMemory))),
  Layer.provideMerge(Simulator.layer({ connected: true, fleet, limits: { application } }))
)

/** Two owners without tokens, two cars whose sign-in is over, 1 in 7 tokens expired, and 5% of the requests fail. */
const badDay = Effect.gen(function* () {
  const store = yield* TokenStore.TokenStore
  for (const [i, { id }] of fleet.owners.entries()) {
    const kept = Option.getOrThrow(yield* store.get(id))
    if (i < 2) yield* store.remove(id)
    else if (i % 14 === 0) yield* Simulator.expireAccessTokens(id)
    else if (i % 7 === 0) yield* TokenStore.keep(id, new Access({ ...kept, expiresAt: yield* DateTime.now }))
  }
  yield* Effect.forEach(fleet.cars.slice(-2), ({ id }) => Simulator.expireLogin(id))
  const share = { chance: 0.05 / 3, when: ({ url }: { readonly url: URL }) => url.pathname.includes("/vehicles/") }
  yield* Simulator.fail(Simulator.vendorError({ type: "SERVER", code: "INTERNAL" }), share)
  yield* Simulator.fail(Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" }), share)
  yield* Simulator.cut("sent", share)
})

/** Three reads; one request, since they are asked for together. */
const readCar = ({ userId, vehicleId }: { readonly userId: string; readonly vehicleId: string }) => {
  const car = Vehicle.make(vehicleId, { owner: userId })
  return Effect.all([Vehicle.odometer(car), Vehicle.battery(car), Vehicle.fuel(car)], {
    batching: true,
    concurrency: "unbounded",
    mode: "either"
  })
}

const program = Effect.gen(function* () {
  yield* badDay
  const terminal = yield* Terminal.Terminal
  const start = yield* Clock.currentTimeMillis
  const done = yield* Ref.make(0)
  const progress = (n: number) =>
    n % 100 === 0 ? Effect.ignore(terminal.display(`\r${n} of ${fleet.cars.length} cars`)) : Effect.void

  const cars = yield* Paging.stream(Connections.list, { prefetch: true })().pipe(
    Stream.mapEffect(readCar, { concurrency: 32 }),
    Stream.tap(() =>
      Effect.flatMap(
        Ref.updateAndGet(done, (n) => n + 1),
        progress
      )
    ),
    Stream.runCollect
  )
  const seconds = ((yield* Clock.currentTimeMillis) - start) / 1000

  const [errors, readings] = Arr.separate([...cars].flat())
  const reasons = Arr.groupBy(errors, ({ _tag }) => _tag)
  const exchanges = yield* Simulator.exchanges
  yield* Console.log(
    `\n${cars.length} cars in ${seconds} s: ${readings.length} readings, ${errors.length} reasons why not`
  )
  for (const [tag, of] of Object.entries(reasons)) {
    yield* Console.log(`  ${of.length} ${tag}, e.g. ${of[0].message}`)
  }
  yield* Console.log(`${exchanges.length} tokens were refreshed, none twice`)
  assert.equal(readings.length + errors.length, fleet.cars.length * 3)
  assert.ok(exchanges.every(({ use }) => use === 1))
})

program.pipe(
  Retry.transient({ times: 6, base: "20 millis" }),
  Effect.provide(Layer.merge(layer, NodeTerminal.layer)),
  NodeRuntime.runMain
)
