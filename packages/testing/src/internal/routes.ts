/** The SDK's table of endpoints as routes: a method and a path -> descriptors, and their parameters decoded. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { EndpointName } from "../Fleet.js"
import type { Request } from "../Wire.js"
import { models } from "./catalogue.js"
import { type Failure, invalid, notFound, oauth, vendor } from "./errors.js"
import { endpoints } from "./table.js"

export interface Route<out Name extends string = EndpointName> {
  readonly name: Name
  readonly endpoint: Endpoint.Any
  readonly segments: ReadonlyArray<string>
}

/** Routes that share a method and a path; they differ in what their bodies say. */
export interface Match<out Name extends string = EndpointName> {
  readonly routes: readonly [Route<Name>, ...ReadonlyArray<Route<Name>>]
  readonly params: Readonly<Record<string, string>>
  /** True if the make in the path is not in lower case, as makes' own paths have to be. */
  readonly isMiswritten: boolean
}

const isParam = (segment: string): boolean => segment.startsWith(":")

const indexOf = (method: string, segments: ReadonlyArray<string>): string => `${method} ${segments.length}`

const paramsOf = (
  route: Route<string>,
  segments: ReadonlyArray<string>
): Readonly<Record<string, string>> | undefined => {
  const params: Record<string, string> = {}
  for (const [i, expected] of route.segments.entries()) {
    const actual = segments[i] ?? ""
    if (!isParam(expected)) {
      if (actual !== expected) return undefined
    } else {
      if (actual === "") return undefined
      params[expected.slice(1)] = actual
    }
  }
  const { segments: narrowed } = route.endpoint
  return narrowed === undefined || Either.isRight(ParseResult.decodeUnknownEither(narrowed)(params))
    ? params
    : undefined
}

/** Finds the routes of a table for a path below the host's version, already split and decoded. */
export const routerOf = <Name extends string>(table: { readonly [K in Name]: Endpoint.Any }) => {
  // Every key of the table is the name of an endpoint.
  const names = Object.keys(table) as Array<string> as Array<Name>
  /**
   * By method and number of segments. Fixed segments come first, so that `/tesla/charge/records` is Tesla's before it is
   * any make's.
   */
  const index: Readonly<Record<string, ReadonlyArray<Route<Name>>>> = Arr.groupBy(
    names
      .map((name): Route<Name> => ({ name, endpoint: table[name], segments: table[name].path.split("/").slice(1) }))
      .sort((a, b) => a.segments.filter(isParam).length - b.segments.filter(isParam).length),
    ({ endpoint, segments }) => indexOf(endpoint.method, segments)
  )
  return (method: string, hosts: ReadonlyArray<HostName>, segments: ReadonlyArray<string>): Match<Name> | undefined => {
    const found = (index[indexOf(method, segments)] ?? []).flatMap((route) => {
      if (!hosts.includes(route.endpoint.host)) return []
      const params = paramsOf(route, segments)
      return params === undefined ? [] : [{ route, params }]
    })
    const [first] = found
    if (first === undefined) return undefined
    const path = first.route.endpoint.path
    const rest = found.slice(1).flatMap(({ route }) => (route.endpoint.path === path ? [route] : []))
    return { routes: [first.route, ...rest], params: first.params, isMiswritten: false }
  }
}

const match = routerOf(endpoints)

/** The form in which a batch's answer repeats a path. */
export const normalize = (path: string): string => `/${path.replace(/^\/+|\/+$/g, "")}`

/** The read that a path inside a batch stands for. */
export const entryRoute = (vehicleId: string, path: string): Route | undefined => {
  const segments = normalize(path)
    .split("/")
    .filter((segment) => segment !== "")
  return match("GET", ["api"], ["vehicles", vehicleId, ...segments])?.routes.find(
    ({ endpoint }) => endpoint.batch !== undefined
  )
}

type HostName = Endpoint.Host | "connect"

/** Smartcar's own addresses. */
const hostsByName: ReadonlyMap<string, HostName> = new Map([
  ["api.smartcar.com", "api"],
  ["auth.smartcar.com", "auth"],
  ["connect.smartcar.com", "connect"],
  ["management.smartcar.com", "management"],
  ["iam.smartcar.com", "iam"],
  ["vehicle.api.smartcar.com", "vehicle"],
  ["management.api.smartcar.com", "managementV3"],
  ["compatibility.api.smartcar.com", "compatibility"]
])

const allHosts: ReadonlyArray<HostName> = [...hostsByName.values()]

const hostsOfV3: ReadonlySet<HostName> = new Set(["iam", "vehicle", "managementV3", "compatibility"])

/** The API version that answers a request: its host's, or at an origin that is none of Smartcar's own the path's. */
export const versionOf = ({ hostname, pathname }: URL): "2.0" | "3" => {
  const host = hostsByName.get(hostname)
  const isV3 = host === undefined ? /^\/(v3|oauth2)(\/|$)/.test(pathname) : hostsOfV3.has(host)
  return isV3 ? "3" : "2.0"
}

/** An origin that is none of Smartcar's own stands for all of them. */
export const hostsOf = ({ hostname }: URL): ReadonlyArray<HostName> => {
  const host = hostsByName.get(hostname)
  return host === undefined ? allHosts : [host]
}

