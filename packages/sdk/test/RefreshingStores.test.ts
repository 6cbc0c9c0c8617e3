import { describe, expect, it } from "@effect/vitest"
import { Access, SmartcarError, TokenStore } from "@effect-smartcar/sdk"
import { User } from "@effect-smartcar/sdk/v2"
import { DateTime, Deferred, Effect, Fiber, Layer, Option, TestClock } from "effect"
import {
  access,
  holdExchange,
  keep,
  kept,
  makeVendor,
  oauthError,
  processLayer,
  tokenAnswer
} from "./support/tokens.js"

const newTokens = Option.some({ access: "access-1", refresh: "refresh-1", claimed: false })

/** A store whose operations fail while they are listed. */
const brokenStore = (broken: Set<"get" | "compareAndSet">) => {
  const fails = (name: "get" | "compareAndSet") =>
    Effect.suspend(() =>
      broken.has(name)
        ? new SmartcarError.CredentialsError({ reason: "store", description: "the store is down" })
        : Effect.void
    )
  return Layer.effect(
    TokenStore.TokenStore,
    Effect.map(TokenStore.TokenStore, (store) => ({
      ...store,
      get: (owner) => Effect.zipRight(fails("get"), store.get(owner)),
      compareAndSet: (owner, expected, next) =>
        Effect.zipRight(fails("compareAndSet"), store.compareAndSet(owner, expected, next))
    }))
  ).pipe(Layer.provide(TokenStore.layerMemory))
}

describe("two processes on one store", () => {
  it.effect("make one exchange between them, and both get the new token", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const processes = yield* Effect.forEach([1, 2, 3], () =>
        Effect.fork(Effect.provide(User.get(), Layer.fresh(processLayer(vendor))))
      )
      yield* TestClock.adjust("10 seconds")
      yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust("1 second")
      yield* Effect.forEach(processes, Fiber.join)
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(3).fill("Bearer access-1") })
      expect(yield* kept()).toEqual(newTokens)
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })

  it.effect("wait for one that died in the middle of an exchange, and take over before its minute is over", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const store = yield* TokenStore.TokenStore
      const unanswered = { ...makeVendor(), answer: () => Effect.never }
      yield* keep(0)
      const dying = yield* Effect.fork(Effect.provide(User.get(), processLayer(unanswered)))
      yield* TestClock.adjust(0)
      const claim = Option.getOrThrow(yield* store.get("default"))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.await(dying)

      // What it would have left behind had it been killed.
      const start = yield* DateTime.now
      const millis = claim.claimedUntil?.epochMillis ?? 0
      yield* TokenStore.keep("default", new Access({ ...claim, claimedUntil: DateTime.add(start, { millis }) }))
      const heir = Effect.all(Effect.replicate(User.get(), 5), { concurrency: 5 })
      const calls = yield* Effect.fork(Effect.provide(heir, Layer.fresh(processLayer(vendor))))
      yield* TestClock.adjust("40 seconds")
      expect(vendor.exchanges).toEqual([])
      yield* TestClock.adjust("15 seconds")
      yield* Fiber.join(calls)
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(5).fill("Bearer access-1") })
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })

  it.effect("poll while another one is at it, and give up its claim when it does", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const now = yield* DateTime.now
      const old = yield* access(0, 0)
      const claimed = new Access({ ...old, claimedUntil: DateTime.add(now, { seconds: 40 }) })
      yield* TokenStore.keep("default", claimed)
      const call = yield* Effect.fork(Effect.provide(User.get(), processLayer(vendor)))
      yield* TestClock.adjust("39 seconds")
      expect(vendor).toMatchObject({ exchanges: [], bearers: [] })
      yield* TokenStore.keep("default", old)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(call)
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: ["Bearer access-1"] })
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })
})

it.effect("a rejected token that a refresh under way took for fresh is renewed all the same", () => {
  const vendor = makeVendor()
  return Effect.gen(function* () {
    const store = yield* TokenStore.TokenStore
    const [asked, gate] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
    let gets = 0
    const slow = Layer.succeed(TokenStore.TokenStore, {
      ...store,
      get: (owner) =>
        Effect.suspend(() => {
          gets++
          if (gets !== 2) return store.get(owner)
          return Deferred.succeed(asked, undefined).pipe(
            Effect.zipRight(Deferred.await(gate)),
            Effect.zipRight(store.get(owner))
          )
        })
    })
    yield* keep(0)
    yield* Effect.gen(function* () {
      const late = yield* Effect.fork(User.get())
      yield* Deferred.await(asked)
      yield* TokenStore.keep("default", yield* access(7, 3600))
      const rejected = yield* Effect.fork(User.get())
      yield* TestClock.adjust(0)
      expect(vendor.bearers).toEqual(["Bearer access-7"])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.joinAll([late, rejected])
      expect(vendor.exchanges).toEqual(["refresh-7"])
    }).pipe(Effect.provide(Layer.provideMerge(processLayer(vendor), slow)))
  }).pipe(Effect.provide(TokenStore.layerMemory))
})

