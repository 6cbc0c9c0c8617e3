/**
 * What API v2.0 answers with about a car's health: diagnostics and service history.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { lenientNumber, nullish, openLiteral, struct, tolerantTime } from "../internal/schema.js"

/**
 * The state of each of the car's systems.
 *
 * @since 0.1.0
 * @category models
 */
export const DiagnosticSystemStatus = /*#__PURE__*/ struct(() => ({
  systems: Schema.Array(
    Schema.Struct({
      systemId: Schema.String,
      status: openLiteral<"OK" | "ALERT">(),
      description: nullish(Schema.String)
    })
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type DiagnosticSystemStatus = typeof DiagnosticSystemStatus.Type

/**
 * The active diagnostic trouble codes.
 *
 * @since 0.1.0
 * @category models
 */
export const DiagnosticTroubleCodes = /*#__PURE__*/ struct(() => ({
  activeCodes: Schema.Array(
    Schema.Struct({ code: Schema.String, timestamp: Schema.optionalWith(tolerantTime, { default: () => null }) })
  )
}))

/**
 * @since 0.1.0
 * @category models
 */
export type DiagnosticTroubleCodes = typeof DiagnosticTroubleCodes.Type

const Id = /*#__PURE__*/ nullish(/*#__PURE__*/ Schema.Union(Schema.String, Schema.JsonNumber))

const ServiceDetail = /*#__PURE__*/ struct(() => ({ type: nullish(Schema.String), value: Id }))

/**
 * One service of a car. `odometerDistance` is in km or miles; `serviceDetails` is a list, or a single object in older
 * answers.
 *
 * @since 0.1.0
 * @category models
 */
export const ServiceRecord = /*#__PURE__*/ struct(() => ({
  serviceId: Id,
  serviceDate: Schema.optionalWith(tolerantTime, { default: () => null }),
  odometerDistance: nullish(lenientNumber),
  serviceTasks: Schema.optionalWith(
    Schema.Array(Schema.Struct({ taskId: Id, taskDescription: nullish(Schema.String) })),
    { nullable: true, default: () => [] }
  ),
  serviceDetails: nullish(Schema.Union(Schema.Array(ServiceDetail), ServiceDetail)),
  serviceCost: nullish(Schema.Struct({ totalCost: nullish(lenientNumber), currency: nullish(Schema.String) }))
}))

/**
 * @since 0.1.0
 * @category models
 */
export type ServiceRecord = typeof ServiceRecord.Type

/**
 * The services done on a car.
 *
 * @since 0.1.0
 * @category models
 */
export const ServiceHistory = /*#__PURE__*/ Schema.Array(ServiceRecord)

/**
 * @since 0.1.0
 * @category models
 */
export type ServiceHistory = typeof ServiceHistory.Type
