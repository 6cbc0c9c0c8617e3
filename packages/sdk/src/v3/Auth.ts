/**
 * The application's access token, which proves every call of API v3.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { apiClient } from "../internal/configured.js"
import * as Reading from "../Reading.js"
import * as Smartcar from "../Smartcar.js"
import * as SmartcarConfig from "../SmartcarConfig.js"
import * as endpoints from "./endpoints.js"
import type { AuthError } from "./errors.js"

/**
 * The application's access token, and when it ends: an hour after the answer came, as Smartcar has it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ApplicationToken {
  readonly accessToken: Redacted.Redacted
  readonly expiresAt: DateTime.Utc
}

/**
 * Requests an access token of the application with the API client id and secret of the configuration. Programs rarely call
 * it: `Credentials.layerClientCredentials` does, and keeps the token. Can fail with an `AuthError`; an id or secret that
 * Smartcar rejects is an `OAuthError` with code `invalid_client`, one that is not set or is another credential a
 * `CredentialsError`, before anything is sent.
 *
 * @since 0.1.0
 * @category calls
 */
export const requestToken: {
  (): Effect.Effect<ApplicationToken, AuthError, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>
  readonly endpoint: typeof endpoints.applicationToken
} = /*#__PURE__*/ Object.assign(
  () =>
    Effect.gen(function* () {
      const client = yield* Effect.flatMap(SmartcarConfig.SmartcarConfig, apiClient)
      const token = yield* Reading.value(Smartcar.call(endpoints.applicationToken)(client))
      const expiresAt = DateTime.addDuration(yield* DateTime.now, Duration.seconds(token.expires_in))
      return { accessToken: token.access_token, expiresAt }
    }),
  { endpoint: endpoints.applicationToken }
)
