/** Descriptor + parameters + options -> HTTP request, or the reason why it cannot be sent. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type * as Endpoint from "../Endpoint.js"
import type { UnitSystem } from "../Reading.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { InvalidInputError } from "../SmartcarError.js"
import { defaultOwner } from "./credentials.js"
import { firstProblem, type Problem } from "./issue.js"
import { reveal } from "./redact.js"
import { isApiVersion, isOrigin, isPlainText, PathSegment } from "./schema.js"

/** What a call says beside its parameters; a vehicle handle is one. */
export interface RequestOptions extends Omit<Endpoint.CallOptions, "version"> {
  readonly unitSystem?: UnitSystem | undefined
  /** `null` leaves the version out of the path. */
  readonly version?: string | null | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export type Checked<A> = Either.Either<A, Problem>

export const fail = (path: string, description: string): Checked<never> => Either.left({ path, description })

/** The encoded side of a query or body schema is a record: `Endpoint.Definition` asks for it. */
export const encode = (schema: Schema.Schema.AnyNoContext, value: unknown): Checked<Record<string, unknown>> =>
  Either.mapLeft(ParseResult.encodeUnknownEither(schema)(value), (issue) => firstProblem(issue))

const encodeSegment = ParseResult.encodeUnknownEither(PathSegment)

const encodePath = (endpoint: Endpoint.Any, params: Readonly<Record<string, unknown>>): Checked<string> =>
  Either.gen(function* () {
    const narrowed = endpoint.segments === undefined ? {} : yield* encode(endpoint.segments, params)
    const segments: Array<string> = []
    for (const segment of endpoint.path.split("/")) {
      if (!segment.startsWith(":")) {
        segments.push(segment)
        continue
      }
      const name = segment.slice(1)
      const text = yield* Either.mapLeft(encodeSegment(narrowed[name] ?? params[name]), (issue) =>
        firstProblem(issue, [name])
      )
      segments.push(encodeURIComponent(text))
    }
    return segments.join("/")
  })

const flag = /^[^\s:]+$/

export const encodeFlags = (flags: Endpoint.Flags): Checked<string | undefined> => {
  if (!Predicate.isReadonlyRecord(flags)) return fail("flags", "expected a record of strings and booleans")
  const pairs: Array<string> = []
  for (const [name, value] of Object.entries(flags)) {
    if (value === undefined) continue
    const text = typeof value === "boolean" ? String(value) : value
    if (typeof text !== "string" || !flag.test(name) || !/^\S+$/.test(text) || !isPlainText(name + text)) {
      return fail(`flags.${name}`, "expected a name without colon and a value, both non-empty and without white space")
    }
    pairs.push(`${name}:${text}`)
  }
  return Either.right(pairs.length === 0 ? undefined : pairs.join(" "))
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Printable ASCII: what every HTTP client can put into one header line. */
export const isHeaderValue = (value: string): boolean => /^[\x20-\x7e]+$/.test(value)

const checkHeaders = (headers: Readonly<Record<string, string>>): Checked<Record<string, string>> => {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) return fail("headers", "expected header names of letters, digits and hyphens")
    if (typeof value !== "string" || !isHeaderValue(value)) {
      return fail(`headers.${name.toLowerCase()}`, "expected printable ASCII text")
    }
  }
  return Either.right(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])))
}

const unitHeader = (unitSystem: string | undefined): Checked<Record<string, string>> => {
  if (unitSystem === undefined) return Either.right({})
  return unitSystem === "metric" || unitSystem === "imperial"
    ? Either.right({ "sc-unit-system": unitSystem })
    : fail("unitSystem", "expected metric or imperial")
}

/** The hosts whose paths are below one version, or below none, whatever version a call asks for. */
const fixedVersions: { readonly [H in Endpoint.Host]?: string | null } = {
  auth: null,
  iam: null,
  vehicle: "3",
  managementV3: "3",
  compatibility: "3"
}

/** The API version that a call's path is below; `null` if below none. */
export const versionOf = (
  { host }: Endpoint.Any,
  { version }: RequestOptions,
  config: SmartcarConfig.Service
): string | null => {
  const fixed = fixedVersions[host]
  if (fixed !== undefined) return version === null ? null : fixed
  return version === undefined ? config.apiVersion : version
}

/** The origin of one of Smartcar's hosts, as it goes before a path. */
export const encodeOrigin = (origins: SmartcarConfig.Origins, host: keyof SmartcarConfig.Origins): Checked<string> =>
  isOrigin(origins[host])
    ? Either.right(origins[host].replace(/\/$/, ""))
    : fail(`origins.${host}`, "expected an origin: scheme and host, without a path")

const encodeBase = (endpoint: Endpoint.Any, options: RequestOptions, config: SmartcarConfig.Service): Checked<string> =>
  Either.flatMap(encodeOrigin(config.origins, endpoint.host), (origin) => {
    const version = versionOf(endpoint, options, config)
    if (version === null) return Either.right(origin)
    return isApiVersion(version) || endpoint.host in fixedVersions
      ? Either.right(`${origin}/v${version}`)
      : fail("version", "expected a version such as 2.0")
  })

