/**
 * The things that a car tells about itself, each with its code, the exact type of its body, its unit and the permission
 * that it needs; and what a car's answer says about one of them.
 *
 * A signal is a value of its own, named after its group and name: `Signal.odometerTraveledDistance`,
 * `Signal.hvacIsCabinHVACActive`. Ask for it by `Signals.get`, look it up in a list by `Signals.find`, or watch it by
 * `Signals.changes`. `Signal.untyped` stands for a code that is not in the table.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import { firstProblem } from "../internal/issue.js"
import { exact, instant, nullish, openLiteral, orAbsent } from "../internal/schema.js"
import { Resolution } from "../SmartcarError.js"
import type { Any } from "./signals/descriptor.js"
import { tolerant } from "./wire.js"

export * from "./signals/all.js"
export * from "./signals/bodies.js"
export * from "./signals/cabin.js"
export * from "./signals/charge.js"
export * from "./signals/closures.js"
export * from "./signals/descriptor.js"
export * from "./signals/diagnostics.js"
export * from "./signals/driving.js"
export * from "./signals/energy.js"
export * from "./signals/records.js"
export * from "./signals/vehicle.js"

const text = /*#__PURE__*/ orAbsent(Schema.String)

/** A resolution whose type may be API v3's word for none. */
const NamedResolution = /*#__PURE__*/ (() =>
  Schema.transform(Resolution, Schema.typeSchema(Resolution), {
    strict: true,
    decode: ({ type, ...rest }) => ({ type: type === "UNKNOWN_RESOLUTION_TYPE" ? null : type, ...rest }),
    encode: (resolution) => resolution
  }))()

/**
 * Why a car does not tell one thing, while it may tell others. `code` is `null` where Smartcar names none, as under
 * `PERMISSION`.
 *
 * @since 0.1.0
 * @category models
 */
export const SignalError = /*#__PURE__*/ (() =>
  Schema.Struct({
    type: openLiteral<
      | "AUTHENTICATION"
      | "BILLING"
      | "COMPATIBILITY"
      | "CONNECTED_SERVICES_ACCOUNT"
      | "PERMISSION"
      | "RATE_LIMIT"
      | "RESOURCE_NOT_FOUND"
      | "SERVER"
      | "UPSTREAM"
      | "VALIDATION"
      | "VEHICLE_STATE"
    >(),
    code: nullish(Schema.String),
    title: text,
    detail: text,
    resolution: orAbsent(NamedResolution)
  }))()

/**
 * @since 0.1.0
 * @category models
 */
export type SignalError = typeof SignalError.Type

/** In a list, nothing of one signal may cost the others: what cannot be read counts as left out. */
const Wire = /*#__PURE__*/ (() =>
  Schema.Struct({
    id: exact(Schema.Unknown),
    type: exact(Schema.Unknown),
    attributes: Schema.Struct({
      code: Schema.String,
      name: tolerant(Schema.String),
      group: tolerant(Schema.String),
      status: tolerant(
        Schema.Struct({
          value: tolerant(Schema.String),
          // An error with a part in a form of its own is still known by its type and code.
          error: tolerant(Schema.Union(SignalError, SignalError.pick("type", "code")))
        })
      ),
      body: exact(Schema.Unknown)
    }),
    meta: tolerant(
      Schema.Struct({ oemUpdatedAt: tolerant(instant), retrievedAt: tolerant(instant), ingestedAt: tolerant(instant) })
    )
  }))()

const time = /*#__PURE__*/ Schema.NullOr(Schema.DateTimeUtcFromSelf)

const times = { oemUpdatedAt: time, retrievedAt: time, ingestedAt: time }

/**
 * One signal as Smartcar keeps it, of any code and with its body unread: {@link decode} reads it. Where the wire has no
 * status, the body counts as a success. `oemUpdatedAt` is when the car, or its manufacturer, had the value;
 * `retrievedAt` is when Smartcar asked, and always looks new; times come as ISO 8601 or as milliseconds. A `null` stands
 * for what the answer leaves out, or has in a form that cannot be read.
 *
 * @since 0.1.0
 * @category models
 */
