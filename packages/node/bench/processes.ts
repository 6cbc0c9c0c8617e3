/** The child processes of a run. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import * as Path from "node:path"
import { outputs } from "./build.js"
import type { Cost, Order } from "./contender.js"

const patience = 300_000

/** The next message of a child, or the news that it died. */
const message = async (child: ChildProcess): Promise<unknown> => {
  const settled = new AbortController()
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(patience)])
  try {
    return await Promise.race([
      once(child, "message", { signal }).then(([first]) => first),
      once(child, "exit", { signal }).then(([code]) => Promise.reject(new Error(`A child process ended with ${code}`)))
    ])
  } finally {
    settled.abort()
  }
}

const start = (entry: string, args: ReadonlyArray<string>, origin: string | undefined, flags: ReadonlyArray<string>) =>
  fork(Path.join(outputs, `${entry}.mjs`), [...args], {
    execArgv: [...flags],
    env: { PATH: process.env["PATH"], ...(origin === undefined ? {} : { SMARTCAR_API_ORIGIN: origin }) }
  })

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return
  const exit = once(child, "exit")
  child.disconnect()
  await exit
}

export const withServer = async <A>(use: (origin: string) => Promise<A>): Promise<A> => {
  const child = start("server", [], undefined, [])
  try {
    // The server's first message, which says where it listens.
    const { origin } = (await message(child)) as { readonly origin: string }
    return await use(origin)
  } finally {
    await end(child)
  }
}

/** A contender that waits for orders. */
export interface Racer {
  readonly name: string
  readonly order: (order: Order) => Promise<Cost>
  readonly end: () => Promise<void>
}

export const racer = async (name: string, origin: string, flags: ReadonlyArray<string>): Promise<Racer> => {
  const child = start("contender", [name], origin, flags)
  await message(child)
  return {
    name,
    order: async (order) => {
      const answer = message(child)
      child.send(order)
      // What `contender.ts` answers with.
      const outcome = (await answer) as { readonly cost: Cost } | { readonly error: string }
      if ("error" in outcome) throw new Error(`${name}: ${outcome.error}`)
      return outcome.cost
    },
    end: () => end(child)
  }
}
