import * as cabin from "./cabin.js"
import * as charge from "./charge.js"
import * as closures from "./closures.js"
import type { Any } from "./descriptor.js"
import * as diagnostics from "./diagnostics.js"
import * as driving from "./driving.js"
import * as energy from "./energy.js"
import * as vehicle from "./vehicle.js"

type Rows<Module> = Module extends unknown ? Module[keyof Module] : never

const byCode = <Modules extends ReadonlyArray<{ readonly [name: string]: Any }>>(...modules: Modules) =>
  // The keys are the codes, as the type says.
  Object.fromEntries(modules.flatMap(Object.values<Any>).map((signal) => [signal.code, signal])) as unknown as {
    readonly [Row in Extract<Rows<Modules[number]>, Any> as Row["code"]]: Row
  }

/**
 * Every documented signal, by its code. Whoever names it gets the whole table, and bundlers keep it.
 *
 * @since 0.1.0
 * @category constants
 */
export const all = /*#__PURE__*/ byCode(cabin, charge, closures, diagnostics, driving, energy, vehicle)
