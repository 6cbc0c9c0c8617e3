/** What a simulated Smartcar is made from, and the defaults. */
import * as Permission from "@effect-smartcar/sdk/Permission"
import * as Redacted from "effect/Redacted"
import * as Fleet from "../Fleet.js"
import type { Limits } from "./limits.js"
import type { Setup } from "./service.js"

/**
 * The application as it is registered. Everything has a default; the first redirect URI stands in for one left out, and
 * `permissions` (all that are documented) for a Connect URL without a scope.
 *
 * @since 0.1.0
 * @category models
 */
export interface Application {
  readonly clientId?: string | undefined
  readonly clientSecret?: Redacted.Redacted | undefined
  /** The application's id in API v3; the client id by default, as it is at Smartcar. */
  readonly applicationId?: string | undefined
  /** The id of the API credentials of v3. */
  readonly apiClientId?: string | undefined
  readonly apiClientSecret?: Redacted.Redacted | undefined
  readonly managementToken?: Redacted.Redacted | undefined
  readonly redirectUris?: readonly [string, ...ReadonlyArray<string>] | undefined
  readonly permissions?: ReadonlyArray<Permission.Permission> | undefined
  /** The ids of its webhooks. */
  readonly webhooks?: ReadonlyArray<string> | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** What ids, tokens and request ids are drawn from; `0` by default. */
  readonly seed?: string | number | undefined
  /** `Fleet.standard` by default. */
  readonly fleet?: Fleet.Fleet | undefined
  readonly application?: Application | undefined
  /** True if every car is connected from the start, with the application's default permissions. */
  readonly connected?: boolean | undefined
  /** Nothing is limited by default. */
  readonly limits?: Limits | undefined
  /** How many requests, and exchanges of tokens, are remembered at least, the last ones; 10,000 by default. */
  readonly recorded?: number | undefined
}

/**
 * The application of a simulated Smartcar that is given none.
 *
 * @since 0.1.0
 * @category constants
 */
export const application = {
  clientId: "simulator-client-id",
  clientSecret: Redacted.make("simulator-client-secret"),
  applicationId: "simulator-client-id",
  apiClientId: "client_simulator",
  apiClientSecret: Redacted.make("simulator-api-client-secret"),
  managementToken: Redacted.make("simulator-management-token"),
  redirectUris: ["http://localhost:8000/callback"],
  permissions: Permission.all,
  webhooks: ["5e6f7a8b-0000-4000-a000-000000000001"]
} as const satisfies Application

/** Options with every default filled in. */
export const setupOf = (options: Options): Setup => {
  const own = options.application ?? {}
  return {
    seed: String(options.seed ?? 0),
    fleet: options.fleet ?? Fleet.standard,
    connected: options.connected ?? false,
    limits: options.limits ?? {},
    recorded: options.recorded ?? 10_000,
    application: {
      clientId: own.clientId ?? application.clientId,
      clientSecret: Redacted.value(own.clientSecret ?? application.clientSecret),
      applicationId: own.applicationId ?? own.clientId ?? application.applicationId,
      apiClientId: own.apiClientId ?? application.apiClientId,
      apiClientSecret: Redacted.value(own.apiClientSecret ?? application.apiClientSecret),
      managementToken: Redacted.value(own.managementToken ?? application.managementToken),
      redirectUris: own.redirectUris ?? application.redirectUris,
      permissions: own.permissions ?? application.permissions,
      webhooks: own.webhooks ?? application.webhooks
    }
  }
}
