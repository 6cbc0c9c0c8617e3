import { createHash } from "node:crypto"
import { inspect } from "node:util"
import { FileSystem, KeyValueStore, Error as PlatformError } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals } from "@effect/vitest/utils"
import { TokenStore } from "@effect-smartcar/sdk"
import { Array as Arr, Cause, Deferred, Effect, Equal, Exit, Fiber, Layer, Option } from "effect"
import { fields } from "./support/harness.js"
import { access, cipher, files, mark } from "./support/stores.js"

/** Records in a map. */
const records = (map: Map<string, TokenStore.Record>): TokenStore.Records => ({
  get: (owner) => Effect.sync(() => Option.fromNullable(map.get(owner))),
  compareAndSet: (owner, expected, next) =>
    Effect.sync(() => map.get(owner)?.fingerprint === Option.getOrUndefined(expected) && map.set(owner, next) === map),
  remove: (owner) => Effect.sync(() => void map.delete(owner))
})

/** Every way in which an exit can be printed. */
const printed = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.match(exit, {
    onSuccess: () => "",
    onFailure: (cause) =>
      [Cause.pretty(cause), inspect(cause, { depth: 20 }), JSON.stringify(cause), String(Cause.squash(cause))].join()
  })

/** What a call fails with, and that its failure shows no secret. */
const failing = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.map(Effect.exit(effect), (exit) => {
    assert.notInclude(printed(exit), mark)
    return Exit.match(exit, { onSuccess: () => ({}), onFailure: (cause) => fields(Cause.squash(cause)) })
  })

const unreadable = (owner: string, description: string) => ({
  _tag: "CredentialsError",
  reason: "store",
  owner,
  description
})

