import { describe, expect, it } from "@effect/vitest"
import { Credentials, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Chunk, Clock, Duration, Effect, Either, Fiber, identity, Option, Stream, TestClock } from "effect"
import { exchange, fields, userId, vehicleId } from "../support/harness.js"
import { listOf, signal } from "../support/signalList.js"

const car = Vehicle.make(vehicleId, { owner: userId })

const locked = (value: boolean | null, oemUpdatedAt?: string | number) =>
  signal("closure-islocked", { body: { value } }, oemUpdatedAt)
const charged = (value: number, oemUpdatedAt?: string | number) =>
  signal("tractionbattery-stateofcharge", { body: { value, unit: "percent" } }, oemUpdatedAt)
const failed = (code: string | null, oemUpdatedAt?: string | number) =>
  signal("closure-islocked", { status: { value: "ERROR", error: { type: "VEHICLE_STATE", code } } }, oemUpdatedAt)

const t1 = "2026-09-22T10:00:00Z"
const t2 = "2026-09-22T11:00:00Z"
const t3 = "2026-09-22T12:00:00Z"

/** A state in short: its code and what it says. */
const short = (state: Signal.State<Signal.Any>) =>
  `${state.code} ${state.status === "ERROR" ? `ERROR ${state.error.code}` : JSON.stringify(state.body)}`

/** Answers each poll with the next of the given lists, and after them with the last. */
const polls =
  (...lists: ReadonlyArray<ReadonlyArray<unknown> | Wire.Answer>): Wire.Handler =>
  () =>
    Effect.sync(() => {
      const next = lists.length > 1 ? lists[0] : lists.at(-1)
      lists = lists.length > 1 ? lists.slice(1) : lists
      return next !== undefined && "_tag" in next ? next : Wire.json(listOf(next ?? []))
    })

/** What came, at which times (ms) the requests were made, and how it ended, after some time. */
const watch = <S extends Signal.Any, E>(
  stream: Stream.Stream<Signal.State<S>, E, Smartcar.Smartcar>,
  answers: Wire.Handler,
  after: Duration.DurationInput,
  around: (self: Effect.Effect<void, E, Smartcar.Smartcar>) => Effect.Effect<void, E, Smartcar.Smartcar> = identity
) =>
  Effect.gen(function* () {
    const came: Array<string> = []
    const asked: Array<number> = []
    const run = around(Stream.runForEach(stream, (state) => Effect.sync(() => came.push(short(state)))))
    const handler: Wire.Handler = (request) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        asked.push(now)
        return answers(request)
      })
    const fiber = yield* Effect.fork(exchange(run, handler))
    yield* TestClock.adjust(after)
    const exit = yield* Fiber.poll(fiber)
    yield* Fiber.interrupt(fiber)
    return { came, asked, ended: Option.isSome(exit), outcome: Option.getOrUndefined(exit) }
  })

const both = [Signal.tractionBatteryStateOfCharge, Signal.closureIsLocked]

