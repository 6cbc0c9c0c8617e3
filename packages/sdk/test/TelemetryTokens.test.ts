import { describe, expect, it } from "@effect/vitest"
import { SmartcarError, TokenStore } from "@effect-smartcar/sdk"
import { User } from "@effect-smartcar/sdk/v2"
import { Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Fiber, Layer, Logger, LogLevel, Option, TestClock } from "effect"
import * as applicationTokens from "./support/applicationTokens.js"
import * as tokens from "./support/tokens.js"
import { around, attributes, calls, of, told } from "./support/told.js"

describe("an owner's token", () => {
  const refreshes = (outcome: string) => `smartcar.token.refreshes smartcar.outcome=${outcome} smartcar.token=owner`
  const owner = { "smartcar.owner": "default", "smartcar.token": "owner" }

  it.effect("that is refreshed has a span below the call that needed it", () => {
    const vendor = tokens.makeVendor()
    return Effect.gen(function* () {
      yield* tokens.keep(0)
      const { logs, metrics, spans } = yield* told(User.get())
      const [refresh] = of(spans, "Smartcar.refresh")
      expect(refresh?.kind).toBe("internal")
      expect(attributes(refresh)).toEqual({ "smartcar.token": "owner" })
      expect(of(spans, "Smartcar.exchangeRefreshToken").map(around)).toEqual([["Smartcar.refresh", "Smartcar.user"]])
      expect(of(spans, "Smartcar.exchangeRefreshToken")[0]?.kind).toBe("client")
      expect(metrics).toMatchObject({
        [refreshes("success")]: 1,
        [calls("user", "success").counter]: 1,
        [calls("exchangeRefreshToken", "success", "").counter]: 1
      })
      expect(logs).toEqual([{ level: "DEBUG", message: "Smartcar gave a new access token", ...owner }])
    }).pipe(Effect.provide(tokens.layer(vendor)))
  })

  it.effect("that is renewed for a call that was answered with 401 has it, too", () => {
    const vendor = tokens.makeVendor()
    vendor.valid.clear()
    return Effect.gen(function* () {
      yield* tokens.keep(7200)
      const { metrics, spans } = yield* told(User.get())
      expect(of(spans, "Smartcar.refresh").map(around)).toEqual([["Smartcar.user"]])
      expect(attributes(of(spans, "Smartcar.user")[0])["smartcar.token_renewed"]).toBe(true)
      expect(metrics).toMatchObject({ [refreshes("success")]: 1, [calls("user", "success").counter]: 1 })
    }).pipe(Effect.provide(tokens.layer(vendor)))
  })

  it.effect("whose refresh token is dead is a warning, once however many calls need it", () => {
    const vendor = tokens.makeVendor()
    vendor.answer = () => Effect.succeed(tokens.oauthError("invalid_grant"))
    return Effect.gen(function* () {
      yield* tokens.keep(0)
      const { logs, metrics, spans } = yield* told(Effect.replicateEffect(Effect.flip(User.get()), 3))
      expect(metrics).toMatchObject({
        [refreshes("revoked")]: 1,
        "smartcar.errors error.type=CredentialsError smartcar.api_version=2.0 smartcar.endpoint=user": 3
      })
      expect(attributes(of(spans, "Smartcar.refresh")[0])["error.type"]).toBe("CredentialsError")
      expect(logs).toEqual([
        {
          level: "WARN",
          message: "A refresh token is dead: its owner has to go through Connect again",
          "error.type": "OAuthError",
          "error.message": expect.stringContaining('owner "default" is dead'),
          ...owner
        }
      ])
    }).pipe(Effect.provide(tokens.layer(vendor)))
  })

  for (const [level, answer, errorType] of [
    ["DEBUG", Wire.cut("connect"), "TransportError"],
    ["WARN", tokens.oauthError("invalid_client", 401), "OAuthError"]
  ] as const) {
    it.effect(`that is not refreshed for ${errorType} is told at level ${level}`, () => {
      const vendor = tokens.makeVendor()
      vendor.answer = () => Effect.succeed(answer)
      return Effect.gen(function* () {
        yield* tokens.keep(0)
        const { logs, metrics } = yield* told(
          Effect.gen(function* () {
            const fiber = yield* Effect.fork(Effect.flip(User.get()))
            yield* TestClock.adjust("1 minute")
            yield* Fiber.join(fiber)
          })
        )
        expect(metrics[refreshes("failure")]).toBe(1)
        expect(logs.filter(({ message }) => message === "No new access token")).toMatchObject([
          { level, "error.type": errorType, ...owner }
        ])
      }).pipe(Effect.provide(tokens.layer(vendor)))
    })
  }
})

