/**
 * What spans, metrics and log lines of the SDK are called, and how calls are counted. `Telemetry.ts` is the public home.
 *
 * Metrics are functions of their attributes: to Effect, a metric with the same tags in another order is another one.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import { constVoid } from "effect/Function"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Tracer from "effect/Tracer"
import { type CredentialsError, isRetryable } from "../SmartcarError.js"
import * as Attribute from "./attributes.js"

/**
 * Whether the spans of calls tell the vehicle, as `smartcar.vehicle_id`: `false` by default. An id stands for a car and its
 * owner, and traces are often kept longer, and seen by more people, than the application's own data.
 *
 * @example
 * ```ts
 * import { Telemetry } from "@effect-smartcar/sdk"
 * import { Effect } from "effect"
 *
 * declare const program: Effect.Effect<void>
 *
 * const traced = Effect.provideService(program, Telemetry.VehicleIds, true)
 * ```
 *
 * @since 0.1.0
 * @category references
 */
export class VehicleIds extends Context.Reference<VehicleIds>()("@effect-smartcar/sdk/Telemetry/VehicleIds", {
  defaultValue: () => false
}) {}

/**
 * How something ended: well, with an error or a defect, or not at all, since it was interrupted.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = "success" | "failure" | "interrupted"

/**
 * The call that a metric is about.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call {
  /** The descriptor's name, such as `odometer`: the span's without `Smartcar.`. */
  readonly endpoint: string
  /** `"2.0"`, `"3"`, or `null` where the path has none, as those for tokens. */
  readonly apiVersion: string | null
}

type Labels = ReadonlyArray<MetricLabel.MetricLabel>

const labels = (attributes: Readonly<Record<string, string | null>>): Labels =>
  Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [MetricLabel.make(key, value)]))

const labelsOf = ({ apiVersion, endpoint }: Call, more: Readonly<Record<string, string>>): Labels =>
  labels({ [Attribute.endpoint]: endpoint, [Attribute.apiVersion]: apiVersion, ...more })

/** `@effect/opentelemetry` takes a metric's unit from this tag; without one it is `1`. */
const seconds = { unit: "s" }

/** OpenTelemetry's buckets for durations of HTTP, and more: Smartcar recommends to wait 300 seconds for a car. */
const latencies = /*#__PURE__*/ MetricBoundaries.fromIterable([
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300
])

/** Tokens come back by the minute. */
const waits = /*#__PURE__*/ MetricBoundaries.fromIterable([0.01, 0.1, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600])

const callCounter = /*#__PURE__*/ Metric.counter("smartcar.calls", { description: "Tries of calls", incremental: true })

const callTimer = /*#__PURE__*/ Metric.histogram("smartcar.call.duration", latencies, "How long tries of calls took")

const errorCounter = /*#__PURE__*/ Metric.counter("smartcar.errors", {
  description: "Tries of calls, and entries of batches, that failed",
  incremental: true
})

/**
 * `smartcar.calls`: the tries of calls that ended, and how. What `Retry` tries three times counts three times, as it has
 * three spans.
 *
 * @since 0.1.0
 * @category metrics
 */
export const calls = (call: Call, outcome: Outcome): Metric.Metric.Counter<number> =>
  Metric.taggedWithLabels(callCounter, labelsOf(call, { [Attribute.outcome]: outcome }))

/**
 * `smartcar.call.duration`: how long the tries of calls took, in seconds.
 *
 * @since 0.1.0
 * @category metrics
 */
export const callDuration = (call: Call, outcome: Outcome): Metric.Metric.Histogram<number> =>
  Metric.taggedWithLabels(callTimer, labelsOf(call, { [Attribute.outcome]: outcome, ...seconds }))

/**
 * `smartcar.errors`: the tries of calls that failed, by the `_tag` of the error. An entry that failed inside a batch that did
 * not counts under its own endpoint.
 *
 * @since 0.1.0
 * @category metrics
 */
export const errors = (call: Call, errorType: string): Metric.Metric.Counter<number> =>
  Metric.taggedWithLabels(errorCounter, labelsOf(call, { [Attribute.errorType]: errorType }))

const retryCounter = /*#__PURE__*/ Metric.counter("smartcar.retries", {
  description: "Tries of calls after the first one",
  incremental: true
})

/**
 * `smartcar.retries`: the tries that followed a first one, by the `_tag` of the error that each followed.
 *
 * @since 0.1.0
 * @category metrics
 */
