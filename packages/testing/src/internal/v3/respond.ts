/** One request of API v3 against one state: the answer, and the state after it. */
import * as Either from "effect/Either"
import type { EndpointNameV3 } from "../../Fleet.js"
import * as Wire from "../../Wire.js"
import { authenticate } from "../authenticate.js"
import { type Failure, vendor } from "../errors.js"
import { type Result, reach, unitsOf } from "../handler.js"
import { chargeApplication, chargeVehicle } from "../limits.js"
import { choose, decodeParams, originOf, type Route } from "../routes.js"
import type { Connection, State } from "../state.js"
import * as Errors from "./errors.js"
import { perform } from "./perform.js"
import { fieldsOf, routesOf } from "./routes.js"

/** The user in whose name a call about a car is made. */
const userOf = ({ endpoint }: Route<EndpointNameV3>, user: string | undefined): Result<string | undefined> =>
  user === undefined && endpoint.auth === "applicationUser"
    ? Either.left(vendor("VALIDATION", "MISSING_PARAMETER", { description: "missing userId" }))
    : Either.right(user)

export const apiV3 = (
  before: State,
  request: Wire.Request,
  { lasts, now, requestId }: { readonly lasts: number; readonly now: number; readonly requestId: string }
): readonly [Wire.Response, State] => {
  const { headers, url } = request
  let state = before
  const reply = Either.gen(function* () {
    const found = yield* routesOf(request)
    yield* authenticate(state, found.routes[0].endpoint, headers["authorization"] ?? "", now)
    const body = yield* fieldsOf(found.routes[0], request)
    const route = yield* choose(found, body)
    if (route.endpoint.host !== "iam") state = yield* chargeApplication(state, 1, now)
    const user = yield* userOf(route, headers["sc-user-id"] || undefined)
    // A car that the user has not connected might as well not exist.
    const isUsers = ({ userId }: Connection) => route.endpoint.auth !== "applicationUser" || userId === user
    const target = yield* reach(state, found.params["vehicleId"], now, isUsers, Errors.notFound("VEHICLE"))
    if (target !== undefined) state = yield* chargeVehicle(state, target.connection, now)
    const units = yield* unitsOf(headers["sc-unit-system"])
    const params = yield* decodeParams(route, found.params, url.searchParams, body)
    const connect = originOf(url, "connect")
    const call = { state, requestId, now, units, connect, grant: undefined, target, url, user, lasts }
    const [answer, after] = yield* perform(route, call, params)
    state = after
    return answer
  })
  const tagged = { "content-type": "application/json; charset=utf-8", "sc-request-id": requestId }
  const failed = (failure: Failure) =>
    Wire.json(Errors.bodyOf([failure], requestId), {
      status: failure.status,
      headers: { ...tagged, ...failure.headers }
    })
  const response = Either.match(reply, {
    onLeft: failed,
    onRight: ({ body, headers, status }) =>
      body === undefined
        ? Wire.text("", { status, headers: { "sc-request-id": requestId } })
        : Wire.json(body, { status, headers: { ...tagged, ...headers } })
  })
  return [response, state]
}
