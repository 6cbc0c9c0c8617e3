/**
 * @since 0.1.0
 */
export { Access } from "./Access.js"
export * as Batch from "./Batch.js"
export * as Credentials from "./Credentials.js"
export * as Endpoint from "./Endpoint.js"
export * as Paging from "./Paging.js"
export * as Permission from "./Permission.js"
export * as RateLimit from "./RateLimit.js"
export * as Reading from "./Reading.js"
export * as Retry from "./Retry.js"
export * as Smartcar from "./Smartcar.js"
export * as SmartcarConfig from "./SmartcarConfig.js"
export * as SmartcarError from "./SmartcarError.js"
export * as Telemetry from "./Telemetry.js"
export * as TokenCipher from "./TokenCipher.js"
export * as TokenStore from "./TokenStore.js"
export * as VehicleHandle from "./VehicleHandle.js"