describe("TokenStore.makeEncoded", () => {
  it.effect("keeps JSON in a fixed order, under its SHA-256", () =>
    Effect.gen(function* () {
      const map = new Map<string, TokenStore.Record>()
      yield* TokenStore.makeEncoded(records(map)).compareAndSet("o", Option.none(), access("1", 5000))
      const text = [
        `{"accessToken":"${mark}-access-1"`,
        `"refreshToken":"${mark}-refresh-1"`,
        `"expiresAt":"1970-01-01T02:00:00.000Z"`,
        `"refreshExpiresAt":"1970-03-02T00:00:00.000Z"`,
        `"claimedUntil":"1970-01-01T00:00:05.000Z"}`
      ].join()
      const fingerprint = createHash("sha256").update(text).digest("hex")
      assert.deepStrictEqual(map.get("o"), { fingerprint, text })
    })
  )

  it.effect("encrypted, the same tokens make another text with the same fingerprint", () =>
    Effect.gen(function* () {
      const [one, two, plain] = [1, 2, 3].map(() => new Map<string, TokenStore.Record>())
      assert(one !== undefined && two !== undefined && plain !== undefined)
      for (const map of [one, two]) {
        const store = TokenStore.makeEncoded(records(map), { cipher: yield* cipher(1) })
        assert.isTrue(yield* store.compareAndSet("o", Option.none(), access("1")))
      }
      yield* TokenStore.makeEncoded(records(plain)).compareAndSet("o", Option.none(), access("1"))
      assert.notStrictEqual(one.get("o")?.text, two.get("o")?.text)
      assert.strictEqual(one.get("o")?.fingerprint, two.get("o")?.fingerprint)
      assert.strictEqual(one.get("o")?.fingerprint, plain.get("o")?.fingerprint)
    })
  )

  it.effect("replaces what another version encoded otherwise", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({
        later: 1,
        refreshExpiresAt: "1970-03-02T00:00:00Z",
        expiresAt: "1970-01-01T02:00:00Z",
        refreshToken: `${mark}-refresh-1`,
        accessToken: `${mark}-access-1`
      })
      const map = new Map([["o", { fingerprint: "another", text }]])
      const store = TokenStore.makeEncoded(records(map))
      assertEquals(yield* store.get("o"), Option.some(access("1")))
      assert.isTrue(yield* store.compareAndSet("o", Option.some(access("1")), access("2")))
      assertEquals(yield* store.get("o"), Option.some(access("2")))
    })
  )

  it.effect("what cannot be read fails, shows nothing and is not overwritten; removing it helps", () =>
    Effect.gen(function* () {
      const texts = [
        "",
        mark,
        `{"accessToken":"${mark}"}`,
        `{"accessToken":"${mark}`,
        `["${mark}"]`,
        `"${mark}"`,
        "null"
      ]
      for (const text of texts) {
        const map = new Map([["o", { fingerprint: "f", text }]])
        const store = TokenStore.makeEncoded(records(map))
        const keep = Effect.provideService(TokenStore.keep("o", access("1")), TokenStore.TokenStore, store)
        for (const call of [store.get("o"), store.compareAndSet("o", Option.none(), access("1")), keep]) {
          assert.deepInclude(
            yield* failing(call),
            unreadable("o", 'What is kept for owner "o" cannot be read as tokens')
          )
        }
        assert.strictEqual(map.get("o")?.text, text)
        yield* store.remove("o")
        yield* keep
        assertEquals(yield* store.get("o"), Option.some(access("1")))
      }
    })
  )

  it.effect("a ciphertext that was altered, moved or needs another key fails the same way", () =>
    Effect.gen(function* () {
      const map = new Map<string, TokenStore.Record>()
      const store = TokenStore.makeEncoded(records(map), { cipher: yield* cipher(1) })
      yield* store.compareAndSet("o", Option.none(), access("1"))
      const record = map.get("o")
      assert(record !== undefined)
      map.set("mallory", record)
      map.set("cut", { ...record, text: record.text.slice(0, -4) })
      const failed = (owner: string) => Effect.map(failing(store.get(owner)), (error) => [owner, error] as const)
      for (const [owner, error] of yield* Effect.forEach(["mallory", "cut"], failed)) {
        assert.deepInclude(
          error,
          unreadable(
            owner,
            `What is kept for owner "${owner}" cannot be decrypted: it was altered, or kept for another owner`
          )
        )
      }
      const foreign = TokenStore.makeEncoded(records(map), { cipher: yield* cipher(9) })
      assert.deepInclude(yield* failing(foreign.get("o")), { _tag: "CredentialsError", reason: "store", owner: "o" })
      assert.deepInclude(
        yield* failing(TokenStore.makeEncoded(records(map)).get("o")),
        unreadable("o", 'What is kept for owner "o" cannot be read as tokens')
      )
    })
  )

  it.effect("refuses what is no Access", () =>
    Effect.gen(function* () {
      const store = TokenStore.makeEncoded(records(new Map()))
      // @ts-expect-error from a program without types
      const error = yield* failing(store.compareAndSet("o", Option.none(), { accessToken: mark }))
      assert.deepInclude(error, { _tag: "CredentialsError", reason: "invalid", owner: "o" })
    })
  )
})

/** A `KeyValueStore` over a map, whose writes and reads go as `write` and `read` say. */
const keyValueStore = (
  map: Map<string, string>,
  write: (key: string, value: string) => Effect.Effect<void> = (key, value) => Effect.sync(() => map.set(key, value)),
  read: (key: string) => Option.Option<string> = (key) => Option.fromNullable(map.get(key))
) =>
  TokenStore.layerKeyValueStore().pipe(
    Layer.provide(
      Layer.succeed(
        KeyValueStore.KeyValueStore,
        KeyValueStore.makeStringOnly({
          get: (key) => Effect.sync(() => read(key)),
          set: write,
          remove: (key) => Effect.sync(() => map.delete(key)),
          clear: Effect.void,
          size: Effect.succeed(map.size)
        })
      )
    )
  )

/** Dies after it wrote so many characters. */
const dyingAt = (map: Map<string, string>, at: number) => {
  let left = at
  return keyValueStore(map, (key, value) =>
    Effect.suspend(() => {
      map.set(key, value.slice(0, left))
      left -= value.length
      return left < 0 ? Effect.interrupt : Effect.void
    })
  )
}

