/**
 * What a car tells: signals, read from the store in which Smartcar keeps the last that each car told.
 *
 * A call asks that store, not the car: `retrievedAt` always looks new, and only `oemUpdatedAt` says how old a value is
 * ({@link age}, {@link isFresh}). That one signal has an error is no error of the call: see `Signal.State`.
 *
 * Each call is made as the user who is the `owner` of the car's handle, and can fail with a `VehicleError`. Smartcar counts
 * it against the car's monthly requests (500 on the free plan), shared with commands; whether a list counts as one request
 * or as one per signal is not known. Webhook deliveries do not count.
 *
 * @since 0.1.0
 */
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type * as Endpoint from "../Endpoint.js"
import { vehicleOf } from "../internal/request.js"
import * as Paging from "../Paging.js"
import type { Reading } from "../Reading.js"
import * as Smartcar from "../Smartcar.js"
import { InvalidInputError } from "../SmartcarError.js"
import type { VehicleHandle } from "../VehicleHandle.js"
import * as endpoints from "./endpoints.js"
import type { VehicleError } from "./errors.js"
import * as Signal from "./Signal.js"

/**
 * Every signal that Smartcar keeps of the car, each with its own outcome, one page at a time; so far, cars were seen to
 * have one page. {@link find} looks one up with the type of its body. No signals at all mean that Smartcar keeps none of
 * the car yet; that a car that it does not know is a `ResourceNotFoundError` is unconfirmed.
 *
 * @since 0.1.0
 * @category reads
 */
export const list = /*#__PURE__*/ Smartcar.callVehicle(endpoints.signals)

// Callers without types may pass anything.
const isSignal: (u: unknown) => boolean = /*#__PURE__*/ Predicate.hasProperty(Signal.TypeId)

const invalid = (endpoint: Endpoint.Any, car: VehicleHandle, field: string, description: string) =>
  // An effect is a stream of what it gives.
  Effect.fail(
    new InvalidInputError({ endpoint: endpoint.name, ...vehicleOf({ vehicleId: car?.id }), field, description })
  )

/**
 * One signal of the car. One that Smartcar keeps no value of, or does not know, is a `ResourceNotFoundError` with the code
 * `SIGNAL_NOT_FOUND`.
 *
 * @example
 * ```ts
 * import { Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
 * import { Effect } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc", { owner: "user-17" })
 * const distance = Effect.map(Signals.get(car, Signal.odometerTraveledDistance), ({ value }) =>
 *   value.status === "SUCCESS" ? value.body.value : null
 * )
 * ```
 *
 * @since 0.1.0
 * @category reads
 */
export const get: {
  <S extends Signal.Any>(
    car: VehicleHandle,
    signal: S
  ): Effect.Effect<Reading<Signal.State<S>>, VehicleError, Smartcar.Smartcar>
  readonly endpoint: typeof endpoints.signal
} = /*#__PURE__*/ Object.assign(
  <S extends Signal.Any>(car: VehicleHandle, signal: S) =>
    isSignal(signal)
      ? Effect.map(Smartcar.callVehicle(endpoints.signal)(car, { code: signal.code }), ({ value, meta }) => ({
          value: Signal.decode(signal, value),
          meta
        }))
      : invalid(endpoints.signal, car, "signal", "expected a signal"),
  { endpoint: endpoints.signal }
)

/**
 * Signals as a list gives them, or as the items of all its pages.
 *
 * @since 0.1.0
 * @category models
 */
export type Listed = { readonly signals: ReadonlyArray<Signal.Stored> } | ReadonlyArray<Signal.Stored>

/**
 * Looks up a signal in a list; none if Smartcar keeps no value of it.
 *
 * @example
 * ```ts
 * import { Reading } from "@effect-smartcar/sdk"
 * import { Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
 * import { Effect } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc", { owner: "user-17" })
 * const locked = Effect.map(Reading.value(Signals.list(car)), Signals.find(Signal.closureIsLocked))
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const find: {
  <S extends Signal.Any>(signal: S): (self: Listed) => Option.Option<Signal.State<S>>
  <S extends Signal.Any>(self: Listed, signal: S): Option.Option<Signal.State<S>>
} = /*#__PURE__*/ dual(2, <S extends Signal.Any>(self: Listed, signal: S) =>
  Option.map(
    Option.fromNullable(("signals" in self ? self.signals : self).find(({ code }) => code === signal.code)),
    (stored) => Signal.decode(signal, stored)
  )
)

/**
 * How old a signal's value is, by its `oemUpdatedAt`; none if that is not known.
 *
 * @since 0.1.0
 * @category freshness
 */
export const age = (self: Pick<Signal.Times, "oemUpdatedAt">): Effect.Effect<Option.Option<Duration.Duration>> =>
  Effect.map(DateTime.now, (now) =>
    // A clock that runs ahead of this one makes no negative age.
    Option.map(Option.fromNullable(self.oemUpdatedAt), (at) => Duration.millis(DateTime.distance(at, now)))
  )

/**
 * True if a signal's value is known to be no older than `maxAge`: false where its `oemUpdatedAt` is not known.
 *
 * @example
 * ```ts
 * import { Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
 * import { Effect } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc", { owner: "user-17" })
 * const isCurrent = Effect.flatMap(Signals.get(car, Signal.closureIsLocked), ({ value }) =>
 *   Signals.isFresh(value, "1 hour")
 * )
 * ```
 *
 * @since 0.1.0
 * @category freshness
 */
