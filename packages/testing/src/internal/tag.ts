/** The tag of the control service, and what fills token stores from it. `Simulator.ts` is its public home. */
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as TokenStore from "@effect-smartcar/sdk/TokenStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Service } from "./control.js"

/**
 * The control service of a simulated Smartcar.
 *
 * @since 0.1.0
 * @category tags
 */
export class Simulator extends Context.Tag("@effect-smartcar/testing/Simulator")<Simulator, Service>() {}

/** Keeps the tokens of every owner under the owner's id, and those of the first one also where calls look by default. */
export const layerTokens = Layer.effectDiscard(
  Effect.gen(function* () {
    const { access, owners } = yield* Simulator
    const store = yield* TokenStore.TokenStore
    const keys = [yield* Credentials.CurrentOwner, ...owners.map(({ id }) => id)]
    for (const [i, key] of keys.entries()) {
      yield* store.compareAndSet(key, Option.none(), yield* access({ owner: i === 0 ? undefined : key }))
    }
  }).pipe(Effect.orDie)
)
