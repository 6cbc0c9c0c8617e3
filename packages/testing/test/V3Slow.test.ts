import { createConnection } from "node:net"
import { FetchHttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle as VehicleV2 } from "@effect-smartcar/sdk/v2"
import { Auth, ChargeSchedules, Commands, Connections, Signals } from "@effect-smartcar/sdk/v3"
import { FakeHttp, Simulator, Wire } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { Clock, Deferred, Duration, Effect, Exit, Fiber, Layer, Scope, TestClock } from "effect"
import { ada, car, idOf } from "./support/harness.js"
import { about, grant } from "./support/v3.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))
const tesla = car("TESLA")
const isLocked = Effect.map(Simulator.car(idOf("TESLA")), (own) => own.isLocked)

describe("a slow command in process", () => {
  it.effect("answers 202 at once and its body when the time has come", () =>
    Effect.gen(function* () {
      yield* Signals.list(tesla)
      yield* Simulator.slow("175 seconds")
      const fiber = yield* Effect.fork(Commands.unlock(tesla))
      yield* TestClock.adjust("174 seconds")
      expect(yield* Fiber.poll(fiber)).toMatchObject({ _tag: "None" })
      // The car has done it by then.
      expect(yield* isLocked).toBe(false)
      yield* TestClock.adjust("1 second")
      const { value } = yield* Fiber.join(fiber)
      expect(value).toMatchObject({ status: "SUCCESS", commandType: "security-unlock", durationInSeconds: 175 })
      expect((value.completedAt?.epochMillis ?? 0) - (value.executedAt?.epochMillis ?? 0)).toBe(175_000)
      // It struck once.
      yield* Commands.lock(tesla)
    }).pipe(connected)
  )

  it.effect("fails with the error in its body, whatever the status of the head", () =>
    Effect.gen(function* () {
      yield* Simulator.slow("3 minutes", { times: 2 })
      const first = yield* Effect.fork(Effect.flip(Commands.startCharge(tesla)))
      yield* TestClock.adjust("3 minutes")
      expect(yield* Fiber.join(first)).toMatchObject({
        _tag: "VehicleStateError",
        code: "CHARGING_PLUG_NOT_CONNECTED",
        statusCode: 409
      })
      // A scripted answer comes as late.
      yield* Simulator.fail(Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE", version: "3" }))
      const second = yield* Effect.fork(Effect.flip(Commands.unlock(tesla)))
      yield* TestClock.adjust("3 minutes")
      expect(yield* Fiber.join(second)).toMatchObject({ _tag: "UpstreamError", statusCode: 502 })
      expect(yield* isLocked).toBe(true)
    }).pipe(connected)
  )

  it.effect("is one of v3, and of those that it is for", () =>
    Effect.gen(function* () {
      yield* Simulator.slow("1 minute", { when: { endpoint: ["lock", "dailyChargeSchedule", "connections"] } })
      // None of these waits: they are reads, of API v2.0, or another command.
      yield* Signals.list(tesla)
      yield* Connections.list()
      yield* VehicleV2.lock(tesla)
      yield* Commands.unlock(tesla)
      const location = { latitude: 1, longitude: 2 }
      const fiber = yield* Effect.fork(
        ChargeSchedules.daily(tesla, { location, startTime: "01:00", stopTime: "02:00" })
      )
      yield* TestClock.adjust("59 seconds")
      expect(yield* Fiber.poll(fiber)).toMatchObject({ _tag: "None" })
      yield* TestClock.adjust("1 second")
      expect((yield* Fiber.join(fiber)).value.durationInSeconds).toBe(60)
      yield* Simulator.slow("1 minute", { chance: 0 })
      yield* Simulator.slow("1 minute", { when: ({ headers }) => headers["sc-user-id"] === "nobody" })
      yield* Commands.lock(tesla)
    }).pipe(connected)
  )

  it.live("does not outlive a client that gives up", () =>
    Effect.gen(function* () {
      const stopped = yield* Deferred.make<void>()
      const real = Clock.make()
      const clock: Clock.Clock = Object.assign(Object.create(real), {
        sleep: (duration: Duration.Duration) =>
          Duration.toHours(duration) < 1
            ? real.sleep(duration)
            : Effect.onInterrupt(Effect.never, () => Deferred.succeed(stopped, undefined))
      })
      yield* Simulator.slow("1 hour")
      const error = yield* Commands.unlock(tesla).pipe(
        Smartcar.withTimeout("200 millis"),
        Effect.flip,
        Effect.withClock(clock)
      )
      expect(error._tag).toBe("TimeoutError")
      expect(yield* isLocked).toBe(false)
      yield* Deferred.await(stopped)
    }).pipe(connected)
  )

  it.effect("may be late, and a cut wins over it", () =>
    Effect.gen(function* () {
      yield* Simulator.slow("1 minute")
      yield* Simulator.delay("1 minute", { when: { endpoint: "unlock" } })
      const fiber = yield* Effect.fork(Commands.unlock(tesla))
      yield* TestClock.adjust("119 seconds")
      expect(yield* Fiber.poll(fiber)).toMatchObject({ _tag: "None" })
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      yield* Simulator.slow("1 minute")
      yield* Simulator.cut("body")

      expect(yield* Effect.flip(Commands.lock(tesla))).toMatchObject({ _tag: "TransportError", phase: "body" })
    }).pipe(connected)
  )

  it.effect("is an answer with a body for later", () =>
    Effect.gen(function* () {
      const { handle } = yield* Simulator.Simulator
      yield* about("TESLA", ada, "/signals")
      yield* Simulator.slow("2 minutes")
      const { authorization = "" } = (yield* Simulator.requests).at(-1)?.headers ?? {}
      const answer = yield* handle({
        method: "POST",
        url: new URL(`https://vehicle.api.smartcar.com/v3/vehicles/${idOf("TESLA")}/commands/security/unlock`),
        headers: { authorization, "sc-user-id": ada },
        body: ""
      })
      expect(answer).toMatchObject({ _tag: "Response", status: 202, bodyAfter: Duration.minutes(2) })
      expect(Wire.slow(Wire.text("x", { headers: { "Content-Length": "1", a: "b" } }), "1 second")).toEqual({
        _tag: "Response",
        status: 202,
        headers: { a: "b" },
        body: "x",
        bodyAfter: Duration.seconds(1)
      })
    }).pipe(connected)
  )

  it.effect("can be a canned answer as well", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(Commands.lock(tesla)))
      yield* TestClock.adjust("59 seconds")
      expect(yield* Fiber.poll(fiber)).toMatchObject({ _tag: "None" })
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "ServerError", statusCode: 500 })
    }).pipe(
      Effect.provide(
        Smartcar.layer.pipe(
          Layer.provide(Credentials.layerApplicationToken("token")),
          Layer.provide(SmartcarConfig.layer()),
          Layer.provide(
            FakeHttp.layer(
              Wire.slow(Simulator.vendorError({ type: "SERVER", code: "INTERNAL", version: "3" }), "1 minute")
            )
          )
        )
      )
    )
  )
})

