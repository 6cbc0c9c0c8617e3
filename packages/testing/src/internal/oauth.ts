/** The token endpoint: codes and refresh tokens against new tokens. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { oauth } from "./errors.js"
import type { Call, Handlers, Outcome, Result } from "./handler.js"
import { issue, purge, recordExchange } from "./issued.js"
import { type Grant, isAlive, type State } from "./state.js"
import type { endpoints } from "./table.js"

const second = 1000
const minute = 60 * second

/** How long what lives, in milliseconds. */
export const lifetimes = {
  code: 10 * minute,
  accessToken: 7200 * second,
  refreshToken: 60 * 24 * 60 * minute,
  /** For how long a refresh token still works after its first use. */
  usedRefreshToken: minute
}

const defaultRedirectUri = (state: State): string | undefined => state.application.redirectUris[0]

/** A code for a grant, for the token endpoint. */
export const issueCode = (state: State, grant: Grant, redirectUri: string, now: number): readonly [string, State] => {
  const [code, next] = issue(purge(state, now), "code")
  const expiresAt = now + lifetimes.code
  return [code, { ...next, codes: HashMap.set(next.codes, code, { grant, redirectUri, expiresAt, used: false }) }]
}

export interface Pair {
  readonly accessToken: string
  readonly refreshToken: string
}

/** A new access token and refresh token for a grant. */
export const issueTokens = (state: State, grant: Grant, now: number): readonly [Pair, State] => {
  const [accessToken, afterAccess] = issue(purge(state, now), "access")
  const [refreshToken, next] = issue(afterAccess, "refresh")
  return [
    { accessToken, refreshToken },
    {
      ...next,
      accessTokens: HashMap.set(next.accessTokens, accessToken, { grant, expiresAt: now + lifetimes.accessToken }),
      refreshTokens: HashMap.set(next.refreshTokens, refreshToken, {
        grant,
        expiresAt: now + lifetimes.refreshToken,
        uses: 0
      })
    }
  ]
}

type Tokens = Endpoint.Endpoint.Success<typeof endpoints.exchangeCode>

const invalidGrant = (description: string) => Either.left(oauth("invalid_grant", description))

const tokens = (state: State, grant: Grant, now: number): Result<Outcome<Tokens>> => {
  if (!isAlive(state, grant)) return invalidGrant("The owner's access was revoked.")
  const [{ accessToken, refreshToken }, next] = issueTokens(state, grant, now)
  return Either.right({
    state: next,
    value: {
      access_token: Redacted.make(accessToken),
      refresh_token: Redacted.make(refreshToken),
      token_type: "Bearer",
      expires_in: lifetimes.accessToken / second
    }
  })
}

export const handlers: Handlers<"exchangeCode" | "exchangeRefreshToken"> = {
  exchangeCode: ({ state, now }: Call, { code, redirectUri }) =>
    Option.match(HashMap.get(state.codes, Redacted.value(code)), {
      onNone: () => invalidGrant("The authorization code is unknown."),
      onSome: (known) => {
        if (known.used) return invalidGrant("The authorization code was used before.")
        if (known.expiresAt <= now) return invalidGrant("The authorization code has expired.")
        if ((redirectUri ?? defaultRedirectUri(state)) !== known.redirectUri) {
          return invalidGrant("The redirect_uri is not the one of the authorization request.")
        }
        const codes = HashMap.set(state.codes, Redacted.value(code), { ...known, used: true })
        return tokens({ ...state, codes }, known.grant, now)
      }
    }),

  exchangeRefreshToken: ({ state, now }: Call, { refreshToken }) =>
    Option.match(HashMap.get(state.refreshTokens, Redacted.value(refreshToken)), {
      onNone: () => invalidGrant("The refresh token is unknown."),
      onSome: (known) => {
        if (known.expiresAt <= now) return invalidGrant("The refresh token has expired or was used before.")
        const { grant } = known
        const expiresAt = Math.min(known.expiresAt, now + lifetimes.usedRefreshToken)
        const use = known.uses + 1
        const used = { grant, expiresAt, uses: use }
        const refreshTokens = HashMap.set(state.refreshTokens, Redacted.value(refreshToken), used)
        return Either.map(tokens({ ...state, refreshTokens }, grant, now), ({ value, state: next }) => ({
          value,
          state: recordExchange(next, { owner: grant.userId, refreshToken, use, at: now })
        }))
      }
    })
}
