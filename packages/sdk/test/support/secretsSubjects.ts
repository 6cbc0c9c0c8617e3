/** The functions that take or give a secret, each with what it makes of one, to be printed. */
import { KeyValueStore } from "@effect/platform"
import {
  Access,
  Credentials,
  RateLimit,
  Retry,
  Smartcar,
  SmartcarConfig,
  TokenCipher,
  TokenStore
} from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import * as v2 from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { ConfigProvider, DateTime, Effect, Layer, Option, Schema } from "effect"
import { redacted, secret } from "./secrets.js"
import { config, program } from "./secretsEcho.js"

const car = v2.Vehicle.make("car-1", { owner: "user-1" })

export const access = (name = "") =>
  new Access({
    accessToken: redacted(`kept${name}Access`),
    refreshToken: redacted(`kept${name}Refresh`),
    expiresAt: DateTime.unsafeMake(0),
    refreshExpiresAt: DateTime.unsafeMake(1)
  })

/** Gives new tokens to whoever asks, secrets of an application, and else nothing that fits. */
export const vendor: Wire.Handler = ({ url }) =>
  Effect.succeed(
    url.pathname.endsWith("/token")
      ? Wire.json({
          access_token: secret("newAccess"),
          refresh_token: secret("newRefresh"),
          token_type: "Bearer",
          expires_in: 3600
        })
      : url.pathname.endsWith("/secrets")
        ? Wire.json({ data: [{ id: "s", type: "secret", attributes: { value: secret("attribute") } }] })
        : Wire.json({ surprise: true })
  )

/** What an effect is, before it runs, and what becomes of it. */
const unrunAndRun = <A, E>(self: Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof program>>>) =>
  Effect.map(Effect.exit(Effect.provide(self, program(vendor))), (exit) => [self, exit])

/** A layer, as it is and built. */
const unbuiltAndBuilt = <A, E>(layer: Layer.Layer<A, E, Layer.Layer.Success<ReturnType<typeof program>>>) =>
  Effect.map(Effect.scoped(Effect.exit(Layer.build(Layer.provide(layer, program(vendor))))), (exit) => [layer, exit])

/** Keys of a cipher, which are 32 bytes as base64. */
const key = btoa(secret("key").padEnd(32, ".").slice(0, 32))

const keys = [key, redacted("notAKey")] as const

const broken: TokenStore.Records = {
  get: () => Effect.succeed(Option.some({ fingerprint: "", text: `{"accessToken":"${secret("storedText")}"` })),
  compareAndSet: () => Effect.succeed(false),
  remove: () => Effect.void
}

/** A store whose own errors repeat what they were to keep. */
const failing = Layer.succeed(
  KeyValueStore.KeyValueStore,
  KeyValueStore.makeStringOnly({
    get: () => Effect.succeedNone,
    set: (name, value) =>
      Effect.fail({
        _tag: "SystemError",
        reason: "Unknown",
        message: value,
        description: value,
        pathOrDescriptor: name
      } as never),
    remove: () => Effect.void,
    clear: Effect.void,
    size: Effect.succeed(0)
  })
)

const variables = (tail: string) =>
  ConfigProvider.fromMap(
    new Map([
      ["SMARTCAR_CLIENT_SECRET", secret("clientSecretVariable", tail)],
      ["SMARTCAR_API_CLIENT_SECRET", secret("apiClientSecretVariable", tail)],
      ["SMARTCAR_MANAGEMENT_TOKEN", secret("managementTokenVariable", tail)],
      ["SMARTCAR_TOKEN_KEYS", `${key},${secret("notAKey", tail)}`]
    ])
  )

const request = {
  path: "/x",
  headers: { authorization: `Bearer ${secret("ownHeader")}` },
  body: { pin: redacted("body") },
  method: "POST",
  success: Schema.Struct({ a: Schema.Number })
} as const

const callbacks = <A, E>(
  parse: (callback: string, expected: { readonly state: string | undefined }) => Effect.Effect<A, E>
) => {
  const query = `code=${secret("callbackCode")}`
  return Effect.forEach(
    [
      parse(`https://example.com/?${query}&user_id=u`, { state: undefined }),
      parse(`?${query}&state=${secret("callbackState")}`, { state: secret("expectedState") }),
      parse(`?${query}&${query}`, { state: undefined }),
      parse(`?${query}&error=access_denied&error_description=no`, { state: undefined })
    ],
    (effect) => Effect.map(Effect.exit(effect), (exit) => [effect, exit])
  )
}

