/**
 * How calls prove themselves: a service that makes the `Authorization` header, and combinators that say whose.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { AuthScheme } from "./Endpoint.js"
import { configured } from "./internal/configured.js"
import { type Secret, toRedacted } from "./internal/redact.js"
import * as SmartcarConfig from "./SmartcarConfig.js"
import { CredentialsError } from "./SmartcarError.js"
import * as TokenStore from "./TokenStore.js"

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
 * Makes `Authorization` headers.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** The value of the `Authorization` header for a scheme; `owner` matters to the scheme `user` only. */
  readonly authorization: (
    scheme: Exclude<AuthScheme, "none">,
    owner: string
  ) => Effect.Effect<Redacted.Redacted, CredentialsError>
}

/**
 * The credentials that the interpreter asks at each call.
 *
 * @since 0.1.0
 * @category tags
 */
export class Credentials extends Context.Tag("@effect-smartcar/sdk/Credentials")<Credentials, Service>() {}

/**
 * The owner of calls that name none: `"default"`, unless {@link withOwner} says otherwise.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentOwner extends Context.Reference<CurrentOwner>()("@effect-smartcar/sdk/Credentials/CurrentOwner", {
  defaultValue: () => "default"
}) {}

/**
 * The access token set by {@link withAccessToken}, if any.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentAccessToken extends Context.Reference<CurrentAccessToken>()(
  "@effect-smartcar/sdk/Credentials/CurrentAccessToken",
  { defaultValue: () => Option.none<Redacted.Redacted>() }
) {}

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

const bearer = (token: Redacted.Redacted) => Redacted.make(`Bearer ${Redacted.value(token)}`)

const basic = (user: string, password: Redacted.Redacted) =>
  Redacted.make(`Basic ${Encoding.encodeBase64(`${user}:${Redacted.value(password)}`)}`)

const make = (
  config: SmartcarConfig.Service,
  userToken: (owner: string) => Effect.Effect<Redacted.Redacted, CredentialsError>
): Service => {
  const managementToken = configured(config.managementToken, "managementToken", "SMARTCAR_MANAGEMENT_TOKEN")
  return {
    authorization: (scheme, owner) => {
      switch (scheme) {
        case "user":
          return Effect.map(userToken(owner), bearer)
        case "clientBasic":
          return Effect.zipWith(
            configured(config.clientId, "clientId", "SMARTCAR_CLIENT_ID"),
            configured(config.clientSecret, "clientSecret", "SMARTCAR_CLIENT_SECRET"),
            basic
          )
        case "managementBasic":
          return Effect.map(managementToken, (token) => basic("default", token))
        case "managementBearer":
          return Effect.map(managementToken, bearer)
      }
    }
  }
}

const keptToken = (store: TokenStore.Service) => (owner: string) =>
  Effect.gen(function* () {
    const kept = yield* store.get(owner)
    if (Option.isNone(kept)) {
      return yield* new CredentialsError({
        reason: "missing",
        owner,
        description: `No tokens are kept for owner "${owner}": use Auth.connect or Credentials.withAccessToken`
      })
    }
    const { accessToken, expiresAt } = kept.value
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
 * configuration. A kept token that is past its expiry fails with a `CredentialsError` of reason `expired`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Credentials, never, SmartcarConfig.SmartcarConfig | TokenStore.TokenStore> =
  Layer.effect(
    Credentials,
    Effect.zipWith(SmartcarConfig.SmartcarConfig, TokenStore.TokenStore, (config, store) =>
      make(config, keptToken(store))
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
    Effect.map(SmartcarConfig.SmartcarConfig, (config) => make(config, () => Effect.succeed(toRedacted(token))))
  )
