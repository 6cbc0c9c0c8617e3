import { FetchHttpClient } from "@effect/platform"
import { expect, it } from "@effect/vitest"
import { Credentials, Smartcar, TokenStore } from "@effect-smartcar/sdk"
import { Auth, Connect, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { Effect, Layer } from "effect"

const layer = Smartcar.layer.pipe(
  Layer.provide(FetchHttpClient.layer),
  Layer.provideMerge(Credentials.layer),
  Layer.provideMerge(Layer.merge(SimulatorNode.layerConfig, TokenStore.layerMemory)),
  Layer.provideMerge(SimulatorNode.layerServer())
)

it.live("connects over a real socket", () =>
  Effect.gen(function* () {
    const url = yield* Connect.authorizeUrl({ state: "s" })
    const callback = yield* Simulator.consent(url)
    const result = yield* Connect.parseCallback(callback, { state: "s" })
    if (result._tag === "Authorized") yield* Auth.connect(result.code)
    expect((yield* Vehicles.list()).value.vehicles).toHaveLength(3)
  }).pipe(Effect.provide(layer))
)
