/**
 * Tries calls again that failed for a while.
 *
 * A policy is a value, set over any effect. Each call inside is tried again by itself, and as its kind allows: a read
 * whenever another try may help; a command only if it surely did not run (no connection was made, no credential was at
 * hand, or it was refused with 429); what changes connections, subscriptions or tokens never. The effect itself, which may
 * hold commands that ran, is not run again.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { Smartcar } from "./internal/interpreter.js"
import { CurrentPolicy, defaults, none as noRetry, type Policy, schedule as steps } from "./internal/retry.js"

export { CurrentPolicy, type Policy } from "./internal/retry.js"

/**
 * A policy: the given fields, and for the others the defaults. By default four more tries after the first, 0.5, 1, 2 and
 * 4 seconds apart, give or take 20%, none after 5 minutes; a `Retry-After` (in seconds or as a date) is waited for up to
 * 2 minutes, and a longer one ends the tries at once. A policy that makes no sense fails each call with an
 * `InvalidInputError`.
 *
 * @example
 * ```ts
 * import { Retry, SmartcarError } from "@effect-smartcar/sdk"
 *
 * const patient = Retry.policy({ times: 8, maxElapsed: "30 minutes", maxRetryAfter: "10 minutes" })
 * const wakesUp = Retry.policy({
 *   while: (error) => SmartcarError.isRetryable(error) || (error._tag === "VehicleStateError" && error.code === "ASLEEP")
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const policy = (options: Partial<Policy> = {}): Policy => Data.struct({ ...defaults, ...options })

/**
 * The policy that tries nothing again, for a part of a program that has another one.
 *
 * @since 0.1.0
 * @category constructors
 */
export const none: Policy = noRetry

/**
 * Sets the policy for the calls of an effect; the nearest one wins. The delays are spent inside the effect: a timeout
 * around it counts them, while `Smartcar.withTimeout` is about each try.
 *
 * @example
 * ```ts
 * import { Retry } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 * import { Effect } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")
 * const lockAndRead = Vehicle.lock(car).pipe(Effect.zipRight(Vehicle.lockStatus(car)), Retry.transient({ times: 2 }))
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const transient: {
  (policy?: Partial<Policy>): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, policy?: Partial<Policy>): Effect.Effect<A, E, R>
} = dual(
  (args) => Effect.isEffect(args[0]),
  <A, E, R>(self: Effect.Effect<A, E, R>, options?: Partial<Policy>) =>
    Effect.provideService(self, CurrentPolicy, Option.some(policy(options)))
)

/**
 * A policy's delays as a schedule that is fed errors, for `Effect.retry`: it gives the delay before each try. Which errors
 * to repeat is the caller's to say, with `SmartcarError.isRetryable`: unlike {@link transient}, `Effect.retry` repeats all
 * that is inside, commands included.
 *
 * @example
 * ```ts
 * import { Retry, SmartcarError } from "@effect-smartcar/sdk"
 * import { Vehicles } from "@effect-smartcar/sdk/v2"
 * import { Effect } from "effect"
 *
 * const vehicles = Effect.retry(Vehicles.list(), { schedule: Retry.schedule(), while: SmartcarError.isRetryable })
 * ```
 *
 * @since 0.1.0
 * @category schedules
 */
export const schedule = (options?: Partial<Policy>): Schedule.Schedule<Duration.Duration, unknown> =>
  Schedule.map(steps(policy(options)), ({ delay }) => delay)

/**
 * The interpreter with a policy for the calls that have none. It goes around `RateLimit.layer`, which charges only the tries
 * that it sees.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Partial<Policy>): Layer.Layer<Smartcar, never, Smartcar> =>
  Layer.effect(
    Smartcar,
    Effect.map(Smartcar, ({ execute }) => ({
      execute: (endpoint, params, callOptions) =>
        Effect.flatMap(CurrentPolicy, (current) =>
          Effect.provideService(
            execute(endpoint, params, callOptions),
            CurrentPolicy,
            Option.orElseSome(current, () => policy(options))
          )
        )
    }))
  )
