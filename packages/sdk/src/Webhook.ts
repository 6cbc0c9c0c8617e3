/**
 * Proofs between Smartcar's webhooks and their receiver, made with the application management token.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import { type Secret, toRedacted } from "./internal/redact.js"
import { InvalidInputError } from "./SmartcarError.js"

const invalid = (endpoint: string, field: string, description: string) =>
  new InvalidInputError({ endpoint, field, description })

const algorithm = { name: "HMAC", hash: "SHA-256" }

const importKey = (endpoint: string, managementToken: Secret, usage: "sign" | "verify") =>
  Effect.tryPromise({
    try: () =>
      crypto.subtle.importKey(
        "raw",
        new TextEncoder().encode(Redacted.value(toRedacted(managementToken))),
        algorithm,
        false,
        [usage]
      ),
    catch: () => invalid(endpoint, "managementToken", "expected a non-empty application management token")
  })

/**
 * The answer to a webhook's challenge: the lower-case hex HMAC-SHA256 of the challenge under the application management
 * token. Fails with an `InvalidInputError` if the token is empty.
 *
 * @since 0.1.0
 * @category constructors
 */
export const hashChallenge = (managementToken: Secret, challenge: string): Effect.Effect<string, InvalidInputError> =>
  Effect.gen(function* () {
    if (typeof challenge !== "string") return yield* invalid("hashChallenge", "challenge", "expected text")
    const key = yield* importKey("hashChallenge", managementToken, "sign")
    const digest = yield* Effect.promise(() => crypto.subtle.sign("HMAC", key, new TextEncoder().encode(challenge)))
    return Encoding.encodeHex(new Uint8Array(digest))
  })

/**
 * True if `signature`, the `SC-Signature` header, is the HMAC-SHA256 of the body under the application management token.
 * The body is the request's raw bytes or text, before any parsing: a parsed and re-serialised body is another one. The
 * comparison takes constant time. Fails with an `InvalidInputError` if the token is empty or the body is neither text
 * nor bytes.
 *
 * @since 0.1.0
 * @category predicates
 */
export const verify = (
  managementToken: Secret,
  signature: string | undefined,
  body: string | Uint8Array | ArrayBuffer
): Effect.Effect<boolean, InvalidInputError> =>
  Effect.gen(function* () {
    if (typeof body !== "string" && !(body instanceof Uint8Array) && !(body instanceof ArrayBuffer)) {
      return yield* invalid("verify", "body", "expected the raw body, as text or bytes, not a parsed one")
    }
    const key = yield* importKey("verify", managementToken, "verify")
    const claimed = Encoding.decodeHex(signature ?? "")
    if (Either.isLeft(claimed)) return false
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body)
    return yield* Effect.promise(() => crypto.subtle.verify("HMAC", key, new Uint8Array(claimed.right), bytes))
  })
