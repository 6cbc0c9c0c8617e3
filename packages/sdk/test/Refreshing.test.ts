import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Retry, Smartcar, SmartcarConfig, SmartcarError, TokenStore } from "@effect-smartcar/sdk"
import { User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Deferred, Effect, Exit, Fiber, Option, Schema, TestClock } from "effect"
import {
  access,
  Held,
  holdExchange,
  keep,
  kept,
  layer,
  makeVendor,
  oauthError,
  processLayer,
  tokenAnswer
} from "./support/tokens.js"

const car = Vehicle.make("car")

/** The error of a call that must fail on its credentials. */
const refused = <A, R>(call: Effect.Effect<A, SmartcarError.SmartcarError, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    if (error._tag !== "CredentialsError") throw new Error(`expected a CredentialsError, got ${error}`)
    return error
  })

const newTokens = Option.some({ access: "access-1", refresh: "refresh-1", claimed: false })

describe("a kept access token", () => {
  it.effect("is used as it is while it is fresh", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* keep(301)
      yield* User.get()
      yield* TestClock.adjust("999 millis")
      yield* User.get()
      expect(vendor).toMatchObject({ exchanges: [], bearers: ["Bearer access-0", "Bearer access-0"] })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("that ends within 5 minutes is used, and refreshed in the background once", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      vendor.answer = () => Effect.as(Deferred.await(gate), tokenAnswer(1))
      yield* keep(300)
      yield* Effect.all([User.get(), User.get(), User.get()], { concurrency: "unbounded" })
      yield* Effect.yieldNow()
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(3).fill("Bearer access-0") })

      vendor.valid.add("access-1")
      yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust(0)
      yield* User.get()
      expect(vendor.bearers.at(-1)).toBe("Bearer access-1")
      expect(yield* kept()).toEqual(newTokens)
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("that ends within 30 seconds is not used: 100 calls wait for one exchange", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* keep(30)
      yield* Effect.all(Effect.replicate(User.get(), 100), { concurrency: "unbounded", discard: true })
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(100).fill("Bearer access-1") })
      expect(yield* kept()).toEqual(newTokens)
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("has windows that the options say", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* keep(61)
      yield* User.get()
      yield* TestClock.adjust(0)
      expect(vendor.exchanges).toEqual([])
      yield* TestClock.adjust("51 seconds")
      yield* User.get()
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: ["Bearer access-0", "Bearer access-1"] })
    }).pipe(Effect.provide(layer(vendor, { early: "1 minute", late: "10 seconds" })))
  })

  it.effect("that the vendor makes short-lived is not refreshed over and over", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      vendor.answer = (token) => {
        const n = Number(token.slice("refresh-".length)) + 1
        vendor.valid.add(`access-${n}`)
        const body = { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 120 }
        return Effect.succeed(Wire.json(body))
      }
      yield* keep(120)
      for (let i = 0; i < 10; i++) {
        yield* User.get()
        yield* TestClock.adjust("1 second")
      }
      expect(vendor.exchanges).toEqual(["refresh-0"])
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("of one owner does not wait for another's", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* keep(0, "ada")
      yield* keep(3600, "bob")
      vendor.answer = () => Effect.never
      const ada = yield* Effect.fork(User.get({ owner: "ada" }))
      yield* TestClock.adjust(0)
      yield* User.get({ owner: "bob" })
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: ["Bearer access-0"] })
      yield* TestClock.adjust("1 hour")
      expect(Exit.isFailure(yield* Fiber.await(ada))).toBe(true)
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("that is missing is no matter of refreshing", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const error = yield* refused(User.get({ owner: "nobody" }))
      expect(error).toMatchObject({ reason: "missing", owner: "nobody", endpoint: "user" })
      expect(SmartcarError.needsReauthorization(error)).toBe(true)
      expect(vendor).toMatchObject({ exchanges: [], bearers: [] })
    }).pipe(Effect.provide(layer(vendor)))
  })
})

describe("an exchange under way", () => {
  it.effect("goes on when the caller that started it is interrupted, and serves the others", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const leader = yield* Effect.fork(User.get())
      yield* TestClock.adjust(0)
      const waiters = yield* Effect.fork(Effect.all(Effect.replicate(User.get(), 20), { concurrency: "unbounded" }))
      yield* TestClock.adjust(0)
      // Not delayed by the exchange.
      yield* Fiber.interrupt(leader)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(waiters)
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(20).fill("Bearer access-1") })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("is kept though no caller is left", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const only = yield* Effect.fork(User.get())
      yield* TestClock.adjust(0)
      yield* Fiber.interrupt(only)
      yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust(0)
      expect(yield* kept()).toEqual(newTokens)
      yield* User.get()
      expect(vendor.exchanges).toEqual(["refresh-0"])
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("does not mind that one that waits is interrupted", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.fork(User.get()))
      yield* TestClock.adjust(0)
      if (fibers[1] !== undefined) yield* Fiber.interrupt(fibers[1])
      yield* Deferred.succeed(gate, undefined)
      const exits = yield* Effect.forEach(fibers, Fiber.await)
      expect(exits.map(Exit.isSuccess)).toEqual([true, false, true])
      expect(vendor.exchanges).toEqual(["refresh-0"])
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("is waited for when the program ends", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      const gate = yield* holdExchange(vendor)
      const program = yield* Effect.raceFirst(User.get(), Effect.yieldNow({ priority: 1 })).pipe(
        Effect.provide(processLayer(vendor)),
        Effect.fork
      )
      yield* TestClock.adjust(0)
      expect([vendor.exchanges, yield* Fiber.poll(program)]).toEqual([["refresh-0"], Option.none()])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(program)
      expect(yield* kept()).toEqual(newTokens)
    }).pipe(Effect.provide(TokenStore.layerMemory))
  })
})

