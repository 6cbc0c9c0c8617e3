import type * as Http from "node:http"
import { HttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { SmartcarNode, UndiciHttpClient } from "@effect-smartcar/node"
import { Credentials } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Deferred, Duration, Effect, Exit, Fiber, Layer, Redacted, Runtime, Schema, Scope } from "effect"
import { closedOrigin, eventually, sendJson, serve, serveSelfSigned, serveTcp } from "./support/loopback.js"

const get = (url: string) => Effect.flatMap(HttpClient.HttpClient, (client) => client.get(url))

const times = (count: number) => Array.from({ length: count }, (_, index) => index)

const inParallel = { concurrency: "unbounded", discard: true } as const

/** A client whose scope the test closes. */
const closeable = (options: UndiciHttpClient.Options) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const client = yield* Effect.map(Layer.buildWithScope(UndiciHttpClient.layerWith(options), scope), (context) =>
      Layer.succeedContext(context)
    )
    return { client, close: Scope.close(scope, Exit.void) }
  })

describe("connections", () => {
  it.scopedLive("calls one after the other share one", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => sendJson(response, {}))
      yield* Effect.forEach(times(5), () => get(server.origin)).pipe(Effect.provide(UndiciHttpClient.layer))
      expect([server.requests.length, server.connections()]).toEqual([5, 1])
    })
  )

  it.scopedLive.each([
    { limit: undefined, expected: 50 },
    { limit: 4, expected: 4 }
  ])("50 calls at once make as many as the limit $limit allows, and leave none", ({ expected, limit }) =>
    Effect.gen(function* () {
      let running = 0
      let most = 0
      const server = yield* serve((_, response) => {
        most = Math.max(most, ++running)
        setTimeout(() => {
          running--
          sendJson(response, {})
        }, 10)
      })
      yield* Effect.forEach(times(50), () => get(server.origin), inParallel).pipe(
        Effect.provide(UndiciHttpClient.layerWith(limit === undefined ? {} : { connections: limit }))
      )
      expect([server.requests.length, server.connections()]).toEqual([50, expected])
      expect(most).toBeLessThanOrEqual(expected)
      yield* eventually(() => server.open() === 0)
    })
  )

  it.scopedLive("are 256 to an origin unless one says otherwise", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => setTimeout(() => sendJson(response, {}), 20))
      yield* Effect.forEach(times(280), () => get(server.origin), inParallel).pipe(
        Effect.provide(UndiciHttpClient.layer)
      )
      expect([server.requests.length, server.connections()]).toEqual([280, 256])
    })
  )

  it.scopedLive("that nothing uses end after the time that they may idle", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => {
        // Otherwise the server announces its own time, which goes before.
        response.setHeader("connection", "keep-alive")
        response.setHeader("keep-alive", "")
        sendJson(response, {})
      })
      yield* Effect.gen(function* () {
        yield* get(server.origin)
        expect(server.open()).toBe(1)
        yield* eventually(() => server.open() === 0)
      }).pipe(Effect.provide(UndiciHttpClient.layerWith({ keepAliveTimeout: 50 })))
    })
  )

  it.scopedLive.each([
    { size: 10, what: "small" },
    { size: 5_000_000, what: "5 MB" }
  ])("20 $what bodies that no one reads keep none busy", ({ size }) =>
    Effect.gen(function* () {
      const body = Buffer.alloc(size, "x")
      const server = yield* serve((_, response) => response.end(body))
      yield* Effect.gen(function* () {
        for (const _ of times(20)) yield* get(server.origin)
        expect(server.connections()).toBe(1)
      }).pipe(Effect.provide(UndiciHttpClient.layer))
      yield* eventually(() => server.open() === 0)
    })
  )
})

/** A server whose answers never end: they do not start, or stop in the body. */
const serveEndless = (withBody: boolean) =>
  Effect.gen(function* () {
    const run = Runtime.runSync(yield* Effect.runtime())
    const arrived = yield* Deferred.make<void>()
    const server = yield* serve((_, response: Http.ServerResponse) => {
      if (withBody) {
        response.writeHead(200, { "content-length": 1000 })
        response.write("{")
      }
      run(Deferred.succeed(arrived, undefined))
    })
    return { ...server, arrived: Deferred.await(arrived) }
  })