describe("what an exchange gave", () => {
  it.effect("does not replace what Auth.connect kept meanwhile", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      vendor.valid.add("access-7")
      const gate = yield* holdExchange(vendor)
      const call = yield* Effect.fork(Effect.provide(User.get(), processLayer(vendor)))
      yield* TestClock.adjust(0)
      yield* TokenStore.keep("default", yield* access(7, 3600))
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(call)
      expect(vendor.bearers).toEqual(["Bearer access-7"])
      expect(yield* kept()).toEqual(Option.some({ access: "access-7", refresh: "refresh-7", claimed: false }))
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })

  it.effect("does not bring back an owner that was removed meanwhile", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const call = yield* Effect.fork(Effect.provide(User.get(), processLayer(vendor)))
      yield* TestClock.adjust(0)
      yield* Effect.flatMap(TokenStore.TokenStore, (store) => store.remove("default"))
      yield* Deferred.succeed(gate, undefined)
      expect(yield* Effect.flip(Fiber.join(call))).toMatchObject({ _tag: "CredentialsError", reason: "missing" })
      expect(yield* kept()).toEqual(Option.none())
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })

  it.effect("is kept though someone else claimed the same refresh token meanwhile", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const call = yield* Effect.fork(Effect.provide(User.get(), processLayer(vendor)))
      yield* TestClock.adjust(0)
      const claimedUntil = DateTime.add(yield* DateTime.now, { minutes: 5 })
      yield* TokenStore.keep("default", new Access({ ...(yield* access(0, 0)), claimedUntil }))
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(call)
      expect(yield* kept()).toEqual(newTokens)
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })

  it.effect("is held in memory while the store takes nothing, and kept once it does: no second exchange", () => {
    const vendor = makeVendor()
    const broken = new Set<"get" | "compareAndSet">()
    return Effect.gen(function* () {
      vendor.valid.add("access-1")
      vendor.answer = () =>
        Effect.sync(() => {
          broken.add("compareAndSet")
          return tokenAnswer(1)
        })
      yield* keep(0)
      const calls = Effect.all(Effect.replicate(User.get(), 3), { concurrency: 3 })
      yield* Effect.gen(function* () {
        for (const i of [1, 2]) {
          const fiber = yield* Effect.fork(calls)
          yield* TestClock.adjust("10 seconds")
          yield* Fiber.join(fiber)
          expect(vendor.bearers).toHaveLength(3 * i)
        }
        broken.clear()
        yield* calls
        expect(yield* kept()).toEqual(newTokens)
        expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(9).fill("Bearer access-1") })
      }).pipe(Effect.provide(processLayer(vendor)))
    }).pipe(Effect.provide(brokenStore(broken)))
  })
})

describe("a store that is down", () => {
  it.effect("fails the call with an error that another try may mend, and nothing is sent", () => {
    const vendor = makeVendor()
    const broken = new Set<"get" | "compareAndSet">()
    return Effect.gen(function* () {
      for (const [seconds, operation] of [
        [3600, "get"],
        [0, "compareAndSet"]
      ] as const) {
        yield* keep(seconds)
        broken.add(operation)
        const error = yield* Effect.flip(User.get())
        expect(error).toMatchObject({ _tag: "CredentialsError", reason: "store", endpoint: "user" })
        expect(SmartcarError.isRetryable(error)).toBe(true)
        broken.clear()
      }
      expect(vendor).toMatchObject({ exchanges: [], bearers: [] })
      yield* User.get()
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: ["Bearer access-1"] })
    }).pipe(Effect.provide(Layer.provideMerge(processLayer(vendor), brokenStore(broken))))
  })

  it.effect("at the end of a failed exchange leaves a claim that runs out", () => {
    const vendor = makeVendor()
    const broken = new Set<"get" | "compareAndSet">()
    return Effect.gen(function* () {
      vendor.answer = () =>
        Effect.sync(() => {
          broken.add("compareAndSet")
          return oauthError("invalid_client", 401)
        })
      yield* keep(0)
      expect(yield* Effect.flip(User.get())).toMatchObject({ _tag: "CredentialsError", reason: "refresh" })
      broken.clear()
      vendor.answer = makeVendor().answer
      vendor.valid.add("access-1")
      yield* TestClock.adjust("10 seconds")
      const call = yield* Effect.fork(User.get())
      yield* TestClock.adjust("35 seconds")
      expect(vendor.exchanges).toHaveLength(1)
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(call)
      expect(vendor.exchanges).toHaveLength(2)
    }).pipe(Effect.provide(Layer.provideMerge(processLayer(vendor), brokenStore(broken))))
  })
})
