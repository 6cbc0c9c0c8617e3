/**
 * Lists that come in pages, read as a whole: as a `Stream` of items, as one array, or only their first items.
 *
 * Each page is one request, made when the consumer asks for what is in it. What each call reads from its context holds
 * for every page: timeout, owner, access token and retry policy may be set around the effect that runs the stream
 * (`Stream.runDrain(...).pipe(Smartcar.withTimeout("1 minute"))`), or on the stream itself by `Stream.provideService`.
 * A page that fails fails the stream after the items before it, and those are not read again.
 *
 * Reading starts at the caller's own `offset`, `cursor` or `page`; `limit` is the size of a page, by default the largest
 * that Smartcar documents. It ends with the page that says it is the last or that completes the total, and with an empty
 * one, unless the list may have gaps.
 *
 * A list that changes meanwhile is read at least once: when its total sinks, items may have slipped past, and the reader
 * goes back by as many, so that some may come twice; when items are added in front, those behind them come twice. A car
 * that is replaced by another one between two requests leaves no trace in the total: then one may be missed.
 *
 * @since 0.1.0
 */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type * as Endpoint from "./Endpoint.js"
import * as Pages from "./internal/paging.js"
import { isAboutVehicle, vehicleOf } from "./internal/request.js"
import type { Meta, Reading } from "./Reading.js"
import type * as Smartcar from "./Smartcar.js"
import { InvalidInputError, UnexpectedResponseError } from "./SmartcarError.js"

/**
 * Bounds of what is read.
 *
 * @since 0.1.0
 * @category models
 */
export interface Bounds {
  /**
   * How many requests a list may take, from 1; 10,000 by default. A list that goes on fails with an
   * `UnexpectedResponseError`.
   */
  readonly maxPages?: number | undefined
}

/**
 * How a list is streamed.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends Bounds {
  /** True to ask for the next page while the one before is consumed: never more than one ahead. */
  readonly prefetch?: boolean | undefined
}

/**
 * A call of a paged list, whatever its arguments.
 *
 * @since 0.1.0
 * @category models
 */
export interface PagedCall<in Args extends ReadonlyArray<unknown>, in out A, out E, out Item> {
  (...args: Args): Effect.Effect<Reading<A>, E, Smartcar.Smartcar>
  readonly endpoint: Endpoint.Any & { readonly paging: Endpoint.Paging<A, Item> }
}

const fieldsOf = (u: unknown): Readonly<Record<string, unknown>> => (Predicate.isObject(u) ? { ...u } : {})

/** `Smartcar.callVehicle` takes the car first, and fills the path with it; any other call takes its parameters first. */
const isAboutCar = (endpoint: Endpoint.Any): boolean => endpoint !== undefined && isAboutVehicle(endpoint)

/** What errors say of their origin. Callers without types may pass what is no call. */
const originOf = (endpoint: Endpoint.Any, [subject]: ReadonlyArray<unknown>) => {
  const { id, vehicleId } = fieldsOf(subject)
  return { endpoint: endpoint?.name ?? "paging", ...vehicleOf({ vehicleId: isAboutCar(endpoint) ? id : vehicleId }) }
}

const isCount = (n: number, least: 0 | 1): boolean => Number.isSafeInteger(n) && n >= least

const invalid = <E>(endpoint: Endpoint.Any, args: ReadonlyArray<unknown>, field: string, description: string): E =>
  // Every `ErrorSet` holds the errors of this side, so `E` includes `InvalidInputError`.
  new InvalidInputError({ ...originOf(endpoint, args), field, description }) as E

/** A page that came, and how the one after it is asked for. */
interface Fetched<A, E> {
  readonly readings: Chunk.Chunk<Reading<A>>
  readonly next: Option.Option<Fetch<A, E>>
}

type Fetch<A, E> = Effect.Effect<Fetched<A, E>, E, Smartcar.Smartcar>

/**
 * The pages of a list as they come, each with its {@link Reading.Meta}: for what a page says beside its items. Like
 * {@link stream} in all else.
 *
 * @since 0.1.0
 * @category combinators
 */
