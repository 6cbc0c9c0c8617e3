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
  readonly refillPerMinute: number
}

/**
 * What the simulated Smartcar limits; nothing by default.
 *
 * - `application`: all requests with a token, 429 `SMARTCAR_API` above. Smartcar's own: 120, refill 2 per minute.
 * - `vehicle`: requests to one car, 429 `VEHICLE` with a `retry-after` above. Every path of a batch counts.
 * - `requestsPerVehicle`: requests to one car per calendar month (UTC), 430 `VEHICLE_REQUEST_LIMIT` above.
 * - `vehicles`: connected cars; the ones connected last beyond it answer 430 `VEHICLE_LIMIT`.
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

/** Takes `amount` from a bucket, or tells after how many seconds it will hold enough. */
const take = (
  state: State,
  key: string,
  rate: Rate | undefined,
  amount: number,
  now: number
): Either.Either<State, number> => {
  if (rate === undefined) return Either.right(state)
  const { capacity, refillPerMinute } = rate
  const before = Option.getOrElse(HashMap.get(state.buckets, key), () => ({ tokens: capacity, at: now }))
  const tokens = Math.min(capacity, before.tokens + (Math.max(0, now - before.at) / minute) * refillPerMinute)
  const missing = Math.min(amount, capacity) - tokens
  if (missing > epsilon) return Either.left(Math.ceil((missing / refillPerMinute) * 60 - epsilon))
  return Either.right({
    ...state,
    buckets: HashMap.set(state.buckets, key, { tokens: Math.max(0, -missing), at: now })
  })
}

/** Charges the application for `amount` requests. */
export const chargeApplication = (state: State, amount: number, now: number): Either.Either<State, Failure> =>
  Either.mapLeft(take(state, "application", state.limits.application, amount, now), () =>
    vendor("RATE_LIMIT", "SMARTCAR_API")
  )

const isBeyondPlan = (state: State, connection: Connection): boolean => {
  const { vehicles } = state.limits
  if (vehicles === undefined) return false
  return Option.match(RedBlackTree.getAt(state.connections, vehicles), {
    onNone: () => false,
    onSome: ([firstBeyond]) => connection.id >= firstBeyond
  })
}

/** Charges a connected car for one request. */
export const chargeVehicle = (state: State, connection: Connection, now: number): Either.Either<State, Failure> =>
  Either.gen(function* () {
    const { vehicleId } = connection
    const { requestsPerVehicle, vehicle } = state.limits
    if (isBeyondPlan(state, connection)) return yield* Either.left(vendor("BILLING", "VEHICLE_LIMIT"))
    const month = `${vehicleId}/${new Date(now).toISOString().slice(0, 7)}`
    const used = Option.getOrElse(HashMap.get(state.usage, month), () => 0)
    if (requestsPerVehicle !== undefined && used >= requestsPerVehicle) {
      return yield* Either.left(vendor("BILLING", "VEHICLE_REQUEST_LIMIT"))
    }
    const charged = yield* Either.mapLeft(take(state, vehicleId, vehicle, 1, now), (retryAfter) =>
      vendor("RATE_LIMIT", "VEHICLE", { retryAfter })
    )
    return requestsPerVehicle === undefined
      ? charged
      : { ...charged, usage: HashMap.set(charged.usage, month, used + 1) }
  })