describe("new tokens", () => {
  /** A store that takes tokens as long as it is not said to be down. */
  const store = (isDown: () => boolean) =>
    Layer.effect(
      TokenStore.TokenStore,
      Effect.map(TokenStore.TokenStore, (store) => ({
        ...store,
        compareAndSet: (...args) =>
          Effect.suspend(() =>
            isDown()
              ? new SmartcarError.CredentialsError({ reason: "store", description: "the store is down" })
              : store.compareAndSet(...args)
          )
      }))
    ).pipe(Layer.provide(TokenStore.layerMemory))

  it.effect("that the store does not take are a warning, and a note when it does", () => {
    const vendor = tokens.makeVendor()
    let isDown = false
    vendor.valid.add("access-1")
    vendor.answer = () => Effect.sync(() => (isDown = true)).pipe(Effect.as(tokens.tokenAnswer(1)))
    return Effect.gen(function* () {
      yield* tokens.keep(0)
      const { logs } = yield* told(
        Effect.gen(function* () {
          const fiber = yield* Effect.fork(Effect.replicateEffect(User.get(), 3))
          yield* TestClock.adjust("30 seconds")
          yield* Fiber.join(fiber)
          isDown = false
          yield* Effect.replicateEffect(User.get(), 3)
        })
      )
      expect(logs.filter(({ level }) => level !== "DEBUG")).toMatchObject([
        {
          level: "WARN",
          message: "New Smartcar tokens could not be kept yet; they are held in memory",
          "smartcar.owner": "default",
          "error.message": "the store is down"
        },
        { level: "INFO", message: "New Smartcar tokens are kept now", "smartcar.owner": "default" }
      ])
    }).pipe(
      Effect.provide(
        Layer.provideMerge(
          tokens.processLayer(vendor),
          store(() => isDown)
        )
      )
    )
  })

  it.effect("survive a logger that throws", () => {
    const vendor = tokens.makeVendor()
    const broken = Logger.make(() => {
      throw new Error("the disk is full")
    })
    return Effect.gen(function* () {
      yield* tokens.keep(0)
      yield* Effect.exit(User.get()).pipe(
        Effect.provide(Layer.merge(Logger.replace(Logger.defaultLogger, broken), Logger.minimumLogLevel(LogLevel.All)))
      )
      expect(Option.map(yield* tokens.kept(), ({ refresh }) => refresh)).toEqual(Option.some("refresh-1"))
    }).pipe(Effect.provide(tokens.layer(vendor)))
  })
})

describe("the application's token", () => {
  const refreshes = (outcome: string) =>
    `smartcar.token.refreshes smartcar.outcome=${outcome} smartcar.token=application`
  const read = Vehicle.get(applicationTokens.car)

  it.effect("that is requested has a span below the call that needed it", () =>
    Effect.gen(function* () {
      const { logs, metrics, spans } = yield* told(read)
      expect(of(spans, "Smartcar.applicationToken").map(around)).toEqual([["Smartcar.refresh", "Smartcar.vehicle"]])
      expect(attributes(of(spans, "Smartcar.refresh")[0])).toEqual({ "smartcar.token": "application" })
      expect(metrics).toMatchObject({
        [refreshes("success")]: 1,
        [calls("vehicle", "success", "smartcar.api_version=3 ").counter]: 1,
        [calls("applicationToken", "success", "").counter]: 1
      })
      expect(logs).toEqual([
        { level: "DEBUG", message: "Smartcar gave a new access token", "smartcar.token": "application" }
      ])
    }).pipe(Effect.provide(applicationTokens.layer(applicationTokens.makeVendor())))
  )

  it.effect("that is refused is a warning: someone has to mend the secret", () => {
    const vendor = applicationTokens.makeVendor()
    vendor.answer = () => Effect.succeed(tokens.oauthError("invalid_client", 401))
    return Effect.gen(function* () {
      const { logs, metrics, spans } = yield* told(Effect.flip(read))
      expect(metrics[refreshes("failure")]).toBe(1)
      expect(attributes(of(spans, "Smartcar.refresh")[0])["error.type"]).toBe("CredentialsError")
      expect(logs).toMatchObject([{ level: "WARN", message: "No new access token", "smartcar.token": "application" }])
    }).pipe(Effect.provide(applicationTokens.layer(vendor)))
  })
})
