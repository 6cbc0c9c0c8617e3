import { afterAll, beforeAll, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"

/** A layer that several groups of tests name is built once, as long as one of them is still running. */
const memoMap = Effect.runSync(Layer.makeMemoMap)

/** Servers and processes start slowly on a busy machine. */
const patience = 30_000

/**
 * Live tests over a layer that is built before the first of them and released after the last. `it.layer` would do so, too, but
 * it changes Vitest's `it` for all that come after it, other files included.
 */
export const shared = <R, E>(layer: Layer.Layer<R, E>) => {
  const runtime = ManagedRuntime.make(layer, memoMap)
  beforeAll(() => runtime.runtime(), patience)
  afterAll(() => runtime.dispose())
  return {
    effect: <A, E2>(name: string, test: () => Effect.Effect<A, E2, R>) =>
      it.live(name, () => Effect.provide(Effect.suspend(test), runtime), patience)
  }
}
