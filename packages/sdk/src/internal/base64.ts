/** Base64 of UTF-8. Effect's `Encoding` has it too, but brings its tables into every program. */
import * as Either from "effect/Either"

export const encodeBase64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""))

export const decodeBase64 = (base64: string): Either.Either<string, unknown> =>
  Either.try(() => new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))))
