/**
 * Turns what the owner granted in Connect into tokens.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { Access } from "../Access.js"
import * as Credentials from "../Credentials.js"
import type { Flags } from "../Endpoint.js"
import { type Secret, toRedacted } from "../internal/redact.js"
import * as Reading from "../Reading.js"
import * as Smartcar from "../Smartcar.js"
import * as SmartcarConfig from "../SmartcarConfig.js"
import * as TokenStore from "../TokenStore.js"
import type { Tokens } from "./accountModels.js"
import * as endpoints from "./endpoints.js"
import type { AuthError } from "./errors.js"

/**
 * What may accompany the exchange of a code.
 *
 * @since 0.1.0
 * @category models
 */
export interface CodeOptions {
  /** The redirect URI of the Connect URL; the configuration's by default. */
  readonly redirectUri?: string | undefined
  readonly flags?: Flags | undefined
}

/** Smartcar does not say when a refresh token expires; it documents 60 days. */
const refreshLifetime = Duration.days(60)

const access = (tokens: Tokens): Effect.Effect<Access> =>
  Effect.map(
    DateTime.now,
    (now) =>
      new Access({
        accessToken: tokens.access_token,
        refreshToken: tokens.refresh_token,
        expiresAt: DateTime.addDuration(now, Duration.seconds(tokens.expires_in)),
        refreshExpiresAt: DateTime.addDuration(now, refreshLifetime)
      })
  )

/**
 * Exchanges the authorization code from Connect's callback for tokens. A code works once, for ten minutes. Can fail with
 * an `AuthError`; a code that is wrong, used or expired is an `OAuthError` with code `invalid_grant`.
 *
 * @since 0.1.0
 * @category calls
 */
export const exchangeCode: {
  (
    code: Secret,
    options?: CodeOptions
  ): Effect.Effect<Access, AuthError, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>
  readonly endpoint: typeof endpoints.exchangeCode
} = /*#__PURE__*/ Object.assign(
  (code: Secret, options: CodeOptions = {}) =>
    Effect.gen(function* () {
      const { redirectUri } = yield* SmartcarConfig.SmartcarConfig
      return yield* Smartcar.call(endpoints.exchangeCode)({
        code: toRedacted(code),
        redirectUri: options.redirectUri ?? Option.getOrUndefined(redirectUri),
        flags: options.flags
      }).pipe(Reading.value, Effect.flatMap(access))
    }),
  { endpoint: endpoints.exchangeCode }
)

/**
 * Exchanges a refresh token for new tokens. The used refresh token dies within minutes: keep the new one at once. Can
 * fail with an `AuthError`; a refresh token that is wrong, used or expired is an `OAuthError` with code `invalid_grant`.
 *
 * @since 0.1.0
 * @category calls
 */
export const exchangeRefreshToken: {
  (refreshToken: Secret, options?: Pick<CodeOptions, "flags">): Effect.Effect<Access, AuthError, Smartcar.Smartcar>
  readonly endpoint: typeof endpoints.exchangeRefreshToken
} = /*#__PURE__*/ Object.assign(
  (refreshToken: Secret, options: Pick<CodeOptions, "flags"> = {}) =>
    Smartcar.call(endpoints.exchangeRefreshToken)({
      refreshToken: toRedacted(refreshToken),
      flags: options.flags
    }).pipe(Reading.value, Effect.flatMap(access)),
  { endpoint: endpoints.exchangeRefreshToken }
)

/**
 * Exchanges the authorization code from Connect's callback, keeps the tokens under the owner's key in the `TokenStore`,
 * and gives back that key: `owner`, or that of `Credentials.withOwner`, or `"default"`. A program with more than one
 * owner names each, since tokens kept under the same key are replaced. Exchange and keeping are uninterruptible, since a
 * code works only once; the call's timeout bounds them. Can fail with an `AuthError`.
 *
 * @example
 * ```ts
 * import { Auth, Vehicles } from "@effect-smartcar/sdk/v2"
 * import { Effect } from "effect"
 *
 * const cars = (code: string) =>
 *   Effect.gen(function* () {
 *     const owner = yield* Auth.connect(code, { owner: "user-17" })
 *     return yield* Vehicles.list({ owner })
 *   })
 * ```
 *
 * @since 0.1.0
 * @category calls
 */
export const connect = (
  code: Secret,
  options: CodeOptions & { readonly owner?: string | undefined } = {}
): Effect.Effect<string, AuthError, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig | TokenStore.TokenStore> =>
  Effect.gen(function* () {
    const owner = options.owner ?? (yield* Credentials.CurrentOwner)
    yield* Effect.flatMap(exchangeCode(code, options), (tokens) => TokenStore.keep(owner, tokens))
    return owner
    // In a fiber of its own, since an interrupted fiber's children are interrupted even where it is not; there the
    // timeout can still end it.
  }).pipe(Effect.interruptible, Effect.forkDaemon, Effect.flatMap(Fiber.join), Effect.uninterruptible)
