import type { HttpClient } from "@effect/platform"
import { SmartcarNode, type UndiciHttpClient } from "@effect-smartcar/node"
import type { Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import type { ConfigError, Layer } from "effect"
import { expectTypeOf, test } from "vitest"

type Provided = Smartcar.Smartcar | SmartcarConfig.SmartcarConfig | Credentials.Credentials | TokenStore.TokenStore

test("the layers need nothing, and only the environment can be malformed", () => {
  expectTypeOf(SmartcarNode.layer).toEqualTypeOf<Layer.Layer<Provided, ConfigError.ConfigError>>()
  expectTypeOf(SmartcarNode.layerWith).toEqualTypeOf<(options: SmartcarNode.Options) => Layer.Layer<Provided>>()
  expectTypeOf<SmartcarConfig.Options>().toExtend<SmartcarNode.Options>()
  expectTypeOf<SmartcarNode.Options["http"]>().toEqualTypeOf<UndiciHttpClient.Options | undefined>()
})

test("a program may bring the parts of its own", () => {
  expectTypeOf(SmartcarNode.layerWithoutTokenStore).toEqualTypeOf<
    Layer.Layer<Exclude<Provided, TokenStore.TokenStore>, ConfigError.ConfigError, TokenStore.TokenStore>
  >()
  expectTypeOf(SmartcarNode.layerWithoutHttpClient).toEqualTypeOf<
    Layer.Layer<Provided, ConfigError.ConfigError, HttpClient.HttpClient>
  >()
})
