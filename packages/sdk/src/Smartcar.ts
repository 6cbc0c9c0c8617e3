/**
 * The interpreter: turns endpoint descriptors into calls.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { constTrue, dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Types from "effect/Types"
import * as Credentials from "./Credentials.js"
import type * as Endpoint from "./Endpoint.js"
import { adHoc, type Request } from "./internal/adHoc.js"
import { redactor, secretsOfAuthorization } from "./internal/redact.js"
import { build, isHeaderValue, type RequestOptions, secretsOf, vehicleOf } from "./internal/request.js"
import { decoder } from "./internal/response.js"
import { exchange } from "./internal/transport.js"
import type { Reading } from "./Reading.js"
import * as SmartcarConfig from "./SmartcarConfig.js"
import { CredentialsError, InvalidInputError, type SmartcarError, TimeoutError } from "./SmartcarError.js"
import type { VehicleHandle } from "./VehicleHandle.js"

export type {
  /**
   * What {@link request} sends.
   *
   * @since 0.1.0
   * @category models
   */
  Request,
  /**
   * What a call says beside its parameters.
   *
   * @since 0.1.0
   * @category models
   */
  RequestOptions
}

/**
 * Carries out calls. Batching, rate limits, recording and the like are wrappers around it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Makes one call: one HTTP request. */
  readonly execute: <P extends object, A, E>(
    endpoint: Endpoint.Endpoint<P, A, E>,
    params: P,
    options: RequestOptions
  ) => Effect.Effect<Reading<A>, E>
}

/**
 * The interpreter, which every call requires.
 *
 * @since 0.1.0
 * @category tags
 */
export class Smartcar extends Context.Tag("@effect-smartcar/sdk/Smartcar")<Smartcar, Service>() {}

/**
 * The timeout set by {@link withTimeout}, if any.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentTimeout extends Context.Reference<CurrentTimeout>()(
  "@effect-smartcar/sdk/Smartcar/CurrentTimeout",
  { defaultValue: () => Option.none<Duration.DurationInput>() }
) {}

/**
 * Bounds each single call of an effect, in place of the configuration's timeout: a call without a complete answer in
 * time fails with a `TimeoutError`. The nearest one wins.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withTimeout: {
  (timeout: Duration.DurationInput): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, timeout: Duration.DurationInput): Effect.Effect<A, E, R>
} = dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, timeout: Duration.DurationInput) =>
  Effect.provideService(self, CurrentTimeout, Option.some(timeout))
)

const make = Effect.gen(function* () {
  const config = yield* SmartcarConfig.SmartcarConfig
  const credentials = yield* Credentials.Credentials
  // The platform's own span would show the query; without it, no trace headers are sent either.
  const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, constTrue)
  // The fetch client follows redirects unless told otherwise; the others never do.
  const fetchOptions: RequestInit = {
    ...Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), () => ({})),
    redirect: "manual"
  }

  /** The `Authorization` header: the caller's own, the access token at hand, or what the credentials say. */
  const authorize = (endpoint: Endpoint.Any, options: RequestOptions, own: string | undefined) =>
    Effect.gen(function* () {
      if (own !== undefined) return own
      if (endpoint.auth === "none") return undefined
      const token = yield* Credentials.CurrentAccessToken
      const owner = options.owner ?? (yield* Credentials.CurrentOwner)
      const header =
        endpoint.auth === "user" && Option.isSome(token)
          ? `Bearer ${Redacted.value(token.value)}`
          : Redacted.value(yield* credentials.authorization(endpoint.auth, owner))
      if (isHeaderValue(header) && !header.endsWith(" ")) return header
      return yield* new CredentialsError({
        reason: "invalid",
        description: "The credential is empty or has characters that a header cannot carry"
      })
    })

  const call = <P extends object, A, E>(
    endpoint: Endpoint.Endpoint<P, A, E>,
    params: P,
    options: RequestOptions
  ): Effect.Effect<Reading<A>, E> =>
    Effect.gen(function* () {
      // An object's own properties by name: `P` is one struct made of path, query and body.
      const fields = params as Readonly<Record<string, unknown>>
      const request = yield* build(endpoint, fields, options, config)
      const where = { endpoint: endpoint.name, ...vehicleOf(fields) }
      const authorization = yield* Effect.mapError(
        authorize(endpoint, options, request.headers["authorization"]),
        (error) => new CredentialsError({ ...error, ...where })
      )
      const redact = redactor([...secretsOfAuthorization(authorization), ...secretsOf(fields)])
      const timeout = yield* Effect.mapError(
        Duration.decodeUnknown(Option.getOrElse(yield* CurrentTimeout, () => config.timeout)),
        () => new InvalidInputError({ ...where, field: "timeout", description: "expected a duration" })
      )
      const answer = yield* exchange(
        client,
        authorization === undefined ? request : HttpClientRequest.setHeader(request, "authorization", authorization),
        where,
        redact
      ).pipe(
        Effect.provideService(FetchHttpClient.RequestInit, fetchOptions),
        Effect.timeoutFail({ duration: timeout, onTimeout: () => new TimeoutError({ ...where, timeout }) })
      )
      const requestId = answer.headers["sc-request-id"]
      yield* Effect.annotateCurrentSpan({
        "http.response.status_code": answer.status,
        ...(requestId === undefined ? {} : { "smartcar.request_id": requestId })
      })
      const now = yield* Clock.currentTimeMillis
      return yield* decoder(endpoint, { ...where, now }, redact).decodeText(answer)
    }).pipe(
      Effect.withSpan(`Smartcar.${endpoint.name}`, {
        kind: "client",
        captureStackTrace: false,
        attributes: {
          "smartcar.endpoint": endpoint.name,
          ...(options.version === null ? {} : { "smartcar.api_version": options.version ?? config.apiVersion }),
          "http.request.method": endpoint.method
        }
      })
      // Every `ErrorSet` holds the errors of this side, so `E` includes those that arise before the answer.
    ) as Effect.Effect<Reading<A>, E>

  return Smartcar.of({ execute: call })
})