export const pages =
  <Args extends ReadonlyArray<unknown>, A, E, Item>(self: PagedCall<Args, A, E, Item>, options: Options = {}) =>
  (...args: Args): Stream.Stream<Reading<A>, E, Smartcar.Smartcar> => {
    const { endpoint } = self
    const { maxPages = 10_000, prefetch = false } = options
    if (endpoint?.paging === undefined) {
      return Stream.fail(invalid(endpoint, args, "call", "expected the call of a paged list"))
    }
    if (!isCount(maxPages, 1)) return Stream.fail(invalid(endpoint, args, "maxPages", "expected a whole number from 1"))

    const index = isAboutCar(endpoint) ? 1 : 0
    const own = fieldsOf(args[index])
    const limit = own["limit"] ?? endpoint.paging.limit

    const unexpected = (description: string, { requestId }: Meta): E =>
      // Every `ErrorSet` holds the errors of this side, so `E` includes `UnexpectedResponseError`.
      new UnexpectedResponseError({
        ...originOf(endpoint, args),
        description,
        // A reading comes from a success; which one, it does not tell.
        statusCode: 200,
        headers: {},
        body: "",
        ...(requestId === undefined ? {} : { requestId })
      }) as E

    const fetch = ({ params, read }: Pages.Ask<A>, number: number, before: Meta): Fetch<A, E> =>
      Effect.suspend(() => {
        if (number > maxPages) return Effect.fail(unexpected(`the list goes on after ${maxPages} pages`, before))
        const altered: Array<unknown> = [...args]
        altered[index] = { ...own, ...(limit === undefined ? {} : { limit }), ...params }
        // `limit` and what `params` holds are parameters of every call that is paged in this style.
        return Effect.flatMap(self(...(altered as unknown as Args)), (reading) =>
          Either.mapBoth(read(reading.value), {
            onLeft: (problem) => unexpected(problem, reading.meta),
            onRight: ({ isValid, next }) => ({
              readings: isValid ? Chunk.of(reading) : Chunk.empty<Reading<A>>(),
              next: Option.map(next, (ask) => fetch(ask, number + 1, reading.meta))
            })
          })
        )
      })

    const textOf = (page: A) =>
      Either.match(ParseResult.encodeUnknownEither(endpoint.success)(page), {
        onLeft: () => undefined,
        onRight: (json) => JSON.stringify(json)
      })

    return Stream.unwrapScoped(
      Effect.map(Effect.scope, (scope) =>
        Stream.paginateChunkEffect(fetch(Pages.first(endpoint.paging, own, textOf), 1, {}), (page) =>
          Effect.flatMap(page, ({ readings, next }) =>
            Effect.map(
              prefetch
                ? Effect.transposeMapOption(next, (ask) => Effect.map(Effect.forkIn(ask, scope), Fiber.join))
                : Effect.succeed(next),
              (after) => [readings, after] as const
            )
          )
        )
      )
    )
  }

/**
 * Turns the call of a paged list into a function of the same arguments that gives its items as a stream, in constant
 * memory: a page is asked for when the ones before are consumed, and interrupting the stream interrupts its request.
 *
 * Can fail with what the call fails with; with an `UnexpectedResponseError` where the list would not end or the answer is
 * not the page that was asked for (a cursor that repeats, an offset or a page number that is ignored, more than
 * `maxPages`); and with an `InvalidInputError` for `maxPages`.
 *
 * @example
 * ```ts
 * import { Paging } from "@effect-smartcar/sdk"
 * import { Connections } from "@effect-smartcar/sdk/v2"
 * import { Console, Stream } from "effect"
 *
 * const program = Paging.stream(Connections.list, { prefetch: true })({ mode: "live" }).pipe(
 *   Stream.runForEach(({ vehicleId, userId }) => Console.log(vehicleId, userId))
 * )
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const stream =
  <Args extends ReadonlyArray<unknown>, A, E, Item>(self: PagedCall<Args, A, E, Item>, options?: Options) =>
  (...args: Args): Stream.Stream<Item, E, Smartcar.Smartcar> =>
    Stream.mapConcatChunk(pages(self, options)(...args), ({ value }) =>
      Chunk.unsafeFromArray(self.endpoint.paging.items(value))
    )

/**
 * Turns the call of a paged list into a function of the same arguments that gives all its items. Fails as {@link stream}
 * does, and then keeps none.
 *
 * @example
 * ```ts
 * import { Paging } from "@effect-smartcar/sdk"
 * import { Vehicles } from "@effect-smartcar/sdk/v2"
 *
 * const ids = Paging.all(Vehicles.list)({ owner: "user-17" })
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const all =
  <Args extends ReadonlyArray<unknown>, A, E, Item>(self: PagedCall<Args, A, E, Item>, options?: Bounds) =>
  (...args: Args): Effect.Effect<ReadonlyArray<Item>, E, Smartcar.Smartcar> =>
    Effect.map(Stream.runCollect(stream(self, options)(...args)), Chunk.toReadonlyArray)

/**
 * Turns the call of a paged list into a function of the same arguments that gives its first `n` items, or as many as
 * there are. Asks for no more pages than that takes. Fails as {@link stream} does, and with an `InvalidInputError` if `n`
 * is not a whole number from 0.
 *
 * @since 0.1.0
 * @category combinators
 */
export const take =
  <Args extends ReadonlyArray<unknown>, A, E, Item>(self: PagedCall<Args, A, E, Item>, n: number, options?: Bounds) =>
  (...args: Args): Effect.Effect<ReadonlyArray<Item>, E, Smartcar.Smartcar> =>
    isCount(n, 0)
      ? Effect.map(Stream.runCollect(Stream.take(stream(self, options)(...args), n)), Chunk.toReadonlyArray)
      : Effect.fail(invalid(self.endpoint, args, "n", "expected a whole number from 0"))