export const retries = (endpoint: string, errorType: string): Metric.Metric.Counter<number> =>
  Metric.taggedWithLabels(retryCounter, labels({ [Attribute.endpoint]: endpoint, [Attribute.errorType]: errorType }))

/**
 * `smartcar.batch.size`: the paths of each request for a batch, tries included.
 *
 * @since 0.1.0
 * @category metrics
 */
export const batchSize: Metric.Metric.Histogram<number> = /*#__PURE__*/ Metric.histogram(
  "smartcar.batch.size",
  /*#__PURE__*/ MetricBoundaries.exponential({ start: 1, factor: 2, count: 8 }),
  "Paths per request for a batch"
)

const refreshCounter = /*#__PURE__*/ Metric.counter("smartcar.token.refreshes", {
  description: "Access tokens that were asked for: an owner's with the refresh token, or the application's",
  incremental: true
})

/**
 * `smartcar.token.refreshes`: the access tokens that were asked for, whatever tries it took: an `owner`'s with the refresh
 * token (v2.0), or the `application`'s (v3). `revoked` is a refresh token that is dead.
 *
 * @since 0.1.0
 * @category metrics
 */
export const tokenRefreshes = (
  token: "owner" | "application",
  outcome: "success" | "failure" | "revoked"
): Metric.Metric.Counter<number> =>
  Metric.taggedWithLabels(refreshCounter, labels({ [Attribute.token]: token, [Attribute.outcome]: outcome }))

const waitTimer = /*#__PURE__*/ Metric.histogram(
  "smartcar.rate_limit.wait.duration",
  waits,
  "How long calls waited for the rate limit"
)

/**
 * `smartcar.rate_limit.wait.duration`: how long calls waited for tokens, in seconds. Those that did not wait are not in it.
 *
 * @since 0.1.0
 * @category metrics
 */
export const rateLimitWaits = (bucket: "application" | "vehicle"): Metric.Metric.Histogram<number> =>
  Metric.taggedWithLabels(waitTimer, labels({ [Attribute.bucket]: bucket, ...seconds }))

const refusalCounter = /*#__PURE__*/ Metric.counter("smartcar.rate_limit.refusals", {
  description: "Calls that were not sent, for the rate limit",
  incremental: true
})

/**
 * `smartcar.rate_limit.refusals`: the calls that `RateLimit.layer` refused instead of waiting. They were not sent, so they are
 * neither in `smartcar.calls` nor in `smartcar.errors`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const rateLimitRefusals = (bucket: "application" | "vehicle"): Metric.Metric.Counter<number> =>
  Metric.taggedWithLabels(refusalCounter, labels({ [Attribute.bucket]: bucket }))

/** OpenTelemetry's `error.type`: the `_tag`, and its word for what has none, such as a defect. */
export const errorTypeOf = (error: unknown): string =>
  Predicate.hasProperty(error, "_tag") && Predicate.isString(error._tag) ? error._tag : "_OTHER"

/** The `error.type` of what failed; none for what succeeded or was interrupted. */
const errorTypeOfExit = (exit: Exit.Exit<unknown, unknown>): string | undefined => {
  if (Exit.isSuccess(exit) || Cause.isInterruptedOnly(exit.cause)) return undefined
  return errorTypeOf(Option.getOrUndefined(Cause.failureOption(exit.cause)))
}

/** The labels of calls that end one way: a metric finds its series fastest by an array that it has seen. */
interface Series {
  readonly call: Labels
  readonly duration: Labels
  readonly error: Labels
}

/** By all that goes into the labels. It holds no more than Effect's own registry of metrics does. */
const known = new Map<string, Series>()

const seriesOf = (call: Call, outcome: Outcome, errorType: string, more: Labels): Series => {
  let key = `${call.endpoint}\0${call.apiVersion}\0${outcome}\0${errorType}`
  for (const label of more) key += `\0${label.key}\0${label.value}`
  const before = known.get(key)
  if (before !== undefined) return before
  const series: Series = {
    call: Arr.union(labelsOf(call, { [Attribute.outcome]: outcome }), more),
    duration: Arr.union(labelsOf(call, { [Attribute.outcome]: outcome, ...seconds }), more),
    error: Arr.union(labelsOf(call, { [Attribute.errorType]: errorType }), more)
  }
  known.set(key, series)
  return series
}

