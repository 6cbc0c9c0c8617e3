/** What the SDK is meant to reach: compared in one run, never in absolute figures. */
import { baseline } from "./bundle.js"
import type { Report } from "./report.js"
import { peer } from "./scenarios.js"

export interface Target {
  readonly title: string
  readonly limit: number
  readonly unit: "x" | "kB"
  readonly measure: (report: Report) => number | undefined
}

/** Processor time per call in a scenario, over that of another contender. */
const cpu =
  (scenario: string, contender: string, other: string = peer) =>
  ({ races }: Report): number | undefined => {
    const costOf = (name: string) => races[scenario]?.find((result) => result.contender === name)?.cpu
    const [cost, reference] = [costOf(contender), costOf(other)]
    return cost === undefined || reference === undefined ? undefined : cost / reference
  }

const start =
  (app: string) =>
  ({ starts }: Report): number | undefined => {
    const timeOf = (name: string) => starts?.find((start) => start.name === name)?.wall
    const [time, reference] = [timeOf(app), timeOf(peer)]
    return time === undefined || reference === undefined ? undefined : time / reference
  }

const bundle =
  (name: string) =>
  ({ bundles }: Report): number | undefined => {
    const sizeOf = (name: string) => bundles?.find((bundle) => bundle.name === name)?.gzip
    const [size, reference] = [sizeOf(name), sizeOf(baseline)]
    return size === undefined || reference === undefined ? undefined : (size - reference) / 1000
  }

export const targets: ReadonlyArray<Target> = [
  { title: "single read, no spans, to npm `smartcar`", limit: 0.35, unit: "x", measure: cpu("single", "sdk-node") },
  { title: "single read, spans, to npm `smartcar`", limit: 0.55, unit: "x", measure: cpu("single", "sdk-node-spans") },
  {
    title: "single read, no spans, to undici `request`",
    limit: 2.2,
    unit: "x",
    measure: cpu("single", "sdk-node", "undici")
  },
  {
    title: "6 readings by automatic batching, to 6 calls of npm `smartcar`",
    limit: 0.12,
    unit: "x",
    measure: cpu("six", "sdk-node")
  },
  {
    title: "promises over fetch, no spans, to npm `smartcar`",
    limit: 1.1,
    unit: "x",
    measure: cpu("single", "promise-fetch")
  },
  {
    title: "promises over `SmartcarNode`, no spans, to npm `smartcar`",
    limit: 0.45,
    unit: "x",
    measure: cpu("single", "promise-node")
  },
  {
    title: 'cold start of a bundled one-read app over fetch, to `require("smartcar")`',
    limit: 1,
    unit: "x",
    measure: start("fetch-bundled")
  },
  {
    title: 'cold start of a bundled one-read app over `SmartcarNode`, to `require("smartcar")`',
    limit: 1,
    unit: "x",
    measure: start("node-bundled")
  },
  { title: "bundle of one reading of v2.0, above the platform", limit: 10, unit: "kB", measure: bundle("read") },
  { title: "bundle of one signal of v3, above the platform", limit: 10, unit: "kB", measure: bundle("signal") }
]
