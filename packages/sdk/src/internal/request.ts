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

/** What is known of an endpoint's requests before any call: made once per descriptor. */
interface Plan {
  /** The path in pieces; the odd ones are names of parameters. */
  readonly path: ReadonlyArray<string>
  readonly narrow: Encoder | undefined
  readonly query: Encoder | undefined
  readonly body: Encoder | undefined
}

type Encoder = (value: unknown) => Checked<Record<string, unknown>>

const encoder = (schema: Schema.Schema.AnyNoContext | undefined): Encoder | undefined =>
  schema === undefined ? undefined : (value) => encode(schema, value)

const plans = new WeakMap<Endpoint.Any, Plan>()

const planOf = (endpoint: Endpoint.Any): Plan => {
  const known = plans.get(endpoint)
  if (known !== undefined) return known
  const plan: Plan = {
    path: endpoint.path.split(/(?<=\/):(\w+)/),
    narrow: encoder(endpoint.segments),
    query: encoder(endpoint.query),
    body: encoder(endpoint.body)
  }
  plans.set(endpoint, plan)
  return plan
}

const nothing: Checked<Record<string, unknown>> = /*#__PURE__*/ Either.right({})

const encodeSegment = /*#__PURE__*/ ParseResult.encodeUnknownEither(PathSegment)

/** Most ids: a path segment that percent-encoding leaves as it is. */
const plainSegment = /^[\w-]+$/

const encodePath = ({ narrow, path }: Plan, params: Readonly<Record<string, unknown>>): Checked<string> => {
  const narrowed = narrow === undefined ? nothing : narrow(params)
  if (Either.isLeft(narrowed)) return Either.left(narrowed.left)
  let text = ""
  for (const [index, piece] of path.entries()) {
    if (index % 2 === 0) {
      text += piece
      continue
    }
    const value = narrowed.right[piece] ?? params[piece]
    if (typeof value === "string" && plainSegment.test(value)) {
      text += value
      continue
    }
    const segment = encodeSegment(value)
    if (Either.isLeft(segment)) return Either.left(firstProblem(segment.left, [piece]))
    text += encodeURIComponent(segment.right)
  }
  return Either.right(text)
}

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
  if (!Predicate.isReadonlyRecord(headers)) return fail("headers", "expected a record of strings")
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) return fail("headers", "expected header names of letters, digits and hyphens")
    if (typeof value !== "string" || !isHeaderValue(value)) {
      return fail(`headers.${name.toLowerCase()}`, "expected printable ASCII text")
    }
  }
  return Either.right(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])))
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

/** Origins that were found to be some, per configuration. */
const origins = new WeakMap<SmartcarConfig.Service, Map<Endpoint.Host, Checked<string>>>()

const originOf = (host: Endpoint.Host, config: SmartcarConfig.Service): Checked<string> => {
  let known = origins.get(config)
  if (known === undefined) {
    known = new Map()
    origins.set(config, known)
  }
  const found = known.get(host)
  if (found !== undefined) return found
  const encoded = encodeOrigin(config.origins, host)
  known.set(host, encoded)
  return encoded
}

const encodeBase = (endpoint: Endpoint.Any, version: string | null, config: SmartcarConfig.Service): Checked<string> =>
  Either.flatMap(originOf(endpoint.host, config), (origin) => {
    if (version === null) return Either.right(origin)
    return isApiVersion(version) || endpoint.host in fixedVersions
      ? Either.right(`${origin}/v${version}`)
      : fail("version", "expected a version such as 2.0")
  })

/** Whether it can be a user id at Smartcar. Callers without types may have anything. */
export const isUserId = (u: unknown): u is string =>
  typeof u === "string" && u !== defaultOwner && isHeaderValue(u) && u.trim() === u

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

const empty: Checked<HttpBody.HttpBody> = /*#__PURE__*/ Either.right(HttpBody.empty)

