/** One reading over `SmartcarNode`. */
import * as SmartcarNode from "@effect-smartcar/node/SmartcarNode"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Vehicle from "@effect-smartcar/sdk/v2/Vehicle"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { answer } from "./answer.js"

const [id = "", token = ""] = process.argv.slice(2)

Vehicle.odometer(Vehicle.make(id)).pipe(
  Credentials.withAccessToken(Redacted.make(token)),
  // Before the layer closes: ending well is no part of the first call.
  Effect.tap(({ value }) => Effect.sync(() => answer(value.distance))),
  Effect.provide(SmartcarNode.layer),
  Effect.runPromise
)
