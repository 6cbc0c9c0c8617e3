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
import * as ApplicationToken from "./internal/applicationToken.js"
import { Credentials, CurrentAccessToken, CurrentOwner, make, withApplication } from "./internal/credentials.js"
import * as Interpreter from "./internal/interpreter.js"
import { type Secret, toRedacted } from "./internal/redact.js"
import * as Refresh from "./internal/refresh.js"
import { CurrentPolicy, none } from "./internal/retry.js"
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
 * Makes the calls of an effect for an owner: in API v2.0 the key under which `Auth.connect` kept the tokens, in v3 the
 * user id at Smartcar. The owner of a vehicle handle, or of a call's own options, wins over it.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withOwner: {
  (owner: string): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, owner: string): Effect.Effect<A, E, R>
} = /*#__PURE__*/ dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, owner: string) =>
  Effect.provideService(self, CurrentOwner, owner)
)

/**
 * Makes the calls of an effect with an owner's access token that is at hand, such as one from a web session, in place of
 * kept tokens, whoever the owner. Calls that prove themselves with the application's own credentials, as all of API v3
 * do, are not affected.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withAccessToken: {
  (token: Secret): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, token: Secret): Effect.Effect<A, E, R>
} = /*#__PURE__*/ dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, token: Secret) =>
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
  /*#__PURE__*/ Layer.effect(
    Credentials,
    /*#__PURE__*/ Effect.zipWith(SmartcarConfig.SmartcarConfig, TokenStore.TokenStore, (config, store) =>
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
    Effect.map(SmartcarConfig.SmartcarConfig, (config) => {
      const current = Effect.succeed(toRedacted(token))
      return make(config, { current: () => current })
    })
  )

/** For programs that call nothing with an owner's token. That names no owner: none could mend it. */
const noOwners = () =>
  new CredentialsError({
    reason: "missing",
    description: "Calls of API v2.0 need owners' tokens: Credentials.layerRefreshing has them"
  })

/**
 * Uses one access token of the application for all calls of API v3, as long as it lives (an hour): for a program that gets
 * it from elsewhere.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerApplicationToken = (token: Secret): Layer.Layer<Credentials, never, SmartcarConfig.SmartcarConfig> =>
  Layer.effect(
    Credentials,
    Effect.map(SmartcarConfig.SmartcarConfig, (config) =>
      withApplication(make(config, { current: noOwners }), {
        current: Effect.succeed(toRedacted(token)),
        renewed: () => Effect.succeedNone
      })
    )
  )

/**
 * How tokens are renewed.
 *
 * @since 0.1.0
 * @category models
 */
export interface RenewalOptions {
  /** A token that ends within this is renewed in the background, while calls go on using it; 5 minutes by default. */
  readonly early?: Duration.DurationInput | undefined
  /** A token that ends within this is not used: calls wait for the new one; 30 seconds by default. */
  readonly late?: Duration.DurationInput | undefined
  /**
   * How long a try to renew may take, of which there are three at most; 12 seconds by default. For {@link layerRefreshing},
   * 15 at most.
   */
  readonly timeout?: Duration.DurationInput | undefined
  /** For how long after a failed renewal calls fail with its error, before another is tried; 5 seconds by default. */
  readonly pause?: Duration.DurationInput | undefined
}

const settingsOf = (options: RenewalOptions): Refresh.Settings => ({
  early: Duration.decode(options.early ?? "5 minutes"),
  late: Duration.decode(options.late ?? "30 seconds"),
  timeout: Duration.decode(options.timeout ?? "12 seconds"),
  pause: Duration.decode(options.pause ?? "5 seconds")
})

/** Runs calls for tokens: with the application's own credentials, for no owner's token is asked for on the way. */
const tokenCalls = (config: SmartcarConfig.Service, settings: Refresh.Settings) =>
  Effect.gen(function* () {
    const application = make(config, { current: noOwners })
    const smartcar = yield* Interpreter.make(yield* HttpClient.HttpClient, config, application)
    return <A, E>(self: Effect.Effect<A, E, Interpreter.Smartcar>): Effect.Effect<A, E> =>
      self.pipe(
        // Nor is it the caller's policy by which they are tried again.
        Effect.provideService(CurrentPolicy, Option.some(none)),
        Effect.provideService(Interpreter.CurrentTimeout, Option.some(settings.timeout)),
        Effect.provideService(Interpreter.Smartcar, smartcar)
      )
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
  options: RenewalOptions = {}
): Layer.Layer<Credentials, never, HttpClient.HttpClient | SmartcarConfig.SmartcarConfig | TokenStore.TokenStore> =>
  Layer.scoped(
    Credentials,
    Effect.gen(function* () {
      const config = yield* SmartcarConfig.SmartcarConfig
      const settings = settingsOf(options)
      const calls = yield* tokenCalls(config, settings)
      const users = yield* Refresh.make(yield* TokenStore.TokenStore, (token) => calls(exchange(token)), settings)
      return make(config, users)
    })
  )

/**
 * What {@link layerClientCredentials} asks for: the application's token, and when it ends. `Auth.requestToken` of API v3.
 *
 * @since 0.1.0
 * @category models
 */
export type TokenRequest = () => Effect.Effect<
  Pick<Access, "accessToken" | "expiresAt">,
  SmartcarError,
  Interpreter.Smartcar | SmartcarConfig.SmartcarConfig
>

/**
 * Gives the calls of API v3 the application's token beside the credentials of another layer: for a program that still
 * calls API v2.0 in owners' names. Otherwise as {@link layerClientCredentials}.
 *
 * @example
 * ```ts
 * import { Credentials } from "@effect-smartcar/sdk"
 * import { Auth as AuthV2 } from "@effect-smartcar/sdk/v2"
 * import { Auth } from "@effect-smartcar/sdk/v3"
 *
 * const both = Credentials.layerRefreshing(AuthV2.exchangeRefreshToken).pipe(
 *   Credentials.addClientCredentials(Auth.requestToken)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const addClientCredentials: {
  (
    request: TokenRequest,
    options?: RenewalOptions
  ): <E, R>(
    credentials: Layer.Layer<Credentials, E, R>
  ) => Layer.Layer<Credentials, E, R | HttpClient.HttpClient | SmartcarConfig.SmartcarConfig>
  <E, R>(
    credentials: Layer.Layer<Credentials, E, R>,
    request: TokenRequest,
    options?: RenewalOptions
  ): Layer.Layer<Credentials, E, R | HttpClient.HttpClient | SmartcarConfig.SmartcarConfig>
} = /*#__PURE__*/ dual(
  (args) => Layer.isLayer(args[0]),
  <E, R>(credentials: Layer.Layer<Credentials, E, R>, request: TokenRequest, options: RenewalOptions = {}) =>
    Layer.effect(
      Credentials,
      Effect.gen(function* () {
        const config = yield* SmartcarConfig.SmartcarConfig
        const settings = settingsOf(options)
        const calls = yield* tokenCalls(config, settings)
        const token = ApplicationToken.make(
          calls(Effect.provideService(Effect.suspend(request), SmartcarConfig.SmartcarConfig, config)),
          settings
        )
        return withApplication(yield* Credentials, token)
      })
    ).pipe(Layer.provide(credentials))
)

/**
 * Gets the application's token for the calls of API v3 with the API client id and secret, keeps it in memory, and renews it:
 * in the background shortly before its hour is over, first of all once it is, and once more for a read that is answered
 * with 401, which is then repeated with the new token. However many calls need it, one request for it is made at a time.
 *
 * A call fails with a `CredentialsError` if no token can be had: `missing` or `invalid` if the API client id or secret is
 * not set, is another credential, or is rejected; `refresh` if the request failed otherwise, with its error in `error`.
 *
 * @example
 * ```ts
 * import { Credentials } from "@effect-smartcar/sdk"
 * import { Auth } from "@effect-smartcar/sdk/v3"
 *
 * const credentials = Credentials.layerClientCredentials(Auth.requestToken)
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerClientCredentials = (
  request: TokenRequest,
  options: RenewalOptions = {}
): Layer.Layer<Credentials, never, HttpClient.HttpClient | SmartcarConfig.SmartcarConfig> =>
  addClientCredentials(
    Layer.effect(
      Credentials,
      Effect.map(SmartcarConfig.SmartcarConfig, (config) => make(config, { current: noOwners }))
    ),
    request,
    options
  )
