/**
 * Where the tokens of owners are kept.
 *
 * @since 0.1.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { Access } from "./Access.js"
import { keyValueRecords } from "./internal/keyValueRecords.js"
import { sha256 } from "./internal/sha256.js"
import { CredentialsError } from "./SmartcarError.js"
import type { TokenCipher } from "./TokenCipher.js"

/**
 * Keeps one {@link Access} per owner. A store that cannot be reached fails with a `CredentialsError` of reason `store`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  readonly get: (owner: string) => Effect.Effect<Option.Option<Access>, CredentialsError>
  /** Keeps `next` only if what is kept still equals `expected`; tells whether it did. */
  readonly compareAndSet: (
    owner: string,
    expected: Option.Option<Access>,
    next: Access
  ) => Effect.Effect<boolean, CredentialsError>
  readonly remove: (owner: string) => Effect.Effect<void, CredentialsError>
}

/**
 * What a place that keeps texts keeps for an owner: the tokens as a text, encrypted or not, and a fingerprint of what the
 * text says, 64 hexadecimal digits, which stays the same when the same tokens are encrypted again.
 *
 * @since 0.1.0
 * @category models
 */
export interface Record {
  readonly fingerprint: string
  readonly text: string
}

/**
 * A place that keeps one {@link Record} per owner, such as a table. It fails with a `CredentialsError` of reason `store`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Records {
  readonly get: (owner: string) => Effect.Effect<Option.Option<Record>, CredentialsError>
  /**
   * Keeps `next` only if the record kept has the fingerprint `expected`, or if there is none and none is expected; tells
   * whether it did. Of several at once, only one may win, in this process or in another.
   */
  readonly compareAndSet: (
    owner: string,
    expected: Option.Option<string>,
    next: Record
  ) => Effect.Effect<boolean, CredentialsError>
  /** Removing what is not there succeeds. */
  readonly remove: (owner: string) => Effect.Effect<void, CredentialsError>
}

/**
 * The store in which `Auth.connect` keeps tokens, and in which `Credentials.layer` looks for them.
 *
 * @since 0.1.0
 * @category tags
 */
export class TokenStore extends Context.Tag("@effect-smartcar/sdk/TokenStore")<TokenStore, Service>() {}

const decodeText = /*#__PURE__*/ Schema.decodeUnknown(/*#__PURE__*/ Schema.parseJson(Access))
const encodeAccess = /*#__PURE__*/ Schema.encode(Access)
const fieldsInOrder = /*#__PURE__*/ Object.keys(Access.fields)

/**
 * A token store over any place that keeps texts. The text is JSON, encrypted where there is a cipher; one that cannot be
 * read fails with a `CredentialsError` of reason `store` that names the owner and shows nothing of it. Nothing overwrites
 * such a text, since the cipher's keys may be what is wrong: `remove` takes it away.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeEncoded = (
  records: Records,
  { cipher }: { readonly cipher?: TokenCipher | undefined } = {}
): Service => {
  const decode = (owner: string, { text }: Record) =>
    Effect.flatMap(cipher === undefined ? Effect.succeed(text) : cipher.decrypt(owner, text), (plain) =>
      Effect.mapError(
        decodeText(plain),
        () =>
          new CredentialsError({
            reason: "store",
            owner,
            description: `What is kept for owner "${owner}" cannot be read as tokens`
          })
      )
    )

  const encode = (owner: string, access: Access) =>
    Effect.gen(function* () {
      const encoded = yield* Effect.mapError(
        encodeAccess(access),
        () =>
          new CredentialsError({ reason: "invalid", owner, description: `Expected an Access to keep for "${owner}"` })
      )
      const plain = JSON.stringify(encoded, fieldsInOrder)
      return {
        fingerprint: yield* sha256(plain),
        text: cipher === undefined ? plain : yield* cipher.encrypt(owner, plain)
      }
    })

  /** The tokens, with the record they were read from. */
  const read = (owner: string) =>
    Effect.flatMap(
      records.get(owner),
      Effect.transposeMapOption((record) => Effect.map(decode(owner, record), (access) => ({ access, record })))
    )

  return {
    get: (owner) =>
      Effect.map(
        read(owner),
        Option.map(({ access }) => access)
      ),
    compareAndSet: (owner, expected, next) =>
      Effect.gen(function* () {
        const kept = yield* read(owner)
        // The tokens are compared, and not the fingerprint of `expected`: the record may come from a version of this
        // SDK that encodes them otherwise, and would never have the fingerprint they have here.
        if (
          !Equal.equals(
            Option.map(kept, ({ access }) => access),
            expected
          )
        )
          return false
        const fingerprint = Option.map(kept, ({ record }) => record.fingerprint)
        return yield* records.compareAndSet(owner, fingerprint, yield* encode(owner, next))
      }),
    remove: records.remove
  }
}

