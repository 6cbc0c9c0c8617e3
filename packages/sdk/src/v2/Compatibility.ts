/**
 * Which cars can be connected, and what they can do; for these the application's client id and secret are needed.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { CallOptions } from "../Endpoint.js"
import type { Permission } from "../Permission.js"
import type { Reading } from "../Reading.js"
import * as Smartcar from "../Smartcar.js"
import type { Mode } from "../SmartcarConfig.js"
import type { Compatibility } from "./accountModels.js"
import * as endpoints from "./endpoints.js"
import type { AccountError } from "./errors.js"

/**
 * What {@link check} asks.
 *
 * @since 0.1.0
 * @category models
 */
export interface CheckInput extends CallOptions {
  /** 17 letters and digits. */
  readonly vin: string
  readonly scope: ReadonlyArray<Permission>
  /** ISO 3166-1 alpha-2; `US` by default. */
  readonly country?: string | undefined
  readonly mode?: Mode | undefined
  /** @deprecated use `mode` */
  readonly testMode?: boolean | undefined
  /** What the test car shall be capable of; implies the mode `test`. */
  readonly testModeCompatibilityLevel?: string | undefined
}

/**
 * Whether the car with this VIN can be connected with these permissions, and what it is capable of. Can fail with an
 * `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const check: {
  (input: CheckInput): Effect.Effect<Reading<Compatibility>, AccountError, Smartcar.Smartcar>
  readonly endpoint: typeof endpoints.compatibility
} = /*#__PURE__*/ (() => {
  const call = Smartcar.call(endpoints.compatibility)
  return Object.assign(
    ({ testMode, ...input }: CheckInput) =>
      call({
        ...input,
        country: input.country ?? "US",
        mode:
          input.testModeCompatibilityLevel === undefined
            ? (input.mode ?? (testMode === undefined ? undefined : testMode ? "test" : "live"))
            : "test"
      }),
    { endpoint: endpoints.compatibility }
  )
})()

/**
 * Per make, the models supported in a region (`US`, `CA` or `EUROPE`), optionally only those of a `make`, a `type` or
 * with a `scope`. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category reads
 */
export const matrix = /*#__PURE__*/ Smartcar.call(endpoints.compatibilityMatrix)
