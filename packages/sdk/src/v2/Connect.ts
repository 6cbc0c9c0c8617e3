/**
 * Smartcar Connect: the pages on which an owner grants access, and what they send back.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Flags } from "../Endpoint.js"
import { clientId } from "../internal/configured.js"
import {
  type ConnectError,
  invalidCallback,
  type Page,
  pageUrl,
  pick,
  readCallback,
  singleSelect
} from "../internal/connect.js"
import { encode, encodeFlags } from "../internal/request.js"
import * as Input from "../internal/schema.js"
import type { Permission } from "../Permission.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import type { CredentialsError, InvalidInputError } from "../SmartcarError.js"

export { ConnectError } from "../internal/connect.js"

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

const application: Page["application"] = (config) => Effect.map(clientId(config), (client_id) => ({ client_id }))

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
  pageUrl({
    endpoint: "authorizeUrl",
    path: "/oauth/authorize",
    application,
    query: (defaults) =>
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
  })

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
  pageUrl({
    endpoint: "reauthenticateUrl",
    path: "/oauth/reauthenticate",
    application,
    query: (defaults) =>
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
  })

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
    const { query, stated } = yield* readCallback(callback, expected, ["code", "error", "state", "vehicle_id"])
    const { code, vehicleId } = pick(query, { code: "code", vehicleId: "vehicle_id" })
    if (code !== undefined) {
      return {
        _tag: "Authorized",
        code: Redacted.make(code),
        ...stated,
        ...pick(query, { userId: "user_id", externalId: "external_id", virtualKeyUrl: "virtual_key_url" })
      }
    }
    if (vehicleId !== undefined) return { _tag: "Reauthenticated", vehicleId, ...stated }
    return yield* invalidCallback("code", "is missing: neither a code, a vehicle id nor an error came back")
  })
