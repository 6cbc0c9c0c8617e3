import { describe, expect, it } from "@effect/vitest"
import { Credentials, Paging, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Tesla, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Fiber, Option, Redacted, Ref, Stream, TestClock } from "effect"
import { exchange, layer, type Needs, vehicleId } from "./support/harness.js"
import { names, query, range, read, server } from "./support/paged.js"

const list = (size: number) => (q: Readonly<Record<string, string | number>>) => {
  const [offset, limit] = [Number(q["offset"] ?? 0), Number(q["limit"])]
  return { vehicles: names(offset, Math.min(size, offset + limit)), paging: { count: size, offset } }
}

/** A stream of the cars, in pages of two. */
const cars = (options?: Paging.Options) => Paging.stream(Vehicles.list, options)({ limit: 2 })

/** How many pages were asked for, and how many items were consumed, after each of the given minutes. */
const watch = (self: (seen: Ref.Ref<number>) => Effect.Effect<unknown, unknown, Needs>, minutes: number) =>
  Effect.gen(function* () {
    const [asked, seen] = [yield* Ref.make(0), yield* Ref.make(0)]
    const answers: Wire.Handler = (request) =>
      Effect.as(
        Ref.update(asked, (n) => n + 1),
        Wire.json(list(8)(query(request)))
      )
    const fiber = yield* Effect.fork(Effect.provide(self(seen), layer(answers)))
    const states = []
    for (const _ of range(0, minutes)) {
      // One minute less a moment, so that what happens at the full minute is over.
      yield* TestClock.adjust("59 seconds")
      states.push([yield* Ref.get(asked), yield* Ref.get(seen)])
      yield* TestClock.adjust("1 seconds")
    }
    yield* Fiber.interrupt(fiber)
    return states
  })

/** Consumes an item a minute. */
const slowly = (options?: Paging.Options) => (seen: Ref.Ref<number>) =>
  Stream.runForEach(cars(options), () =>
    Effect.zipRight(
      Ref.update(seen, (n) => n + 1),
      Effect.sleep("1 minute")
    )
  )

describe("pages are asked for as they are consumed", () => {
  it.effect("lazily: the next one when the last item is done with", () =>
    Effect.map(watch(slowly(), 5), (states) =>
      expect(states).toEqual([
        [1, 1],
        [1, 2],
        [2, 3],
        [2, 4],
        [3, 5]
      ])
    )
  )

  it.effect("with prefetch: one ahead, and only one", () =>
    Effect.map(watch(slowly({ prefetch: true }), 5), (states) =>
      expect(states).toEqual([
        [2, 1],
        [2, 2],
        [3, 3],
        [3, 4],
        [4, 5]
      ])
    )
  )

  it.effect("with prefetch nothing is asked for beyond the end, nor before the stream runs", () =>
    Effect.gen(function* () {
      const { items, asked } = yield* read(cars({ prefetch: true }), server(list(5)))
      expect([items, asked.length]).toEqual([names(0, 5), 3])
      const idle = yield* exchange(Effect.succeed(cars({ prefetch: true })), server(list(5)))
      expect(idle.requests).toEqual([])
    })
  )

  it.effect("a stream that is cut short asks for no page more", () =>
    Effect.gen(function* () {
      const taken = (n: number) =>
        Effect.map(read(Stream.take(cars(), n), server(list(8))), ({ asked }) => asked.length)
      expect([yield* taken(0), yield* taken(1), yield* taken(2), yield* taken(3)]).toEqual([0, 1, 1, 2])
    })
  )

  it.effect("a slow page keeps the consumer waiting, not the one before it", () =>
    Effect.gen(function* () {
      const seen = yield* Ref.make(0)
      const answers: Wire.Handler = (request) =>
        Effect.delay(Effect.succeed(Wire.json(list(4)(query(request)))), "1 minute")
      yield* Effect.fork(
        Stream.runForEach(cars(), () => Ref.update(seen, (n) => n + 1)).pipe(Effect.provide(layer(answers)))
      )
      const at = [yield* Ref.get(seen)]
      for (const _ of range(0, 2)) {
        yield* TestClock.adjust("1 minute")
        at.push(yield* Ref.get(seen))
      }
      expect(at).toEqual([0, 2, 4])
    })
  )

  it.effect("a stream can be run again: it holds no state", () =>
    Effect.gen(function* () {
      const stream = cars({ prefetch: true })
      expect((yield* read(stream, server(list(5)))).items).toEqual(names(0, 5))
      expect((yield* read(stream, server(list(5)))).items).toEqual(names(0, 5))
    })
  )
})

