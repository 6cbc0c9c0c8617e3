import type * as SqlClient from "@effect/sql/SqlClient"
import { expect } from "@effect/vitest"
import { SqlTokenStore } from "@effect-smartcar/fleet"
import { Access, TokenStore } from "@effect-smartcar/sdk"
import { Simulator } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { Array as Arr, Context, DateTime, Effect, Equal, Fiber, Layer, Option, Redacted, Schedule } from "effect"
import type { Input, Task } from "./programs/member.js"
import { type Child, start } from "./support/children.js"
import { Database, describeWith, postgres, postgresClient, sqlite, sqliteClient } from "./support/servers.js"
import { shared } from "./support/shared.js"

const member = (options: Pick<Input, "ahead"> = {}) =>
  Effect.gen(function* () {
    const { origin } = yield* SimulatorNode.SimulatorServer
    const { url } = yield* Database
    return yield* start<Task>("member", { ...options, database: url, origin } satisfies Input)
  })

/** Two processes that share a database and talk to one Smartcar. */
class Pair extends Context.Tag("test/Pair")<Pair, readonly [Child<Task>, Child<Task>]>() {
  static readonly layer = Layer.scoped(Pair, Effect.all([member(), member()], { concurrency: 2 }))
}

const isExchange = ({ url }: { readonly url: URL }) => url.pathname === "/oauth/token"

const exchanges = Effect.map(Simulator.requests, (requests) => requests.filter(isExchange))

const slowExchange = { when: { endpoint: "exchangeRefreshToken" } } as const

/** An owner whose access token is over. */
const expired = Effect.gen(function* () {
  yield* Simulator.clearRequests
  const [car] = yield* Simulator.cars
  const owner = car?.owner ?? ""
  const access = yield* Simulator.access({ owner })
  const kept = new Access({ ...access, expiresAt: DateTime.subtract(yield* DateTime.now, { minutes: 1 }) })
  yield* TokenStore.keep(owner, kept)
  const store = yield* TokenStore.TokenStore
  return {
    kept,
    get: Effect.map(store.get(owner), Option.getOrThrow),
    task: { task: "read", owner, car: car?.id ?? "", times: 5 } as const
  }
})

const read = Arr.replicate({ distance: expect.any(Number) }, 5)

/** The bearer tokens with which cars were read. */
const used = Effect.map(Simulator.requests, (requests) => [
  ...new Set(requests.filter((request) => !isExchange(request)).map(({ headers }) => headers["authorization"]))
])

const bearer = (access: Access) => `Bearer ${Redacted.value(access.accessToken)}`

const tests = <E>(database: Layer.Layer<SqlClient.SqlClient | Database, E>) => {
  const it = shared(
    Pair.layer.pipe(
      Layer.provideMerge(Layer.merge(SqlTokenStore.layer(), SimulatorNode.layerServer())),
      Layer.provideMerge(Layer.effectDiscard(SqlTokenStore.migrate())),
      Layer.provideMerge(database)
    )
  )

  it.effect("two that change the same tokens all the time lose no change", () =>
    Effect.gen(function* () {
      const access = yield* Simulator.access()
      yield* TokenStore.keep("counter", new Access({ ...access, refreshToken: Redacted.make("0") }))
      const count = { task: "count", owner: "counter", times: 40 } as const
      yield* Effect.forEach(yield* Pair, ({ ask }) => ask(count), { concurrency: 2 })
      const store = yield* TokenStore.TokenStore
      const { refreshToken } = Option.getOrThrow(yield* store.get("counter"))
      expect(Redacted.value(refreshToken)).toBe("80")
    })
  )

  it.effect("two exchange an expired token once, and both read with the new one", () =>
    Effect.gen(function* () {
      const { kept, get, task } = yield* expired
      yield* Simulator.delay("300 millis", slowExchange)
      const answers = yield* Effect.forEach(yield* Pair, ({ ask }) => ask(task), { concurrency: 2 })
      expect(answers).toEqual([read, read])
      expect(yield* exchanges).toHaveLength(1)
      const renewed = yield* get
      expect(renewed.claimedUntil).toBe(undefined)
      expect(Equal.equals(renewed.accessToken, kept.accessToken)).toBe(false)
      expect(yield* used).toEqual([bearer(renewed)])
    })
  )

  it.effect("one that dies in the middle of an exchange takes no tokens with it", () =>
    Effect.gen(function* () {
      const { kept, get, task } = yield* expired
      const [waits] = yield* Pair
      const [dies, late] = yield* Effect.all([member(), member({ ahead: 50 })], { concurrency: 2 })
      yield* Simulator.delay("1 minute", slowExchange)
      yield* dies.tell(task)
      yield* Effect.repeat(exchanges, {
        until: ({ length }) => length > 0,
        schedule: Schedule.upTo(Schedule.spaced("10 millis"), "10 seconds")
      })
      yield* dies.kill

      const claimed = yield* get
      expect(Equal.equals(claimed.refreshToken, kept.refreshToken)).toBe(true)
      expect(Equal.equals(claimed.accessToken, kept.accessToken)).toBe(true)
      expect(claimed.claimedUntil).not.toBe(undefined)

      // The claim still holds for a process that has the same time; for one whose clock is ahead it has run out.
      const waiting = yield* Effect.fork(waits.ask(task))
      yield* Effect.sleep("500 millis")
      expect(yield* exchanges).toHaveLength(1)
      expect(yield* late.ask(task)).toEqual(read)
      expect(yield* Fiber.join(waiting)).toEqual(read)

      const [lost, repeated, ...more] = yield* exchanges
      expect(repeated?.body).toBe(lost?.body)
      expect(more).toEqual([])
      const renewed = yield* get
      expect(renewed.claimedUntil).toBe(undefined)
      expect(yield* used).toEqual([bearer(renewed)])
    }).pipe(Effect.scoped)
  )
}

describeWith("SQLite", "processes that share SQLite", () => tests(Layer.provideMerge(sqliteClient, sqlite)))

describeWith("PostgreSQL", "processes that share PostgreSQL", () =>
  tests(Layer.provideMerge(postgresClient(), postgres))
)
