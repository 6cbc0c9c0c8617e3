/** One reading of API v2.0, from barrels. */
import { FetchHttpClient } from "@effect/platform"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, Layer } from "effect"

const layer = Smartcar.layer.pipe(
  Layer.provide([FetchHttpClient.layer, Credentials.layerAccessToken("token")]),
  Layer.provide(SmartcarConfig.layer())
)

export const distance = Effect.runPromise(Effect.provide(Vehicle.odometer(Vehicle.make("car")), layer))