/**
 * Keeps tokens in memory: they are gone when the program ends.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory: Layer.Layer<TokenStore> = /*#__PURE__*/ Layer.effect(
  TokenStore,
  /*#__PURE__*/ Effect.map(/*#__PURE__*/ Ref.make(/*#__PURE__*/ HashMap.empty<string, Access>()), (kept) => ({
    get: (owner) => Effect.map(Ref.get(kept), HashMap.get(owner)),
    compareAndSet: (owner, expected, next) =>
      Ref.modify(kept, (tokens) =>
        Equal.equals(HashMap.get(tokens, owner), expected) ? [true, HashMap.set(tokens, owner, next)] : [false, tokens]
      ),
    remove: (owner) => Ref.update(kept, HashMap.remove(owner))
  }))
)

/**
 * Keeps tokens in a `KeyValueStore` of `@effect/platform`, such as a directory of files
 * (`KeyValueStore.layerFileSystem`). For one process only: a `KeyValueStore` has no compare-and-set, so this layer takes
 * turns within the process, and two processes (or two layers) over the same one could both exchange a refresh token. For
 * several processes there is a store over SQL.
 *
 * - `cipher` encrypts the tokens (see `TokenCipher`); without it, whoever can read the store can read them.
 * - `prefix` begins every key, `"smartcar-"` by default. The SHA-256 of the owner follows, so any text can be an owner, and
 *   keys do not tell whose they are.
 *
 * Each record is written twice, under its key and under the same with `.new`: a process that dies while it writes a file
 * loses no tokens that were kept before. Files are not flushed to the disk, so that a power cut may.
 *
 * @example
 * ```ts
 * import { KeyValueStore } from "@effect/platform"
 * import { NodeContext } from "@effect/platform-node"
 * import { TokenStore } from "@effect-smartcar/sdk"
 * import { Layer } from "effect"
 *
 * const Files = TokenStore.layerKeyValueStore().pipe(
 *   Layer.provide(KeyValueStore.layerFileSystem("tokens")),
 *   Layer.provide(NodeContext.layer)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerKeyValueStore = (
  options: { readonly cipher?: TokenCipher | undefined; readonly prefix?: string | undefined } = {}
): Layer.Layer<TokenStore, never, KeyValueStore.KeyValueStore> =>
  Layer.effect(
    TokenStore,
    Effect.zipWith(KeyValueStore.KeyValueStore, Effect.makeSemaphore(1), (store, lock) =>
      makeEncoded(keyValueRecords(store, options.prefix ?? "smartcar-", lock), options)
    )
  )

/**
 * Keeps tokens under an owner's key, whatever was kept there: for tokens that are there already, such as those of another
 * SDK or of `Auth.exchangeCode`.
 *
 * @since 0.1.0
 * @category combinators
 */
export const keep = (owner: string, access: Access): Effect.Effect<void, CredentialsError, TokenStore> =>
  Effect.gen(function* () {
    const store = yield* TokenStore
    const kept = yield* store.get(owner)
    return yield* store.compareAndSet(owner, kept, access)
  }).pipe(Effect.repeat({ until: (done) => done }), Effect.asVoid)
