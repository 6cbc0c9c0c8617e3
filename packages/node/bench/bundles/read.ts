/** One reading of API v2.0, from modules. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as Vehicle from "@effect-smartcar/sdk/v2/Vehicle"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const layer = Smartcar.layer.pipe(
  Layer.provide([FetchHttpClient.layer, Credentials.layerAccessToken("token")]),
  Layer.provide(SmartcarConfig.layer())
)

export const distance = Effect.runPromise(Effect.provide(Vehicle.odometer(Vehicle.make("car")), layer))
