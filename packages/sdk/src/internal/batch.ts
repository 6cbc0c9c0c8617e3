/** The batch codec: entries -> paths, one batch answer -> each entry's own reading or error; and how batches are sent. */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import { constTrue, identity } from "effect/Function"
import type * as MetricLabel from "effect/MetricLabel"
import * as Order from "effect/Order"
import * as Tracer from "effect/Tracer"
import type * as Endpoint from "../Endpoint.js"
import type { Reading } from "../Reading.js"
import * as Attribute from "./attributes.js"
import { InvalidInputError } from "./errors.js"
import type { Service } from "./interpreter.js"
import { type Source, sourceOf } from "./redact.js"
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
export const headersOf = (
  { headers }: EntryAnswer,
  redact: (text: string) => string = identity
): Record<string, string> => {
  const all: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = redact(String(value))
  return all
}

/** A batch answer, with what its entries are looked up and decoded by. */
interface Answered {
  readonly batch: Reading<Endpoint.BatchAnswer>
  readonly source: Source
  readonly entries: ReadonlyMap<string, EntryAnswer>
  readonly now: number
}

const answeredOf = (batch: Reading<Endpoint.BatchAnswer>, now: number): Answered => {
  const entries = new Map<string, EntryAnswer>()
  for (const entry of batch.value.responses) {
    const path = normalize(entry.path)
    if (!entries.has(path)) entries.set(path, entry)
  }
  return { batch, source: sourceOf(batch.value), entries, now }
}

/**
 * One entry's part of a batch answer. Entries have headers of their own, sometimes none, sometimes in capitals or as
 * numbers; the request id is the batch's.
 */
const decodeEntry = (
  endpoint: Entry,
  path: string,
  vehicleId: string,
  { batch, entries, now, source: { redact } }: Answered
): Either.Either<Reading<unknown>, unknown> => {
  const { requestId } = batch.meta
  const origin = { endpoint: endpoint.name, vehicleId, now, ...(requestId === undefined ? {} : { requestId }) }
  const { decodeJson, unexpected } = decoder(endpoint, origin, redact)
  const entry = entries.get(path)
  if (entry === undefined) return unexpected({ status: 200, headers: {} }, "", `the batch has no answer for ${path}`)
  return decodeJson({ status: entry.code, headers: headersOf(entry, redact), json: entry.body })
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
export const limitOf = (
  context: Context.Context<never>,
  where: { readonly endpoint: string; readonly vehicleId?: string }
): Either.Either<number, InvalidInputError> => {
  const limit = Context.get(context, CurrentLimit)
  return limit >= 1
    ? Either.right(limit)
    : Either.left(new InvalidInputError({ ...where, field: "limit", description: "expected a number from 1" }))
}

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
  /** What each request should know, beside what surrounds them all. */
  readonly context: Context.Context<never>
  readonly limit: number
  readonly policy: Policy
  /** Whether a request that failed as a whole is repeated here, or was by the interpreter, if at all. */
  readonly repeats: "entries" | "all"
  readonly settle: (settled: Settled) => void
}

/** The interpreter counts the request; what failed inside an answer that came is only known here. */
const countFailed = (
  all: ReadonlyArray<Settled>,
  apiVersion: string | null,
  labels: ReadonlyArray<MetricLabel.MetricLabel>
): void => {
  for (const { entry, result } of all) {
    if (Either.isRight(result)) continue
    Telemetry.errors({ endpoint: entry.name, apiVersion }, Telemetry.errorTypeOf(result.left)).unsafeUpdate(1, labels)
  }
}

/**
 * Sends one request for some entries of a car, and another one for those that the policy repeats, until all are settled.
 * Each is told as soon as it is.
 */
const send = (
  smartcar: Service,
  vehicleId: string,
  chunk: Arr.NonEmptyReadonlyArray<Entry>,
  { context, policy, repeats, request, settle }: SendOptions
): Effect.Effect<void> =>
  Effect.suspend(() => {
    let wanted = chunk
    let unsettled: ReadonlyArray<Settled> = []
    let failed = 0
    const settleAll = (all: ReadonlyArray<Settled>) => {
      for (const one of all) {
        if (Either.isLeft(one.result)) failed++
        settle(one)
      }
    }

    const once = Effect.withFiberRuntime<void, unknown>((fiber) => {
      const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
      const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
      const start = clock.unsafeCurrentTimeMillis()
      const asked = Arr.map(wanted, (entry) => ({ entry, path: pathOf(entry) }))
      const requests = Arr.map(asked, ({ path }) => ({ path }))
      Telemetry.batchSize.unsafeUpdate(requests.length, labels)
      return Effect.flatMap(
        Effect.either(smartcar.execute(wanted[0].batch, { vehicleId, requests }, request)),
        (answer) => {
          const now = clock.unsafeCurrentTimeMillis()
          const answered = Either.map(answer, (batch) => answeredOf(batch, now))
          const whole = Either.isLeft(answer) && wanted === chunk
          const all = Arr.map(asked, ({ entry, path }): Settled => {
            const result = Either.flatMap(answered, (batch) => decodeEntry(entry, path, vehicleId, batch))
            return { entry, result, took: now - start, whole }
          })
          if (Either.isRight(answered)) countFailed(all, answered.right.source.apiVersion, labels)
          const [settled, repeated] = Arr.partition(
            all,
            ({ result }) =>
              policy.times > 0 &&
              Either.isLeft(result) &&
              (Either.isRight(answer) || repeats === "all") &&
              mayRepeat("read", policy, result.left) &&
              askedWait(result.left, now) <= millisOf(policy.maxRetryAfter)
          )
          unsettled = repeated
          settleAll(settled)
          if (!Arr.isNonEmptyArray(repeated)) return Exit.void
          wanted = Arr.map(repeated, ({ entry }) => entry)
          const errors = Arr.map(repeated, ({ result }) => Either.merge(result))
          return Exit.fail(
            Arr.max(
              errors,
              Order.mapInput(Order.number, (error: unknown) => askedWait(error, now))
            )
          )
        }
      )
    })

    const attributes = {
      [Attribute.batchSize]: chunk.length,
      [Attribute.batchEndpoints]: chunk.map(({ name }) => name)
    }
    return Telemetry.spanned("Smartcar.reads", attributes, (span) => {
      // Without further tries, `once` settles all.
      const tried = policy.times > 0 ? retrying("batch", policy, once, constTrue) : once
      const end = () => {
        settleAll(unsettled)
        span.attribute(Attribute.batchFailed, failed)
      }
      return Effect.provide(
        Effect.match(tried, { onFailure: end, onSuccess: end }),
        Context.add(context, Tracer.ParentSpan, span)
      )
    })
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
