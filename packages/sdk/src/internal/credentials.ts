/** The service that proves calls, and what says whose. `Credentials.ts` is the public home. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { AuthScheme } from "../Endpoint.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { encodeBase64 } from "./base64.js"
import { clientId, configured } from "./configured.js"
import { CredentialsError } from "./errors.js"

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
  /** Another value in place of one that Smartcar rejected, or none: asked once, after a read was answered with 401. */
  readonly renew: (
    scheme: Exclude<AuthScheme, "none">,
    owner: string,
    rejected: Redacted.Redacted
  ) => Effect.Effect<Option.Option<Redacted.Redacted>, CredentialsError>
}

/**
 * The credentials that the interpreter asks at each call.
 *
 * @since 0.1.0
 * @category tags
 */
export class Credentials extends Context.Tag("@effect-smartcar/sdk/Credentials")<Credentials, Service>() {}

/** The owner of calls that name none. */
export const defaultOwner = "default"

/**
 * The owner of calls that name none: `"default"`, unless `Credentials.withOwner` says otherwise.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentOwner extends Context.Reference<CurrentOwner>()("@effect-smartcar/sdk/Credentials/CurrentOwner", {
  defaultValue: () => defaultOwner
}) {}

/**
 * The access token set by `Credentials.withAccessToken`, if any.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentAccessToken extends Context.Reference<CurrentAccessToken>()(
  "@effect-smartcar/sdk/Credentials/CurrentAccessToken",
  { defaultValue: () => Option.none<Redacted.Redacted>() }
) {}

const bearers = new WeakMap<Redacted.Redacted, Redacted.Redacted>()

/** The header of a token, made once: what is redacted costs a place in a `WeakMap`. */
export const bearer = (token: Redacted.Redacted): Redacted.Redacted => {
  const known = bearers.get(token)
  if (known !== undefined) return known
  const made = Redacted.make(`Bearer ${Redacted.value(token)}`)
  bearers.set(token, made)
  return made
}

const basic = (user: string, password: Redacted.Redacted) =>
  Redacted.make(`Basic ${encodeBase64(`${user}:${Redacted.value(password)}`)}`)

/** Access tokens of owners. */
export interface UserTokens {
  readonly current: (owner: string) => Effect.Effect<Redacted.Redacted, CredentialsError>
  /** The one to use in place of one that was rejected, if there is another. */
  readonly renewed?: (
    owner: string,
    isRejected: (token: Redacted.Redacted) => boolean
  ) => Effect.Effect<Option.Option<Redacted.Redacted>, CredentialsError>
}

/** Credentials of the application, which the configuration holds, and of users. */
export const make = (config: SmartcarConfig.Service, users: UserTokens): Service => {
  const managementToken = configured(config.managementToken, "managementToken", "SMARTCAR_MANAGEMENT_TOKEN")
  return {
    authorization: (scheme, owner) => {
      switch (scheme) {
        case "user":
          return Effect.map(users.current(owner), bearer)
        case "clientBasic":
          return Effect.zipWith(
            clientId(config),
            configured(config.clientSecret, "clientSecret", "SMARTCAR_CLIENT_SECRET"),
            basic
          )
        case "managementBasic":
          return Effect.map(managementToken, (token) => basic("default", token))
        case "managementBearer":
          return Effect.map(managementToken, bearer)
        case "application":
        case "applicationUser":
          return new CredentialsError({
            reason: "missing",
            description: "Calls of API v3 need an application's token: Credentials.layerClientCredentials gets one"
          })
      }
    },
    renew: (scheme, owner, rejected) =>
      scheme === "user" && users.renewed !== undefined
        ? Effect.map(users.renewed(owner, isIn(rejected)), Option.map(bearer))
        : Effect.succeedNone
  }
}

/** Whether it is a token's header that was rejected. */
const isIn = (rejected: Redacted.Redacted) => (token: Redacted.Redacted) =>
  Redacted.value(bearer(token)) === Redacted.value(rejected)

/** The application's access token of API v3. */
export interface ApplicationToken {
  readonly current: Effect.Effect<Redacted.Redacted, CredentialsError>
  /** The one to use in place of one that was rejected, if there is another. */
  readonly renewed: (
    isRejected: (token: Redacted.Redacted) => boolean
  ) => Effect.Effect<Option.Option<Redacted.Redacted>, CredentialsError>
}

const isApplication = (scheme: AuthScheme): boolean => scheme === "application" || scheme === "applicationUser"

/** Credentials that know the application's token beside what they knew before. */
export const withApplication = (credentials: Service, token: ApplicationToken): Service => ({
  authorization: (scheme, owner) =>
    isApplication(scheme) ? Effect.map(token.current, bearer) : credentials.authorization(scheme, owner),
  renew: (scheme, owner, rejected) =>
    isApplication(scheme)
      ? Effect.map(token.renewed(isIn(rejected)), Option.map(bearer))
      : credentials.renew(scheme, owner, rejected)
})