/** Whether it can be a user id at Smartcar. Callers without types may have anything. */
export const isUserId = (u: unknown): u is string =>
  typeof u === "string" && u !== defaultOwner && isHeaderValue(u) && u.trim() === u

/** In API v3 the owner of a car is known by the user id that Connect came back with. */
const userHeader = ({ auth }: Endpoint.Any, { owner }: RequestOptions): Checked<Record<string, string>> => {
  if (auth !== "applicationUser") return Either.right({})
  return isUserId(owner)
    ? Either.right({ "sc-user-id": owner })
    : fail("owner", "expected the user id of the car's owner: in the vehicle's handle or by Credentials.withOwner")
}

/** Drops what was left out, so that it is not sent as the text `undefined`. */
export const textFields = (record: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  )

/** Half of a surrogate pair would silently become another character in a URL. */
const checkQuery = (query: Record<string, string>): Checked<Record<string, string>> => {
  const broken = Object.entries(query).find(([name, value]) => /\p{Cs}/u.test(name + value))
  return broken === undefined ? Either.right(query) : fail(broken[0], "expected well-formed Unicode text")
}

const encodeBody = (endpoint: Endpoint.Any, params: unknown): Checked<HttpBody.HttpBody> =>
  Either.gen(function* () {
    if (endpoint.body === undefined && endpoint.constantBody === undefined) return HttpBody.empty
    const encoded = endpoint.body === undefined ? {} : yield* encode(endpoint.body, params)
    if (endpoint.bodyFormat === "form") {
      return HttpBody.urlParams(UrlParams.fromInput(textFields({ ...endpoint.constantBody, ...encoded })))
    }
    const json = endpoint.constantBody === undefined ? encoded : { ...endpoint.constantBody, ...encoded }
    const inexpressible: Problem = { path: "body", description: "expected a value that JSON can express" }
    return yield* Either.try({
      // JSON has no text for a function or a symbol.
      try: (): string | undefined => JSON.stringify(reveal(json, [])),
      catch: () => inexpressible
    }).pipe(
      Either.filterOrLeft(Predicate.isNotUndefined, () => inexpressible),
      Either.map((text) => HttpBody.text(text, "application/json"))
    )
  })

const invalidInput =
  (endpoint: Endpoint.Any, params: Readonly<Record<string, unknown>>) =>
  ({ path, description }: Problem): InvalidInputError =>
    new InvalidInputError({
      endpoint: endpoint.name,
      ...vehicleOf(params),
      field: path === "" ? "input" : path,
      description
    })

/** What is wrong with the parameters of a call, whichever request is made of them. */
export const checkParams = (
  endpoint: Endpoint.Any,
  params: Readonly<Record<string, unknown>>
): Either.Either<void, InvalidInputError> =>
  Either.gen(function* () {
    yield* encodePath(endpoint, params)
    for (const schema of [endpoint.query, endpoint.body]) if (schema !== undefined) yield* encode(schema, params)
  }).pipe(Either.mapLeft(invalidInput(endpoint, params)))

/** The request without its credentials. */
export const build = (
  endpoint: Endpoint.Any,
  params: Readonly<Record<string, unknown>>,
  options: RequestOptions,
  config: SmartcarConfig.Service
): Either.Either<HttpClientRequest.HttpClientRequest, InvalidInputError> =>
  Either.gen(function* () {
    const base = yield* encodeBase(endpoint, options, config)
    const path = yield* encodePath(endpoint, params)
    const query = endpoint.query === undefined ? {} : yield* encode(endpoint.query, params)
    const flags = yield* encodeFlags(options.flags ?? {})
    const unit = yield* unitHeader(options.unitSystem)
    const user = yield* userHeader(endpoint, options)
    const extra = yield* checkHeaders(options.headers ?? {})
    if (!isHeaderValue(config.userAgent)) return yield* fail("userAgent", "expected printable ASCII text")
    const body = yield* encodeBody(endpoint, params)
    return HttpClientRequest.make(endpoint.method)(base + path, {
      urlParams: yield* checkQuery(textFields({ ...query, ...(flags === undefined ? {} : { flags }) })),
      headers: { accept: "application/json", "user-agent": config.userAgent, ...unit, ...user },
      body
      // After the body, whose content type they may replace.
    }).pipe(HttpClientRequest.setHeaders(extra))
  }).pipe(Either.mapLeft(invalidInput(endpoint, params)))

/** Parameters by name: an object's own properties, since they are one struct made of path, query and body. */
export const recordOf = (params: object): Readonly<Record<string, unknown>> =>
  params as Readonly<Record<string, unknown>>

/** Whether calls of an endpoint are about a car of the caller's, and not only filtered by one. */
export const isAboutVehicle = ({ path }: Endpoint.Any): boolean => path.includes("/:vehicleId")

/** The vehicle a call is about, as errors carry it. */
export const vehicleOf = (params: Readonly<Record<string, unknown>>): { readonly vehicleId?: string } =>
  typeof params["vehicleId"] === "string" ? { vehicleId: params["vehicleId"] } : {}

/** The secrets among the parameters: codes, refresh tokens, pins. */
export const secretsOf = (params: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  const found: Array<string> = []
  reveal(params, found)
  return found
}
