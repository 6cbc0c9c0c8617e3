/** What is measured, with whom, and how often. */
import type { Work } from "./work.js"

export interface Scenario {
  readonly title: string
  readonly work: Work
  /** Calls per round; a call of `batch` or `six` is six readings. */
  readonly calls: number
  readonly concurrency: number
  /** How many readings, or errors, a call should come to. */
  readonly readings: number
  readonly contenders: ReadonlyArray<string>
}

/** What each name of a contender stands for. */
export const contenders: Readonly<Record<string, string>> = {
  undici: "undici `request` + JSON",
  fetch: "global `fetch` + JSON",
  smartcar: "npm `smartcar` 10.4.0",
  "sdk-node": "SDK, `SmartcarNode`",
  "sdk-node-spans": "SDK, `SmartcarNode`, spans",
  "sdk-fetch": "SDK, fetch",
  "sdk-fetch-spans": "SDK, fetch, spans",
  "sdk-platform": "SDK, the platform's `FetchHttpClient`",
  "sdk-node-window": "SDK, `SmartcarNode`, `layerBatchedWithin(0)`",
  "promise-node": "`ManagedRuntime.runPromise`, `SmartcarNode`",
  "promise-node-spans": "`ManagedRuntime.runPromise`, `SmartcarNode`, spans",
  "promise-fetch": "`ManagedRuntime.runPromise`, fetch",
  "promise-fetch-spans": "`ManagedRuntime.runPromise`, fetch, spans"
}

const sdk = ["sdk-node", "sdk-node-spans", "sdk-fetch", "sdk-fetch-spans"]
const promises = ["promise-node", "promise-node-spans", "promise-fetch", "promise-fetch-spans"]

/** The one that the others are compared with. */
export const peer = "smartcar"

export const scenarios: Readonly<Record<string, Scenario>> = {
  single: {
    title: "One reading, 64 at once",
    work: "read",
    calls: 6000,
    concurrency: 64,
    readings: 1,
    contenders: ["undici", "fetch", peer, ...sdk, "sdk-platform", ...promises]
  },
  wide: {
    title: "One reading, 1,000 at once",
    work: "read",
    calls: 3000,
    concurrency: 1000,
    readings: 1,
    contenders: ["undici", "fetch", peer, ...sdk]
  },
  batch: {
    title: "Six readings as a batch, 16 at once",
    work: "batch",
    calls: 600,
    concurrency: 16,
    readings: 6,
    contenders: ["undici", "fetch", peer, "sdk-node", "sdk-node-spans", "sdk-fetch", "promise-node", "promise-fetch"]
  },
  six: {
    title: "Six readings one by one (of the SDK: by automatic batching), 16 at once",
    work: "six",
    calls: 600,
    concurrency: 16,
    readings: 6,
    contenders: [
      "undici",
      "fetch",
      peer,
      "sdk-node",
      "sdk-node-spans",
      "sdk-node-window",
      "sdk-fetch",
      "promise-node",
      "promise-fetch"
    ]
  },
  error: {
    title: "A reading answered with 409, 64 at once",
    work: "error",
    calls: 2000,
    concurrency: 64,
    readings: 1,
    contenders: ["undici", "fetch", peer, "sdk-node", "sdk-node-spans", "sdk-fetch", "promise-node", "promise-fetch"]
  }
}
