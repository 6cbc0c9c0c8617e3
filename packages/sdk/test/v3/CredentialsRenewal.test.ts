import { assert, describe, it } from "@effect/vitest"
import { type Credentials, Retry, Smartcar, type SmartcarError } from "@effect-smartcar/sdk"
import { Commands, Users, Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Deferred, Effect, Either, Exit, Fiber, TestClock } from "effect"
import * as Flights from "../../src/internal/flights.js"
import { car, layer, makeVendor, tokenAnswer, type Vendor } from "../support/applicationTokens.js"
import { Held, oauthError } from "../support/tokens.js"

const test = (
  title: string,
  body: (vendor: Vendor) => Effect.Effect<void, unknown, Smartcar.Smartcar>,
  options?: Credentials.RenewalOptions
) =>
  it.effect(title, () => {
    const vendor = makeVendor()
    return Effect.provide(body(vendor), layer(vendor, options))
  })

const read = Vehicle.get(car)

const bearers = (...numbers: ReadonlyArray<number>) => numbers.map((n) => `Bearer app-${n}`)

/** Holds the next request for a token until the gate opens. */
const hold = (vendor: Vendor) =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<void>()
    const { answer } = vendor
    vendor.answer = (n) => Effect.zipRight(Deferred.await(gate), answer(n))
    return gate
  })

const credentialsError = <A, R>(self: Effect.Effect<A, SmartcarError.SmartcarError, R>) =>
  Effect.match(self, {
    onFailure: (error) => (error._tag === "CredentialsError" ? [error.reason, error.error?._tag] : [error._tag]),
    onSuccess: () => ["Success"]
  })

