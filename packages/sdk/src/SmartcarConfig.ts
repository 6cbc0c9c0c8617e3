/**
 * What an application sets once: its credentials, where Smartcar is, and how long to wait.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import { type Secret, toRedacted } from "./internal/redact.js"
import { isApiVersion, isOrigin, isPlainText } from "./internal/schema.js"
import { version } from "./internal/version.js"

/**
 * Which cars Connect offers: real ones (`live`), those of the dashboard's simulator (`simulated`), or made-up ones
 * (`test`, deprecated by Smartcar).
 *
 * @since 0.1.0
 * @category models
 */
export type Mode = (typeof modes)[number]

const modes = ["live", "simulated", "test"] as const

/**
 * Scheme, host and port of each of Smartcar's hosts.
 *
 * @since 0.1.0
 * @category models
 */
export interface Origins {
  /** Vehicles of API v2.0: `https://api.smartcar.com` */
  readonly api: string
  /** Owners' tokens of API v2.0: `https://auth.smartcar.com` */
  readonly auth: string
  /** Smartcar Connect: `https://connect.smartcar.com` */
  readonly connect: string
  /** Connections of API v2.0: `https://management.smartcar.com` */
  readonly management: string
  /** The application's token of API v3: `https://iam.smartcar.com` */
  readonly iam: string
  /** Vehicles and connections of API v3: `https://vehicle.api.smartcar.com` */
  readonly vehicle: string
  /** Applications, webhooks and subscriptions of API v3: `https://management.api.smartcar.com` */
  readonly managementV3: string
  /** Compatible vehicles of API v3: `https://compatibility.api.smartcar.com` */
  readonly compatibility: string
}

/**
 * The configuration, with every default filled in.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  readonly clientId: Option.Option<string>
  readonly clientSecret: Option.Option<Redacted.Redacted>
  readonly applicationId: Option.Option<string>
  readonly apiClientId: Option.Option<string>
  readonly apiClientSecret: Option.Option<Redacted.Redacted>
  readonly redirectUri: Option.Option<string>
  readonly managementToken: Option.Option<Redacted.Redacted>
  readonly mode: Mode
  /** API version of calls to v2.0's hosts that name none, such as `2.0`. */
  readonly apiVersion: string
  /** How long one request may take. Smartcar may need up to 300 seconds to answer. */
  readonly timeout: Duration.DurationInput
  /**
   * How many bytes the body of an answer may have, decompressed. A longer one is an `UnexpectedResponseError`, and is not
   * read to its end. `HttpIncomingMessage.withMaxBodySize` around a call wins over it.
   */
  readonly maxResponseBytes: number
  readonly userAgent: string
  readonly origins: Origins
}

/**
 * Everything is optional: a credential is missed only by the call that needs it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The application's client id of API v2.0, a UUID. */
  readonly clientId?: string | undefined
  /** The secret that goes with `clientId`. */
  readonly clientSecret?: Secret | undefined
  /** The application's id in API v3: the same UUID as the client id of v2.0. */
  readonly applicationId?: string | undefined
  /** The id of API credentials of v3; begins with `client_`. */
  readonly apiClientId?: string | undefined
  /** The secret that goes with `apiClientId`. */
  readonly apiClientSecret?: Secret | undefined
  /** Where Connect sends the owner back to; one of the URIs registered for the application. */
  readonly redirectUri?: string | undefined
  /** The application management token: for webhooks, and for connections of API v2.0. */
  readonly managementToken?: Secret | undefined
  /** `live` by default. */
  readonly mode?: Mode | undefined
  /** `2.0` by default. */
  readonly apiVersion?: string | undefined
  /** 310 seconds by default. */
  readonly timeout?: Duration.DurationInput | undefined
  /** 10 MiB by default. */
  readonly maxResponseBytes?: number | undefined
  readonly userAgent?: string | undefined
  readonly origins?: { readonly [K in keyof Origins]?: Origins[K] | undefined } | undefined
}

/**
 * The configuration of the application.
 *
 * @since 0.1.0
 * @category tags
 */
export class SmartcarConfig extends Context.Tag("@effect-smartcar/sdk/SmartcarConfig")<SmartcarConfig, Service>() {}

const defaultOrigins = {
  api: "https://api.smartcar.com",
  auth: "https://auth.smartcar.com",
  connect: "https://connect.smartcar.com",
  management: "https://management.smartcar.com",
  iam: "https://iam.smartcar.com",
  vehicle: "https://vehicle.api.smartcar.com",
  managementV3: "https://management.api.smartcar.com",
  compatibility: "https://compatibility.api.smartcar.com"
}

const redacted = (secret: Secret | undefined) => Option.map(Option.fromNullable(secret), toRedacted)

