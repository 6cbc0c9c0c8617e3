import { createDecipheriv, createHash } from "node:crypto"
import { inspect } from "node:util"
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals } from "@effect/vitest/utils"
import { TokenCipher, TokenStore } from "@effect-smartcar/sdk"
import { ConfigProvider, Effect, FastCheck as fc, Layer, Option, Redacted } from "effect"
import { fields } from "./support/harness.js"
import { access, cipher, key } from "./support/stores.js"

const refused = (owner: string, why: string) => ({
  _tag: "CredentialsError",
  reason: "store",
  owner,
  description: `What is kept for owner "${owner}" cannot be decrypted: ${why}`
})

const altered = "it was altered, or kept for another owner"

/** What a call fails with. */
const failure = <A, E>(effect: Effect.Effect<A, E>) => Effect.map(Effect.flip(effect), fields)

describe("TokenCipher", () => {
  it.effect.prop(
    "decrypts what it encrypted",
    { owner: fc.string({ unit: "binary" }), text: fc.fullUnicodeString() },
    ({ owner, text }) =>
      Effect.gen(function* () {
        const { decrypt, encrypt } = yield* cipher(1)
        assert.strictEqual(yield* decrypt(owner, yield* encrypt(owner, text)), text)
      }),
    { fastCheck: { numRuns: 30 } }
  )

  it.effect("is AES-256-GCM, as anyone can decrypt it", () =>
    Effect.gen(function* () {
      const { encrypt } = yield* cipher(1)
      const raw = Buffer.alloc(32, 1)
      const [version, id = "", encoded = ""] = (yield* encrypt("Zoë", "tokens")).split(".")
      assert.deepStrictEqual([version, id], ["v1", createHash("sha256").update(raw).digest("hex").slice(0, 16)])
      const bytes = Buffer.from(encoded, "base64url")
      const decipher = createDecipheriv("aes-256-gcm", raw, bytes.subarray(0, 12))
        .setAAD(Buffer.from(`v1.${id}."Zoë"`))
        .setAuthTag(bytes.subarray(-16))
      assert.strictEqual(
        Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString(),
        "tokens"
      )
    })
  )

  it.effect("never makes the same text twice", () =>
    Effect.gen(function* () {
      const { encrypt } = yield* cipher(1)
      const texts = yield* Effect.replicateEffect(encrypt("o", "tokens"), 100)
      assert.strictEqual(new Set(texts.map((text) => text.slice(0, 40))).size, 100)
    })
  )

  it.effect("refuses a text with any character altered, or moved to another owner", () =>
    Effect.gen(function* () {
      const { decrypt, encrypt } = yield* cipher(1)
      const text = yield* encrypt("o", "tokens")
      for (let at = 0; at < text.length - 1; at++) {
        const other = text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1)
        assert.deepInclude(yield* failure(decrypt("o", other)), {
          _tag: "CredentialsError",
          reason: "store",
          owner: "o"
        })
      }
      for (const owner of ["", "O", "o ", '"o"']) {
        assert.deepInclude(yield* failure(decrypt(owner, text)), refused(owner, altered))
      }
      for (const other of [text.slice(0, -1), text.slice(0, -8), `${text}AAAA`, text.slice(0, 23)]) {
        assert.deepInclude(yield* failure(decrypt("o", other)), refused("o", altered))
      }
      for (const other of [
        "",
        "v1",
        "v2.0123456789abcdef.AAAA",
        text.slice(0, 20),
        `${text} `,
        text.replaceAll(".", ":")
      ]) {
        assert.deepInclude(yield* failure(decrypt("o", other)), refused("o", "its format is unknown"))
      }
    })
  )

  it.effect("the first key encrypts, any decrypts, and a foreign one is named", () =>
    Effect.gen(function* () {
      const [old, both, fresh] = [yield* cipher(1), yield* cipher(2, 1), yield* cipher(2)]
      const text = yield* old.encrypt("o", "tokens")
      assert.strictEqual(yield* both.decrypt("o", text), "tokens")
      assert.strictEqual(yield* fresh.decrypt("o", yield* both.encrypt("o", "tokens")), "tokens")
      const id = text.split(".")[1]
      assert.deepInclude(
        yield* failure(fresh.decrypt("o", text)),
        refused("o", `it needs key ${id}, which is not at hand`)
      )
    })
  )

  it.effect("refuses what is not encrypted, unless told otherwise; it is encrypted when it is kept anew", () =>
    Effect.gen(function* () {
      const shared = yield* Layer.build(KeyValueStore.layerMemory)
      const { compareAndSet, get } = Effect.serviceFunctions(TokenStore.TokenStore)
      const withCipher = (cipher?: TokenCipher.TokenCipher) =>
        Effect.provide(Layer.provide(TokenStore.layerKeyValueStore({ cipher }), Layer.succeedContext(shared)))
      const strict = withCipher(yield* cipher(1))
      const lenient = withCipher(yield* TokenCipher.make({ keys: [key(1)], acceptPlain: true }))
      yield* compareAndSet("o", Option.none(), access("1")).pipe(withCipher())
      assert.deepInclude(yield* failure(strict(get("o"))), refused("o", "it is not encrypted (see acceptPlain)"))
      assertEquals(yield* lenient(get("o")), Option.some(access("1")))
      assert.isTrue(yield* lenient(compareAndSet("o", Option.some(access("1")), access("2"))))
      assertEquals(yield* strict(get("o")), Option.some(access("2")))
    }).pipe(Effect.scoped)
  )

  const good = Redacted.value(key(1))
  const bad = [
    "",
    "secret key",
    "c2VjcmV0IGtleQ==",
    good.slice(1),
    good.slice(0, -1),
    Buffer.alloc(16, 1).toString("base64"),
    Buffer.alloc(33, 1).toString("base64"),
    Buffer.alloc(32, 1).toString("hex")
  ]

  it.effect("names a key that is not 32 bytes, and does not show it", () =>
    Effect.gen(function* () {
      for (const wrong of bad) {
        const error = yield* failure(TokenCipher.make({ keys: [key(1), wrong] }))
        assert.deepInclude(error, {
          _tag: "InvalidInputError",
          endpoint: "TokenCipher.make",
          field: "keys.1",
          description: "expected 32 bytes as base64"
        })
        if (wrong !== "") assert.notInclude(inspect(error), wrong)
      }
      // @ts-expect-error at least one key
      const none = TokenCipher.make({ keys: [] })
      assert.deepInclude(yield* failure(none), { _tag: "InvalidInputError", field: "keys" })
      // @ts-expect-error from a program without types
      const missing = TokenCipher.make({ keys: [undefined] })
      assert.deepInclude(yield* failure(missing), { _tag: "InvalidInputError", field: "keys.0" })
      yield* TokenCipher.make({ keys: [` ${good}\n`, Redacted.make(good)] })
    })
  )

  const withVariable = (value?: string) =>
    Effect.withConfigProvider(
      ConfigProvider.fromMap(new Map(value === undefined ? [] : [["SMARTCAR_TOKEN_KEYS", value]]))
    )

  it.effect("takes its keys from the configuration", () =>
    Effect.gen(function* () {
      const configured = Effect.flatMap(TokenCipher.config, TokenCipher.make)
      const { decrypt, encrypt } = yield* withVariable(`${Redacted.value(key(2))}, ${good}`)(configured)
      assert.strictEqual(yield* decrypt("o", yield* (yield* cipher(1)).encrypt("o", "tokens")), "tokens")
      assert.strictEqual(yield* (yield* cipher(2)).decrypt("o", yield* encrypt("o", "tokens")), "tokens")
    })
  )

  it.effect("names the variable that is missing or malformed, and shows no key", () =>
    Effect.gen(function* () {
      assert.include(String(yield* Effect.flip(withVariable()(TokenCipher.config))), "SMARTCAR_TOKEN_KEYS")
      for (const wrong of bad) {
        const error = yield* Effect.flip(withVariable(`${good},${wrong}`)(TokenCipher.config))
        assert.include(String(error), "SMARTCAR_TOKEN_KEYS")
        assert.include(String(error), "key 2: expected 32 bytes as base64")
        for (const secret of [good, wrong].filter((text) => text !== "")) {
          assert.notInclude(inspect(error, { depth: 9 }) + JSON.stringify(error), secret)
        }
      }
    })
  )
})
