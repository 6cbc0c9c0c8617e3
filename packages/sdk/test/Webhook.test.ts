import { assert, describe, it } from "@effect/vitest"
import { Webhook } from "@effect-smartcar/sdk/v2"
import { Effect, FastCheck as fc, Redacted } from "effect"

const signature = "4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70"
const body = '{"pizza":"pasta"}'

describe("Webhook", () => {
  it.effect("hashChallenge is the hex HMAC-SHA256 of the challenge", () =>
    Effect.gen(function* () {
      const expected = "9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e"
      assert.strictEqual(yield* Webhook.hashChallenge("amt", "challenge"), expected)
      assert.strictEqual(yield* Webhook.hashChallenge(Redacted.make("amt"), "challenge"), expected)
    })
  )

  it.effect("verify accepts the raw body as text and as bytes", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* Webhook.verify("amt", signature, body))
      assert.isTrue(yield* Webhook.verify(Redacted.make("amt"), signature, new TextEncoder().encode(body)))
      const padded = new TextEncoder().encode(`xx${body}xx`)
      assert.isTrue(yield* Webhook.verify("amt", signature, padded.subarray(2, -2)))
    })
  )

  it.effect("verify judges the bytes, not their meaning", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* Webhook.verify("amt", signature, '{ "pizza": "pasta" }'))
      assert.isFalse(yield* Webhook.verify("other", signature, body))
    })
  )

  it.effect.prop("any other signature is refused", { text: fc.string() }, ({ text }) =>
    Effect.gen(function* () {
      assert.isFalse(yield* Webhook.verify("amt", text, body))
      assert.isFalse(yield* Webhook.verify("amt", signature + text.slice(0, 1).padEnd(1, "0"), body))
    })
  )

  it.effect.prop(
    "a signature or body with one changed character is refused",
    { at: fc.nat(63), bit: fc.nat(14) },
    (c) =>
      Effect.gen(function* () {
        const digit = Number.parseInt(signature[c.at] ?? "0", 16)
        const changed = ((digit + 1 + c.bit) % 16).toString(16)
        assert.isFalse(
          yield* Webhook.verify("amt", signature.slice(0, c.at) + changed + signature.slice(c.at + 1), body)
        )
        const at = c.at % body.length
        assert.isFalse(yield* Webhook.verify("amt", signature, `${body.slice(0, at)}~${body.slice(at + 1)}`))
      })
  )

  it.effect("verify refuses a missing or shortened signature", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* Webhook.verify("amt", undefined, body))
      assert.isFalse(yield* Webhook.verify("amt", "", body))
      assert.isFalse(yield* Webhook.verify("amt", signature.slice(0, 62), body))
    })
  )

  it.effect.prop("sign makes what verify accepts, of text and of bytes", { body: fc.string({ unit: "binary" }) }, (c) =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(c.body)
      assert.isTrue(yield* Webhook.verify("amt", yield* Webhook.sign("amt", bytes), c.body))
      assert.isTrue(yield* Webhook.verify("amt", yield* Webhook.sign(Redacted.make("amt"), c.body), bytes.buffer))
    })
  )

  it.effect("while one token replaces another, both are accepted, and the first answers challenges", () =>
    Effect.gen(function* () {
      const tokens = ["new", Redacted.make("amt")] as const
      assert.isTrue(yield* Webhook.verify(tokens, signature, body))
      assert.isTrue(yield* Webhook.verify(tokens, yield* Webhook.sign("new", body), body))
      assert.isFalse(yield* Webhook.verify(tokens, yield* Webhook.sign("old", body), body))
      assert.strictEqual(yield* Webhook.hashChallenge(tokens, "c"), yield* Webhook.hashChallenge("new", "c"))
      const empty = yield* Effect.flip(Webhook.verify(["new", ""], signature, body))
      assert.strictEqual(empty.field, "managementToken")
      // @ts-expect-error none at all
      const none = yield* Effect.flip(Webhook.verify([], signature, body))
      assert.strictEqual(none.field, "managementToken")
    })
  )

  it.effect("a list of header values is no signature", () =>
    Effect.gen(function* () {
      // @ts-expect-error what Node gives for some headers
      assert.isFalse(yield* Webhook.verify("amt", [signature], body))
    })
  )

  it.effect("an empty token or a parsed body is an InvalidInputError", () =>
    Effect.gen(function* () {
      const empty = yield* Effect.flip(Webhook.hashChallenge("", "challenge"))
      assert.strictEqual(empty.field, "managementToken")
      // @ts-expect-error a parsed body is another body
      const parsed = yield* Effect.flip(Webhook.verify("amt", signature, { pizza: "pasta" }))
      assert.strictEqual(parsed.field, "body")
      // @ts-expect-error nor can one be signed
      const signed = yield* Effect.flip(Webhook.sign("amt", { pizza: "pasta" }))
      assert.strictEqual(signed.field, "body")
    })
  )
})
