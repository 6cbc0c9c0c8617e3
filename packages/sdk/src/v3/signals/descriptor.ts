/** What a signal is: a row of the table. `Signal.ts` is its public home. */
import { identity } from "effect/Function"
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import type { Permission } from "../../Permission.js"

/**
 * Marks signals.
 *
 * @since 0.1.0
 * @category symbols
 */
export const TypeId: unique symbol = Symbol.for("@effect-smartcar/sdk/v3/Signal")

/**
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = typeof TypeId

/**
 * Any signal: what tables, documentation and simulators read.
 *
 * @since 0.1.0
 * @category models
 */
export interface Any {
  readonly [TypeId]: TypeId
  /** The group and the name in lower case: `odometer-traveleddistance`. */
  readonly code: string
  /** As the wire spells it: `Odometer`. */
  readonly group: string
  /** As the wire spells it: `TraveledDistance`. */
  readonly name: string
  /** The schema of the body. */
  readonly body: Schema.Schema.AnyNoContext
  /**
   * The metric unit of the body's numbers, in the spelling that cars were seen to answer with; `undefined` if they have
   * none. Answers spell it in several ways or leave it out, and a car read in imperial units has others.
   */
  readonly unit: string | undefined
  /** What the owner has to grant. Smartcar publishes no complete list: where it is inferred, the signal's comment says so. */
  readonly permission: Permission | undefined
  readonly "~types": { readonly _Body: Types.Covariant<unknown> }
}

/**
 * One thing that a car tells about itself: its code, and the exact type of the body that comes with it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Signal<out Code extends string, in out Body, in out Encoded = unknown> extends Any {
  readonly code: Code
  readonly body: Schema.Schema<Body, Encoded>
  readonly "~types": { readonly _Body: Types.Covariant<Body> }
}

/** Never called: it only carries a type. */
const variance = { _Body: identity }

/**
 * A signal by its group and name, both as the wire spells them: for one that Smartcar added since. Its code is the two
 * in lower case.
 *
 * @example
 * ```ts
 * import { Signal } from "@effect-smartcar/sdk/v3"
 *
 * // "tractionbattery-ratedrange"
 * const { code } = Signal.make("TractionBattery", "RatedRange", { body: Signal.Quantity, unit: "km" })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <const Group extends string, const Name extends string, Body, Encoded>(
  group: Group,
  name: Name,
  {
    body,
    unit,
    permission
  }: {
    readonly body: Schema.Schema<Body, Encoded>
    readonly unit?: string
    readonly permission?: Permission
  }
): Signal<Lowercase<`${Group}-${Name}`>, Body, Encoded> => ({
  [TypeId]: TypeId,
  // `toLowerCase` is what `Lowercase` stands for.
  code: `${group}-${name}`.toLowerCase() as Lowercase<`${Group}-${Name}`>,
  group,
  name,
  body,
  unit,
  permission,
  "~types": variance
})

/**
 * A signal by its code alone, for one that is not in the table: its body is whatever Smartcar sends, unread. Group and
 * name are the code's, in lower case.
 *
 * @since 0.1.0
 * @category constructors
 */
export const untyped = <const Code extends string>(code: Code): Signal<Code, unknown> => {
  const [group = "", ...name] = code.split("-")
  return {
    [TypeId]: TypeId,
    code,
    group,
    name: name.join("-"),
    body: Schema.Unknown,
    unit: undefined,
    permission: undefined,
    "~types": variance
  }
}
