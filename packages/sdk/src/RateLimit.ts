/**
 * Keeps a program below Smartcar's rate limits.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Endpoint from "./Endpoint.js"
import * as Attribute from "./internal/attributes.js"
import { headersOf } from "./internal/batch.js"
import { makeBuckets } from "./internal/buckets.js"
import { retryAfterOf } from "./internal/errorBody.js"
import { isAboutVehicle, recordOf, vehicleOf } from "./internal/request.js"
import { perTry } from "./internal/retry.js"
import * as Telemetry from "./internal/telemetry.js"
import type { Reading } from "./Reading.js"
import * as Smartcar from "./Smartcar.js"
import { InvalidInputError, isSmartcarError, RateLimitError } from "./SmartcarError.js"

/**
 * How many tokens a bucket holds, a whole number from 1, and how many come back per minute, more than 0.
 *
 * @since 0.1.0
 * @category models
 */
export interface Rate {
  readonly capacity: number
  readonly refillPerMinute: number
}

/**
 * A bucket of tokens, one per request or path of a batch: full at first, refilled at a steady rate.
 *
 * @since 0.1.0
 * @category models
 */
export interface Bucket extends Rate {
  readonly key: string
}

/**
 * Keeps buckets, in this process or for many. Taking more than a bucket's capacity takes the capacity.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /**
   * Takes tokens. Where the bucket holds too few, `wait` waits until it holds them, first come first served, and `fail`
   * takes none and fails at once with the time after which another try may succeed.
   */
  readonly take: (bucket: Bucket, tokens: number, onExceeded: "wait" | "fail") => Effect.Effect<void, Duration.Duration>
  /** Takes all that is left, since Smartcar said that nothing is; for `retryAfter`, where it is known, nothing is refilled. */
  readonly drain: (bucket: Bucket, retryAfter: Option.Option<Duration.Duration>) => Effect.Effect<void>
}

/**
 * Where {@link layer} takes tokens.
 *
 * @since 0.1.0
 * @category tags
 */
export class RateLimiter extends Context.Tag("@effect-smartcar/sdk/RateLimit/RateLimiter")<RateLimiter, Service>() {}

/**
 * What {@link layer} limits.
 *
 * - `application`: all calls together; Smartcar's default of 120 with 2 per minute, unless your contract says otherwise.
 *   `false` for no such limit.
 * - `vehicle`: the calls about each car; none by default, since Smartcar documents no number.
 * - `onExceeded`: `wait` (the default) until there are tokens, or `fail` with a `RateLimitError`.
 * - `key`: the key of the application's bucket, and the first part of the cars': `"application"` by default. Applications
 *   that share a limiter need one each.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly application?: Rate | false | undefined
  readonly vehicle?: Rate | undefined
  readonly onExceeded?: "wait" | "fail" | undefined
  readonly key?: string | undefined
}

/** The first option that makes no sense, and what was expected. */
const mistake = ({ application, onExceeded, vehicle }: Options): readonly [string, string] | undefined => {
  for (const [name, rate] of Object.entries({ application, vehicle })) {
    if (rate === undefined || rate === false) continue
    if (!(Number.isSafeInteger(rate.capacity) && rate.capacity >= 1)) {
      return [`${name}.capacity`, "expected a whole number from 1"]
    }
    if (!(rate.refillPerMinute > 0 && Number.isFinite(rate.refillPerMinute))) {
      return [`${name}.refillPerMinute`, "expected a number above 0"]
    }
  }
  return onExceeded === undefined || onExceeded === "wait" || onExceeded === "fail"
    ? undefined
    : ["onExceeded", "expected wait or fail"]
}

/** Smartcar bills every path of a batch. */
const costOf = ({ requests }: Readonly<Record<string, unknown>>) =>
  Array.isArray(requests) ? Math.max(1, requests.length) : 1

/** Smartcar's limits are on its API, not on its token endpoints. */
const isCharged = ({ errors, host }: Endpoint.Any) =>
  host !== "auth" && host !== "iam" && errors.tags.has("RateLimitError")

