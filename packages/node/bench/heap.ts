/** What calls leave on the heap, and what they put there. */
import type { Racer } from "./processes.js"
import { turn } from "./race.js"
import { peer, type Scenario } from "./scenarios.js"

export interface Heap {
  readonly contender: string
  /** Bytes that the heap grew by over all the calls, after a collection. */
  readonly retained: number
  /** Bytes per call. */
  readonly allocated: number | null
}

/** For the racers: so large a nursery that it is not collected while a few calls are watched. */
export const flags = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"]

export const contenders = [
  "undici",
  "fetch",
  peer,
  "sdk-node",
  "sdk-node-spans",
  "sdk-fetch",
  "promise-node",
  "promise-fetch"
]

export const heaps = async (
  scenario: Scenario,
  racers: ReadonlyArray<Racer>,
  calls: number
): Promise<ReadonlyArray<Heap>> => {
  const results: Array<Heap> = []
  const watched = Math.min(calls, 1000)
  for (const racer of racers) {
    // Connections, compiled code and caches are not what a call leaves behind.
    await turn(racer, scenario, calls, "heap")
    const few = await turn(racer, scenario, watched, "heap")
    const { retained } = await turn(racer, scenario, calls, "heap")
    // What was collected meanwhile is not known.
    const allocated = few.collections === 0 ? few.allocated / watched : null
    results.push({ contender: racer.name, retained, allocated })
  }
  return results
}
