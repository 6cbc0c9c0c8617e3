/**
 * An HTTP client over undici that reads each body whole: what the SDK needs, and little else to pay for.
 *
 * A response is there once its body is, decoded (gzip, deflate, br), and can be read as often as one likes; none is left
 * unread that would keep a connection busy. The header `content-length` is then that of the decoded body. A body that
 * breaks off, cannot be decoded or is longer than `HttpIncomingMessage.withMaxBodySize` allows fails the request itself
 * with a `ResponseError` of the reason `Decode`, which has the status and the headers.
 *
 * Redirects are not followed, URLs with a user are refused, fragments are not sent, and there is neither a span for a
 * request nor a header with one. There is no timeout but for connections: use `Effect.timeout`. Interruption aborts the
 * request on the wire; one that waits for a connection is not sent.
 *
 * Connections are kept for the next request. Before one is used that was idle, undici looks whether the server closed
 * it. Where it closes it at that very moment, the request fails with a `RequestError` (code `UND_ERR_SOCKET` or
 * `ECONNRESET`) and is not repeated: whether it arrived is not known. `Retry` of the SDK repeats those that only read.
 *
 * @since 0.1.0
 */

import type * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as NodeStream from "@effect/platform-node/NodeStream"
import type * as Undici from "@effect/platform-node/Undici"
import { type BoundedHttpClient, TypeId as BoundedTypeId, type Bounds } from "@effect-smartcar/sdk/BoundedHttpClient"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as ContentEncoding from "./internal/contentEncoding.js"
import { Exchanges, exchange } from "./internal/exchange.js"
import * as Pool from "./internal/pool.js"

/**
 * Options of the connections to each origin: those of undici's `Agent`, but for timeouts of answers, which
 * `Effect.timeout` sets (and the SDK for every call). Where this says nothing, {@link defaults} hold, then undici's.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends Omit<Undici.Agent.Options, "headersTimeout" | "bodyTimeout"> {
  /** How long calls that other fibers still make may go on when the layer's scope closes. By default 5 seconds. */
  readonly shutdownTimeout?: Duration.DurationInput | undefined
}

/**
 * What holds unless {@link Options} say otherwise.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaults = {
  /** Connections to one origin. More calls at a time wait for one, in the order they were made. */
  connections: 256,
  /** Requests under way on one connection. */
  pipelining: 1,
  /**
   * For how many milliseconds a connection stays open that nothing uses; less if the server announces less. Below what
   * servers are known to allow, so that a request rarely meets a server that is closing.
   */
  keepAliveTimeout: 4000,
  /** For how many milliseconds a connection, TLS included, may be in the making. */
  connectTimeout: 10_000,
  shutdownTimeout: "5 seconds"
} as const satisfies Options

const webProtocol = /^https?:$/

/** The user and password in a URL would be in every message about it. Like fetch, this client takes none. */
const refuseUser = (request: HttpClientRequest.HttpClientRequest, url: URL) => {
  url.username = ""
  url.password = ""
  return new HttpClientError.RequestError({
    request: HttpClientRequest.setUrl(request, url.href),
    reason: "InvalidUrl",
    description: "a user or password in a URL is not sent: set the header authorization"
  })
}

interface Target {
  readonly origin: string
  readonly path: string
}

/** A URL that parsing leaves as it is: no query, fragment, user, escape or dot segment. */
const plainUrl = /^(https?:\/\/[a-z0-9.-]+(?::[1-5]?\d{1,4})?)((?:\/(?!\.)[\w.~-]*)+)$/

const targetOf = (
  request: HttpClientRequest.HttpClientRequest
): Either.Either<Target, HttpClientError.RequestError> => {
  const [, origin, path] = request.urlParams.length === 0 ? (plainUrl.exec(request.url) ?? []) : []
  if (origin !== undefined && path !== undefined) return Either.right({ origin, path })
  // A fragment is for the client alone.
  const parsed = UrlParams.makeUrl(request.url, request.urlParams, Option.none())
  if (Either.isLeft(parsed)) {
    return Either.left(new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause: parsed.left }))
  }
  const url = parsed.right
  if (url.username !== "" || url.password !== "") return Either.left(refuseUser(request, url))
  return webProtocol.test(url.protocol)
    ? Either.right({ origin: url.origin, path: url.pathname + url.search })
    : Either.left(
        new HttpClientError.RequestError({
          request,
          reason: "InvalidUrl",
          description: "expected a URL of http or https"
        })
      )
}

