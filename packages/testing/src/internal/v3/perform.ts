/** Every handler of API v3, and what stands between a call and its handler. */
import * as Model from "@effect-smartcar/sdk/v3/Model"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { EndpointNameV3 } from "../../Fleet.js"
import { type Failure, permission } from "../errors.js"
import { encode, type Outcome, type Result } from "../handler.js"
import { obstacle } from "../obstacle.js"
import type { Fields, Route } from "../routes.js"
import type { State } from "../state.js"
import * as Account from "./account.js"
import * as Commands from "./commands.js"
import * as Compatible from "./compatible.js"
import { type CallV3, type HandlersV3, vehicleOf } from "./handler.js"
import { withLinks } from "./links.js"
import * as Management from "./management.js"
import * as Schedules from "./schedules.js"
import * as Signals from "./signals.js"
import * as Token from "./token.js"

/** An answer; still without the request id. */
export interface Reply {
  readonly status: number
  /** `undefined` of an answer without a body. */
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

const handlers: HandlersV3 = {
  ...Account.handlers,
  ...Commands.handlers,
  ...Compatible.handlers,
  ...Management.handlers,
  ...Schedules.handlers,
  ...Signals.handlers,
  ...Token.handlers
}

/** What answers have beside what their schemas say. */
const extrasOf = (name: EndpointNameV3, { target }: CallV3, { meta }: Fields): Fields => {
  const facts = Predicate.isReadonlyRecord(meta) ? meta : {}
  switch (name) {
    case "connections":
      return { meta: { ...facts, orderBy: "createdAt", orderDirection: "DESC" } }
    case "compatibleVehicles": {
      const { pageNumber, ...rest } = facts
      return { meta: { page: pageNumber, ...rest } }
    }
    case "signal":
      return target === undefined
        ? {}
        : { included: { vehicle: encode(Model.Vehicle, vehicleOf(target.car, target.connection)) } }
    default:
      return {}
  }
}

const headersOf = ({ name }: Route<EndpointNameV3>, { now, target, units }: CallV3): Reply["headers"] =>
  target === undefined || (name !== "signal" && name !== "signals")
    ? {}
    : {
        "sc-data-age": new Date(target.recordedAt).toISOString(),
        "sc-fetched-at": new Date(now).toISOString(),
        "sc-unit-system": units
      }

const statusOf = ({ endpoint, name }: Route<EndpointNameV3>): number =>
  endpoint.method === "DELETE" && endpoint.kind === "admin" ? 204 : name === "createSubscription" ? 202 : 200

/** Why the car's owner, the car or its state does not allow a command. */
const refusal = ({ endpoint, name }: Route<EndpointNameV3>, call: CallV3): Failure | undefined => {
  const { target, state } = call
  if (target === undefined || endpoint.kind !== "command") return undefined
  if (endpoint.permission !== undefined && !target.connection.permissions.includes(endpoint.permission)) {
    return permission
  }
  const application = { application_id: state.application.applicationId }
  return obstacle(call, target, application, Commands.incapacityV3(name, target.car))
}

/** Makes a call that is authorized and charged for. */
export const perform = (
  route: Route<EndpointNameV3>,
  call: CallV3,
  params: Fields
): Either.Either<readonly [Reply, State], Failure> =>
  Either.gen(function* () {
    const refused = refusal(route, call)
    if (refused !== undefined) return yield* Either.left(refused)
    // The parameters were decoded by the schemas from which the handler's own type comes.
    const handler = handlers[route.name] as (call: CallV3, params: Fields) => Result<Outcome<unknown>>
    const { value, state } = yield* handler(call, params)
    const status = statusOf(route)
    const encoded = status === 204 ? undefined : encode(route.endpoint.success, value)
    const body = Predicate.isReadonlyRecord(encoded)
      ? withLinks(call.url, encoded, extrasOf(route.name, call, encoded))
      : encoded
    return [{ status, body, headers: headersOf(route, call) }, state] as const
  })