describe("a slow command over a socket", () => {
  const over = (client: typeof FetchHttpClient.layer) =>
    Smartcar.layer.pipe(
      Layer.provideMerge(Credentials.layerClientCredentials(Auth.requestToken)),
      Layer.provide(client),
      Layer.provideMerge(SimulatorNode.layerConfig),
      Layer.provideMerge(SimulatorNode.layerServer({ connected: true }))
    )

  const clients = { fetch: FetchHttpClient.layer, undici: NodeHttpClient.layerUndici, node: NodeHttpClient.layer }

  for (const [name, client] of Object.entries(clients)) {
    it.live(`is waited for with ${name}`, () =>
      Effect.gen(function* () {
        yield* Simulator.slow("300 millis", { times: 2 })
        const [took, { value }] = yield* Effect.timed(Commands.unlock(tesla))
        expect(value.commandType).toBe("security-unlock")
        expect(Duration.toMillis(took)).toBeGreaterThanOrEqual(290)
        expect(yield* Effect.flip(Commands.stopCharge(tesla))).toMatchObject({ _tag: "VehicleStateError" })
      }).pipe(Effect.provide(over(client)))
    )
  }

  /** What comes over a socket, piece by piece, with the milliseconds since the request. */
  const exchange = (origin: string, authorization: string) =>
    Effect.async<ReadonlyArray<readonly [number, string]>>((resume) => {
      const { hostname, port } = new URL(origin)
      const pieces: Array<readonly [number, string]> = []
      const start = Date.now()
      const socket = createConnection(Number(port), hostname, () => {
        socket.write(
          `POST /v3/vehicles/${idOf("TESLA")}/commands/security/unlock HTTP/1.1\r\nhost: ${hostname}\r\n` +
            `authorization: ${authorization}\r\nsc-user-id: ${ada}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`
        )
      })
      socket.setEncoding("utf8")
      socket.on("data", (piece: string) => pieces.push([Date.now() - start, piece]))
      socket.on("close", () => resume(Effect.succeed(pieces)))
    })

  it.live("sends its head first, without a length, and the body on the same connection", () =>
    Effect.gen(function* () {
      const { origin } = yield* SimulatorNode.SimulatorServer
      const answer = yield* Effect.promise(() =>
        fetch(`${origin}/oauth2/token`, { method: "POST", body: new URLSearchParams(grant) })
      )
      const { access_token } = (yield* Effect.promise(() => answer.json())) as { access_token: string }
      yield* Simulator.slow("400 millis")
      const pieces = yield* exchange(origin, `Bearer ${access_token}`)
      const [head] = pieces
      expect(head?.[1]).toMatch(/^HTTP\/1\.1 202 Accepted\r\n/)
      expect(head?.[1].toLowerCase()).not.toContain("content-length")
      expect(head?.[1].toLowerCase()).toContain("content-type: application/json")
      expect(head?.[1]).not.toContain("command-execution")
      const body = pieces.slice(1)
      expect(body.map(([, text]) => text).join("")).toContain('"type":"command-execution"')
      expect((body[0]?.[0] ?? 0) - (head?.[0] ?? 0)).toBeGreaterThanOrEqual(300)
    }).pipe(Effect.provide(over(FetchHttpClient.layer)))
  )

  it.live("does not keep the server from closing", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(over(FetchHttpClient.layer), scope)
      const fiber = yield* Simulator.slow("1 hour").pipe(
        Effect.zipRight(Commands.unlock(tesla)),
        Effect.either,
        Effect.provide(context),
        Effect.fork
      )
      yield* Effect.sleep("200 millis")
      const [took] = yield* Effect.timed(Scope.close(scope, Exit.void))
      expect(Duration.toMillis(took)).toBeLessThan(3_000)
      expect((yield* Fiber.join(fiber))._tag).toBe("Left")
    })
  )
})
