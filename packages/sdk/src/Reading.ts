/**
 * What a successful call gives back: the value, and what the response headers say about it.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

/**
 * The units of distances, pressures and volumes: `metric` (km, kPa, litres) or `imperial` (miles, psi, US gallons).
 *
 * @since 0.1.0
 * @category models
 */
export type UnitSystem = "metric" | "imperial"

/**
 * Facts about a reading, from the `sc-*` response headers. A fact the answer did not carry is absent.
 *
 * @since 0.1.0
 * @category models
 */
export interface Meta {
  /** Smartcar's id of the request, for support (`sc-request-id`). */
  readonly requestId?: string
  /** When the vehicle recorded the data (`sc-data-age`). */
  readonly dataAge?: DateTime.Utc
  /** When Smartcar fetched the data from the manufacturer (`sc-fetched-at`). */
  readonly fetchedAt?: DateTime.Utc
  /** The units of the value (`sc-unit-system`). */
  readonly unitSystem?: UnitSystem
}

/**
 * A value together with its {@link Meta}.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reading<out A> {
  readonly value: A
  readonly meta: Meta
}

/**
 * Keeps the value of a reading and drops its meta.
 *
 * @example
 * ```ts
 * import { Reading } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 *
 * const distance = Reading.value(Vehicle.odometer(Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")))
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const value = <A, E, R>(self: Effect.Effect<Reading<A>, E, R>): Effect.Effect<A, E, R> =>
  Effect.map(self, (reading) => reading.value)
