/** All there is. */
export * as FetchHttpClient from "@effect/platform/FetchHttpClient"
export * as Sdk from "@effect-smartcar/sdk"
export * as V2 from "@effect-smartcar/sdk/v2"
export * as V3 from "@effect-smartcar/sdk/v3"
export * as Effect from "effect/Effect"