const headersOf = (headers: Headers.Headers, contentType: string | undefined): Array<string> => {
  const fields: Array<string> = []
  for (const name of Object.keys(headers)) fields.push(name, headers[name] ?? "")
  if (headers["accept-encoding"] === undefined) fields.push("accept-encoding", ContentEncoding.accepted)
  if (contentType !== undefined && headers["content-type"] === undefined) fields.push("content-type", contentType)
  return fields
}

/** Forms are Node's own, which undici's parts do not know: they become bytes here. */
const encodeForm = (request: HttpClientRequest.HttpClientRequest, formData: FormData) =>
  Effect.tryPromise({
    try: async () => {
      const form = new Response(formData)
      return { bytes: new Uint8Array(await form.arrayBuffer()), contentType: form.headers.get("content-type") ?? "" }
    },
    catch: (cause) => new HttpClientError.RequestError({ request, reason: "Encode", cause })
  })

const over = (dispatcher: Undici.Dispatcher, exchanges: Exchanges): BoundedHttpClient => {
  const send = (
    request: HttpClientRequest.HttpClientRequest,
    bounds: Bounds
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
    const target = targetOf(request)
    if (Either.isLeft(target)) return target.left
    const { origin, path } = target.right
    const dispatch = (body: Exclude<Undici.Dispatcher.DispatchOptions["body"], undefined>, contentType?: string) =>
      exchange(
        dispatcher,
        exchanges,
        request,
        {
          origin,
          path,
          method: request.method,
          headers: headersOf(request.headers, contentType),
          body,
          headersTimeout: 0,
          bodyTimeout: 0
        },
        bounds
      )
    const { body } = request
    switch (body._tag) {
      case "Empty":
        return dispatch(null)
      case "Uint8Array":
        return dispatch(body.body)
      case "Raw":
        // undici finds out whether it can send that, and refuses it otherwise.
        return dispatch(body.body as Uint8Array)
      case "FormData":
        return Effect.flatMap(encodeForm(request, body.formData), (form) => dispatch(form.bytes, form.contentType))
      case "Stream":
        return Effect.flatMap(NodeStream.toReadable(body.stream), (readable) =>
          Effect.ensuring(
            dispatch(readable),
            Effect.sync(() => readable.destroy())
          )
        )
    }
  }
  const client = HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest>) =>
      Effect.flatMap(request, (request) =>
        Effect.flatMap(HttpIncomingMessage.MaxBodySize, (size) =>
          send(request, {
            millis: Number.POSITIVE_INFINITY,
            maxBytes: Option.match(size, { onNone: () => Number.POSITIVE_INFINITY, onSome: Number })
          })
        )
      ),
    Effect.succeed
  )
  return Object.assign(client, { [BoundedTypeId]: send })
}

/**
 * A client over a dispatcher of one's own, such as a `ProxyAgent`, one with interceptors or, in a test, a `MockAgent`.
 * Who made the dispatcher closes it.
 *
 * @example
 * ```ts
 * import { UndiciHttpClient } from "@effect-smartcar/node"
 * import { HttpClient } from "@effect/platform"
 * import { Undici } from "@effect/platform-node"
 * import { Effect, Layer } from "effect"
 *
 * const Proxied = Layer.scoped(
 *   HttpClient.HttpClient,
 *   Effect.acquireRelease(
 *     Effect.sync(() => new Undici.ProxyAgent("http://proxy.example:3128")),
 *     (agent) => Effect.promise(() => agent.destroy())
 *   ).pipe(Effect.map(UndiciHttpClient.make))
 * )
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (dispatcher: Undici.Dispatcher): HttpClient.HttpClient => over(dispatcher, new Exchanges(false))

/**
 * Like {@link layer}, with other limits, certificates or the like.
 *
 * @example
 * ```ts
 * import { UndiciHttpClient } from "@effect-smartcar/node"
 *
 * const Patient = UndiciHttpClient.layerWith({ connections: 10, connectTimeout: 30_000, shutdownTimeout: "1 minute" })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWith = (options: Options): Layer.Layer<HttpClient.HttpClient> => {
  const { shutdownTimeout = defaults.shutdownTimeout, ...agent } = { ...defaults, ...options }
  return Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(Pool.make(agent, shutdownTimeout), ({ dispatcher, exchanges }) => over(dispatcher, exchanges))
  )
}

/**
 * A client with a pool of connections of its own, as {@link defaults} say. When its scope closes, it takes no more calls
 * (`RequestError`, code `UND_ERR_CLOSED`), lets those of other fibers go on for 5 seconds, cuts off the rest (code
 * `UND_ERR_DESTROYED`), and closes every connection.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerWith({})
