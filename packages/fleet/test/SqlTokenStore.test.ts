import { inspect } from "node:util"
import * as Reactivity from "@effect/experimental/Reactivity"
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Statement from "@effect/sql/Statement"
import { describe, expect, it } from "@effect/vitest"
import { SqlTokenStore } from "@effect-smartcar/fleet"
import { type SmartcarError, TokenCipher, TokenStore } from "@effect-smartcar/sdk"
import { Array as Arr, Cause, Effect, Equal, Exit, Layer, Option } from "effect"
import { access, tokenStoreContract } from "./support/contract.js"
import { describeWith, postgres, postgresClient, sqlite, sqliteClient } from "./support/servers.js"
import { shared } from "./support/shared.js"

tokenStoreContract("in memory", TokenStore.layerMemory)

const cipher = TokenCipher.make({ keys: [btoa("0123456789abcdef0123456789abcdef")] })

const tables = (options: SqlTokenStore.Options) =>
  SqlTokenStore.layer(options).pipe(Layer.provide(Layer.effectDiscard(SqlTokenStore.migrate(options))))

const encrypted = Layer.unwrapEffect(Effect.map(cipher, (cipher) => tables({ table: "encrypted", cipher })))

/** Every way in which a program may print an error. */
const printed = (error: unknown) =>
  [
    String(error),
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    Cause.pretty(Cause.fail(error)),
    String(Exit.fail(error)),
    error instanceof Error ? error.stack : ""
  ].join("\n")

