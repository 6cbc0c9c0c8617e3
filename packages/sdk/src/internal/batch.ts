/** The batch codec: entries -> paths, one batch answer -> each entry's own reading or error; and how batches are sent. */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { constTrue } from "effect/Function"
import * as Metric from "effect/Metric"
import * as Order from "effect/Order"
import * as Record from "effect/Record"
import type * as Endpoint from "../Endpoint.js"
import type { Reading } from "../Reading.js"
import { InvalidInputError } from "./errors.js"
import type { Service } from "./interpreter.js"
import { redactorOf } from "./redact.js"
import type { RequestOptions } from "./request.js"
import { decoder } from "./response.js"
import { askedWait, mayRepeat, millisOf, type Policy, retrying } from "./retry.js"
import * as Telemetry from "./telemetry.js"

const vehiclePrefix = /^\/vehicles\/:vehicleId/

export const normalize = (path: string): string => `/${path.replace(/^\/+|\/+$/g, "")}`

/** An endpoint's path as an entry of a batch: below its vehicle. */
export const pathOf = (endpoint: Endpoint.Any): string => normalize(endpoint.path.replace(vehiclePrefix, ""))

type EntryAnswer = Endpoint.BatchAnswer["responses"][number]

/** An entry's own headers, sometimes in capitals or as numbers. */
export const headersOf = ({ headers }: EntryAnswer): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))

/**
 * One entry's part of a batch answer. Entries have headers of their own, sometimes none, sometimes in capitals or as
 * numbers; the request id is the batch's.
 */
const decodeEntry = <P, A, E>(
  endpoint: Endpoint.Endpoint<P, A, E>,
  vehicleId: string,
  batch: Reading<Endpoint.BatchAnswer>,
  now: number
): Either.Either<Reading<A>, E> => {
  const { requestId } = batch.meta
  const origin = { endpoint: endpoint.name, vehicleId, now, ...(requestId === undefined ? {} : { requestId }) }
  const redact = redactorOf(batch.value)
  const { decodeJson, unexpected } = decoder(endpoint, origin, redact)
  const path = pathOf(endpoint)
  const entry = batch.value.responses.find((response) => normalize(response.path) === path)
  if (entry === undefined) return unexpected({ status: 200, headers: {} }, "", `the batch has no answer for ${path}`)
  return decodeJson({ status: entry.code, headers: Record.map(headersOf(entry), redact), json: entry.body })
}

/**
 * How many paths one request may carry; a longer batch is split. 25, unless `Batch.withLimit` says otherwise: Smartcar
 * documents no maximum.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentLimit extends Context.Reference<CurrentLimit>()("@effect-smartcar/sdk/Batch/CurrentLimit", {
  defaultValue: () => 25
}) {}

/** The current limit, if it makes sense. */
export const limitOf = (where: { readonly endpoint: string; readonly vehicleId?: string }) =>
  Effect.filterOrFail(
    CurrentLimit,
    (limit) => limit >= 1,
    () => new InvalidInputError({ ...where, field: "limit", description: "expected a number from 1" })
  )

/** A read that a batch can carry. */
export type Entry = Endpoint.Endpoint<never, unknown, unknown, Endpoint.BatchEndpoint<unknown>>

/** What became of an entry, and how many milliseconds the request took that told. */
export interface Settled {
  readonly entry: Entry
  readonly result: Either.Either<Reading<unknown>, unknown>
  readonly took: number
  /** True if the first request, with all entries, failed as a whole. */
  readonly whole: boolean
}

export interface SendOptions {
  /** What goes with each request: owner, units, version, flags. */
  readonly request: RequestOptions
  readonly limit: number
  readonly policy: Policy
  /** Whether a request that failed as a whole is repeated here, or was by the interpreter, if at all. */
  readonly repeats: "entries" | "all"
  readonly settle: (settled: Settled) => Effect.Effect<void>
}

/** The interpreter counts the request; what failed inside an answer that came is only known here. */
const countFailed = (answered: ReadonlyArray<Settled>) =>
  Effect.forEach(
    answered,
    ({ entry, result }) =>
      Either.isLeft(result)
        ? Metric.increment(
            Telemetry.errors({ endpoint: entry.name, apiVersion: null }, Telemetry.errorTypeOf(result.left))
          )
        : Effect.void,
    { discard: true }
  )

/**
 * Sends one request for some entries of a car, and another one for those that the policy repeats, until all are settled.
 * Each is told as soon as it is.
 */
const send = (
  smartcar: Service,
  vehicleId: string,
  chunk: Arr.NonEmptyReadonlyArray<Entry>,
  options: SendOptions
): Effect.Effect<void> =>
  Effect.suspend(() => {
    let wanted = chunk
    let unsettled: ReadonlyArray<Settled> = []
    let failed = 0
    const settle = (one: Settled) => {
      if (Either.isLeft(one.result)) failed++
      return options.settle(one)
    }

    const once = Effect.gen(function* () {
      yield* Metric.update(Telemetry.batchSize, wanted.length)
      const start = yield* Clock.currentTimeMillis
      const requests = Arr.map(wanted, (entry) => ({ path: pathOf(entry) }))
      const answer = yield* Effect.either(smartcar.execute(wanted[0].batch, { vehicleId, requests }, options.request))
      const now = yield* Clock.currentTimeMillis
      const [settled, repeated] = Arr.partition(
        Arr.map(wanted, (entry) => ({
          entry,
          result: Either.flatMap(answer, (batch) => decodeEntry(entry, vehicleId, batch, now)),
          took: now - start,
          whole: Either.isLeft(answer) && wanted === chunk
        })),
        ({ result }) =>
          (Either.isRight(answer) || options.repeats === "all") &&
          Either.isLeft(result) &&
          mayRepeat("read", options.policy, result.left) &&
          askedWait(result.left, now) <= millisOf(options.policy.maxRetryAfter)
      )
      unsettled = repeated
      if (Either.isRight(answer)) yield* countFailed([...settled, ...repeated])
      yield* Effect.forEach(settled, settle, { discard: true })
      if (!Arr.isNonEmptyArray(repeated)) return
      wanted = Arr.map(repeated, ({ entry }) => entry)
      const errors = Arr.map(repeated, ({ result }) => Either.merge(result))
      yield* Effect.fail(
        Arr.max(
          errors,
          Order.mapInput(Order.number, (error: unknown) => askedWait(error, now))
        )
      )
    })

    return retrying("batch", options.policy, once, constTrue).pipe(
      Effect.catchAll(() => Effect.forEach(unsettled, settle, { discard: true })),
      Effect.zipRight(Effect.suspend(() => Effect.annotateCurrentSpan(Telemetry.Attribute.batchFailed, failed))),
      Telemetry.withSpan("Smartcar.reads", {
        [Telemetry.Attribute.batchSize]: chunk.length,
        [Telemetry.Attribute.batchEndpoints]: chunk.map(({ name }) => name)
      })
    )
  })

/** Reads entries of a car, each named once, in as few requests as the limit allows. */
export const sendAll = (
  smartcar: Service,
  vehicleId: string,
  entries: ReadonlyArray<Entry>,
  options: SendOptions
): Effect.Effect<void> =>
  Effect.forEach(
    Object.values(Arr.groupBy(entries, ({ batch }) => batch.name)).flatMap((members) =>
      Arr.chunksOf(members, options.limit)
    ),
    (chunk) => send(smartcar, vehicleId, chunk, options),
    { discard: true }
  )
