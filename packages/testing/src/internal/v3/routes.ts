/** The SDK's table of API v3 as routes, and the bodies of its requests. */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import type { EndpointNameV3 } from "../../Fleet.js"
import type * as Wire from "../../Wire.js"
import { credentialsOf } from "../authenticate.js"
import { type Failure, vendor } from "../errors.js"
import { bodyOf, type Fields, hostsOf, type Match, type Route, routerOf, segmentsOf } from "../routes.js"
import { endpointsV3 } from "../table.js"

/** The credentials as an `authorization` header has them (RFC 6749, 2.3.1), for a request whose body has none. */
const basicFields = (authorization: string): Fields => {
  const basic = credentialsOf(authorization, "basic")
  if (basic === undefined) return {}
  const [id = "", ...secret] = Either.getOrElse(Encoding.decodeBase64String(basic), () => "").split(":")
  return { client_id: id, client_secret: secret.join(":") }
}

const match = routerOf(endpointsV3)

const noPath = vendor("RESOURCE_NOT_FOUND", "INVALID_PATH", { description: "There is nothing at this path." })

/** The routes for a request, and the API version taken off. */
export const routesOf = ({ method, url }: Wire.Request): Either.Either<Match<EndpointNameV3>, Failure> =>
  Either.gen(function* () {
    const [first = "", ...rest] = yield* Either.mapLeft(segmentsOf(url.pathname), () => noPath)
    if (/^v\d/.test(first) && first !== "v3") return yield* Either.left(vendor("RESOURCE_NOT_FOUND", "VERSION"))
    const isBelowVersion = first === "v3"
    // The token endpoint is the only one that has no version.
    const served = hostsOf(url).filter((host) => (host === "iam") !== isBelowVersion)
    const found = match(method, served, isBelowVersion ? rest : [first, ...rest])
    return found ?? (yield* Either.left(noPath))
  })

/** The body of a request; credentials in its header count where it has none. */
export const fieldsOf = (route: Route<EndpointNameV3>, request: Wire.Request): Either.Either<Fields, Failure> =>
  Either.map(bodyOf(route, request), (body) =>
    route.endpoint.host === "iam" ? { ...basicFields(request.headers["authorization"] ?? ""), ...body } : body
  )
