import { describe, expect, it } from "@effect/vitest"
import { SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Equal, Hash, HashSet, Schema } from "effect"
import { failure, vehicleId } from "./support/harness.js"

const json = Schema.parseJson(SmartcarError.SmartcarError)

const errorOf = (answer: Wire.Answer) => failure(Vehicle.odometer(Vehicle.make(vehicleId)), answer)

const asleep = {
  type: "VEHICLE_STATE",
  code: "ASLEEP",
  description: "asleep",
  statusCode: 409,
  requestId: "r",
  resolution: { type: "RETRY_LATER" },
  detail: [{ field: "a", values: [1, 2] }]
}

const answers = [
  ["an answer that no one documented", Wire.json({ a: 1 }, { status: 418, headers: { "sc-request-id": "r" } })],
  ["an error with records and lists", Wire.json(asleep, { status: 409, headers: { "retry-after": "5" } })],
  ["several errors", Wire.json({ errors: [{ ...asleep, status: "409" }, { type: "SERVER" }] }, { status: 409 })],
  ["an error inside another", Wire.json({ error: "invalid_grant", error_description: "d" }, { status: 400 })]
] as const

describe("an error is equal to itself after a round trip through JSON", () => {
  for (const [title, answer] of answers) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const error = yield* errorOf(answer)
        const again = yield* Schema.decode(json)(yield* Schema.encode(json)(error))
        expect(again).not.toBe(error)
        expect(Equal.equals(again, error)).toBe(true)
        expect(Hash.hash(again)).toBe(Hash.hash(error))
        expect(HashSet.size(HashSet.make(again, error))).toBe(1)
      })
    )
  }

  it.effect("and to no other", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(Wire.json({ a: 1 }, { status: 418, headers: { date: "today" } }))
      const other = yield* errorOf(Wire.json({ a: 1 }, { status: 418, headers: { date: "tomorrow" } }))
      expect(Equal.equals(error, other)).toBe(false)
    })
  )
})
