/** The loopback server, in a process of its own: answers like the API, and costs as little as it can. */
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import * as Wire from "./wire.js"

interface Answer {
  readonly status: number
  readonly body: Buffer
  readonly headers: Http.OutgoingHttpHeaders
}

const answer = (status: number, value: unknown): Answer => {
  const body = Buffer.from(JSON.stringify(value))
  return {
    status,
    body,
    headers: { "content-type": "application/json", "content-length": body.length, ...Wire.metaHeaders }
  }
}

const readings = new Map(
  Object.entries(Wire.bodies).map(([path, body]) => [`/v2.0/vehicles/${Wire.car}${path}`, answer(200, body)])
)

const notFound = answer(404, { ...Wire.asleep, type: "RESOURCE_NOT_FOUND", code: "PATH", statusCode: 404 })
const unauthorized = answer(401, { ...Wire.asleep, type: "AUTHENTICATION", code: null, statusCode: 401 })
const asleep = answer(409, Wire.asleep)

const entries = new Map<string, unknown>(Object.entries(Wire.bodies))

const batch = (request: string): Answer => {
  // What the contenders send; anything else ends the benchmark.
  const { requests } = JSON.parse(request) as { readonly requests: ReadonlyArray<{ readonly path: string }> }
  return answer(200, {
    responses: requests.map(({ path }) =>
      entries.has(path)
        ? { path, code: 200, body: entries.get(path), headers: Wire.metaHeaders }
        : { path, code: 404, body: { ...Wire.asleep, type: "RESOURCE_NOT_FOUND", code: "PATH" }, headers: {} }
    )
  })
}

const send = (response: Http.ServerResponse, { status, headers, body }: Answer) => {
  response.writeHead(status, headers)
  response.end(body)
}

const server = Http.createServer((request, response) => {
  const url = request.url ?? ""
  if (request.headers.authorization !== `Bearer ${Wire.token}`) return send(response, unauthorized)
  if (request.method === "POST" && url === `/v2.0/vehicles/${Wire.car}/batch`) {
    let text = ""
    request.setEncoding("utf8")
    request.on("data", (chunk: string) => {
      text += chunk
    })
    request.on("end", () => send(response, batch(text)))
    return
  }
  send(response, readings.get(url) ?? (url.includes(Wire.sleeper) ? asleep : notFound))
})

// No contender loses its connections while others have their turn.
server.keepAliveTimeout = 600_000
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => {
  // A server that listens on a TCP port has such an address.
  const { port } = server.address() as AddressInfo
  process.send?.({ origin: `http://127.0.0.1:${port}` })
})
process.on("disconnect", () => process.exit())
