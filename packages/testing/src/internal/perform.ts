/** Every handler, and what stands between a call and its handler: permission, sign-in, capability, the car's state. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import * as Either from "effect/Either"
import * as Account from "./account.js"
import { batch, type Perform, withoutEmptyHeaders } from "./batch.js"
import * as Compatibility from "./compatibility.js"
import { type Failure, permission } from "./errors.js"
import { type Call, encode, type Handlers, type Outcome } from "./handler.js"
import * as Makes from "./makes.js"
import * as Oauth from "./oauth.js"
import { obstacle } from "./obstacle.js"
import type { Fields, Route } from "./routes.js"
import type { Connection } from "./state.js"
import * as Tesla from "./tesla.js"
import * as Vehicle from "./vehicle.js"

/** The readings whose unit the answer's headers tell. */
const withUnits: ReadonlySet<string> = new Set(["battery", "fuel", "odometer", "tirePressure"])

/** What Smartcar knows, or does, without asking the car. */
const withoutCar: ReadonlySet<string> = new Set([
  "attributes",
  "batch",
  "disconnect",
  "permissions",
  "subscribe",
  "unsubscribe",
  "vin"
])

const headersOf = (route: Route, { target, now, units }: Call): Readonly<Record<string, string>> =>
  target === undefined || route.endpoint.kind !== "read" || withoutCar.has(route.name)
    ? {}
    : {
        "sc-data-age": new Date(target.recordedAt).toISOString(),
        "sc-fetched-at": new Date(now).toISOString(),
        ...(withUnits.has(route.name) ? { "sc-unit-system": units } : {})
      }

/** Why this car cannot or will not do it, before anything is tried. */
const obstacleOf = (route: Route, call: Call, params: Fields): Failure | undefined => {
  const { target } = call
  if (target === undefined || withoutCar.has(route.name)) return undefined
  const isOtherMake = route.segments.includes(":make") && params["make"] !== target.car.make.toLowerCase()
  const reason = isOtherMake ? "MAKE_NOT_COMPATIBLE" : Compatibility.incapacity(route.name, target.car)
  return obstacle(call, target, { client_id: call.state.application.clientId }, reason)
}

const isPermitted = ({ endpoint }: Route, connection: Connection | undefined): boolean =>
  endpoint.permission === undefined || connection === undefined || connection.permissions.includes(endpoint.permission)

export const perform: Perform = (route, call, params) =>
  Either.gen(function* () {
    if (!isPermitted(route, call.target?.connection)) return yield* Either.left(permission)
    const refused = obstacleOf(route, call, params)
    if (refused !== undefined) return yield* Either.left(refused)
    // The parameters were decoded by the schemas from which the handler's own type comes.
    const handler = handlers[route.name] as (call: Call, params: Fields) => Either.Either<Outcome<unknown>, Failure>
    const { value, state } = yield* handler(call, params)
    const encoded = encode(route.endpoint.success, value)
    // The schema of a batch encodes its answer to the same shape.
    const body = route.name === "batch" ? withoutEmptyHeaders(encoded as Endpoint.BatchAnswer) : encoded
    const reply = { body, headers: headersOf(route, call) }
    return [reply, state] as const
  })

const handlers: Handlers = {
  ...Account.handlers,
  ...Compatibility.handlers,
  ...Makes.handlers,
  ...Oauth.handlers,
  ...Tesla.handlers,
  ...Vehicle.handlers,
  batch: batch((route, call, params) => perform(route, call, params))
}