const onEitherDatabase = <E>(title: string, client: Layer.Layer<SqlClient.SqlClient, E>) => {
  tokenStoreContract(title, Layer.provide(tables({}), client))
  tokenStoreContract(`${title}, encrypted`, Layer.provide(encrypted, client))

  describe(`a table of ${title}`, () => {
    const it = shared(client)
    it.effect("is made once, by those who start at the same moment", () =>
      Effect.gen(function* () {
        const migrate = SqlTokenStore.migrate({ table: "at_once" })
        yield* Effect.all(Arr.replicate(migrate, 8), { concurrency: "unbounded" })
        const store = yield* SqlTokenStore.make({ table: "at_once" })
        expect(yield* store.compareAndSet("alice", Option.none(), access("a"))).toBe(true)
        yield* migrate
        expect(Option.isSome(yield* store.get("alice"))).toBe(true)
      })
    )

    it.effect("is made by a migration", () =>
      Effect.gen(function* () {
        const run = Migrator.make({})({
          loader: Migrator.fromRecord({ "1_smartcar_tokens": SqlTokenStore.migrate({ table: "migrated" }) })
        })
        expect(yield* run).toEqual([[1, "smartcar_tokens"]])
        expect(yield* run).toEqual([])
        const store = yield* SqlTokenStore.make({ table: "migrated" })
        expect(yield* store.get("alice")).toEqual(Option.none())
      })
    )

    it.effect("that is not there fails with what to do", () =>
      Effect.gen(function* () {
        const store = yield* SqlTokenStore.make({ table: "nowhere" })
        const error = yield* Effect.flip(store.get("alice"))
        expect(error).toMatchObject({ _tag: "CredentialsError", reason: "store", owner: "alice" })
        expect(error.message).toBe('The database has no table "nowhere" for tokens: run SqlTokenStore.migrate first')
      })
    )

    it.effect("can have any name", () =>
      Effect.gen(function* () {
        const table = `drop"; table 'x' --`
        yield* SqlTokenStore.migrate({ table })
        const store = yield* SqlTokenStore.make({ table })
        expect(yield* store.compareAndSet("alice", Option.none(), access("a"))).toBe(true)
        expect(Option.isSome(yield* store.get("alice"))).toBe(true)
      })
    )

    it.effect("shows tokens to no one who has not the key", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* SqlTokenStore.migrate({ table: "secret" })
        const plain = yield* SqlTokenStore.make({ table: "secret" })
        const store = yield* SqlTokenStore.make({ table: "secret", cipher: yield* cipher })
        yield* store.compareAndSet("alice", Option.none(), access("plaintext"))
        const rows = JSON.stringify(yield* sql`SELECT * FROM secret`)
        expect(rows).toContain("alice")
        expect(rows).not.toContain("plaintext")
        expect(yield* Effect.flip(plain.get("alice"))).toMatchObject({ reason: "store" })
      })
    )

    it.effect("that refuses a row tells no secret of it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`CREATE TABLE refusing (
            owner TEXT PRIMARY KEY, fingerprint TEXT, tokens TEXT, CONSTRAINT short CHECK (length(tokens) < 9))`
        const refused = yield* Effect.flip(sql`INSERT INTO refusing VALUES ('alice', '', 'very secret indeed')`)
        const store = yield* SqlTokenStore.make({ table: "refusing" })
        const error = yield* Effect.flip(store.compareAndSet("alice", Option.none(), access("secret")))
        expect(error).toMatchObject({ _tag: "CredentialsError", reason: "store" })
        expect(error.message).toMatch(
          /^The table "refusing" of tokens cannot be used: .+ \((23514|SQLITE_CONSTRAINT\w*)\)$/
        )
        expect(printed(error)).not.toContain("secret")
        if (title === "PostgreSQL") expect(printed(refused)).toContain("very secret")
      })
    )

    for (const [what, owner] of [
      ["NUL", "alice\0"],
      ["half a surrogate pair", "alice\ud83d"]
    ] as const) {
      it.effect(`refuses an owner with ${what}, in which a database would see another`, () =>
        Effect.gen(function* () {
          yield* SqlTokenStore.migrate()
          const store = yield* SqlTokenStore.make()
          const refusals = yield* Effect.all([
            Effect.flip(store.get(owner)),
            Effect.flip(store.compareAndSet(owner, Option.none(), access("a"))),
            Effect.flip(store.remove(owner))
          ])
          for (const error of refusals) {
            expect(error).toMatchObject({ _tag: "CredentialsError", reason: "store" })
            expect(error.message).toContain("well-formed text without NUL")
          }
        })
      )
    }

    it.effect("loses no tokens to a transaction that is rolled back", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* SqlTokenStore.migrate({ table: "outside" })
        const store = yield* SqlTokenStore.make({ table: "outside" })
        const keep = store.compareAndSet("alice", Option.none(), access("a"))
        const outcome = yield* Effect.zipRight(keep, Effect.fail("rolled back" as const)).pipe(
          sql.withTransaction,
          Effect.flip
        )
        const kept = yield* store.get("alice")
        if (title === "PostgreSQL") {
          expect(outcome).toBe("rolled back")
          expect(Equal.equals(kept, Option.some(access("a")))).toBe(true)
        } else {
          expect((outcome as SmartcarError.CredentialsError).message).toContain("call Smartcar before or after it")
          expect(kept).toEqual(Option.none())
        }
      })
    )
  })
}

describeWith("SQLite", "tokens in SQLite", () => onEitherDatabase("SQLite", Layer.provide(sqliteClient, sqlite)))

describeWith("PostgreSQL", "tokens in PostgreSQL", () => {
  const it = shared(postgres)
  onEitherDatabase("PostgreSQL", Layer.provide(postgresClient(), postgres))

  it.effect("are kept once where transactions are serializable", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`ALTER ROLE test SET default_transaction_isolation = 'serializable'`
      yield* Effect.gen(function* () {
        yield* SqlTokenStore.migrate({ table: "serializable" })
        const store = yield* SqlTokenStore.make({ table: "serializable" })
        yield* store.compareAndSet("alice", Option.none(), access("kept"))
        const won = yield* Effect.filter(
          Arr.makeBy(100, (i) => access(`candidate ${i}`)),
          (next) => store.compareAndSet("alice", Option.some(access("kept")), next),
          { concurrency: "unbounded" }
        )
        expect(won).toHaveLength(1)
        expect(Equal.equals(yield* store.get("alice"), Arr.head(won))).toBe(true)
      }).pipe(Effect.provide(postgresClient()))
    }).pipe(Effect.provide(postgresClient()))
  )

  it.effect("do not mind a client that renames columns", () =>
    Effect.gen(function* () {
      const options = { table: "Renamed" }
      yield* SqlTokenStore.migrate(options)
      const store = yield* SqlTokenStore.make(options)
      expect(yield* store.compareAndSet("alice", Option.none(), access("a"))).toBe(true)
      expect(Option.isSome(yield* store.get("alice"))).toBe(true)
    }).pipe(
      Effect.provide(
        postgresClient({
          transformQueryNames: (name) => `q_${name}`,
          transformResultNames: (name) => `r_${name}`
        })
      )
    )
  )

  it.effect("live in a schema of their own", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE SCHEMA vault`
      yield* SqlTokenStore.migrate({ table: "vault.tokens" })
      const store = yield* SqlTokenStore.make({ table: "vault.tokens" })
      expect(yield* store.compareAndSet("alice", Option.none(), access("a"))).toBe(true)
      expect(yield* sql`SELECT owner FROM vault.tokens`).toEqual([{ owner: "alice" }])
    }).pipe(Effect.provide(postgresClient()))
  )
})

it.effect("no other kind of database is taken", () =>
  Effect.gen(function* () {
    const mysql = yield* SqlClient.make({
      acquirer: Effect.dieMessage("not to be asked"),
      compiler: Statement.makeCompiler({
        dialect: "mysql",
        placeholder: () => "?",
        onIdentifier: (name) => name,
        onCustom: () => ["", []],
        onRecordUpdate: () => ["", []]
      }),
      spanAttributes: []
    })
    const unsupported = Effect.provideService(SqlClient.SqlClient, mysql)
    for (const effect of [unsupported(SqlTokenStore.migrate()), unsupported(SqlTokenStore.make())]) {
      const error = yield* Effect.flip(Effect.asVoid(effect as Effect.Effect<unknown, { readonly message: string }>))
      expect(error.message).toBe("SqlTokenStore works on PostgreSQL and SQLite")
    }
  }).pipe(Effect.provide(Reactivity.layer))
)
