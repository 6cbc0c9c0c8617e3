/** Each call is tried again by itself, and only where that is safe. */
import assert from "node:assert/strict"
import { Retry } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Console, Effect } from "effect"

const car = Vehicle.make(Fleet.standard.cars[0]?.id ?? "")
const sent = Effect.map(Simulator.requests, (requests) => requests.map(({ method }) => method))

const program = Effect.gen(function* () {
  yield* Simulator.fail(Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" }), { times: 2 })
  yield* Vehicle.unlock(car).pipe(Effect.zipRight(Vehicle.lockStatus(car)), Effect.ignore)
  yield* Console.log("a command may have run though its answer says it failed: sent once", yield* sent)

  yield* Vehicle.lockStatus(car)
  assert.deepEqual(yield* sent, ["POST", "GET", "GET"])

  yield* Simulator.cut("connect")
  yield* Vehicle.lock(car)
  yield* Console.log("one that was never sent is sent again", yield* sent)
}).pipe(Retry.transient({ times: 3, base: "10 millis" }))

program.pipe(Effect.provide(Simulator.layer({ connected: true })), Effect.runPromise)
