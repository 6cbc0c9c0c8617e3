import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { CredentialsError } from "./errors.js"

/** A configured credential, or the error that names the variable which would supply it. */
export const configured = <A>(value: Option.Option<A>, field: keyof SmartcarConfig.Service, variable: string) =>
  Effect.mapError(
    value,
    () =>
      new CredentialsError({
        reason: "missing",
        variable,
        description: `This call needs ${variable} (SmartcarConfig.${field}), which is not set`
      })
  )

const isApiClientId = (id: string): boolean => id.startsWith("client_")

const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)

/** An id that is surely not another one: Smartcar has three that are easily taken for one another. */
const configuredId = (
  value: Option.Option<string>,
  field: keyof SmartcarConfig.Service,
  variable: string,
  isAnother: (id: string) => boolean,
  mistake: string
): Effect.Effect<string, CredentialsError> =>
  Effect.filterOrFail(
    configured(value, field, variable),
    (id) => !isAnother(id),
    () => new CredentialsError({ reason: "invalid", variable, description: `${variable} is ${mistake}` })
  )

/** The client id of API v2.0. */
export const clientId = (config: SmartcarConfig.Service): Effect.Effect<string, CredentialsError> =>
  configuredId(
    config.clientId,
    "clientId",
    "SMARTCAR_CLIENT_ID",
    isApiClientId,
    "an API client id of v3 (client_...): API v2.0 needs the application's client id, a UUID"
  )

/** What names the application in API v3: the same UUID as the client id of v2.0. */
export const applicationId = (config: SmartcarConfig.Service): Effect.Effect<string, CredentialsError> =>
  configuredId(
    config.applicationId,
    "applicationId",
    "SMARTCAR_APPLICATION_ID",
    isApiClientId,
    "an API client id (client_...): the application id is the UUID that was the client id in API v2.0"
  )

/** The API client id and secret of v3. */
export const apiClient = (
  config: SmartcarConfig.Service
): Effect.Effect<{ readonly clientId: string; readonly clientSecret: Redacted.Redacted }, CredentialsError> =>
  Effect.all({
    clientId: configuredId(
      config.apiClientId,
      "apiClientId",
      "SMARTCAR_API_CLIENT_ID",
      isUuid,
      "a UUID, as application ids and the client ids of API v2.0 are: the API client id begins with client_"
    ),
    clientSecret: configured(config.apiClientSecret, "apiClientSecret", "SMARTCAR_API_CLIENT_SECRET")
  })
