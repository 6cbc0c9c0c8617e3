import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"

/** A server on 127.0.0.1 and a free port, until the scope closes: its origin, and what arrived so far. */
export const serve = (handler: Http.RequestListener) =>
  Effect.acquireRelease(
    Effect.async<{ readonly server: Http.Server; readonly origin: string; readonly requests: Array<string> }>(
      (resume) => {
        const requests: Array<string> = []
        const server = Http.createServer((request, response) => {
          requests.push(`${request.method} ${request.url}`)
          handler(request, response)
        })
        server.listen(0, "127.0.0.1", () => {
          // A server that listens on a TCP port has such an address.
          const { port } = server.address() as AddressInfo
          resume(Effect.succeed({ server, origin: `http://127.0.0.1:${port}`, requests }))
        })
      }
    ),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
