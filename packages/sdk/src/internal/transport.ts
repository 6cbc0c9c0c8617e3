/** One HTTP exchange: sends a request, reads the whole answer, and names what broke. */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { type TimeoutError, TransportError } from "./errors.js"
import type { TextAnswer } from "./response.js"

/** Codes that prove that no request was sent, as the system call `connect` does: no name, no trusted certificate. */
const connectCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_TLS_.*|CERT_.*|.*_CERT(_.*)?|UNABLE_TO_.*)$/

interface Breakage {
  readonly code?: string
  readonly message: string
  readonly neverConnected: boolean
  readonly timedOut: boolean
}

/** The first error code along the chain of causes, and the innermost message. */
const inspectCause = (cause: unknown): Breakage => {
  let code: string | undefined
  let message = ""
  let neverConnected: boolean | undefined
  let timedOut = false
  for (let current = cause, depth = 0; Predicate.isRecord(current) && depth < 5; current = current["cause"], depth++) {
    const { code: own, syscall } = current
    if (code === undefined && typeof own === "string") code = own
    // The outermost error that knows is right: what it wraps may tell of an earlier connection.
    if (syscall === "connect" || syscall === "write") neverConnected ??= syscall === "connect"
    else if (typeof own === "string") neverConnected ??= connectCodes.test(own)
    timedOut ||= Cause.isTimeoutException(current)
    if (typeof current["message"] === "string" && current["message"] !== "") message = current["message"]
  }
  return { ...(code === undefined ? {} : { code }), message, neverConnected: neverConnected ?? false, timedOut }
}

/** The code of undici's error for a body that is longer than it may be; clients that bound exchanges have it too. */
export const tooLong = "UND_ERR_RES_EXCEEDED_MAX_SIZE"

const decodeText = (chunks: ReadonlyArray<Uint8Array>): string => {
  const decoder = new TextDecoder()
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode()
}

/** The body in pieces, no further than it may be long. Pulled, for a fraction of what a run of the stream costs. */
const readStream = (response: HttpClientResponse.HttpClientResponse, limit: number) =>
  Effect.scoped(
    Effect.flatMap(Stream.toPull(response.stream), (pull) => {
      const pieces: Array<Uint8Array> = []
      let length = 0
      const next: Effect.Effect<string | null, HttpClientError.ResponseError> = Effect.matchEffect(pull, {
        onFailure: Option.match({
          onNone: () => Effect.succeed(decodeText(pieces)),
          onSome: (error) => (error.reason === "EmptyBody" ? Effect.succeed("") : Effect.fail(error))
        }),
        onSuccess: (chunk) => {
          for (const piece of chunk) {
            pieces.push(piece)
            length += piece.length
          }
          return length > limit ? Effect.succeed(null) : next
        }
      })
      return next
    })
  )

/** The whole body as text; `null` if it is longer than `maxBytes`, when the rest of it is left unread. */
const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<string | null, HttpClientError.ResponseError> => {
  const length = Number(response.headers["content-length"])
  // The length is that of the text unless it is encoded.
  if (length <= maxBytes && response.headers["content-encoding"] === undefined) return response.text
  return readStream(response, length > maxBytes ? 0 : maxBytes)
}

/** Sends a request, and reads an answer of at most `maxBytes`. Never fails: nothing in between has to be told. */
export const exchange = (
  execute: Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>,
  origin: { readonly endpoint: string; readonly vehicleId?: string },
  redact: (text: string) => string,
  maxBytes: number,
  onTimeout: () => TimeoutError
): Effect.Effect<Either.Either<TextAnswer, TransportError | TimeoutError>> => {
  // The platform's error holds the request with its credentials: it goes no further than here.
  const broken = (phase: TransportError["phase"], error: HttpClientError.HttpClientError) => {
    const { code, message, neverConnected, timedOut } = inspectCause(error.cause)
    if (timedOut) return Either.left(onTimeout())
    return Either.left(
      new TransportError({
        ...origin,
        phase: phase === "sent" && neverConnected ? "connect" : phase,
        ...(code === undefined ? {} : { code: redact(code) }),
        description: redact(message === "" ? (error.description ?? error.reason) : message)
      })
    )
  }
  const answer = ({ headers, status }: HttpClientResponse.HttpClientResponse, text: string | null) => {
    // Spans and readings show the request's id, which the server makes up.
    const id = headers["sc-request-id"]
    const shown = id === undefined ? undefined : redact(id)
    return Either.right({ status, headers: shown === id ? headers : { ...headers, "sc-request-id": `${shown}` }, text })
  }
  const brokenBody = (error: HttpClientError.ResponseError) =>
    inspectCause(error.cause).code === tooLong ? answer(error.response, null) : broken("body", error)
  const read = (response: HttpClientResponse.HttpClientResponse) =>
    Effect.match(readBody(response, maxBytes), {
      onFailure: brokenBody,
      onSuccess: (text) => answer(response, text)
    })

  return Effect.matchEffect(execute, {
    onFailure: (error) => {
      if (error._tag === "RequestError") {
        return Effect.succeed(broken(error.reason === "Transport" ? "sent" : "connect", error))
      }
      // The program's own client may fail on statuses; here the answer itself decides.
      return error.reason === "StatusCode" ? read(error.response) : Effect.succeed(brokenBody(error))
    },
    onSuccess: read
  })
}
