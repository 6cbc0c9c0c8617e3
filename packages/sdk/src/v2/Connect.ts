/**
 * Smartcar Connect: the pages on which an owner grants access, and what they send back.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Flags } from "../Endpoint.js"
import { configured } from "../internal/configured.js"
import { type Checked, encode, encodeFlags, fail, textFields } from "../internal/request.js"
import * as Input from "../internal/schema.js"
import { isOrigin } from "../internal/schema.js"
import type { Permission } from "../Permission.js"
import * as SmartcarConfig from "../SmartcarConfig.js"
import { type CredentialsError, InvalidInputError } from "../SmartcarError.js"

/**
 * What a Connect URL may ask for; everything is optional.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizeOptions {
  /** The permissions to ask for (see `Permission.of`); without any, those set in the dashboard. */
  readonly scope?: ReadonlyArray<Permission> | undefined
  /** Comes back in the callback: an unguessable value ties the answer to the request (see {@link parseCallback}). */
  readonly state?: string | undefined
  /** Asks again even if the owner has granted the same permissions before. */
  readonly forcePrompt?: boolean | undefined
  /** Lets the owner choose one car only, or only the car with this VIN. */
  readonly singleSelect?: boolean | { readonly enabled: boolean } | { readonly vin: string } | undefined
  /** The make to go to at once, past the choice of brand, such as `TESLA`. */
  readonly makeBypass?: string | undefined
  readonly flags?: Flags | undefined
  /** Your id of the owner, for Smartcar's analytics. */
  readonly user?: string | undefined
  /** Your id of the owner, which comes back in the callback; replaces `user` in Smartcar's newer documents. */
  readonly externalId?: string | undefined
  /** The configuration's by default. */
  readonly mode?: SmartcarConfig.Mode | undefined
  /** The configuration's by default; without any, the dashboard's. */
  readonly redirectUri?: string | undefined
}

/** The options that are sent as they are; the keys are theirs on the wire. */
const AuthorizeQuery = Schema.Struct({
  redirectUri: Input.renamed(Input.Uri, "redirect_uri"),
  scope: Schema.optional(Input.SpaceSeparated),
  state: Schema.optional(Input.Text),
  vin: Input.renamed(Input.Vin, "single_select_vin"),
  makeBypass: Input.renamed(Input.Text, "make"),
  user: Schema.optional(Input.Text),
  mode: Schema.optional(Input.Mode),
  externalId: Input.renamed(Input.Text, "external_id")
})

const ReauthenticateQuery = Schema.Struct({
  vehicleId: Schema.propertySignature(Input.PathSegment).pipe(Schema.fromKey("vehicle_id")),
  redirectUri: Input.renamed(Input.Uri, "redirect_uri"),
  state: Schema.optional(Input.Text),
  user: Schema.optional(Input.Text)
})

/** Whether the owner chooses one car only, and which. */
const singleSelect = (
  choice: AuthorizeOptions["singleSelect"]
): Checked<{ readonly enabled?: boolean; readonly vin?: string }> => {
  if (choice === undefined) return Either.right({})
  if (typeof choice === "boolean") return Either.right({ enabled: choice })
  if (Predicate.hasProperty(choice, "vin")) return Either.right({ enabled: true, vin: choice.vin })
  return Predicate.hasProperty(choice, "enabled") && typeof choice.enabled === "boolean"
    ? Either.right({ enabled: choice.enabled })
    : fail("singleSelect", "expected a boolean, { enabled } or { vin }")
}

const pageUrl = (
  endpoint: string,
  path: string,
  query: (defaults: {
    readonly redirectUri: string | undefined
    readonly mode: SmartcarConfig.Mode
  }) => Checked<Record<string, unknown>>
): Effect.Effect<string, CredentialsError | InvalidInputError, SmartcarConfig.SmartcarConfig> =>
  Effect.gen(function* () {
    const config = yield* SmartcarConfig.SmartcarConfig
    const clientId = yield* configured(config.clientId, "clientId", "SMARTCAR_CLIENT_ID")
    const origin = config.origins.connect
    const fields = isOrigin(origin)
      ? query({ redirectUri: Option.getOrUndefined(config.redirectUri), mode: config.mode })
      : fail("origins.connect", "expected an origin: scheme and host, without a path")
    const { response_type, ...rest } = yield* Either.mapLeft(
      fields,
      ({ path, description }) => new InvalidInputError({ endpoint, field: path, description })
    )
    const pairs = Object.entries(textFields({ response_type, client_id: clientId, ...rest }))
    return `${origin.replace(/\/$/, "")}${path}?${pairs.map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join("&")}`
  })

