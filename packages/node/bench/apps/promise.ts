/** One reading as a promise of a runtime, over the platform's `fetch` client. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as Vehicle from "@effect-smartcar/sdk/v2/Vehicle"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { answer } from "./answer.js"

const [id = "", token = ""] = process.argv.slice(2)

const runtime = Smartcar.layer.pipe(
  Layer.provide([FetchHttpClient.layer, Credentials.layerAccessToken(token)]),
  Layer.provide(SmartcarConfig.layer({ origins: { api: process.env["SMARTCAR_API_ORIGIN"] } })),
  ManagedRuntime.make
)

runtime.runPromise(Vehicle.odometer(Vehicle.make(id))).then(({ value }) => answer(value.distance))
