import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import * as Http from "node:http"
import * as Net from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Tls from "node:tls"
import { Effect, Schedule } from "effect"

export interface Loopback {
  readonly origin: string
  /** What arrived so far, the oldest first. */
  readonly requests: ReadonlyArray<Http.IncomingMessage>
  /** How many connections were made so far, and how many of them are open. */
  readonly connections: () => number
  readonly open: () => number
}

/** Makes a server listen on 127.0.0.1 and a free port, until the scope closes. */
const listen = (server: Net.Server, protocol: string): Effect.Effect<Omit<Loopback, "requests">> =>
  Effect.async((resume) => {
    const sockets = new Set<Net.Socket>()
    let connections = 0
    server.on("connection", (socket: Net.Socket) => {
      connections++
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => sockets.delete(socket))
    })
    server.on("close", () => {
      for (const socket of sockets) socket.destroy()
    })
    server.listen(0, "127.0.0.1", () => {
      // A server that listens on a TCP port has such an address.
      const { port } = server.address() as Net.AddressInfo
      const origin = `${protocol}://127.0.0.1:${port}`
      resume(Effect.succeed({ origin, connections: () => connections, open: () => sockets.size }))
    })
  })

/** A server on 127.0.0.1 and a free port, until the scope closes. */
export const serve = (handler: Http.RequestListener) =>
  Effect.gen(function* () {
    const requests: Array<Http.IncomingMessage> = []
    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Http.createServer((request, response) => {
          requests.push(request)
          handler(request, response)
        })
      ),
      (server) =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    return { requests, ...(yield* listen(server, "http")) }
  })

const scopedServer = (make: () => Net.Server) =>
  Effect.acquireRelease(Effect.sync(make), (server) => Effect.sync(() => server.close()))

/** A server that is told of each connection, and answers what it likes. */
export const serveTcp = (handler: (socket: Net.Socket) => void) =>
  Effect.flatMap(
    scopedServer(() => Net.createServer(handler)),
    (server) => listen(server, "http")
  )

/** A server whose certificate no one has signed. */
export const serveSelfSigned = Effect.flatMap(
  scopedServer(() => {
    const directory = mkdtempSync(join(tmpdir(), "effect-smartcar-"))
    try {
      const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")]
      const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
      const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
      execFileSync("openssl", ["req", "-x509", "-nodes", ...curve, ...subject, "-keyout", key, "-out", cert], {
        stdio: "ignore"
      })
      return Tls.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
        socket.on("error", () => {})
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
      })
    } finally {
      rmSync(directory, { recursive: true })
    }
  }),
  (server) => listen(server, "https")
)

/** An origin at which no one listens. */
export const closedOrigin = Effect.scoped(
  Effect.map(
    serve(() => {}),
    ({ origin }) => origin
  )
)

/** Waits, for up to two seconds, until something holds. */
export const eventually = (holds: () => boolean) =>
  Effect.sync(holds).pipe(
    Effect.repeat({ until: (held) => held, schedule: Schedule.spaced("5 millis") }),
    Effect.timeout("2 seconds")
  )

export const sendJson = (response: Http.ServerResponse, body: unknown) => {
  response.writeHead(200, { "content-type": "application/json", "sc-request-id": "req-1", "sc-unit-system": "metric" })
  response.end(JSON.stringify(body))
}