describe("Signals.changes", () => {
  it.effect("emits each signal on first sight, in the order in which they were asked for, from one request", () =>
    Effect.gen(function* () {
      const other = signal("odometer-traveleddistance", { body: { value: 5 } }, t1)
      const answers = polls([other, locked(true, t1), charged(45, t1)])
      const { came, asked } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), answers, 0)
      expect(came).toEqual([
        'tractionbattery-stateofcharge {"value":45,"unit":"percent"}',
        'closure-islocked {"value":true}'
      ])
      expect(asked).toEqual([0])
    })
  )

  it.effect("and then those whose oemUpdatedAt moves forward, whatever they say", () =>
    Effect.gen(function* () {
      const answers = polls(
        [charged(45, t2), locked(true, t2)],
        [charged(50, t2), locked(true, t3)], // the same time with another value; a new time with the same value
        [charged(55, t1), failed("ASLEEP", t3)], // back; no new time
        [charged(60, Date.parse(t3)), locked(false, "2026-09-22T14:00:00+02:00")], // new, in milliseconds; the same
        [charged(65, t2), failed("ASLEEP", Date.parse(t3) + 1)]
      )
      const { came, asked } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), answers, "5 hours")
      expect(came).toEqual([
        'tractionbattery-stateofcharge {"value":45,"unit":"percent"}',
        'closure-islocked {"value":true}',
        'closure-islocked {"value":true}',
        'tractionbattery-stateofcharge {"value":60,"unit":"percent"}',
        "closure-islocked ERROR ASLEEP"
      ])
      expect(asked.length).toBe(6)
    })
  )

  it.effect("without oemUpdatedAt, those whose status, error code or body changes", () =>
    Effect.gen(function* () {
      const answers = polls(
        [locked(true)],
        [locked(true)],
        [locked(false)],
        [failed("ASLEEP")],
        [failed("ASLEEP", 0)],
        [failed("UNREACHABLE")],
        [failed(null)],
        [signal("closure-islocked", { status: { value: "UNAVAILABLE" } })],
        [signal("closure-islocked", { status: { value: "UNAVAILABLE" }, body: { value: true } })],
        [locked(null)]
      )
      const { came } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), answers, "10 hours")
      expect(came).toEqual([
        'closure-islocked {"value":true}',
        'closure-islocked {"value":false}',
        "closure-islocked ERROR ASLEEP",
        "closure-islocked ERROR UNREACHABLE",
        "closure-islocked ERROR null",
        "closure-islocked null",
        'closure-islocked {"value":null}'
      ])
    })
  )

  it.effect("between two states of one time, one without a time shows, and so does what comes after it", () =>
    Effect.gen(function* () {
      const answers = polls(
        [locked(true, t2)],
        [failed("ASLEEP")],
        [locked(true, t1)],
        [locked(true, t2)],
        [locked(true, t2)],
        [failed("ASLEEP")],
        [locked(false, t3)]
      )
      const { came } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), answers, "7 hours")
      expect(came).toEqual([
        'closure-islocked {"value":true}',
        "closure-islocked ERROR ASLEEP",
        'closure-islocked {"value":true}',
        "closure-islocked ERROR ASLEEP",
        'closure-islocked {"value":false}'
      ])
    })
  )

  it.effect(
    "a signal that is not kept shows once it is, and one that does not fit is unavailable, and ends nothing",
    () =>
      Effect.gen(function* () {
        const answers = polls(
          [],
          [charged(45, t1)],
          [signal("closure-islocked", { body: { value: 7 } }, t1), charged(50, t2)]
        )
        const { came, asked, ended } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), answers, "2 hours")
        expect(came).toEqual([
          'tractionbattery-stateofcharge {"value":45,"unit":"percent"}',
          'tractionbattery-stateofcharge {"value":50,"unit":"percent"}',
          "closure-islocked null"
        ])
        expect([asked.length, ended]).toEqual([3, false])
      })
  )

  it.effect("a signal that is asked for twice is emitted once, and an untyped one as it is", () =>
    Effect.gen(function* () {
      const untyped = Signal.untyped("new-thing")
      const answers = polls([signal("new-thing", { body: ["x"] }, t1), locked(true, t1)])
      const watched = [Signal.closureIsLocked, untyped, Signal.closureIsLocked, untyped]
      const { came } = yield* watch(Signals.changes(car, watched, { every: "1 hour" }), answers, "2 hours")
      expect(came).toEqual(['closure-islocked {"value":true}', 'new-thing ["x"]'])
    })
  )
})

