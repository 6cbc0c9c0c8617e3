/** The platform alone: one request over `fetch`, its body read as JSON. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

export const distance = HttpClient.get("https://api.smartcar.com/v2.0/vehicles/car/odometer", {
  headers: { authorization: "Bearer token" }
}).pipe(
  Effect.flatMap((response) => response.json),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
