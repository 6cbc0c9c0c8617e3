/** Several readings of one car in one answer, each with its own status, headers and body. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import * as Either from "effect/Either"
import type * as Wire from "../Wire.js"
import { bodyOf, type Failure, invalid } from "./errors.js"
import { takeEntry } from "./faults.js"
import { type Call, type Handlers, onTarget } from "./handler.js"
import { chargeVehicle } from "./limits.js"
import { entryRoute, normalize, type Route } from "./routes.js"
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

/** Headers that a batch has once, for all its entries. */
const ofTheWhole: ReadonlySet<string> = new Set(["content-type", "sc-request-id"])

/** How long to wait comes as a number, under a name in capitals. */
const entryHeaders = (headers: Readonly<Record<string, string>>): Entry["headers"] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): ReadonlyArray<readonly [string, string | number]> => {
      if (ofTheWhole.has(name.toLowerCase())) return []
      if (name.toLowerCase() !== "retry-after") return [[name, value]]
      return [["Retry-After", Number.isNaN(Number(value)) ? value : Number(value)]]
    })
  )

const failed = (path: string, failure: Failure, requestId: string): Entry => ({
  path,
  code: failure.status,
  body: bodyOf(failure, requestId),
  headers: entryHeaders(failure.headers)
})

/** An answer that a test has scripted for this reading, as an entry. */
const scripted = (path: string, { status, headers, body }: Wire.Response): Entry => ({
  path,
  code: status,
  body: Either.getOrElse(
    Either.try((): unknown => JSON.parse(body)),
    () => body
  ),
  headers: entryHeaders(headers)
})

export const batch = (perform: Perform): Handlers<"batch">["batch"] =>
  onTarget((call, { car, connection }, { requests }) =>
    Either.gen(function* () {
      const routes: Array<readonly [string, Route]> = []
      for (const { path } of requests) {
        const route = entryRoute(car.id, path)
        if (route === undefined) {
          return yield* Either.left(invalid(["requests"], `"${path}" is not a path that a batch can carry`))
        }
        routes.push([normalize(path), route])
      }
      let state = call.state
      const responses = routes.map(([path, route]): Entry => {
        const [answer, faults] = takeEntry(state.faults, route.name, car.id)
        state = { ...state, faults }
        if (answer !== undefined) return scripted(path, answer)
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
export const withoutEmptyHeaders = ({ responses }: Endpoint.BatchAnswer) => ({
  responses: responses.map(({ headers, ...entry }) =>
    Object.keys(headers).length === 0 ? entry : { ...entry, headers }
  )
})