describe("a poll", () => {
  const news = (n: number) => [locked(true, Date.parse(t1) + n)]

  it.effect("starts `every` after the last one ended", () =>
    Effect.gen(function* () {
      const slow: Wire.Handler = (request) => Effect.delay(polls(news(0))(request), "10 seconds")
      const { asked } = yield* watch(Signals.changes(car, both, { every: "1 minute" }), slow, "3 minutes")
      expect(asked).toEqual([0, 70_000, 140_000])
    })
  )

  it.effect("is not made while the consumer is busy, and then at once if it is due", () =>
    Effect.gen(function* () {
      let n = 0
      const answers: Wire.Handler = (request) => polls(news(n++))(request)
      const stream = Signals.changes(car, both, { every: "1 minute" })
      const busy = (time: Duration.DurationInput) => Stream.tap(stream, () => Effect.sleep(time))
      expect((yield* watch(busy("90 seconds"), answers, "5 minutes")).asked).toEqual([0, 90_000, 180_000, 270_000])
      yield* TestClock.setTime(0)
      expect((yield* watch(busy("20 seconds"), answers, "3 minutes")).asked).toEqual([0, 60_000, 120_000, 180_000])
      yield* TestClock.setTime(0)
      expect((yield* watch(busy("1 day"), answers, "23 hours")).asked).toEqual([0])
    })
  )

  it.effect("is not made for a consumer that has enough", () =>
    Effect.gen(function* () {
      const stream = Stream.take(Signals.changes(car, both, { every: "1 minute" }), 1)
      const { came, asked, ended } = yield* watch(stream, polls(news(0)), "1 day")
      expect([came.length, asked, ended]).toEqual([1, [0], true])
    })
  )

  it.effect("does not run until the stream does, and each run starts anew", () =>
    Effect.gen(function* () {
      const stream = Stream.take(Signals.changes(car, [Signal.closureIsLocked], { every: "1 hour" }), 1)
      const { result, requests } = yield* exchange(
        Effect.all([Stream.runCollect(stream), Stream.runCollect(stream)]),
        polls(news(0))
      )
      expect(Either.map(result, (runs) => runs.map(Chunk.size))).toEqual(Either.right([1, 1]))
      expect(requests.length).toBe(2)
    })
  )

  /** Two pages: the first with the lock, the second with the charge. */
  const paged: Wire.Handler = ({ url }) => {
    const second = url.searchParams.get("page[number]") === "2"
    const meta = { totalCount: 2, pageSize: 1, pageNumber: second ? 2 : 1 }
    const page = listOf([second ? charged(45, t1) : locked(true, t1)], meta)
    return Effect.succeed(Wire.json({ ...page, links: { next: second ? null : `${url.href}?page[number]=2` } }))
  }

  it.effect("follows pages as long as a signal is missing", () =>
    Effect.gen(function* () {
      const every = { every: "1 hour" } as const
      const all = yield* watch(Signals.changes(car, both, every), paged, "1 hour")
      expect([all.came.length, all.asked]).toEqual([2, [0, 0, 3_600_000, 3_600_000]])
      yield* TestClock.setTime(0)
      const first = yield* watch(Signals.changes(car, [Signal.closureIsLocked], every), paged, "1 hour")
      expect([first.came.length, first.asked]).toEqual([1, [0, 3_600_000]])
    })
  )

  it.effect("is one request where the answer says nothing of pages", () =>
    Effect.gen(function* () {
      const silent: Wire.Handler = () => Effect.succeed(Wire.json({ data: [charged(45, t1)] }))
      const { came, asked } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), silent, "1 hour")
      expect([came.length, asked]).toEqual([1, [0, 3_600_000]])
    })
  )

  const unavailable = Wire.json(
    { errors: [{ status: "500", type: "SERVER", code: "INTERNAL", detail: "oops" }] },
    { status: 500 }
  )

  it.effect("that fails ends the stream with its error, after what came", () =>
    Effect.gen(function* () {
      const answers = polls(news(0), unavailable, news(1))
      const { came, asked, outcome } = yield* watch(Signals.changes(car, both, { every: "1 hour" }), answers, "9 hours")
      expect([came.length, asked]).toEqual([1, [0, 3_600_000]])
      const result = yield* Effect.flatten(Option.fromNullable(outcome))
      expect(Either.mapLeft(result.result, fields)).toMatchObject(
        Either.left({ type: "SERVER", code: "INTERNAL", endpoint: "signals", vehicleId })
      )
    })
  )

  it.effect("is tried again as the policy around it says", () =>
    Effect.gen(function* () {
      const answers = polls(news(0), unavailable, unavailable, news(1))
      const retry = Retry.transient({ jitter: 0 })
      const { came, asked, ended } = yield* watch(
        Signals.changes(car, both, { every: "1 hour" }),
        answers,
        "2 hours",
        retry
      )
      expect([came.length, ended]).toEqual([2, false])
      expect(asked).toEqual([0, 3_600_000, 3_600_500, 3_601_500])
    })
  )

  it.effect("is made as the owner, and in the time, that are set around it", () =>
    Effect.gen(function* () {
      const owners: Array<string | undefined> = []
      const answers: Wire.Handler = ({ headers }) => {
        owners.push(headers["sc-user-id"])
        return owners.length === 3 ? Effect.never : Effect.succeed(Wire.json(listOf(news(owners.length))))
      }
      const { outcome } = yield* watch(
        Signals.changes(Vehicle.make(vehicleId), both, { every: "1 hour" }),
        answers,
        "3 hours",
        (self) => self.pipe(Credentials.withOwner("someone"), Smartcar.withTimeout("5 seconds"))
      )
      expect(owners).toEqual(["someone", "someone", "someone"])
      const result = yield* Effect.flatten(Option.fromNullable(outcome))
      expect(Either.mapLeft(result.result, fields)).toMatchObject(Either.left({ endpoint: "signals" }))
    })
  )

  it.effect("ends with the stream's interruption, and so does the wait for it", () =>
    Effect.gen(function* () {
      let interrupted = 0
      const answers: Wire.Handler = () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
      const stream = Signals.changes(car, both, { every: "1 hour" })
      const held = yield* watch(stream, answers, "1 minute")
      expect([held.asked.length, held.ended, interrupted]).toEqual([1, false, 1])
      const waiting = yield* watch(stream, polls([]), "30 minutes")
      yield* TestClock.adjust("1 day")
      expect(waiting.asked.length).toBe(1)
    })
  )

  it.effect("may be a month away, which is more than one timer can wait", () =>
    Effect.gen(function* () {
      let now = 0
      const sleeps: Array<number> = []
      const patient = Object.assign(Clock.make(), {
        currentTimeMillis: Effect.sync(() => now),
        unsafeCurrentTimeMillis: () => now,
        sleep: (duration: Duration.Duration) => {
          const millis = Duration.toMillis(duration)
          // The call's own timeout.
          if (millis < 24 * 3_600_000) return Effect.never
          return Effect.sync(() => {
            sleeps.push(millis)
            now += millis
          })
        }
      })
      const { result, requests } = yield* exchange(
        Signals.changes(car, both, { every: "30 days" }).pipe(
          Stream.take(2),
          Stream.runDrain,
          Effect.withClock(patient)
        ),
        polls(news(0), news(1))
      )
      expect(result).toEqual(Either.right(undefined))
      expect(requests.length).toBe(2)
      expect([now, Math.max(...sleeps) < 2 ** 31]).toEqual([30 * 24 * 3_600_000, true])
    })
  )
})

