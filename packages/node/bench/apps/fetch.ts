/** One reading over the platform's `fetch` client. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as Vehicle from "@effect-smartcar/sdk/v2/Vehicle"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { answer } from "./answer.js"

const [id = "", token = ""] = process.argv.slice(2)

const layer = Smartcar.layer.pipe(
  Layer.provide([FetchHttpClient.layer, Credentials.layerAccessToken(token)]),
  Layer.provide(SmartcarConfig.layer({ origins: { api: process.env["SMARTCAR_API_ORIGIN"] } }))
)

Effect.runPromise(Effect.provide(Vehicle.odometer(Vehicle.make(id)), layer)).then(({ value }) => answer(value.distance))