describe("interruption", () => {
  it.scopedLive.each([false, true])("hangs up before the answer, or in its body: %s", (withBody) =>
    Effect.gen(function* () {
      const server = yield* serveEndless(withBody)
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(get(server.origin))
        yield* server.arrived
        expect(server.open()).toBe(1)
        yield* Fiber.interrupt(fiber)
        yield* eventually(() => server.open() === 0)
      }).pipe(Effect.provide(UndiciHttpClient.layer))
    })
  )

  it.scopedLive("of a call that waits for a connection leaves that one to others, and sends nothing", () =>
    Effect.gen(function* () {
      const release: Array<() => void> = []
      const server = yield* serve((_, response) => release.push(() => sendJson(response, {})))
      yield* Effect.gen(function* () {
        const first = yield* Effect.fork(get(`${server.origin}/first`))
        yield* eventually(() => release.length === 1)
        const waiting = yield* Effect.forEach(times(3), () => Effect.fork(get(`${server.origin}/waiting`)))
        yield* Effect.yieldNow()
        yield* Fiber.interruptAll(waiting)
        const last = yield* Effect.fork(get(`${server.origin}/last`))
        release[0]?.()
        expect((yield* Fiber.join(first)).status).toBe(200)
        yield* eventually(() => release.length === 2)
        release[1]?.()
        expect((yield* Fiber.join(last)).status).toBe(200)
      }).pipe(Effect.provide(UndiciHttpClient.layerWith({ connections: 1 })))
      expect(server.requests.map(({ url }) => url)).toEqual(["/first", "/last"])
      expect(server.connections()).toBe(1)
    })
  )

  it.scopedLive("of many calls at once leaves a client that works", () =>
    Effect.gen(function* () {
      let answering = false
      const server = yield* serve((_, response) => {
        if (answering) sendJson(response, {})
      })
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(times(60), () => Effect.fork(get(server.origin)))
        yield* eventually(() => server.requests.length >= 8)
        yield* Fiber.interruptAll(fibers)
        yield* eventually(() => server.open() === 0)
        answering = true
        yield* Effect.forEach(times(20), () => get(server.origin), inParallel)
        expect(server.open()).toBeLessThanOrEqual(8)
      }).pipe(Effect.timeout("5 seconds"), Effect.provide(UndiciHttpClient.layerWith({ connections: 8 })))
    })
  )
})

const Coded = Schema.Struct({ code: Schema.String })

/** The code of what broke a call. */
const codeOf = (error: { readonly cause?: unknown }) => (Schema.is(Coded)(error.cause) ? error.cause.code : undefined)

describe("the end of a client", () => {
  it.scopedLive("waits for calls of other fibers, and takes no new ones", () =>
    Effect.gen(function* () {
      const release: Array<() => void> = []
      const server = yield* serve((_, response) => release.push(() => sendJson(response, {})))
      const { client, close } = yield* closeable({})
      const call = yield* Effect.fork(get(server.origin).pipe(Effect.provide(client)))
      yield* eventually(() => release.length === 1)
      const closing = yield* Effect.fork(close)
      yield* Effect.sleep("20 millis")
      const refused = yield* Effect.flip(get(server.origin).pipe(Effect.provide(client)))
      expect([refused.reason, codeOf(refused)]).toEqual(["Transport", "UND_ERR_CLOSED"])
      release[0]?.()
      expect((yield* Fiber.join(call)).status).toBe(200)
      yield* Fiber.join(closing)
      expect(server.requests.length).toBe(1)
      yield* eventually(() => server.open() === 0)
    })
  )

  it.scopedLive("cuts off calls that do not end, even where the fiber that waits was interrupted", () =>
    Effect.gen(function* () {
      const server = yield* serveEndless(false)
      const { client, close } = yield* closeable({ connections: 1, shutdownTimeout: "50 millis" })
      const calls = yield* Effect.forEach(times(2), () =>
        Effect.fork(Effect.flip(get(server.origin).pipe(Effect.provide(client))))
      )
      yield* server.arrived
      const program = yield* Effect.fork(Effect.ensuring(Effect.never, close))
      yield* Effect.yieldNow()
      const [time] = yield* Effect.timed(Fiber.interrupt(program))
      const errors = yield* Effect.forEach(calls, Fiber.join)
      expect(errors.map((error) => [error._tag, codeOf(error)])).toEqual([
        ["RequestError", "UND_ERR_DESTROYED"],
        ["RequestError", "UND_ERR_DESTROYED"]
      ])
      expect(Duration.toMillis(time)).toBeLessThan(2000)
      yield* eventually(() => server.open() === 0)
    })
  )

  it.scopedLive("does not wait for what no one waits for: a connection in the making", () =>
    Effect.gen(function* () {
      // Takes the connection, and never says a word of TLS.
      const server = yield* serveTcp((socket) => socket.resume())
      const { client, close } = yield* closeable({})
      const call = yield* Effect.fork(get(server.origin.replace("http:", "https:")).pipe(Effect.provide(client)))
      yield* eventually(() => server.open() === 1)
      yield* Fiber.interrupt(call)
      yield* Effect.timeout(close, "2 seconds")
      yield* eventually(() => server.open() === 0)
    })
  )
})