describe("interruption", () => {
  for (const prefetch of [false, true]) {
    /** Never answers the second page. */
    const stuck =
      (interrupted: Ref.Ref<number>): Wire.Handler =>
      (request) =>
        query(request)["offset"] === undefined
          ? Effect.succeed(Wire.json(list(8)(query(request))))
          : Effect.onInterrupt(Effect.never, () => Ref.update(interrupted, (n) => n + 1))

    it.effect(`of the stream interrupts the request${prefetch ? ", one ahead as well" : ""}`, () =>
      Effect.gen(function* () {
        const interrupted = yield* Ref.make(0)
        const run = Stream.runForEach(cars({ prefetch }), () => (prefetch ? Effect.never : Effect.void))
        const fiber = yield* Effect.fork(Effect.provide(run, layer(stuck(interrupted))))
        yield* TestClock.adjust("1 minute")
        expect(yield* Ref.get(interrupted)).toBe(0)
        yield* Fiber.interrupt(fiber)
        expect(yield* Ref.get(interrupted)).toBe(1)
      })
    )
  }

  it.effect("a page one ahead that no one wants any more is interrupted", () =>
    Effect.gen(function* () {
      const interrupted = yield* Ref.make(0)
      const answers: Wire.Handler = (request) =>
        query(request)["offset"] === undefined
          ? Effect.succeed(Wire.json(list(8)(query(request))))
          : Effect.onInterrupt(Effect.never, () => Ref.update(interrupted, (n) => n + 1))
      const { items } = yield* read(
        // The wait lets the request begin.
        Stream.take(
          Stream.tap(cars({ prefetch: true }), () => Effect.yieldNow()),
          2
        ),
        answers
      )
      expect([items, yield* Ref.get(interrupted)]).toEqual([names(0, 2), 1])
    })
  )
})

describe("errors", () => {
  for (const prefetch of [false, true]) {
    it.effect(`come after the items before them${prefetch ? ", with prefetch too" : ""}`, () =>
      Effect.gen(function* () {
        const { items, asked, error } = yield* read(
          cars({ prefetch }),
          server((q, n) => (n === 2 ? 500 : list(8)(q)))
        )
        expect(items).toEqual(names(0, 4))
        expect(asked.length).toBe(3)
        expect(error).toMatchObject({ _tag: "ServerError", endpoint: "vehicles", requestId: "request-2" })
      })
    )
  }
})

describe("policies reach the call of every page", () => {
  const page = (tag: string) => ({ records: [{ recordId: tag }], hasMoreData: tag !== "3" })
  const charges = (options?: Paging.Options) =>
    Paging.stream(Tesla.chargeRecordsBilling, options)(Vehicle.make(vehicleId))
  const token = Redacted.make("hand")

  /** The tokens that the requests of an effect carry. */
  const tokens = <A, E>(self: Effect.Effect<A, E, Needs>) =>
    Effect.map(
      exchange(
        self,
        server((q) => page(String(q["page"] ?? 0)))
      ),
      ({ requests }) => requests.map(({ headers }) => headers["authorization"])
    )

  it.effect("set around the effect that runs the stream, or on the stream itself", () =>
    Effect.gen(function* () {
      const four = Array(4).fill("Bearer hand")
      for (const prefetch of [false, true]) {
        const stream = charges({ prefetch })
        expect(yield* tokens(Credentials.withAccessToken(Stream.runDrain(stream), token))).toEqual(four)
        const inside = Stream.provideService(stream, Credentials.CurrentAccessToken, Option.some(token))
        expect(yield* tokens(Stream.runDrain(inside))).toEqual(four)
      }
      expect(
        yield* tokens(
          Credentials.withAccessToken(Paging.all(Tesla.chargeRecordsBilling)(Vehicle.make(vehicleId)), token)
        )
      ).toEqual(four)
    })
  )

  it.effect("a timeout is about each page", () =>
    Effect.gen(function* () {
      const slow: Wire.Handler = (request) =>
        Effect.delay(Effect.succeed(Wire.json(page(String(query(request)["page"] ?? 0)))), "40 seconds")
      const fiber = yield* Effect.fork(exchange(Smartcar.withTimeout(Stream.runCount(charges()), "1 minute"), slow))
      yield* TestClock.adjust("160 seconds")
      expect((yield* Fiber.join(fiber)).result).toMatchObject({ _tag: "Right", right: 4 })
    })
  )

  it.effect("a retry is of the page that failed: no item comes twice", () =>
    Effect.gen(function* () {
      const flaky = () => server((q, n) => (n % 2 === 0 ? 500 : page(String(q["page"] ?? 0))))
      for (const prefetch of [false, true]) {
        const run = Stream.runCollect(charges({ prefetch })).pipe(Retry.transient())
        const fiber = yield* Effect.fork(exchange(run, flaky()))
        yield* TestClock.adjust("1 minute")
        const { result, requests } = yield* Fiber.join(fiber)
        expect(result).toMatchObject({ _tag: "Right", right: { length: 4 } })
        expect(requests.length).toBe(8)
      }
    })
  )
})
