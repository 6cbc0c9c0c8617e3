/**
 * Encrypts the tokens that a store keeps.
 *
 * A key is 32 random bytes as base64:
 *
 * ```sh
 * openssl rand -base64 32
 * ```
 *
 * To change keys, put the new one first and leave the old one behind it: the first key encrypts, and any key decrypts
 * what it encrypted. An owner's tokens are encrypted anew at each refresh, so after 60 days, when every refresh token
 * that was not used is dead, the old key can go.
 *
 * @since 0.1.0
 */
import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Arr from "effect/Array"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import { type Secret, toRedacted } from "./internal/redact.js"
import { sha256 } from "./internal/sha256.js"
import { CredentialsError, InvalidInputError } from "./SmartcarError.js"

/**
 * Turns the text that a store keeps for an owner into another one, and back. Both fail with a `CredentialsError` of
 * reason `store`.
 *
 * @since 0.1.0
 * @category models
 */
export interface TokenCipher {
  readonly encrypt: (owner: string, text: string) => Effect.Effect<string, CredentialsError>
  readonly decrypt: (owner: string, text: string) => Effect.Effect<string, CredentialsError>
}

/**
 * What a cipher is made from.
 *
 * - `keys`: each 32 bytes as base64. The first encrypts, any decrypts.
 * - `acceptPlain`: `false` by default, so that nobody who can only write to the store can put tokens of their own into it.
 *   Where a store already holds tokens that are not encrypted, set it to `true` until they are: an owner's tokens are
 *   encrypted when they are kept the next time, at their refresh at the latest.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly keys: NonEmptyReadonlyArray<Secret>
  readonly acceptPlain?: boolean | undefined
}

const keyOf = (secret: Secret): Either.Either<Uint8Array<ArrayBuffer>, string> =>
  Encoding.decodeBase64(Redacted.value(toRedacted(secret)).trim()).pipe(
    Either.map((bytes) => new Uint8Array(bytes)),
    Either.filterOrLeft(
      (bytes) => bytes.length === 32,
      () => undefined
    ),
    Either.mapLeft(() => "expected 32 bytes as base64")
  )

const importKey = (secret: Secret, index: number) =>
  Effect.gen(function* () {
    const bytes = yield* Either.mapLeft(
      keyOf(secret),
      (description) => new InvalidInputError({ endpoint: "TokenCipher.make", field: `keys.${index}`, description })
    )
    const key = yield* Effect.promise(() =>
      crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])
    )
    // Tells keys apart; of a random key, its hash gives nothing away.
    return { id: (yield* sha256(bytes)).slice(0, 16), key }
  })

const nonceLength = 12
const format = /^v1\.([0-9a-f]{16})\.([\w-]+)$/

/** Not encrypted, the tokens are a JSON object. */
const isPlain = (text: string) => text.startsWith("{")

const parameters = (nonce: Uint8Array<ArrayBuffer>, id: string, owner: string) => ({
  name: "AES-GCM",
  iv: nonce,
  // What is encrypted for one owner can not be passed off as another's.
  additionalData: new TextEncoder().encode(`v1.${id}.${JSON.stringify(owner)}`)
})

/**
 * A cipher that encrypts with AES-256-GCM, by the platform's WebCrypto, under a random nonce; no key should encrypt more
 * than 2^32 times. The text says which key it needs, and belongs to its owner: it cannot be moved to another one. Text
 * that was changed, moved, encrypted with a key that is not among `keys`, or not encrypted fails with a
 * `CredentialsError` of reason `store` that names the owner. Fails with an `InvalidInputError` that names the key
 * (`keys.0`) if that is not 32 bytes.
 *
 * @example
 * ```ts
 * import { TokenCipher, TokenStore } from "@effect-smartcar/sdk"
 * import { Effect, Layer } from "effect"
 *
 * const cipher = Effect.flatMap(TokenCipher.config, TokenCipher.make)
 * const EncryptedStore = Layer.unwrapEffect(Effect.map(cipher, (cipher) => TokenStore.layerKeyValueStore({ cipher })))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({ keys, acceptPlain = false }: Options): Effect.Effect<TokenCipher, InvalidInputError> =>
  Effect.gen(function* () {
    const [first, ...others] = yield* Effect.forEach(keys, importKey)
    if (first === undefined) {
      return yield* new InvalidInputError({
        endpoint: "TokenCipher.make",
        field: "keys",
        description: "expected at least one key"
      })
    }
    const known = [first, ...others]

    const refused = (owner: string, why: string) =>
      new CredentialsError({
        reason: "store",
        owner,
        description: `What is kept for owner "${owner}" cannot be decrypted: ${why}`
      })

    return {
      encrypt: (owner, text) =>
        Effect.gen(function* () {
          const nonce = yield* Effect.sync(() => crypto.getRandomValues(new Uint8Array(nonceLength)))
          const encrypted = yield* Effect.promise(() =>
            crypto.subtle.encrypt(parameters(nonce, first.id, owner), first.key, new TextEncoder().encode(text))
          )
          const bytes = Uint8Array.from([...nonce, ...new Uint8Array(encrypted)])
          return `v1.${first.id}.${Encoding.encodeBase64Url(bytes)}`
        }),
      decrypt: (owner, text) =>
        Effect.gen(function* () {
          if (isPlain(text)) {
            if (acceptPlain) return text
            return yield* refused(owner, "it is not encrypted (see acceptPlain)")
          }
          const [, id, encoded] = format.exec(text) ?? []
          if (id === undefined || encoded === undefined) return yield* refused(owner, "its format is unknown")
          const key = known.find((key) => key.id === id)
          if (key === undefined) return yield* refused(owner, `it needs key ${id}, which is not at hand`)
          const altered = () => refused(owner, "it was altered, or kept for another owner")
          const bytes = new Uint8Array(yield* Either.mapLeft(Encoding.decodeBase64Url(encoded), altered))
          const plain = yield* Effect.tryPromise({
            try: () =>
              crypto.subtle.decrypt(
                parameters(bytes.subarray(0, nonceLength), id, owner),
                key.key,
                bytes.subarray(nonceLength)
              ),
            catch: altered
          })
          return new TextDecoder().decode(plain)
        })
    }
  })

/**
 * Reads the keys, separated by commas, from the variable `SMARTCAR_TOKEN_KEYS`. A malformed one is a `ConfigError` that
 * shows nothing of it.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Options> = Config.array(Config.redacted()).pipe(
  Config.mapOrFail((keys) => {
    if (!Arr.isNonEmptyReadonlyArray(keys)) return Either.left(ConfigError.InvalidData([], "expected at least one key"))
    const checked = keys.map((key, index) =>
      Either.mapLeft(keyOf(key), (why) => ConfigError.InvalidData([], `key ${index + 1}: ${why}`))
    )
    return Either.map(Either.all(checked), () => ({ keys }))
  }),
  Config.nested("SMARTCAR_TOKEN_KEYS")
)
