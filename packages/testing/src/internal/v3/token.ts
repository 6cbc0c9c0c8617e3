/** The token endpoint of API v3: the application's own credentials against a token. */
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Redacted from "effect/Redacted"
import { oauth } from "../errors.js"
import { issue, purge } from "../issued.js"
import type { HandlersV3 } from "./handler.js"

/** How long a token lives, in seconds. */
const lifetime = 3600

export const handlers: HandlersV3<"applicationToken"> = {
  applicationToken: ({ state, now }, { clientId, clientSecret }) => {
    const { apiClientId, apiClientSecret } = state.application
    if (clientId !== apiClientId || Redacted.value(clientSecret) !== apiClientSecret) {
      return Either.left(oauth("invalid_client", "The client id or the client secret is wrong.", 401))
    }
    const [token, next] = issue(purge(state, now), "application")
    return Either.right({
      value: { access_token: Redacted.make(token), token_type: "Bearer", expires_in: lifetime },
      state: { ...next, applicationTokens: HashMap.set(next.applicationTokens, token, now + lifetime * 1000) }
    })
  }
}