describe("a connection that breaks", () => {
  const failure = (url: string, options: UndiciHttpClient.Options = {}) =>
    Effect.flip(get(url)).pipe(Effect.provide(UndiciHttpClient.layerWith(options)))

  it.live("before there is one: no server", () =>
    Effect.gen(function* () {
      const error = yield* failure(yield* closedOrigin)
      expect([error._tag, error.reason, codeOf(error)]).toEqual(["RequestError", "Transport", "ECONNREFUSED"])
    })
  )

  it.scopedLive("before there is one: no TLS, so that its cause says that nothing was sent", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => response.end())
      const error = yield* failure(server.origin.replace("http:", "https:"))
      expect([error._tag, error.reason]).toEqual(["RequestError", "Transport"])
      expect(error.cause).toMatchObject({ syscall: "connect", cause: { code: codeOf(error) } })
      expect(server.requests.length).toBe(0)
    })
  )

  it.scopedLive.each([
    { what: "another protocol", answer: "SSH-2.0-OpenSSH_9.6\r\n" },
    { what: "half a head", answer: "HTTP/1.1 200 OK\r\ncontent-" },
    { what: "only hints", answer: "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" }
  ])("before the head of an answer: $what", ({ answer }) =>
    Effect.gen(function* () {
      const { open, origin } = yield* serveTcp((socket) => socket.once("data", () => socket.end(answer)))
      const error = yield* failure(origin)
      expect([error._tag, error.reason]).toEqual(["RequestError", "Transport"])
      expect(error.cause).not.toMatchObject({ syscall: "connect" })
      yield* eventually(() => open() === 0)
    })
  )

  it.scopedLive.each([
    { what: "fewer bytes than announced", answer: "content-length: 10\r\n\r\nabc" },
    { what: "no last chunk", answer: "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n" },
    { what: "a bad chunk", answer: "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n" },
    { what: "no byte of it", answer: "content-length: 10\r\n\r\n" }
  ])("in a body: $what", ({ answer }) =>
    Effect.gen(function* () {
      const { open, origin } = yield* serveTcp((socket) =>
        socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\nsc-request-id: req-1\r\n${answer}`))
      )
      const error = yield* failure(origin)
      if (error._tag !== "ResponseError") throw error
      expect([error.reason, error.response.status]).toEqual(["Decode", 200])
      expect(error.response.headers["sc-request-id"]).toBe("req-1")
      expect(yield* error.response.text).toBe("")
      expect(error.cause).toMatchObject({ name: expect.stringMatching(/^(SocketError|HTTPParserError)$/) })
      yield* eventually(() => open() === 0)
    })
  )

  it.scopedLive("while it idles is not used again", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => sendJson(response, {}))
      yield* Effect.gen(function* () {
        yield* get(server.origin)
        server.requests[0]?.socket.destroy()
        expect((yield* get(server.origin)).status).toBe(200)
      }).pipe(Effect.provide(UndiciHttpClient.layer))
      expect(server.connections()).toBe(2)
    })
  )

  it.scopedLive("as a request arrives over it is a RequestError, and the request is not repeated", () =>
    Effect.gen(function* () {
      let requests = 0
      const server = yield* serveTcp((socket) =>
        socket.on("data", () => {
          if (++requests === 2) socket.destroy()
          else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        })
      )
      yield* Effect.gen(function* () {
        yield* get(server.origin)
        const error = yield* Effect.flip(get(server.origin))
        expect([error._tag, error.reason]).toEqual(["RequestError", "Transport"])
        expect((yield* get(server.origin)).status).toBe(200)
      }).pipe(Effect.provide(UndiciHttpClient.layer))
      expect([requests, server.connections()]).toEqual([3, 2])
    })
  )
})

describe("a call of the SDK says where its connection broke", () => {
  const broken = (api: string, http: UndiciHttpClient.Options = {}) =>
    Vehicle.odometer(Vehicle.make("car-1")).pipe(
      Credentials.withAccessToken(Redacted.make("token-1")),
      Effect.provide(SmartcarNode.layerWith({ origins: { api }, http })),
      Effect.flip
    )

  it.live.each(["ENOTFOUND", "EAI_AGAIN"])("no name: %s", (code) =>
    Effect.gen(function* () {
      const lookup = (_: string, __: unknown, callback: (error: NodeJS.ErrnoException, address: string) => void) =>
        callback(Object.assign(new Error(`getaddrinfo ${code}`), { code, syscall: "getaddrinfo" }), "")
      const error = yield* broken("https://api.smartcar.example", { connect: { lookup } })
      expect(error).toMatchObject({ _tag: "TransportError", phase: "connect", code })
    })
  )

  it.scopedLive("a certificate that no one has signed, unless it is trusted", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveSelfSigned
      const error = yield* broken(origin)
      expect(error).toMatchObject({ _tag: "TransportError", phase: "connect", code: "DEPTH_ZERO_SELF_SIGNED_CERT" })
      const response = yield* get(origin).pipe(
        Effect.provide(UndiciHttpClient.layerWith({ connect: { rejectUnauthorized: false } }))
      )
      expect(yield* response.text).toBe("ok")
    })
  )

  it.scopedLive("a server that does not answer the handshake", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveTcp(() => {})
      const error = yield* broken(origin.replace("http:", "https:"), { connectTimeout: 100 })
      expect(error).toMatchObject({ _tag: "TransportError", phase: "connect", code: "UND_ERR_CONNECT_TIMEOUT" })
    })
  )

  it.scopedLive("an answer that is cut off", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveTcp((socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"))
      )
      expect(yield* broken(origin)).toMatchObject({ _tag: "TransportError", phase: "body", code: "UND_ERR_SOCKET" })
    })
  )
})
