/** The results of a run, as JSON and as tables. */
import { cpus } from "node:os"
import { type Bundle, baseline } from "./bundle.js"
import type { Start } from "./coldStart.js"
import type { Heap } from "./heap.js"
import type { Result } from "./race.js"
import { contenders, peer, scenarios } from "./scenarios.js"
import { targets } from "./targets.js"

export interface Report {
  readonly environment: {
    readonly node: string
    readonly processor: string
    readonly date: string
    readonly rounds: number
  }
  /** By the name of the scenario; one that was not asked for is missing. */
  readonly races: Readonly<Record<string, ReadonlyArray<Result>>>
  readonly starts?: ReadonlyArray<Start>
  readonly heaps?: ReadonlyArray<Heap>
  readonly heapCalls: number
  readonly bundles?: ReadonlyArray<Bundle>
}

export const environment = (rounds: number): Report["environment"] => ({
  node: process.version,
  processor: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
  date: new Date().toISOString().slice(0, 10),
  rounds
})

/** Each target with what was measured: `met` is missing where nothing was. */
export const judged = (report: Report) =>
  targets.map(({ measure, ...target }) => {
    const measured = measure(report)
    return measured === undefined ? target : { ...target, measured, met: measured <= target.limit }
  })

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")

const integer = (n: number) => Math.round(n).toLocaleString("en-US")
const ratio = (n: number, of: number | undefined) => `${(n / (of ?? Number.NaN)).toFixed(2)}x`
const kB = (n: number) => (n / 1000).toFixed(1)

const verdicts = (report: Report): string =>
  table(
    ["Target", "at most", "measured", "met"],
    judged(report).map((target) => {
      const show = (n: number) => (target.unit === "x" ? `${n.toFixed(2)}x` : `${n.toFixed(1)} kB`)
      return "measured" in target
        ? [target.title, show(target.limit), show(target.measured), target.met ? "yes" : "**no**"]
        : [target.title, show(target.limit), "-", "-"]
    })
  )

const races = ({ races }: Report): ReadonlyArray<string> =>
  Object.entries(races).map(([name, results]) => {
    const reference = results.find(({ contender }) => contender === peer)?.cpu
    const rows = results.map(({ contender, cpu, callsPerSecond }) => [
      contenders[contender] ?? contender,
      cpu.toFixed(1),
      ratio(cpu, reference),
      integer(callsPerSecond)
    ])
    return `${scenarios[name]?.title ?? name}:\n\n${table(["", "CPU us/call", "CPU", "calls/s"], rows)}`
  })

const starts = ({ starts }: Report): ReadonlyArray<string> => {
  if (starts === undefined) return []
  const reference = starts.find(({ name }) => name === peer)?.wall
  const rows = starts.map(({ title, wall, cpu }) => [title, wall.toFixed(1), ratio(wall, reference), cpu.toFixed(1)])
  const head = ["", "ms", "time", "CPU ms, with Node's start"]
  return [`Cold start: from the end of Node's own start to the first reading:\n\n${table(head, rows)}`]
}

const heaps = ({ heaps, heapCalls }: Report): ReadonlyArray<string> => {
  if (heaps === undefined) return []
  const rows = heaps.map(({ contender, retained, allocated }) => [
    contenders[contender] ?? contender,
    kB(retained),
    allocated === null ? "?" : kB(allocated)
  ])
  return [
    `Heap over ${integer(heapCalls)} single reads:\n\n${table(["", "growth after collection, kB", "allocated per call, kB"], rows)}`
  ]
}

const bundles = ({ bundles }: Report): ReadonlyArray<string> => {
  if (bundles === undefined) return []
  const reference = bundles.find(({ name }) => name === baseline)?.gzip ?? Number.NaN
  const rows = bundles.map(({ title, minified, gzip }) => [title, kB(minified), kB(gzip), kB(gzip - reference)])
  const head = ["", "min, kB", "min + gzip, kB", "above the platform, kB"]
  return [
    `Bundles for the web, by esbuild; the reader imports modules unless it says otherwise:\n\n${table(head, rows)}`
  ]
}

export const markdown = (report: Report): string => {
  const { node, processor, date, rounds } = report.environment
  const intro = [
    `Measured ${date} on Node ${node}, ${processor}, by \`npm run bench\`. Each contender runs in a process of its own`,
    `against one loopback server with keep-alive; medians of ${rounds} rounds in which the contenders take turns, after`,
    "warm-up. The SDK runs as in its `dist` (types stripped, one file), what comes from npm as it was published. Only",
    rounds === 1
      ? "ratios within one run mean anything; **this run was too short for any**."
      : "ratios within one run mean anything."
  ].join("\n")
  const parts = [intro, verdicts(report), ...races(report), ...starts(report), ...heaps(report), ...bundles(report)]
  return `${parts.join("\n\n")}\n`
}
