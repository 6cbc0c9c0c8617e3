/** The SDK's table of endpoints as one value, by name. */
export * as endpoints from "@effect-smartcar/sdk/v2/table"
