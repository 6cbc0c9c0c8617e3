/**
 * Several reads of one car in one request.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { dual } from "effect/Function"
import * as Record from "effect/Record"
import type * as Endpoint from "./Endpoint.js"
import { decodeEntry, pathOf } from "./internal/batch.js"
import type { Reading } from "./Reading.js"
import { Smartcar } from "./Smartcar.js"
import { InvalidInputError } from "./SmartcarError.js"
import type { VehicleHandle } from "./VehicleHandle.js"

/**
 * A read that a batch can carry: a vehicle call that needs nothing but the car.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  (vehicle: VehicleHandle): Effect.Effect<Reading<unknown>, unknown, Smartcar>
  readonly endpoint: Endpoint.Endpoint<never, unknown, unknown, Endpoint.BatchEndpoint<unknown>>
}

/**
 * Reads by name.
 *
 * @since 0.1.0
 * @category models
 */
export type Entries = Readonly<Record<string, Entry>>

/**
 * What became of each entry: its own reading, or its own error.
 *
 * @since 0.1.0
 * @category models
 */
export type Results<T extends Entries> = {
  readonly [K in keyof T]: Either.Either<
    Reading<Endpoint.Endpoint.Success<T[K]["endpoint"]>>,
    Endpoint.Endpoint.Error<T[K]["endpoint"]>
  >
}

/**
 * What a batch as a whole can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type BatchError<T extends Entries> = Endpoint.Endpoint.Error<T[keyof T]["endpoint"]["batch"]>

/**
 * How many paths one request may carry; a longer batch is split. 25, unless {@link withLimit} says otherwise: Smartcar
 * documents no maximum.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentLimit extends Context.Reference<CurrentLimit>()("@effect-smartcar/sdk/Batch/CurrentLimit", {
  defaultValue: () => 25
}) {}

/**
 * Sets how many paths one request may carry, at least 1.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withLimit: {
  (limit: number): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, limit: number): Effect.Effect<A, E, R>
} = dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, limit: number) => Effect.provideService(self, CurrentLimit, limit))

const send = (vehicle: VehicleHandle, chunk: Arr.NonEmptyReadonlyArray<Entry["endpoint"]>) =>
  Effect.gen(function* () {
    const smartcar = yield* Smartcar
    const requests = Arr.map(chunk, (endpoint) => ({ path: pathOf(endpoint) }))
    const answer = yield* smartcar.execute(chunk[0].batch, { vehicleId: vehicle.id, requests }, vehicle)
    const now = yield* Clock.currentTimeMillis
    return (endpoint: Entry["endpoint"]) => decodeEntry(endpoint, vehicle.id, answer, now)
  })

/**
 * Reads several things of one car in one request, typed per entry. Each entry succeeds or fails by itself; the effect
 * fails only if the batch as a whole did. A batch above the limit is split, and a request that then fails fails its own
 * entries, as long as another one succeeds. Smartcar bills every path.
 *
 * @example
 * ```ts
 * import { Batch } from "@effect-smartcar/sdk"
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")
 * const now = Batch.all({ odometer: Vehicle.odometer, fuel: Vehicle.fuel })(car)
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const all: {
  <const T extends Entries>(entries: T): (vehicle: VehicleHandle) => Effect.Effect<Results<T>, BatchError<T>, Smartcar>
  <const T extends Entries>(vehicle: VehicleHandle, entries: T): Effect.Effect<Results<T>, BatchError<T>, Smartcar>
} = dual(2, (vehicle: VehicleHandle, entries: Entries) =>
  Effect.gen(function* () {
    const limit = yield* CurrentLimit
    const invalid = (field: string, description: string) =>
      new InvalidInputError({ endpoint: "batch", vehicleId: vehicle.id, field, description })
    if (!(limit >= 1)) return yield* invalid("limit", "expected a number from 1")
    const [other] = Object.keys(Record.filter(entries, ({ endpoint }) => endpoint?.batch === undefined))
    if (other !== undefined) return yield* invalid(other, "expected a call that a batch can carry")
    const endpoints = Arr.dedupe(Object.values(entries).map(({ endpoint }) => endpoint))
    const requests = Object.values(Arr.groupBy(endpoints, ({ batch }) => batch.name)).flatMap((members) =>
      Arr.chunksOf(members, limit)
    )
    const answers = yield* Effect.forEach(requests, (chunk) => Effect.either(send(vehicle, chunk)))
    const failed = answers.find(Either.isLeft)
    if (failed !== undefined && answers.every(Either.isLeft)) return yield* failed
    const results = new Map(
      Arr.zip(requests, answers).flatMap(([chunk, answer]) =>
        chunk.map((endpoint) => [endpoint, Either.flatMap(answer, (decode) => decode(endpoint))] as const)
      )
    )
    return Record.map(entries, ({ endpoint }) => results.get(endpoint))
  })
)
