import { assert, describe, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig, type SmartcarError, TokenStore } from "@effect-smartcar/sdk"
import { User, Auth as V2Auth } from "@effect-smartcar/sdk/v2"
import { Auth, Commands, Connections, Users, Vehicle, Webhooks } from "@effect-smartcar/sdk/v3"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect, Inspectable, Layer, Redacted, TestClock } from "effect"
import { car, layer, makeVendor, secret, settings } from "../support/applicationTokens.js"
import { userId, vehicleId } from "../support/harness.js"
import { keep } from "../support/tokens.js"

const uuid = "8229df9f-91a0-4ff0-a1ae-a1f38ee24d07"

const credentialsError = <A, R>(self: Effect.Effect<A, SmartcarError.SmartcarError, R>) =>
  Effect.map(Effect.flip(self), (error) => {
    if (error._tag === "CredentialsError") return error
    throw new Error(`expected a CredentialsError, got ${error.message}`)
  })

describe("Auth.requestToken", () => {
  it.effect("sends the API client id and secret as a form, and dates the end of the token", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* TestClock.setTime(1_000_000)
      const { accessToken, expiresAt } = yield* Auth.requestToken()
      assert.strictEqual(Redacted.value(accessToken), "app-1")
      assert.strictEqual(expiresAt.epochMillis, 1_000_000 + 3_600_000)
      assert.deepStrictEqual(vendor.requests, [
        `grant_type=client_credentials&client_id=client_golden&client_secret=${secret}`
      ])
      const [request] = yield* FakeHttp.requests
      assert.strictEqual(request?.method, "POST")
      assert.strictEqual(request?.headers["content-type"], "application/x-www-form-urlencoded")
      assert.strictEqual(request?.headers["authorization"], undefined)
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("a rejected client is an OAuthError that repeats no secret", () => {
    const vendor = makeVendor()
    vendor.answer = () =>
      Effect.succeed(
        Wire.json({ error: "invalid_client", error_description: `client_golden / ${secret} is wrong` }, { status: 401 })
      )
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Auth.requestToken())
      assert.strictEqual(error._tag === "OAuthError" && error.code, "invalid_client")
      assert.notInclude(Inspectable.toStringUnknown(error) + JSON.stringify(error) + String(error), secret)
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("an answer without a token shows no body", () => {
    const vendor = makeVendor()
    vendor.answer = () => Effect.succeed(Wire.json({ access_tokem: "app-leak" }))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Auth.requestToken())
      assert.strictEqual(error._tag === "UnexpectedResponseError" && error.body, "")
      assert.notInclude(JSON.stringify(error), "app-leak")
    }).pipe(Effect.provide(layer(vendor)))
  })

  const mistaken = {
    "no API client id": [{ apiClientId: undefined }, "missing", "SMARTCAR_API_CLIENT_ID"],
    "no API client secret": [{ apiClientSecret: undefined }, "missing", "SMARTCAR_API_CLIENT_SECRET"],
    "the application id as the API client id": [{ apiClientId: uuid }, "invalid", "SMARTCAR_API_CLIENT_ID"],
    "the same in capitals": [{ apiClientId: uuid.toUpperCase() }, "invalid", "SMARTCAR_API_CLIENT_ID"]
  } as const
  for (const [title, [options, reason, variable]] of Object.entries(mistaken)) {
    it.effect(`${title}: a CredentialsError, and nothing is sent`, () => {
      const vendor = makeVendor()
      return Effect.gen(function* () {
        for (const error of [
          yield* credentialsError(Auth.requestToken()),
          yield* credentialsError(Vehicle.get(car)),
          yield* credentialsError(Commands.lock(car))
        ]) {
          assert.strictEqual(error.reason, reason)
          assert.strictEqual(error.variable, variable)
          assert.include(error.message, variable)
        }
        assert.deepStrictEqual(yield* FakeHttp.requests, [])
      }).pipe(Effect.provide(layer(vendor, {}, { ...settings, ...options })))
    })
  }

  it.effect("an API client id is refused where API v2.0 needs its client id", () =>
    Effect.gen(function* () {
      const error = yield* credentialsError(V2Auth.exchangeCode("code"))
      assert.strictEqual(error.reason, "invalid")
      assert.strictEqual(error.variable, "SMARTCAR_CLIENT_ID")
    }).pipe(Effect.provide(layer(makeVendor(), {}, { ...settings, clientId: "client_0123" })))
  )
})

