/** Descriptor + parameters -> request -> answer -> reading. `Smartcar.ts` is the public home. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Endpoint from "../Endpoint.js"
import type { Reading } from "../Reading.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { CredentialsError, InvalidInputError, TimeoutError } from "../SmartcarError.js"
import * as Credentials from "./credentials.js"
import { redactor, secretsOfAuthorization } from "./redact.js"
import { build, isHeaderValue, type RequestOptions, recordOf, secretsOf, vehicleOf, versionOf } from "./request.js"
import { decoder } from "./response.js"
import { CurrentTry, perTry } from "./retry.js"
import { exchange } from "./transport.js"

/**
 * Carries out calls. Batching, rate limits, recording and the like are wrappers around it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Makes one call: one HTTP request, or as many tries as the retry policy allows. */
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
 * The timeout set by `Smartcar.withTimeout`, if any.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentTimeout extends Context.Reference<CurrentTimeout>()(
  "@effect-smartcar/sdk/Smartcar/CurrentTimeout",
  { defaultValue: () => Option.none<Duration.DurationInput>() }
) {}

/** The timeout of a call: the one set around it, or the configuration's. */
export const timeoutOf = (
  config: SmartcarConfig.Service,
  where: { readonly endpoint: string; readonly vehicleId?: string }
): Effect.Effect<Duration.Duration, InvalidInputError> =>
  Effect.flatMap(CurrentTimeout, (timeout) =>
    Effect.mapError(
      Duration.decodeUnknown(Option.getOrElse(timeout, () => config.timeout)),
      () => new InvalidInputError({ ...where, field: "timeout", description: "expected a duration" })
    )
  )

/** A header that can be sent, whoever made it. */
const sendable = (header: string): Effect.Effect<string, CredentialsError> =>
  isHeaderValue(header) && !header.endsWith(" ")
    ? Effect.succeed(header)
    : new CredentialsError({
        reason: "invalid",
        description: "The credential is empty or has characters that a header cannot carry"
      })

export const make = (
  httpClient: HttpClient.HttpClient,
  config: SmartcarConfig.Service,
  credentials: Credentials.Service
): Effect.Effect<Service> =>
  Effect.gen(function* () {
    // The platform's own span would show the query; without it, no trace headers are sent either.
    const client = HttpClient.withTracerDisabledWhen(httpClient, constTrue)
    // The fetch client follows redirects unless told otherwise; the others never do.
    const fetchOptions: RequestInit = {
      ...Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), () => ({})),
      redirect: "manual"
    }

    /** The `Authorization` header, and another one in case it is rejected: for reads with kept tokens only. */
    const authorize = (endpoint: Endpoint.Any, owner: string, own: string | undefined) =>
      Effect.gen(function* () {
        const { auth } = endpoint
        const fixed = { header: own, renew: Effect.succeedNone }
        if (own !== undefined || auth === "none") return fixed
        const token = yield* Credentials.CurrentAccessToken
        if (auth === "user" && Option.isSome(token)) {
          return { ...fixed, header: yield* sendable(Redacted.value(Credentials.bearer(token.value))) }
        }
        const kept = yield* credentials.authorization(auth, owner)
        const header = yield* sendable(Redacted.value(kept))
        if (endpoint.kind !== "read") return { ...fixed, header }
        const renew = Effect.flatMap(
          credentials.renew(auth, owner, kept),
          Effect.transposeMapOption((renewed) => sendable(Redacted.value(renewed)))
        )
        return { header, renew }
      })

    const attempt = <P extends object, A, E>(
      endpoint: Endpoint.Endpoint<P, A, E>,
      params: P,
      options: RequestOptions
    ): Effect.Effect<Reading<A>, E> => {
      const version = versionOf(endpoint, options, config)
      return Effect.gen(function* () {
        const fields = recordOf(params)
        const owner = options.owner ?? (yield* Credentials.CurrentOwner)
        const request = yield* build(endpoint, fields, { ...options, owner }, config)
        const where = { endpoint: endpoint.name, ...vehicleOf(fields) }
        const located = <B>(self: Effect.Effect<B, CredentialsError>) =>
          Effect.mapError(self, (error) => new CredentialsError({ ...error, ...where }))
        const { header, renew } = yield* located(authorize(endpoint, owner, request.headers["authorization"]))
        const timeout = yield* timeoutOf(config, where)
        const triesBefore = yield* CurrentTry
        if (triesBefore > 0) yield* Effect.annotateCurrentSpan("http.request.resend_count", triesBefore)

        const send = (authorization: string | undefined) =>
          Effect.gen(function* () {
            const redact = redactor([...secretsOfAuthorization(authorization), ...secretsOf(fields)])
            const answer = yield* exchange(
              client,
              authorization === undefined
                ? request
                : HttpClientRequest.setHeader(request, "authorization", authorization),
              where,
              redact
            ).pipe(
              Effect.provideService(FetchHttpClient.RequestInit, fetchOptions),
              Effect.timeoutFail({ duration: timeout, onTimeout: () => new TimeoutError({ ...where, timeout }) })
            )
            return { answer, redact }
          })

        const first = yield* send(header)
        const renewed = first.answer.status === 401 ? yield* located(renew) : Option.none()
        const { answer, redact } = Option.isSome(renewed) ? yield* send(renewed.value) : first
        const requestId = answer.headers["sc-request-id"]
        yield* Effect.annotateCurrentSpan({
          "http.response.status_code": answer.status,
          ...(Option.isSome(renewed) ? { "smartcar.token_renewed": true } : {}),
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
            ...(version === null ? {} : { "smartcar.api_version": version }),
            "http.request.method": endpoint.method
          }
        })
        // Every `ErrorSet` holds the errors of this side, so `E` includes those that arise before the answer.
      ) as Effect.Effect<Reading<A>, E>
    }

    return {
      execute: (endpoint, params, options) => perTry(endpoint, attempt(endpoint, params, options))
    }
  })
