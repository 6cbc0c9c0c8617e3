/** Rate limits (429) and limits of the plan (430). */
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as RedBlackTree from "effect/RedBlackTree"
import { type Failure, vendor } from "./errors.js"
import type { Connection, State } from "./state.js"

/**
 * A bucket of requests: full at first, refilled at a steady rate.
 *
 * @since 0.1.0
 * @category models
 */
export interface Rate {
  readonly capacity: number
  /** 0 for a bucket that stays empty. */
  readonly refillPerMinute: number
  /** Whether a 429 tells in `retry-after` how long to wait; as Smartcar does by default: for a vehicle only. */
  readonly retryAfter?: boolean | undefined
}

/**
 * What the simulated Smartcar limits; nothing by default.
 *
 * - `application`: all requests but those for tokens, 429 `SMARTCAR_API` above. Smartcar's own: 120, refill 2 per
 *   minute.
 * - `vehicle`: requests to one car, 429 `VEHICLE` with a `retry-after` above.
 * - `requestsPerVehicle`: requests to one car per calendar month (UTC), 430 `VEHICLE_REQUEST_LIMIT` above.
 * - `vehicles`: connected cars; the ones connected last beyond it answer 430 `VEHICLE_LIMIT`.
 *
 * Every path of a batch counts as one request. A batch of more paths than a bucket can hold takes a full one.
 *
 * @since 0.1.0
 * @category models
 */
export interface Limits {
  readonly application?: Rate | undefined
  readonly vehicle?: Rate | undefined
  readonly requestsPerVehicle?: number | undefined
  readonly vehicles?: number | undefined
}

const minute = 60_000

/** Below this, a part of a request is the rounding of a division. */
const epsilon = 1e-9

/**
 * Takes `amount` from a bucket, or tells after how many seconds it will hold enough: `undefined` if it never will, or if
 * it does not tell.
 */
const take = (
  state: State,
  key: string,
  rate: Rate | undefined,
  options: { readonly amount: number; readonly now: number; readonly tells: boolean }
): Either.Either<State, number | undefined> => {
  if (rate === undefined) return Either.right(state)
  const { amount, now, tells } = options
  const { capacity, refillPerMinute, retryAfter = tells } = rate
  const before = Option.getOrElse(HashMap.get(state.buckets, key), () => ({ tokens: capacity, at: now }))
  const tokens = Math.min(capacity, before.tokens + (Math.max(0, now - before.at) / minute) * refillPerMinute)
  const missing = Math.min(amount, capacity) - tokens
  if (missing > epsilon) {
    const seconds = Math.ceil((missing / refillPerMinute) * 60 - epsilon)
    return Either.left(retryAfter && Number.isFinite(seconds) ? seconds : undefined)
  }
  return Either.right({
    ...state,
    buckets: HashMap.set(state.buckets, key, { tokens: Math.max(0, -missing), at: now })
  })
}

/** Charges the application for `amount` requests. */
export const chargeApplication = (state: State, amount: number, now: number): Either.Either<State, Failure> =>
  Either.mapLeft(take(state, "application", state.limits.application, { amount, now, tells: false }), (retryAfter) =>
    vendor("RATE_LIMIT", "SMARTCAR_API", { retryAfter })
  )

const isBeyondPlan = (state: State, connection: Connection): boolean => {
  const { vehicles } = state.limits
  if (vehicles === undefined) return false
  return Option.match(RedBlackTree.getAt(state.connections, vehicles), {
    onNone: () => false,
    onSome: ([firstBeyond]) => connection.id >= firstBeyond
  })
}

/** Counts a request of the car's month (UTC), unless the plan has no more of them. */
const chargePlan = (state: State, vehicleId: string, now: number): Either.Either<State, Failure> => {
  const { requestsPerVehicle } = state.limits
  if (requestsPerVehicle === undefined) return Either.right(state)
  const month = new Date(now).toISOString().slice(0, 7)
  const requests = HashMap.get(state.usage, vehicleId).pipe(
    Option.filter((usage) => usage.month === month),
    Option.match({ onNone: () => 0, onSome: (usage) => usage.requests })
  )
  return requests >= requestsPerVehicle
    ? Either.left(vendor("BILLING", "VEHICLE_REQUEST_LIMIT"))
    : Either.right({ ...state, usage: HashMap.set(state.usage, vehicleId, { month, requests: requests + 1 }) })
}

/** Charges a connected car for one request. */
export const chargeVehicle = (state: State, connection: Connection, now: number): Either.Either<State, Failure> => {
  const { vehicleId } = connection
  if (isBeyondPlan(state, connection)) return Either.left(vendor("BILLING", "VEHICLE_LIMIT"))
  return Either.flatMap(chargePlan(state, vehicleId, now), (counted) =>
    Either.mapLeft(take(counted, vehicleId, state.limits.vehicle, { amount: 1, now, tells: true }), (retryAfter) =>
      vendor("RATE_LIMIT", "VEHICLE", { retryAfter })
    )
  )
}
