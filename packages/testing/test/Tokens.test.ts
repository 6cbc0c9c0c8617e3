import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { type Access, Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { Auth, Connect, Connections, User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Effect, Layer, Redacted, TestClock } from "effect"
import { ada, basic, ben, clientBasic, codeOf, idOf, raw, redirectUri, token } from "./support/harness.js"

const code = Effect.gen(function* () {
  return codeOf(yield* Simulator.consent(yield* Connect.authorizeUrl()))
})

const tokens = Effect.flatMap(code, (text) => Auth.exchangeCode(text))

const list = (access: Access) => Vehicles.list().pipe(Credentials.withAccessToken(access.accessToken))

const invalidGrant = (description: string) => ({
  _tag: "OAuthError",
  code: "invalid_grant",
  statusCode: 400,
  description
})

describe("authorization codes", () => {
  it.effect("are exchanged for tokens that expire in two hours", () =>
    Effect.gen(function* () {
      const { status, json, headers } = yield* token({
        grant_type: "authorization_code",
        code: yield* code,
        redirect_uri: redirectUri
      })
      expect(status).toBe(200)
      expect(Object.keys(json)).toEqual(["access_token", "refresh_token", "token_type", "expires_in"])
      expect(json).toMatchObject({ token_type: "Bearer", expires_in: 7200 })
      expect(json.access_token).not.toBe(json.refresh_token)
      expect(headers["sc-request-id"]).toMatch(/^[0-9a-f-]{36}$/)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("work once", () =>
    Effect.gen(function* () {
      const text = yield* code
      const access = yield* Auth.exchangeCode(text)
      const error = yield* Effect.flip(Auth.exchangeCode(text))
      expect(error).toMatchObject(invalidGrant("The authorization code was used before."))
      yield* list(access)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("work once even for a hundred exchanges at the same time", () =>
    Effect.gen(function* () {
      const text = yield* code
      const results = yield* Effect.all(
        Array.from({ length: 100 }, () => Effect.either(Auth.exchangeCode(text))),
        { concurrency: "unbounded" }
      )
      expect(results.filter(({ _tag }) => _tag === "Right")).toHaveLength(1)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("expire after ten minutes", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* code, yield* code]
      yield* TestClock.adjust("599 seconds")
      yield* Auth.exchangeCode(first)
      yield* TestClock.adjust("1 second")
      const error = yield* Effect.flip(Auth.exchangeCode(second))
      expect(error).toMatchObject(invalidGrant("The authorization code has expired."))
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("are unknown unless Connect gave them out", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Auth.exchangeCode("made-up"))
      expect(error).toMatchObject(invalidGrant("The authorization code is unknown."))
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("need the redirect URI of the authorization", () =>
    Effect.gen(function* () {
      const text = yield* code
      const error = yield* Effect.flip(Auth.exchangeCode(text, { redirectUri: "https://other.example/" }))
      expect(error).toMatchObject(invalidGrant("The redirect_uri is not the one of the authorization request."))
      // A refused exchange does not use the code up; without a redirect URI the default one counts.
      const { status } = yield* token({ grant_type: "authorization_code", code: text })
      expect(status).toBe(200)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("refresh tokens", () => {
  it.effect("give new tokens, and the old access token lives on until its own expiry", () =>
    Effect.gen(function* () {
      const first = yield* tokens
      yield* TestClock.adjust("1 hour")
      const second = yield* Auth.exchangeRefreshToken(first.refreshToken)
      expect(Redacted.value(second.accessToken)).not.toBe(Redacted.value(first.accessToken))
      expect(Redacted.value(second.refreshToken)).not.toBe(Redacted.value(first.refreshToken))
      yield* TestClock.adjust("3599 seconds")
      yield* list(first)
      yield* TestClock.adjust("1 second")
      expect((yield* Effect.flip(list(first)))._tag).toBe("AuthenticationError")
      yield* list(second)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("die one minute after their use", () =>
    Effect.gen(function* () {
      const { refreshToken } = yield* tokens
      yield* Auth.exchangeRefreshToken(refreshToken)
      yield* TestClock.adjust("59 seconds")
      const again = yield* Auth.exchangeRefreshToken(refreshToken)
      yield* TestClock.adjust("1 second")
      const error = yield* Effect.flip(Auth.exchangeRefreshToken(refreshToken))
      expect(error).toMatchObject(invalidGrant("The refresh token has expired or was used before."))
      yield* Auth.exchangeRefreshToken(again.refreshToken)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("live for sixty days", () =>
    Effect.gen(function* () {
      const { refreshToken } = yield* tokens
      const other = yield* tokens
      yield* TestClock.adjust("1439 hours")
      yield* Auth.exchangeRefreshToken(refreshToken)
      yield* TestClock.adjust("1 hour")
      expect((yield* Effect.flip(Auth.exchangeRefreshToken(other.refreshToken))).message).toContain("has expired")
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("exchanges", () => {
  const uses = Effect.map(Simulator.exchanges, (exchanges) => exchanges.map(({ use }) => use))

  it.effect("tell of every refresh token how often it was exchanged", () =>
    Effect.gen(function* () {
      const first = yield* tokens
      yield* TestClock.adjust("10 seconds")
      const second = yield* Auth.exchangeRefreshToken(first.refreshToken)
      yield* Auth.exchangeRefreshToken(second.refreshToken)
      yield* TestClock.adjust("20 seconds")
      yield* Auth.exchangeRefreshToken(first.refreshToken)
      expect(yield* Simulator.exchanges).toEqual([
        { owner: ada, refreshToken: first.refreshToken, use: 1, at: 10_000 },
        { owner: ada, refreshToken: second.refreshToken, use: 1, at: 10_000 },
        { owner: ada, refreshToken: first.refreshToken, use: 2, at: 30_000 }
      ])
      expect(inspect(yield* Simulator.exchanges)).not.toContain(Redacted.value(first.refreshToken))
      yield* Simulator.clearRequests
      expect(yield* Simulator.exchanges).toEqual([])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("are those that were carried out: not refused, and not lost on the way", () =>
    Effect.gen(function* () {
      const { refreshToken } = yield* tokens
      const exchange = Effect.either(Auth.exchangeRefreshToken(refreshToken))
      yield* Simulator.cut("connect")
      expect((yield* exchange)._tag).toBe("Left")
      expect(yield* uses).toEqual([])
      // The answer is lost; the exchange was carried out.
      yield* Simulator.cut("sent")
      expect((yield* exchange)._tag).toBe("Left")
      expect(yield* uses).toEqual([1])
      yield* exchange
      yield* TestClock.adjust("1 minute")
      expect((yield* exchange)._tag).toBe("Left")
      expect(yield* uses).toEqual([1, 2])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("are forgotten in the end, the oldest first", () =>
    Effect.gen(function* () {
      const { refreshToken } = yield* tokens
      for (let i = 0; i < 25; i++) yield* Auth.exchangeRefreshToken(refreshToken)
      expect(yield* uses).toEqual([21, 22, 23, 24, 25])
    }).pipe(Effect.provide(Simulator.layer({ recorded: 5 })))
  )
})

describe("what has expired", () => {
  it.effect("is forgotten in a long run, and what is alive is kept", () =>
    Effect.gen(function* () {
      const { accessToken, refreshToken } = yield* tokens
      const used = yield* tokens
      yield* Auth.exchangeRefreshToken(used.refreshToken)
      yield* TestClock.adjust("1 hour")
      const refused = Effect.flip(Auth.exchangeRefreshToken(used.refreshToken))
      expect(yield* refused).toMatchObject(invalidGrant("The refresh token has expired or was used before."))
      for (let i = 0; i < 1_000; i++) yield* Simulator.access()
      expect(yield* refused).toMatchObject(invalidGrant("The refresh token is unknown."))
      yield* Vehicles.list().pipe(Credentials.withAccessToken(accessToken))
      yield* Auth.exchangeRefreshToken(refreshToken)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("a grant", () => {
  it.effect("reaches the cars of its consent, and no others", () =>
    Effect.gen(function* () {
      const access = yield* Simulator.access({ owner: ada, vehicles: [idOf("TESLA"), idOf("AUDI")] })
      yield* Simulator.access({ owner: ben })
      const mine = Credentials.withAccessToken(access.accessToken)
      expect((yield* mine(Vehicles.list())).value.vehicles).toEqual([idOf("TESLA"), idOf("AUDI")])
      expect((yield* mine(User.get())).value).toEqual({ id: ada })
      yield* mine(Vehicle.vin(Vehicle.make(idOf("AUDI"))))
      for (const other of [idOf("TOYOTA"), idOf("FORD"), "no-such-car"]) {
        const error = yield* Effect.flip(mine(Vehicle.vin(Vehicle.make(other))))
        expect(error).toMatchObject({ _tag: "PermissionError", statusCode: 403 })
      }
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("loses a car that is disconnected, and dies with its last one", () =>
    Effect.gen(function* () {
      const access = yield* Simulator.access({ owner: ada, vehicles: [idOf("TESLA"), idOf("AUDI")] })
      const mine = Credentials.withAccessToken(access.accessToken)
      yield* mine(Vehicle.disconnect(Vehicle.make(idOf("TESLA"))))
      expect((yield* Effect.flip(mine(Vehicle.vin(Vehicle.make(idOf("TESLA"))))))._tag).toBe("PermissionError")
      expect((yield* mine(Vehicles.list())).value.vehicles).toEqual([idOf("AUDI")])
      yield* mine(Vehicle.disconnect(Vehicle.make(idOf("AUDI"))))
      expect((yield* Effect.flip(mine(Vehicles.list())))._tag).toBe("AuthenticationError")
      expect((yield* Effect.flip(Auth.exchangeRefreshToken(access.refreshToken))).message).toContain("revoked")
      // Connected anew, the car is not the old token's.
      yield* Simulator.access({ owner: ada })
      expect((yield* Effect.flip(mine(Vehicles.list())))._tag).toBe("AuthenticationError")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("dies when the connections are removed or revoked", () =>
    Effect.gen(function* () {
      const [adas, bens] = [yield* Simulator.access({ owner: ada }), yield* Simulator.access({ owner: ben })]
      yield* Connections.remove({ userId: ada })
      expect((yield* Effect.flip(list(adas)))._tag).toBe("AuthenticationError")
      yield* list(bens)
      yield* Simulator.revoke(ben)
      expect((yield* Effect.flip(list(bens)))._tag).toBe("AuthenticationError")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("goes on after its access tokens were made to expire", () =>
    Effect.gen(function* () {
      const [adas, bens] = [yield* Simulator.access({ owner: ada }), yield* Simulator.access({ owner: ben })]
      yield* Simulator.expireAccessTokens(ada)
      expect((yield* Effect.flip(list(adas)))._tag).toBe("AuthenticationError")
      yield* list(bens)
      yield* list(yield* Auth.exchangeRefreshToken(adas.refreshToken))
      yield* Simulator.expireAccessTokens()
      expect((yield* Effect.flip(list(bens)))._tag).toBe("AuthenticationError")
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("the token endpoint", () => {
  const grant = { grant_type: "authorization_code", code: "c" }

  for (const [what, form, authorization, status, error] of [
    ["a wrong secret", grant, basic("simulator-client-id", "wrong"), 401, "invalid_client"],
    ["no authorization", grant, "", 401, "invalid_client"],
    ["a token in place of Basic", grant, "Bearer x", 401, "invalid_client"],
    ["no grant type", { code: "c" }, clientBasic, 400, "invalid_request"],
    ["another grant type", { grant_type: "password" }, clientBasic, 400, "unsupported_grant_type"],
    ["no code", { grant_type: "authorization_code" }, clientBasic, 400, "invalid_request"],
    ["no refresh token", { grant_type: "refresh_token" }, clientBasic, 400, "invalid_request"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "x" }, clientBasic, 400, "invalid_grant"]
  ] as const) {
    it.effect(`answers ${what} with ${error}`, () =>
      Effect.gen(function* () {
        const answer = yield* token({ ...form }, authorization)
        expect([answer.status, answer.json.error]).toEqual([status, error])
        expect(Object.keys(answer.json)).toEqual(["error", "error_description"])
      }).pipe(Effect.provide(Simulator.layer()))
    )
  }

  it.effect("is POST at its own host only", () =>
    Effect.gen(function* () {
      const get = yield* raw("GET", "https://auth.smartcar.com/oauth/token")
      const elsewhere = yield* raw("POST", "https://api.smartcar.com/oauth/token")
      const slash = yield* raw("POST", "https://auth.smartcar.com/oauth/token/")
      expect([get.status, elsewhere.status, slash.status]).toEqual([404, 404, 401])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("knows the application that the options name", () =>
    Effect.gen(function* () {
      const { clientId } = yield* SmartcarConfig.SmartcarConfig
      expect(clientId).toMatchObject({ value: "mine" })
      const access = yield* Effect.flatMap(code, (text) => Auth.exchangeCode(text))
      yield* list(access)
      expect((yield* token(grant)).json.error).toBe("invalid_client")
    }).pipe(
      Effect.provide(Simulator.layer({ application: { clientId: "mine", clientSecret: Redacted.make("hush-hush") } }))
    )
  )
})

it.effect("layerHttpClient goes under a program's own configuration", () =>
  Effect.gen(function* () {
    const { accessToken } = yield* Simulator.access()
    const { value } = yield* Vehicles.list().pipe(Credentials.withAccessToken(accessToken))
    expect(value.paging.count).toBe(3)
    const [request] = yield* Simulator.requests
    expect(request?.url.origin).toBe("https://staging.example")
  }).pipe(
    Effect.provide(
      Smartcar.layer.pipe(
        Layer.provide(Credentials.layer),
        Layer.provide(TokenStore.layerMemory),
        Layer.provide(SmartcarConfig.layer({ origins: { api: "https://staging.example" } })),
        Layer.provideMerge(Simulator.layerHttpClient())
      )
    )
  )
)
