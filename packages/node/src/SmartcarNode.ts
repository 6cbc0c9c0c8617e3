/**
 * Everything a Node program needs to call Smartcar, in one layer.
 *
 * @since 0.1.0
 */

import type * as HttpClient from "@effect/platform/HttpClient"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as TokenStore from "@effect-smartcar/sdk/TokenStore"
import * as V2 from "@effect-smartcar/sdk/v2/Auth"
import * as V3 from "@effect-smartcar/sdk/v3/Auth"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Layer from "effect/Layer"
import * as UndiciHttpClient from "./UndiciHttpClient.js"

/**
 * What the layers of this module provide.
 *
 * @since 0.1.0
 * @category models
 */
export type SmartcarNode =
  | Smartcar.Smartcar
  | SmartcarConfig.SmartcarConfig
  | Credentials.Credentials
  | TokenStore.TokenStore

/** Names the SDK and the runtime. */
const userAgent = `${SmartcarConfig.make().userAgent} Node.js/${process.versions.node}`

const over = <E>(
  config: Layer.Layer<SmartcarConfig.SmartcarConfig, E>
): Layer.Layer<Exclude<SmartcarNode, TokenStore.TokenStore>, E, HttpClient.HttpClient | TokenStore.TokenStore> =>
  Smartcar.layer.pipe(
    Layer.provideMerge(
      Credentials.layerRefreshing(V2.exchangeRefreshToken).pipe(Credentials.addClientCredentials(V3.requestToken))
    ),
    Layer.provideMerge(config)
  )

const fromEnvironment = over(
  Layer.effect(
    SmartcarConfig.SmartcarConfig,
    Config.map(SmartcarConfig.config, (config) => ({ ...config, userAgent }))
  )
)

/**
 * Like {@link layer}, for a program that keeps the tokens of owners in a store of its own.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithoutTokenStore: Layer.Layer<
  Exclude<SmartcarNode, TokenStore.TokenStore>,
  ConfigError.ConfigError,
  TokenStore.TokenStore
> = Layer.provide(fromEnvironment, UndiciHttpClient.layer)

/**
 * Like {@link layer}, for a program that brings its HTTP client: one with other limits, through a proxy, or the
 * simulator of `@effect-smartcar/testing`.
 *
 * @example
 * ```ts
 * import { SmartcarNode, UndiciHttpClient } from "@effect-smartcar/node"
 * import { Layer } from "effect"
 *
 * const layer = SmartcarNode.layerWithoutHttpClient.pipe(
 *   Layer.provide(UndiciHttpClient.layerWith({ connections: 10, connectTimeout: 30_000 }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithoutHttpClient: Layer.Layer<SmartcarNode, ConfigError.ConfigError, HttpClient.HttpClient> =
  Layer.provideMerge(fromEnvironment, TokenStore.layerMemory)

/**
 * Takes its configuration from the environment: see `SmartcarConfig.config` for the variables. Keeps the tokens of
 * owners (API v2.0) in memory and refreshes them, requests and renews the application's token (v3), and talks through
 * `UndiciHttpClient.layer`. A malformed variable is a
 * `ConfigError` that names it; a credential that is not set is missed only by the call that needs it.
 *
 * @example
 * ```ts
 * import { SmartcarNode } from "@effect-smartcar/node"
 * import { Compatibility } from "@effect-smartcar/sdk/v2"
 * import { NodeRuntime } from "@effect/platform-node"
 * import { Effect } from "effect"
 *
 * const program = Compatibility.matrix({ region: "US", type: "BEV" }).pipe(Effect.flatMap(Effect.log))
 *
 * program.pipe(Effect.provide(SmartcarNode.layer), NodeRuntime.runMain)
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<SmartcarNode, ConfigError.ConfigError> = Layer.provideMerge(
  layerWithoutTokenStore,
  TokenStore.layerMemory
)

/**
 * What {@link layerWith} takes: the configuration, and how to connect.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends SmartcarConfig.Options {
  /** Options of the HTTP client: connections to each origin, certificates and the like. */
  readonly http?: UndiciHttpClient.Options | undefined
}

/**
 * Like {@link layer}, with options in place of the environment: other origins in a test, or secrets that do not come
 * from variables.
 *
 * @example
 * ```ts
 * import { SmartcarNode } from "@effect-smartcar/node"
 * import { Redacted } from "effect"
 *
 * const layer = SmartcarNode.layerWith({
 *   clientId: "my-client-id",
 *   clientSecret: Redacted.make("my-client-secret"),
 *   timeout: "60 seconds",
 *   http: { connections: 10 }
 * })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWith = ({ http, ...options }: Options): Layer.Layer<SmartcarNode> =>
  over(SmartcarConfig.layer({ ...options, userAgent: options.userAgent ?? userAgent })).pipe(
    Layer.provide(http === undefined ? UndiciHttpClient.layer : UndiciHttpClient.layerWith(http)),
    Layer.provideMerge(TokenStore.layerMemory)
  )
