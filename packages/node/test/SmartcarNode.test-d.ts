import { SmartcarNode } from "@effect-smartcar/node"
import type { Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import type { ConfigError, Layer } from "effect"
import { expectTypeOf, test } from "vitest"

type Provided = Smartcar.Smartcar | SmartcarConfig.SmartcarConfig | Credentials.Credentials | TokenStore.TokenStore

test("the layers need nothing, and only the environment can be malformed", () => {
  expectTypeOf(SmartcarNode.layer).toEqualTypeOf<Layer.Layer<Provided, ConfigError.ConfigError>>()
  expectTypeOf(SmartcarNode.layerWith).toEqualTypeOf<(options: SmartcarConfig.Options) => Layer.Layer<Provided>>()
})
