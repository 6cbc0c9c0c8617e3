/** The SDK's tables of endpoints as values, by name. */
export * as endpoints from "@effect-smartcar/sdk/v2/table"
export * as endpointsV3 from "@effect-smartcar/sdk/v3/table"
