/**
 * A simulated Smartcar: owners, cars that change, Connect, tokens, and every endpoint of API v2.0 and v3.
 *
 * It has a state: commands change cars, charging takes time (of the `Clock`, so of the `TestClock` in a test), tokens
 * expire. The same seed, calls and times give the same answers, byte for byte. Each layer is a Smartcar of its own; a
 * test that shares one layer among programs shares its state.
 *
 * @since 0.1.0
 */

import * as HttpClient from "@effect/platform/HttpClient"
import type { Access } from "@effect-smartcar/sdk/Access"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as TokenStore from "@effect-smartcar/sdk/TokenStore"
import * as Auth from "@effect-smartcar/sdk/v2/Auth"
import * as AuthV3 from "@effect-smartcar/sdk/v3/Auth"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Fleet from "./Fleet.js"
import { oauthError, vendorError } from "./internal/answers.js"
import { type Choice, ConnectPageError, type Denial } from "./internal/connect.js"
import type { CutOptions, Patch, Service } from "./internal/control.js"
import type { FaultOptions, Filter } from "./internal/faults.js"
import type { Limits, Rate } from "./internal/limits.js"
import { type Application, application, type Options, setupOf } from "./internal/options.js"
import { make as makeService } from "./internal/service.js"
import type { Connection, Exchange } from "./internal/state.js"
import { layerTokens, Simulator } from "./internal/tag.js"
import * as Wire from "./Wire.js"

export type {
  Application,
  Choice,
  Connection,
  CutOptions,
  Denial,
  Exchange,
  FaultOptions,
  Filter,
  Limits,
  Options,
  Patch,
  Rate,
  Service
}
export { application, ConnectPageError, oauthError, Simulator, vendorError }

/**
 * A simulated Smartcar without any layer: its `handle` answers requests.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service> => makeService(setupOf(options))

/** The control service alone. */
const layerControl = (options: Options): Layer.Layer<Simulator> => Layer.effect(Simulator, make(options))

/** An HTTP client that opens no socket. */
const layerClient: Layer.Layer<HttpClient.HttpClient, never, Simulator> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(Simulator, ({ handle }) => Wire.httpClient(handle))
)

/**
 * A simulated Smartcar in place of the network, without a socket: goes under `Smartcar.layer`, together with a
 * configuration and credentials. It answers at Smartcar's own addresses, and at any other.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerHttpClient = (options: Options = {}): Layer.Layer<HttpClient.HttpClient | Simulator> =>
  Layer.provideMerge(layerClient, layerControl(options))

/**
 * The configuration of a program that talks to a simulated Smartcar in process.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig: Layer.Layer<SmartcarConfig.SmartcarConfig, never, Simulator> = Layer.effect(
  SmartcarConfig.SmartcarConfig,
  Effect.map(Simulator, ({ config }) => SmartcarConfig.make(config()))
)

/**
 * Everything a program built on the SDK needs, on a simulated Smartcar: swap it for `SmartcarNode.layer`. With
 * `connected: true` the tokens of every owner are kept under the owner's id, and those of the first owner also where
 * calls that name none look. The id of an owner of the fleet is the user id of API v3: the `owner` of a handle.
 *
 * @example
 * ```ts
 * import { Fleet, Simulator } from "@effect-smartcar/testing"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 * import { Effect } from "effect"
 *
 * const [tesla] = Fleet.standard.cars
 * const program = Vehicle.odometer(Vehicle.make(tesla?.id ?? ""))
 * const test = program.pipe(Effect.provide(Simulator.layer({ connected: true })))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<
  Smartcar.Smartcar | SmartcarConfig.SmartcarConfig | Credentials.Credentials | TokenStore.TokenStore | Simulator
> => {
  const services = Smartcar.layer.pipe(
    Layer.provideMerge(
      Credentials.layerRefreshing(Auth.exchangeRefreshToken).pipe(Credentials.addClientCredentials(AuthV3.requestToken))
    ),
    Layer.provide(layerClient),
    Layer.provideMerge(Layer.merge(layerConfig, TokenStore.layerMemory))
  )
  const ready = options.connected === true ? Layer.provideMerge(layerTokens, services) : services
  return Layer.provideMerge(ready, layerControl(options))
}

/**
 * Plays the owner at a Connect URL, that of an authorization or of a re-authentication, and gives the URL to which the
 * browser is sent: the redirect URI with a `code`, or with the error that the request deserves.
 *
 * @since 0.1.0
 * @category connect
 */
export const consent: (connectUrl: string, choice?: Choice) => Effect.Effect<string, ConnectPageError, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.consent)

/**
 * Plays a Connect that ends without a grant; `vehicle` comes back with `vehicle_incompatible`.
 *
 * @since 0.1.0
 * @category connect
 */
export const deny: (
  connectUrl: string,
  error: Denial,
  vehicle?: Pick<Fleet.Car, "vin" | "make" | "model" | "year">
) => Effect.Effect<string, ConnectPageError, Simulator> = /*#__PURE__*/ Effect.serviceFunctionEffect(
  Simulator,
  (simulator) => simulator.deny
)

/**
 * Connects cars of an owner and gives the tokens, without Connect and without a code.
 *
 * @since 0.1.0
 * @category connect
 */
export const access: (
  choice?: Choice & { readonly mode?: SmartcarConfig.Mode | undefined }
) => Effect.Effect<Access, never, Simulator> = /*#__PURE__*/ Effect.serviceFunctionEffect(
  Simulator,
  (simulator) => simulator.access
)

/**
 * The owners of the fleet.
 *
 * @since 0.1.0
 * @category cars
 */