export const isFresh: {
  (maxAge: Duration.DurationInput): (self: Pick<Signal.Times, "oemUpdatedAt">) => Effect.Effect<boolean>
  (self: Pick<Signal.Times, "oemUpdatedAt">, maxAge: Duration.DurationInput): Effect.Effect<boolean>
} = /*#__PURE__*/ dual(2, (self: Pick<Signal.Times, "oemUpdatedAt">, maxAge: Duration.DurationInput) =>
  Effect.map(age(self), (age) =>
    Option.exists(Option.all([age, Duration.decodeUnknown(maxAge)]), ([age, most]) =>
      Duration.lessThanOrEqualTo(age, most)
    )
  )
)

/** What is kept of a watched signal between polls. */
interface Mark {
  /** The latest `oemUpdatedAt` that came; without one, none is later. */
  readonly latest: number
  /** True if the last state that was emitted had an `oemUpdatedAt`. */
  readonly isTimed: boolean
  /** What the last state that was emitted said. */
  readonly text: string
}

/** The mark of a state that is news, as compared with the last that was emitted. */
const moved = (before: Option.Option<Mark>, state: Signal.State<Signal.Any>): Option.Option<Mark> => {
  const text = JSON.stringify([state.status, state.status === "ERROR" ? state.error.code : null, state.body])
  const {
    latest,
    isTimed,
    text: old
  } = Option.getOrElse(before, () => ({ latest: -Infinity, isTimed: false, text: "" }))
  const at = state.oemUpdatedAt?.epochMillis
  if (at === undefined) return text === old ? Option.none() : Option.some({ latest, isTimed: false, text })
  // The time that was known before a state without one is back with it.
  return at > latest || (at === latest && !isTimed) ? Option.some({ latest: at, isTimed: true, text }) : Option.none()
}

/** What a JavaScript timer can wait: `Effect.sleep` takes more for forever. */
const longestTimer = 2 ** 31 - 1

const waitUntil = (at: number): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    now >= at
      ? Effect.void
      : Effect.zipRight(
          Effect.sleep(Math.min(at - now, longestTimer)),
          Effect.suspend(() => waitUntil(at))
        )
  )

/**
 * How signals are watched.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChangesOptions {
  /** How long to wait after a poll before the next one: finite, and more than zero. */
  readonly every: Duration.DurationInput
}

/**
 * Watches signals of a car: a stream of their states, told apart by `code`. Each is emitted when it is first seen, and then
 * whenever its `oemUpdatedAt` moves forward; while it has none, whenever its status, its error's code or its body changes.
 * So a signal that fails without a new time, or whose time goes back, is not emitted again, and one that Smartcar keeps no
 * value of is emitted once it does.
 *
 * A poll is one list, however many signals are watched: one request for each page, until all of them are found. The next
 * poll is made when the consumer asks for more, `every` after the last one ended at the earliest. Each counts against the
 * car's monthly requests: with the 500 of the free plan, all spent on this, `every` cannot be much less than 90 minutes if
 * a list counts as one request, and is longer if it counts as one for each signal, which is not known. Where values should
 * come sooner, use a webhook: its deliveries do not count.
 *
 * A poll that fails ends the stream with its `VehicleError`; a retry policy around the effect that runs the stream
 * (`Stream.runForEach(...).pipe(Retry.transient())`) tries the request again, and so do owner and timeout hold for every
 * poll. No signals, and an `every` that is zero or infinite, are an `InvalidInputError`, and nothing is sent.
 *
 * @example
 * ```ts
 * import { Retry } from "@effect-smartcar/sdk"
 * import { Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
 * import { Console, Stream } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc", { owner: "user-17" })
 * const watched = [Signal.closureIsLocked, Signal.tractionBatteryStateOfCharge]
 * const program = Signals.changes(car, watched, { every: "2 hours" }).pipe(
 *   Stream.runForEach((state) => Console.log(state.code, state.body)),
 *   Retry.transient()
 * )
 * ```
 *
 * @since 0.1.0
 * @category streams
 */
export const changes = <S extends Signal.Any>(
  car: VehicleHandle,
  signals: ReadonlyArray<S>,
  options: ChangesOptions
): Stream.Stream<Signal.State<S>, VehicleError, Smartcar.Smartcar> => {
  // As in `isSignal`.
  const given: unknown = signals
  if (!Array.isArray(given) || given.length === 0 || !given.every(isSignal)) {
    return invalid(endpoints.signals, car, "signals", "expected at least one signal")
  }
  const every = Option.filter(Duration.decodeUnknown(options?.every), Duration.isFinite)
  if (Option.isNone(every) || Duration.equals(every.value, Duration.zero)) {
    return invalid(endpoints.signals, car, "every", "expected a finite duration of more than zero")
  }
  const wait = Duration.toMillis(every.value)
  const watched = new Map(signals.map((signal) => [signal.code, signal]))

  const read = Paging.stream(list)(car).pipe(
    Stream.runFoldWhile(
      HashMap.empty<string, Signal.Stored>(),
      (found) => HashMap.size(found) < watched.size,
      (found, stored) => (watched.has(stored.code) ? HashMap.set(found, stored.code, stored) : found)
    )
  )

  const poll = ({ marks, from }: { readonly marks: HashMap.HashMap<string, Mark>; readonly from: number }) =>
    Effect.gen(function* () {
      yield* waitUntil(from)
      const found = yield* read
      const states: Array<Signal.State<S>> = []
      let next = marks
      for (const [code, signal] of watched) {
        const stored = HashMap.get(found, code)
        if (Option.isNone(stored)) continue
        const state = Signal.decode(signal, stored.value)
        const mark = moved(HashMap.get(marks, code), state)
        if (Option.isNone(mark)) continue
        next = HashMap.set(next, code, mark.value)
        states.push(state)
      }
      const ended = yield* Clock.currentTimeMillis
      return [Chunk.unsafeFromArray(states), Option.some({ marks: next, from: ended + wait })] as const
    })

  return Stream.paginateChunkEffect({ marks: HashMap.empty(), from: 0 }, poll)
}
