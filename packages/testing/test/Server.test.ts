import { createConnection } from "node:net"
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, Smartcar, TokenStore } from "@effect-smartcar/sdk"
import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
import { Auth, Connect, Connections, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { Effect, Either, Exit, Fiber, Layer, Option, Scope } from "effect"
import { ada, car, idOf } from "./support/harness.js"

const over = (client: Layer.Layer<HttpClient.HttpClient>, options: SimulatorNode.Options = {}) =>
  Smartcar.layer.pipe(
    Layer.provide(client),
    Layer.provideMerge(Credentials.layer),
    Layer.provideMerge(Layer.merge(SimulatorNode.layerConfig, TokenStore.layerMemory)),
    Layer.provideMerge(SimulatorNode.layerServer(options))
  )

/** Keeps tokens of the first owner. */
const signIn = Effect.gen(function* () {
  const store = yield* TokenStore.TokenStore
  yield* store.compareAndSet(ada, Option.none(), yield* Simulator.access())
})

const isLocked = Effect.map(Simulator.car(idOf("TESLA")), (tesla) => tesla.isLocked)

for (const [name, client] of [
  ["fetch", FetchHttpClient.layer],
  ["fetch that bounds itself", BoundedHttpClient.layerFetch],
  ["undici", NodeHttpClient.layerUndici],
  ["node", NodeHttpClient.layer]
] as const) {
  describe(`over a socket, with ${name}`, () => {
    it.live("serves every host at one origin", () =>
      Effect.gen(function* () {
        const { origin } = yield* SimulatorNode.SimulatorServer
        expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
        const authorizeUrl = yield* Connect.authorizeUrl({ state: "s" })
        expect(authorizeUrl.startsWith(`${origin}/oauth/authorize?`)).toBe(true)
        const clicked = yield* Effect.promise(() => fetch(authorizeUrl, { redirect: "manual" }))
        expect(clicked.status).toBe(302)
        const result = yield* Connect.parseCallback(clicked.headers.get("location") ?? "", { state: "s" })
        if (result._tag !== "Authorized") return yield* Effect.dieMessage("not authorized")
        yield* Auth.connect(result.code)
        const { vehicles } = (yield* Vehicles.list()).value
        expect(vehicles).toEqual([idOf("TESLA"), idOf("TOYOTA"), idOf("AUDI")])
        const tesla = Vehicle.make(idOf("TESLA"), { unitSystem: "imperial" })
        const now = yield* Batch.all({ odometer: Vehicle.odometer, fuel: Vehicle.fuel })(tesla)
        expect([Either.isRight(now.odometer), Either.isLeft(now.fuel)]).toEqual([true, true])
        yield* Vehicle.unlock(tesla)
        expect(yield* isLocked).toBe(false)
        expect((yield* Connections.list()).value.connections).toHaveLength(3)
        const { meta } = yield* Vehicle.odometer(tesla)
        expect(Object.keys(meta).sort()).toEqual(["dataAge", "fetchedAt", "requestId", "unitSystem"])
      }).pipe(Effect.provide(over(client)))
    )

    it.live("answers errors and faults as in process", () =>
      Effect.gen(function* () {
        yield* signIn
        yield* Simulator.expireLogin(idOf("TESLA"))
        const { origin } = yield* SimulatorNode.SimulatorServer
        expect(yield* Effect.flip(Vehicle.odometer(car("TESLA")))).toMatchObject({
          code: "AUTHENTICATION_FAILED",
          resolution: { url: expect.stringContaining(`${origin}/oauth/reauthenticate?`) }
        })
        yield* Simulator.fail(Simulator.vendorError({ type: "RATE_LIMIT", code: "VEHICLE", retryAfter: 3 }))
        expect((yield* Effect.flip(Vehicle.vin(car("TESLA"))))._tag).toBe("RateLimitError")
        yield* Simulator.delay("100 millis")
        const timed = Vehicle.unlock(car("TOYOTA")).pipe(Smartcar.withTimeout("20 millis"))
        expect((yield* Effect.flip(timed))._tag).toBe("TimeoutError")
        yield* Vehicle.vin(car("TESLA"))
      }).pipe(Effect.provide(over(client)))
    )

    for (const [phase, expected, executed] of [
      ["connect", "sent", false],
      ["sent", "sent", true],
      ["body", "body", true]
    ] as const) {
      it.live(`cuts the connection in the phase ${phase}`, () =>
        Effect.gen(function* () {
          yield* signIn
          yield* Simulator.cut(phase)
          const error = yield* Effect.flip(Vehicle.unlock(car("TESLA")))
          expect(error).toMatchObject({ _tag: "TransportError", phase: expected })
          expect(yield* isLocked).toBe(!executed)
          yield* Vehicle.lock(car("TESLA"))
        }).pipe(Effect.provide(over(client)))
      )
    }
  })
}

describe("the server", () => {
  const start = (options: SimulatorNode.Options, scope: Scope.Scope) =>
    Layer.buildWithScope(SimulatorNode.layerServer(options), scope)

  const portOf = (origin: string) => Number(new URL(origin).port)

  it.live("listens on the port it is given, and frees it when it closes", () =>
    Effect.gen(function* () {
      const first = yield* Scope.make()
      const { origin } = yield* Effect.provide(SimulatorNode.SimulatorServer, yield* start({}, first))
      const second = yield* Scope.make()
      const taken = yield* Effect.flip(start({ port: portOf(origin) }, second))
      expect(taken._tag).toBe("ServeError")
      yield* Scope.close(first, Exit.void)
      const again = yield* Effect.provide(SimulatorNode.SimulatorServer, yield* start({ port: portOf(origin) }, second))
      expect(again.origin).toBe(origin)
      yield* Scope.close(second, Exit.void)
      expect(yield* Effect.either(Effect.tryPromise(() => fetch(origin)))).toMatchObject({ _tag: "Left" })
    })
  )

  it.live("closes in time though an answer is delayed and a client holds its connection", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* start({}, scope)
      const { origin } = yield* Effect.provide(SimulatorNode.SimulatorServer, context)
      yield* Effect.provide(Simulator.delay("1 hour"), context)
      const socket = createConnection(portOf(origin), "127.0.0.1")
      socket.on("error", () => undefined)
      const pending = yield* Effect.fork(Effect.either(Effect.tryPromise(() => fetch(`${origin}/v2.0/user`))))
      yield* Effect.sleep("50 millis")
      const [duration] = yield* Effect.timed(Scope.close(scope, Exit.void))
      expect(Number(duration.value._tag === "Millis" ? duration.value.millis : 0)).toBeLessThan(3_000)
      expect((yield* Fiber.join(pending))._tag).toBe("Left")
      socket.destroy()
    })
  )

  it.live("lets an answer end that is on its way", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* start({}, scope)
      const { origin } = yield* Effect.provide(SimulatorNode.SimulatorServer, context)
      yield* Effect.provide(Simulator.delay("300 millis"), context)
      const pending = yield* Effect.fork(Effect.tryPromise(() => fetch(`${origin}/v2.0/user`)))
      yield* Effect.sleep("50 millis")
      yield* Scope.close(scope, Exit.void)
      expect((yield* Fiber.join(pending)).status).toBe(401)
    })
  )

  it.live("records requests without showing their secrets", () =>
    Effect.gen(function* () {
      yield* signIn
      yield* Vehicle.vin(car("TESLA"))
      const [request] = yield* Simulator.requests
      expect(request?.headers["authorization"]).toMatch(/^Bearer [0-9a-f-]{36}$/)
      expect(JSON.stringify(request)).toContain('"authorization":"<redacted>"')
    }).pipe(Effect.provide(over(FetchHttpClient.layer)))
  )
})