/** By `module.name` of the function. */
export const subjects: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
  "SmartcarConfig.make": Effect.sync(() =>
    SmartcarConfig.make({
      clientSecret: secret("plainClientSecret"),
      apiClientSecret: secret("plainApiClientSecret"),
      managementToken: redacted("managementToken")
    })
  ),
  "SmartcarConfig.layer": unbuiltAndBuilt(SmartcarConfig.layer({ clientSecret: secret("plainClientSecret") })),
  "SmartcarConfig.config": Effect.forEach(["", "\n"], (tail) =>
    Effect.exit(Effect.withConfigProvider(SmartcarConfig.config, variables(tail)))
  ),
  "SmartcarConfig.layerConfig": Effect.forEach(["", "\n"], (tail) =>
    Effect.scoped(Effect.exit(Layer.build(SmartcarConfig.layerConfig))).pipe(Effect.withConfigProvider(variables(tail)))
  ),
  "Credentials.withAccessToken": unrunAndRun(
    v2.Vehicle.odometer(car).pipe(Credentials.withAccessToken(secret("plainAccessToken")))
  ),
  "Credentials.layerAccessToken": unbuiltAndBuilt(Credentials.layerAccessToken(secret("plainAccessToken"))),
  "Credentials.layerApplicationToken": unbuiltAndBuilt(Credentials.layerApplicationToken(secret("plainToken"))),
  "Credentials.layerRefreshing": unbuiltAndBuilt(Credentials.layerRefreshing(v2.Auth.exchangeRefreshToken)),
  "Credentials.layerClientCredentials": unbuiltAndBuilt(Credentials.layerClientCredentials(v3.Auth.requestToken)),
  "Credentials.addClientCredentials": unbuiltAndBuilt(
    Credentials.addClientCredentials(Credentials.layer, v3.Auth.requestToken)
  ),
  "Credentials.Credentials": Effect.provide(
    Effect.flatMap(Credentials.Credentials, (credentials) =>
      Effect.forEach(
        ["user", "clientBasic", "managementBasic", "managementBearer", "application", "applicationUser"] as const,
        (scheme) => {
          const header = credentials.authorization(scheme, "user-1")
          return Effect.map(Effect.exit(header), (exit) => [credentials, header, exit])
        }
      )
    ),
    program(vendor)
  ),
  "TokenCipher.make": Effect.gen(function* () {
    const cipher = yield* TokenCipher.make({ keys: [key] })
    const plain = cipher.encrypt("alice", secret("cipherText"))
    const text = yield* plain
    const bad = TokenCipher.make({ keys })
    return [
      cipher,
      plain,
      text,
      cipher.decrypt("alice", text),
      yield* Effect.exit(cipher.decrypt("bob", text)),
      yield* Effect.exit(cipher.decrypt("alice", secret("notCipherText"))),
      yield* Effect.exit(cipher.decrypt("alice", `{"accessToken":"${secret("plainText")}"}`)),
      bad,
      yield* Effect.exit(bad)
    ]
  }),
  "TokenCipher.config": Effect.forEach(["", "\n"], (tail) =>
    Effect.exit(Effect.withConfigProvider(TokenCipher.config, variables(tail)))
  ),
  "TokenStore.layerMemory": unrunAndRun(
    Effect.gen(function* () {
      const store = yield* TokenStore.TokenStore
      yield* TokenStore.keep("alice", access())
      return [
        store,
        store.get("alice"),
        yield* store.get("alice"),
        yield* store.compareAndSet("alice", Option.none(), access())
      ]
    })
  ),
  "TokenStore.keep": unrunAndRun(TokenStore.keep("alice", access())),
  "TokenStore.makeEncoded": Effect.suspend(() => {
    const store = TokenStore.makeEncoded(broken)
    const set = store.compareAndSet("alice", Option.some(access("Expected")), access())
    return Effect.map(Effect.all([Effect.exit(store.get("alice")), Effect.exit(set)]), (exits) => [store, set, exits])
  }),
  "TokenStore.layerKeyValueStore": Effect.forEach([failing, KeyValueStore.layerMemory], (store) =>
    Effect.gen(function* () {
      const tokens = yield* TokenStore.TokenStore
      const keep = TokenStore.keep("alice", access())
      return [tokens, keep, yield* Effect.exit(keep), yield* Effect.exit(tokens.get("alice"))]
    }).pipe(Effect.provide(Layer.provide(TokenStore.layerKeyValueStore(), store)))
  ),
  Access: Effect.sync(() => [access(), [access()], new Map([["alice", access()]])]),
  "Webhook.hashChallenge": Effect.forEach(["c", 7 as never], (challenge) => {
    const hash = v2.Webhook.hashChallenge(secret("webhookToken"), challenge)
    return Effect.map(Effect.exit(hash), (exit) => [hash, exit])
  }),
  "Webhook.sign": Effect.forEach([secret("webhookBody"), { body: secret("webhookBody") } as never], (body) => {
    const signed = v2.Webhook.sign(secret("webhookToken"), body)
    return Effect.map(Effect.exit(signed), (exit) => [signed, exit])
  }),
  "Webhook.verify": Effect.forEach(["00", "not hex", undefined], (signature) => {
    const verified = v2.Webhook.verify(secret("webhookToken"), signature, secret("webhookBody"))
    const wrong = v2.Webhook.verify(redacted("webhookToken"), signature, { body: secret("webhookBody") } as never)
    return Effect.map(Effect.all([Effect.exit(verified), Effect.exit(wrong)]), (exits) => [verified, wrong, exits])
  }),
  "Smartcar.request": unrunAndRun(Smartcar.request({ ...request, auth: "managementBearer" })),
  "v2/Vehicle.request": unrunAndRun(v2.Vehicle.request(car, request)),
  "v2/Auth.exchangeCode": unrunAndRun(v2.Auth.exchangeCode(secret("plainCode"))),
  "v2/Auth.exchangeRefreshToken": unrunAndRun(v2.Auth.exchangeRefreshToken(secret("plainRefreshToken"))),
  "v2/Auth.connect": unrunAndRun(v2.Auth.connect(secret("plainCode"), { owner: "alice" })),
  "v3/Auth.requestToken": unrunAndRun(v3.Auth.requestToken()),
  "v3/Applications.secrets": unrunAndRun(v3.Applications.secrets({ applicationId: "a" })),
  "v2/Connect.authorizeUrl": unrunAndRun(
    Effect.flip(v2.Connect.authorizeUrl({ state: secret("state"), redirectUri: secret("noUri") }))
  ),
  "v2/Connect.reauthenticateUrl": unrunAndRun(
    Effect.flip(v2.Connect.reauthenticateUrl({ vehicleId: "..", state: secret("state") }))
  ),
  "v2/Connect.parseCallback": callbacks(v2.Connect.parseCallback),
  "v3/Connect.authorizeUrl": unrunAndRun(
    Effect.flip(v3.Connect.authorizeUrl({ state: secret("state"), redirectUri: secret("noUri") }))
  ),
  "v3/Connect.reauthenticateUrl": unrunAndRun(
    Effect.flip(v3.Connect.reauthenticateUrl({ vehicleId: "..", state: secret("state") }))
  ),
  "v3/Connect.parseCallback": callbacks(v3.Connect.parseCallback),
  "Smartcar.layer": unbuiltAndBuilt(Smartcar.layer),
  "Smartcar.layerBatched": unbuiltAndBuilt(Smartcar.layerBatched),
  "Smartcar.layerBatchedWithin": unbuiltAndBuilt(Smartcar.layerBatchedWithin("1 millis")),
  "Migration.layerV2OverV3": unbuiltAndBuilt(Migration.layerV2OverV3()),
  "Retry.layer": unbuiltAndBuilt(Retry.layer()),
  "RateLimit.layer": unbuiltAndBuilt(RateLimit.layer().pipe(Layer.provideMerge(RateLimit.layerMemory))),
  "a whole program": unbuiltAndBuilt(program(vendor)),
  "its configuration": unbuiltAndBuilt(config())
}
