import { expect, it } from "@effect/vitest"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either } from "effect"
import { exchange, fields, type Needs } from "./harness.js"

/** A test of one row of smartcar-v2.md §9. */
export const row = (number: number, fact: string, test: () => Effect.Effect<unknown, unknown>) =>
  it.effect(`§9 #${number} ${fact}`, test)

/** Where the call's requests went. */
export const urls = <A, E>(self: Effect.Effect<A, E, Needs>) =>
  Effect.map(exchange(self, Wire.json({})), ({ requests }) =>
    requests.map(({ method, url }) => `${method} ${url.href}`)
  )

/** The field that a call is refused for; it sends nothing. */
export const refused = <A, E>(self: Effect.Effect<A, E, Needs>) =>
  Effect.map(exchange(self, Wire.json({})), ({ result, requests }) => {
    expect(requests).toEqual([])
    const { _tag, field } = fields(Either.isLeft(result) ? result.left : result)
    expect(_tag).toBe("InvalidInputError")
    return field
  })
