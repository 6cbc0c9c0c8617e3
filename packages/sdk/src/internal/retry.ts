/** When a call is tried again, and after how long. `Retry.ts` is the public home. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Decision from "effect/ScheduleDecision"
import * as Interval from "effect/ScheduleInterval"
import type * as Endpoint from "../Endpoint.js"
import { InvalidInputError, isRetryable, isSmartcarError, type SmartcarError } from "../SmartcarError.js"
import * as Attribute from "./attributes.js"
import { retryAfterOf } from "./errorBody.js"
import * as Telemetry from "./telemetry.js"

/** Where a policy holds what makes the tries: a program without a policy does not carry it. */
const Tries: unique symbol = Symbol.for("@effect-smartcar/sdk/Retry/Tries")

/**
 * How often and after which delays calls are tried again. `Retry.policy` makes one.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy {
  /** How many tries may follow the first one, from 0. */
  readonly times: number
  /** The delay before the second try. */
  readonly base: Duration.DurationInput
  /** What the delay grows by from try to try, from 1. */
  readonly factor: number
  /** No delay of the policy's own is longer, jitter apart. */
  readonly maxDelay: Duration.DurationInput
  /** The share by which delays vary at random, from 0 to 1. A `Retry-After` is only made longer by it. */
  readonly jitter: number
  /** If Smartcar asks to wait longer than this, the call fails at once. */
  readonly maxRetryAfter: Duration.DurationInput
  /** No try starts later than this after the first failure. */
  readonly maxElapsed: Duration.DurationInput
  /** Which errors another try may mend; `SmartcarError.isRetryable` by default. Whether a repetition is safe is judged apart. */
  readonly while: (error: SmartcarError) => boolean
  /** Makes the tries; `Retry.policy` fills it in. */
  readonly [Tries]: <A, E, R>(
    policy: Policy,
    endpoint: Endpoint.Any,
    attempt: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R>
}

export const defaults: Policy = /*#__PURE__*/ (() => ({
  times: 4,
  base: "500 millis",
  factor: 2,
  maxDelay: "30 seconds",
  jitter: 0.2,
  maxRetryAfter: "2 minutes",
  maxElapsed: "5 minutes",
  while: isRetryable,
  [Tries]: tries
}))()

/** No second try. What is inside a loop of tries has it, so that loops do not multiply. */
export const none: Policy = /*#__PURE__*/ (() => Data.struct({ ...defaults, times: 0 }))()

/**
 * The policy set by `Retry.transient`, if any.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentPolicy extends Context.Reference<CurrentPolicy>()("@effect-smartcar/sdk/Retry/CurrentPolicy", {
  defaultValue: () => Option.none<Policy>()
}) {}

/** How many tries of the current call came before this one. */
export class CurrentTry extends Context.Reference<CurrentTry>()("@effect-smartcar/sdk/internal/CurrentTry", {
  defaultValue: () => 0
}) {}

const isFrom = (min: number, value: number) => value >= min && value < Number.POSITIVE_INFINITY

/** The first field of a policy that makes no sense. */
const mistake = (policy: Policy): string | undefined => {
  const durations = ["base", "maxDelay", "maxRetryAfter", "maxElapsed"] as const
  if (!(policy.times >= 0)) return "times"
  if (!isFrom(1, policy.factor)) return "factor"
  if (!(policy.jitter >= 0 && policy.jitter <= 1)) return "jitter"
  if (!Predicate.isFunction(policy.while)) return "while"
  return durations.find((name) => Option.isNone(Duration.decodeUnknown(policy[name])))
}

const noPolicy = (
  where: { readonly endpoint: string; readonly vehicleId?: string },
  field: string
): Effect.Effect<never, InvalidInputError> =>
  new InvalidInputError({ ...where, field, description: "not a policy that Retry.policy documents" })

/** Refuses a policy that makes no sense. */
export const checkPolicy = (
  policy: Policy,
  where: { readonly endpoint: string; readonly vehicleId?: string }
): Effect.Effect<void, InvalidInputError> => {
  const field = mistake(policy)
  return field === undefined ? Effect.void : noPolicy(where, `retry.${field}`)
}

/** How many milliseconds an error asks to wait: its own `retryAfter`, or that of the answer or error inside it. */
export const askedWait = (error: unknown, now: number): number => {
  if (!isSmartcarError(error)) return 0
  if ("retryAfter" in error && error.retryAfter !== undefined) return Duration.toMillis(error.retryAfter)
  if ("error" in error && error.error !== undefined) return askedWait(error.error, now)
  return error._tag === "UnexpectedResponseError" ? millisOf(retryAfterOf(error.headers, now).retryAfter ?? 0) : 0
}

/** Milliseconds; what is no duration counts as none. */
export const millisOf = (duration: Duration.DurationInput): number =>
  Option.match(Duration.decodeUnknown(duration), { onNone: () => 0, onSome: Duration.toMillis })

