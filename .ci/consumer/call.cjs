const { SmartcarNode } = require("@effect-smartcar/node")
const Credentials = require("@effect-smartcar/sdk/Credentials")
const Vehicle = require("@effect-smartcar/sdk/v2/Vehicle")
const { Console, Effect, Redacted } = require("effect")

const [origin] = process.argv.slice(2)

const program = Effect.flatMap(Vehicle.odometer(Vehicle.make("car-1")), ({ value }) => Console.log(value.distance))

Effect.runPromise(
  program.pipe(
    Credentials.withAccessToken(Redacted.make("token-1")),
    Effect.provide(SmartcarNode.layerWith({ origins: { api: origin } }))
  )
)
