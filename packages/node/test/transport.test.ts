import type * as Http from "node:http"
import { pipeline, Readable } from "node:stream"
import { createGzip } from "node:zlib"
import { FetchHttpClient, FileSystem, HttpIncomingMessage } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { SmartcarNode } from "@effect-smartcar/node"
import { Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Deferred, Duration, Effect, Fiber, Layer, Option, Redacted, Runtime } from "effect"
import { closedOrigin, sendJson, serve } from "./support/loopback.js"

const over =
  (client: typeof FetchHttpClient.layer) =>
  (api: string): Layer.Layer<Smartcar.Smartcar> =>
    Smartcar.layer.pipe(
      Layer.provide(client),
      Layer.provide(Credentials.layer),
      Layer.provide([SmartcarConfig.layer({ origins: { api } }), TokenStore.layerMemory])
    )

const clients = [
  { name: "SmartcarNode", at: (api: string) => SmartcarNode.layerWith({ origins: { api } }) },
  { name: "fetch", at: over(FetchHttpClient.layer) },
  { name: "fetch that bounds itself", at: over(BoundedHttpClient.layerFetch) },
  { name: "node:http", at: over(NodeHttpClient.layer) }
]

const odometer = Vehicle.odometer(Vehicle.make("car-1")).pipe(Credentials.withAccessToken(Redacted.make("token-1")))

/** The start of a JSON body whose end never comes. */
const startBody = (response: Http.ServerResponse) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" })
  response.write('{"distance":')
}

/** Spaces without end. */
const endless = (response: Http.ServerResponse, headers: Http.OutgoingHttpHeaders) => {
  response.writeHead(200, { "content-type": "application/json", ...headers })
  const spaces = Readable.from(repeated(Buffer.alloc(10_000, " ")))
  const body = headers["content-encoding"] === "gzip" ? pipeline(spaces, createGzip(), () => {}) : spaces
  pipeline(body, response, () => {})
}

function* repeated<A>(value: A) {
  while (true) yield value
}

/** A server that treats each request as `answer` says, and a signal that the client hung up. */
const serveUntilAbort = (answer: (response: Http.ServerResponse) => void) =>
  Effect.gen(function* () {
    const run = Runtime.runSync(yield* Effect.runtime())
    const arrived = yield* Deferred.make<void>()
    const aborted = yield* Deferred.make<void>()
    const { origin } = yield* serve((_, response) => {
      response.on("close", () => run(Deferred.succeed(aborted, undefined)))
      answer(response)
      run(Deferred.succeed(arrived, undefined))
    })
    return { origin, arrived: Deferred.await(arrived), aborted: Deferred.await(aborted) }
  })

describe.each(clients)("over $name", ({ at }) => {
  it.scopedLive("no trace headers are sent", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => sendJson(response, { distance: 104.32 }))
      yield* odometer.pipe(Effect.withSpan("outer"), Effect.provide(at(server.origin)))
      const names = Object.keys(server.requests[0]?.headers ?? {})
      expect(names).toContain("authorization")
      expect(names.filter((name) => /^(traceparent|tracestate|b3|x-b3-.*)$/.test(name))).toEqual([])
    })
  )

  it.scopedLive("a redirect is not followed", () =>
    Effect.gen(function* () {
      const elsewhere = yield* serve((_, response) => sendJson(response, { distance: 1 }))
      const server = yield* serve((_, response) => {
        response.writeHead(302, { location: `${elsewhere.origin}/stolen` })
        response.end()
      })
      const error = yield* odometer.pipe(Effect.provide(at(server.origin)), Effect.flip)
      expect(error._tag === "UnexpectedResponseError" && error.statusCode).toBe(302)
      expect(elsewhere.requests.length).toBe(0)
    })
  )

  it.live("a refused connection breaks in the phase connect", () =>
    Effect.gen(function* () {
      const error = yield* odometer.pipe(Effect.provide(at(yield* closedOrigin)), Effect.flip)
      expect(error).toMatchObject({
        _tag: "TransportError",
        phase: "connect",
        code: "ECONNREFUSED",
        endpoint: "odometer",
        vehicleId: "car-1"
      })
    })
  )

  it.scopedLive("a reset before the answer breaks in the phase sent", () =>
    Effect.gen(function* () {
      const server = yield* serve((request) => request.socket.resetAndDestroy())
      const error = yield* odometer.pipe(Effect.provide(at(server.origin)), Effect.flip)
      expect(error).toMatchObject({ _tag: "TransportError", phase: "sent" })
      expect(server.requests.length).toBe(1)
    })
  )

  it.scopedLive("a reset in the middle of the answer breaks in the phase body", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        startBody(response)
        setTimeout(() => request.socket.resetAndDestroy(), 50)
      })
      const error = yield* odometer.pipe(Effect.provide(at(server.origin)), Effect.flip)
      expect(error).toMatchObject({ _tag: "TransportError", phase: "body" })
    })
  )

  it.scopedLive.each([
    { until: "the answer", answer: () => {} },
    { until: "the end of its body", answer: startBody }
  ])("a timeout until $until is a TimeoutError, and the server sees the client hang up", ({ answer }) =>
    Effect.gen(function* () {
      const server = yield* serveUntilAbort(answer)
      // Built apart, so that it is the call that hangs up and not the end of the layer.
      const layer = yield* Layer.build(at(server.origin))
      const error = yield* odometer.pipe(Smartcar.withTimeout("200 millis"), Effect.provide(layer), Effect.flip)
      expect(error._tag === "TimeoutError" && Duration.toMillis(error.timeout)).toBe(200)
      yield* Effect.timeout(server.aborted, "2 seconds")
    })
  )

  it.scopedLive.each([
    { length: "said", headers: { "content-length": "1000000000" } },
    { length: "not said", headers: {} },
    { length: "that of its compressed form", headers: { "content-encoding": "gzip" } }
  ])(
    "a body that is too long, and whose length is $length, is not read to its end",
    ({ headers }) =>
      Effect.gen(function* () {
        const server = yield* serveUntilAbort((response) => endless(response, headers))
        const error = yield* odometer.pipe(
          HttpIncomingMessage.withMaxBodySize(Option.some(FileSystem.Size(100_000))),
          Effect.provide(yield* Layer.build(at(server.origin))),
          Effect.flip
        )
        expect(error).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 200, body: "" })
        yield* Effect.timeout(server.aborted, "2 seconds")
      }),
    20_000
  )

  it.scopedLive("an interrupted call hangs up", () =>
    Effect.gen(function* () {
      const server = yield* serveUntilAbort(() => {})
      const layer = yield* Layer.build(at(server.origin))
      const fiber = yield* Effect.fork(Effect.provide(odometer, layer))
      yield* server.arrived
      yield* Fiber.interrupt(fiber)
      yield* Effect.timeout(server.aborted, "2 seconds")
    })
  )
})