describe("the application's token", () => {
  test("is requested once for a hundred calls, and kept", (vendor) =>
    Effect.gen(function* () {
      yield* Effect.replicateEffect(read, 100, { concurrency: "unbounded", discard: true })
      yield* read
      assert.strictEqual(vendor.requests.length, 1)
      assert.deepStrictEqual(
        vendor.bearers,
        Array.from({ length: 101 }, () => "Bearer app-1")
      )
    }))

  test("is renewed in the background 5 minutes before its end, while calls go on using it", (vendor) =>
    Effect.gen(function* () {
      yield* read
      yield* TestClock.adjust("54 minutes")
      yield* read
      assert.strictEqual(vendor.requests.length, 1)
      const gate = yield* hold(vendor)
      yield* TestClock.adjust("61 seconds")
      yield* read
      yield* read
      yield* Effect.yieldNow()
      assert.strictEqual(vendor.requests.length, 2)
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.yieldNow().pipe(Effect.repeatN(20))
      yield* read
      assert.deepStrictEqual(vendor.bearers, bearers(1, 1, 1, 1, 2))
      assert.strictEqual(vendor.requests.length, 2)
    }))

  test("is waited for in its last 30 seconds", (vendor) =>
    Effect.gen(function* () {
      yield* read
      yield* TestClock.adjust("3570 seconds")
      yield* Effect.all([read, read], { concurrency: "unbounded" })
      assert.deepStrictEqual(vendor.bearers, bearers(1, 2, 2))
    }))

  test(
    "has windows that can be set",
    (vendor) =>
      Effect.gen(function* () {
        yield* read
        yield* TestClock.adjust("2 minutes")
        yield* read
        assert.deepStrictEqual(vendor.bearers, bearers(1, 2))
      }),
    { early: "59 minutes", late: "58 minutes" }
  )

  test("that is rejected is renewed once, and the read repeated", (vendor) =>
    Effect.gen(function* () {
      yield* read
      vendor.valid.clear()
      yield* TestClock.adjust("31 seconds")
      yield* Effect.all([read, read], { concurrency: "unbounded" })
      assert.strictEqual(vendor.requests.length, 2)
      assert.deepStrictEqual(vendor.bearers, bearers(1, 1, 1, 2, 2))
    }))

  test("that another call has renewed meanwhile is not renewed again", (vendor) =>
    Effect.gen(function* () {
      yield* read
      vendor.valid.clear()
      yield* TestClock.adjust("31 seconds")
      const gate = yield* Deferred.make<void>()
      const slow = yield* Effect.fork(Effect.provideService(read, Held, Deferred.await(gate)))
      yield* Effect.yieldNow().pipe(Effect.repeatN(20))
      yield* read
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(slow)
      assert.strictEqual(vendor.requests.length, 2)
      assert.deepStrictEqual(vendor.bearers, bearers(1, 1, 1, 2, 2))
    }))

  test("that is rejected though it is new is not renewed again and again", (vendor) =>
    Effect.gen(function* () {
      vendor.answer = (n) => Effect.succeed(tokenAnswer(n))
      const error = yield* Effect.flip(read)
      assert.strictEqual(error._tag, "AuthenticationError")
      yield* Effect.exit(read)
      assert.strictEqual(vendor.requests.length, 1)
    }))

  test("that is rejected repeats no command", (vendor) =>
    Effect.gen(function* () {
      yield* read
      vendor.valid.clear()
      yield* TestClock.adjust("31 seconds")
      const error = yield* Effect.flip(Commands.lock(car))
      assert.strictEqual(error._tag, "AuthenticationError")
      assert.deepStrictEqual(vendor.bearers, bearers(1, 1))
      assert.strictEqual(vendor.requests.length, 1)
    }))

  test("comes for the others when the call that asked first is interrupted", (vendor) =>
    Effect.gen(function* () {
      const gate = yield* hold(vendor)
      const leader = yield* Effect.fork(read)
      const others = yield* Effect.fork(Effect.all([read, read], { concurrency: "unbounded" }))
      yield* Effect.yieldNow().pipe(Effect.repeatN(20))
      yield* Fiber.interrupt(leader)
      yield* Deferred.succeed(gate, undefined)
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(others)))
      assert.strictEqual(vendor.requests.length, 1)
      assert.deepStrictEqual(vendor.bearers, bearers(1, 1))
    }))

  test("that Smartcar refuses is not asked for again for 5 seconds", (vendor) =>
    Effect.gen(function* () {
      const { answer } = vendor
      vendor.answer = () => Effect.succeed(oauthError("invalid_client", 401))
      assert.deepStrictEqual(yield* credentialsError(read), ["invalid", "OAuthError"])
      assert.deepStrictEqual(yield* credentialsError(read), ["invalid", "OAuthError"])
      assert.strictEqual(vendor.requests.length, 1)
      vendor.answer = answer
      yield* TestClock.adjust("5 seconds")
      yield* read
      assert.deepStrictEqual(vendor.bearers, bearers(2))
    }))

  test("is tried for three times where the answer may come later, whatever the call's own policy", (vendor) =>
    Effect.gen(function* () {
      vendor.answer = () => Effect.succeed(Wire.text("busy", { status: 503 }))
      const call = yield* Effect.fork(credentialsError(read.pipe(Retry.transient({ times: 1, base: "1 millis" }))))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* Fiber.join(call), ["refresh", "UnexpectedResponseError"])
      assert.strictEqual(vendor.requests.length, 3)
    }))

  test("is asked for no more often where the call that needs it is never repeated", (vendor) =>
    Effect.gen(function* () {
      vendor.answer = () => Effect.succeed(Wire.text("busy", { status: 503 }))
      const call = yield* Effect.fork(Effect.exit(Users.remove({ userId: "u" }).pipe(Retry.transient({ times: 4 }))))
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual((yield* Fiber.poll(call))._tag, "Some")
      assert.strictEqual(vendor.requests.length, 3)
    }))

  test("is refused for good by a 403 page, and for now by a 429", (vendor) =>
    Effect.gen(function* () {
      const refusals = [
        [Wire.text("<h1>Forbidden</h1>", { status: 403 }), "invalid"],
        [Wire.json({ errors: [{ type: "AUTHENTICATION", code: "UNAUTHORIZED" }] }, { status: 401 }), "invalid"],
        [oauthError("slow_down", 429), "refresh"]
      ] as const
      for (const [answer, reason] of refusals) {
        vendor.answer = () => Effect.succeed(answer)
        assert.strictEqual((yield* credentialsError(read))[0], reason)
        yield* TestClock.adjust("5 seconds")
      }
    }))

  test("ends with the timeout of its own, not with the call's", (vendor) =>
    Effect.gen(function* () {
      vendor.answer = () => Effect.never
      const call = yield* Effect.fork(Effect.either(read.pipe(Smartcar.withTimeout("1 hour"))))
      yield* TestClock.adjust("1 minute")
      const ended = yield* Fiber.poll(call)
      assert.strictEqual(ended._tag, "Some")
      const error = Either.flip(yield* Fiber.join(call))
      assert.strictEqual(
        Either.isRight(error) && error.right._tag === "CredentialsError" && error.right.reason,
        "refresh"
      )
    }))
})

it.effect("a run that is shared starts once, wherever the fibers that join it are made to yield", () =>
  Effect.gen(function* () {
    // Effect lets other fibers run after 2,048 steps.
    for (let steps = 2020; steps < 2050; steps++) {
      const flights = Flights.make<void, never>()
      let runs = 0
      const join = flights.join(
        "key",
        Effect.zipRight(
          Effect.sync(() => {
            runs += 1
          }),
          Effect.yieldNow()
        )
      )
      const late = Effect.gen(function* () {
        for (let step = 0; step < steps; step++) yield* Effect.sync(() => step)
        yield* join
      })
      yield* Effect.all([late, join], { concurrency: "unbounded", discard: true })
      assert.deepStrictEqual([steps, runs], [steps, 1])
    }
  })
)
