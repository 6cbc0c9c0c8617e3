/** Other processes, which run the programs in `test/programs`. */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect, Exit, Mailbox } from "effect"
import { build } from "esbuild"

export interface Child<Task> {
  /** Gives the child something to do, and waits for what comes of it. */
  readonly ask: (task: Task) => Effect.Effect<unknown>
  readonly tell: (task: Task) => Effect.Effect<void>
  /** As a machine that loses its power: nothing of the child runs any more. */
  readonly kill: Effect.Effect<void>
  /** Lets the child end by itself, and gives its exit code. */
  readonly end: Effect.Effect<number | null>
  /** What it printed, on either stream. */
  readonly printed: Effect.Effect<string>
}

const builds = new Map<string, Promise<string>>()

/** Node takes ten times as long to load the program's hundreds of modules one by one, through tsx. */
const bundle = (program: string) => {
  const started = builds.get(program)
  if (started !== undefined) return started
  const outfile = fileURLToPath(new URL(`../../node_modules/.cache/programs/${program}.mjs`, import.meta.url))
  const built = build({
    entryPoints: [fileURLToPath(new URL(`../programs/${program}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    // Looks for its binary beside itself.
    external: ["better-sqlite3"],
    logLevel: "error"
  }).then(() => outfile)
  builds.set(program, built)
  return built
}

const ended = (child: ChildProcess) =>
  Effect.async<number | null>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.succeed(child.exitCode))
    child.once("exit", (code) => resume(Effect.succeed(code)))
  })

/** Starts a program; it is ready then, and ends with the scope at the latest. */
export const start = <Task extends object>(program: string, input: object) =>
  Effect.gen(function* () {
    const file = yield* Effect.promise(() => bundle(program))
    const said = yield* Mailbox.make<unknown>()
    const printed: Array<string> = []
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => fork(file, [JSON.stringify(input)], { silent: true, execArgv: [] })),
      (child) =>
        Effect.zipRight(
          Effect.sync(() => child.kill("SIGKILL")),
          ended(child)
        )
    )
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => printed.push(String(data)))
    child.on("message", (message) => said.unsafeOffer(message))
    child.on("exit", () => said.unsafeDone(Exit.void))
    const next = Effect.catchTag(said.take, "NoSuchElementException", () =>
      Effect.die(new Error(`${program} ended:\n${printed.join("")}`))
    )
    yield* next
    const tell = (task: Task) => Effect.sync(() => void child.send(task))
    const self: Child<Task> = {
      tell,
      ask: (task) => Effect.zipRight(tell(task), next),
      kill: Effect.zipRight(
        Effect.sync(() => child.kill("SIGKILL")),
        Effect.asVoid(ended(child))
      ),
      end: Effect.zipRight(
        Effect.sync(() => child.disconnect()),
        ended(child)
      ),
      printed: Effect.sync(() => printed.join(""))
    }
    return self
  })