/** What Smartcar said about one limit. */
interface Refusal {
  readonly code: unknown
  readonly retryAfter: Option.Option<Duration.Duration>
}

const refusalOf = (error: unknown): ReadonlyArray<Refusal> =>
  isSmartcarError(error) && error._tag === "RateLimitError"
    ? [{ code: error.code, retryAfter: Option.fromNullable(error.retryAfter) }]
    : []

const isBatchAnswer = (value: unknown): value is Endpoint.BatchAnswer =>
  Predicate.hasProperty(value, "responses") && Array.isArray(value.responses)

/** The entries of a batch that were refused, while the batch itself was not. */
const refusalsIn = (value: unknown, now: number): ReadonlyArray<Refusal> =>
  isBatchAnswer(value)
    ? value.responses
        .filter(({ code }) => code === 429)
        .map((entry) => ({
          code: Predicate.hasProperty(entry.body, "code") ? entry.body.code : null,
          retryAfter: Option.fromNullable(retryAfterOf(headersOf(entry), now).retryAfter)
        }))
    : []

/** The bucket of all calls, or that of a car. */
type Limited = "application" | "vehicle"

/** Tells how long a call waited for tokens, also if it gave up. */
const withWait = <E>(take: Effect.Effect<void, E>, endpoint: string, bucket: Limited): Effect.Effect<void, E> =>
  Effect.flatMap(Clock.currentTimeNanos, (start) =>
    Effect.onExit(take, () =>
      Effect.flatMap(Clock.currentTimeNanos, (end) => {
        const millis = Number(end - start) / 1e6
        if (millis < 1) return Effect.void
        const attributes = {
          [Attribute.endpoint]: endpoint,
          [Attribute.bucket]: bucket,
          [Attribute.waited]: Math.round(millis)
        }
        return Effect.currentSpan.pipe(
          Effect.map((span) => span.event("Smartcar.rateLimitWait", end, attributes)),
          Effect.ignore,
          Effect.zipRight(Metric.update(Telemetry.rateLimitWaits(bucket), millis / 1000)),
          Effect.zipRight(Effect.annotateLogs(Effect.logDebug("A Smartcar call waited for the rate limit"), attributes))
        )
      })
    )
  )

/** Calls that are under way together are answered with 429 together: one warning in a minute tells. */
const warnEvery = Duration.toMillis("1 minute")