export const owners: Effect.Effect<ReadonlyArray<Fleet.Owner>, never, Simulator> = /*#__PURE__*/ Effect.map(
  Simulator,
  (simulator) => simulator.owners
)

/**
 * Every car, as it is now.
 *
 * @since 0.1.0
 * @category cars
 */
export const cars: Effect.Effect<ReadonlyArray<Fleet.Car>, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.cars
)

/**
 * One car, as it is now.
 *
 * @since 0.1.0
 * @category cars
 */
export const car: (id: string) => Effect.Effect<Fleet.Car, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.car)

/**
 * Changes a car, and gives it as it is then.
 *
 * @since 0.1.0
 * @category cars
 */
export const update: (id: string, patch: Patch) => Effect.Effect<Fleet.Car, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.update)

/**
 * Drives a car some km, `to` a place: it uses energy and fuel, and is unplugged.
 *
 * @since 0.1.0
 * @category cars
 */
export const drive: (id: string, km: number, to?: Fleet.Car["location"]) => Effect.Effect<Fleet.Car, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.drive)

/**
 * Plugs a car in; it does not charge by itself.
 *
 * @since 0.1.0
 * @category cars
 */
export const plugIn: (id: string) => Effect.Effect<Fleet.Car, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.plugIn)

/**
 * Unplugs a car, which ends charging.
 *
 * @since 0.1.0
 * @category cars
 */
export const unplug: (id: string) => Effect.Effect<Fleet.Car, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.unplug)

/**
 * Every connection, the newest first.
 *
 * @since 0.1.0
 * @category connections
 */
export const connections: Effect.Effect<ReadonlyArray<Connection>, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.connections
)

/**
 * The webhooks to which a car is subscribed.
 *
 * @since 0.1.0
 * @category connections
 */
export const subscriptions: (vehicleId: string) => Effect.Effect<ReadonlyArray<string>, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.subscriptions)

/**
 * Makes the manufacturer refuse the owner's sign-in for a car, until a re-authentication.
 *
 * @since 0.1.0
 * @category connections
 */
export const expireLogin: (vehicleId: string) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.expireLogin)

/**
 * Removes all connections of an owner: the tokens and refresh tokens die.
 *
 * @since 0.1.0
 * @category connections
 */
export const revoke: (owner: string) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.revoke)

/**
 * Makes every access token of an owner, or of all, expire now. Refresh tokens go on working.
 *
 * @since 0.1.0
 * @category connections
 */
export const expireAccessTokens: (owner?: string) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.expireAccessTokens)

/**
 * Makes every token of the application (API v3) expire now.
 *
 * @since 0.1.0
 * @category connections
 */
export const expireApplicationTokens: Effect.Effect<void, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.expireApplicationTokens
)

/**
 * Makes API v3 keep no signals of a car, as it does of one that was connected just now, until the car changes or is
 * subscribed to a webhook. By default the signals of every car are kept from the start.
 *
 * @since 0.1.0
 * @category cars
 */
export const emptyStore: (vehicleId: string) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.emptyStore)

/**
 * Gives the next requests, or readings inside a batch, this answer, as it is; they are not carried out.
 *
 * @example
 * ```ts
 * import { Simulator } from "@effect-smartcar/testing"
 *
 * // One request in twenty fails, drawn from the simulator's seed.
 * const badDay = Simulator.fail(Simulator.vendorError({ type: "SERVER", code: "INTERNAL" }), { chance: 0.05 })
 * ```
 *
 * @since 0.1.0
 * @category faults
 */
export const fail: (answer: Wire.Answer, options?: FaultOptions) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.fail)

/**
 * Gives the next requests their answers late; they are carried out at once.
 *
 * @since 0.1.0
 * @category faults
 */
export const delay: (
  duration: Duration.DurationInput,
  options?: FaultOptions
) => Effect.Effect<void, never, Simulator> = /*#__PURE__*/ Effect.serviceFunctionEffect(
  Simulator,
  (simulator) => simulator.delay
)

/**
 * Makes the next commands of API v3 take long: the answer begins at once, with status 202 and no length, and its body,
 * success or error, follows after the duration on the same connection. The car has changed at once.
 *
 * @since 0.1.0
 * @category faults
 */
export const slow: (duration: Duration.DurationInput, options?: FaultOptions) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.slow)

/**
 * Breaks the connections of the next requests: refused, cut before the answer, or cut within it.
 *
 * @since 0.1.0
 * @category faults
 */
export const cut: (phase: Wire.Cut["phase"], options?: CutOptions) => Effect.Effect<void, never, Simulator> =
  /*#__PURE__*/ Effect.serviceFunctionEffect(Simulator, (simulator) => simulator.cut)

/**
 * Forgets the faults that have not struck.
 *
 * @since 0.1.0
 * @category faults
 */
export const clearFaults: Effect.Effect<void, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.clearFaults
)

/**
 * What was sent so far, the oldest first; of very many, the last ones. Printing it shows no secrets.
 *
 * @since 0.1.0
 * @category recorder
 */
export const requests: Effect.Effect<ReadonlyArray<Wire.Request>, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.requests
)

/**
 * The refresh tokens that were exchanged so far, the oldest first; of very many, the last ones. An exchange that was
 * refused, or that never arrived, is none.
 *
 * @since 0.1.0
 * @category recorder
 */
export const exchanges: Effect.Effect<ReadonlyArray<Exchange>, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.exchanges
)

/**
 * Forgets what was sent and exchanged so far.
 *
 * @since 0.1.0
 * @category recorder
 */
export const clearRequests: Effect.Effect<void, never, Simulator> = /*#__PURE__*/ Effect.flatMap(
  Simulator,
  (simulator) => simulator.clearRequests
)