/** Writes half first, as a file is written. */
const slowly =
  (map: Map<string, string>, begun: Effect.Effect<unknown> = Effect.void) =>
  (key: string, value: string) =>
    Effect.sync(() => map.set(key, value.slice(0, value.length / 2))).pipe(
      Effect.zipRight(begun),
      Effect.zipRight(
        Effect.delay(
          Effect.sync(() => map.set(key, value)),
          "10 millis"
        )
      )
    )

describe("TokenStore.layerKeyValueStore", () => {
  const { compareAndSet, get, remove } = Effect.serviceFunctions(TokenStore.TokenStore)

  it.effect("a process that dies at any byte of a write loses nothing that was kept", () =>
    Effect.gen(function* () {
      const before = new Map<string, string>()
      yield* compareAndSet("o", Option.none(), access("1")).pipe(Effect.provide(keyValueStore(before)))
      const length = (before.values().next().value ?? "").length
      for (let at = 0; at <= 2 * length; at += 7) {
        const map = new Map(before)
        yield* Effect.exit(
          compareAndSet("o", Option.some(access("1")), access("2")).pipe(Effect.provide(dyingAt(map, at)))
        )
        yield* Effect.gen(function* () {
          const kept = Option.getOrThrow(yield* get("o"))
          assertEquals(kept, access(at < length ? "1" : "2"), `after ${at} of ${length} bytes, twice`)
          assert.isTrue(yield* compareAndSet("o", Option.some(kept), access("3")))
          assertEquals(yield* get("o"), Option.some(access("3")))
        }).pipe(Effect.provide(keyValueStore(map)))
      }
    })
  )

  it.effect("a process that dies while it writes an owner's first tokens does not keep them from the next ones", () =>
    Effect.gen(function* () {
      for (let at = 0; at < 700; at += 23) {
        const map = new Map<string, string>()
        yield* Effect.exit(compareAndSet("o", Option.none(), access("1")).pipe(Effect.provide(dyingAt(map, at))))
        yield* Effect.gen(function* () {
          yield* TokenStore.keep("o", access("2"))
          assertEquals(yield* get("o"), Option.some(access("2")))
        }).pipe(Effect.provide(keyValueStore(map)))
      }
    })
  )

  it.live("who reads while a record is written gets the old tokens or the new ones", () => {
    const map = new Map<string, string>()
    let torn = 0
    const store = keyValueStore(map, slowly(map), (key) => {
      const text = map.get(key)
      if (text !== undefined && !text.endsWith("}")) torn++
      return Option.fromNullable(text)
    })
    const known = [Option.none(), Option.some(access("1")), Option.some(access("2"))]
    return Effect.gen(function* () {
      const writes = yield* Effect.fork(
        Effect.zipRight(
          compareAndSet("o", Option.none(), access("1")),
          compareAndSet("o", Option.some(access("1")), access("2"))
        )
      )
      const seen: Array<number> = []
      while (seen.at(-1) !== 2) {
        const tokens = yield* get("o")
        seen.push(known.findIndex((each) => Equal.equals(each, tokens)))
        yield* Effect.sleep("1 millis")
      }
      yield* Fiber.join(writes)
      assert.deepStrictEqual(Arr.dedupeAdjacent(seen), [0, 1, 2])
      assert.isAbove(torn, 0)
    }).pipe(Effect.provide(store))
  })

  it.effect("who is so slow that the next write has begun looks again", () => {
    const map = new Map<string, string>()
    // The record while it was written, its spare while the next one was, and then all as it is.
    const torn = [Option.some("{"), Option.some("")]
    const slow = keyValueStore(map, undefined, (key) => torn.shift() ?? Option.fromNullable(map.get(key)))
    return Effect.gen(function* () {
      yield* compareAndSet("o", Option.none(), access("1")).pipe(Effect.provide(keyValueStore(map)))
      assertEquals(yield* Effect.provide(get("o"), slow), Option.some(access("1")))
      assert.strictEqual(torn.length, 0)
    })
  })

  it.live("an interrupted write is finished", () => {
    const map = new Map<string, string>()
    return Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      yield* Effect.gen(function* () {
        const write = yield* Effect.fork(compareAndSet("o", Option.none(), access("1")))
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(write)
        assertEquals(yield* get("o"), Option.some(access("1")))
      }).pipe(Effect.provide(keyValueStore(map, slowly(map, Deferred.succeed(begun, undefined)))))
    })
  })

  it.effect("a damaged record fails and shows nothing; removing it helps", () => {
    const map = new Map<string, string>()
    return Effect.gen(function* () {
      yield* compareAndSet("o", Option.none(), access("1"))
      for (const [key, value] of map) map.set(key, value.slice(0, -9))
      const error = yield* failing(Effect.provide(get("o"), keyValueStore(map)))
      assert.deepInclude(error, unreadable("o", 'The token store failed for owner "o": what it keeps is damaged'))
      yield* remove("o")
      assert.strictEqual(map.size, 0)
      assertEquals(yield* get("o"), Option.none())
    }).pipe(Effect.provide(keyValueStore(map)))
  })

  it.effect("a store that fails is a CredentialsError without the store's own words", () =>
    Effect.gen(function* () {
      const broken = (error: PlatformError.PlatformError) =>
        Layer.provide(
          TokenStore.layerKeyValueStore(),
          Layer.succeed(
            KeyValueStore.KeyValueStore,
            KeyValueStore.makeStringOnly({
              get: () => Effect.fail(error),
              set: () => Effect.fail(error),
              remove: () => Effect.fail(error),
              clear: Effect.void,
              size: Effect.succeed(0)
            })
          )
        )
      const common = { module: "KeyValueStore", method: "get", description: mark } as const
      const errors = {
        PermissionDenied: new PlatformError.SystemError({
          ...common,
          reason: "PermissionDenied",
          pathOrDescriptor: mark
        }),
        BadArgument: new PlatformError.BadArgument(common)
      }
      for (const [kind, error] of Object.entries(errors)) {
        for (const call of [get("o"), compareAndSet("o", Option.none(), access("1")), remove("o")]) {
          assert.deepInclude(
            yield* failing(Effect.provide(call, broken(error))),
            unreadable("o", `The token store failed for owner "o": ${kind}`)
          )
        }
      }
    })
  )

  it.effect("prefixes keep stores apart", () =>
    Effect.gen(function* () {
      const shared = yield* Layer.build(KeyValueStore.layerMemory)
      const layer = (prefix?: string) =>
        Layer.provide(TokenStore.layerKeyValueStore({ prefix }), Layer.succeedContext(shared))
      yield* Effect.provide(compareAndSet("o", Option.none(), access("1")), layer())
      assertEquals(yield* Effect.provide(get("o"), layer("other-")), Option.none())
      assertEquals(yield* Effect.provide(get("o"), layer("smartcar-")), Option.some(access("1")))
    }).pipe(Effect.scoped)
  )

  it.scoped("file names tell no owner; encrypted files tell no token; a new process reads them", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { directory, layer } = yield* files({ cipher: yield* cipher(1) })
      const owner = "ada@example.com"
      yield* Effect.provide(TokenStore.keep(owner, access("1")), layer)
      const names = yield* fs.readDirectory(directory)
      assert.strictEqual(names.length, 2)
      for (const name of names) {
        assert.match(name, /^smartcar-[0-9a-f]{64}(\.new)?$/)
        const text = yield* fs.readFileString(`${directory}/${name}`)
        assert.notInclude(text, mark)
        assert.notInclude(text, Buffer.from(mark).toString("base64").slice(0, 6))
      }
      assertEquals(yield* Effect.provide(get(owner), Layer.fresh(layer)), Option.some(access("1")))
      yield* Effect.provide(remove(owner), layer)
      assert.deepStrictEqual(yield* fs.readDirectory(directory), [])
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
