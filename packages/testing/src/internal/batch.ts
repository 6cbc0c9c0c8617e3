/** Several readings of one car in one answer, each with its own status, headers and body. */
import type { Endpoint } from "@effect-smartcar/sdk"
import * as Either from "effect/Either"
import { bodyOf, type Failure, invalid } from "./errors.js"
import { type Call, type Handlers, onTarget } from "./handler.js"
import { chargeVehicle } from "./limits.js"
import { match, type Route } from "./routes.js"
import type { State } from "./state.js"

/** An answer's JSON and own headers; still without the request id. */
interface Reply {
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** Makes a call that is authorized and charged for. */
export type Perform = (
  route: Route,
  call: Call,
  params: Readonly<Record<string, unknown>>
) => Either.Either<readonly [Reply, State], Failure>

type Entry = Endpoint.BatchAnswer["responses"][number]

const normalize = (path: string): string => `/${path.replace(/^\/+|\/+$/g, "")}`

const routeOf = (vehicleId: string, path: string): Route | undefined => {
  const segments = normalize(path)
    .split("/")
    .filter((segment) => segment !== "")
  const found = match("GET", ["api"], ["vehicles", vehicleId, ...segments])
  return found?.routes.find(({ endpoint }) => endpoint.batch !== undefined)
}

/** Failed entries have no headers, but for how long to wait: a number, under a name in capitals. */
const failed = (path: string, failure: Failure, requestId: string): Entry => {
  const retryAfter = failure.headers["retry-after"]
  return {
    path,
    code: failure.status,
    body: bodyOf(failure, requestId),
    headers: retryAfter === undefined ? {} : { "Retry-After": Number(retryAfter) }
  }
}

export const batch = (perform: Perform): Handlers<"batch">["batch"] =>
  onTarget((call, { car, connection }, { requests }) =>
    Either.gen(function* () {
      const routes: Array<readonly [string, Route]> = []
      for (const { path } of requests) {
        const route = routeOf(car.id, path)
        if (route === undefined) {
          return yield* Either.left(invalid(["requests"], `"${path}" is not a path that a batch can carry`))
        }
        routes.push([normalize(path), route])
      }
      let state = call.state
      const responses = routes.map(([path, route]): Entry => {
        const entry = chargeVehicle(state, connection, call.now).pipe(
          Either.flatMap((charged) => {
            state = charged
            return perform(route, { ...call, state }, { vehicleId: car.id })
          })
        )
        return Either.match(entry, {
          onLeft: (failure) => failed(path, failure, call.requestId),
          onRight: ([{ body, headers }]) => ({ path, code: 200, body, headers })
        })
      })
      return { value: { responses }, state }
    })
  )

/** Entries without headers have no such key, as the vendor answers. */
export const withoutEmptyHeaders = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value) =>
    key === "headers" && Object.keys(value).length === 0 ? undefined : value
  )