const make = (smartcar: Smartcar.Service, limiter: Service, options: Options): Smartcar.Service => {
  const { application = { capacity: 120, refillPerMinute: 2 }, key = "application", onExceeded = "wait" } = options
  const wrong = mistake(options)
  const applicationBucket = application === false ? Option.none<Bucket>() : Option.some({ ...application, key })
  const quietUntil = { application: 0, vehicle: 0 }

  const warn = (endpoint: string, bucket: Limited, retryAfter: Option.Option<Duration.Duration>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (now < quietUntil[bucket]) return Effect.void
      quietUntil[bucket] = now + warnEvery
      return Effect.logWarning("Smartcar answers 429: more calls were made than RateLimit.layer knew of").pipe(
        Effect.annotateLogs({
          [Attribute.endpoint]: endpoint,
          [Attribute.bucket]: bucket,
          ...Option.match(retryAfter, {
            onNone: () => ({}),
            onSome: (wait) => ({ [Attribute.retryAfter]: Duration.toSeconds(wait) })
          })
        })
      )
    })

  return {
    execute: <P extends object, A, E>(
      endpoint: Endpoint.Endpoint<P, A, E>,
      params: P,
      callOptions: Smartcar.RequestOptions
    ): Effect.Effect<Reading<A>, E> => {
      const call = smartcar.execute(endpoint, params, callOptions)
      if (!isCharged(endpoint)) return call
      const fields = recordOf(params)
      const where = { endpoint: endpoint.name, ...vehicleOf(fields) }
      if (wrong !== undefined) {
        const [field, description] = wrong
        // Every `ErrorSet` holds the errors of this side.
        return Effect.fail(new InvalidInputError({ ...where, field: `rateLimit.${field}`, description }) as E)
      }
      const vehicleBucket =
        // A car that is only what to filter by is not asked.
        options.vehicle === undefined || where.vehicleId === undefined || !isAboutVehicle(endpoint)
          ? Option.none<Bucket>()
          : Option.some({ ...options.vehicle, key: `${key}/${where.vehicleId}` })

      const take = (bucket: Option.Option<Bucket>, limited: Limited, code: string) =>
        Effect.transposeMapOption(bucket, (bucket) =>
          Effect.mapError(
            withWait(limiter.take(bucket, costOf(fields), onExceeded), endpoint.name, limited).pipe(
              Effect.tapError(() => Metric.increment(Telemetry.rateLimitRefusals(limited)))
            ),
            (retryAfter) =>
              // Only calls that declare a `RateLimitError` are charged.
              new RateLimitError({
                ...where,
                type: "RATE_LIMIT",
                code,
                statusCode: 429,
                retryAfter,
                description: "The limit set by RateLimit.layer is reached: nothing was sent"
              }) as E
          )
        )

      const drain = (refusals: ReadonlyArray<Refusal>) =>
        Effect.forEach(refusals, ({ code, retryAfter }) => {
          const [limited, bucket] =
            code === "VEHICLE" ? (["vehicle", vehicleBucket] as const) : (["application", applicationBucket] as const)
          return Effect.zipRight(
            Effect.transposeMapOption(bucket, (bucket) => limiter.drain(bucket, retryAfter)),
            warn(endpoint.name, limited, retryAfter)
          )
        })

      const charged = take(vehicleBucket, "vehicle", "VEHICLE").pipe(
        Effect.zipRight(take(applicationBucket, "application", "SMARTCAR_API")),
        Effect.zipRight(Effect.tapError(call, (error) => drain(refusalOf(error)))),
        Effect.tap(({ value }) => Effect.flatMap(Clock.currentTimeMillis, (now) => drain(refusalsIn(value, now))))
      )
      return perTry(endpoint, charged)
    }
  }
}

/**
 * Buckets of this process, on `effect/RateLimiter`; those of cars that are not asked are forgotten once they would be full
 * again. With `fail`, the time it names is the longest that it can take for the tokens to come back.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory: Layer.Layer<RateLimiter> = /*#__PURE__*/ Layer.scoped(RateLimiter, makeBuckets)

/**
 * Limits the calls of the interpreter it is put around. Each call costs one token of the application's bucket, and one of
 * its car's if `vehicle` is set; a batch costs one for each of its paths. A call takes its tokens before it is sent, and
 * again before each further try that `Retry.transient` makes. The time it waits does not count for `Smartcar.withTimeout`.
 * Calls to the token endpoints are free.
 *
 * With `fail`, a call for which there are too few tokens fails with a `RateLimitError` (code `VEHICLE` or `SMARTCAR_API`,
 * with `retryAfter`), and nothing was sent. The car's tokens are taken first, so that a car at its limit never costs the
 * application anything.
 *
 * When Smartcar itself answers 429, other processes or the dashboard have used the rest: the bucket it speaks of is
 * emptied, and stays empty for the answer's `Retry-After`. Options that make no sense fail each call with an
 * `InvalidInputError` that names the option, such as `rateLimit.application.capacity`.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { Credentials, RateLimit, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
 * import { Layer } from "effect"
 *
 * const Limited = RateLimit.layer({ vehicle: { capacity: 10, refillPerMinute: 1 } }).pipe(
 *   Layer.provide([Smartcar.layer, RateLimit.layerMemory]),
 *   Layer.provide([FetchHttpClient.layer, Credentials.layer]),
 *   Layer.provideMerge(Layer.merge(SmartcarConfig.layerConfig, TokenStore.layerMemory))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar | RateLimiter> =>
  Layer.effect(
    Smartcar.Smartcar,
    Effect.zipWith(Smartcar.Smartcar, RateLimiter, (smartcar, limiter) => make(smartcar, limiter, options))
  )