/**
 * Talks to Smartcar over whichever `HttpClient` is given.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<
  Smartcar,
  never,
  HttpClient.HttpClient | SmartcarConfig.SmartcarConfig | Credentials.Credentials
> = Layer.effect(Smartcar, make)

/** No argument, an optional one, or a required one, as the parameters demand. */
type Arguments<P> = keyof P extends never ? [] : object extends P ? [params?: P] : [params: P]

/**
 * A call that is about no car. `endpoint` is its descriptor.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call<in P, out A, out E> {
  (...args: Arguments<Types.Simplify<P & Endpoint.CallOptions>>): Effect.Effect<Reading<A>, E, Smartcar>
  readonly endpoint: Endpoint.Endpoint<P, A, E>
}

/**
 * A call that is about a car, its first argument. `endpoint` is its descriptor.
 *
 * @since 0.1.0
 * @category models
 */
export interface VehicleCall<in P, out A, out E, out Batch extends Endpoint.BatchEndpoint<unknown> | undefined> {
  (
    vehicle: VehicleHandle,
    ...args: Arguments<Types.Simplify<Omit<P, "vehicleId">>>
  ): Effect.Effect<Reading<A>, E, Smartcar>
  readonly endpoint: Endpoint.Endpoint<P, A, E, Batch>
}

const execute = <P extends object, A, E>(
  endpoint: Endpoint.Endpoint<P, A, E>,
  params: P,
  options: RequestOptions
): Effect.Effect<Reading<A>, E, Smartcar> =>
  Effect.flatMap(Smartcar, (smartcar) => smartcar.execute(endpoint, params, options))

/**
 * The public function of an endpoint that is about no car. Owner, version and flags ride in the parameters.
 *
 * @since 0.1.0
 * @category constructors
 */
export const call = <P extends object, A, E>(endpoint: Endpoint.Endpoint<P, A, E>): Call<P, A, E> =>
  Object.assign(
    (...[params]: Arguments<Types.Simplify<P & Endpoint.CallOptions>>) => {
      const { owner, version, flags }: Endpoint.CallOptions = params ?? {}
      // `Arguments` lets the parameters be left out only where all of them are optional.
      return execute(endpoint, (params ?? {}) as P, { owner, version, flags })
    },
    { endpoint }
  )

/**
 * The public function of an endpoint that is about a car.
 *
 * @since 0.1.0
 * @category constructors
 */
export const callVehicle = <P extends object, A, E, Batch extends Endpoint.BatchEndpoint<unknown> | undefined>(
  endpoint: Endpoint.Endpoint<P, A, E, Batch>
): VehicleCall<P, A, E, Batch> =>
  Object.assign(
    (vehicle: VehicleHandle, ...[params]: Arguments<Types.Simplify<Omit<P, "vehicleId">>>) =>
      // The handle supplies `vehicleId`, the arguments everything else of `P`.
      // Without types there may be no handle: then the id is missing.
      execute(endpoint, Object.assign({}, params, { vehicleId: vehicle?.id }) as unknown as P, vehicle ?? {}),
    { endpoint }
  )

/**
 * Calls any path of any configured host, for what has no function of its own. The path is below the API version
 * (`/v2.0`), unless `version` is another one or `null`. Credentials go along as for any call, by the scheme `auth` (`user`
 * by default); an `authorization` among the headers replaces them. A `GET` counts as a read, anything else as a
 * command. Can fail with every `SmartcarError`.
 *
 * @example
 * ```ts
 * import { Smartcar } from "@effect-smartcar/sdk"
 * import { Schema } from "effect"
 *
 * const user = Smartcar.request({ path: "/user", success: Schema.Struct({ id: Schema.String }) })
 * ```
 *
 * @since 0.1.0
 * @category calls
 */
export const request = <A, I>(
  input: Request<A, I> &
    Pick<RequestOptions, "owner" | "flags" | "version"> & {
      readonly host?: Endpoint.Host
      readonly auth?: Endpoint.AuthScheme
    }
): Effect.Effect<Reading<A>, SmartcarError, Smartcar> =>
  Effect.suspend(() => adHoc("request", "", input)).pipe(
    Effect.flatMap(({ endpoint, params }) => execute(endpoint, params, input))
  )
