/**
 * What an `HttpClient` may add so that calls over it cost less: it bounds an exchange by itself, where the SDK would run
 * each one in a fiber of its own to be able to cut it off. The client of `@effect-smartcar/node` is one, that of
 * {@link layerFetch} another. A client that is made from one, by `HttpClient.mapRequest` or the like, is an ordinary one
 * again, and works all the same.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { type Answer, BufferedResponse } from "./internal/bufferedResponse.js"
import { exchange } from "./internal/fetchExchange.js"

/**
 * @since 0.1.0
 * @category symbols
 */
export const TypeId: unique symbol = Symbol.for("@effect-smartcar/sdk/BoundedHttpClient")

/**
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = typeof TypeId

/**
 * How long an exchange may take, in milliseconds, and how many bytes its body may have, decompressed.
 *
 * @since 0.1.0
 * @category models
 */
export interface Bounds {
  readonly millis: number
  readonly maxBytes: number
}

/**
 * Its method under {@link TypeId} is `execute` with bounds. It makes no span, sends no trace headers and follows no redirect.
 * Where the time is up, the cause of its error is a `TimeoutException`; where the body is too long, an error with the code
 * `UND_ERR_RES_EXCEEDED_MAX_SIZE`. Either way it gives the connection up.
 *
 * @since 0.1.0
 * @category models
 */
export interface BoundedHttpClient extends HttpClient.HttpClient {
  readonly [TypeId]: (
    request: HttpClientRequest.HttpClientRequest,
    bounds: Bounds
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
}

/**
 * Whether a client bounds exchanges by itself.
 *
 * @since 0.1.0
 * @category guards
 */
export const isBoundedHttpClient = (client: HttpClient.HttpClient): client is BoundedHttpClient =>
  Predicate.hasProperty(client, TypeId)

/**
 * A response whose body has been read whole, as a client that bounds exchanges hands it over. Its `content-length` is that
 * of the given bytes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeResponse = (
  request: HttpClientRequest.HttpClientRequest,
  answer: Answer
): HttpClientResponse.HttpClientResponse => new BufferedResponse(request, answer)

/**
 * `globalThis.fetch`, looked up at each call, as a client that bounds exchanges by itself: in place of the platform's
 * `FetchHttpClient.layer`, a call of the SDK costs less. `FetchHttpClient.Fetch` and `FetchHttpClient.RequestInit` count if
 * they are provided to this layer. Anything but the SDK gets the platform's client.
 *
 * @example
 * ```ts
 * import { Smartcar } from "@effect-smartcar/sdk"
 * import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
 * import { Layer } from "effect"
 *
 * export const layer = Smartcar.layer.pipe(Layer.provide(BoundedHttpClient.layerFetch))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerFetch: Layer.Layer<HttpClient.HttpClient> = /*#__PURE__*/ Layer.effect(
  HttpClient.HttpClient,
  /*#__PURE__*/ Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const custom = yield* Effect.serviceOption(FetchHttpClient.Fetch)
    const init = Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), (): RequestInit => ({}))
    const bounded: BoundedHttpClient[TypeId] = (request, bounds) =>
      exchange(
        Option.getOrElse(custom, () => globalThis.fetch),
        init,
        request,
        bounds
      )
    // A copy: the platform's client is the same for everyone.
    return Object.assign(HttpClient.transform(client, identity), { [TypeId]: bounded })
  })
).pipe(/*#__PURE__*/ Layer.provide(FetchHttpClient.layer))
