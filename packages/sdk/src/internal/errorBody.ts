/** Error bodies of every documented form -> the vendor's error. */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import { boundedJson, boundedList, boundedText } from "./bounded.js"
import {
  AuthenticationError,
  BillingError,
  CompatibilityError,
  ConnectedServicesAccountError,
  type FurtherError,
  OAuthError,
  PermissionError,
  RateLimitError,
  ResourceNotFoundError,
  ServerError,
  UpstreamError,
  ValidationError,
  VehicleStateError,
  type VendorError
} from "./errors.js"

type Json = Readonly<Record<string, unknown>>

const classes = {
  AUTHENTICATION: AuthenticationError,
  BILLING: BillingError,
  COMPATIBILITY: CompatibilityError,
  CONNECTED_SERVICES_ACCOUNT: ConnectedServicesAccountError,
  PERMISSION: PermissionError,
  RATE_LIMIT: RateLimitError,
  RESOURCE_NOT_FOUND: ResourceNotFoundError,
  SERVER: ServerError,
  UPSTREAM: UpstreamError,
  VALIDATION: ValidationError,
  VEHICLE_STATE: VehicleStateError
}

type VendorType = keyof typeof classes

/** v1 names, with the v2 code where the name itself says it. */
const v1Types: Readonly<Record<string, readonly [type: VendorType, code?: string]>> = {
  authentication_error: ["AUTHENTICATION"],
  gateway_timeout_error: ["UPSTREAM", "NO_RESPONSE"],
  monthly_limit_exceeded: ["BILLING", "VEHICLE_REQUEST_LIMIT"],
  permission_error: ["PERMISSION"],
  rate_limiting_error: ["RATE_LIMIT"],
  resource_not_found_error: ["RESOURCE_NOT_FOUND"],
  server_error: ["SERVER"],
  smartcar_not_capable_error: ["COMPATIBILITY", "SMARTCAR_NOT_CAPABLE"],
  validation_error: ["VALIDATION"],
  vehicle_not_capable_error: ["COMPATIBILITY", "VEHICLE_NOT_CAPABLE"],
  vehicle_owner_action_required: ["CONNECTED_SERVICES_ACCOUNT"],
  vehicle_state_error: ["VEHICLE_STATE"]
}

const isVendorType = (type: unknown): type is VendorType => Predicate.isString(type) && Object.hasOwn(classes, type)

const text = (value: unknown): string | undefined =>
  Predicate.isString(value) && value !== "" ? boundedText(value) : undefined

/** `resolution` was a bare string or `null` in older answers and is an object now. */
const resolutionOf = (value: unknown): { resolution?: { type: string | null; url?: string } } => {
  if (Predicate.isString(value)) return { resolution: { type: boundedText(value) } }
  if (!Predicate.isReadonlyRecord(value)) return {}
  const url = text(value["url"])
  // API v3's word for none.
  const type = value["type"] === "UNKNOWN_RESOLUTION_TYPE" ? undefined : text(value["type"])
  return { resolution: { type: type ?? null, ...(url === undefined ? {} : { url }) } }
}

/** `Retry-After` in seconds or as an HTTP date, which counts from the answer's own `Date` if it has one. */
export const retryAfterOf = (
  headers: Readonly<Record<string, string>>,
  now: number
): { retryAfter?: Duration.Duration } => {
  const value = headers["retry-after"]?.trim()
  if (!value) return {}
  // A hundred years are as good as any longer time, and finite.
  if (/^\d+(\.\d+)?$/.test(value)) return { retryAfter: Duration.seconds(Math.min(Number(value), 3.2e9)) }
  // Without a time of day it is no HTTP date, though `Date.parse` reads a year into most numbers.
  const at = /\d:\d\d/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) return {}
  const answered = Date.parse(headers["date"] ?? "")
  return { retryAfter: Duration.millis(Math.max(0, at - (Number.isNaN(answered) ? now : answered))) }
}

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly json: unknown
}

