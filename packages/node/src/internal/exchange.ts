/** One request and its response, as undici tells of them. */

import { Buffer } from "node:buffer"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Undici from "@effect/platform-node/Undici"
import { type Bounds, makeResponse } from "@effect-smartcar/sdk/BoundedHttpClient"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as ContentEncoding from "./contentEncoding.js"

type Result = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** Header fields by their names in lower case, as undici parses them. */
type Fields = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

const nothing = new Uint8Array(0)

/** Of JavaScript's timers, 24.8 days: a longer one would fire at once. */
const longestDelay = 2 ** 31 - 1

/** undici's complaints about what it was asked to send. */
const invalidRequest = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED", "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"])

const propertyOf = (error: unknown, name: string): unknown => (Predicate.isRecord(error) ? error[name] : undefined)

/** A failure, and how far the exchange had come, told as Node's own errors tell it: `connect` proves that nothing was sent. */
class BrokenError extends Error {
  readonly code: unknown
  readonly syscall: "connect" | "write"

  constructor(cause: Error, syscall: "connect" | "write") {
    super(cause.message, { cause })
    this.code = propertyOf(cause, "code")
    this.syscall = syscall
  }
}

/** The exchanges under way in a client. */
export class Exchanges {
  /** Whether the dispatcher is known to tell of each request that it puts on a connection. */
  readonly tellsStarts: boolean
  readonly #running = new Set<Exchange>()
  #onIdle: (() => void) | undefined

  constructor(tellsStarts: boolean) {
    this.tellsStarts = tellsStarts
  }

  get isClosed(): boolean {
    return this.#onIdle !== undefined
  }

  add(exchange: Exchange): void {
    this.#running.add(exchange)
  }

  remove(exchange: Exchange): void {
    this.#running.delete(exchange)
    if (this.#running.size === 0) this.#onIdle?.()
  }

  /** Takes no more of them, and calls back once none is left. */
  close(callback: () => void): void {
    this.#onIdle = callback
    if (this.#running.size === 0) callback()
  }

  destroy(): void {
    for (const exchange of this.#running) exchange.abort(new Undici.errors.ClientDestroyedError())
  }
}

class Exchange implements Undici.Dispatcher.DispatchHandler {
  readonly #request: HttpClientRequest.HttpClientRequest
  readonly #bounds: Bounds
  readonly #exchanges: Exchanges
  readonly #resume: (result: Result) => void
  readonly #chunks: Array<Uint8Array> = []
  /** Set once the request is on a connection. */
  #controller: Undici.Dispatcher.DispatchController | undefined
  #settled = false
  #status = 0
  #fields: Fields = {}
  #codings: ReadonlyArray<ContentEncoding.Coding> = []
  #received = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    bounds: Bounds,
    exchanges: Exchanges,
    resume: (result: Result) => void
  ) {
    this.#request = request
    this.#bounds = bounds
    if (bounds.millis <= longestDelay) {
      this.#timer = setTimeout(() => this.abort(new Cause.TimeoutException()), bounds.millis)
    }
    this.#exchanges = exchanges
    this.#resume = resume
    exchanges.add(this)
  }

  /** Gives up, on the wire too. */
  abort(reason: Error): void {
    if (this.#settled) return
    this.#fail(reason)
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Undici.Dispatcher.DispatchController): void {
    // Given up while it waited for a connection. Thrown, since `controller.abort` would close the connection it got.
    if (this.#settled) throw new Undici.errors.RequestAbortedError()
    this.#controller = controller
  }

  onRequestUpgrade(_: unknown, __: number, ___: unknown, socket: { readonly destroy: () => unknown }): void {
    socket.destroy()
    this.abort(new Undici.errors.NotSupportedError("a tunnel has no response"))
  }

  onResponseStart(_: Undici.Dispatcher.DispatchController, status: number, fields: Fields): void {
    if (status < 200) return
    this.#status = status
    this.#fields = fields
    const coding = fields["content-encoding"]
    if (coding !== undefined) this.#codings = ContentEncoding.codingsOf(String(coding))
    // These two name the length of a body that they leave out.
    const hasBody = this.#request.method !== "HEAD" && status !== 304
    if (hasBody && Number(fields["content-length"]) > this.#maxReceived) this.#overflow()
  }

  onResponseData(_: Undici.Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#received += chunk.length
    if (this.#received > this.#maxReceived) this.#overflow()
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.#settled) return
    const [first, ...more] = this.#chunks
    const bytes =
      first === undefined ? nothing : more.length === 0 ? first : Buffer.concat(this.#chunks, this.#received)
    if (this.#codings.length === 0 || bytes.length === 0) this.#succeed(bytes, false)
    else {
      ContentEncoding.decode(bytes, this.#codings, this.#bounds.maxBytes, (error, decoded) => {
        if (this.#settled) return
        if (error === null) this.#succeed(decoded, true)
        else this.#fail(error)
      })
    }
  }

  onResponseError(_: unknown, error: Error): void {
    if (!this.#settled) this.#fail(error)
  }

  /** Compressed bytes are never so much longer than what they stand for. */
  get #maxReceived(): number {
    return this.#codings.length === 0 ? this.#bounds.maxBytes : 2 * this.#bounds.maxBytes + 1024
  }

  #overflow(): void {
    this.abort(new Undici.errors.ResponseExceededMaxSizeError())
  }

  #settle(result: Result): void {
    this.#settled = true
    clearTimeout(this.#timer)
    this.#exchanges.remove(this)
    this.#resume(result)
  }

  #succeed(bytes: Uint8Array, decoded: boolean): void {
    // undici takes up the connection again in an immediate that it sets once this returns. A call that followed before
    // that would open another connection.
    queueMicrotask(() =>
      setImmediate(() => {
        if (this.#settled) return
        this.#settle(Effect.succeed(this.#respond(bytes, decoded)))
      })
    )
  }

  #respond(body: Uint8Array, decoded: boolean): HttpClientResponse.HttpClientResponse {
    return makeResponse(this.#request, { status: this.#status, headers: this.#fields, body, decoded })
  }

  #fail(cause: Error): void {
    const request = this.#request
    if (this.#status !== 0) {
      const response = this.#respond(nothing, false)
      this.#settle(Effect.fail(new HttpClientError.ResponseError({ request, response, reason: "Decode", cause })))
      return
    }
    const transport = (cause: Error) =>
      this.#settle(Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause })))
    if (this.#controller !== undefined) transport(new BrokenError(cause, "write"))
    else if (invalidRequest.has(String(propertyOf(cause, "code")))) {
      this.#settle(Effect.fail(new HttpClientError.RequestError({ request, reason: "Encode", cause })))
    } else transport(this.#exchanges.tellsStarts ? new BrokenError(cause, "connect") : cause)
  }
}

export const exchange = (
  dispatcher: Undici.Dispatcher,
  exchanges: Exchanges,
  request: HttpClientRequest.HttpClientRequest,
  options: Undici.Dispatcher.DispatchOptions,
  bounds: Bounds
): Result =>
  Effect.async((resume) => {
    const running = new Exchange(request, bounds, exchanges, resume)
    if (exchanges.isClosed) running.abort(new Undici.errors.ClientClosedError())
    else {
      try {
        dispatcher.dispatch(options, running)
      } catch (error) {
        // Only dispatchers that a program made itself throw, an agent of mocks without a match for one.
        running.onResponseError(undefined, error instanceof Error ? error : new Error(String(error)))
      }
    }
    return Effect.sync(() => running.abort(new Undici.errors.RequestAbortedError()))
  })
