/**
 * Smartcar Connect for API v3: the pages on which an owner grants access, and what they send back. No code is exchanged
 * in v3: what counts is the user id that comes back, the owner of every later call.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Flags } from "../Endpoint.js"
import { applicationId } from "../internal/configured.js"
import {
  type ConnectError,
  invalidCallback,
  type Page,
  pageUrl,
  pick,
  readCallback,
  type SingleSelect,
  singleSelect
} from "../internal/connect.js"
import { encode, encodeFlags } from "../internal/request.js"
import * as Input from "../internal/schema.js"
import type { Permission } from "../Permission.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import type { CredentialsError, InvalidInputError } from "../SmartcarError.js"

export { ConnectError } from "../internal/connect.js"

/**
 * What a Connect URL may ask for; everything is optional. Smartcar has not published the whole list for v3: those marked
 * as unconfirmed are v2's, and are sent only if they are given.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizeOptions {
  /** The permissions to ask for, in place of those set in the dashboard under Vehicle Access. */
  readonly scope?: ReadonlyArray<Permission> | undefined
  /** Comes back in the callback: an unguessable value ties the answer to the request (see {@link parseCallback}). */
  readonly state?: string | undefined
  /** Your id of the owner; comes back in the callback and in webhooks. Each session replaces the one before. */
  readonly externalId?: string | undefined
  /** Asks again even if the owner has granted the same permissions before. Unconfirmed for v3. */
  readonly forcePrompt?: boolean | undefined
  /** Lets the owner choose one car only, or only the car with this VIN. Unconfirmed for v3. */
  readonly singleSelect?: SingleSelect
  /** The make to go to at once, past the choice of brand, such as `TESLA`. Unconfirmed for v3. */
  readonly makeBypass?: string | undefined
  /** Unconfirmed for v3. */
  readonly flags?: Flags | undefined
  /** Your id of the owner, for Smartcar's analytics. Unconfirmed for v3. */
  readonly user?: string | undefined
  /** The configuration's by default, which must not be v2's `test` then. */
  readonly mode?: "live" | "simulated" | undefined
  /** The configuration's by default; without any, the dashboard's. */
  readonly redirectUri?: string | undefined
}

/** The options that are sent as they are; the keys are theirs on the wire. */
const AuthorizeQuery = Schema.Struct({
  redirectUri: Input.renamed(Input.Uri, "redirect_uri"),
  mode: Schema.Literal("live", "simulated"),
  state: Schema.optional(Input.Text),
  externalId: Input.renamed(Input.Text, "external_id"),
  scope: Schema.optional(Input.SpaceSeparated),
  user: Schema.optional(Input.Text),
  makeBypass: Input.renamed(Input.Text, "make"),
  vin: Input.renamed(Input.Vin, "single_select_vin")
})

const ReauthenticateQuery = Schema.Struct({
  vehicleId: Schema.propertySignature(Input.PathSegment).pipe(Schema.fromKey("vehicle_id")),
  redirectUri: Input.renamed(Input.Uri, "redirect_uri"),
  state: Schema.optional(Input.Text),
  externalId: Input.renamed(Schema.NullOr(Input.Text), "external_id")
})

const application: Page["application"] = (config) =>
  Effect.map(applicationId(config), (application_id) => ({ application_id }))

/**
 * The URL of the page on which an owner grants access. Nothing is sent. Fails with a `CredentialsError` if no application
 * id is configured (`SMARTCAR_APPLICATION_ID`), or the id of API credentials in its place, and with an
 * `InvalidInputError` that names an option which cannot be sent.
 *
 * @example
 * ```ts
 * import { Connect } from "@effect-smartcar/sdk/v3"
 *
 * const url = Connect.authorizeUrl({ state: "0facda3319", externalId: "user-17" })
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
        const { single_select_vin, ...encoded } = yield* encode(AuthorizeQuery, {
          ...options,
          scope: options.scope?.length === 0 ? undefined : options.scope,
          redirectUri: options.redirectUri ?? defaults.redirectUri,
          mode: options.mode ?? defaults.mode,
          vin
        })
        return {
          response_type: "code",
          ...encoded,
          single_select: enabled,
          single_select_vin,
          approval_prompt: options.forcePrompt === undefined ? undefined : options.forcePrompt ? "force" : "auto",
          flags: yield* encodeFlags(options.flags ?? {})
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
  /** Your id of the owner, in place of the one kept; `null` clears it. */
  readonly externalId?: string | null | undefined
  /** The configuration's by default. */
  readonly redirectUri?: string | undefined
}

/**
 * The URL of the page on which an owner signs in to the manufacturer's account again: the way out of an error for which
 * `SmartcarError.needsReauthorization` is true. Fails as {@link authorizeUrl} does. The path is v2's, and unconfirmed for
 * v3.
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
        (encoded) => ({ response_type: "vehicle_id", ...encoded })
      )
  })

/**
 * The owner granted access. Keep `userId`: v3 calls need it as their owner.
 *
 * @since 0.1.0
 * @category models
 */
export interface Connected {
  readonly _tag: "Connected"
  /** The owner's id at Smartcar. */
  readonly userId: string
  readonly state?: string
  /** Your id of the owner. */
  readonly externalId?: string
  /** Need not be exchanged in v3. */
  readonly code?: Redacted.Redacted
  /** Where the owner pairs the car's virtual key, if it needs one. */
  readonly virtualKeyUrl?: string
}

/**
 * The owner signed in again.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reauthenticated {
  readonly _tag: "Reauthenticated"
  readonly vehicleId: string
  readonly state?: string
  /** Your id of the owner. */
  readonly externalId?: string
}

/**
 * Reads the request with which Connect sends the owner back to the redirect URI: its URL, or just the query. `state` is
 * what the Connect URL carried, `undefined` if it carried none; a callback with another state, or with one where none is
 * expected, is an `InvalidInputError`, since someone else may have made it. So is a success without a `user_id`. Fails
 * with a `ConnectError` if the owner did not grant access.
 *
 * @since 0.1.0
 * @category constructors
 */
export const parseCallback = (
  callback: string | URL,
  expected: { readonly state: string | undefined }
): Effect.Effect<Connected | Reauthenticated, ConnectError | InvalidInputError> =>
  Effect.gen(function* () {
    const { query, stated } = yield* readCallback(callback, expected, [
      "code",
      "error",
      "external_id",
      "state",
      "user_id",
      "vehicle_id"
    ])
    const { code, userId, vehicleId } = pick(query, { code: "code", userId: "user_id", vehicleId: "vehicle_id" })
    const known = { ...stated, ...pick(query, { externalId: "external_id" }) }
    if (vehicleId !== undefined && code === undefined) return { _tag: "Reauthenticated", vehicleId, ...known }
    if (userId === undefined) return yield* invalidCallback("user_id", "is missing: every call of v3 needs it")
    return {
      _tag: "Connected",
      userId,
      ...known,
      ...(code === undefined ? {} : { code: Redacted.make(code) }),
      ...pick(query, { virtualKeyUrl: "virtual_key_url" })
    }
  })