export interface Origin {
  readonly endpoint: string
  readonly vehicleId?: string
  readonly requestId?: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

interface Named {
  readonly type: VendorType | "OAUTH"
  readonly code: string | null
  readonly description: string
  readonly body: Json
}

const descriptionOf = (body: Json): string =>
  text(body["description"]) ?? text(body["detail"]) ?? text(body["title"]) ?? ""

const named = (body: unknown): Named | undefined => {
  if (!Predicate.isReadonlyRecord(body)) return undefined
  const code = text(body["code"])
  if (isVendorType(body["type"])) {
    return { type: body["type"], code: code ?? null, description: descriptionOf(body), body }
  }
  const error = text(body["error"])
  if (error === undefined) return undefined
  const v1 = Object.hasOwn(v1Types, error) ? v1Types[error] : undefined
  const message = text(body["message"])
  if (v1 !== undefined && (message !== undefined || code !== undefined)) {
    return { type: v1[0], code: v1[1] ?? code ?? null, description: message ?? "", body }
  }
  // Gateways have an `error` too, but theirs is a sentence.
  if (!/^[a-z]+(_[a-z]+)*$/.test(error)) return undefined
  return { type: "OAUTH", code: error, description: text(body["error_description"]) ?? message ?? "", body }
}

const inside = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce((found, key) => (Predicate.isReadonlyRecord(found) ? found[key] : undefined), value)

/** What an error is answered with that comes under a success status, or as a part of one. */
const statuses: Readonly<Record<VendorType, number>> = {
  AUTHENTICATION: 401,
  BILLING: 430,
  COMPATIBILITY: 501,
  CONNECTED_SERVICES_ACCOUNT: 400,
  PERMISSION: 403,
  RATE_LIMIT: 429,
  RESOURCE_NOT_FOUND: 404,
  SERVER: 500,
  UPSTREAM: 502,
  VALIDATION: 400,
  VEHICLE_STATE: 409
}

/** The error's own status, in API v3 as text; that of the answer; or, under a success, what v2 says, or the type's. */
const statusOf = ({ status, statusCode, type }: Json, answered: number): number => {
  const isHeld = answered < 300
  const own = isHeld ? (status ?? statusCode) : status
  // What is neither may not even have a text: `{ "toString": 1 }`.
  if ((Predicate.isString(own) || Predicate.isNumber(own)) && /^[1-5]\d\d$/.test(`${own}`)) return Number(own)
  return isHeld && isVendorType(type) ? statuses[type] : answered
}

/** What an error says of itself wherever it stands in an answer. */
const factsOf = (body: Json, status: number) => {
  const docURL = text(body["docURL"]) ?? text(inside(body, "links", "about"))
  const suggestedUserMessage = text(body["suggestedUserMessage"])
  return {
    statusCode: statusOf(body, status),
    ...(docURL === undefined ? {} : { docURL }),
    ...resolutionOf(body["resolution"]),
    ...(suggestedUserMessage === undefined ? {} : { suggestedUserMessage })
  }
}

const further = (body: unknown, status: number): ReadonlyArray<FurtherError> =>
  Predicate.isReadonlyRecord(body)
    ? [
        {
          type: text(body["type"]) ?? "",
          code: text(body["code"]) ?? null,
          description: descriptionOf(body),
          ...factsOf(body, status)
        }
      ]
    : []

/** The documented error an answer stands for, if it is one. */
export const vendorError = (
  answer: Pick<Answer, "headers" | "json"> & {
    /** Left out for a part of an answer, which has none of its own. */
    readonly status?: number
  },
  origin: Origin
): VendorError | undefined => {
  const { status = 200 } = answer
  const errors = inside(answer.json, "errors")
  const bodies: ReadonlyArray<unknown> = Array.isArray(errors) ? errors : [answer.json]
  const at = bodies.findIndex((body) => named(body) !== undefined)
  const found = named(bodies[at])
  if (found === undefined) return undefined
  const { body, code, description } = found
  const { now, requestId: outerRequestId, ...where } = origin
  const requestId =
    text(body["requestId"]) ??
    text(inside(body, "meta", "debug", "requestId")) ??
    answer.headers["sc-request-id"] ??
    outerRequestId
  const facts = factsOf(body, status)
  const others = boundedList(bodies.filter((_, index) => index !== at)).flatMap((other) => further(other, status))
  const fields = {
    type: found.type,
    code,
    description,
    ...(requestId === undefined ? {} : { requestId }),
    ...facts,
    ...(answer.status === undefined || facts.statusCode === status ? {} : { httpStatus: status }),
    ...(Array.isArray(body["detail"]) ? { detail: boundedJson(body["detail"]) } : {}),
    ...retryAfterOf(answer.headers, now),
    ...(others.length === 0 ? {} : { others }),
    ...where
  }
  const Class = found.type === "OAUTH" ? OAuthError : classes[found.type]
  return new Class(fields, true)
}
