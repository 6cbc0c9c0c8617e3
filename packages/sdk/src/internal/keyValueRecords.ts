/** Keeps the records of a token store in a `KeyValueStore`. */
import type { PlatformError } from "@effect/platform/Error"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as TokenStore from "../TokenStore.js"
import { CredentialsError } from "./errors.js"
import { sha256 } from "./sha256.js"

const json = Schema.parseJson(Schema.Struct({ fingerprint: Schema.String, text: Schema.String }))
const toJson = Schema.encodeSync(json)
const fromJson = Schema.decodeUnknownOption(json)

const failed = (owner: string, why: string) =>
  new CredentialsError({ reason: "store", owner, description: `The token store failed for owner "${owner}": ${why}` })

// Only the kind of failure: a store's own words may repeat what it was to keep, or a password of its own.
const kindOf = (error: PlatformError) => (error._tag === "SystemError" ? error.reason : "BadArgument")

const isMissing = (error: PlatformError) => kindOf(error) === "NotFound"

/**
 * A file is written in place, so that a process that dies may leave half a record. Each is therefore written twice, one
 * after the other: of the two, at most one can be torn.
 */
export const keyValueRecords = (
  store: KeyValueStore.KeyValueStore,
  prefix: string,
  lock: Effect.Semaphore
): TokenStore.Records => {
  /** Runs with the owner's two keys. */
  const withKeys = <A>(
    owner: string,
    f: (key: string, spareKey: string) => Effect.Effect<A, PlatformError | CredentialsError>
  ) =>
    // Any text makes a short key of plain letters. As JSON, texts that UTF-8 cannot tell apart stay different ones.
    Effect.flatMap(sha256(JSON.stringify(owner)), (hash) => f(`${prefix}${hash}`, `${prefix}${hash}.new`)).pipe(
      Effect.mapError((error) => (error._tag === "CredentialsError" ? error : failed(owner, kindOf(error))))
    )

  const read = (owner: string) =>
    withKeys(owner, (key, spareKey) =>
      Effect.gen(function* () {
        const kept = yield* store.get(key)
        if (Option.isNone(kept)) return Option.none<TokenStore.Record>()
        const record = fromJson(kept.value)
        if (Option.isSome(record)) return record
        const spare = Option.flatMap(yield* store.get(spareKey), fromJson)
        return Option.isSome(spare) ? spare : yield* failed(owner, "what it keeps is damaged")
      })
    )

  const locked = lock.withPermits(1)

  return {
    // Most reads need not wait for anyone; one that met a record being written looks again when that is done.
    get: (owner) => Effect.catchAll(read(owner), () => locked(read(owner))),
    compareAndSet: (owner, expected, next) =>
      Effect.gen(function* () {
        const fingerprint = Option.map(yield* read(owner), (record) => record.fingerprint)
        if (Option.getOrNull(fingerprint) !== Option.getOrNull(expected)) return false
        const text = toJson(next)
        yield* withKeys(owner, (key, spareKey) => Effect.zipRight(store.set(spareKey, text), store.set(key, text)))
        return true
      }).pipe(Effect.uninterruptible, locked),
    remove: (owner) =>
      withKeys(owner, (key, spareKey) =>
        Effect.forEach([spareKey, key], (each) => Effect.catchIf(store.remove(each), isMissing, () => Effect.void), {
          discard: true
        })
      ).pipe(Effect.uninterruptible, locked)
  }
}
