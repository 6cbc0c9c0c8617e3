import { describe, expect, it } from "@effect/vitest"
import { Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import { Auth, Vehicle } from "@effect-smartcar/sdk/v2"
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

describe("a text that is longer than an error shows", () => {
  const secret = "hunter2-pass/word"

  /** The error's own words, of which only the start is looked at for secrets. */
  const descriptionOf = (description: string, pin = secret) => {
    const call = Smartcar.request({
      path: "/vehicles",
      method: "POST",
      body: { pin: Redacted.make(pin) },
      success: Schema.Unknown
    })
    const body = { type: "PERMISSION", code: null, description, statusCode: 403, requestId: "r" }
    return Effect.map(failure(call, Wire.json(body, { status: 403 })), (error) => Reflect.get(error, "description"))
  }

  it.effect("is masked wherever it is cut", () =>
    Effect.gen(function* () {
      for (let before = 1950; before < 2010; before++) {
        expect(yield* descriptionOf("x".repeat(before) + secret.repeat(3))).not.toContain("hun")
      }
      // Masks are shorter than what they hide, so that what is far behind comes to the front.
      const long = secret.repeat(30)
      for (let before = 0; before < long.length; before += 7) {
        expect(yield* descriptionOf("x".repeat(before) + long.repeat(100), long)).not.toContain("hun")
      }
    })
  )

  it.effect("is masked in time, however much there is", () =>
    Effect.gen(function* () {
      const everything = Array.from({ length: 200_000 }, (_, index) => ({ a: index }))
      const call = Auth.exchangeCode(Redacted.make("a code that has many spellings, 'as' <it> is & was"))
      const error = yield* failure(call, Wire.json(everything, { status: 400 }))
      expect(error._tag).toBe("UnexpectedResponseError")
    })
  )
})

describe("a time that no one can wait for", () => {
  it.effect("is finite, so that the error can be written as JSON", () =>
    Effect.gen(function* () {
      const body = { type: "RATE_LIMIT", code: "VEHICLE", description: "", statusCode: 429, requestId: "r" }
      const headers = { "retry-after": "9".repeat(400) }
      const error = yield* failure(Vehicle.odometer(car), Wire.json(body, { status: 429, headers }))
      const text = yield* Schema.encode(Schema.parseJson(SmartcarError.SmartcarError))(error)
      const again = yield* Schema.decode(Schema.parseJson(SmartcarError.SmartcarError))(text)
      expect("retryAfter" in again && again.retryAfter && Duration.toDays(again.retryAfter)).toBeGreaterThan(36_500)
    })
  )
})
