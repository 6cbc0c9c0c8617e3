import { assert, describe, it } from "@effect/vitest"
import { Batch, RateLimit, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Auth, Connections, User, Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Effect, Either, Fiber, FastCheck as fc, Layer, Option, Redacted, TestClock } from "effect"
import { fields, layer as harness } from "./support/harness.js"

const [car, another] = [Vehicle.make("car-1"), Vehicle.make("car-2")]

/** One token every 30 seconds. */
const rate = (capacity: number): RateLimit.Rate => ({ capacity, refillPerMinute: 2 })

const answer = Wire.json({ id: "u", distance: 1, vehicleId: "car-1", connections: [], responses: [] })

/** Smartcar refuses, and knows how to. */
const refused = (code: string | null, retryAfter?: string) =>
  Wire.json(
    { type: "RATE_LIMIT", code, description: "too many", statusCode: 429 },
    { status: 429, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } }
  )

/** The real interpreter, limited, over fake HTTP that notes when each request was sent. */
const limited = (options?: RateLimit.Options, answers: Parameters<typeof harness>[0] = answer) =>
  RateLimit.layer(options).pipe(Layer.provide(RateLimit.layerMemory), Layer.provideMerge(harness(answers)))

const run = <A, E>(
  self: Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof limited>>>,
  options?: RateLimit.Options,
  answers?: Parameters<typeof harness>[0]
) => Effect.provide(self, limited(options, answers))

const sent = Effect.map(FakeHttp.requests, (requests) => requests.length)

/** How many seconds later a call ended, in steps of 30; the clock runs no further than that. */
const seconds = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(self)
    for (let waited = 0; waited < 900; waited += 30) {
      yield* TestClock.adjust(waited === 0 ? 0 : "30 seconds")
      if (Option.isSome(yield* Fiber.poll(fiber))) return waited
    }
    return yield* Effect.dieMessage("it still waits")
  })

/** What a call fails with at once. */
const failure = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(self), fields)

const sixReads = Batch.all({
  odometer: Vehicle.odometer,
  fuel: Vehicle.fuel,
  vin: Vehicle.vin,
  battery: Vehicle.battery,
  location: Vehicle.location,
  tires: Vehicle.tirePressure
})