describe("an access token that is rejected", () => {
  it.effect("is renewed for a read, which is sent once more: 20 of them cause one exchange", () => {
    const vendor = makeVendor()
    vendor.valid.clear()
    return Effect.gen(function* () {
      yield* keep(3600)
      yield* Effect.all(Effect.replicate(User.get(), 20), { concurrency: "unbounded" })
      expect(vendor.exchanges).toEqual(["refresh-0"])
      expect(vendor.bearers).toEqual([...Array(20).fill("Bearer access-0"), ...Array(20).fill("Bearer access-1")])
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("is replaced without an exchange by one that was kept meanwhile", () => {
    const vendor = makeVendor()
    vendor.valid.clear()
    vendor.valid.add("access-7")
    return Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      yield* keep(3600)
      const call = yield* Effect.fork(User.get().pipe(Effect.provideService(Held, Deferred.await(gate))))
      yield* TestClock.adjust(0)
      yield* TokenStore.keep("default", yield* access(7, 3600))
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(call)
      expect(vendor).toMatchObject({ exchanges: [], bearers: ["Bearer access-0", "Bearer access-7"] })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("is not renewed for a command, which is sent once", () => {
    const vendor = makeVendor()
    vendor.valid.clear()
    return Effect.gen(function* () {
      yield* keep(3600)
      expect(yield* Effect.flip(Vehicle.lock(car))).toMatchObject({ _tag: "AuthenticationError" })
      expect(vendor).toMatchObject({ exchanges: [], bearers: ["Bearer access-0"] })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("is not renewed where it is the caller's own", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* keep(3600)
      const own = User.get().pipe(Credentials.withAccessToken("own"))
      const header = Smartcar.request({
        path: "/user",
        success: Schema.Unknown,
        headers: { authorization: "Bearer h" }
      })
      for (const call of [own, header]) {
        expect(yield* Effect.flip(call)).toMatchObject({ _tag: "AuthenticationError" })
      }
      expect(vendor).toMatchObject({ exchanges: [], bearers: ["Bearer own", "Bearer h"] })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("and whose successor is rejected too fails the call, and is left alone for 30 seconds", () => {
    const vendor = makeVendor()
    vendor.valid.clear()
    vendor.answer = () => Effect.succeed(tokenAnswer(vendor.exchanges.length))
    return Effect.gen(function* () {
      yield* keep(3600)
      for (let i = 0; i < 3; i++) {
        expect(yield* Effect.flip(User.get())).toMatchObject({ _tag: "AuthenticationError" })
      }
      expect(vendor.exchanges).toEqual(["refresh-0"])
      expect(vendor.bearers).toEqual(["Bearer access-0", ...Array(3).fill("Bearer access-1")])
      yield* TestClock.adjust("30 seconds")
      yield* Effect.flip(User.get())
      expect(vendor.exchanges).toEqual(["refresh-0", "refresh-1"])
    }).pipe(Effect.provide(layer(vendor)))
  })
})

describe("an exchange that fails", () => {
  it.effect("for good needs the owner: it is not repeated until there are new tokens", () => {
    const vendor = makeVendor()
    vendor.answer = () => Effect.succeed(oauthError("invalid_grant"))
    return Effect.gen(function* () {
      yield* keep(0)
      for (let i = 0; i < 3; i++) {
        const error = yield* refused(User.get())
        expect(error).toMatchObject({ reason: "revoked", owner: "default", error: { _tag: "OAuthError" } })
        expect(SmartcarError.needsReauthorization(error)).toBe(true)
        expect(SmartcarError.isRetryable(error)).toBe(false)
        yield* TestClock.adjust("1 day")
      }
      expect(vendor.exchanges).toEqual(["refresh-0"])
      expect(yield* kept()).toEqual(Option.some({ access: "access-0", refresh: "refresh-0", claimed: false }))

      vendor.valid.add("access-7")
      yield* TokenStore.keep("default", yield* access(7, 3600))
      yield* User.get()
      expect(vendor.bearers).toEqual(["Bearer access-7"])
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("in the background leaves the token in use that still is good", () => {
    const vendor = makeVendor()
    vendor.answer = () => Effect.succeed(oauthError("invalid_grant"))
    return Effect.gen(function* () {
      yield* keep(300)
      for (let i = 0; i < 5; i++) {
        yield* User.get()
        yield* TestClock.adjust("1 second")
      }
      expect(vendor).toMatchObject({ exchanges: ["refresh-0"], bearers: Array(5).fill("Bearer access-0") })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("for now is tried three times, and then not for 5 seconds", () => {
    const vendor = makeVendor()
    vendor.answer = () => Effect.succeed(Wire.text("<html>", { status: 503 }))
    return Effect.gen(function* () {
      yield* keep(0)
      const call = yield* Effect.fork(refused(User.get()))
      yield* TestClock.adjust("10 seconds")
      const error = yield* Fiber.join(call)
      expect(error).toMatchObject({ reason: "refresh", error: { _tag: "UnexpectedResponseError", statusCode: 503 } })
      expect([SmartcarError.isRetryable(error), SmartcarError.needsReauthorization(error)]).toEqual([true, false])
      expect(vendor.exchanges).toEqual(Array(3).fill("refresh-0"))
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("is remembered for a moment, so that callers do not hammer", () => {
    const vendor = makeVendor()
    vendor.answer = () => Effect.succeed(oauthError("invalid_client", 401))
    return Effect.gen(function* () {
      yield* keep(0)
      const first = yield* refused(User.get())
      expect([first.reason, SmartcarError.isRetryable(first)]).toEqual(["refresh", false])
      yield* TestClock.adjust("4999 millis")
      yield* Effect.all(Effect.replicate(refused(User.get()), 10), { concurrency: "unbounded" })
      expect(vendor.exchanges).toHaveLength(1)
      yield* TestClock.adjust("1 millis")
      yield* refused(User.get())
      expect(vendor.exchanges).toHaveLength(2)
      expect(vendor.bearers).toEqual([])
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("without an answer is repeated with the same refresh token, while that still works", () => {
    const vendor = makeVendor()
    vendor.valid.add("access-1")
    const answers = [Effect.never, Effect.succeed(Wire.cut("sent")), Effect.succeed(tokenAnswer(1))]
    vendor.answer = () => answers.shift() ?? Effect.die("too many")
    return Effect.gen(function* () {
      yield* keep(0)
      const call = yield* Effect.fork(User.get())
      yield* TestClock.adjust("20 seconds")
      yield* Fiber.join(call)
      expect(vendor).toMatchObject({ exchanges: Array(3).fill("refresh-0"), bearers: ["Bearer access-1"] })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("has a timeout of its own, whatever the caller's", () => {
    const vendor = makeVendor()
    vendor.answer = () => Effect.never
    return Effect.gen(function* () {
      yield* keep(0)
      const call = yield* Effect.fork(refused(User.get().pipe(Smartcar.withTimeout("1 hour"))))
      yield* TestClock.adjust("40 seconds")
      expect(yield* Fiber.join(call)).toMatchObject({ reason: "refresh", error: { _tag: "TimeoutError" } })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("for want of the application's secret names its variable", () => {
    const vendor = makeVendor()
    return Effect.gen(function* () {
      yield* keep(0)
      expect(yield* refused(User.get())).toMatchObject({ reason: "missing", variable: "SMARTCAR_CLIENT_SECRET" })
      expect(vendor.exchanges).toEqual([])
    }).pipe(Effect.provide(layer(vendor, {}, SmartcarConfig.layer({ clientId: "id" }))))
  })

  it.effect("is mended by Retry.transient, for a command too: nothing of it was sent", () => {
    const vendor = makeVendor()
    vendor.valid.add("access-1")
    const down = Effect.succeed(Wire.text("", { status: 503 }))
    const answers = [down, down, down, Effect.succeed(tokenAnswer(1))]
    vendor.answer = () => answers.shift() ?? Effect.die("too many")
    return Effect.gen(function* () {
      yield* keep(0)
      const call = yield* Effect.fork(Vehicle.lock(car).pipe(Retry.transient({ times: 6 })))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(call)
      expect(vendor).toMatchObject({ exchanges: Array(4).fill("refresh-0"), bearers: ["Bearer access-1"] })
    }).pipe(Effect.provide(layer(vendor)))
  })

  it.effect("shows no token, wherever it is printed", () => {
    const vendor = makeVendor()
    vendor.answer = (token) => Effect.succeed(oauthError(`invalid_grant ${token}`))
    return Effect.gen(function* () {
      yield* keep(0)
      const error = yield* refused(User.get())
      const shown = [String(error), JSON.stringify(error), inspect(error, { depth: 20, showHidden: true })].join("\n")
      expect(shown).not.toMatch(/refresh-0|access-0|clientSecret/)
    }).pipe(Effect.provide(layer(vendor)))
  })
})
