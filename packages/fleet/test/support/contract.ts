/** What every token store promises, whatever keeps the tokens. */
import { describe, expect } from "@effect/vitest"
import { Access, TokenStore } from "@effect-smartcar/sdk"
import { Array as Arr, DateTime, Effect, Equal, FastCheck as fc, type Layer, Option, Redacted } from "effect"
import { shared } from "./shared.js"

export const access = (token: string, claimedUntil?: string): Access =>
  new Access({
    accessToken: Redacted.make(token),
    refreshToken: Redacted.make(`refresh ${token}`),
    expiresAt: DateTime.unsafeMake("2026-11-23T10:00:00.123Z"),
    refreshExpiresAt: DateTime.unsafeMake("2027-01-22T10:00:00Z"),
    ...(claimedUntil === undefined ? {} : { claimedUntil: DateTime.unsafeMake(claimedUntil) })
  })

/** Owners that a database may take for one another: by case, accent, width, space or quoting. */
const alike = [
  "alice",
  "Alice",
  " alice",
  "alice ",
  "älice",
  "a\u0308lice",
  "ａlice",
  "",
  "'",
  '"',
  "%",
  "_",
  "\\",
  "🚗"
]

const owners = fc.uniqueArray(fc.oneof(fc.constantFrom(...alike), fc.string({ unit: "grapheme" })), {
  minLength: 1,
  maxLength: 8
})

const tokens = fc.string({ unit: "grapheme" }).map((token) => access(token.replaceAll("\0", "")))

interface Step {
  readonly owner: string
  readonly operation: "create" | "replace" | "replaceStale" | "remove"
  readonly next: Access
}

const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(
  fc.record({
    owner: fc.constantFrom("a", "b"),
    operation: fc.constantFrom("create", "replace", "replaceStale", "remove"),
    next: tokens
  }),
  { maxLength: 12 }
)

const runs = 5

export const tokenStoreContract = <E>(title: string, layer: Layer.Layer<TokenStore.TokenStore, E>): void => {
  describe(title, () => {
    const it = shared(layer)
    let owner = 0
    /** The tests share the store. */
    const own = Effect.map(TokenStore.TokenStore, (store) => {
      const key = `${title} ${owner++}`
      return {
        get: store.get(key),
        compareAndSet: (expected: Access | undefined, next: Access) =>
          store.compareAndSet(key, Option.fromNullable(expected), next),
        remove: store.remove(key)
      }
    })

    it.effect("keeps what was expected to be absent, once", () =>
      Effect.gen(function* () {
        const store = yield* own
        expect(yield* store.get).toEqual(Option.none())
        expect(yield* store.compareAndSet(access("old"), access("new"))).toBe(false)
        expect(yield* store.get).toEqual(Option.none())
        expect(yield* store.compareAndSet(undefined, access("first"))).toBe(true)
        expect(yield* store.compareAndSet(undefined, access("second"))).toBe(false)
        expect(Equal.equals(yield* store.get, Option.some(access("first")))).toBe(true)
      })
    )

    it.effect("keeps and removes a claim", () =>
      Effect.gen(function* () {
        const store = yield* own
        const [free, claimed] = [access("a"), access("a", "2026-11-23T10:00:46.789Z")]
        yield* store.compareAndSet(undefined, free)
        expect(yield* store.compareAndSet(free, claimed)).toBe(true)
        expect(yield* store.compareAndSet(free, claimed)).toBe(false)
        expect(Equal.equals(yield* store.get, Option.some(claimed))).toBe(true)
        expect(yield* store.compareAndSet(claimed, free)).toBe(true)
        const kept = yield* store.get
        expect(Equal.equals(kept, Option.some(free))).toBe(true)
        expect(Object.keys(Option.getOrThrow(kept))).not.toContain("claimedUntil")
      })
    )

    it.effect("forgets what is removed, and removes what is not there", () =>
      Effect.gen(function* () {
        const store = yield* own
        yield* store.compareAndSet(undefined, access("a"))
        yield* store.remove
        yield* store.remove
        expect(yield* store.get).toEqual(Option.none())
        expect(yield* store.compareAndSet(access("a"), access("b"))).toBe(false)
        expect(yield* store.compareAndSet(undefined, access("c"))).toBe(true)
      })
    )

    for (const [what, kept] of [
      ["create", undefined],
      ["replace", access("kept")]
    ] as const) {
      it.effect(`lets one of 100 that ${what} at once win`, () =>
        Effect.gen(function* () {
          const store = yield* own
          if (kept !== undefined) yield* store.compareAndSet(undefined, kept)
          const candidates = Arr.makeBy(100, (i) => access(`candidate ${i}`))
          const won = yield* Effect.filter(candidates, (next) => store.compareAndSet(kept, next), {
            concurrency: "unbounded"
          })
          expect(won).toHaveLength(1)
          expect(Equal.equals(yield* store.get, Arr.head(won))).toBe(true)
        })
      )
    }

    it.effect("tells every owner from every other", () =>
      Effect.gen(function* () {
        const store = yield* TokenStore.TokenStore
        const runtime = yield* Effect.runtime()
        const property = fc.asyncProperty(owners, (owners) =>
          Effect.gen(function* () {
            const wellFormed = owners.filter((owner) => !owner.includes("\0"))
            for (const owner of wellFormed) {
              expect(yield* store.compareAndSet(owner, Option.none(), access(`of ${owner}`))).toBe(true)
            }
            for (const owner of wellFormed) {
              expect(Equal.equals(yield* store.get(owner), Option.some(access(`of ${owner}`)))).toBe(true)
              yield* store.remove(owner)
            }
          }).pipe(Effect.provide(runtime), Effect.runPromise)
        )
        yield* Effect.promise(() => fc.assert(property, { numRuns: runs, examples: [[alike]] }))
      })
    )

    it.effect("does what a map would do", () =>
      Effect.gen(function* () {
        const store = yield* TokenStore.TokenStore
        const runtime = yield* Effect.runtime()
        const property = fc.asyncProperty(steps, (steps) =>
          Effect.gen(function* () {
            const model = new Map<string, Access>()
            for (const { owner, operation, next } of steps) {
              const kept = Option.fromNullable(model.get(owner))
              if (operation === "remove") {
                yield* store.remove(owner)
                model.delete(owner)
              } else {
                const expected = {
                  create: Option.none(),
                  replace: kept,
                  replaceStale: Option.some(access("never kept"))
                }[operation]
                const wins = Equal.equals(kept, expected)
                expect(yield* store.compareAndSet(owner, expected, next)).toBe(wins)
                if (wins) model.set(owner, next)
              }
              expect(Equal.equals(yield* store.get(owner), Option.fromNullable(model.get(owner)))).toBe(true)
            }
            yield* Effect.all([store.remove("a"), store.remove("b")])
          }).pipe(Effect.provide(runtime), Effect.runPromise)
        )
        yield* Effect.promise(() => fc.assert(property, { numRuns: runs }))
      })
    )
  })
}
