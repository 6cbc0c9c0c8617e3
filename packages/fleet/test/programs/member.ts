/** One process of a fleet: reads an owner's car, with tokens from the database that it shares with the others. */
import { FetchHttpClient } from "@effect/platform"
import type { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { SqliteClient } from "@effect/sql-sqlite-node"
import { SqlTokenStore } from "@effect-smartcar/fleet"
import { Access, Credentials, Reading, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { Auth, Vehicle } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Clock, Effect, Layer, Option, Redacted } from "effect"
import { work } from "./worker.js"

export interface Input {
  /** PostgreSQL's URL, or the file of SQLite. */
  readonly database: string
  /** Where the simulated Smartcar listens. */
  readonly origin: string
  /** By how many seconds this machine's clock is ahead. */
  readonly ahead?: number
}

export type Task =
  /** Reads a car so many times at once. */
  | { readonly task: "read"; readonly owner: string; readonly car: string; readonly times: number }
  /** Adds one to the number in an owner's refresh token, so many times. */
  | { readonly task: "count"; readonly owner: string; readonly times: number }

const clockAhead = (seconds: number): Clock.Clock => {
  const real = Clock.make()
  const now = () => real.unsafeCurrentTimeMillis() + seconds * 1000
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: now,
    currentTimeMillis: Effect.sync(now),
    unsafeCurrentTimeNanos: () => BigInt(now()) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(now()) * 1_000_000n),
    sleep: (duration) => real.sleep(duration)
  }
}

const sql = (database: string): Layer.Layer<SqlClient.SqlClient, unknown> =>
  database.startsWith("postgresql:")
    ? PgClient.layer({ url: Redacted.make(database) })
    : SqliteClient.layer({ filename: database })

const addOne = (owner: string) =>
  Effect.gen(function* () {
    const store = yield* TokenStore.TokenStore
    const kept = Option.getOrThrow(yield* store.get(owner))
    const refreshToken = Redacted.make(String(Number(Redacted.value(kept.refreshToken)) + 1))
    return yield* store.compareAndSet(owner, Option.some(kept), new Access({ ...kept, refreshToken }))
  }).pipe(Effect.repeat({ until: (done) => done }))

work(
  ({ database, origin, ahead = 0 }: Input) =>
    Smartcar.layer.pipe(
      Layer.provide(Credentials.layerRefreshing(Auth.exchangeRefreshToken)),
      Layer.provide(FetchHttpClient.layer),
      Layer.provideMerge(Layer.provide(SqlTokenStore.layer(), sql(database))),
      Layer.provide(
        SmartcarConfig.layer({
          clientId: Simulator.application.clientId,
          clientSecret: Simulator.application.clientSecret,
          redirectUri: Simulator.application.redirectUris[0],
          origins: { api: origin, auth: origin }
        })
      ),
      Layer.provideMerge(Layer.setClock(clockAhead(ahead)))
    ),
  (task: Task) =>
    task.task === "count"
      ? Effect.replicateEffect(addOne(task.owner), task.times, { discard: true })
      : Effect.replicateEffect(
          Reading.value(Vehicle.odometer(Vehicle.make(task.car, { owner: task.owner }))),
          task.times,
          { concurrency: "unbounded" }
        )
)
