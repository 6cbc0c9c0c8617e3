/** Descriptor + parameters -> request -> answer -> reading. `Smartcar.ts` is the public home. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { TypeId as BoundedTypeId, isBoundedHttpClient } from "../BoundedHttpClient.js"
import type * as Endpoint from "../Endpoint.js"
import type { Reading } from "../Reading.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { CredentialsError, InvalidInputError, TimeoutError } from "../SmartcarError.js"
import * as Attribute from "./attributes.js"
import * as Credentials from "./credentials.js"
import { redactor, rememberSource, secretsOfAuthorization } from "./redact.js"
import { build, isHeaderValue, type RequestOptions, recordOf, secretsOf, vehicleOf, versionOf } from "./request.js"
import { decoder, type TextAnswer } from "./response.js"
import { CurrentTry, perTry } from "./retry.js"
import { observed, VehicleIds } from "./telemetry.js"
import { realClock, timed } from "./timed.js"
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
  context: Context.Context<never>,
  config: SmartcarConfig.Service,
  where: { readonly endpoint: string; readonly vehicleId?: string }
): Either.Either<Duration.Duration, InvalidInputError> =>
  Either.fromOption(
    Duration.decodeUnknown(Option.getOrElse(Context.get(context, CurrentTimeout), () => config.timeout)),
    () => new InvalidInputError({ ...where, field: "timeout", description: "expected a duration" })
  )

/** How long a body may be: as the call says, in the platform's own way, or the configuration. */
const maxBytesOf = (
  context: Context.Context<never>,
  { maxResponseBytes }: SmartcarConfig.Service,
  where: { readonly endpoint: string; readonly vehicleId?: string }
): Either.Either<number, InvalidInputError> => {
  const own = Context.get(context, HttpIncomingMessage.MaxBodySize)
  if (Option.isSome(own)) return Either.right(Number(own.value))
  if (Number.isSafeInteger(maxResponseBytes) && maxResponseBytes > 0) return Either.right(maxResponseBytes)
  const description = "expected a whole number of bytes from 1"
  return Either.left(new InvalidInputError({ ...where, field: "maxResponseBytes", description }))
}

/** A header that can be sent, whoever made it. */
const sendable = (made: Redacted.Redacted): Either.Either<string, CredentialsError> => {
  const header = Redacted.value(made)
  if (isHeaderValue(header) && !header.endsWith(" ")) return Either.right(header)
  return Either.left(
    new CredentialsError({
      reason: "invalid",
      description: "The credential is empty or has characters that a header cannot carry"
    })
  )
}

interface Authorization {
  readonly header: string | undefined
  /** Another one in case it is rejected: for reads with kept tokens only. */
  readonly renew: Effect.Effect<Option.Option<string>, CredentialsError> | undefined
}

/** One HTTP exchange, and what masks the secrets of its request. */
interface Exchanged {
  readonly answer: TextAnswer
  readonly redact: (text: string) => string
}

