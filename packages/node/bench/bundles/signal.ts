/** One signal of API v3, from modules. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as Signal from "@effect-smartcar/sdk/v3/Signal"
import * as Signals from "@effect-smartcar/sdk/v3/Signals"
import * as Vehicle from "@effect-smartcar/sdk/v3/Vehicle"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const layer = Smartcar.layer.pipe(
  Layer.provide([FetchHttpClient.layer, Credentials.layerApplicationToken("token")]),
  Layer.provide(SmartcarConfig.layer())
)

export const distance = Signals.get(Vehicle.make("car", { owner: "user" }), Signal.odometerTraveledDistance).pipe(
  Effect.provide(layer),
  Effect.runPromise
)
