/** Real servers on 127.0.0.1, from the programs on this machine, each in a folder of its own that goes with it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { PgClient } from "@effect/sql-pg"
import { SqliteClient } from "@effect/sql-sqlite-node"
import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Schedule } from "effect"
import { Redis } from "ioredis"

/** Debian keeps PostgreSQL's programs out of the PATH. */
const debian = "/usr/lib/postgresql"

const folders = [
  ...(process.env["PATH"] ?? "").split(delimiter),
  ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [])
]

const find = (program: string): string | undefined =>
  folders.map((folder) => join(folder, program)).find((file) => existsSync(file))

const canOpenSqlite = await Effect.runPromise(
  Effect.isSuccess(Effect.scoped(Layer.build(SqliteClient.layer({ filename: ":memory:" }))))
).catch(() => false)

/** What tests need that `npm install` does not bring, whether it is here, and what does bring it. */
const needs = {
  PostgreSQL: [find("initdb") !== undefined && find("postgres") !== undefined, "apt-get install postgresql"],
  Redis: [find("redis-server") !== undefined, "apt-get install redis-server"],
  SQLite: [canOpenSqlite, "with a C++ compiler: .ci/build-sqlite"]
} as const

/**
 * Tests that need a database. Where it is missing they are skipped, and a line on the terminal says so; in CI that is a
 * failure.
 */
export const describeWith = (database: keyof typeof needs, title: string, tests: () => void): void => {
  const [isHere, remedy] = needs[database]
  if (isHere) return void describe(title, tests)
  const line = `${database} is not on this machine (${remedy})`
  if (process.env["CI"] === "true") return void describe(title, () => it(`needs ${database}`, () => expect.fail(line)))
  process.stderr.write(`Skipped "${title}": ${line}\n`)
  describe.skip(title, tests)
}

/** PostgreSQL refuses to run as root. */
const account = () => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: "-u" | "-g") => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))
  return { uid: id("-u"), gid: id("-g") }
}

const folder = (owner: { readonly uid?: number; readonly gid?: number }) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const path = mkdtempSync(join(tmpdir(), "effect-smartcar-"))
      if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid)
      return path
    }),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )

const temporaryFolder = folder({})

/** Where a process finds a database: PostgreSQL's URL, or the file of SQLite. */
export class Database extends Context.Tag("test/Database")<Database, { readonly url: string }>() {}

/** A new file. */
export const sqlite = Layer.scoped(
  Database,
  Effect.map(temporaryFolder, (path) => ({ url: join(path, "tokens.db") }))
)

export const sqliteClient = Layer.unwrapEffect(Effect.map(Database, ({ url }) => SqliteClient.layer({ filename: url })))

export const freePort = Effect.async<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    // A server that listens on a TCP port has such an address.
    const { port } = server.address() as AddressInfo
    server.close(() => resume(Effect.succeed(port)))
  })
})

const ended = (child: ChildProcess) =>
  Effect.async<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
  })

const run = (
  program: string,
  args: ReadonlyArray<string>,
  signal: NodeJS.Signals,
  options: { readonly uid?: number; readonly gid?: number }
) =>
  Effect.acquireRelease(
    Effect.sync(() => spawn(find(program) ?? program, args, { ...options, stdio: "ignore" })),
    (child) =>
      Effect.zipRight(
        Effect.sync(() => child.kill(signal)),
        ended(child)
      )
  )

const ready = Schedule.upTo(Schedule.spaced("20 millis"), "10 seconds")

/** A new database. */
export const postgres = Layer.scoped(
  Database,
  Effect.gen(function* () {
    const owner = account()
    const path = yield* folder(owner)
    const port = yield* freePort
    const options = ["-D", join(path, "data")]
    execFileSync(
      find("initdb") ?? "initdb",
      [...options, "--no-sync", "--auth=trust", "--username=test", "--encoding=UTF8", "--no-locale"],
      { ...owner, stdio: "ignore", cwd: path }
    )
    yield* run("postgres", [...options, "-h", "127.0.0.1", "-p", String(port), "-k", path, "-F"], "SIGQUIT", owner)
    const url = `postgresql://test@127.0.0.1:${port}/postgres`
    yield* Effect.retry(Layer.build(PgClient.layer({ url: Redacted.make(url) })), ready)
    return { url }
  })
)

export const postgresClient = (options: PgClient.PgClientConfig = {}) =>
  Layer.unwrapEffect(Effect.map(Database, ({ url }) => PgClient.layer({ ...options, url: Redacted.make(url) })))

export const withRedis = <A>(port: number, use: (redis: Redis) => Promise<A>) =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      new Redis({ port, host: "127.0.0.1", lazyConnect: true, retryStrategy: null }).on("error", () => {})
    ),
    (redis) => Effect.tryPromise(() => use(redis)),
    (redis) => Effect.sync(() => redis.disconnect())
  )

/** A Redis that goes with the scope, on a port that another may have had before. */
export const startRedis = (port: number) =>
  Effect.gen(function* () {
    const path = yield* temporaryFolder
    const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", path, "--save", ""]
    const child = yield* run("redis-server", args, "SIGKILL", {})
    yield* Effect.retry(
      withRedis(port, (redis) => redis.ping()),
      ready
    )
    return {
      /** It keeps its connections, and answers no more. */
      hang: Effect.sync(() => child.kill("SIGSTOP"))
    }
  })
