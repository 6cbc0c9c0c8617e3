/**
 * Several reads of one car in one request.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import { dual } from "effect/Function"
import * as Record from "effect/Record"
import type * as Endpoint from "./Endpoint.js"
import { CurrentLimit, limitOf, type Settled, sendAll } from "./internal/batch.js"
import { checkPolicy } from "./internal/retry.js"
import type { Reading } from "./Reading.js"
import * as Retry from "./Retry.js"
import { Smartcar } from "./Smartcar.js"
import { InvalidInputError } from "./SmartcarError.js"
import type { VehicleHandle } from "./VehicleHandle.js"

export { CurrentLimit } from "./internal/batch.js"

/**
 * A read that a batch can carry: a vehicle call that needs nothing but the car.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  (vehicle: VehicleHandle): Effect.Effect<Reading<unknown>, unknown, Smartcar>
  readonly endpoint: Endpoint.Endpoint<never, unknown, unknown, Endpoint.BatchEndpoint<unknown>>
}

/**
 * Reads by name.
 *
 * @since 0.1.0
 * @category models
 */
export type Entries = Readonly<Record<string, Entry>>

/**
 * What became of each entry: its own reading, or its own error.
 *
 * @since 0.1.0
 * @category models
 */
export type Results<T extends Entries> = {
  readonly [K in keyof T]: Either.Either<
    Reading<Endpoint.Endpoint.Success<T[K]["endpoint"]>>,
    Endpoint.Endpoint.Error<T[K]["endpoint"]>
  >
}

/**
 * What a batch as a whole can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type BatchError<T extends Entries> = Endpoint.Endpoint.Error<T[keyof T]["endpoint"]["batch"]>

/**
 * Sets how many paths one request may carry, at least 1.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withLimit: {
  (limit: number): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, limit: number): Effect.Effect<A, E, R>
} = dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, limit: number) => Effect.provideService(self, CurrentLimit, limit))

/**
 * The policy set by {@link retryFailed}; none by default.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentRetryFailed extends Context.Reference<CurrentRetryFailed>()(
  "@effect-smartcar/sdk/Batch/CurrentRetryFailed",
  { defaultValue: () => Retry.none }
) {}

/**
 * Repeats the failed entries of each batch in an effect, and only those, as far as another try may help: one request per
 * try for all of them, after the longest wait that one of them asks for. What they end with after the last try is their
 * result. A batch that fails as a whole is tried again by `Retry.transient`, like any call.
 *
 * @example
 * ```ts
 * import { Batch } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")
 * const now = Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel }).pipe(Batch.retryFailed({ times: 2 }))
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const retryFailed: {
  (policy?: Partial<Retry.Policy>): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, policy?: Partial<Retry.Policy>): Effect.Effect<A, E, R>
} = dual(
  (args) => Effect.isEffect(args[0]),
  <A, E, R>(self: Effect.Effect<A, E, R>, policy?: Partial<Retry.Policy>) =>
    Effect.provideService(self, CurrentRetryFailed, Retry.policy(policy))
)

/**
 * Reads several things of one car in one request, typed per entry. Each entry succeeds or fails by itself; the effect
 * fails only if the batch as a whole did. A batch above the limit is split, and a request that then fails fails its own
 * entries, as long as another one succeeds. Smartcar bills every path.
 *
 * @example
 * ```ts
 * import { Batch } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")
 * const now = Batch.all({ odometer: Vehicle.odometer, fuel: Vehicle.fuel })(car)
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const all: {
  <const T extends Entries>(entries: T): (vehicle: VehicleHandle) => Effect.Effect<Results<T>, BatchError<T>, Smartcar>
  <const T extends Entries>(vehicle: VehicleHandle, entries: T): Effect.Effect<Results<T>, BatchError<T>, Smartcar>
} = dual(2, (vehicle: VehicleHandle, entries: Entries) =>
  Effect.gen(function* () {
    const where = { endpoint: "batch", vehicleId: vehicle.id }
    const limit = yield* limitOf(yield* Effect.context<never>(), where)
    const [other] = Object.keys(Record.filter(entries, ({ endpoint }) => endpoint?.batch === undefined))
    if (other !== undefined) {
      return yield* new InvalidInputError({
        ...where,
        field: other,
        description: "expected a call that a batch can carry"
      })
    }
    const policy = yield* CurrentRetryFailed
    if (policy !== Retry.none) yield* checkPolicy(policy, where)
    const settled = new Map<unknown, Settled>()
    const wanted = Arr.dedupe(Object.values(entries).map(({ endpoint }) => endpoint))
    yield* sendAll(yield* Smartcar, vehicle.id, wanted, {
      request: vehicle,
      context: Context.empty(),
      limit,
      policy,
      repeats: "entries",
      settle: (one) => {
        settled.set(one.entry, one)
      }
    })
    const [first, ...others] = settled.values()
    if (first !== undefined && [first, ...others].every(({ whole }) => whole)) return yield* first.result
    return Record.map(entries, ({ endpoint }) => settled.get(endpoint)?.result)
  })
)
