import { assert, describe, it } from "@effect/vitest"
import { assertEquals } from "@effect/vitest/utils"
import { Access, TokenStore } from "@effect-smartcar/sdk"
import { Arbitrary, DateTime, Effect, FastCheck as fc, Option } from "effect"
import { access, stores } from "./support/stores.js"

/** Owners that a careless key would refuse, confuse or put elsewhere. */
const owners = [
  "default",
  "",
  ".",
  "..",
  "../../etc/passwd",
  "a/b",
  "a%2Fb",
  "bob",
  "Bob",
  "bob ",
  "Zoë",
  "Zoe\u0308",
  "車主",
  "🚗",
  "\ud83d",
  "\ude97",
  "\u0000",
  "line\nbreak",
  '"quoted"',
  "__proto__",
  "x".repeat(5000)
]

/** Of a hundred that try at once to replace `expected`, those that did. */
const winners = (store: TokenStore.Service, expected: Option.Option<Access>, round: string) =>
  Effect.filter(
    Array.from({ length: 100 }, (_, index) => `${round}/${index}`),
    (name) => store.compareAndSet("o", expected, access(name)),
    { concurrency: "unbounded" }
  )

for (const [name, layer] of Object.entries(stores)) {
  describe(`TokenStore: ${name}`, () => {
    const check = (title: string, test: (store: TokenStore.Service) => Effect.Effect<void, unknown>) =>
      it.effect(title, () => Effect.flatMap(TokenStore.TokenStore, test).pipe(Effect.provide(layer)))

    check("keeps, replaces and removes", (store) =>
      Effect.gen(function* () {
        const [first, second] = [access("1"), access("2")]
        assertEquals(yield* store.get("o"), Option.none())
        yield* store.remove("o")
        assert.isFalse(yield* store.compareAndSet("o", Option.some(first), second))
        assert.isTrue(yield* store.compareAndSet("o", Option.none(), first))
        assertEquals(yield* store.get("o"), Option.some(first))
        assert.isFalse(yield* store.compareAndSet("o", Option.none(), second))
        assert.isFalse(yield* store.compareAndSet("o", Option.some(second), second))
        assertEquals(yield* store.get("o"), Option.some(first))
        assert.isTrue(yield* store.compareAndSet("o", Option.some(access("1")), second))
        assertEquals(yield* store.get("o"), Option.some(second))
        assertEquals(yield* store.get("another"), Option.none())
        yield* store.remove("o")
        assertEquals(yield* store.get("o"), Option.none())
        assert.isTrue(yield* store.compareAndSet("o", Option.none(), first))
      })
    )

    check("a claim is part of what is compared, and is kept to the millisecond", (store) =>
      Effect.gen(function* () {
        const [free, claimed] = [access("1"), access("1", 12_345)]
        yield* store.compareAndSet("o", Option.none(), free)
        assert.isTrue(yield* store.compareAndSet("o", Option.some(free), claimed))
        assert.isFalse(yield* store.compareAndSet("o", Option.some(free), claimed))
        const kept = Option.getOrThrow(yield* store.get("o"))
        assertEquals(kept.claimedUntil, DateTime.unsafeMake(12_345))
        assert.isTrue(yield* store.compareAndSet("o", Option.some(kept), free))
        assert.notProperty(Option.getOrThrow(yield* store.get("o")), "claimedUntil")
      })
    )

    check("of a hundred at once, one wins", (store) =>
      Effect.gen(function* () {
        const [first = "none", ...others] = yield* winners(store, Option.none(), "first")
        assert.deepStrictEqual(others, [])
        assertEquals(yield* store.get("o"), Option.some(access(first)))
        const [second = "none", ...more] = yield* winners(store, Option.some(access(first)), "second")
        assert.deepStrictEqual(more, [])
        assertEquals(yield* store.get("o"), Option.some(access(second)))
      })
    )

    check("any text is an owner of its own", (store) =>
      Effect.gen(function* () {
        for (const [index, owner] of owners.entries())
          yield* TokenStore.keep(owner, access(String(index))).pipe(Effect.provideService(TokenStore.TokenStore, store))
        for (const [index, owner] of owners.entries()) {
          assertEquals(yield* store.get(owner), Option.some(access(String(index))), JSON.stringify(owner))
        }
        for (const owner of owners) yield* store.remove(owner)
        for (const owner of owners) assertEquals(yield* store.get(owner), Option.none())
      })
    )

    it.effect.prop(
      "gives back what it was given",
      { owner: fc.string({ unit: "binary" }), access: Arbitrary.make(Access) },
      ({ owner, access }) =>
        Effect.gen(function* () {
          const store = yield* TokenStore.TokenStore
          yield* TokenStore.keep(owner, access)
          assertEquals(yield* store.get(owner), Option.some(access))
          assert.isTrue(yield* store.compareAndSet(owner, Option.some(access), access))
        }).pipe(Effect.provide(layer)),
      { fastCheck: { numRuns: 10 } }
    )
  })
}