/** The origin of one of Smartcar's hosts, as answers to a request name it. */
export const originOf = (url: URL, host: "connect" | "vehicle" | "managementV3" | "compatibility"): string => {
  if (!hostsByName.has(url.hostname)) return url.origin
  for (const [name, known] of hostsByName) if (known === host) return `https://${name}`
  return url.origin
}

/** Splits a path and undoes its percent-encoding; a slash at the end does not count. */
export const segmentsOf = (path: string): Either.Either<ReadonlyArray<string>, Failure> =>
  Either.try({
    try: () => path.replace(/\/$/, "").split("/").slice(1).map(decodeURIComponent),
    catch: () => notFound
  })

const makes: ReadonlySet<string> = new Set(models.map(({ make }) => make.toLowerCase()))

/** A path with its make in lower case, if that is all that is wrong with it. */
const withMake = ([root = "", vehicleId = "", make = "", ...rest]: ReadonlyArray<string>): ReadonlyArray<string> =>
  makes.has(make.toLowerCase()) ? [root, vehicleId, make.toLowerCase(), ...rest] : []

/** The routes for a request, and the API version taken off. */
export const routesOf = ({ method, url }: Request): Either.Either<Match, Failure> =>
  Either.gen(function* () {
    const hosts = hostsOf(url).filter((host) => host !== "connect")
    const [first = "", ...rest] = yield* segmentsOf(url.pathname)
    const version = /^v(\d+\.\d+)$/.exec(first)?.[1]
    if (version !== undefined && version !== "2.0") return yield* Either.left(vendor("RESOURCE_NOT_FOUND", "VERSION"))
    // The token endpoint is the only one that has no version.
    const isToken = version === undefined
    const served = hosts.filter((host) => (host === "auth") === isToken)
    const found = match(method, served, isToken ? [first, ...rest] : rest)
    if (found !== undefined) return found
    const meant = match(method, served, withMake(rest))
    return meant === undefined ? yield* Either.left(notFound) : { ...meant, isMiswritten: true }
  })

export type Fields = Readonly<Record<string, unknown>>

/** The endpoints whose errors are OAuth's. */
const isOauth = ({ host }: Endpoint.Any): boolean => host === "auth" || host === "iam"

/** The body as its format says, an empty one as no fields. The token endpoint of API v3 takes JSON as well. */
export const bodyOf = ({ endpoint }: Route<string>, { body, headers }: Request): Either.Either<Fields, Failure> => {
  if (body === "") return Either.right({})
  const isJson =
    endpoint.bodyFormat === "json" ||
    (endpoint.host === "iam" && (headers["content-type"] ?? "").startsWith("application/json"))
  if (!isJson) return Either.right(Object.fromEntries(new URLSearchParams(body)))
  const malformed = (message: string) =>
    isOauth(endpoint) ? oauth("invalid_request", `The body ${message}.`) : invalid([], `the body ${message}`)
  return Either.try({ try: (): unknown => JSON.parse(body), catch: () => malformed("is not JSON") }).pipe(
    Either.flatMap((json) =>
      typeof json === "object" && json !== null && !Array.isArray(json)
        ? Either.right({ ...json })
        : Either.left(malformed("must be an object"))
    )
  )
}

/** Of routes that share a path, the one whose constant parts are in the body. */
export const choose = <Name extends string>(
  { routes }: Match<Name>,
  body: Fields
): Either.Either<Route<Name>, Failure> => {
  const chosen = routes.find(({ endpoint: { constantBody = {} } }) =>
    Object.entries(constantBody).every(([key, value]) => body[key] === value)
  )
  if (chosen !== undefined) return Either.right(chosen)
  const { endpoint } = routes[0]
  const { constantBody = {} } = endpoint
  const [key = ""] = Object.keys(constantBody)
  const values = routes.map(({ endpoint }) => String(endpoint.constantBody?.[key])).join(", ")
  if (!isOauth(endpoint)) return Either.left(invalid([key], `must be one of ${values}`))
  return Either.left(
    body[key] === undefined
      ? oauth("invalid_request", `${key} is missing.`)
      : oauth("unsupported_grant_type", `${key} must be one of ${values}.`)
  )
}

const decode = (
  { endpoint }: Route<string>,
  schema: Schema.Schema.AnyNoContext | undefined,
  value: unknown
): Either.Either<Fields, Failure> =>
  schema === undefined
    ? Either.right({})
    : Either.mapLeft(ParseResult.decodeUnknownEither(schema)(value), (issue) => {
        const detail = ParseResult.ArrayFormatter.formatIssueSync(issue).map(({ path, message }) => ({
          field: path.map(String),
          // What was sent is not repeated: it may be a secret.
          message: message.replace(/,? ?actual .*$/s, "")
        }))
        return isOauth(endpoint)
          ? oauth("invalid_request", detail.map(({ field, message }) => `${field.join(".")} ${message}`).join("; "))
          : vendor("VALIDATION", null, { detail })
      })

/** Path, query and body, decoded by the descriptor's own schemas. */
export const decodeParams = (
  route: Route<string>,
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: Fields
): Either.Either<Fields, Failure> =>
  Either.gen(function* () {
    const { endpoint } = route
    return {
      ...params,
      ...(yield* decode(route, endpoint.segments, params)),
      ...(yield* decode(route, endpoint.query, Object.fromEntries(query))),
      ...(yield* decode(route, endpoint.body, body))
    }
  })
