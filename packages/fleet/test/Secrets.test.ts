/** Stores and limiters on other machines show no secret: neither the tokens they keep, nor how they are reached. */
import * as Limiter from "@effect/experimental/RateLimiter"
import * as Reactivity from "@effect/experimental/Reactivity"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as Statement from "@effect/sql/Statement"
import { describe, expect, it } from "@effect/vitest"
import { SharedRateLimiter, SqlTokenStore } from "@effect-smartcar/fleet"
import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
import { RateLimit, TokenStore } from "@effect-smartcar/sdk"
import { Config, ConfigProvider, Effect, Exit, Layer, Option } from "effect"
import { expectSilent, observe, secret } from "../../sdk/test/support/secrets.js"
import { exportsOf, functionsOf } from "../../sdk/test/support/secretsExports.js"
import { access } from "../../sdk/test/support/secretsSubjects.js"

const exported = await exportsOf(new URL("../", import.meta.url))

/** A database driver whose errors repeat the statement with its values, and the address with its password. */
const database = (compiler: Statement.Compiler) => {
  const refuse = (statement: string, values: ReadonlyArray<unknown> = []) => {
    const message = `${statement}: (${values.join()}) ${secret("stored")} at postgres://user:${secret("password")}@db`
    return new SqlError({
      cause: Object.assign(new Error(message), { detail: message, code: "23505" }),
      message: "Failed to execute statement"
    })
  }
  const run = (statement: string, values: ReadonlyArray<unknown>) => Effect.fail(refuse(statement, values))
  return Layer.effect(
    SqlClient.SqlClient,
    SqlClient.make({
      acquirer: Effect.succeed({
        execute: run,
        executeRaw: run,
        executeStream: () => {
          throw new Error("not streamed")
        },
        executeValues: run,
        executeUnprepared: run
      }),
      compiler,
      spanAttributes: []
    })
  ).pipe(Layer.provide(Reactivity.layer))
}

const sqlite = database(Statement.makeCompilerSqlite())

const broken = Layer.succeed(Limiter.RateLimiterStore, {
  fixedWindow: () => Effect.die("not used"),
  tokenBucket: () =>
    Effect.fail(
      new Limiter.RateLimitStoreError({
        message: "gone",
        cause: Object.assign(
          new Error(`ERR unknown command 'auth', with args beginning with: '${secret("password")}'`),
          {
            command: { name: "auth", args: [secret("password")] }
          }
        )
      })
    )
})

const redis = { host: "127.0.0.1", port: 1, password: secret("password"), username: secret("user"), lazyConnect: true }

const bucket: RateLimit.Bucket = { key: "application", capacity: 1, refillPerMinute: 1 }

const store = Effect.gen(function* () {
  const kept = yield* TokenStore.TokenStore
  const calls = {
    get: kept.get("alice"),
    set: kept.compareAndSet("alice", Option.none(), access()),
    keep: TokenStore.keep("alice", access()),
    remove: kept.remove("alice")
  }
  return [
    kept,
    calls,
    yield* Effect.forEach(Object.values(calls), (call) => Effect.exit<unknown, unknown, TokenStore.TokenStore>(call))
  ]
})

/** By export, what it makes of secrets. */
const subjects: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
  "SqlTokenStore.make": Effect.suspend(() => {
    const made = SqlTokenStore.make()
    return Effect.map(Effect.exit(Effect.provide(made, sqlite)), (exit) => [made, exit])
  }),
  "SqlTokenStore.layer": Effect.suspend(() => {
    const layer = SqlTokenStore.layer()
    return Effect.map(Effect.provide(store, Layer.provide(layer, sqlite)), (values) => [layer, values])
  }),
  "SharedRateLimiter.layer": Effect.gen(function* () {
    const limiter = yield* RateLimit.RateLimiter
    const take = limiter.take(bucket, 1, "fail")
    return [limiter, take, yield* Effect.exit(take), yield* Effect.exit(limiter.drain(bucket, Option.none()))]
  }).pipe(Effect.provide(Layer.provide(SharedRateLimiter.layer, broken))),
  "redis/RedisRateLimiter.layer": Effect.sync(() => RedisRateLimiter.layer(redis)),
  "redis/RedisRateLimiter.layerConfig": Effect.suspend(() => {
    const options = { password: Config.redacted("PASSWORD").pipe(Config.map(() => "")), port: Config.port("PORT") }
    const layer = RedisRateLimiter.layerConfig(options)
    const provider = ConfigProvider.fromMap(
      new Map([
        ["PASSWORD", secret("password")],
        ["PORT", "no port"]
      ])
    )
    return Effect.map(Effect.withConfigProvider(Effect.scoped(Effect.exit(Layer.build(layer))), provider), (exit) => {
      expect(Exit.isFailure(exit)).toBe(true)
      return [layer, exit]
    })
  })
}

/** What makes a table says in its own words why it could not: no token is near it. */
const harmless = ["SqlTokenStore.migrate"]

describe("every export", () => {
  it("that is a function is known to have to do with secrets, or not to", () => {
    const functions = functionsOf(exported)
    expect(functions.filter((name) => !harmless.includes(name) && !(name in subjects))).toEqual([])
  })

  it.live("shows nothing as it is", () => expectSilent({ exports: [...exported] }, { by: "few" }))

  for (const [name, subject] of Object.entries(subjects)) {
    it.live(`${name} shows nothing, nor do its spans and log lines`, () =>
      Effect.gen(function* () {
        const { exit, ...outputs } = yield* observe(subject)
        expect(Exit.isSuccess(exit)).toBe(true)
        yield* expectSilent({ exit })
        yield* expectSilent(outputs, { by: "few" })
      })
    )
  }
})
