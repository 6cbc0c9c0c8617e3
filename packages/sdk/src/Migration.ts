/**
 * The way from API v2.0 to API v3: programs that are written for v2 run on v3 once a layer is put around the
 * interpreter. `MIGRATION.md` beside this package's README tells the rest.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Endpoint from "./Endpoint.js"
import type { Mode } from "./internal/migration/bridge.js"
import { make } from "./internal/migration/execute.js"
import { table } from "./internal/migration/table.js"
import * as Smartcar from "./Smartcar.js"
import { ResourceNotFoundError, type SmartcarError } from "./SmartcarError.js"
import type { AccountError } from "./v2/errors.js"
import type * as v2 from "./v2/table.js"
import * as Connections from "./v3/Connections.js"
import type { Any as AnySignal } from "./v3/Signal.js"

/**
 * Calls of API v3 know a car's owner by the user id at Smartcar, which comes back from Connect, and is found in the
 * connections for owners who connected before ({@link userIdOf}).
 *
 * In API v2.0 an owner's token opened that owner's cars only. In v3 the application's token opens all of its cars: v3
 * does not prove that the car of a call is the owner's, so the program has to, before it makes the call.
 *
 * @example
 * ```ts
 * import { SmartcarError } from "@effect-smartcar/sdk"
 * import * as Migration from "@effect-smartcar/sdk/Migration"
 * import { Effect, HashMap } from "effect"
 *
 * // The program's own store, filled when owners connected or once by `userIdOf`.
 * const users = HashMap.make(["user-17", "61a3e3d2-5198-47ba-aabd-4623ce4a4042"])
 *
 * const layer = Migration.layerV2OverV3({
 *   userId: (owner) =>
 *     Effect.mapError(
 *       HashMap.get(users, owner),
 *       () =>
 *         new SmartcarError.InvalidInputError({ endpoint: "userId", field: "owner", description: "an unknown owner" })
 *     )
 * })
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The user id for an owner of API v2.0, the key under which tokens were kept, and for the car that the call is about,
   * if it is about one. By default the key is the user id. Asked for at each call that needs it: look the owner up in a
   * store of your own, and fail for one that it does not know. What yields no user id (text that is not empty, and not
   * `default`) or fails with what is no `SmartcarError` is an `InvalidInputError` on `owner`, and nothing is sent.
   */
  readonly userId?:
    | ((owner: string, vehicleId: string | undefined) => Effect.Effect<string, SmartcarError, Smartcar.Smartcar>)
    | undefined
  /**
   * Which cars connections and subscriptions are looked up for: real ones (`live`), as Smartcar does by default, or those
   * of the dashboard's simulator.
   */
  readonly mode?: Mode | undefined
}

