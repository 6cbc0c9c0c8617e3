/**
 * Locks, doors, windows and lids, and surveillance.
 *
 * @since 0.1.0
 */
import * as Body from "./bodies.js"
import { make } from "./descriptor.js"

/**
 * Each door: whether it is open, and whether it is locked. Body: `Doors`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureDoors = /*#__PURE__*/ make("Closure", "Doors", { body: Body.Doors, permission: "read_security" })

/**
 * Whether the engine cover is open. Body: `Lid`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureEngineCover = /*#__PURE__*/ make("Closure", "EngineCover", {
  body: Body.Lid,
  permission: "read_security"
})

/**
 * Whether the front trunk is open, and whether it is locked. Body: `LockableLid`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureFrontTrunk = /*#__PURE__*/ make("Closure", "FrontTrunk", {
  body: Body.LockableLid,
  permission: "read_security"
})

/**
 * True if the car is locked. `control_security` is said to do for it too. Body: `Flag`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureIsLocked = /*#__PURE__*/ make("Closure", "IsLocked", {
  body: Body.Flag,
  permission: "read_security"
})

/**
 * Whether the rear trunk is open, and whether it is locked. Body: `LockableLid`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureRearTrunk = /*#__PURE__*/ make("Closure", "RearTrunk", {
  body: Body.LockableLid,
  permission: "read_security"
})

/**
 * Whether the sunroof is open. Body: `Lid`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureSunroof = /*#__PURE__*/ make("Closure", "Sunroof", { body: Body.Lid, permission: "read_security" })

/**
 * Whether the tailgate is open, and whether it is locked. Body: `LockableLid`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureTailgate = /*#__PURE__*/ make("Closure", "Tailgate", {
  body: Body.LockableLid,
  permission: "read_security"
})

/**
 * Each window: whether it is open. Body: `Windows`.
 *
 * @since 0.1.0
 * @category closures
 */
export const closureWindows = /*#__PURE__*/ make("Closure", "Windows", {
  body: Body.Windows,
  permission: "read_security"
})

/**
 * The brand of the surveillance system. The permission is inferred. Body: `Text`.
 *
 * @since 0.1.0
 * @category closures
 */
export const surveillanceBrand = /*#__PURE__*/ make("Surveillance", "Brand", {
  body: Body.Text,
  permission: "read_security"
})

/**
 * True if the surveillance system is on. The permission is inferred. Body: `Flag`.
 *
 * @since 0.1.0
 * @category closures
 */
export const surveillanceIsEnabled = /*#__PURE__*/ make("Surveillance", "IsEnabled", {
  body: Body.Flag,
  permission: "read_security"
})
