/** One contender in a process of its own: makes as many calls as it is told, and says what they cost. */
import { PerformanceObserver } from "node:perf_hooks"
import type { Contender, Work } from "./work.js"

/** What the parent asks for. */
export interface Order {
  readonly work: Work
  readonly calls: number
  readonly concurrency: number
  readonly measure: "time" | "heap"
}

/** What the calls of an order cost, all together. */
export interface Cost {
  readonly readings: number
  /** Microseconds of processor time, in user and system mode. */
  readonly cpu: number
  /** Microseconds on the clock. */
  readonly wall: number
  /** Bytes that the heap grew by: after a collection, and before it. */
  readonly retained: number
  readonly allocated: number
  /** Collections during the calls: with any, `allocated` says too little. */
  readonly collections: number
}

const contenders: Readonly<Record<string, () => Promise<{ readonly make: (name: string) => Contender }>>> = {
  undici: () => import("./contenders/undici.js"),
  fetch: () => import("./contenders/fetch.js"),
  smartcar: () => import("./contenders/smartcar.js"),
  sdk: () => import("./contenders/sdk.js"),
  promise: () => import("./contenders/sdk.js")
}

const name = process.argv[2] ?? ""
const load = contenders[name.split("-")[0] ?? ""]
if (load === undefined) throw new Error(`No contender is called ${name}`)
const { repeat } = (await load()).make(name)

let collections = 0
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length
})
observer.observe({ entryTypes: ["gc"] })

const carryOut = async ({ work, calls, concurrency, measure }: Order): Promise<Cost> => {
  const isHeap = measure === "heap"
  // Not where time counts: a full collection shrinks the young generation, and the calls after it cost half as much again.
  if (isHeap) {
    globalThis.gc?.()
    await new Promise((resume) => setTimeout(resume, 50))
  }
  const heap = process.memoryUsage().heapUsed
  collections = 0
  const start = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  const readings = await repeat(work, calls, concurrency)
  const { user, system } = process.cpuUsage(cpu)
  const wall = Number(process.hrtime.bigint() - start) / 1000
  const allocated = process.memoryUsage().heapUsed - heap
  await new Promise((resume) => setTimeout(resume, isHeap ? 50 : 0))
  const during = collections
  if (isHeap) globalThis.gc?.()
  return {
    readings,
    cpu: user + system,
    wall,
    retained: process.memoryUsage().heapUsed - heap,
    allocated,
    collections: during
  }
}

process.on("message", (order: Order) => {
  carryOut(order).then(
    (cost) => process.send?.({ cost }),
    (error: unknown) => process.send?.({ error: String(error) })
  )
})
process.on("disconnect", () => process.exit())
process.send?.({ ready: true })
