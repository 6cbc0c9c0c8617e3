/** Doors, windows and lids as API v2.0 lists them. */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type * as Model from "../../v2/models.js"
import * as Signal from "../../v3/Signal.js"
import type { Kept } from "./kept.js"

type Closures = { readonly [K in Exclude<keyof Model.LockStatus, "isLocked">]: ReadonlyArray<Model.Closure> }

const rows = ["front", "back"]

/** `frontLeft`, `backRight`: the row from the front, and the side, of which a row may have more than two places. */
const typeAt = (row: number, column: number, last: number): string => {
  const side = column === 0 ? "Left" : column === last ? "Right" : `Column${column}`
  return `${rows[row] ?? `row${row}`}${side}`
}

interface Opening {
  readonly isOpen: boolean | null
  readonly isLocked?: boolean | null
}

/** What is locked is shut, even where the car does not tell that it is. */
const statusOf = ({ isLocked, isOpen }: Opening): Model.Closure["status"] =>
  isOpen === true ? "OPEN" : isOpen === false || isLocked === true ? "CLOSED" : "UNKNOWN"

interface Grid {
  readonly values: ReadonlyArray<Opening & { readonly row: number | null; readonly column: number | null }>
  readonly columnCount: number | null
}

const inGrid = (grid: Grid | null): ReadonlyArray<Model.Closure> => {
  if (grid === null) return []
  const last = (grid.columnCount ?? Math.max(...grid.values.map(({ column }) => column ?? 0)) + 1) - 1
  return grid.values.flatMap(({ column, row, ...opening }) =>
    row === null || column === null ? [] : [{ type: typeAt(row, column, last), status: statusOf(opening) }]
  )
}

const lid = (type: string, opening: Opening | null): ReadonlyArray<Model.Closure> =>
  opening === null ? [] : [{ type, status: statusOf(opening) }]

const byUrgency = ["OPEN", "CLOSED"]

/** A car has a rear trunk, a tailgate, or both: what is open counts first. */
const rear = (...openings: ReadonlyArray<Opening | null>): Opening | null => {
  const found = openings.filter(Predicate.isNotNull)
  const status = byUrgency.find((status) => found.some((opening) => statusOf(opening) === status))
  return found.find((opening) => statusOf(opening) === status) ?? found[0] ?? null
}

export const closures = {
  signals: [
    Signal.closureDoors,
    Signal.closureWindows,
    Signal.closureSunroof,
    Signal.closureFrontTrunk,
    Signal.closureRearTrunk,
    Signal.closureTailgate,
    Signal.chargeIsChargingPortFlapOpen
  ],
  /** A list is empty where the car does not tell, and where its signal failed: the other ones stand all the same. */
  read: (kept: Kept): Closures => {
    const sunroof = Either.getOrNull(kept.need(Signal.closureSunroof))
    const front = Either.getOrNull(kept.need(Signal.closureFrontTrunk))
    const flap = Either.getOrNull(kept.need(Signal.chargeIsChargingPortFlapOpen))
    // Of a rear one half of which failed, nobody knows whether it is shut.
    const back = Either.getOrNull(Either.all([kept.may(Signal.closureRearTrunk), kept.may(Signal.closureTailgate)]))
    return {
      doors: inGrid(Either.getOrNull(kept.need(Signal.closureDoors))),
      windows: inGrid(Either.getOrNull(kept.need(Signal.closureWindows))),
      sunroof: lid("sunroof", sunroof),
      storage: [...lid("front", front), ...(back === null ? [] : lid("rear", rear(...back)))],
      chargingPort: lid("chargingPort", flap === null ? null : { isOpen: flap.value })
    }
  }
}
