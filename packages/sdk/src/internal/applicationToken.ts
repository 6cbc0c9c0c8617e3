/** Keeps the application's access token of API v3: one request for it at a time, and a new one before the old one ends. */
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { CredentialsError, isRetryable, type SmartcarError } from "../SmartcarError.js"
import * as Attribute from "./attributes.js"
import type { ApplicationToken } from "./credentials.js"
import * as Flights from "./flights.js"
import { renewalHolds, type Settings } from "./refresh.js"
import { defaults, retrying } from "./retry.js"
import * as Telemetry from "./telemetry.js"

export interface Token {
  readonly accessToken: Redacted.Redacted
  readonly expiresAt: DateTime.Utc
}

interface Kept extends Token {
  readonly requestedAt: number
}

const requestFailed = (error: SmartcarError): CredentialsError => {
  if (error._tag === "CredentialsError") return error
  const isRejected = "statusCode" in error && [400, 401, 403].includes(error.statusCode)
  return new CredentialsError({
    reason: isRejected ? "invalid" : "refresh",
    error,
    description: isRejected
      ? `Smartcar rejected the API client id and secret: ${error.message}`
      : `The application's token could not be requested: ${error.message}`
  })
}

export const make = (request: Effect.Effect<Token, SmartcarError>, settings: Settings): ApplicationToken => {
  let kept: Kept | undefined
  let failure: { readonly error: CredentialsError; readonly until: number } | undefined
  const flights = Flights.make<Kept, CredentialsError>()
  const again = { ...defaults, times: 2, base: "1 second", maxElapsed: settings.timeout } as const

  const fetch = retrying("applicationToken", again, request, isRetryable).pipe(
    Effect.zipWith(Clock.currentTimeMillis, (token, requestedAt) => {
      failure = undefined
      kept = { ...token, requestedAt }
      return kept
    }),
    Effect.mapError(requestFailed),
    Effect.tapError((error) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        failure = { error, until: now + Duration.toMillis(settings.pause) }
      })
    ),
    (self) => Telemetry.withRenewal(self, "application"),
    Telemetry.withSpan("Smartcar.refresh", { [Attribute.token]: "application" })
  )

  /** A new token in place of what is kept, unless that was renewed meanwhile, or failed a moment ago. */
  const renew = (isDue: (token: Kept) => boolean) =>
    flights.join(
      "application",
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (kept !== undefined && !isDue(kept)) return Effect.succeed(kept)
        return failure !== undefined && now < failure.until ? failure.error : fetch
      })
    )

  const endsWithin =
    (window: Duration.Duration, now: number) =>
    ({ expiresAt }: Token) =>
      expiresAt.epochMillis - now <= Duration.toMillis(window)

  return {
    current: Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const isLate = endsWithin(settings.late, now)
      if (kept === undefined || isLate(kept)) return Effect.map(renew(isLate), ({ accessToken }) => accessToken)
      const { accessToken } = kept
      const isEarly = endsWithin(settings.early, now)
      return isEarly(kept)
        ? Effect.as(Effect.forkDaemon(Effect.ignore(renew(isEarly))), accessToken)
        : Effect.succeed(accessToken)
    }),
    renewed: (isRejected) =>
      Effect.gen(function* () {
        const isDue = ({ accessToken }: Token) => isRejected(accessToken)
        const now = yield* Clock.currentTimeMillis
        const isNew = kept !== undefined && isDue(kept) && now - kept.requestedAt < Duration.toMillis(renewalHolds)
        if (isNew) return Option.none()
        const { accessToken } = yield* renew(isDue)
        return isRejected(accessToken) ? Option.none() : Option.some(accessToken)
      })
  }
}
