/** Cuts one request and delays another on a real port, closes, and ends: nothing may keep the process alive. */
import { FetchHttpClient, HttpClient } from "@effect/platform"
import { Simulator } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { Effect } from "effect"

const program = Effect.gen(function* () {
  const { origin } = yield* SimulatorNode.SimulatorServer
  yield* Simulator.cut("sent")
  yield* Effect.ignore(HttpClient.get(`${origin}/v2.0/user`))
  yield* Simulator.delay("1 hour")
  yield* HttpClient.get(`${origin}/v2.0/user`).pipe(Effect.timeout("200 millis"), Effect.ignore)
})

program.pipe(Effect.provide([SimulatorNode.layerServer(), FetchHttpClient.layer]), Effect.runPromise)
