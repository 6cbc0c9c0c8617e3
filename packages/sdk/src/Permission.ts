/**
 * The permissions an owner can grant in Smartcar Connect.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import type * as Endpoint from "./Endpoint.js"

interface Need {
  readonly permission: Permission | undefined
}

/**
 * Every permission name that is documented, in alphabetical order. API v2.0 and v3 have the same.
 *
 * @since 0.1.0
 * @category constants
 */
export const all = [
  "control_charge",
  "control_climate",
  "control_navigation",
  "control_pin",
  "control_security",
  "control_trunk",
  "read_alerts",
  "read_battery",
  "read_charge",
  "read_charge_events",
  "read_charge_locations",
  "read_charge_records",
  "read_climate",
  "read_compass",
  "read_diagnostics",
  "read_engine_oil",
  "read_extended_vehicle_info",
  "read_fuel",
  "read_location",
  "read_odometer",
  "read_security",
  "read_service_history",
  "read_speedometer",
  "read_thermometer",
  "read_tires",
  "read_user_profile",
  "read_vehicle_info",
  "read_vin"
] as const

/**
 * A documented permission name.
 *
 * @since 0.1.0
 * @category models
 */
export type Known = (typeof all)[number]

/**
 * A permission name as it appears on the wire: a documented one, or one that Smartcar added since.
 *
 * @since 0.1.0
 * @category models
 */
export type Permission = Known | (string & {})

/**
 * Marks a permission as required in the Connect scope (`required:read_odometer`): the owner cannot untick it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const required = (permission: Permission): Permission => `required:${permission}`

/**
 * The permission without the mark of {@link required}, as it is granted.
 *
 * @since 0.1.0
 * @category constructors
 */
export const optional = (permission: Permission): Permission => permission.replace(/^required:/, "")

/**
 * The permissions that the given calls, and signals of API v3, need, without duplicates and in order: the scope to ask for
 * in Connect.
 *
 * @example
 * ```ts
 * import { Permission } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 * import { Commands, Signal } from "@effect-smartcar/sdk/v3"
 *
 * Permission.of(Vehicle.odometer, Vehicle.lock) // ["read_odometer", "control_security"]
 * Permission.of(Signal.wheelTires, Commands.lock) // ["read_tires", "control_security"]
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const of = (...needs: ReadonlyArray<{ readonly endpoint: Endpoint.Any } | Need>): ReadonlyArray<Permission> =>
  Arr.dedupe(
    needs.flatMap((need) => {
      const { permission }: Need = "endpoint" in need ? need.endpoint : need
      return permission === undefined ? [] : [permission]
    })
  )