/** Counts a try that ended, in a fiber that is at hand: an effect for each metric would cost more than the counting. */
const unsafeRecord = (
  fiber: Fiber.RuntimeFiber<unknown, unknown>,
  call: Call,
  exit: Exit.Exit<unknown, unknown>,
  errorType: string | undefined,
  seconds: number
): void => {
  const outcome = Exit.isSuccess(exit) ? "success" : errorType === undefined ? "interrupted" : "failure"
  const series = seriesOf(call, outcome, errorType ?? "", fiber.getFiberRef(FiberRef.currentMetricLabels))
  callCounter.unsafeUpdate(1, series.call)
  callTimer.unsafeUpdate(Math.max(0, seconds), series.duration)
  if (errorType !== undefined) errorCounter.unsafeUpdate(1, series.error)
}

type Attributes = Readonly<Record<string, string | number | ReadonlyArray<string>>>

/** `Effect.useSpan`, for less than another `Effect.onExit` around it would cost. If it fails, it tells the `error.type`. */
const useSpan = <A, E, R>(
  name: string,
  options: Tracer.SpanOptions,
  use: (span: Tracer.Span) => Effect.Effect<A, E, R>,
  record: (
    fiber: Fiber.RuntimeFiber<unknown, unknown>,
    exit: Exit.Exit<A, E>,
    errorType: string | undefined,
    seconds: number
  ) => void
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.makeSpan(name, { captureStackTrace: false, ...options }), (span) =>
      Effect.withFiberRuntime<A, E, R>((fiber) => {
        const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
        const start = clock.unsafeCurrentTimeNanos()
        const end = (exit: Exit.Exit<A, E>) => {
          const now = clock.unsafeCurrentTimeNanos()
          const errorType = errorTypeOfExit(exit)
          if (errorType !== undefined) span.attribute(Attribute.errorType, errorType)
          span.end(fiber.getFiberRef(FiberRef.currentTracerTimingEnabled) ? now : 0n, exit)
          record(fiber, exit, errorType, Number(now - start) / 1e9)
          return exit
        }
        return Effect.matchCauseEffect(restore(use(span)), {
          onFailure: (cause) => end(Exit.failCause(cause)),
          onSuccess: (value) => end(Exit.succeed(value))
        })
      })
    )
  )

/** A try of a call: a span of kind client, which is counted. */
export const observed = <A, E, R>(
  call: Call,
  attributes: Attributes,
  use: (span: Tracer.Span) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  useSpan(`Smartcar.${call.endpoint}`, { kind: "client", attributes }, use, (fiber, exit, errorType, seconds) =>
    unsafeRecord(fiber, call, exit, errorType, seconds)
  )

/** A span of what happens on this side, for those who make it the parent of others by themselves. */
export const spanned = <A, E, R>(
  name: string,
  attributes: Attributes,
  use: (span: Tracer.Span) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => useSpan(name, { attributes }, use, constVoid)

/** A span of what happens on this side. */
export const withSpan =
  (name: string, attributes: Attributes) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    spanned(name, attributes, (span) => Effect.withParentSpan(self, span))

/**
 * Counts and logs what became of a new access token: at debug level what may be over by itself, as a warning what someone
 * has to mend.
 */
export const withRenewal = <A, R>(
  self: Effect.Effect<A, CredentialsError, R>,
  token: "owner" | "application",
  annotations: Readonly<Record<string, string>> = {}
): Effect.Effect<A, CredentialsError, R> =>
  self.pipe(
    Effect.tap(Metric.increment(tokenRefreshes(token, "success"))),
    Effect.tap(Effect.logDebug("Smartcar gave a new access token")),
    Effect.tapError((error) => {
      const isRevoked = error.reason === "revoked"
      const message = isRevoked
        ? "A refresh token is dead: its owner has to go through Connect again"
        : "No new access token"
      return (isRetryable(error) ? Effect.logDebug(message) : Effect.logWarning(message)).pipe(
        Effect.annotateLogs({
          [Attribute.errorType]: errorTypeOf(error.error ?? error),
          [Attribute.errorMessage]: error.message
        }),
        Effect.zipLeft(Metric.increment(tokenRefreshes(token, isRevoked ? "revoked" : "failure")))
      )
    }),
    Effect.annotateLogs({ [Attribute.token]: token, ...annotations })
  )
