import { assert, describe, it } from "@effect/vitest"
import { Access, Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { Compatibility, Connections, User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { DateTime, Effect, Layer, Option, Redacted, TestClock } from "effect"

const layer = (options: SmartcarConfig.Options, credentials = Credentials.layer) =>
  Smartcar.layer.pipe(
    Layer.provide(credentials),
    Layer.provideMerge(
      Layer.mergeAll(SmartcarConfig.layer(options), TokenStore.layerMemory, FakeHttp.layer(Wire.json({ id: "u-1" })))
    )
  )

const keep = (owner: string, token: string, expiresAt: number) =>
  Effect.flatMap(TokenStore.TokenStore, (store) =>
    store.compareAndSet(
      owner,
      Option.none(),
      new Access({
        accessToken: Redacted.make(token),
        refreshToken: Redacted.make("r"),
        expiresAt: DateTime.unsafeMake(expiresAt),
        refreshExpiresAt: DateTime.unsafeMake(expiresAt)
      })
    )
  )

const sent = Effect.map(FakeHttp.requests, (requests) => requests.map(({ headers }) => headers["authorization"]))

describe("Credentials", () => {
  it.effect("the handle's owner wins over withOwner, which wins over the default", () =>
    Effect.gen(function* () {
      for (const owner of ["default", "near", "far", "handle"]) yield* keep(owner, `token-${owner}`, 1000)
      yield* User.get()
      yield* User.get().pipe(Credentials.withOwner("near"), Credentials.withOwner("far"))
      yield* User.get({ owner: "handle" }).pipe(Credentials.withOwner("near"))
      yield* Effect.ignore(Vehicle.vin(Vehicle.make("v", { owner: "handle" }))).pipe(Credentials.withOwner("near"))
      assert.deepStrictEqual(yield* sent, [
        "Bearer token-default",
        "Bearer token-near",
        "Bearer token-handle",
        "Bearer token-handle"
      ])
    }).pipe(Effect.provide(layer({})))
  )

  it.effect("withAccessToken needs no store; the nearest wins; the application's own schemes are not touched", () =>
    Effect.gen(function* () {
      yield* User.get().pipe(Credentials.withAccessToken("near"), Credentials.withAccessToken(Redacted.make("far")))
      yield* Effect.ignore(Connections.list()).pipe(Credentials.withAccessToken(Redacted.make("near")))
      yield* Effect.ignore(Vehicle.unsubscribe(Vehicle.make("v"), { webhookId: "w" })).pipe(
        Credentials.withAccessToken(Redacted.make("near"))
      )
      yield* Effect.ignore(Compatibility.matrix({ region: "US" }))
      assert.deepStrictEqual(yield* sent, [
        "Bearer near",
        "Basic ZGVmYXVsdDphbXQ=",
        "Bearer amt",
        "Basic Y2xpZW50SWQ6Y2xpZW50U2VjcmV0"
      ])
    }).pipe(
      Effect.provide(
        layer({
          clientId: "clientId",
          clientSecret: Redacted.make("clientSecret"),
          managementToken: Redacted.make("amt")
        })
      )
    )
  )

  it.effect("layerAccessToken serves every owner", () =>
    Effect.gen(function* () {
      yield* User.get({ owner: "anyone" })
      assert.deepStrictEqual(yield* sent, ["Bearer one"])
    }).pipe(Effect.provide(layer({}, Credentials.layerAccessToken(Redacted.make("one")))))
  )

  it.effect("a missing credential names its variable, and nothing is sent", () =>
    Effect.gen(function* () {
      const variable = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
        Effect.map(Effect.flip(call), (error) => ("variable" in error ? error.variable : error._tag))
      assert.strictEqual(yield* variable(Connections.list()), "SMARTCAR_MANAGEMENT_TOKEN")
      assert.strictEqual(yield* variable(Compatibility.matrix({ region: "US" })), "SMARTCAR_CLIENT_SECRET")
      const none = yield* Effect.flip(Vehicles.list({ owner: "nobody" }))
      assert.strictEqual(none._tag === "CredentialsError" && none.reason, "missing")
      assert.strictEqual(none._tag === "CredentialsError" && none.owner, "nobody")
      assert.deepStrictEqual(yield* sent, [])
    }).pipe(Effect.provide(layer({ clientId: "id" })))
  )

  it.effect("a kept token past its expiry is not sent", () =>
    Effect.gen(function* () {
      yield* keep("default", "old", 1000)
      yield* TestClock.adjust("999 millis")
      yield* User.get()
      yield* TestClock.adjust("1 millis")
      const error = yield* Effect.flip(User.get())
      assert.strictEqual(error._tag === "CredentialsError" && error.reason, "expired")
      assert.deepStrictEqual(yield* sent, ["Bearer old"])
    }).pipe(Effect.provide(layer({})))
  )

  it.effect("a token that no header can carry is refused before anything is sent", () =>
    Effect.gen(function* () {
      for (const token of ["", "with\nnewline", "schlüssel"]) {
        const error = yield* Effect.flip(User.get().pipe(Credentials.withAccessToken(Redacted.make(token))))
        assert.strictEqual(error._tag, "CredentialsError")
      }
      assert.deepStrictEqual(yield* sent, [])
    }).pipe(Effect.provide(layer({})))
  )
})
