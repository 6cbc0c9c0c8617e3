import { assert, describe, it } from "@effect/vitest"
import { assertEquals } from "@effect/vitest/utils"
import { Access, Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { Auth, Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { DateTime, Deferred, Duration, Effect, Fiber, Layer, Option, Redacted, TestClock } from "effect"

const tokens = (n: number) =>
  Wire.json({
    access_token: `cf7ba7e9-8c5d-417d-a99f-c386cfc2350${n}`,
    token_type: "Bearer",
    expires_in: 7200,
    refresh_token: `3e565aed-d4b2-4296-9b4c-aec35825a6a${n}`
  })

const config = SmartcarConfig.layer({
  clientId: "clientId",
  clientSecret: Redacted.make("clientSecret"),
  redirectUri: "https://example.com/callback"
})

const withStore = (http: ReturnType<typeof FakeHttp.layer>) =>
  Smartcar.layer.pipe(Layer.provide(Credentials.layer), Layer.provideMerge(Layer.merge(config, http)))

const smartcar = (http: ReturnType<typeof FakeHttp.layer>) =>
  Layer.provideMerge(withStore(http), TokenStore.layerMemory)

const sentForms = Effect.map(FakeHttp.requests, (requests) => requests.map(({ body }) => body))

describe("Auth", () => {
  it.effect("exchangeCode posts the code as a form under Basic and reads expiry from the clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const access = yield* Auth.exchangeCode("code one")
      const [request] = yield* FakeHttp.requests
      assert.strictEqual(request?.method, "POST")
      assert.strictEqual(request?.url.href, "https://auth.smartcar.com/oauth/token")
      assert.strictEqual(request?.headers["authorization"], "Basic Y2xpZW50SWQ6Y2xpZW50U2VjcmV0")
      assert.strictEqual(request?.headers["content-type"], "application/x-www-form-urlencoded")
      assert.strictEqual(
        request?.body,
        "grant_type=authorization_code&code=code+one&redirect_uri=https%3A%2F%2Fexample.com%2Fcallback"
      )
      assert.strictEqual(Redacted.value(access.accessToken), "cf7ba7e9-8c5d-417d-a99f-c386cfc23501")
      assert.strictEqual(Redacted.value(access.refreshToken), "3e565aed-d4b2-4296-9b4c-aec35825a6a1")
      assert.strictEqual(DateTime.formatIso(access.expiresAt), "2026-01-01T02:00:00.000Z")
      assert.strictEqual(DateTime.formatIso(access.refreshExpiresAt), "2026-03-02T00:00:00.000Z")
    }).pipe(Effect.provide(smartcar(FakeHttp.layer(tokens(1)))))
  )

  it.effect("a redirect URI of the call wins over the configuration's, and flags ride in the query", () =>
    Effect.gen(function* () {
      yield* Auth.exchangeCode(Redacted.make("c"), { redirectUri: "app://back", flags: { country: "DE" } })
      const [request] = yield* FakeHttp.requests
      assert.strictEqual(request?.url.search, "?flags=country%3ADE")
      assert.strictEqual(request?.body, "grant_type=authorization_code&code=c&redirect_uri=app%3A%2F%2Fback")
    }).pipe(Effect.provide(smartcar(FakeHttp.layer(tokens(1)))))
  )

  it.effect("exchangeRefreshToken posts the refresh token", () =>
    Effect.gen(function* () {
      const access = yield* Auth.exchangeRefreshToken("old", { flags: { a: true } })
      assert.deepStrictEqual(yield* sentForms, ["grant_type=refresh_token&refresh_token=old"])
      assert.strictEqual(Redacted.value(access.refreshToken), "3e565aed-d4b2-4296-9b4c-aec35825a6a2")
    }).pipe(Effect.provide(smartcar(FakeHttp.layer(tokens(2)))))
  )

  it.effect("an answer without expires_in counts as two hours", () =>
    Effect.gen(function* () {
      const access = yield* Auth.exchangeCode("c")
      assert.strictEqual(access.expiresAt.epochMillis, 7_200_000)
    }).pipe(Effect.provide(smartcar(FakeHttp.layer(Wire.json({ access_token: "a", refresh_token: "r" })))))
  )

  it.effect("a refused code is an OAuthError", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Auth.exchangeCode("used-up"))
      assert.strictEqual(error._tag, "OAuthError")
      if (error._tag !== "OAuthError") return
      assert.strictEqual(error.code, "invalid_grant")
      assert.strictEqual(error.description, "Invalid or expired authorization code.")
      assert.strictEqual(error.statusCode, 400)
    }).pipe(
      Effect.provide(
        smartcar(
          FakeHttp.layer(
            Wire.json(
              { error: "invalid_grant", error_description: "Invalid or expired authorization code." },
              { status: 400 }
            )
          )
        )
      )
    )
  )

  it.effect("an empty code fails before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Auth.exchangeCode(""))
      assert.strictEqual(error._tag, "InvalidInputError")
      assert.strictEqual(error._tag === "InvalidInputError" && error.field, "code")
      assert.deepStrictEqual(yield* FakeHttp.requests, [])
    }).pipe(Effect.provide(smartcar(FakeHttp.layer(tokens(1)))))
  )

  it.effect("connect keeps the tokens under the owner's key, and calls then use them", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Auth.connect("c", { owner: "owner-1" }), "owner-1")
      assert.strictEqual(yield* Auth.connect("c").pipe(Credentials.withOwner("owner-2")), "owner-2")
      assert.strictEqual(yield* Auth.connect("c"), "default")
      const bearer = (n: number) => `Bearer cf7ba7e9-8c5d-417d-a99f-c386cfc2350${n}`
      yield* Vehicle.lock(Vehicle.make("car", { owner: "owner-1" })).pipe(Effect.ignore)
      yield* Vehicle.lock(Vehicle.make("car")).pipe(Credentials.withOwner("owner-2"), Effect.ignore)
      yield* Vehicle.lock(Vehicle.make("car")).pipe(Effect.ignore)
      const sent = (yield* FakeHttp.requests).slice(3).map(({ headers }) => headers["authorization"])
      assert.deepStrictEqual(sent, [bearer(1), bearer(2), bearer(3)])
    }).pipe(Effect.provide(smartcar(FakeHttp.layerSequence(tokens(1), tokens(2), tokens(3)))))
  )

  it.effect("connect replaces what was kept under the same key", () =>
    Effect.gen(function* () {
      const store = yield* TokenStore.TokenStore
      yield* Auth.connect("c")
      yield* Auth.connect("c")
      const kept = Option.getOrThrow(yield* store.get("default"))
      assert.strictEqual(Redacted.value(kept.accessToken), "cf7ba7e9-8c5d-417d-a99f-c386cfc23502")
    }).pipe(Effect.provide(smartcar(FakeHttp.layerSequence(tokens(1), tokens(2)))))
  )

  it.effect("an interrupted connect ends only when what the code bought is kept", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const answer = yield* Deferred.make<Wire.Answer>()
      const http = FakeHttp.layer(() => Effect.zipRight(Deferred.succeed(started, undefined), Deferred.await(answer)))
      const store = yield* TokenStore.TokenStore
      const caller = yield* Auth.connect("c").pipe(Effect.provide(withStore(http)), Effect.fork)
      yield* Deferred.await(started)
      const interruption = yield* Effect.fork(Fiber.interrupt(caller))
      yield* Effect.yieldNow().pipe(Effect.repeatN(50))
      assert.isTrue(Option.isNone(yield* store.get("default")))
      assert.isTrue(Option.isNone(yield* Fiber.poll(interruption)))
      yield* Deferred.succeed(answer, tokens(1))
      yield* Fiber.join(interruption)
      assert.isTrue(Option.isSome(yield* store.get("default")))
    }).pipe(Effect.provide(TokenStore.layerMemory))
  )

  it.effect("the timeout bounds a connect, although it cannot be interrupted", () =>
    Effect.gen(function* () {
      const caller = yield* Effect.fork(Effect.flip(Auth.connect("c")))
      yield* TestClock.adjust("309 seconds")
      assert.isTrue(Option.isNone(yield* Fiber.poll(caller)))
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(caller))._tag, "TimeoutError")
    }).pipe(Effect.provide(smartcar(FakeHttp.layer(() => Effect.never))))
  )

  it.effect("tokens are not lost over how long they last", () =>
    Effect.gen(function* () {
      for (const expires of ["7200", null]) {
        const http = FakeHttp.layer(Wire.json({ access_token: "a", refresh_token: "r", expires_in: expires }))
        const access = yield* Auth.exchangeCode("c").pipe(Effect.provide(smartcar(http)))
        assert.strictEqual(access.expiresAt.epochMillis, 7_200_000)
      }
    })
  )

  it.effect("the store replaces only what was expected", () =>
    Effect.gen(function* () {
      const store = yield* TokenStore.TokenStore
      const access = (n: number) =>
        new Access({
          accessToken: Redacted.make(`a${n}`),
          refreshToken: Redacted.make(`r${n}`),
          expiresAt: DateTime.unsafeMake(n),
          refreshExpiresAt: DateTime.addDuration(DateTime.unsafeMake(n), Duration.days(60))
        })
      assert.isTrue(yield* store.compareAndSet("o", Option.none(), access(1)))
      assert.isFalse(yield* store.compareAndSet("o", Option.none(), access(2)))
      assert.isTrue(yield* store.compareAndSet("o", Option.some(access(1)), access(2)))
      assert.isFalse(yield* store.compareAndSet("o", Option.some(access(1)), access(3)))
      assertEquals(yield* store.get("o"), Option.some(access(2)))
      yield* store.remove("o")
      assert.isTrue(Option.isNone(yield* store.get("o")))
    }).pipe(Effect.provide(TokenStore.layerMemory))
  )
})