export const Stored = /*#__PURE__*/ (() =>
  Schema.transform(
    Wire,
    Schema.Struct({
      code: Schema.String,
      name: Schema.NullOr(Schema.String),
      group: Schema.NullOr(Schema.String),
      status: openLiteral<"SUCCESS" | "ERROR" | "UNAVAILABLE">(),
      error: Schema.NullOr(Schema.typeSchema(SignalError)),
      body: Schema.Unknown,
      ...times
    }),
    {
      strict: true,
      decode: ({ attributes: { code, name, group, status, body = null }, meta }) => ({
        code,
        name: name ?? null,
        group: group ?? null,
        status: status?.value ?? (status?.error ? "ERROR" : "SUCCESS"),
        error: status?.error ?? null,
        body,
        oemUpdatedAt: meta?.oemUpdatedAt ?? null,
        retrievedAt: meta?.retrievedAt ?? null,
        ingestedAt: meta?.ingestedAt ?? null
      }),
      encode: ({ code, name, group, status, error, body, oemUpdatedAt, retrievedAt, ingestedAt }) => ({
        id: code,
        type: "signal",
        attributes: {
          code,
          name: name ?? undefined,
          group: group ?? undefined,
          status: { value: status, error: error ?? undefined },
          body: body ?? undefined
        },
        meta: {
          oemUpdatedAt: oemUpdatedAt ?? undefined,
          retrievedAt: retrievedAt ?? undefined,
          ingestedAt: ingestedAt ?? undefined
        }
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type Stored = typeof Stored.Type

/**
 * When a signal was what it says, as far as the answer tells. `oemUpdatedAt` is the one that counts.
 *
 * @since 0.1.0
 * @category models
 */
export interface Times {
  /** When the car, or its manufacturer, had the value. */
  readonly oemUpdatedAt: DateTime.Utc | null
  /** When Smartcar asked; new even where the value is old. */
  readonly retrievedAt: DateTime.Utc | null
  /** When Smartcar stored it. */
  readonly ingestedAt: DateTime.Utc | null
}

/**
 * The car told.
 *
 * @since 0.1.0
 * @category models
 */
export interface Success<out Code extends string, out Body> extends Times {
  readonly status: "SUCCESS"
  readonly code: Code
  readonly body: Body
}

/**
 * The car did not tell, and `error` says why. `body` is the last that it told, if there is one; `oemUpdatedAt` says of
 * when.
 *
 * @since 0.1.0
 * @category models
 */
export interface Failed<out Code extends string, out Body> extends Times {
  readonly status: "ERROR"
  readonly code: Code
  readonly error: SignalError
  readonly body: Body | null
}

/**
 * There is nothing to tell, or nothing that can be read: `problem` says what is wrong with the answer, and is `null`
 * where Smartcar itself calls the signal unavailable.
 *
 * @since 0.1.0
 * @category models
 */
export interface Unavailable<out Code extends string> extends Times {
  readonly status: "UNAVAILABLE"
  readonly code: Code
  readonly body: null
  readonly problem: string | null
}

/**
 * What an answer says of a signal. That of several signals is the union of theirs, told apart by `code`.
 *
 * @since 0.1.0
 * @category models
 */
export type State<S extends Any> = S extends {
  readonly code: infer Code extends string
  readonly "~types": { readonly _Body: Types.Covariant<infer Body> }
}
  ? Success<Code, Body> | Failed<Code, Body> | Unavailable<Code>
  : never

/**
 * Reads what Smartcar keeps of a signal. Never fails: an answer that is not what the table says is `UNAVAILABLE`, with
 * the `problem`. The last known body of a failed signal is `null` if it cannot be read.
 *
 * @since 0.1.0
 * @category decoding
 */
export const decode = <S extends Any>(signal: S, stored: Stored): State<S> => {
  const { oemUpdatedAt, retrievedAt, ingestedAt } = stored
  const { code } = signal
  const common = { code, oemUpdatedAt, retrievedAt, ingestedAt }
  const unavailable = (problem: string | null) => ({ ...common, status: "UNAVAILABLE", body: null, problem }) as const
  const body = ParseResult.decodeUnknownEither(signal.body)(stored.body)
  const state = (): State<Any> => {
    if (stored.code !== code) return unavailable(`the answer is about ${stored.code}`)
    switch (stored.status) {
      case "SUCCESS":
        return Either.match(body, {
          onLeft: (issue) => {
            if (stored.body === null) return unavailable("no body")
            const { path, description } = firstProblem(issue)
            return unavailable(`the body does not fit: ${path === "" ? "it" : path} ${description}`)
          },
          onRight: (body) => ({ ...common, status: "SUCCESS", body })
        })
      case "ERROR":
        return stored.error === null
          ? unavailable("an ERROR that names none")
          : { ...common, status: "ERROR", error: stored.error, body: Either.getOrElse(body, () => null) }
      case "UNAVAILABLE":
        return unavailable(null)
      default:
        return unavailable(`an unknown status: ${stored.status}`)
    }
  }
  // `signal.body` is the schema of the body in `State<S>`, and `code` is its code.
  return state() as State<S>
}