/**
 * The URL of the page on which an owner grants access. Nothing is sent. Fails with a `CredentialsError` if no client id
 * is configured, and with an `InvalidInputError` that names an option which cannot be sent.
 *
 * @example
 * ```ts
 * import { Permission } from "@effect-smartcar/sdk"
 * import { Connect, Vehicle } from "@effect-smartcar/sdk/v2"
 *
 * const url = Connect.authorizeUrl({
 *   scope: Permission.of(Vehicle.odometer, Vehicle.lock),
 *   state: "0facda3319",
 *   singleSelect: true
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const authorizeUrl = (
  options: AuthorizeOptions = {}
): Effect.Effect<string, CredentialsError | InvalidInputError, SmartcarConfig.SmartcarConfig> =>
  pageUrl("authorizeUrl", "/oauth/authorize", (defaults) =>
    Either.gen(function* () {
      const { enabled, vin } = yield* singleSelect(options.singleSelect)
      const encoded = yield* encode(AuthorizeQuery, {
        ...options,
        scope: options.scope?.length === 0 ? undefined : options.scope,
        redirectUri: options.redirectUri ?? defaults.redirectUri,
        mode: options.mode ?? defaults.mode,
        vin
      })
      return {
        response_type: "code",
        approval_prompt: options.forcePrompt === true ? "force" : "auto",
        redirect_uri: encoded["redirect_uri"],
        scope: encoded["scope"],
        state: encoded["state"],
        single_select: enabled,
        single_select_vin: encoded["single_select_vin"],
        make: encoded["make"],
        flags: yield* encodeFlags(options.flags ?? {}),
        user: encoded["user"],
        mode: encoded["mode"],
        external_id: encoded["external_id"]
      }
    })
  )

/**
 * What a re-authentication URL says.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReauthenticateOptions {
  readonly vehicleId: string
  readonly state?: string | undefined
  /** Your id of the owner, for Smartcar's analytics. */
  readonly user?: string | undefined
  /** The configuration's by default. */
  readonly redirectUri?: string | undefined
}

/**
 * The URL of the page on which an owner signs in to the manufacturer's account again: the way out of an error for which
 * `SmartcarError.needsReauthorization` is true. Fails as {@link authorizeUrl} does.
 *
 * @since 0.1.0
 * @category constructors
 */
export const reauthenticateUrl = (
  options: ReauthenticateOptions
): Effect.Effect<string, CredentialsError | InvalidInputError, SmartcarConfig.SmartcarConfig> =>
  pageUrl("reauthenticateUrl", "/oauth/reauthenticate", (defaults) =>
    Either.map(
      encode(ReauthenticateQuery, { ...options, redirectUri: options.redirectUri ?? defaults.redirectUri }),
      (encoded) => ({
        response_type: "vehicle_id",
        vehicle_id: encoded["vehicle_id"],
        redirect_uri: encoded["redirect_uri"],
        state: encoded["state"],
        user: encoded["user"]
      })
    )
  )

/**
 * The owner granted access: `code` is for `Auth.connect`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Authorized {
  readonly _tag: "Authorized"
  readonly code: Redacted.Redacted
  readonly state?: string
  /** The owner's id at Smartcar. */
  readonly userId?: string
  readonly externalId?: string
  /** Where the owner pairs the car's virtual key, if it needs one. */
  readonly virtualKeyUrl?: string
}

/**
 * The owner signed in again: the car works with the tokens it had.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reauthenticated {
  readonly _tag: "Reauthenticated"
  readonly vehicleId: string
  readonly state?: string
}

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
    code: Input.openLiteral(
      "access_denied",
      "configuration_error",
      "invalid_subscription",
      "no_vehicles",
      "oem_cancelled_login",
      "server_error",
      "vehicle_incompatible"
    ),
    description: Schema.String,
    state: Input.exact(Schema.String),
    statusCode: Input.exact(Schema.Number),
    errorMessage: Input.exact(Schema.String),
    vehicle: Input.exact(
      Schema.Struct({
        vin: Input.exact(Schema.String),
        make: Input.exact(Schema.String),
        model: Input.exact(Schema.String),
        year: Input.exact(Schema.Number)
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
const pick = <K extends string>(query: URLSearchParams, names: Readonly<Record<K, string>>): { [P in K]?: string } => {
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

/**
 * Reads the request with which Connect sends the owner back to the redirect URI: its URL, or just the query. `state` is
 * what the Connect URL carried, `undefined` if it carried none; a callback with another state, or with one where none is
 * expected, is an `InvalidInputError`, since someone else may have made it. Fails with a `ConnectError` if the owner did
 * not grant access.
 *
 * @since 0.1.0
 * @category constructors
 */
export const parseCallback = (
  callback: string | URL,
  expected: { readonly state: string | undefined }
): Effect.Effect<Authorized | Reauthenticated, ConnectError | InvalidInputError> =>
  Effect.gen(function* () {
    const invalid = (field: string, description: string) =>
      new InvalidInputError({ endpoint: "parseCallback", field, description })
    const query = queryOf(callback)
    for (const field of ["code", "error", "state", "vehicle_id"]) {
      if (query.getAll(field).length > 1) return yield* invalid(field, "occurs more than once")
    }
    const { code, error, vehicleId, state } = pick(query, {
      code: "code",
      error: "error",
      vehicleId: "vehicle_id",
      state: "state"
    })
    // Some of Connect's errors come back without the state; none grants anything.
    if (state !== expected.state && !(error !== undefined && state === undefined)) {
      return yield* invalid("state", "is not the state of the Connect URL")
    }
    if (error !== undefined) return yield* connectError(query, error)
    const stated = state === undefined ? {} : { state }
    if (code !== undefined) {
      return {
        _tag: "Authorized",
        code: Redacted.make(code),
        ...stated,
        ...pick(query, { userId: "user_id", externalId: "external_id", virtualKeyUrl: "virtual_key_url" })
      }
    }
    if (vehicleId !== undefined) return { _tag: "Reauthenticated", vehicleId, ...stated }
    return yield* invalid("code", "is missing: neither a code, a vehicle id nor an error came back")
  })
