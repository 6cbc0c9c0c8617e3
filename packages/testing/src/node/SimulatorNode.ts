/**
 * The simulated Smartcar as a real HTTP server, for programs that shall talk over a socket.
 *
 * @since 0.1.0
 */
import { createServer, type Server } from "node:http"
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Simulator from "../Simulator.js"
import * as Wire from "../Wire.js"

/**
 * What a served Smartcar may be told.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends Simulator.Options {
  /** 0, any free one, by default. */
  readonly port?: number | undefined
  /** `127.0.0.1` by default. */
  readonly host?: string | undefined
}

/**
 * Where a simulated Smartcar listens. All its hosts (API, tokens, Connect, management, and those of v3) are at one origin.
 *
 * @since 0.1.0
 * @category tags
 */
export class SimulatorServer extends Context.Tag("@effect-smartcar/testing/SimulatorServer")<
  SimulatorServer,
  {
    /** Such as `http://127.0.0.1:40123`. */
    readonly origin: string
    /** The configuration of a program that talks to it. */
    readonly config: SmartcarConfig.Options
  }
>() {}

/** A body that promises more than comes. */
const half = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"

/** Breaks the connection of a request, so that its client sees what a broken network would show. */
const cut = (request: HttpServerRequest.HttpServerRequest, phase: Wire.Cut["phase"]): Effect.Effect<never> =>
  Effect.zipRight(
    Effect.sync(() => {
      const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
      // By the time a server sees a request it is too late to refuse it: that becomes a reset, too.
      if (phase === "body") socket.write(half, () => socket.destroy())
      else socket.resetAndDestroy()
    }),
    // The closed connection interrupts the handler.
    Effect.never
  )

/** A body that comes later. Its head goes out at once, which Node would otherwise hold back for it. */
const later = (request: HttpServerRequest.HttpServerRequest, body: string, after: Duration.Duration) =>
  Stream.make(body).pipe(
    Stream.encodeText,
    Stream.tap(() => Effect.sleep(after)),
    Stream.onStart(Effect.sync(() => NodeHttpServerRequest.toServerResponse(request).flushHeaders()))
  )

const headersOf = (headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  )

const app = (handle: Wire.Handler, origin: string) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = yield* request.text
    const url = new URL(request.url, origin)
    const answer = yield* handle(
      Wire.request({ method: request.method, url, headers: headersOf(request.headers), body })
    )
    if (answer._tag === "Cut") return yield* cut(request, answer.phase)
    const { headers, status, bodyAfter } = answer
    return bodyAfter === undefined
      ? HttpServerResponse.raw(answer.body, { status, headers })
      : HttpServerResponse.stream(later(request, answer.body, bodyAfter), {
          status,
          headers,
          contentType: headers["content-type"]
        })
  })

/** How long requests that are being answered may take when the server closes. */
const grace = "500 millis"

/** Stops listening, lets answers end that are on their way, and then cuts what is left, such as delayed answers. */
const close = (server: Server): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    server.close(() => resume(Effect.void))
  }).pipe(
    Effect.raceFirst(
      // A connection that was busy when the server began to close would stay open for another request.
      Effect.sync(() => server.closeIdleConnections()).pipe(
        Effect.repeat(Schedule.upTo(Schedule.spaced("20 millis"), grace)),
        Effect.andThen(() => server.closeAllConnections())
      )
    ),
    // Finalizers are not interruptible, but the loser of this race has to be.
    Effect.interruptible,
    // The time of sockets is real, even in a test whose clock stands still.
    Effect.withClock(Clock.make())
  )

/**
 * Serves a simulated Smartcar over HTTP and gives its control service and its address. The server closes with the
 * layer. A refused connection (`Simulator.cut("connect")`) is a reset here.
 *
 * @example
 * ```ts
 * import { SmartcarNode } from "@effect-smartcar/node"
 * import { SimulatorNode } from "@effect-smartcar/testing/node"
 * import { Effect, Layer } from "effect"
 *
 * const layer = Layer.unwrapEffect(
 *   Effect.map(SimulatorNode.SimulatorServer, ({ config }) => SmartcarNode.layerWith(config))
 * ).pipe(Layer.provideMerge(SimulatorNode.layerServer()))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerServer = (
  options: Options = {}
): Layer.Layer<Simulator.Simulator | SimulatorServer, HttpServerError.ServeError> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const simulator = yield* Simulator.make(options)
      const node = createServer()
      const server = yield* NodeHttpServer.make(() => node, {
        port: options.port ?? 0,
        host: options.host ?? "127.0.0.1"
      })
      yield* Effect.addFinalizer(() => close(node))
      const origin = HttpServer.formatAddress(server.address)
      // A server runs its app uninterruptibly: without this, a cut or delayed request would outlive its connection.
      yield* server.serve(Effect.interruptible(app(simulator.handle, origin)))
      return Context.make(Simulator.Simulator, simulator).pipe(
        Context.add(SimulatorServer, { origin, config: simulator.config(origin) })
      )
    })
  )

/**
 * The configuration of a program that talks to the served Smartcar.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig: Layer.Layer<SmartcarConfig.SmartcarConfig, never, SimulatorServer> = Layer.effect(
  SmartcarConfig.SmartcarConfig,
  Effect.map(SimulatorServer, ({ config }) => SmartcarConfig.make(config))
)
