import { describe, expect, it } from "@effect/vitest"
import { Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Duration, Effect, Redacted, Schema } from "effect"
import { failure, vehicleId } from "./support/harness.js"

const car = Vehicle.make(vehicleId)

const spelled = {
  base64: (secret: string) => btoa(secret),
  "base64 without padding": (secret: string) => btoa(secret).replace(/=+$/, ""),
  base64url: (secret: string) => btoa(secret).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

describe("a field that is nothing but a secret in other letters is masked", () => {
  for (const [spelling, spell] of Object.entries(spelled)) {
    for (const secret of ["hunter2-pass", "p@ssw0rd!!", "~~~???>>>ab"]) {
      it.effect(`${spelling} of ${secret}`, () =>
        Effect.gen(function* () {
          const echo = spell(secret)
          const body = { type: "PERMISSION", code: echo, description: echo, statusCode: 403, requestId: echo }
          const call = Smartcar.request({
            path: "/vehicles",
            method: "POST",
            body: { pin: Redacted.make(secret) },
            success: Schema.Unknown
          })
          const error = yield* failure(call, Wire.json(body, { status: 403, headers: { "sc-request-id": echo } }))
          // The last letter may stay: it depends on what follows the secret.
          expect(JSON.stringify(error)).not.toContain(echo.replace(/=+$/, "").slice(0, -2))
        })
      )
    }
  }
})

describe("what no one can wait for", () => {
  it.effect("is no Retry-After", () =>
    Effect.gen(function* () {
      const body = { type: "RATE_LIMIT", code: "VEHICLE", description: "", statusCode: 429, requestId: "r" }
      const after = (value: string) =>
        failure(Vehicle.odometer(car), Wire.json(body, { status: 429, headers: { "retry-after": value } }))
      expect("retryAfter" in (yield* after("9".repeat(400)))).toBe(false)
      const error = yield* after("1234567890")
      expect("retryAfter" in error && error.retryAfter && Duration.toSeconds(error.retryAfter)).toBe(1234567890)
    })
  )
})
