import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"

export interface Loopback {
  readonly origin: string
  /** What arrived so far, the oldest first. */
  readonly requests: ReadonlyArray<Http.IncomingMessage>
}

const close = (server: Http.Server) =>
  Effect.async<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/** A server on 127.0.0.1 and a free port, until the scope closes. */
export const serve = (handler: Http.RequestListener) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<{ readonly server: Http.Server; readonly loopback: Loopback }>((resume) => {
        const requests: Array<Http.IncomingMessage> = []
        const server = Http.createServer((request, response) => {
          requests.push(request)
          handler(request, response)
        })
        server.listen(0, "127.0.0.1", () => {
          // A server that listens on a TCP port has such an address.
          const { port } = server.address() as AddressInfo
          resume(Effect.succeed({ server, loopback: { origin: `http://127.0.0.1:${port}`, requests } }))
        })
      }),
      ({ server }) => close(server)
    ),
    ({ loopback }) => loopback
  )

/** An origin at which no one listens. */
export const closedOrigin = Effect.scoped(
  Effect.map(
    serve(() => {}),
    ({ origin }) => origin
  )
)

export const sendJson = (response: Http.ServerResponse, body: unknown) => {
  response.writeHead(200, { "content-type": "application/json", "sc-request-id": "req-1", "sc-unit-system": "metric" })
  response.end(JSON.stringify(body))
}
