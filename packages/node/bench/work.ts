/** What contenders are asked to do, and the loop of those that make promises. */

/**
 * - `read`: one odometer reading.
 * - `batch`: six readings in one request that the program asks for as a batch.
 * - `six`: six readings that the program asks for one by one, at once.
 * - `error`: a reading of a car that is asleep, and the type of error that comes of it.
 */
export type Work = "read" | "batch" | "six" | "error"

export interface Contender {
  /** Does the work `calls` times, so many at once; gives back how many readings (or errors) were as they should be. */
  readonly repeat: (work: Work, calls: number, concurrency: number) => Promise<number>
}

/** A contender whose calls are promises: each call gives back how many of its readings are right. */
export const ofPromises = (calls: Readonly<Record<Work, () => Promise<number>>>): Contender => ({
  repeat: async (work, times, concurrency) => {
    const call = calls[work]
    let left = times
    let readings = 0
    const worker = async () => {
      while (left-- > 0) {
        const right = await call()
        readings += right
      }
    }
    await Promise.all(Array.from({ length: Math.min(concurrency, times) }, worker))
    return readings
  }
})

export const count = (outcomes: ReadonlyArray<boolean>): number => outcomes.filter((right) => right).length
