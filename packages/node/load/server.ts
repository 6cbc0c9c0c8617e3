/** A vendor on loopback in a process of its own. What goes wrong is in the id of the car that is asked for. */
import * as Http from "node:http"
import type { AddressInfo, Socket } from "node:net"
import * as Zlib from "node:zlib"
import type { Fault } from "./faults.js"

/** Above what the client takes. */
const oversized = Buffer.alloc(1024 * 1024, " ")

const meta = { "content-type": "application/json", "sc-request-id": "load", "sc-unit-system": "metric" }

const send = (response: Http.ServerResponse, status: number, body: unknown, headers: Http.OutgoingHttpHeaders = {}) => {
  response.writeHead(status, { ...meta, ...headers })
  response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body))
}

const error = (type: string, statusCode: number) => ({ type, code: null, description: "as asked for", statusCode })

const answers: Readonly<Record<Fault, (response: Http.ServerResponse, good: unknown, socket: Socket) => void>> = {
  none: (response, good) => send(response, 200, good),
  slow: (response, good) => void setTimeout(() => send(response, 200, good), 100 + Math.random() * 500),
  late: (response, good) => {
    response.writeHead(200, meta).flushHeaders()
    setTimeout(() => response.end(JSON.stringify(good)), 100 + Math.random() * 500)
  },
  500: (response) => send(response, 500, error("SERVER", 500)),
  502: (response) => send(response, 502, error("UPSTREAM", 502)),
  503: (response) => send(response, 503, Buffer.from("<h1>Oops</h1>"), { "content-type": "text/html" }),
  429: (response) => send(response, 429, error("RATE_LIMIT", 429), { "retry-after": "0.1" }),
  401: (response) => send(response, 401, error("AUTHENTICATION", 401)),
  409: (response) => send(response, 409, error("VEHICLE_STATE", 409)),
  reset: (_, __, socket) => void socket.resetAndDestroy(),
  closed: (_, __, socket) => void socket.destroy(),
  cut: (response, good, socket) => {
    response.writeHead(200, meta)
    response.write(JSON.stringify(good).slice(0, 5))
    setTimeout(() => socket.resetAndDestroy(), 20)
  },
  hang: () => {},
  hangs: (response) => {
    response.writeHead(200, { ...meta, "content-length": "100" })
    response.write("{")
  },
  truncated: (response, good) => send(response, 200, Buffer.from(JSON.stringify(good).slice(0, -3))),
  gzip: (response, good) => send(response, 200, Zlib.gzipSync(JSON.stringify(good)), { "content-encoding": "gzip" }),
  noGzip: (response) => send(response, 200, Buffer.from("no gzip"), { "content-encoding": "gzip" }),
  oversized: (response) => send(response, 200, oversized),
  bomb: (response) => send(response, 200, Zlib.gzipSync(oversized), { "content-encoding": "gzip" })
}

const bodies: Readonly<Record<string, unknown>> = {
  "/odometer": { distance: 104.32 },
  "/fuel": { percentRemaining: 0.3, amountRemaining: 53.2, range: 40.5 },
  "/vin": { vin: "0SCAUDI037A5ADB1C" },
  "/security": { status: "success", message: "done" }
}

const entry = ({ path }: { readonly path: string }) =>
  path in bodies && Math.random() < 0.8
    ? { path, code: 200, body: bodies[path], headers: {} }
    : { path, code: 500, body: error("SERVER", 500), headers: {} }

const goodAnswer = (path: string, sent: string): unknown =>
  path === "/batch" ? { responses: JSON.parse(sent).requests.map(entry) } : bodies[path]

const sockets = new Set<Socket>()
let connections = 0

const server = Http.createServer((request, response) => {
  response.on("error", () => {})
  const [, , , id = "", ...rest] = (request.url ?? "").split("/")
  let sent = ""
  request.setEncoding("utf8")
  request.on("data", (chunk: string) => {
    sent += chunk
  })
  // What is in the id is a fault: the client takes them from the same list.
  request.on("end", () => answers[id as Fault](response, goodAnswer(`/${rest.join("/")}`, sent), request.socket))
  request.on("error", () => {})
})
server.on("connection", (socket: Socket) => {
  connections += 1
  sockets.add(socket)
  socket.on("error", () => {})
  socket.on("close", () => sockets.delete(socket))
})
server.keepAliveTimeout = 5000
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => {
  // A server that listens on a TCP port has such an address.
  const { port } = server.address() as AddressInfo
  process.send?.({ origin: `http://127.0.0.1:${port}` })
})
process.on("message", () => process.send?.({ open: sockets.size, connections }))
process.on("disconnect", () => process.exit())
