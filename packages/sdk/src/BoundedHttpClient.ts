/**
 * What an `HttpClient` may add so that calls over it cost less: it bounds an exchange by itself, where the SDK would run
 * each one in a fiber of its own to be able to cut it off. The client of `@effect-smartcar/node` is one. A client that is
 * made from one, by `HttpClient.mapRequest` or the like, is an ordinary one again, and works all the same.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"

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
