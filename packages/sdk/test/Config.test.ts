import { assert, describe, it } from "@effect/vitest"
import { SmartcarConfig } from "@effect-smartcar/sdk"
import { ConfigProvider, Duration, Effect, Option, Redacted } from "effect"
import manifest from "../package.json" with { type: "json" }
import { version } from "../src/internal/version.js"

const load = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(SmartcarConfig.config, ConfigProvider.fromMap(new Map(Object.entries(variables))))

describe("SmartcarConfig", () => {
  it.effect("needs nothing, and has the documented defaults", () =>
    Effect.gen(function* () {
      const config = yield* load({})
      assert.deepStrictEqual(config, SmartcarConfig.make())
      assert.isTrue(Option.isNone(config.clientId))
      assert.isTrue(Option.isNone(config.clientSecret))
      assert.strictEqual(config.mode, "live")
      assert.strictEqual(config.apiVersion, "2.0")
      assert.strictEqual(Duration.toSeconds(config.timeout), 310)
      assert.deepStrictEqual(config.origins, {
        api: "https://api.smartcar.com",
        auth: "https://auth.smartcar.com",
        connect: "https://connect.smartcar.com",
        management: "https://management.smartcar.com",
        iam: "https://iam.smartcar.com",
        vehicle: "https://vehicle.api.smartcar.com",
        managementV3: "https://management.api.smartcar.com",
        compatibility: "https://compatibility.api.smartcar.com"
      })
      assert.strictEqual(config.userAgent, `effect-smartcar/${manifest.version}`)
    })
  )

  it("knows its own version", () => assert.strictEqual(version, manifest.version))

  it.effect("reads every variable", () =>
    Effect.gen(function* () {
      const config = yield* load({
        SMARTCAR_CLIENT_ID: "id",
        SMARTCAR_CLIENT_SECRET: "the-secret",
        SMARTCAR_APPLICATION_ID: "application-id",
        SMARTCAR_API_CLIENT_ID: "client_id",
        SMARTCAR_API_CLIENT_SECRET: "the-api-secret",
        SMARTCAR_REDIRECT_URI: "scapp://back",
        SMARTCAR_MANAGEMENT_TOKEN: "the-amt",
        SMARTCAR_MODE: "simulated",
        SMARTCAR_API_VERSION: "1.0",
        SMARTCAR_TIMEOUT: "60 seconds",
        SMARTCAR_MAX_RESPONSE_BYTES: "5000",
        SMARTCAR_API_ORIGIN: "http://127.0.0.1:1",
        SMARTCAR_AUTH_ORIGIN: "http://127.0.0.1:2",
        SMARTCAR_CONNECT_ORIGIN: "http://127.0.0.1:3",
        SMARTCAR_MANAGEMENT_API_ORIGIN: "http://127.0.0.1:4",
        SMARTCAR_IAM_ORIGIN: "http://127.0.0.1:5",
        SMARTCAR_API_V3_ORIGIN: "http://127.0.0.1:6",
        SMARTCAR_MANAGEMENT_API_V3_ORIGIN: "http://127.0.0.1:7",
        SMARTCAR_COMPATIBILITY_API_V3_ORIGIN: "http://127.0.0.1:8"
      })
      assert.deepStrictEqual(Option.getOrThrow(config.clientId), "id")
      assert.strictEqual(Redacted.value(Option.getOrThrow(config.clientSecret)), "the-secret")
      assert.deepStrictEqual(Option.getOrThrow(config.redirectUri), "scapp://back")
      assert.strictEqual(Redacted.value(Option.getOrThrow(config.managementToken)), "the-amt")
      assert.strictEqual(config.mode, "simulated")
      assert.strictEqual(config.apiVersion, "1.0")
      assert.strictEqual(Duration.toSeconds(config.timeout), 60)
      assert.strictEqual(config.maxResponseBytes, 5000)
      assert.strictEqual(Option.getOrThrow(config.applicationId), "application-id")
      assert.strictEqual(Option.getOrThrow(config.apiClientId), "client_id")
      assert.strictEqual(Redacted.value(Option.getOrThrow(config.apiClientSecret)), "the-api-secret")
      assert.deepStrictEqual(config.origins, {
        api: "http://127.0.0.1:1",
        auth: "http://127.0.0.1:2",
        connect: "http://127.0.0.1:3",
        management: "http://127.0.0.1:4",
        iam: "http://127.0.0.1:5",
        vehicle: "http://127.0.0.1:6",
        managementV3: "http://127.0.0.1:7",
        compatibility: "http://127.0.0.1:8"
      })
      assert.notMatch(JSON.stringify(config), /the-(api-)?secret/)
    })
  )

  for (const variable of ["SMARTCAR_CLIENT_ID", "SMARTCAR_CLIENT_SECRET", "SMARTCAR_MODE", "SMARTCAR_TIMEOUT"]) {
    it.effect(`an empty ${variable} counts as absent`, () =>
      Effect.map(load({ [variable]: "" }), (config) => assert.deepStrictEqual(config, SmartcarConfig.make()))
    )
  }

  const malformed = {
    SMARTCAR_CLIENT_ID: "has\u0000nul-marked",
    SMARTCAR_CLIENT_SECRET: "has\nnewline-marked",
    SMARTCAR_REDIRECT_URI: "marked",
    SMARTCAR_MANAGEMENT_TOKEN: "has\nnewline-marked",
    SMARTCAR_MODE: "marked",
    SMARTCAR_API_VERSION: "v2-marked",
    SMARTCAR_TIMEOUT: "marked",
    SMARTCAR_MAX_RESPONSE_BYTES: "1e6 marked",
    SMARTCAR_API_ORIGIN: "marked.example.com",
    SMARTCAR_AUTH_ORIGIN: "https://auth.smartcar.com/oauth/token?marked",
    SMARTCAR_CONNECT_ORIGIN: "https://user:marked@connect.smartcar.com",
    SMARTCAR_MANAGEMENT_API_ORIGIN: "ftp://marked",
    SMARTCAR_APPLICATION_ID: "has\nnewline-marked",
    SMARTCAR_API_CLIENT_ID: "has\nnewline-marked",
    SMARTCAR_API_CLIENT_SECRET: "has\nnewline-marked",
    SMARTCAR_IAM_ORIGIN: "https://iam.smartcar.com/oauth2/token?marked",
    SMARTCAR_API_V3_ORIGIN: "marked.example.com",
    SMARTCAR_MANAGEMENT_API_V3_ORIGIN: "ftp://marked",
    SMARTCAR_COMPATIBILITY_API_V3_ORIGIN: "https://user:marked@compatibility.api.smartcar.com"
  }
  for (const [variable, value] of Object.entries(malformed)) {
    it.effect(`a malformed ${variable} is a ConfigError that names it and does not repeat it`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(load({ [variable]: value }))
        assert.include(String(error), variable)
        assert.notInclude(String(error), "marked")
        assert.notInclude(JSON.stringify(error), "marked")
      })
    )
  }
  it.effect("durations that end nothing are refused", () =>
    Effect.gen(function* () {
      for (const timeout of ["0 seconds", "Infinity"]) {
        assert.include(String(yield* Effect.flip(load({ SMARTCAR_TIMEOUT: timeout }))), "SMARTCAR_TIMEOUT")
      }
    })
  )
})
