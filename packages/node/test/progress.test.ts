import { HttpClient } from "@effect/platform"
import { Undici } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { UndiciHttpClient } from "@effect-smartcar/node"
import { Credentials, Retry, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, Exit, Layer, Redacted, Scope, TestContext } from "effect"
import { serve } from "./support/loopback.js"

const over = (client: Layer.Layer<HttpClient.HttpClient>, api: string) =>
  Smartcar.layer.pipe(
    Layer.provide(client),
    Layer.provide(Credentials.layerAccessToken(Redacted.make("token-1"))),
    Layer.provide([SmartcarConfig.layer({ origins: { api } }), TokenStore.layerMemory])
  )

const lock = Vehicle.lock(Vehicle.make("car-1")).pipe(Retry.transient({ times: 2, base: "1 millis" }), Effect.flip)

const lockBy = (dispatcher: Undici.Dispatcher, api: string) =>
  Effect.provide(lock, over(Layer.succeed(HttpClient.HttpClient, UndiciHttpClient.make(dispatcher)), api))

describe("a command that may have run is not repeated", () => {
  it.live("over a dispatcher that does not tell what it sends", () =>
    Effect.gen(function* () {
      const agent = new Undici.MockAgent()
      agent.disableNetConnect()
      let sent = 0
      agent
        .get("https://api.smartcar.example")
        .intercept({ path: () => true, method: "POST" })
        .reply(() => {
          sent += 1
          throw Object.assign(new Error("reset"), { code: "ECONNRESET" })
        })
        .persist()
      const error = yield* lockBy(agent, "https://api.smartcar.example")
      expect([error, sent]).toMatchObject([{ _tag: "TransportError", phase: "sent" }, 1])
    })
  )

  it.scopedLive("over a dispatcher that repeats by itself, and then meets no one", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      let sent = 0
      const server = yield* Scope.extend(
        serve((request) => {
          sent += 1
          Effect.runFork(Scope.close(scope, Exit.void))
          request.socket.resetAndDestroy()
        }),
        scope
      )
      const retry = Undici.interceptors.retry({ methods: ["POST"], maxRetries: 2, minTimeout: 20 })
      const error = yield* lockBy(new Undici.Agent().compose(retry), server.origin)
      expect([error, sent]).toMatchObject([{ _tag: "TransportError", phase: "sent" }, 1])
    })
  )

  it.live("but one that had no connection is, whatever the reason was called", () =>
    Effect.gen(function* () {
      let tries = 0
      const client = UndiciHttpClient.layerWith({
        connect: (_, callback) => {
          tries += 1
          callback(new Error("no way"), null)
        }
      })
      const error = yield* Effect.provide(lock, over(client, "http://127.0.0.1:9"))
      expect([error, tries]).toMatchObject([{ _tag: "TransportError", phase: "connect" }, 3])
    })
  )
})

describe("the end of the client", () => {
  it.scopedLive("comes by the real clock, whatever clock a test has set", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => {})
      const program = Effect.gen(function* () {
        yield* Effect.forkDaemon(HttpClient.get(server.origin))
        yield* Effect.promise(() => new Promise((resume) => setTimeout(resume, 50)))
      }).pipe(
        Effect.provide(
          UndiciHttpClient.layerWith({ shutdownTimeout: "100 millis" }).pipe(
            Layer.provideMerge(TestContext.TestContext)
          )
        )
      )
      const exit = yield* Effect.promise(() => Effect.runPromiseExit(program)).pipe(Effect.timeout("3 seconds"))
      expect(Exit.isSuccess(exit)).toBe(true)
    })
  )
})
