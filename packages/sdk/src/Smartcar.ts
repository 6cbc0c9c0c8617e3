/**
 * The interpreter: turns endpoint descriptors into calls.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Types from "effect/Types"
import type * as Endpoint from "./Endpoint.js"
import { adHoc, type Request } from "./internal/adHoc.js"
import { inBlocks, inWindows } from "./internal/batching.js"
import { Credentials } from "./internal/credentials.js"
import { CurrentTimeout, make, Smartcar } from "./internal/interpreter.js"
import type { RequestOptions } from "./internal/request.js"
import type { Reading } from "./Reading.js"
import * as SmartcarConfig from "./SmartcarConfig.js"
import type { SmartcarError } from "./SmartcarError.js"
import type { VehicleHandle } from "./VehicleHandle.js"

export { CurrentTimeout, type Service, Smartcar } from "./internal/interpreter.js"
export type {
  /**
   * What {@link request} sends.
   *
   * @since 0.1.0
   * @category models
   */
  Request,
  /**
   * What a call says beside its parameters.
   *
   * @since 0.1.0
   * @category models
   */
  RequestOptions
}

/**
 * Bounds each single call of an effect, in place of the configuration's timeout: a call without a complete answer in
 * time fails with a `TimeoutError`. The nearest one wins.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withTimeout: {
  (timeout: Duration.DurationInput): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, timeout: Duration.DurationInput): Effect.Effect<A, E, R>
} = /*#__PURE__*/ dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, timeout: Duration.DurationInput) =>
  Effect.provideService(self, CurrentTimeout, Option.some(timeout))
)

/**
 * Talks to Smartcar over whichever `HttpClient` is given.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Smartcar, never, HttpClient.HttpClient | SmartcarConfig.SmartcarConfig | Credentials> =
  /*#__PURE__*/ (() =>
    Layer.effect(
      Smartcar,
      Effect.flatMap(
        Effect.all([HttpClient.HttpClient, SmartcarConfig.SmartcarConfig, Credentials]),
        ([client, config, credentials]) => make(client, config, credentials)
      )
    ))()

/**
 * The interpreter with automatic batching: reads of one car that are asked for together, in `Effect.all` or `forEach`
 * with `{ batching: true }`, go out as one request, or as few as `Batch.withLimit` allows, and each gets its own reading or
 * error. Only reads that a `Batch` can carry are batched, and only with the same owner or access token, units, flags,
 * version and retry policy; equal reads are sent once. Smartcar bills every path all the same.
 *
 * A request that fails as a whole fails each of its reads. `Retry.transient` repeats the reads that failed, together.
 * Requests for several cars are sent at once, unless `Effect.withConcurrency` says otherwise.
 *
 * `Smartcar.withTimeout` leaves batches whole: the request may take as long as its most patient read, and an answer that
 * comes too late for another read fails that one when it comes. An `Effect.timeout` around a member, or anything else that
 * runs it in a fiber of its own, sends it alone, and its neighbours only once it is done.
 *
 * Two things are so in Effect 3, whatever the layer: `Effect.all` with `{ batching: true }` and its default concurrency of
 * 1 hangs if a member fails before it reads, so pass `concurrency: "unbounded"`; and an interruption or a timeout of the
 * whole waits for requests that are under way. {@link layerBatchedWithin} does without `batching: true`, and so without
 * both, and for less than half the processor time: most of what a batch costs here are Effect's own batched requests.
 *
 * @example
 * ```ts
 * import { Smartcar } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 * import { Effect } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")
 * const oneRequest = Effect.all([Vehicle.odometer(car), Vehicle.fuel(car), Vehicle.tirePressure(car)], {
 *   batching: true,
 *   concurrency: "unbounded"
 * })
 * const program = Effect.provide(oneRequest, Smartcar.layerBatched)
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerBatched: Layer.Layer<Smartcar, never, Smartcar | SmartcarConfig.SmartcarConfig> =
  /*#__PURE__*/ Layer.effect(Smartcar, /*#__PURE__*/ Effect.zipWith(Smartcar, SmartcarConfig.SmartcarConfig, inBlocks))

/**
 * As {@link layerBatched}, for reads that any fibers ask for within a window of time: each read waits for the end of the
 * window that the first one opened. Nothing needs `{ batching: true }`, and an `Effect.timeout` does no harm.
 *
 * @example
 * ```ts
 * import { Smartcar } from "@effect-smartcar/sdk"
 * import { SmartcarNode } from "@effect-smartcar/node"
 * import { Layer } from "effect"
 *
 * const layer = Smartcar.layerBatchedWithin("5 millis").pipe(Layer.provideMerge(SmartcarNode.layer))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerBatchedWithin = (
  window: Duration.DurationInput
): Layer.Layer<Smartcar, never, Smartcar | SmartcarConfig.SmartcarConfig> =>
  Layer.scoped(
    Smartcar,
    Effect.flatMap(Effect.all([Smartcar, SmartcarConfig.SmartcarConfig]), ([smartcar, config]) =>
      inWindows(smartcar, config, window)
    )
  )

/** No argument, an optional one, or a required one, as the parameters demand. */
type Arguments<P> = keyof P extends never ? [] : object extends P ? [params?: P] : [params: P]

