/** One HTTP exchange: sends a request, reads the whole answer, and names what broke. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { TransportError } from "./errors.js"
import type { TextAnswer } from "./response.js"

/** Codes that prove that no request was sent: no connection, no name, no trusted certificate. */
const connectCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_TLS_.*|CERT_.*|.*_CERT(_.*)?|UNABLE_TO_.*)$/

/** Codes that come from a connection that stood as well as from one that never did. */
const routeCodes = /^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/

interface Breakage {
  readonly code?: string
  readonly message: string
  readonly neverConnected: boolean
}

/** The first error code along the chain of causes, and the innermost message. */
const inspectCause = (cause: unknown): Breakage => {
  let code: string | undefined
  let message = ""
  let neverConnected = false
  for (let current = cause, depth = 0; Predicate.isRecord(current) && depth < 5; current = current["cause"], depth++) {
    if (code === undefined && typeof current["code"] === "string") {
      code = current["code"]
      neverConnected = connectCodes.test(code) || (routeCodes.test(code) && current["syscall"] === "connect")
    }
    if (typeof current["message"] === "string" && current["message"] !== "") message = current["message"]
  }
  return { ...(code === undefined ? {} : { code }), message, neverConnected }
}

export const exchange = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  origin: { readonly endpoint: string; readonly vehicleId?: string },
  redact: (text: string) => string
): Effect.Effect<TextAnswer, TransportError> => {
  const broken = (phase: TransportError["phase"], error: HttpClientError.HttpClientError) => {
    const { code, message, neverConnected } = inspectCause(error.cause)
    return new TransportError({
      ...origin,
      phase: phase === "sent" && neverConnected ? "connect" : phase,
      ...(code === undefined ? {} : { code: redact(code) }),
      description: redact(message === "" ? (error.description ?? error.reason) : message)
    })
  }
  return client.execute(request).pipe(
    // The program's own client may fail on statuses; here the answer itself decides.
    Effect.catchIf(
      (error): error is HttpClientError.ResponseError =>
        error._tag === "ResponseError" && error.reason === "StatusCode",
      (error) => Effect.succeed(error.response)
    ),
    // The platform's error holds the request with its credentials: it goes no further than here.
    Effect.mapError((error) =>
      broken(error._tag === "RequestError" && error.reason !== "Transport" ? "connect" : "sent", error)
    ),
    Effect.flatMap((response) =>
      response.text.pipe(
        Effect.mapError((error) => broken("body", error)),
        Effect.map((text) => ({ status: response.status, headers: response.headers, text }))
      )
    )
  )
}
