/**
 * What API v2.0 answers with where it is about the application: compatibility, connections and tokens.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { exact, lenientNumber, nullish, openLiteral, struct, tolerantTime } from "../internal/schema.js"

/**
 * Whether a car can be connected, and what it can do. `capabilities` is empty for a car that is not compatible.
 *
 * @since 0.1.0
 * @category models
 */
export const Compatibility = /*#__PURE__*/ struct(() => ({
  compatible: Schema.Boolean,
  reason: nullish(openLiteral<"VEHICLE_NOT_COMPATIBLE" | "MAKE_NOT_COMPATIBLE">()),
  capabilities: Schema.optionalWith(
    Schema.Array(
      Schema.Struct({
        permission: Schema.String,
        endpoint: Schema.String,
        capable: Schema.Boolean,
        reason: nullish(openLiteral<"VEHICLE_NOT_CAPABLE" | "SMARTCAR_NOT_CAPABLE">())
      })
    ),
    { nullable: true, default: () => [] }
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Compatibility = typeof Compatibility.Type

/**
 * Per make, the models that Smartcar supports in a region.
 *
 * @since 0.1.0
 * @category models
 */
export const CompatibilityMatrix = /*#__PURE__*/ (() =>
  Schema.Record({
    key: Schema.String,
    value: Schema.Array(
      Schema.Struct({
        model: Schema.String,
        startYear: lenientNumber,
        endYear: lenientNumber,
        type: openLiteral<"ICE" | "HEV" | "PHEV" | "BEV">(),
        endpoints: Schema.Array(Schema.String),
        permissions: Schema.Array(Schema.String)
      })
    )
  }))()

/**
 * @since 0.1.0
 * @category models
 */
export type CompatibilityMatrix = typeof CompatibilityMatrix.Type

/**
 * A car connected to the application by a user.
 *
 * @since 0.1.0
 * @category models
 */
export const Connection = /*#__PURE__*/ struct(() => ({
  vehicleId: Schema.String,
  userId: Schema.String,
  connectedAt: Schema.optionalWith(tolerantTime, { default: () => null }),
  mode: exact(openLiteral<"live" | "simulated" | "test">())
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Connection = typeof Connection.Type

/**
 * A page of connections, the newest first. `paging.cursor` leads to the next page; `null` or no paging means the end.
 *
 * @since 0.1.0
 * @category models
 */
export const ConnectionList = /*#__PURE__*/ struct(() => ({
  connections: Schema.Array(Connection),
  paging: exact(Schema.Struct({ cursor: nullish(Schema.String) }))
}))

/**
 * @since 0.1.0
 * @category models
 */
export type ConnectionList = typeof ConnectionList.Type

/**
 * The connections that were removed.
 *
 * @since 0.1.0
 * @category models
 */
export const RemovedConnections = /*#__PURE__*/ struct(() => ({
  connections: Schema.Array(Schema.Struct({ vehicleId: Schema.String, userId: Schema.String }))
}))

/**
 * @since 0.1.0
 * @category models
 */
export type RemovedConnections = typeof RemovedConnections.Type

/**
 * The token endpoint's answer; `expires_in` is in seconds.
 *
 * @since 0.1.0
 * @category models
 */
export const Tokens = /*#__PURE__*/ struct(() => ({
  access_token: Schema.Redacted(Schema.NonEmptyString),
  refresh_token: Schema.Redacted(Schema.NonEmptyString),
  token_type: exact(Schema.String),
  expires_in: Schema.optionalWith(lenientNumber, { nullable: true, default: () => 7200 })
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Tokens = typeof Tokens.Type