const sent = Effect.map(FakeHttp.requests, (requests) =>
  requests.map(({ url, headers }) => [url.host, headers["authorization"], headers["sc-user-id"]])
)

describe("whose call it is", () => {
  const mine = (owner: string | undefined) => ["vehicle.api.smartcar.com", "Bearer app-0", owner]
  const given = Smartcar.layer.pipe(
    Layer.provide(Credentials.layerApplicationToken("app-0")),
    Layer.provideMerge(
      Layer.merge(SmartcarConfig.layer(settings), FakeHttp.layer(Wire.json({ data: [], meta: { totalCount: 0 } })))
    )
  )

  it.effect("the handle's owner wins over withOwner; no owner's token is sent", () =>
    Effect.gen(function* () {
      const nobodys = Vehicle.make(vehicleId)
      yield* Effect.ignore(Commands.lock(car)).pipe(Credentials.withOwner("far"))
      yield* Effect.ignore(Commands.lock(nobodys)).pipe(Credentials.withOwner("near"), Credentials.withOwner("far"))
      yield* Effect.ignore(Commands.lock(car)).pipe(Credentials.withAccessToken("an-owners-token"))
      assert.deepStrictEqual(yield* sent, [mine(userId), mine("near"), mine(userId)])
    }).pipe(Effect.provide(given))
  )

  it.effect("calls that are no user's name none", () =>
    Effect.gen(function* () {
      yield* Effect.ignore(Vehicle.get(car))
      yield* Connections.list({ userId })
      yield* Users.remove({ userId })
      yield* Webhooks.list().pipe(Credentials.withOwner(userId))
      assert.deepStrictEqual(yield* sent, [
        mine(undefined),
        mine(undefined),
        mine(undefined),
        ["management.api.smartcar.com", "Bearer app-0", undefined]
      ])
    }).pipe(Effect.provide(given))
  )

  it.effect("a car without an owner, or with one that no header can carry, is refused before anything is sent", () =>
    Effect.gen(function* () {
      for (const owner of [undefined, "default", "", "two\nlines", "ünicode"]) {
        const error = yield* Effect.flip(Commands.unlock(Vehicle.make(vehicleId, { owner })))
        assert.strictEqual(error._tag === "InvalidInputError" && error.field, "owner")
      }
      assert.deepStrictEqual(yield* sent, [])
    }).pipe(Effect.provide(given))
  )

  it.effect("a program of v2.0 that has no application's token is told how to get one", () =>
    Effect.gen(function* () {
      const error = yield* credentialsError(Vehicle.get(car))
      assert.strictEqual(error.reason, "missing")
      assert.include(error.message, "Credentials.layerClientCredentials")
      assert.strictEqual(error.endpoint, "vehicle")
    }).pipe(
      Effect.provide(
        Smartcar.layer.pipe(
          Layer.provide(Credentials.layerAccessToken("owner")),
          Layer.provide(Layer.merge(SmartcarConfig.layer(settings), FakeHttp.layer(Wire.json({}))))
        )
      )
    )
  )

  it.effect("both versions side by side, each with its own tokens", () =>
    Effect.gen(function* () {
      yield* keep(7200)
      yield* User.get()
      yield* Connections.list()
      const [user, iam, connections] = yield* sent
      assert.deepStrictEqual(user, ["api.smartcar.com", "Bearer access-0", undefined])
      assert.deepStrictEqual(iam?.[0], "iam.smartcar.com")
      assert.deepStrictEqual(connections, ["vehicle.api.smartcar.com", "Bearer app-1", undefined])
    }).pipe(
      Effect.provide(
        Smartcar.layer.pipe(
          Layer.provide(
            Credentials.layerRefreshing(V2Auth.exchangeRefreshToken).pipe(
              Credentials.addClientCredentials(Auth.requestToken)
            )
          ),
          Layer.provideMerge(
            Layer.mergeAll(
              SmartcarConfig.layer(settings),
              TokenStore.layerMemory,
              FakeHttp.layer(Wire.json({ id: "u", data: [], access_token: "app-1", expires_in: 60 }))
            )
          )
        )
      )
    )
  )
})