/**
 * Fills the defaults. Nothing is checked here: what cannot be sent fails the call that would send it with an
 * `InvalidInputError`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Service => ({
  clientId: Option.fromNullable(options.clientId),
  clientSecret: redacted(options.clientSecret),
  applicationId: Option.fromNullable(options.applicationId),
  apiClientId: Option.fromNullable(options.apiClientId),
  apiClientSecret: redacted(options.apiClientSecret),
  redirectUri: Option.fromNullable(options.redirectUri),
  managementToken: redacted(options.managementToken),
  mode: options.mode ?? "live",
  apiVersion: options.apiVersion ?? "2.0",
  timeout: options.timeout ?? Duration.seconds(310),
  maxResponseBytes: options.maxResponseBytes ?? 10 * 1024 * 1024,
  userAgent: options.userAgent ?? `effect-smartcar/${version}`,
  origins: Record.map(defaultOrigins, (origin, name) => options.origins?.[name] ?? origin)
})

/**
 * Takes the configuration from options, as {@link make} does.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<SmartcarConfig> =>
  Layer.succeed(SmartcarConfig, make(options))

const asMode = (value: string | undefined) => modes.find((mode) => mode === value)

const asTimeout = (value: string | undefined) =>
  Duration.decodeUnknown(value).pipe(
    Option.filter((timeout) => Duration.isFinite(timeout) && Duration.greaterThan(timeout, Duration.zero)),
    Option.getOrUndefined
  )

const isByteCount = (value: string) => /^[1-9]\d*$/.test(value) && Number.isSafeInteger(Number(value))

const text = (variable: string, isValid: (text: string) => boolean, expected: string) =>
  Config.nonEmptyString(variable).pipe(
    Config.validate({ message: `Expected ${expected}`, validation: isValid }),
    Config.option,
    Config.map(Option.getOrUndefined)
  )

const secret = (variable: string) =>
  text(variable, isPlainText, "text without control characters").pipe(
    Config.map((value) => (value === undefined ? undefined : Redacted.make(value)))
  )

const origin = (variable: string) =>
  text(variable, isOrigin, "an origin such as https://api.smartcar.com: no path, query or credentials")

/**
 * The environment variables and what they set; `SMARTCAR_TIMEOUT` is a duration such as `60 seconds`, and
 * `SMARTCAR_MAX_RESPONSE_BYTES` a whole number. An empty variable
 * counts as absent.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Service> = /*#__PURE__*/ Config.all({
  clientId: text("SMARTCAR_CLIENT_ID", isPlainText, "text without control characters"),
  clientSecret: secret("SMARTCAR_CLIENT_SECRET"),
  applicationId: text("SMARTCAR_APPLICATION_ID", isPlainText, "text without control characters"),
  apiClientId: text("SMARTCAR_API_CLIENT_ID", isPlainText, "text without control characters"),
  apiClientSecret: secret("SMARTCAR_API_CLIENT_SECRET"),
  redirectUri: text("SMARTCAR_REDIRECT_URI", URL.canParse, "an absolute URI"),
  managementToken: secret("SMARTCAR_MANAGEMENT_TOKEN"),
  mode: text("SMARTCAR_MODE", (value) => asMode(value) !== undefined, "live, simulated or test").pipe(
    Config.map(asMode)
  ),
  apiVersion: text("SMARTCAR_API_VERSION", isApiVersion, "an API version such as 2.0"),
  timeout: text(
    "SMARTCAR_TIMEOUT",
    (value) => asTimeout(value) !== undefined,
    "a positive, finite duration such as 60 seconds"
  ).pipe(Config.map(asTimeout)),
  maxResponseBytes: text("SMARTCAR_MAX_RESPONSE_BYTES", isByteCount, "a whole number of bytes from 1").pipe(
    Config.map((value) => (value === undefined ? undefined : Number(value)))
  ),
  origins: Config.all({
    api: origin("SMARTCAR_API_ORIGIN"),
    auth: origin("SMARTCAR_AUTH_ORIGIN"),
    connect: origin("SMARTCAR_CONNECT_ORIGIN"),
    management: origin("SMARTCAR_MANAGEMENT_API_ORIGIN"),
    iam: origin("SMARTCAR_IAM_ORIGIN"),
    vehicle: origin("SMARTCAR_API_V3_ORIGIN"),
    managementV3: origin("SMARTCAR_MANAGEMENT_API_V3_ORIGIN"),
    compatibility: origin("SMARTCAR_COMPATIBILITY_API_V3_ORIGIN")
  })
}).pipe(/*#__PURE__*/ Config.map(make))

/**
 * Reads the {@link config} from the environment, or whichever `ConfigProvider` is set. A malformed variable is a
 * `ConfigError` that names it; credentials never appear in it.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig: Layer.Layer<SmartcarConfig, ConfigError.ConfigError> = /*#__PURE__*/ Layer.effect(
  SmartcarConfig,
  config
)
