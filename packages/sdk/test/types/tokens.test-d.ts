// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import type { KeyValueStore } from "@effect/platform"
import { RateLimit, type Smartcar, type SmartcarError, TokenCipher, TokenStore } from "@effect-smartcar/sdk"
import type { Config, Duration, Effect, Layer, Option, Redacted } from "effect"
import { expectTypeOf, test } from "vitest"

test("stores", () => {
  expectTypeOf(TokenStore.makeEncoded).returns.toEqualTypeOf<TokenStore.Service>()
  expectTypeOf(TokenStore.layerKeyValueStore).returns.toEqualTypeOf<
    Layer.Layer<TokenStore.TokenStore, never, KeyValueStore.KeyValueStore>
  >()
  expectTypeOf(TokenStore.layerKeyValueStore)
    .parameter(0)
    .toEqualTypeOf<
      { readonly cipher?: TokenCipher.TokenCipher | undefined; readonly prefix?: string | undefined } | undefined
    >()
  expectTypeOf<TokenStore.Records["compareAndSet"]>().returns.toEqualTypeOf<
    Effect.Effect<boolean, SmartcarError.CredentialsError>
  >()
  // Records are compared by their fingerprints.
  expectTypeOf<TokenStore.Records["compareAndSet"]>().parameter(1).toEqualTypeOf<Option.Option<string>>()
})

test("ciphers", () => {
  expectTypeOf(TokenCipher.make).returns.toEqualTypeOf<
    Effect.Effect<TokenCipher.TokenCipher, SmartcarError.InvalidInputError>
  >()
  expectTypeOf(TokenCipher.config).toEqualTypeOf<Config.Config<TokenCipher.Options>>()
  expectTypeOf<TokenCipher.Options["keys"][number]>().toEqualTypeOf<string | Redacted.Redacted>()
  // @ts-expect-error a cipher without a key
  TokenCipher.make({ keys: [] })
})

test("rate limits", () => {
  expectTypeOf(RateLimit.layer).returns.toEqualTypeOf<
    Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar | RateLimit.RateLimiter>
  >()
  expectTypeOf(RateLimit.layerMemory).toEqualTypeOf<Layer.Layer<RateLimit.RateLimiter>>()
  expectTypeOf<RateLimit.Service["take"]>().returns.toEqualTypeOf<Effect.Effect<void, Duration.Duration>>()
  expectTypeOf<RateLimit.Service["drain"]>().returns.toEqualTypeOf<Effect.Effect<void>>()
  RateLimit.layer({ application: false })
  // @ts-expect-error the application has a limit, or none by `false`
  RateLimit.layer({ application: true })
  // @ts-expect-error neither
  RateLimit.layer({ onExceeded: "drop" })
  // @ts-expect-error a rate has both
  RateLimit.layer({ vehicle: { capacity: 1 } })
})
