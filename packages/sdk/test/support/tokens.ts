/** A vendor that knows access tokens and refresh tokens, for tests of what refreshes them. */
import { Access, Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { Auth } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Context, DateTime, Deferred, Effect, Layer, Option, Redacted } from "effect"

export interface Vendor {
  /** Refresh tokens in the order in which they came. */
  readonly exchanges: Array<string>
  /** `Authorization` headers of the other requests, in the order in which they came. */
  readonly bearers: Array<string>
  /** Access tokens that work. */
  readonly valid: Set<string>
  /** How an exchange is answered; by default refresh-n gives access-(n+1) and refresh-(n+1). */
  answer: (refreshToken: string) => Effect.Effect<Wire.Answer>
}

export const tokenAnswer = (n: number): Wire.Answer =>
  Wire.json({ access_token: `access-${n}`, refresh_token: `refresh-${n}`, token_type: "Bearer", expires_in: 7200 })

/** Holds back the answer to a request with a rejected token. */
export class Held extends Context.Reference<Held>()("test/Held", {
  defaultValue: (): Effect.Effect<void> => Effect.void
}) {}

const unauthorized = Wire.json(
  { statusCode: 401, type: "AUTHENTICATION", code: null, description: "bad token" },
  { status: 401 }
)

export const oauthError = (error: string, status = 400): Wire.Answer => Wire.json({ error }, { status })

export const makeVendor = (): Vendor => {
  const vendor: Vendor = {
    exchanges: [],
    bearers: [],
    valid: new Set(["access-0"]),
    answer: (refreshToken) =>
      Effect.sync(() => {
        const next = Number(refreshToken.slice("refresh-".length)) + 1
        vendor.valid.add(`access-${next}`)
        return tokenAnswer(next)
      })
  }
  return vendor
}

/** Keeps a token that has expired, and holds back the answer to its exchange until the gate is opened. */
export const holdExchange = (vendor: Vendor) =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<void>()
    vendor.valid.add("access-1")
    vendor.answer = () => Effect.as(Deferred.await(gate), tokenAnswer(1))
    yield* keep(0)
    return gate
  })

const handler =
  (vendor: Vendor): Wire.Handler =>
  ({ body, headers, url }) =>
    Effect.suspend(() => {
      if (url.pathname === "/oauth/token") {
        const refreshToken = new URLSearchParams(body).get("refresh_token") ?? ""
        vendor.exchanges.push(refreshToken)
        return vendor.answer(refreshToken)
      }
      const bearer = headers["authorization"] ?? ""
      vendor.bearers.push(bearer)
      if (vendor.valid.has(bearer.slice("Bearer ".length))) {
        return Effect.succeed(Wire.json({ id: "u", status: "success" }))
      }
      return Effect.flatMap(Held, (held) => Effect.as(held, unauthorized))
    })

const config = SmartcarConfig.layer({
  clientId: "clientId",
  clientSecret: Redacted.make("clientSecret"),
  timeout: "60 seconds"
})

/** One process: an interpreter and refreshing credentials of its own, over a token store from outside. */
export const processLayer = (vendor: Vendor, options?: Credentials.RenewalOptions, settings = config) =>
  Smartcar.layer.pipe(
    Layer.provideMerge(Credentials.layerRefreshing(Auth.exchangeRefreshToken, options)),
    Layer.provide(FakeHttp.layer(handler(vendor))),
    Layer.provide(settings)
  )

export const layer = (vendor: Vendor, options?: Credentials.RenewalOptions, settings = config) =>
  Layer.provideMerge(processLayer(vendor, options, settings), TokenStore.layerMemory)

/** access-n with refresh-n, which expires after so many seconds. */
export const access = (n: number, seconds: number): Effect.Effect<Access> =>
  Effect.map(
    DateTime.now,
    (now) =>
      new Access({
        accessToken: Redacted.make(`access-${n}`),
        refreshToken: Redacted.make(`refresh-${n}`),
        expiresAt: DateTime.add(now, { seconds }),
        refreshExpiresAt: DateTime.add(now, { days: 60 })
      })
  )

/** Keeps access-0 with refresh-0, which expires after so many seconds. */
export const keep = (seconds: number, owner = "default") =>
  Effect.flatMap(access(0, seconds), (tokens) => TokenStore.keep(owner, tokens))

/** What is kept, in clear. */
export const kept = (owner = "default") =>
  Effect.map(
    Effect.flatMap(TokenStore.TokenStore, (store) => store.get(owner)),
    Option.map(({ accessToken, claimedUntil, refreshToken }) => ({
      access: Redacted.value(accessToken),
      refresh: Redacted.value(refreshToken),
      claimed: claimedUntil !== undefined
    }))
  )
