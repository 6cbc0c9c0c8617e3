/** One request against one state: the answer, and the state after it. */
import * as Either from "effect/Either"
import * as Wire from "../Wire.js"
import { authenticate } from "./authenticate.js"
import { consent } from "./connect.js"
import { bodyOf as failureBody, permission } from "./errors.js"
import { reach, unitsOf } from "./handler.js"
import { chargeApplication, chargeVehicle } from "./limits.js"
import { perform } from "./perform.js"
import { uuid } from "./random.js"
import { bodyOf, choose, decodeParams, hostsOf, originOf, type Route, routesOf, versionOf } from "./routes.js"
import type { Connection, State } from "./state.js"
import { apiV3 } from "./v3/respond.js"

/** How many requests a call counts for: one for each path of a batch. */
const amountOf = ({ name }: Route, body: Readonly<Record<string, unknown>>): number =>
  name === "batch" && Array.isArray(body["requests"]) ? Math.max(1, body["requests"].length) : 1

const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Wire.Response =>
  Wire.text(body, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } })

/** Connect's pages: a click by the fleet's first owner. */
const page = (state: State, url: URL, now: number): readonly [Wire.Response, State] =>
  Either.match(consent(state, url.href, {}, now), {
    onLeft: ({ description }) => [text(400, description), state],
    onRight: ([location, next]) => [text(302, "", { location }), next]
  })

const api = (before: State, request: Wire.Request, requestId: string, now: number): readonly [Wire.Response, State] => {
  const { url, headers } = request
  let state = before
  const reply = Either.gen(function* () {
    const found = yield* routesOf(request)
    const grant = yield* authenticate(state, found.routes[0].endpoint, headers["authorization"] ?? "", now)
    if (found.isMiswritten) return yield* Either.left(permission)
    const body = yield* bodyOf(found.routes[0], request)
    const route = yield* choose(found, body)
    const { auth } = route.endpoint
    if (route.endpoint.host !== "auth") state = yield* chargeApplication(state, amountOf(route, body), now)
    const isGranted = ({ id }: Connection) => grant === undefined || grant.connections.has(id)
    const target = yield* reach(state, found.params["vehicleId"], now, isGranted, permission)
    if (target !== undefined && auth === "user" && route.name !== "batch") {
      state = yield* chargeVehicle(state, target.connection, now)
    }
    const units = yield* unitsOf(headers["sc-unit-system"])
    const params = yield* decodeParams(route, found.params, url.searchParams, body)
    const call = { state, requestId, now, units, connect: originOf(url, "connect"), grant, target }
    const [answer, after] = yield* perform(route, call, params)
    state = after
    return answer
  })
  const tagged = { "content-type": "application/json; charset=utf-8", "sc-request-id": requestId }
  const response = Either.match(reply, {
    onLeft: (failure) =>
      Wire.json(failureBody(failure, requestId), {
        status: failure.status,
        headers: { ...tagged, ...failure.headers }
      }),
    onRight: (answer) => Wire.json(answer.body, { headers: { ...tagged, ...answer.headers } })
  })
  return [response, state]
}

const connectPages: ReadonlySet<string> = new Set(["/oauth/authorize", "/oauth/reauthenticate"])

/** `lasts`: how many milliseconds a command of API v3 takes. */
export const respond = (
  state: State,
  request: Wire.Request,
  now: number,
  lasts: number
): readonly [Wire.Response, State] => {
  const { method, url } = request
  if (method === "GET" && connectPages.has(url.pathname) && hostsOf(url).includes("connect")) {
    return page(state, url, now)
  }
  const requestId = uuid(`${state.seed}/request/${state.requests}`)
  const counted = { ...state, requests: state.requests + 1 }
  return versionOf(url) === "3"
    ? apiV3(counted, request, { requestId, now, lasts })
    : api(counted, request, requestId, now)
}
