/**
 * What API v3 answers commands with, flattened.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { instant, lenientNumber, nullish, openLiteral, struct } from "../internal/schema.js"
import { resourceType, Time } from "./wire.js"

const absent = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.NullOr(schema), { default: () => null })

const ExecutionTimes = /*#__PURE__*/ (() =>
  Schema.optionalWith(
    Schema.Struct({
      executedAt: absent(instant),
      completedAt: absent(instant),
      durationInSeconds: nullish(lenientNumber)
    }),
    { nullable: true, default: () => ({ executedAt: null, completedAt: null, durationInSeconds: null }) }
  ))()

const attributes = {
  status: /*#__PURE__*/ struct(() => ({ value: openLiteral<"SUCCESS">() })),
  executionMode: /*#__PURE__*/ nullish(/*#__PURE__*/ openLiteral<"sync">()),
  parameters: /*#__PURE__*/ nullish(/*#__PURE__*/ Schema.Record({ key: Schema.String, value: Schema.Unknown }))
}

const OpenText = /*#__PURE__*/ Schema.NullOr(Schema.String)

const execution = /*#__PURE__*/ (() => ({
  id: OpenText,
  status: Schema.typeSchema(openLiteral<"SUCCESS">()),
  executionMode: Schema.NullOr(Schema.typeSchema(openLiteral<"sync">())),
  parameters: Schema.NullOr(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  executedAt: Time,
  completedAt: Time,
  durationInSeconds: Schema.NullOr(Schema.JsonNumber)
}))()

/**
 * What became of a command; a command does not tell the car's state. `commandType` is such as `security-unlock`,
 * `parameters` are those of the command. `status` is `SUCCESS`: no other value has been seen, and any other is an error of
 * the call instead.
 *
 * @since 0.1.0
 * @category models
 */
export const CommandExecution = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      id: nullish(Schema.String),
      type: resourceType("command-execution"),
      attributes: Schema.Struct({ ...attributes, commandType: nullish(Schema.String) }),
      meta: ExecutionTimes
    }),
    Schema.Struct({ ...execution, commandType: OpenText }),
    {
      strict: true,
      decode: ({ id, attributes: { status, ...attributes }, meta }) => ({
        id,
        status: status.value,
        ...attributes,
        ...meta
      }),
      encode: ({ id, status, commandType, executionMode, parameters, ...meta }) => ({
        id,
        type: "command-execution",
        attributes: { commandType, status: { value: status }, executionMode, parameters },
        meta
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type CommandExecution = typeof CommandExecution.Type

const schedule = {
  action: /*#__PURE__*/ nullish(/*#__PURE__*/ openLiteral<"create">()),
  scheduleType: /*#__PURE__*/ nullish(/*#__PURE__*/ openLiteral<"daily" | "weekly" | "workweek">()),
  scheduleId: /*#__PURE__*/ nullish(Schema.String)
}

/**
 * What became of a change of the charge schedules. `scheduleId` is what `ChargeSchedules.remove` takes; the schedules
 * themselves are the signal `charge-chargetimers`.
 *
 * @since 0.1.0
 * @category models
 */
export const ChargeScheduleExecution = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      id: nullish(Schema.String),
      type: resourceType("charge-schedule-execution"),
      attributes: Schema.Struct({ ...attributes, ...schedule }),
      meta: ExecutionTimes
    }),
    Schema.Struct({
      ...execution,
      action: Schema.NullOr(Schema.typeSchema(openLiteral<"create">())),
      scheduleType: Schema.NullOr(Schema.typeSchema(openLiteral<"daily" | "weekly" | "workweek">())),
      scheduleId: OpenText
    }),
    {
      strict: true,
      decode: ({ id, attributes: { status, ...attributes }, meta }) => ({
        id,
        status: status.value,
        ...attributes,
        ...meta
      }),
      encode: ({ id, status, executedAt, completedAt, durationInSeconds, ...attributes }) => ({
        id,
        type: "charge-schedule-execution",
        attributes: { ...attributes, status: { value: status } },
        meta: { executedAt, completedAt, durationInSeconds }
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type ChargeScheduleExecution = typeof ChargeScheduleExecution.Type
