/**
 * An HTTP layer that gives canned answers and records what was sent.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Wire from "./Wire.js"

/**
 * Tells what a fake HTTP layer was sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** What was sent so far, the oldest first. */
  readonly requests: Effect.Effect<ReadonlyArray<Wire.Request>>
  /** Forgets what was sent so far. */
  readonly clearRequests: Effect.Effect<void>
}

/**
 * The recorder of a fake HTTP layer.
 *
 * @since 0.1.0
 * @category tags
 */
export class FakeHttp extends Context.Tag("@effect-smartcar/testing/FakeHttp")<FakeHttp, Service>() {}

/**
 * What was sent so far, the oldest first.
 *
 * @since 0.1.0
 * @category accessors
 */
export const requests: Effect.Effect<ReadonlyArray<Wire.Request>, never, FakeHttp> = Effect.flatMap(
  FakeHttp,
  (fake) => fake.requests
)

/**
 * Forgets what was sent so far.
 *
 * @since 0.1.0
 * @category accessors
 */
export const clearRequests: Effect.Effect<void, never, FakeHttp> = Effect.flatMap(
  FakeHttp,
  (fake) => fake.clearRequests
)

/**
 * Answers every request with the same answer, or as a function of the request says.
 *
 * @example
 * ```ts
 * import { FakeHttp, Wire } from "@effect-smartcar/testing"
 *
 * const http = FakeHttp.layer(Wire.json({ distance: 104.32 }, { headers: { "sc-unit-system": "metric" } }))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (answer: Wire.Answer | Wire.Handler): Layer.Layer<HttpClient.HttpClient | FakeHttp> => {
  const handler: Wire.Handler = typeof answer === "function" ? answer : () => Effect.succeed(answer)
  return Layer.effectContext(
    Effect.map(Ref.make(Chunk.empty<Wire.Request>()), (sent) =>
      Context.make(FakeHttp, {
        requests: Effect.map(Ref.get(sent), Chunk.toReadonlyArray),
        clearRequests: Ref.set(sent, Chunk.empty())
      }).pipe(
        Context.add(
          HttpClient.HttpClient,
          Wire.httpClient((request) => Effect.zipRight(Ref.update(sent, Chunk.append(request)), handler(request)))
        )
      )
    )
  )
}

/**
 * Gives the answers one after the other, and goes on giving the last one.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerSequence = (
  ...answers: readonly [Wire.Answer, ...ReadonlyArray<Wire.Answer>]
): Layer.Layer<HttpClient.HttpClient | FakeHttp> =>
  Layer.unwrapEffect(
    Effect.map(Ref.make<ReadonlyArray<Wire.Answer>>(answers), (left) =>
      layer(() => Ref.modify(left, (next) => [next[0] ?? answers[0], next.length > 1 ? next.slice(1) : next] as const))
    )
  )
