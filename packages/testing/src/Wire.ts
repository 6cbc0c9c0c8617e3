/**
 * Requests and answers as plain values: what the fakes of this package receive, record and give back.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import { maskHeaders, maskText, showAs } from "./internal/secrets.js"

/**
 * A request as it would go over the wire. Header names are in lower case. Printed, as a whole or its headers alone, it
 * hides tokens, codes and pins; its fields hold them as they were sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * A complete answer.
 *
 * @since 0.1.0
 * @category models
 */
export interface Response {
  readonly _tag: "Response"
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** How long after the head the body comes; with it by default. */
  readonly bodyAfter?: Duration.Duration | undefined
}

/**
 * A broken exchange: the connection was refused (`connect`), or cut before the answer (`sent`) or in it (`body`).
 *
 * @since 0.1.0
 * @category models
 */
export interface Cut {
  readonly _tag: "Cut"
  readonly phase: "connect" | "sent" | "body"
}

/**
 * @since 0.1.0
 * @category models
 */
export type Answer = Response | Cut

/**
 * Answers requests.
 *
 * @since 0.1.0
 * @category models
 */
export type Handler = (request: Request) => Effect.Effect<Answer>

/**
 * A request that hides its secrets when it is printed.
 *
 * @since 0.1.0
 * @category constructors
 */
export const request = ({ method, url, headers, body }: Request): Request =>
  showAs({ method, url, headers: showAs({ ...headers }, () => maskHeaders(headers)), body }, () => ({
    method,
    url: maskText(url.href),
    headers: maskHeaders(headers),
    body: maskText(body)
  }))

/**
 * An answer with a JSON body; status 200 by default.
 *
 * @since 0.1.0
 * @category constructors
 */
export const json = (
  body: unknown,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {}
): Response =>
  text(JSON.stringify(body), { ...options, headers: { "content-type": "application/json", ...options.headers } })

/**
 * An answer with any text as its body, and no content type unless the headers name one; status 200 by default.
 *
 * @since 0.1.0
 * @category constructors
 */
export const text = (
  body: string,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {}
): Response => ({ _tag: "Response", status: options.status ?? 200, headers: options.headers ?? {}, body })

/**
 * An answer that begins at once, with status 202 and without a length, and whose body follows on the same connection: how
 * API v3 answers a command that takes long, whatever becomes of it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const slow = ({ headers, body }: Response, duration: Duration.DurationInput): Response => ({
  _tag: "Response",
  status: 202,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-length")),
  body,
  bodyAfter: Duration.decode(duration)
})

/**
 * A connection cut in the given phase.
 *
 * @since 0.1.0
 * @category constructors
 */
export const cut = (phase: Cut["phase"]): Cut => ({ _tag: "Cut", phase })

const bodyText = (body: HttpClientRequest.HttpClientRequest["body"]): string => {
  switch (body._tag) {
    case "Uint8Array":
      return new TextDecoder().decode(body.body)
    case "Raw":
      return String(body.body)
    default:
      return ""
  }
}

const codes = { connect: "ECONNREFUSED", sent: "ECONNRESET" }

/** The error that Node's clients fail with, down to its code. */
const systemError = (code: string) => Object.assign(new Error(`simulated ${code}`), { code })

/** Bytes, since `Response` would add a content type to text. */
const encoder = new TextEncoder()

/** A body that comes later, unless the client leaves. The time is that of the request's clock. */
const laterBody = (body: string, after: Duration.Duration, signal: AbortSignal) =>
  Effect.map(Effect.runtime<never>(), (runtime) => {
    let stop: () => void = () => undefined
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        const comes = Effect.delay(
          Effect.sync(() => {
            controller.enqueue(encoder.encode(body))
            controller.close()
          }),
          after
        )
        stop = Runtime.runCallback(runtime)(comes)
        signal.addEventListener("abort", () => stop(), { once: true })
      },
      cancel: () => stop()
    })
  })

/** Says its length, as servers do, unless the answer names one itself. */
const whole = (body: Uint8Array<ArrayBuffer>, init: ResponseInit): globalThis.Response => {
  const response = new globalThis.Response(body, init)
  if (!response.headers.has("content-length")) response.headers.set("content-length", `${body.length}`)
  return response
}

const brokenBody = () =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(encoder.encode("{"))
      controller.error(systemError("ECONNRESET"))
    }
  })

/**
 * An `HttpClient` that opens no socket: a handler answers its requests.
 *
 * @since 0.1.0
 * @category constructors
 */
export const httpClient = (handler: Handler): HttpClient.HttpClient =>
  HttpClient.make((sent, url, signal) =>
    Effect.flatMap(
      handler(request({ method: sent.method, url, headers: sent.headers, body: bodyText(sent.body) })),
      (answer) => {
        if (answer._tag === "Response") {
          const { status, headers, body, bodyAfter } = answer
          const init = { status, headers }
          if (status === 204 || status === 205 || status === 304) {
            return Effect.succeed(HttpClientResponse.fromWeb(sent, new Response(null, init)))
          }
          return bodyAfter === undefined
            ? Effect.succeed(HttpClientResponse.fromWeb(sent, whole(encoder.encode(body), init)))
            : Effect.map(laterBody(body, bodyAfter, signal), (stream) =>
                HttpClientResponse.fromWeb(sent, new Response(stream, init))
              )
        }
        return answer.phase === "body"
          ? Effect.succeed(HttpClientResponse.fromWeb(sent, new Response(brokenBody())))
          : Effect.fail(
              new HttpClientError.RequestError({
                request: sent,
                reason: "Transport",
                cause: systemError(codes[answer.phase])
              })
            )
      }
    )
  )
