/** What the server can do wrong, and how much of the load asks for it. */
const faults = {
  none: 8,
  slow: 30,
  late: 10,
  500: 3,
  502: 3,
  503: 3,
  429: 3,
  401: 1,
  409: 2,
  reset: 3,
  closed: 3,
  cut: 3,
  hang: 5,
  hangs: 3,
  truncated: 2,
  gzip: 8,
  noGzip: 2,
  oversized: 2,
  bomb: 1
} as const

export type Fault = `${keyof typeof faults}`

// The keys of an object are texts.
const all = Object.entries(faults) as ReadonlyArray<readonly [Fault, number]>

const total = all.reduce((sum, [, weight]) => sum + weight, 0)

/** A fault by its weight, from a number from 0 to below 1. */
export const pickFault = (chance: number): Fault => {
  let left = chance * total
  for (const [fault, weight] of all) {
    left -= weight
    if (left < 0) return fault
  }
  return "none"
}
