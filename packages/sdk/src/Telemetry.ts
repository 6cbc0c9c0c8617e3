/**
 * What the SDK tells about itself: metrics, to be read, asserted or exported, and what its spans may say.
 *
 * Metrics are Effect's own, so whatever exports those exports these. The ones with attributes are functions of them.
 *
 * @example
 * ```ts
 * import { Telemetry } from "@effect-smartcar/sdk"
 * import { Effect, Metric } from "effect"
 *
 * const dead = Effect.map(Metric.value(Telemetry.tokenRefreshes("owner", "revoked")), ({ count }) => count)
 * ```
 *
 * @since 0.1.0
 */
export {
  batchSize,
  type Call,
  callDuration,
  calls,
  errors,
  type Outcome,
  rateLimitRefusals,
  rateLimitWaits,
  retries,
  tokenRefreshes,
  VehicleIds
} from "./internal/telemetry.js"
