/**
 * Keeps the tokens of owners in a table of PostgreSQL or SQLite, for one process or for many.
 *
 * @since 0.1.0
 */
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { CredentialsError } from "@effect-smartcar/sdk/SmartcarError"
import type { TokenCipher } from "@effect-smartcar/sdk/TokenCipher"
import * as TokenStore from "@effect-smartcar/sdk/TokenStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"

/**
 * What a table of tokens may be told.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The table's name, `smartcar_tokens` by default; `a.b` is table `b` of PostgreSQL's schema `a`. */
  readonly table?: string | undefined
  /** Encrypts the tokens; without it, whoever can read the table can use them. */
  readonly cipher?: TokenCipher | undefined
}

const tableOf = (options: Options | undefined) => options?.table ?? "smartcar_tokens"

/** The client, without the renaming of columns that a program may have asked of it. */
const supported = Effect.flatMap(SqlClient.SqlClient, (client) => {
  const sql = client.withoutTransforms()
  const dialect = sql.onDialectOrElse({ pg: () => "pg", sqlite: () => "sqlite", orElse: () => "other" } as const)
  return dialect === "other"
    ? new SqlError({ message: "SqlTokenStore works on PostgreSQL and SQLite" })
    : Effect.succeed({ sql, dialect })
})

/**
 * Makes the table, unless it is there. Run it when a program starts, or hand it to `Migrator.fromRecord` of
 * `@effect/sql` as one of your migrations; processes that run it at the same moment do not disturb each other.
 *
 * @example
 * ```ts
 * import { SqlTokenStore } from "@effect-smartcar/fleet"
 * import { PgClient } from "@effect/sql-pg"
 * import { Config, Layer } from "effect"
 *
 * const layer = SqlTokenStore.layer().pipe(
 *   Layer.provide(Layer.effectDiscard(SqlTokenStore.migrate())),
 *   Layer.provide(PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category migrations
 */
export const migrate = (options?: Pick<Options, "table">): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const { sql, dialect } = yield* supported
    const create = sql`
      CREATE TABLE IF NOT EXISTS ${sql(tableOf(options))} (
        owner TEXT NOT NULL PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        tokens TEXT NOT NULL
      )`
    // PostgreSQL's IF NOT EXISTS looks before it leaps: of two at once, one fails without a lock.
    const alone = sql.withTransaction(
      Effect.zipRight(sql`SELECT pg_advisory_xact_lock(hashtext('@effect-smartcar/fleet/SqlTokenStore'))`, create)
    )
    return yield* Effect.asVoid(dialect === "pg" ? alone : create)
  })

interface Row {
  readonly fingerprint: string
  readonly tokens: string
}

const codeOf = ({ cause }: SqlError) =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

/** Others were in the way of a statement, and it did nothing; PostgreSQL says so where its transactions are serializable. */
const isContention = (error: SqlError) => codeOf(error) === "40001"

const contended = Schedule.upTo(Schedule.jittered(Schedule.spaced("20 millis")), "5 seconds")

const isNoTable = (error: SqlError) =>
  codeOf(error) === "42P01" || (Predicate.isError(error.cause) && error.cause.message.includes("no such table"))

/** What a database says of a statement that failed can hold the row, and so tokens: nothing but its code is shown. */
const storeError = (table: string, owner: string, error: SqlError) =>
  new CredentialsError({
    reason: "store",
    owner,
    description: isNoTable(error)
      ? `The database has no table "${table}" for tokens: run SqlTokenStore.migrate first`
      : `The table "${table}" of tokens cannot be used: ${error.message} (${codeOf(error) ?? "no code"})`
  })

/** Databases cut a text at NUL, or reject it, and write one half of a surrogate pair as they write any other. */
const isKey = (owner: string) => !/\0|\p{Surrogate}/u.test(owner)

/**
 * The store, as a value.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options?: Options): Effect.Effect<TokenStore.Service, SqlError, SqlClient.SqlClient> =>
  Effect.map(supported, ({ sql, dialect }) => {
    const name = tableOf(options)
    const table = sql(name)

    /**
     * Runs a statement of its own, whatever transaction the caller is in: a rollback would take new tokens with it, of
     * which the vendor has forgotten the old ones, and other processes would wait for what they do not see.
     */
    const run = <A>(owner: string, statement: Effect.Effect<A, SqlError>): Effect.Effect<A, CredentialsError> =>
      Effect.contextWithEffect((context: Context.Context<never>) => {
        const fail = (description: string) => new CredentialsError({ reason: "store", owner, description })
        if (!isKey(owner)) return fail("An owner whose tokens are kept in a database is well-formed text without NUL")
        // SQLite has one connection, which that transaction holds: waiting for it would never end.
        if (dialect === "sqlite" && Option.isSome(Context.getOption(context, SqlClient.TransactionConnection))) {
          return fail("Tokens cannot be kept within a transaction of SQLite: call Smartcar before or after it")
        }
        return statement.pipe(
          // The statement's own span would hold the driver's error, which may repeat the row.
          Effect.withTracerEnabled(false),
          Effect.retry({ while: isContention, schedule: contended }),
          Effect.mapError((error) => storeError(name, owner, error)),
          Effect.mapInputContext(Context.omit(SqlClient.TransactionConnection))
        )
      })

    return TokenStore.makeEncoded(
      {
        get: (owner) =>
          Effect.map(run(owner, sql<Row>`SELECT fingerprint, tokens FROM ${table} WHERE owner = ${owner}`), ([row]) =>
            Option.map(Option.fromNullable(row), ({ fingerprint, tokens }) => ({ fingerprint, text: tokens }))
          ),
        compareAndSet: (owner, expected, { fingerprint, text }) =>
          Effect.map(
            run(
              owner,
              Option.match(expected, {
                onNone: () => sql`
                  INSERT INTO ${table} (owner, fingerprint, tokens) VALUES (${owner}, ${fingerprint}, ${text})
                  ON CONFLICT (owner) DO NOTHING RETURNING owner`,
                onSome: (kept) => sql`
                  UPDATE ${table} SET fingerprint = ${fingerprint}, tokens = ${text}
                  WHERE owner = ${owner} AND fingerprint = ${kept} RETURNING owner`
              })
            ),
            (rows) => rows.length === 1
          ),
        remove: (owner) => Effect.asVoid(run(owner, sql`DELETE FROM ${table} WHERE owner = ${owner}`))
      },
      { cipher: options?.cipher }
    )
  })

/**
 * Keeps tokens in a table that {@link migrate} made: PostgreSQL for several machines, SQLite (by `@effect/sql-sqlite-node`)
 * for the processes of one. Only one of several writers of an owner's tokens wins, which is what
 * `Credentials.layerRefreshing` needs so that processes refresh a token once. A database that fails is a
 * `CredentialsError` of reason `store`, in which nothing of the row is shown.
 *
 * Statements do not join a transaction of the caller's. On PostgreSQL they take a connection of their own from the pool;
 * on SQLite, which has one, they fail within a transaction.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<TokenStore.TokenStore, SqlError, SqlClient.SqlClient> =>
  Layer.effect(TokenStore.TokenStore, make(options))
