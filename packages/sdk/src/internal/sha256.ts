import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"

/** The SHA-256 of bytes or of a text as UTF-8, in hexadecimal. */
export const sha256 = (data: string | Uint8Array<ArrayBuffer>): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() =>
      crypto.subtle.digest("SHA-256", typeof data === "string" ? new TextEncoder().encode(data) : data)
    ),
    (digest) => Encoding.encodeHex(new Uint8Array(digest))
  )
