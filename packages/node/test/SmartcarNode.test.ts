import { expect, it } from "@effect/vitest"
import { SmartcarNode, type UndiciHttpClient } from "@effect-smartcar/node"
import { Access, Credentials, Reading, TokenStore } from "@effect-smartcar/sdk"
import { Connections, Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { ConfigError, DateTime, Effect, Layer, Option, Redacted } from "effect"
import { sendJson, serve } from "./support/loopback.js"

const car = Vehicle.make("car-1")

const odometer = Vehicle.odometer(car).pipe(Credentials.withAccessToken(Redacted.make("token-1")))

const at = (api: string) => SmartcarNode.layerWith({ origins: { api } })

const serveOdometer = serve((_, response) => sendJson(response, { distance: 104.32 }))

/** Which version, `.ci/run` checks on the packed packages. */
const userAgent = /^effect-smartcar\/\d+\.\d+\.\d+ Node\.js\/(.+)$/

/** Runs an effect with other environment variables. */
const withEnvironment =
  (variables: Readonly<Record<string, string>>) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const before = { ...process.env }
        Object.assign(process.env, variables)
        return before
      }),
      () => self,
      (before) =>
        Effect.sync(() => {
          for (const name of Object.keys(variables)) {
            if (before[name] === undefined) delete process.env[name]
            else process.env[name] = before[name]
          }
        })
    )

it.scopedLive("a call goes out over a socket and its answer comes back", () =>
  Effect.gen(function* () {
    const server = yield* serveOdometer
    const reading = yield* odometer.pipe(Effect.provide(at(server.origin)))
    expect(reading).toEqual({ value: { distance: 104.32 }, meta: { requestId: "req-1", unitSystem: "metric" } })
    const [request] = server.requests
    expect([request?.method, request?.url]).toEqual(["GET", "/v2.0/vehicles/car-1/odometer"])
    expect(request?.headers.authorization).toBe("Bearer token-1")
  })
)

it.scopedLive("the user agent names the SDK and the runtime", () =>
  Effect.gen(function* () {
    const server = yield* serveOdometer
    yield* odometer.pipe(Effect.provide(at(server.origin)))
    expect(userAgent.exec(server.requests[0]?.headers["user-agent"] ?? "")?.[1]).toBe(process.versions.node)
  })
)

it.scopedLive("a user agent of one's own is sent as it is", () =>
  Effect.gen(function* () {
    const server = yield* serveOdometer
    const layer = SmartcarNode.layerWith({ origins: { api: server.origin }, userAgent: "garage/7" })
    yield* odometer.pipe(Effect.provide(layer))
    expect(server.requests[0]?.headers["user-agent"]).toBe("garage/7")
  })
)

const access = (token: string) =>
  Effect.map(
    DateTime.now,
    (now) =>
      new Access({
        accessToken: Redacted.make(token),
        refreshToken: Redacted.make("refresh-token"),
        expiresAt: DateTime.add(now, { hours: 2 }),
        refreshExpiresAt: DateTime.add(now, { days: 60 })
      })
  )

it.scopedLive("tokens kept in the store that the layer gives are those that its calls use", () =>
  Effect.gen(function* () {
    const server = yield* serveOdometer
    yield* Effect.gen(function* () {
      const store = yield* TokenStore.TokenStore
      yield* store.compareAndSet("alice", Option.none(), yield* access("kept-token"))
      yield* Vehicle.odometer(car).pipe(Credentials.withOwner("alice"))
    }).pipe(Effect.provide(at(server.origin)))
    expect(server.requests[0]?.headers.authorization).toBe("Bearer kept-token")
  })
)

it.scopedLive("a program may bring a token store of its own", () =>
  Effect.gen(function* () {
    const server = yield* serveOdometer
    const kept = yield* access("own-store-token")
    yield* Effect.zipRight(TokenStore.keep("bob", kept), Vehicle.odometer(car).pipe(Credentials.withOwner("bob"))).pipe(
      Effect.provide(Layer.provideMerge(SmartcarNode.layerWithoutTokenStore, TokenStore.layerMemory)),
      withEnvironment({ SMARTCAR_API_ORIGIN: server.origin })
    )
    expect(server.requests[0]?.headers.authorization).toBe("Bearer own-store-token")
  })
)

it.scopedLive("options of the HTTP client pass through", () =>
  Effect.gen(function* () {
    const server = yield* serve((_, response) => setTimeout(() => sendJson(response, { distance: 104.32 }), 10))
    const calls = Effect.all([odometer, odometer, odometer], { concurrency: "unbounded" })
    const connectionsBy = (http: UndiciHttpClient.Options | undefined) =>
      Effect.gen(function* () {
        const before = server.connections()
        yield* Effect.provide(calls, SmartcarNode.layerWith({ origins: { api: server.origin }, http }))
        return server.connections() - before
      })
    expect(yield* connectionsBy({ connections: 1 })).toBe(1)
    expect(yield* connectionsBy(undefined)).toBe(3)
  })
)

it.effect("a program may bring an HTTP client of its own", () =>
  Effect.gen(function* () {
    expect((yield* Reading.value(odometer)).distance).toBe(104.32)
    const [request, ...more] = yield* FakeHttp.requests
    expect([request?.url.href, request?.headers["user-agent"], more.length]).toEqual([
      "https://api.smartcar.com/v2.0/vehicles/car-1/odometer",
      expect.stringMatching(userAgent),
      0
    ])
  }).pipe(
    Effect.provide(
      SmartcarNode.layerWithoutHttpClient.pipe(Layer.provideMerge(FakeHttp.layer(Wire.json({ distance: 104.32 }))))
    )
  )
)

it.scopedLive("the environment says where Smartcar is and who calls", () =>
  Effect.gen(function* () {
    const server = yield* serve((_, response) => sendJson(response, { connections: [], paging: { cursor: null } }))
    const connections = yield* Connections.list().pipe(
      Reading.value,
      Effect.provide(SmartcarNode.layer),
      withEnvironment({
        SMARTCAR_MANAGEMENT_TOKEN: "management-token",
        SMARTCAR_MANAGEMENT_API_ORIGIN: server.origin
      })
    )
    expect(connections.connections).toEqual([])
    // base64 of default:management-token
    expect(server.requests[0]?.headers.authorization).toBe("Basic ZGVmYXVsdDptYW5hZ2VtZW50LXRva2Vu")
    expect(userAgent.exec(server.requests[0]?.headers["user-agent"] ?? "")?.[1]).toBe(process.versions.node)
  })
)

it.live("a malformed variable is a ConfigError that names it", () =>
  Effect.gen(function* () {
    const error = yield* Layer.build(SmartcarNode.layer).pipe(
      Effect.scoped,
      Effect.flip,
      withEnvironment({ SMARTCAR_TIMEOUT: "soon" })
    )
    expect(ConfigError.isConfigError(error)).toBe(true)
    expect(String(error)).toContain("SMARTCAR_TIMEOUT")
  })
)

it.scopedLive("a credential that is not set is missed by the call that needs it, before any request", () =>
  Effect.gen(function* () {
    const server = yield* serveOdometer
    const layer = SmartcarNode.layerWith({ origins: { api: server.origin, management: server.origin } })
    yield* Effect.gen(function* () {
      yield* odometer
      const error = yield* Effect.flip(Connections.list())
      expect(error._tag === "CredentialsError" && error.variable).toBe("SMARTCAR_MANAGEMENT_TOKEN")
    }).pipe(Effect.provide(layer))
    expect(server.requests.length).toBe(1)
  })
)