/** A try that is to come. */
interface Next {
  readonly number: number
  readonly delay: Duration.Duration
  readonly error: unknown
}

/** Waits and gives up as a policy says, by the errors it is fed. */
export const schedule = (policy: Policy): Schedule.Schedule<Next, unknown> => {
  const [base, maxDelay] = [millisOf(policy.base), millisOf(policy.maxDelay)]
  const [maxRetryAfter, maxElapsed] = [millisOf(policy.maxRetryAfter), millisOf(policy.maxElapsed)]
  return Schedule.makeWithState({ retries: 0, since: Number.NaN }, (now, error, { retries, since }) =>
    Effect.map(Random.next, (random) => {
      const start = retries === 0 ? now : since
      const backoff = Math.min(base * policy.factor ** retries, maxDelay) * (1 + policy.jitter * (2 * random - 1))
      const asked = askedWait(error, now)
      const millis = Math.round(Math.max(backoff, asked * (1 + policy.jitter * random)))
      const next = { number: retries + 2, delay: Duration.millis(millis), error }
      const goesOn = retries < policy.times && asked <= maxRetryAfter && now + millis - start <= maxElapsed
      return [
        { retries: retries + 1, since: start },
        next,
        goesOn ? Decision.continueWith(Interval.after(now + millis)) : Decision.done
      ]
    })
  )
}

/** Nothing ran: no connection, no credential, or refused at once for being too many. */
const didNotRun = (error: SmartcarError): boolean =>
  error._tag === "CredentialsError" ||
  (error._tag === "TransportError" && error.phase === "connect") ||
  ("statusCode" in error && error.statusCode === 429 && !("httpStatus" in error))

/** Whether another try may help and cannot do the same thing twice. */
export const mayRepeat = (kind: Endpoint.Kind, policy: Policy, error: unknown): boolean =>
  isSmartcarError(error) && kind !== "admin" && (kind === "read" || didNotRun(error)) && policy.while(error)

const note = (endpoint: string, { delay, error, number }: Next): Effect.Effect<void> => {
  const errorType = Telemetry.errorTypeOf(error)
  const attributes = {
    [Attribute.endpoint]: endpoint,
    [Attribute.tryNumber]: number,
    [Attribute.delay]: Duration.toMillis(delay),
    [Attribute.errorType]: errorType
  }
  return Effect.currentSpan.pipe(
    Effect.zipWith(Clock.currentTimeNanos, (span, now) => span.event("Smartcar.retry", now, attributes)),
    Effect.ignore,
    Effect.zipRight(Metric.increment(Telemetry.retries(endpoint, errorType))),
    Effect.zipRight(Effect.annotateLogs(Effect.logDebug("A Smartcar call failed and is tried again"), attributes))
  )
}

/** Tries again what a policy says, and notes each further try. */
export const retrying = <A, E, R>(
  endpoint: string,
  policy: Policy,
  attempt: Effect.Effect<A, E, R>,
  repeatable: (error: E) => boolean
): Effect.Effect<A, E, R> => {
  let before = 0
  return Effect.suspend(() => Effect.provideService(attempt, CurrentTry, before++)).pipe(
    Effect.retry(
      // `Effect.retry`'s own `while` is asked after the schedule: it would note tries that never come.
      Schedule.onDecision(Schedule.whileInput(schedule(policy), repeatable), (next, decision) =>
        Decision.isContinue(decision) ? note(endpoint, next) : Effect.void
      )
    )
  )
}

/** One call with the tries that a policy and the endpoint's kind allow. */
function tries<A, E, R>(policy: Policy, endpoint: Endpoint.Any, attempt: Effect.Effect<A, E, R>) {
  const all = Effect.suspend(() =>
    policy.times === 0 || endpoint.kind === "admin"
      ? attempt
      : retrying(endpoint.name, policy, Effect.provideService(attempt, CurrentPolicy, Option.some(none)), (error) =>
          mayRepeat(endpoint.kind, policy, error)
        )
  )
  // Every `ErrorSet` holds the errors of this side.
  return Effect.zipRight(checkPolicy(policy, { endpoint: endpoint.name }) as Effect.Effect<void, E>, all)
}

/**
 * One call with the tries that the current policy allows. Whatever must happen at each try is part of `attempt`, and tries
 * nothing again by itself.
 */
export const perTry = <A, E, R>(endpoint: Endpoint.Any, attempt: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(CurrentPolicy, (current) => {
    if (Option.isNone(current)) return attempt
    const policy = current.value
    // Without types it may be an object of the caller's own.
    return Predicate.isFunction(policy[Tries])
      ? policy[Tries](policy, endpoint, attempt)
      : // Every `ErrorSet` holds the errors of this side.
        (noPolicy({ endpoint: endpoint.name }, "retry") as Effect.Effect<never, E>)
  })
