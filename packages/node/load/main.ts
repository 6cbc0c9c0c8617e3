/**
 * Faults without end for a while, on loopback: `npm run load -- 60 500` for 60 seconds at 500 calls at a time, which is what
 * it does without arguments. Then no socket, no timer, no fiber and no memory may be left that was not there before.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Effect } from "effect"
import { LiveFibers, load, tally } from "./client.js"

const [seconds = 60, concurrency = 500] = process.argv.slice(2).map(Number)

/** How much of the heap may stay: a leak of some dozen bytes per call shows after a minute. */
const maxGrowth = 4 * 1024 * 1024

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

const heapUsed = async () => {
  // What waits for the collector's own call-backs goes with the second and third round.
  for (let round = 0; round < 4; round++) {
    collect()
    await sleep(50)
  }
  return process.memoryUsage().heapUsed
}

const errors: Array<string> = []
process.on("unhandledRejection", (reason) => errors.push(`unhandled rejection: ${reason}`))
process.on("uncaughtException", (error) => errors.push(`uncaught exception: ${error}`))

const server = fork(fileURLToPath(new URL("./server.ts", import.meta.url)))
// The server's first message.
const [{ origin }] = (await once(server, "message")) as [{ readonly origin: string }]

const connections = async () => {
  const answer = once(server, "message")
  server.send("connections")
  // The only thing the server says when it is asked.
  const [counted] = (await answer) as [{ readonly open: number; readonly connections: number }]
  return counted
}

/** What keeps the process alive, but for the server's process and the program's own output. */
const resources = () => process.getActiveResourcesInfo().filter((kind) => !/^(Pipe|ProcessWrap|TTYWrap)/.test(kind))

const fibers = new LiveFibers()

const phase = async (millis: number) => {
  const books = tally()
  await Effect.runPromise(Effect.supervised(load(origin, books, concurrency, millis), fibers))
  await sleep(100)
  return books
}

// Once before it counts: what is compiled and kept at first use is no leak.
const warm = await phase(seconds * 250)
const before = await heapUsed()
const books = await phase(seconds * 750)
const after = await heapUsed()

const left = { resources: resources(), fibers: fibers.started - fibers.ended, ...(await connections()) }
const growth = after - before
const mega = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`

console.log(`${seconds} s at concurrency ${concurrency}: ${warm.ended + books.ended} calls, ${fibers.started} fibers`)
console.log(`connections made: ${left.connections}; calls ended:`, books.by)
console.log(
  `heap ${mega(before)} after the first quarter, ${mega(after)} at the end; peak memory ${mega(process.resourceUsage().maxRSS * 1024)}`
)

const check = (holds: boolean, otherwise: string) => {
  if (!holds) errors.push(otherwise)
}
for (const { started, ended, wrong } of [warm, books]) {
  check(started === ended, `${started - ended} calls never ended`)
  check(wrong.length === 0, `${wrong.length} calls ended as none may, such as:\n${wrong[0]}`)
}
// How many depends on the machine, but not that there are some.
for (const end of [
  "success",
  "interrupted",
  "TimeoutError",
  "TransportError",
  "UnexpectedResponseError",
  "UpstreamError"
]) {
  check((books.by[end] ?? 0) + (warm.by[end] ?? 0) > 0, `no call ended with ${end}`)
}
check(left.fibers === 0, `${left.fibers} fibers are left`)
check(left.open === 0, `${left.open} connections are open at the server`)
check(left.resources.length === 0, `left: ${left.resources.slice(0, 10).join(", ")} (${left.resources.length})`)
check(growth < maxGrowth, `the heap grew by ${mega(growth)}, which is more than ${mega(maxGrowth)}`)

for (const error of errors.slice(0, 20)) console.error(`LEAK or fault: ${error}`)
console.log(errors.length === 0 ? "no leak" : `${errors.length} faults`)
server.disconnect()
process.exitCode = errors.length === 0 ? 0 : 1