describe("bad input is refused before anything is sent", () => {
  const good = { every: "1 hour" } as const
  const cases: ReadonlyArray<
    readonly [name: string, stream: () => Stream.Stream<unknown, unknown, Smartcar.Smartcar>, field: string]
  > = [
    ["no signals", () => Signals.changes(car, [], good), "signals"],
    // @ts-expect-error codes are no signals
    ["codes", () => Signals.changes(car, ["closure-islocked"], good), "signals"],
    // @ts-expect-error a list is needed
    ["one signal", () => Signals.changes(car, Signal.closureIsLocked, good), "signals"],
    // @ts-expect-error a list is needed
    ["nothing", () => Signals.changes(car, undefined, good), "signals"],
    ["zero", () => Signals.changes(car, both, { every: 0 }), "every"],
    ["a negative time", () => Signals.changes(car, both, { every: -5 }), "every"],
    ["no number", () => Signals.changes(car, both, { every: Number.NaN }), "every"],
    ["infinity", () => Signals.changes(car, both, { every: Number.POSITIVE_INFINITY }), "every"],
    ["forever", () => Signals.changes(car, both, { every: Duration.infinity }), "every"],
    // @ts-expect-error no duration
    ["no duration", () => Signals.changes(car, both, { every: "often" }), "every"],
    // @ts-expect-error no duration
    ["no options", () => Signals.changes(car, both), "every"],
    ["a car that is no id", () => Signals.changes(Vehicle.make("..", { owner: userId }), both, good), "vehicleId"],
    ["no owner", () => Signals.changes(Vehicle.make(vehicleId), both, good), "owner"],
    // @ts-expect-error which car?
    ["no car", () => Signals.changes(undefined, both, good), "vehicleId"]
  ]
  for (const [name, stream, field] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { result, requests } = yield* exchange(Stream.runDrain(stream()), polls([]))
        const own = field === "signals" || field === "every" ? { vehicleId } : {}
        expect(Either.mapLeft(result, fields)).toMatchObject(Either.left({ endpoint: "signals", field, ...own }))
        expect(requests).toEqual([])
      })
    )
  }

  it.effect("more than one mistake", () =>
    Effect.gen(function* () {
      // @ts-expect-error which car?
      const { result } = yield* exchange(Stream.runDrain(Signals.changes(undefined, [], good)), polls([]))
      expect(Either.mapLeft(result, fields)).toMatchObject(Either.left({ endpoint: "signals", field: "signals" }))
    })
  )
})