export const make = (
  client: HttpClient.HttpClient,
  config: SmartcarConfig.Service,
  credentials: Credentials.Service
): Effect.Effect<Service> =>
  Effect.map(Effect.serviceOption(FetchHttpClient.RequestInit), (fetchOptions) => {
    // The fetch client follows redirects unless told otherwise; the others never do.
    const requestInit: RequestInit = { ...Option.getOrUndefined(fetchOptions), redirect: "manual" }

    const authorize = (
      auth: Exclude<Endpoint.AuthScheme, "none">,
      kind: Endpoint.Kind,
      owner: string
    ): Effect.Effect<Authorization, CredentialsError> =>
      Effect.flatMap(credentials.authorization(auth, owner), (kept) =>
        Either.map(sendable(kept), (header) => ({
          header,
          renew:
            kind === "read"
              ? Effect.flatMap(credentials.renew(auth, owner, kept), Effect.transposeMapOption(sendable))
              : undefined
        }))
      )

    const known = Context.make(FetchHttpClient.RequestInit, requestInit)

    /** What the HTTP client knows of the call: its span, but nothing that would make it send trace headers. */
    const surroundings = (fiber: Fiber.RuntimeFiber<unknown, unknown>, span: Tracer.Span, maxBytes: number) => ({
      context: Context.merge(
        fiber.currentContext,
        known.pipe(
          Context.add(Tracer.ParentSpan, span),
          Context.add(HttpIncomingMessage.MaxBodySize, Option.some(FileSystem.Size(maxBytes)))
        )
      ),
      fiberRefs: FiberRefs.updateManyAs(fiber.getFiberRefs(), {
        entries: [
          // The platform's own span would show the query; without it, no trace headers are sent either.
          [HttpClient.currentTracerDisabledWhen, [[fiber.id(), constTrue]]],
          // What fails in between reaches the caller, and holds the request.
          [FiberRef.unhandledErrorLogLevel, [[fiber.id(), Option.none()]]]
        ]
      })
    })

    const exchangeIn = <P extends object, A, E>(
      span: Tracer.Span,
      endpoint: Endpoint.Endpoint<P, A, E>,
      params: P,
      options: RequestOptions,
      version: string | null
    ): Effect.Effect<Reading<A>, unknown> =>
      Effect.withFiberRuntime((fiber) => {
        const context = fiber.currentContext
        const fields = recordOf(params)
        const where = { endpoint: endpoint.name, ...vehicleOf(fields) }
        const owner = options.owner ?? Context.get(context, Credentials.CurrentOwner)
        const built = build(endpoint, fields, { ...options, owner }, version, config)
        if (Either.isLeft(built)) return Exit.fail(built.left)
        const request = built.right
        const timeout = timeoutOf(context, config, where)
        if (Either.isLeft(timeout)) return Exit.fail(timeout.left)
        const millis = Duration.toMillis(timeout.right)
        const onTimeout = () => new TimeoutError({ ...where, timeout: timeout.right })
        const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
        const maxBytes = maxBytesOf(context, config, where)
        if (Either.isLeft(maxBytes)) return Exit.fail(maxBytes.left)
        const triesBefore = Context.get(context, CurrentTry)
        if (triesBefore > 0) span.attribute(Attribute.resendCount, triesBefore)
        if (where.vehicleId !== undefined && Context.get(context, VehicleIds)) {
          span.attribute(Attribute.vehicleId, where.vehicleId)
        }

        const send = (
          authorization: string | undefined,
          then: (exchanged: Exchanged) => Effect.Effect<Reading<A>, unknown>
        ): Effect.Effect<Reading<A>, unknown> => {
          const redact = redactor([...secretsOfAuthorization(authorization), ...secretsOf(fields)])
          const sent =
            authorization === undefined ? request : HttpClientRequest.setHeader(request, "authorization", authorization)
          // Suspended: the fiber's stack would hold the request, with its credentials, for as long as the answer is awaited.
          const read = (execute: () => ReturnType<HttpClient.HttpClient["execute"]>) =>
            exchange(Effect.suspend(execute), where, redact, maxBytes.right, onTimeout)
          const bounds = { millis, maxBytes: maxBytes.right }
          return Effect.flatMap(
            isBoundedHttpClient(client) && clock === realClock
              ? read(() => client[BoundedTypeId](sent, bounds))
              : timed(
                  read(() => client.execute(sent)),
                  millis,
                  onTimeout,
                  surroundings(fiber, span, maxBytes.right)
                ),
            // Not `Effect.fail`, which would wrap the error in a proxy that shows the caller's span.
            (answer) => (Either.isRight(answer) ? then({ answer: answer.right, redact }) : Exit.fail(answer.left))
          )
        }

        const decode = ({ answer, redact }: Exchanged): Effect.Effect<Reading<A>, unknown> => {
          span.attribute(Attribute.statusCode, answer.status)
          const requestId = answer.headers["sc-request-id"]
          if (requestId !== undefined) span.attribute(Attribute.requestId, requestId)
          const decoded = decoder(endpoint, { ...where, now: clock.unsafeCurrentTimeMillis() }, redact).decodeText(
            answer
          )
          if (Either.isLeft(decoded)) return Exit.fail(decoded.left)
          // A batch, the one kind of answer whose parts become errors later, is asked for by POST.
          if (endpoint.method === "POST") rememberSource(decoded.right.value, { redact, apiVersion: version })
          return Exit.succeed(decoded.right)
        }

        /** What may refresh a token does so as a part of this call. */
        const located = <B>(self: Effect.Effect<B, CredentialsError>) =>
          Effect.withParentSpan(
            Effect.mapError(self, (error) => new CredentialsError({ ...error, ...where })),
            span
          )

        const withHeader = ({ header, renew }: Authorization) =>
          send(header, (first) => {
            if (first.answer.status !== 401 || renew === undefined) return decode(first)
            return Effect.flatMap(
              located(renew),
              Option.match({
                onNone: () => decode(first),
                onSome: (renewed) => {
                  span.attribute(Attribute.tokenRenewed, true)
                  return send(renewed, decode)
                }
              })
            )
          })

        const own = request.headers["authorization"]
        const { auth, kind } = endpoint
        if (own !== undefined || auth === "none") return withHeader({ header: own, renew: undefined })
        const token = Context.get(context, Credentials.CurrentAccessToken)
        if (auth !== "user" || Option.isNone(token)) {
          return Effect.flatMap(located(authorize(auth, kind, owner)), withHeader)
        }
        return Either.match(sendable(Credentials.bearer(token.value)), {
          onLeft: (error) => Exit.fail(new CredentialsError({ ...error, ...where })),
          onRight: (header) => withHeader({ header, renew: undefined })
        })
      })

    const addresses = new Map<Endpoint.Host, string>()

    /** The host's name, found when a call goes there: the layer knows eight. */
    const addressOf = (host: Endpoint.Host): string => {
      const known = addresses.get(host)
      if (known !== undefined) return known
      const origin = config.origins[host]
      const address = URL.canParse(origin) ? new URL(origin).hostname : origin
      addresses.set(host, address)
      return address
    }

    const attempt = <P extends object, A, E>(
      endpoint: Endpoint.Endpoint<P, A, E>,
      params: P,
      options: RequestOptions
    ): Effect.Effect<Reading<A>, E> => {
      const version = versionOf(endpoint, options, config)
      const attributes = {
        [Attribute.endpoint]: endpoint.name,
        [Attribute.method]: endpoint.method,
        [Attribute.serverAddress]: addressOf(endpoint.host),
        ...(version === null ? {} : { [Attribute.apiVersion]: version })
      }
      return observed(
        { endpoint: endpoint.name, apiVersion: version },
        attributes,
        (span) => exchangeIn(span, endpoint, params, options, version)
        // Every `ErrorSet` holds the errors of this side, so `E` includes those that arise before the answer.
      ) as Effect.Effect<Reading<A>, E>
    }

    return {
      execute: (endpoint, params, options) => perTry(endpoint, attempt(endpoint, params, options))
    }
  })
