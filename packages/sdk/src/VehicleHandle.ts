/**
 * A vehicle as an explicit value: which car, whose, in which units. It holds no secret.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./Endpoint.js"
import type { UnitSystem } from "./Reading.js"

/**
 * Marks handles.
 *
 * @since 0.1.0
 * @category symbols
 */
export const TypeId: unique symbol = Symbol.for("@effect-smartcar/sdk/VehicleHandle")

/**
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = typeof TypeId

/**
 * What may be said about a vehicle beside its id.
 *
 * - `unitSystem`: units of the readings, `metric` by default.
 * - `owner`, `version`, `flags`: see {@link CallOptions}.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends CallOptions {
  readonly unitSystem?: UnitSystem | undefined
}

/**
 * The car that a call is about. Every vehicle call takes it as its first argument.
 *
 * @since 0.1.0
 * @category models
 */
export interface VehicleHandle extends Options {
  readonly [TypeId]: TypeId
  readonly id: string
  readonly unitSystem: UnitSystem
}

/**
 * Makes a handle from a vehicle id (from `Vehicles.list`). Nothing is sent. An id, version or flag that cannot be
 * sent fails the call that uses the handle with an `InvalidInputError`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (id: string, options?: Options): VehicleHandle => ({
  [TypeId]: TypeId,
  id,
  ...options,
  unitSystem: options?.unitSystem ?? "metric"
})