const encodeBody = (endpoint: Endpoint.Any, { body }: Plan, params: unknown): Checked<HttpBody.HttpBody> => {
  const { bodyFormat, constantBody } = endpoint
  if (body === undefined && constantBody === undefined) return empty
  return Either.flatMap(body === undefined ? nothing : body(params), (encoded): Checked<HttpBody.HttpBody> => {
    if (bodyFormat === "form") {
      return Either.right(HttpBody.urlParams(UrlParams.fromInput(textFields({ ...constantBody, ...encoded }))))
    }
    const json = constantBody === undefined ? encoded : { ...constantBody, ...encoded }
    const inexpressible: Problem = { path: "body", description: "expected a value that JSON can express" }
    return Either.try({
      // JSON has no text for a function or a symbol.
      try: (): string | undefined => JSON.stringify(reveal(json, [])),
      catch: () => inexpressible
    }).pipe(
      Either.filterOrLeft(Predicate.isNotUndefined, () => inexpressible),
      Either.map((text) => HttpBody.text(text, "application/json"))
    )
  })
}

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
    const plan = planOf(endpoint)
    yield* encodePath(plan, params)
    if (plan.query !== undefined) yield* plan.query(params)
    if (plan.body !== undefined) yield* plan.body(params)
  }).pipe(Either.mapLeft(invalidInput(endpoint, params)))

const encodeQuery = (
  { query }: Plan,
  params: Readonly<Record<string, unknown>>,
  flags: Endpoint.Flags | undefined
): Checked<Record<string, string> | undefined> => {
  if (query === undefined && flags === undefined) return Either.right(undefined)
  return Either.flatMap(query === undefined ? nothing : query(params), (encoded) =>
    Either.flatMap(flags === undefined ? Either.right(undefined) : encodeFlags(flags), (flags) =>
      checkQuery(textFields({ ...encoded, flags }))
    )
  )
}

const encodeHeaders = (
  { auth }: Endpoint.Any,
  { headers, owner, unitSystem }: RequestOptions,
  userAgent: string
): Checked<Record<string, string>> => {
  if (!isHeaderValue(userAgent)) return fail("userAgent", "expected printable ASCII text")
  const fields: Record<string, string> = { accept: "application/json", "user-agent": userAgent }
  if (unitSystem !== undefined) {
    if (unitSystem !== "metric" && unitSystem !== "imperial") return fail("unitSystem", "expected metric or imperial")
    fields["sc-unit-system"] = unitSystem
  }
  // In API v3 the owner of a car is known by the user id that Connect came back with.
  if (auth === "applicationUser") {
    if (!isUserId(owner)) {
      return fail(
        "owner",
        "expected the user id of the car's owner: in the vehicle's handle or by Credentials.withOwner"
      )
    }
    fields["sc-user-id"] = owner
  }
  return headers === undefined
    ? Either.right(fields)
    : Either.map(checkHeaders(headers), (checked) => Object.assign(fields, checked))
}

/** The request without its credentials. */
export const build = (
  endpoint: Endpoint.Any,
  params: Readonly<Record<string, unknown>>,
  options: RequestOptions,
  version: string | null,
  config: SmartcarConfig.Service
): Either.Either<HttpClientRequest.HttpClientRequest, InvalidInputError> => {
  const plan = planOf(endpoint)
  const refuse = ({ left }: Either.Left<Problem, unknown>) => Either.left(invalidInput(endpoint, params)(left))
  const base = encodeBase(endpoint, version, config)
  if (Either.isLeft(base)) return refuse(base)
  const path = encodePath(plan, params)
  if (Either.isLeft(path)) return refuse(path)
  const query = encodeQuery(plan, params, options.flags)
  if (Either.isLeft(query)) return refuse(query)
  const headers = encodeHeaders(endpoint, options, config.userAgent)
  if (Either.isLeft(headers)) return refuse(headers)
  const body = encodeBody(endpoint, plan, params)
  if (Either.isLeft(body)) return refuse(body)
  const request = HttpClientRequest.make(endpoint.method)(base.right + path.right, {
    headers: headers.right,
    ...(query.right && { urlParams: query.right }),
    body: body.right
  })
  // Once more after the body, whose content type they may replace.
  return Either.right(options.headers === undefined ? request : HttpClientRequest.setHeaders(request, headers.right))
}

/** Parameters by name: an object's own properties, since they are one struct made of path, query and body. */
export const recordOf = (params: object): Readonly<Record<string, unknown>> =>
  // Callers without types may pass nothing.
  (params ?? {}) as Readonly<Record<string, unknown>>

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