describe("RateLimit.layer", () => {
  it.effect(
    "by default 120 calls pass at once, and the next one waits 30 seconds",
    () =>
      run(
        Effect.gen(function* () {
          yield* Effect.replicateEffect(User.get(), 119, { concurrency: 20, discard: true })
          assert.strictEqual(yield* seconds(Vehicle.odometer(car)), 0)
          assert.strictEqual(yield* seconds(Vehicle.odometer(another)), 30)
          assert.strictEqual(yield* sent, 121)
        })
      ),
    20_000
  )

  it.effect("a batch costs what its paths cost, of the application and of its car", () =>
    run(
      Effect.gen(function* () {
        yield* Effect.either(sixReads(car))
        assert.strictEqual(yield* sent, 1)
        assert.deepInclude(yield* failure(Vehicle.odometer(car)), { code: "VEHICLE", retryAfter: "30 s" })
        yield* Vehicle.odometer(another)
        assert.deepInclude(yield* failure(Vehicle.odometer(another)), { code: "SMARTCAR_API", retryAfter: "30 s" })
      }),
      { application: rate(7), vehicle: rate(6), onExceeded: "fail" }
    )
  )

  it.effect("the token endpoint is free", () =>
    run(
      Effect.gen(function* () {
        yield* User.get()
        const exchange = Effect.either(Auth.exchangeRefreshToken(Redacted.make("r")))
        assert.strictEqual(yield* seconds(Effect.replicateEffect(exchange, 5)), 0)
        assert.strictEqual(yield* sent, 6)
      }),
      { application: rate(1) }
    )
  )

  it.effect("fail sends nothing, and says what failed and when to try again", () =>
    run(
      Effect.gen(function* () {
        yield* Vehicle.odometer(car)
        assert.deepStrictEqual(yield* failure(Vehicle.lock(car)), {
          _tag: "RateLimitError",
          type: "RATE_LIMIT",
          code: "SMARTCAR_API",
          statusCode: 429,
          retryAfter: "30 s",
          endpoint: "lock",
          vehicleId: "car-1",
          description: "The limit set by RateLimit.layer is reached: nothing was sent"
        })
        assert.notProperty(yield* failure(User.get()), "vehicleId")
        assert.strictEqual(yield* sent, 1)
        yield* TestClock.adjust("30 seconds")
        yield* Vehicle.odometer(car)
      }),
      { application: rate(1), onExceeded: "fail" }
    )
  )

  it.effect("each car has its own limit, and a car at its limit costs the application nothing", () =>
    run(
      Effect.gen(function* () {
        yield* Vehicle.odometer(car)
        for (let i = 0; i < 5; i++) assert.deepInclude(yield* failure(Vehicle.fuel(car)), { code: "VEHICLE" })
        yield* Vehicle.odometer(another)
        yield* User.get()
        assert.deepInclude(yield* failure(User.get()), { code: "SMARTCAR_API" })
      }),
      { application: rate(3), vehicle: rate(1), onExceeded: "fail" }
    )
  )

  it.effect("a car that is only a filter is not charged", () =>
    run(
      Effect.gen(function* () {
        for (let i = 0; i < 3; i++) yield* Connections.list({ vehicleId: "car-1" })
        yield* Vehicle.odometer(car)
        assert.strictEqual(yield* seconds(Vehicle.fuel(car)), 30)
      }),
      { application: false, vehicle: rate(1) }
    )
  )

  it.effect("without an application limit nothing else waits", () =>
    run(
      Effect.gen(function* () {
        assert.strictEqual(yield* seconds(Effect.replicateEffect(Vehicle.odometer(car), 125)), 0)
      }),
      { application: false }
    )
  )

  it.effect("who waits for a car does not hold the application's tokens", () =>
    run(
      Effect.gen(function* () {
        yield* Vehicle.odometer(car)
        const waiting = yield* Effect.fork(Vehicle.odometer(car))
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* seconds(User.get()), 0)
        yield* Fiber.interrupt(waiting)
        assert.strictEqual(yield* sent, 2)
      }),
      { application: rate(2), vehicle: rate(1) }
    )
  )

  it.effect("the time spent waiting is not the call's", () =>
    run(
      Effect.gen(function* () {
        yield* User.get()
        assert.strictEqual(yield* seconds(User.get().pipe(Smartcar.withTimeout("1 second"))), 30)
        assert.strictEqual(yield* sent, 2)
      }),
      { application: rate(1) }
    )
  )

  const vendor: ReadonlyArray<readonly [string, Wire.Response, own: number | undefined, others: number | undefined]> = [
    ["of the application", refused("SMARTCAR_API"), 30, 30],
    ["of the application, for a time", refused("SMARTCAR_API", "300"), 330, 330],
    ["of something unknown, for a time", refused(null, "300"), 330, 330],
    ["of the car", refused("VEHICLE"), 30, 0],
    ["of the car, for a time", refused("VEHICLE", "300"), 330, 0]
  ]

  for (const [name, response, own, others] of vendor) {
    it.effect(`a 429 ${name} empties its bucket`, () =>
      Effect.gen(function* () {
        let asked = 0
        const once = () => Effect.sync(() => (asked++ === 0 ? response : answer))
        const options = { application: rate(50), vehicle: rate(10) }
        const after = (call: typeof Vehicle.odometer, other: Vehicle.VehicleHandle) =>
          run(
            Effect.gen(function* () {
              asked = 0
              assert.deepInclude(yield* failure(Vehicle.fuel(car)), { _tag: "RateLimitError", description: "too many" })
              return yield* seconds(call(other))
            }),
            options,
            once
          )
        assert.strictEqual(yield* after(Vehicle.odometer, car), own)
        assert.strictEqual(yield* after(Vehicle.odometer, another), others)
      })
    )
  }

  it.effect("a 429 of one reading in a batch empties its car's bucket", () =>
    run(
      Effect.gen(function* () {
        const { fuel, odometer } = yield* Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel })
        assert.isTrue(Either.isRight(odometer))
        assert.deepInclude(fields(Either.getOrThrow(Either.flip(fuel))), { _tag: "RateLimitError", code: "VEHICLE" })
        assert.strictEqual(yield* seconds(Vehicle.odometer(another)), 0)
        assert.strictEqual(yield* seconds(Vehicle.odometer(car)), 90)
      }),
      { application: rate(50), vehicle: rate(10) },
      ({ url }) =>
        Effect.succeed(
          url.pathname.endsWith("/batch")
            ? Wire.json({
                responses: [
                  { path: "/odometer", code: 200, body: { distance: 1 }, headers: {} },
                  {
                    path: "/fuel",
                    code: 429,
                    body: { type: "RATE_LIMIT", code: "VEHICLE", description: "too many", statusCode: 429 },
                    headers: { "Retry-After": 60 }
                  }
                ]
              })
            : answer
        )
    )
  )

  it.effect("each further try is charged", () => {
    let asked = 0
    return run(
      Effect.gen(function* () {
        const retried = Retry.transient(Vehicle.odometer(car), { times: 2, base: "1 second", factor: 1, jitter: 0 })
        assert.strictEqual(yield* seconds(retried), 30)
        assert.strictEqual(asked, 3)
        assert.strictEqual(yield* seconds(Vehicle.odometer(car)), 30)
      }),
      { application: rate(2) },
      () =>
        Effect.sync(() =>
          ++asked < 3 ? Wire.json({ type: "UPSTREAM", code: "NO_RESPONSE" }, { status: 502 }) : answer
        )
    )
  })

  it.effect("a call that the limit refused, even a command, is tried again when there are tokens", () =>
    run(
      Effect.gen(function* () {
        yield* User.get()
        yield* TestClock.adjust("1 second")
        const retried = Retry.transient(Vehicle.lock(car), { times: 1, jitter: 0 })
        assert.strictEqual(yield* seconds(retried), 30)
        assert.strictEqual(yield* sent, 2)
      }),
      { application: rate(1), onExceeded: "fail" }
    )
  )

  it.effect("reads that are batched automatically are charged by their paths", () =>
    Effect.gen(function* () {
      const reads = [Vehicle.odometer(car), Vehicle.fuel(car), Vehicle.vin(car)]
      yield* Effect.all(reads, { batching: true, mode: "either" }).pipe(Effect.provide(Smartcar.layerBatched))
      assert.strictEqual(yield* sent, 1)
      assert.deepInclude(yield* failure(sixReads(car)), { code: "SMARTCAR_API", retryAfter: "150 s" })
      yield* Effect.either(Batch.all(car, { odometer: Vehicle.odometer, vin: Vehicle.vin }))
      assert.deepInclude(yield* failure(Vehicle.odometer(car)), { code: "SMARTCAR_API" })
    }).pipe(Effect.provide(limited({ application: rate(5), onExceeded: "fail" }, Wire.json({ responses: [] }))))
  )

  it.effect("applications that share a limiter are apart by their keys", () =>
    Effect.gen(function* () {
      const shared = Layer.succeedContext(yield* Layer.build(RateLimit.layerMemory))
      const get = (key?: string) =>
        Effect.provide(
          User.get(),
          RateLimit.layer({ application: rate(1), onExceeded: "fail", key }).pipe(
            Layer.provide(shared),
            Layer.provide(harness(answer))
          )
        )
      yield* get("one")
      yield* get("two")
      yield* get()
      for (const key of ["one", "two", "application"])
        assert.deepInclude(yield* failure(get(key)), { code: "SMARTCAR_API" })
    }).pipe(Effect.scoped)
  )

  const bad: ReadonlyArray<readonly [field: string, options: object]> = [
    ["application.capacity", { application: rate(0) }],
    ["application.capacity", { application: rate(1.5) }],
    ["application.capacity", { application: rate(Number.POSITIVE_INFINITY) }],
    ["application.capacity", { application: { refillPerMinute: 2 } }],
    ["application.refillPerMinute", { application: { capacity: 1, refillPerMinute: 0 } }],
    ["application.refillPerMinute", { application: { capacity: 1, refillPerMinute: Number.NaN } }],
    ["vehicle.capacity", { vehicle: rate(-1) }],
    ["vehicle.refillPerMinute", { vehicle: { capacity: 1, refillPerMinute: "2" } }],
    ["onExceeded", { onExceeded: "wiat" }]
  ]

  for (const [field, options] of bad) {
    it.effect(`names the option that makes no sense: ${JSON.stringify(options)}`, () =>
      run(
        Effect.gen(function* () {
          const expected = { _tag: "InvalidInputError", field: `rateLimit.${field}` }
          assert.deepInclude(yield* failure(User.get()), { ...expected, endpoint: "user" })
          assert.deepInclude(yield* failure(Vehicle.odometer(car)), { ...expected, vehicleId: "car-1" })
          assert.strictEqual(yield* sent, 0)
        }),
        options
      )
    )
  }
})