/**
 * Carries out the calls of API v2.0 on API v3, through the interpreter it is put around; all other calls go there as they
 * are. Values, units and errors are those of v2, and `Batch`, `Paging`, `Retry.transient`, `Smartcar.withTimeout` and
 * `Smartcar.layerBatched` work above it. The handle's `version` and `flags` are not sent.
 *
 * - A reading is what Smartcar has stored of the car, not what the car says at this moment: `meta.dataAge` tells of when
 *   the oldest of it is.
 * - A reading from one signal takes one request, and so does one from several; a batch takes one as well.
 * - A signal that failed is the error of its type. One that is not kept, is unavailable or has no value is a
 *   `ResourceNotFoundError` (`SIGNAL_NOT_FOUND`) that names it. Where v2 has `null` or an empty list beside other things that
 *   the car tells, that stands for it, and for one that the car is not capable of; in `lockStatus`, for one that failed too.
 * - A call in a user's name that comes to no user id is an `InvalidInputError` on `owner`, and nothing is sent. Whether the
 *   car is that user's is for the program to know: see {@link Options}.
 * - A command is sent no more often than without the layer. `Vehicle.disconnect`, `Vehicle.unsubscribe` and
 *   `Connections.remove` look up what they remove first.
 * - What API v3 has no counterpart of is an `InvalidInputError`, and nothing is sent: see {@link mappings}.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
 * import * as Migration from "@effect-smartcar/sdk/Migration"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 * import { Auth } from "@effect-smartcar/sdk/v3"
 * import { Effect, Layer } from "effect"
 *
 * const layer = Migration.layerV2OverV3().pipe(
 *   Layer.provide(Smartcar.layer),
 *   Layer.provide(Credentials.layerClientCredentials(Auth.requestToken)),
 *   Layer.provide([FetchHttpClient.layer, SmartcarConfig.layerConfig])
 * )
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc", { owner: "61a3e3d2-5198-47ba-aabd-4623ce4a4042" })
 * const program = Vehicle.battery(car).pipe(Effect.provide(layer))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerV2OverV3 = (options: Options = {}): Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar> =>
  Layer.effect(
    Smartcar.Smartcar,
    Effect.map(Smartcar.Smartcar, (smartcar) =>
      make(smartcar, {
        mode: options.mode,
        userId: options.userId ?? Effect.succeed
      })
    )
  )

/**
 * The id of the user who connected a car, the newest one if there are several; one request. For a back-fill that runs once
 * and is stored, for owners who connected before their user ids were kept. It says who connected the car, not who asks: as
 * the layer's `userId` it would make any owner the car's user, and double the requests of each call. Fails with a `ResourceNotFoundError` if the car has no connection,
 * among the `live` ones unless `mode` says otherwise, and otherwise with an `AccountError`.
 *
 * @example
 * ```ts
 * import * as Migration from "@effect-smartcar/sdk/Migration"
 * import { Effect } from "effect"
 *
 * // Each car with the key of the owner who had its token in API v2.0. The result goes into the program's store.
 * const cars = [{ owner: "user-17", vehicleId: "36ab27d0-fd9d-4455-823a-ce30af709ffc" }]
 *
 * const backfill = Effect.forEach(cars, ({ owner, vehicleId }) =>
 *   Effect.map(Migration.userIdOf(vehicleId), (userId) => [owner, userId] as const)
 * )
 * ```
 *
 * @since 0.1.0
 * @category reads
 */
export const userIdOf = (
  vehicleId: string,
  options: Pick<Options, "mode"> = {}
): Effect.Effect<string, AccountError, Smartcar.Smartcar> =>
  Effect.flatMap(Connections.list({ vehicleId, mode: options.mode }), ({ meta, value }) => {
    const found = value.connections.find(({ userId, vehicle }) => vehicle.id === vehicleId && userId !== null)
    return typeof found?.userId === "string"
      ? Effect.succeed(found.userId)
      : new ResourceNotFoundError({
          endpoint: "userIdOf",
          vehicleId,
          type: "RESOURCE_NOT_FOUND",
          code: "CONNECTION_NOT_FOUND",
          description: "no user has a connection to the car",
          statusCode: 404,
          ...(meta.requestId === undefined ? {} : { requestId: meta.requestId })
        })
  })

/**
 * A call of API v2.0 that {@link layerV2OverV3} carries out: by which calls of API v3, and from which signals.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mapped {
  readonly _tag: "Mapped"
  readonly endpoints: ReadonlyArray<Endpoint.Any>
  readonly signals: ReadonlyArray<AnySignal>
}

/**
 * A call of API v2.0 that has no counterpart in API v3: why, and which calls and signals come closest to it, if any do.
 *
 * @since 0.1.0
 * @category models
 */
export interface Unmapped {
  readonly _tag: "Unmapped"
  readonly reason: string
  readonly endpoints: ReadonlyArray<Endpoint.Any>
  readonly signals: ReadonlyArray<AnySignal>
}

/**
 * What becomes of each call of API v2.0 under {@link layerV2OverV3}, by the name of its descriptor.
 *
 * @since 0.1.0
 * @category constants
 */
export const mappings: {
  readonly [K in keyof typeof v2]: Extract<Mapped | Unmapped, Pick<(typeof table)[K], "_tag">>
} = table
