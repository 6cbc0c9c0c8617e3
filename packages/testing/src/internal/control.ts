/** What a test can ask of, and do to, a simulated Smartcar. */
import type { Access } from "@effect-smartcar/sdk/Access"
import type * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Car, Owner } from "../Fleet.js"
import type * as Wire from "../Wire.js"
import type { Choice, ConnectPageError, Denial } from "./connect.js"
import type { FaultOptions } from "./faults.js"
import type { Connection, Exchange } from "./state.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface CutOptions extends FaultOptions {
  /**
   * Whether the request was carried out before the connection broke. By default it was, unless it was refused
   * (`connect`): the case in which a second try would do it twice.
   */
  readonly executed?: boolean | undefined
}

/**
 * What changes of a car: some of its parts, or a function of it.
 *
 * @since 0.1.0
 * @category models
 */
export type Patch = Partial<Omit<Car, "id" | "owner">> | ((car: Car) => Car)

/**
 * The control service. Ids that the fleet or the owner does not have, plugging a car without a battery in or out, and a
 * chance that is none are mistakes in the test: they die.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Answers one request: what servers and HTTP clients are made from. */
  readonly handle: Wire.Handler
  /** The configuration of a program that talks to this Smartcar, at `origin` or at Smartcar's own addresses. */
  readonly config: (origin?: string) => SmartcarConfig.Options
  readonly owners: ReadonlyArray<Owner>

  /**
   * Plays the owner at a Connect URL, that of an authorization or of a re-authentication, and gives the URL to which the
   * browser is sent: the redirect URI with a `code`, or with the error that the request deserves.
   */
  readonly consent: (connectUrl: string, choice?: Choice) => Effect.Effect<string, ConnectPageError>
  /** Plays a Connect that ends without a grant; `vehicle` comes back with `vehicle_incompatible`. */
  readonly deny: (
    connectUrl: string,
    error: Denial,
    vehicle?: Pick<Car, "vin" | "make" | "model" | "year">
  ) => Effect.Effect<string, ConnectPageError>
  /** Connects cars of an owner and gives the tokens, without Connect and without a code. */
  readonly access: (choice?: Choice & { readonly mode?: SmartcarConfig.Mode | undefined }) => Effect.Effect<Access>

  readonly cars: Effect.Effect<ReadonlyArray<Car>>
  readonly car: (id: string) => Effect.Effect<Car>
  /** Changes a car, and gives it as it is then. */
  readonly update: (id: string, patch: Patch) => Effect.Effect<Car>
  /** Drives a car some km, `to` a place: it uses energy and fuel, and is unplugged. */
  readonly drive: (id: string, km: number, to?: Car["location"]) => Effect.Effect<Car>
  readonly plugIn: (id: string) => Effect.Effect<Car>
  /** Ends charging, too. */
  readonly unplug: (id: string) => Effect.Effect<Car>

  /** The newest first. */
  readonly connections: Effect.Effect<ReadonlyArray<Connection>>
  /** The webhooks to which a car is subscribed. */
  readonly subscriptions: (vehicleId: string) => Effect.Effect<ReadonlyArray<string>>
  /** Makes the manufacturer refuse the owner's sign-in, until a re-authentication. */
  readonly expireLogin: (vehicleId: string) => Effect.Effect<void>
  /** Removes all connections of an owner: the tokens and refresh tokens die. */
  readonly revoke: (owner: string) => Effect.Effect<void>
  /** Makes every access token of an owner, or of all, expire now. */
  readonly expireAccessTokens: (owner?: string) => Effect.Effect<void>
  /** Makes every token of the application (API v3) expire now. */
  readonly expireApplicationTokens: Effect.Effect<void>
  /** Makes API v3 keep no signals of a car, until it changes or is subscribed to a webhook. */
  readonly emptyStore: (vehicleId: string) => Effect.Effect<void>

  /** Gives the next requests, or readings inside a batch, this answer, as it is; they are not carried out. */
  readonly fail: (answer: Wire.Answer, options?: FaultOptions) => Effect.Effect<void>
  /** Gives the next requests their answers late; they are carried out at once. */
  readonly delay: (duration: Duration.DurationInput, options?: FaultOptions) => Effect.Effect<void>
  /**
   * Makes the next commands of API v3 take long: the answer begins at once, with status 202 and no length, and its body,
   * success or error, follows after the duration. The car has changed at once.
   */
  readonly slow: (duration: Duration.DurationInput, options?: FaultOptions) => Effect.Effect<void>
  /** Breaks the connections of the next requests: refused, cut before the answer, or cut within it. */
  readonly cut: (phase: Wire.Cut["phase"], options?: CutOptions) => Effect.Effect<void>
  /** Forgets the faults that have not struck. */
  readonly clearFaults: Effect.Effect<void>

  /** What was sent so far, the oldest first; of very many, the last ones. Printing it shows no secrets. */
  readonly requests: Effect.Effect<ReadonlyArray<Wire.Request>>
  /** The refresh tokens that were exchanged so far, the oldest first; of very many, the last ones. */
  readonly exchanges: Effect.Effect<ReadonlyArray<Exchange>>
  /** Forgets what was sent and exchanged so far. */
  readonly clearRequests: Effect.Effect<void>
}
