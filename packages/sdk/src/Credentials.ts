/**
 * How calls prove themselves: a service that makes the `Authorization` header, and combinators that say whose.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Access } from "./Access.js"
import { Credentials, CurrentAccessToken, CurrentOwner, make } from "./internal/credentials.js"
import * as Interpreter from "./internal/interpreter.js"
import { type Secret, toRedacted } from "./internal/redact.js"
import * as Refresh from "./internal/refresh.js"
import * as SmartcarConfig from "./SmartcarConfig.js"
import { CredentialsError, type SmartcarError } from "./SmartcarError.js"
import * as TokenStore from "./TokenStore.js"

export { Credentials, CurrentAccessToken, CurrentOwner, type Service } from "./internal/credentials.js"
export type {
  /**
   * A secret as programs have it: already `Redacted`, or plain text fresh from a request or a session.
   *
   * @since 0.1.0
   * @category models
   */
  Secret
} from "./internal/redact.js"

/**
 * Makes the calls of an effect for an owner: the key under which `Auth.connect` kept the tokens. The owner of a vehicle
 * handle, or of a call's own options, wins over it.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withOwner: {
  (owner: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, owner: string): Effect.Effect<A, E, R>
} = dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, owner: string) => Effect.provideService(self, CurrentOwner, owner))

/**
 * Makes the calls of an effect with an access token that is at hand, such as one from a web session, in place of kept
 * tokens, whoever the owner. Calls that prove themselves with the application's own credentials are not affected.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withAccessToken: {
  (token: Secret): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, token: Secret): Effect.Effect<A, E, R>
} = dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, token: Secret) =>
  Effect.provideService(self, CurrentAccessToken, Option.some(toRedacted(token)))
)

const keptToken = (store: TokenStore.Service) => (owner: string) =>
  Effect.gen(function* () {
    const { accessToken, expiresAt } = yield* Refresh.keptFor(store, owner)
    if (expiresAt.epochMillis <= (yield* Clock.currentTimeMillis)) {
      return yield* new CredentialsError({
        reason: "expired",
        owner,
        description: `The access token kept for owner "${owner}" expired at ${DateTime.formatIso(expiresAt)}`
      })
    }
    return accessToken
  })

/**
 * Takes access tokens from the {@link TokenStore.TokenStore | TokenStore}, and the application's credentials from the
 * configuration. A kept token that is past its expiry fails with a `CredentialsError` of reason `expired`: for programs
 * whose tokens another one refreshes.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Credentials, never, SmartcarConfig.SmartcarConfig | TokenStore.TokenStore> =
  Layer.effect(
    Credentials,
    Effect.zipWith(SmartcarConfig.SmartcarConfig, TokenStore.TokenStore, (config, store) =>
      make(config, { current: keptToken(store) })
    )
  )

/**
 * Uses one access token for every owner, and the application's credentials from the configuration.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerAccessToken = (token: Secret): Layer.Layer<Credentials, never, SmartcarConfig.SmartcarConfig> =>
  Layer.effect(
    Credentials,
    Effect.map(SmartcarConfig.SmartcarConfig, (config) =>
      make(config, { current: () => Effect.succeed(toRedacted(token)) })
    )
  )

/**
 * How {@link layerRefreshing} refreshes.
 *
 * @since 0.1.0
 * @category models
 */
export interface RefreshOptions {
  /** A token that ends within this is refreshed in the background, while calls go on using it; 5 minutes by default. */
  readonly early?: Duration.DurationInput | undefined
  /** A token that ends within this is not used: calls wait for the new one; 30 seconds by default. */
  readonly late?: Duration.DurationInput | undefined
  /** How long a try of an exchange may take, of which there are three at most; 12 seconds by default, 15 at most. */
  readonly timeout?: Duration.DurationInput | undefined
  /** For how long after a failed exchange calls fail with its error, before another is tried; 5 seconds by default. */
  readonly pause?: Duration.DurationInput | undefined
}

const settingsOf = (options: RefreshOptions): Refresh.Settings => ({
  early: Duration.decode(options.early ?? "5 minutes"),
  late: Duration.decode(options.late ?? "30 seconds"),
  timeout: Duration.decode(options.timeout ?? "12 seconds"),
  pause: Duration.decode(options.pause ?? "5 seconds")
})

/**
 * As {@link layer}, and refreshes access tokens: in the background shortly before they end, first of all once they do,
 * and once more for a read that is answered with 401, which is then repeated with the new token. A command never is.
 *
 * Refresh tokens work once, so an owner's token is exchanged by one caller at a time, whoever asks: the others wait for
 * its result. This holds among processes that share a `TokenStore` with an atomic `compareAndSet`, as long as their
 * clocks agree within seconds. No interruption reaches an exchange; the end of the program waits for it; and tokens that
 * the store did not take are held in memory and offered again.
 *
 * A call whose token cannot be refreshed fails with a `CredentialsError`: `revoked` if the refresh token is dead
 * (`needsReauthorization`), `refresh` otherwise, with what the exchange ended with in `error`. Dead tokens are not
 * exchanged again, and are left in the store.
 *
 * @example
 * ```ts
 * import { Credentials } from "@effect-smartcar/sdk"
 * import { Auth } from "@effect-smartcar/sdk/v2"
 *
 * const credentials = Credentials.layerRefreshing(Auth.exchangeRefreshToken, { early: "10 minutes" })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerRefreshing = (
  exchange: (refreshToken: Redacted.Redacted) => Effect.Effect<Access, SmartcarError, Interpreter.Smartcar>,
  options: RefreshOptions = {}
): Layer.Layer<Credentials, never, HttpClient.HttpClient | SmartcarConfig.SmartcarConfig | TokenStore.TokenStore> =>
  Layer.scoped(
    Credentials,
    Effect.gen(function* () {
      const config = yield* SmartcarConfig.SmartcarConfig
      const settings = settingsOf(options)
      // The exchange proves itself with the application's credentials only: no owner's token is asked for on the way.
      const application = make(config, {
        current: (owner) =>
          new CredentialsError({ reason: "missing", owner, description: "The exchange needs no owner" })
      })
      const smartcar = yield* Interpreter.make(yield* HttpClient.HttpClient, config, application)
      const users = yield* Refresh.make(
        yield* TokenStore.TokenStore,
        (refreshToken) =>
          exchange(refreshToken).pipe(
            Effect.provideService(Interpreter.CurrentTimeout, Option.some(settings.timeout)),
            Effect.provideService(Interpreter.Smartcar, smartcar)
          ),
        settings
      )
      return make(config, users)
    })
  )
