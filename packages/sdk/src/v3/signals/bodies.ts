/**
 * The bodies of signals. Any part may be `null`, which is what Smartcar sends, or leaves out, where the car does not
 * tell. Numbers may come quoted; names in capitals are open to ones that are added later. `unit` is as the answer spells
 * it, and absent where the answer has none.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { lenientNumber, nullish, openLiteral, struct } from "../../internal/schema.js"
import { listOf, main, mainList, number, text, time, unit } from "./shapes.js"

/**
 * A number, and its unit.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Quantity = /*#__PURE__*/ struct(() => ({ value: main(lenientNumber), unit: unit() }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Quantity = typeof Quantity.Type

/**
 * A whole number.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Count = /*#__PURE__*/ struct(() => ({ value: main(lenientNumber.pipe(Schema.int())), unit: unit() }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Count = typeof Count.Type

/**
 * Yes or no.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Flag = /*#__PURE__*/ struct(() => ({ value: main(Schema.Boolean) }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Flag = typeof Flag.Type

/**
 * A text.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Text = /*#__PURE__*/ struct(() => ({ value: main(Schema.String) }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Text = typeof Text.Type

/**
 * Whether the battery charges. The names are those that cars were seen to answer with.
 *
 * @since 0.1.0
 * @category bodies
 */
export const ChargingStatus = /*#__PURE__*/ struct(() => ({
  value: main(openLiteral<"CHARGING" | "NOT_CHARGING" | "FULLY_CHARGED">())
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type ChargingStatus = typeof ChargingStatus.Type

/**
 * The state of a battery of 12 volts.
 *
 * @since 0.1.0
 * @category bodies
 */
export const BatteryStatus = /*#__PURE__*/ struct(() => ({ value: main(openLiteral<"GOOD" | "WARN" | "BAD">()) }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type BatteryStatus = typeof BatteryStatus.Type

/**
 * The gear that is in.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Gear = /*#__PURE__*/ struct(() => ({
  value: main(openLiteral<"PARK" | "DRIVE" | "REVERSE" | "NEUTRAL">())
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Gear = typeof Gear.Type

/**
 * The state of one of the car's systems, and in what words the car tells it.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Diagnostic = /*#__PURE__*/ struct(() => ({
  status: main(openLiteral<"ALERT" | "OK">()),
  description: text()
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Diagnostic = typeof Diagnostic.Type

/**
 * The car's trouble codes, each with the time at which it was set.
 *
 * @since 0.1.0
 * @category bodies
 */
export const TroubleCodes = /*#__PURE__*/ struct(() => ({
  values: mainList(Schema.Struct({ code: text(), timestamp: time() }))
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type TroubleCodes = typeof TroubleCodes.Type

/**
 * A list of names.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Names = /*#__PURE__*/ struct(() => ({ values: mainList(Schema.String) }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Names = typeof Names.Type

const grid = () => ({ rowCount: number(), columnCount: number() })

const place = () => ({ row: number(), column: number() })

/** A grid of things in a car, by the key of the schema or, as in Smartcar's example, by their own name. */
const gridOf = <A, I, Key extends string>(key: Key, item: Schema.Schema<A, I>) =>
  Schema.Union(
    Schema.Struct({ values: mainList(item), ...grid() }),
    Schema.Struct({ values: Schema.propertySignature(mainList(item)).pipe(Schema.fromKey(key)), ...grid() })
  )

/**
 * Doors by row (from the front) and column (from the left), both from 0. Smartcar's example has the key `doors` in
 * place of `values`: both are read.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Doors = /*#__PURE__*/ (() =>
  gridOf("doors", Schema.Struct({ ...place(), isOpen: nullish(Schema.Boolean), isLocked: nullish(Schema.Boolean) })))()

/**
 * @since 0.1.0
 * @category bodies
 */
export type Doors = typeof Doors.Type

/**
 * Windows by row (from the front) and column (from the left), both from 0. Smartcar's example has the key `windows` in
 * place of `values`: both are read.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Windows = /*#__PURE__*/ (() =>
  gridOf("windows", Schema.Struct({ ...place(), isOpen: nullish(Schema.Boolean) })))()

/**
 * @since 0.1.0
 * @category bodies
 */
export type Windows = typeof Windows.Type

/**
 * The pressure of each tire, by row (from the front) and column (from the left), both from 0; in kPa or psi, as the unit
 * system says. The answer names no unit.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Tires = /*#__PURE__*/ struct(() => ({
  values: mainList(Schema.Struct({ ...place(), tirePressure: number() })),
  ...grid()
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Tires = typeof Tires.Type

/**
 * A lid without a lock.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Lid = /*#__PURE__*/ struct(() => ({ isOpen: main(Schema.Boolean) }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Lid = typeof Lid.Type

/**
 * A lid with a lock.
 *
 * @since 0.1.0
 * @category bodies
 */
export const LockableLid = /*#__PURE__*/ struct(() => ({
  isOpen: main(Schema.Boolean),
  isLocked: nullish(Schema.Boolean)
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type LockableLid = typeof LockableLid.Type

/**
 * Where the car is or was: degrees, the heading in degrees too.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Location = /*#__PURE__*/ struct(() => ({
  latitude: main(lenientNumber),
  longitude: main(lenientNumber),
  heading: number(),
  direction: nullish(openLiteral<"N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW">()),
  locationType: nullish(openLiteral<"CURRENT" | "LAST_PARKED">())
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Location = typeof Location.Type

/**
 * The drive mode, by Smartcar's name and by the manufacturer's.
 *
 * @since 0.1.0
 * @category bodies
 */
export const DriveMode = /*#__PURE__*/ struct(() => ({ canonical: main(Schema.String), oemDisplayName: text() }))

/**
 * @since 0.1.0
 * @category bodies
 */
export type DriveMode = typeof DriveMode.Type

/**
 * The remaining range, and what other methods make of it.
 *
 * @since 0.1.0
 * @category bodies
 */
export const Range = /*#__PURE__*/ struct(() => ({
  value: main(lenientNumber),
  type: nullish(openLiteral<"DEFAULT">()),
  additionalValues: listOf(
    Schema.Struct({ type: nullish(openLiteral<"IDEAL_CONDITIONS" | "ESTIMATED" | "RATED">()), value: number() })
  ),
  unit: unit()
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type Range = typeof Range.Type

/**
 * The battery's rated capacity, whose word that is, and what it may be where Smartcar cannot tell.
 *
 * @since 0.1.0
 * @category bodies
 */
export const NominalCapacity = /*#__PURE__*/ struct(() => ({
  capacity: main(lenientNumber),
  source: nullish(openLiteral<"SMARTCAR" | "USER_SELECTED">()),
  availableCapacities: listOf(Schema.Struct({ capacity: number(), description: text() })),
  unit: unit()
}))

/**
 * @since 0.1.0
 * @category bodies
 */
export type NominalCapacity = typeof NominalCapacity.Type