describe("a program limited as Smartcar limits it", () => {
  const cars = Fleet.standard.cars.slice(0, 3).map(({ id, owner }) => Vehicle.make(id, { owner }))

  const load = fc.array(
    fc.record({ after: fc.nat(40_000), car: fc.nat(cars.length - 1), reads: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 12 }
  )

  const reads = [
    { odometer: Vehicle.odometer },
    { odometer: Vehicle.odometer, vin: Vehicle.vin },
    { odometer: Vehicle.odometer, vin: Vehicle.vin, location: Vehicle.location },
    { odometer: Vehicle.odometer, vin: Vehicle.vin, location: Vehicle.location, security: Vehicle.lockStatus }
  ]

  const limits = { application: rate(9), vehicle: rate(5) }

  type Load = ReadonlyArray<{ readonly after: number; readonly car: number; readonly reads: number }>

  /** How many requests, or readings in one, were refused. */
  const refusals = (load: Load) =>
    Effect.gen(function* () {
      let at = 0
      const calls = load.map(({ after, car, reads: n }) => {
        at += after
        const handle = cars[car] ?? cars[0]
        const entries = reads[n - 1]
        if (handle === undefined || entries === undefined) throw new Error("no such car")
        return Effect.delay(
          n === 1
            ? Effect.map(Effect.either(Vehicle.odometer(handle)), (odometer) => [odometer])
            : Effect.map(
                Effect.either(Batch.all(handle, entries)),
                Either.match({ onLeft: (error) => [Either.left(error)], onRight: Object.values })
              ),
          at
        )
      })
      const fiber = yield* Effect.fork(Effect.all(calls, { concurrency: "unbounded" }))
      yield* TestClock.adjust("40 minutes")
      const results = (yield* Fiber.join(fiber)).flat()
      return results.filter((result) => Either.isLeft(result) && fields(result.left)["_tag"] === "RateLimitError")
        .length
    })

  const simulator = Simulator.layer({ connected: true, limits })
  const limiter = RateLimit.layer(limits).pipe(Layer.provide(RateLimit.layerMemory), Layer.provideMerge(simulator))

  it.effect.prop(
    "never sees a 429",
    { load },
    ({ load }) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* Effect.provide(refusals(load), limiter), 0)
      }),
    { timeout: 20_000, fastCheck: { numRuns: 5 } }
  )

  it.effect("which it would otherwise see", () =>
    Effect.gen(function* () {
      const heavy = Array.from({ length: 12 }, () => ({ after: 100, car: 0, reads: 1 }))
      assert.isAbove(yield* Effect.provide(refusals(heavy), simulator), 0)
      assert.strictEqual(yield* Effect.provide(refusals(heavy), limiter), 0)
    })
  )
})
