/**
 * Proofs between Smartcar's webhooks and their receiver, made with the application management token.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import { type Secret, toRedacted } from "./internal/redact.js"
import { InvalidInputError } from "./SmartcarError.js"

const invalid = (endpoint: string, field: string, description: string) =>
  new InvalidInputError({ endpoint, field, description })

const algorithm = { name: "HMAC", hash: "SHA-256" }

/**
 * One application management token, or those that are live while one replaces another, the newest first.
 *
 * @since 0.1.0
 * @category models
 */
export type Tokens = Secret | Arr.NonEmptyReadonlyArray<Secret>

/**
 * What is signed: a request's body as it came, before any parsing.
 *
 * @since 0.1.0
 * @category models
 */
export type RawBody = string | Uint8Array | ArrayBuffer

const keyOf = (endpoint: string, managementToken: Secret) =>
  Effect.tryPromise({
    try: () =>
      crypto.subtle.importKey(
        "raw",
        new TextEncoder().encode(Redacted.value(toRedacted(managementToken))),
        algorithm,
        false,
        ["sign", "verify"]
      ),
    catch: () => invalid(endpoint, "managementToken", "expected a non-empty application management token")
  })

const keysOf = (endpoint: string, tokens: Tokens) =>
  Effect.flatMap(
    Effect.forEach(Arr.ensure(tokens), (token) => keyOf(endpoint, token)),
    (keys) =>
      Arr.isNonEmptyArray(keys) ? Effect.succeed(keys) : invalid(endpoint, "managementToken", "expected at least one")
  )

const bytesOf = (endpoint: string, body: RawBody) => {
  if (typeof body === "string") return Effect.succeed(new TextEncoder().encode(body))
  return body instanceof Uint8Array || body instanceof ArrayBuffer
    ? Effect.succeed(new Uint8Array(body))
    : invalid(endpoint, "body", "expected the raw body, as text or bytes, not a parsed one")
}

const hmac = (key: CryptoKey, bytes: Uint8Array<ArrayBuffer>) =>
  Effect.map(
    Effect.promise(() => crypto.subtle.sign("HMAC", key, bytes)),
    (digest) => Encoding.encodeHex(new Uint8Array(digest))
  )

/**
 * The answer to a webhook's challenge: the lower-case hex HMAC-SHA256 of the challenge under the application management
 * token, the first of several. Fails with an `InvalidInputError` if a token is empty.
 *
 * @since 0.1.0
 * @category constructors
 */
export const hashChallenge = (managementToken: Tokens, challenge: string): Effect.Effect<string, InvalidInputError> =>
  Effect.gen(function* () {
    if (typeof challenge !== "string") return yield* invalid("hashChallenge", "challenge", "expected text")
    const [key] = yield* keysOf("hashChallenge", managementToken)
    return yield* hmac(key, new TextEncoder().encode(challenge))
  })

/**
 * What Smartcar sends as `SC-Signature` with a body: its lower-case hex HMAC-SHA256 under the application management token.
 * For tests of what receives webhooks. Fails with an `InvalidInputError` if the token is empty or the body is neither text
 * nor bytes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const sign = (managementToken: Secret, body: RawBody): Effect.Effect<string, InvalidInputError> =>
  Effect.flatMap(Effect.all([keyOf("sign", managementToken), bytesOf("sign", body)]), ([key, bytes]) =>
    hmac(key, bytes)
  )

/**
 * True if `signature`, the `SC-Signature` header, is the HMAC-SHA256 of the body under the application management token, or
 * under one of several. The body is the request's raw bytes or text, before any parsing: a parsed and re-serialised body is
 * another one. The comparison takes constant time. Fails with an `InvalidInputError` if a token is empty or the body is
 * neither text nor bytes.
 *
 * @since 0.1.0
 * @category predicates
 */
export const verify = (
  managementToken: Tokens,
  signature: string | undefined,
  body: RawBody
): Effect.Effect<boolean, InvalidInputError> =>
  Effect.gen(function* () {
    const bytes = yield* bytesOf("verify", body)
    const keys = yield* keysOf("verify", managementToken)
    // Callers without types may have a list of header values, or none.
    const claimed = Encoding.decodeHex(typeof signature === "string" ? signature : "")
    if (Either.isLeft(claimed)) return false
    const answers = yield* Effect.forEach(keys, (key) =>
      Effect.promise(() => crypto.subtle.verify("HMAC", key, new Uint8Array(claimed.right), bytes))
    )
    return answers.includes(true)
  })
