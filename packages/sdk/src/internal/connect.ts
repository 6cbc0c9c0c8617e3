/** What the Connect pages of every API version share: their URLs, and what they send back. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SmartcarConfig from "../SmartcarConfig.js"
import { type CredentialsError, InvalidInputError } from "./errors.js"
import { type Checked, encodeOrigin, fail, textFields } from "./request.js"
import { exact, openLiteral } from "./schema.js"

/** Lets the owner choose one car only, or only the car with this VIN. */
export type SingleSelect = boolean | { readonly enabled: boolean } | { readonly vin: string } | undefined

/** Whether the owner chooses one car only, and which. */
export const singleSelect = (choice: SingleSelect): Checked<{ readonly enabled?: boolean; readonly vin?: string }> => {
  if (choice === undefined) return Either.right({})
  if (typeof choice === "boolean") return Either.right({ enabled: choice })
  if (Predicate.hasProperty(choice, "vin")) return Either.right({ enabled: true, vin: choice.vin })
  return Predicate.hasProperty(choice, "enabled") && typeof choice.enabled === "boolean"
    ? Either.right({ enabled: choice.enabled })
    : fail("singleSelect", "expected a boolean, { enabled } or { vin }")
}

/** One of the pages. */
export interface Page {
  /** The function that makes its URL. */
  readonly endpoint: string
  readonly path: string
  /** The parameter that says which application asks. */
  readonly application: (
    config: SmartcarConfig.Service
  ) => Effect.Effect<Readonly<Record<string, string>>, CredentialsError>
  /** The other parameters; `response_type` comes first, before the application's. */
  readonly query: (defaults: {
    readonly redirectUri: string | undefined
    readonly mode: SmartcarConfig.Mode
  }) => Checked<Record<string, unknown>>
}

export const pageUrl = ({
  application,
  endpoint,
  path,
  query
}: Page): Effect.Effect<string, CredentialsError | InvalidInputError, SmartcarConfig.SmartcarConfig> =>
  Effect.gen(function* () {
    const config = yield* SmartcarConfig.SmartcarConfig
    const asking = yield* application(config)
    const { origin, fields } = yield* Either.all({
      origin: encodeOrigin(config.origins, "connect"),
      fields: query({ redirectUri: Option.getOrUndefined(config.redirectUri), mode: config.mode })
    }).pipe(Either.mapLeft(({ path, description }) => new InvalidInputError({ endpoint, field: path, description })))
    const { response_type, ...rest } = fields
    const pairs = Object.entries(textFields({ response_type, ...asking, ...rest }))
    return `${origin}${path}?${pairs.map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join("&")}`
  })

/**
 * Connect ended without a grant. It is no `SmartcarError`, since no call failed. `code` says why:
 *
 * - `access_denied`: the owner declined.
 * - `invalid_subscription`: the manufacturer's connected services are not active.
 * - `configuration_error`: the Connect URL is wrong; `statusCode` and `errorMessage` say how.
 * - `no_vehicles`: there is no car on the manufacturer's account.
 * - `vehicle_incompatible`: the car cannot be connected; `vehicle` says which, if the owner allowed it.
 * - `server_error`: Smartcar failed.
 * - `oem_cancelled_login`: the owner left the manufacturer's sign-in.
 *
 * @since 0.1.0
 * @category errors
 */
export class ConnectError extends Schema.TaggedError<ConnectError>("@effect-smartcar/sdk/ConnectError")(
  "ConnectError",
  {
    code: openLiteral<
      | "access_denied"
      | "configuration_error"
      | "invalid_subscription"
      | "no_vehicles"
      | "oem_cancelled_login"
      | "server_error"
      | "vehicle_incompatible"
    >(),
    description: Schema.String,
    state: exact(Schema.String),
    statusCode: exact(Schema.Number),
    errorMessage: exact(Schema.String),
    vehicle: exact(
      Schema.Struct({
        vin: exact(Schema.String),
        make: exact(Schema.String),
        model: exact(Schema.String),
        year: exact(Schema.Number)
      })
    )
  }
) {
  override get message() {
    return this.description === "" ? this.code : `${this.code} - ${this.description}`
  }
}

const queryOf = (callback: string | URL): URLSearchParams => {
  const text = String(callback).replace(/#.*$/s, "")
  return new URLSearchParams(text.includes("?") ? text.slice(text.indexOf("?") + 1) : text)
}

/** The given keys that the query has, under their names here. */
export const pick = <K extends string>(
  query: URLSearchParams,
  names: Readonly<Record<K, string>>
): { [P in K]?: string } => {
  const picked: { [P in K]?: string } = {}
  // The keys of `names` are its type's, since it is always a literal.
  for (const key of Object.keys(names) as Array<K>) {
    const value = query.get(names[key])
    if (value !== null && value !== "") picked[key] = value
  }
  return picked
}

const number = (text: string | undefined): number | undefined =>
  text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text)

const connectError = (query: URLSearchParams, code: string): ConnectError => {
  const { description = "", ...rest } = pick(query, {
    description: "error_description",
    state: "state",
    errorMessage: "error_message"
  })
  const numbers = pick(query, { statusCode: "status_code", year: "year" })
  const statusCode = number(numbers.statusCode)
  const year = number(numbers.year)
  const vehicle = {
    ...pick(query, { vin: "vin", make: "make", model: "model" }),
    ...(year === undefined ? {} : { year })
  }
  return new ConnectError({
    code,
    description,
    ...rest,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(Object.keys(vehicle).length === 0 ? {} : { vehicle })
  })
}

/** A callback that cannot be what Connect sends. */
export const invalidCallback = (field: string, description: string) =>
  new InvalidInputError({ endpoint: "parseCallback", field, description })

/** What Connect sent back, once its state is the expected one and it is no error. What is named in `once` occurs once. */
export const readCallback = (
  callback: string | URL,
  expected: { readonly state: string | undefined },
  once: ReadonlyArray<string>
): Effect.Effect<
  { readonly query: URLSearchParams; readonly stated: { readonly state?: string } },
  ConnectError | InvalidInputError
> =>
  Effect.gen(function* () {
    const query = queryOf(callback)
    for (const field of once) {
      if (query.getAll(field).length > 1) return yield* invalidCallback(field, "occurs more than once")
    }
    const { error, ...stated } = pick(query, { error: "error", state: "state" })
    // Some of Connect's errors come back without the state; none grants anything.
    if (stated.state !== expected.state && !(error !== undefined && stated.state === undefined)) {
      return yield* invalidCallback("state", "is not the state of the Connect URL")
    }
    return error === undefined ? { query, stated } : yield* connectError(query, error)
  })