/**
 * A call that is about no car. `endpoint` is its descriptor.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call<
  in P,
  out A,
  out E,
  out Paged extends Endpoint.AnyPaging | undefined = Endpoint.AnyPaging | undefined
> {
  (...args: Arguments<Types.Simplify<P & Endpoint.CallOptions>>): Effect.Effect<Reading<A>, E, Smartcar>
  readonly endpoint: Endpoint.Endpoint<P, A, E, Endpoint.BatchEndpoint<unknown> | undefined, Paged>
}

/**
 * A call that is about a car, its first argument. `endpoint` is its descriptor.
 *
 * @since 0.1.0
 * @category models
 */
export interface VehicleCall<
  in P,
  out A,
  out E,
  out Batch extends Endpoint.BatchEndpoint<unknown> | undefined,
  out Paged extends Endpoint.AnyPaging | undefined = Endpoint.AnyPaging | undefined
> {
  (
    vehicle: VehicleHandle,
    ...args: Arguments<Types.Simplify<Omit<P, "vehicleId">>>
  ): Effect.Effect<Reading<A>, E, Smartcar>
  readonly endpoint: Endpoint.Endpoint<P, A, E, Batch, Paged>
}

const execute = <P extends object, A, E>(
  endpoint: Endpoint.Endpoint<P, A, E>,
  params: P,
  options: RequestOptions
): Effect.Effect<Reading<A>, E, Smartcar> =>
  Effect.flatMap(Smartcar, (smartcar) => smartcar.execute(endpoint, params, options))

/**
 * The public function of an endpoint that is about no car. Owner, version and flags ride in the parameters.
 *
 * @since 0.1.0
 * @category constructors
 */
export const call = <P extends object, A, E, Paged extends Endpoint.AnyPaging | undefined>(
  endpoint: Endpoint.Endpoint<P, A, E, Endpoint.BatchEndpoint<unknown> | undefined, Paged>
): Call<P, A, E, Paged> =>
  Object.assign(
    (...[params]: Arguments<Types.Simplify<P & Endpoint.CallOptions>>) => {
      const { owner, version, flags }: Endpoint.CallOptions = params ?? {}
      // `Arguments` lets the parameters be left out only where all of them are optional.
      return execute(endpoint, (params ?? {}) as P, { owner, version, flags })
    },
    { endpoint }
  )

/**
 * The public function of an endpoint that is about a car.
 *
 * @since 0.1.0
 * @category constructors
 */
export const callVehicle = <
  P extends object,
  A,
  E,
  Batch extends Endpoint.BatchEndpoint<unknown> | undefined,
  Paged extends Endpoint.AnyPaging | undefined
>(
  endpoint: Endpoint.Endpoint<P, A, E, Batch, Paged>
): VehicleCall<P, A, E, Batch, Paged> =>
  Object.assign(
    (vehicle: VehicleHandle, ...[params]: Arguments<Types.Simplify<Omit<P, "vehicleId">>>) =>
      // The handle supplies `vehicleId`, the arguments everything else of `P`.
      // Without types there may be no handle: then the id is missing.
      execute(endpoint, Object.assign({}, params, { vehicleId: vehicle?.id }) as unknown as P, vehicle ?? {}),
    { endpoint }
  )

/**
 * Calls any path of any configured host, for what has no function of its own. The path is below the API version
 * (`/v2.0`), unless `version` is another one or `null`. Credentials go along as for any call, by the scheme `auth` (`user`
 * by default); an `authorization` among the headers replaces them. A `GET` counts as a read, anything else as a
 * command. Can fail with every `SmartcarError`.
 *
 * @example
 * ```ts
 * import { Smartcar } from "@effect-smartcar/sdk"
 * import { Schema } from "effect"
 *
 * const user = Smartcar.request({ path: "/user", success: Schema.Struct({ id: Schema.String }) })
 * ```
 *
 * @since 0.1.0
 * @category calls
 */
export const request = <A, I>(
  input: Request<A, I> &
    Pick<RequestOptions, "owner" | "flags" | "version"> & {
      readonly host?: Endpoint.Host
      readonly auth?: Endpoint.AuthScheme
    }
): Effect.Effect<Reading<A>, SmartcarError, Smartcar> =>
  Effect.suspend(() => adHoc("request", "", input)).pipe(
    Effect.flatMap(({ endpoint, params }) => execute(endpoint, params, input))
  )
