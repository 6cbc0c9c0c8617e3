/** Contenders take turns, round by round, each in a process of its own. */
import type { Cost } from "./contender.js"
import { type Racer, racer } from "./processes.js"
import type { Scenario } from "./scenarios.js"

export interface Effort {
  readonly rounds: number
  /** The part of the scenario's calls that make a round. */
  readonly scale: number
  /** Rounds before the first that counts. */
  readonly warmUp: number
  /** How many new processes of each kind are started. */
  readonly starts: number
  readonly heapCalls: number
}

export const full: Effort = { rounds: 5, scale: 1, warmUp: 4, starts: 15, heapCalls: 10_000 }

export const smoke: Effort = { rounds: 1, scale: 0.005, warmUp: 0, starts: 1, heapCalls: 100 }

/** Medians over the rounds. */
export interface Result {
  readonly contender: string
  /** Microseconds of processor time per call. */
  readonly cpu: number
  readonly callsPerSecond: number
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1 + (sorted.length % 2)] ?? Number.NaN, sorted[middle] ?? Number.NaN]
  return (low + high) / 2
}

/** Has a contender do its calls, and makes sure that it really did. */
export const turn = async (
  racer: Racer,
  { work, concurrency, readings }: Scenario,
  calls: number,
  measure: "time" | "heap" = "time"
): Promise<Cost> => {
  const cost = await racer.order({ work, calls, concurrency, measure })
  if (cost.readings !== calls * readings) {
    throw new Error(`${racer.name}: ${cost.readings} right readings of ${calls * readings} in ${work}`)
  }
  return cost
}

/** Starts contenders, lends them, and ends them however that goes. */
export const withRacers = async <A>(
  names: ReadonlyArray<string>,
  origin: string,
  flags: ReadonlyArray<string>,
  use: (racers: ReadonlyArray<Racer>) => Promise<A>
): Promise<A> => {
  const started = names.map((name) => racer(name, origin, flags))
  try {
    return await use(await Promise.all(started))
  } finally {
    await Promise.allSettled(started.map(async (racer) => (await racer).end()))
  }
}

export const race = async (
  scenario: Scenario,
  racers: ReadonlyArray<Racer>,
  effort: Effort
): Promise<ReadonlyArray<Result>> => {
  const calls = Math.max(12, Math.round(scenario.calls * effort.scale))
  const costs = new Map(racers.map(({ name }) => [name, [] as Array<Cost>]))
  for (const racer of racers) {
    for (let i = 0; i < effort.warmUp; i++) await turn(racer, scenario, calls)
  }
  for (let round = 0; round < effort.rounds; round++) {
    // Every other round the other way round: no one always comes after the same one.
    for (const racer of round % 2 === 0 ? racers : [...racers].reverse()) {
      costs.get(racer.name)?.push(await turn(racer, scenario, calls))
    }
  }
  return [...costs].map(([contender, rounds]) => ({
    contender,
    cpu: median(rounds.map(({ cpu }) => cpu)) / calls,
    callsPerSecond: (calls * 1e6) / median(rounds.map(({ wall }) => wall))
  }))
}
