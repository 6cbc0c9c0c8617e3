/** Connections of a client's own, that end with a scope. */
import type * as Net from "node:net"
import * as Undici from "@effect/platform-node/Undici"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { Exchanges } from "./exchange.js"

/** Remembers the sockets: an agent forgets those that are still connecting, and they would keep a process alive. */
const track = (connect: Undici.buildConnector.connector, sockets: Set<Net.Socket>): Undici.buildConnector.connector => {
  return (options, callback) => {
    // undici's own connectors return the socket, which their type leaves out. One of the program's may return nothing.
    const socket = connect(options, callback) as unknown as Net.Socket | undefined
    if (socket !== undefined) {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    }
    return socket
  }
}

/** What an `Agent` makes of its options, so that it can be tracked. */
const connectorOf = (options: Undici.Agent.Options): Undici.buildConnector.connector => {
  const { allowH2, autoSelectFamily, autoSelectFamilyAttemptTimeout, connect, maxCachedSessions, socketPath } = options
  return typeof connect === "function"
    ? connect
    : Undici.buildConnector({
        ...(allowH2 === undefined ? {} : { allowH2 }),
        ...(maxCachedSessions === undefined ? {} : { maxCachedSessions }),
        ...(socketPath === undefined ? {} : { socketPath }),
        ...(options.connectTimeout === undefined ? {} : { timeout: options.connectTimeout }),
        ...(autoSelectFamily === undefined ? {} : { autoSelectFamily }),
        ...(autoSelectFamilyAttemptTimeout === undefined ? {} : { autoSelectFamilyAttemptTimeout }),
        ...connect
      })
}

const realClock = Context.get(DefaultServices.liveServices, Clock.Clock)

/** Lets exchanges under way end, for so long, and then closes every connection. */
const close = (
  dispatcher: Undici.Dispatcher,
  exchanges: Exchanges,
  sockets: Set<Net.Socket>,
  shutdownTimeout: Duration.DurationInput
): Effect.Effect<void> =>
  Effect.gen(function* () {
    // In a fiber of its own: the one that closes the scope may have been interrupted, and still waits.
    const timer = yield* Effect.sync(() => exchanges.destroy()).pipe(
      Effect.delay(shutdownTimeout),
      // Sockets know no other clock, whatever a test sets.
      Effect.withClock(realClock),
      Effect.interruptible,
      Effect.forkDaemon
    )
    yield* Effect.async<void>((resume) => exchanges.close(() => resume(Effect.void)))
    yield* Fiber.interrupt(timer)
    yield* Effect.promise(() => dispatcher.destroy())
    for (const socket of sockets) socket.destroy()
  })

export const make = (
  options: Undici.Agent.Options,
  shutdownTimeout: Duration.DurationInput
): Effect.Effect<{ readonly dispatcher: Undici.Dispatcher; readonly exchanges: Exchanges }, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const sockets = new Set<Net.Socket>()
      const dispatcher = new Undici.Agent({ ...options, connect: track(connectorOf(options), sockets) })
      return { dispatcher, exchanges: new Exchanges(true), sockets }
    }),
    ({ dispatcher, exchanges, sockets }) => close(dispatcher, exchanges, sockets, shutdownTimeout)
  )
