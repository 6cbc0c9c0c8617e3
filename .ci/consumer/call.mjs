import { SmartcarNode } from "@effect-smartcar/node"
import { Credentials } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Console, Effect, Redacted } from "effect"

const [origin] = process.argv.slice(2)

const program = Effect.flatMap(Vehicle.odometer(Vehicle.make("car-1")), ({ value }) => Console.log(value.distance))

Effect.runPromise(
  program.pipe(
    Credentials.withAccessToken(Redacted.make("token-1")),
    Effect.provide(SmartcarNode.layerWith({ origins: { api: origin } }))
  )
)
