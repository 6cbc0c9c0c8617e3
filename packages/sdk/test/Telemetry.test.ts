import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, RateLimit, Retry, Smartcar, type SmartcarError, Telemetry } from "@effect-smartcar/sdk"
import { Auth, User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Commands, Vehicle as VehicleV3 } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Fiber, Layer, Metric, TestClock } from "effect"
import { type Answers, exchange, layer, type Needs, userId, vehicleId } from "./support/harness.js"
import { around, attributes, calls, of, tell, told } from "./support/told.js"
import { busy, inTurn, late, refusal, tooMany } from "./support/tries.js"

const car = Vehicle.make(vehicleId, { owner: "owner-7" })
const good = Wire.json({ distance: 1 }, { headers: { "sc-request-id": "request-1" } })

const odometer = { "smartcar.endpoint": "odometer", "smartcar.api_version": "2.0" }

describe("a call", () => {
  it.effect("that succeeds has one span of kind client, counts once, and logs nothing", () =>
    Effect.gen(function* () {
      const { logs, metrics, spans } = yield* tell(Vehicle.odometer(car), late(1500, good))
      expect(spans.map(({ kind, name }) => [name, kind])).toEqual([["Smartcar.odometer", "client"]])
      expect(attributes(spans[0])).toEqual({
        ...odometer,
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "api.smartcar.com",
        "smartcar.request_id": "request-1"
      })
      const { counter, timer } = calls("odometer", "success")
      expect(metrics).toEqual({ [counter]: 1, [timer]: { count: 1, sum: 1.5 } })
      expect(logs).toEqual([])
    })
  )

  const html = Wire.text("<html>", { status: 502, headers: { "content-type": "text/html" } })
  const failures: ReadonlyArray<
    readonly [SmartcarError.SmartcarError["_tag"], Effect.Effect<unknown, SmartcarError.SmartcarError, Needs>, Answers]
  > = [
    ["ServerError", Vehicle.odometer(car), busy],
    ["PermissionError", Vehicle.odometer(car), refusal(403, "PERMISSION")],
    ["RateLimitError", Vehicle.odometer(car), tooMany("7")],
    ["TransportError", Vehicle.odometer(car), Wire.cut("sent")],
    ["TimeoutError", Smartcar.withTimeout(Vehicle.odometer(car), "1 second"), late(5000, good)],
    ["UnexpectedResponseError", Vehicle.odometer(car), html],
    ["InvalidInputError", Vehicle.odometer(Vehicle.make("")), good],
    ["CredentialsError", Credentials.withAccessToken(User.get(), "a\nb"), good]
  ]
  for (const [tag, call, answer] of failures) {
    it.effect(`that fails with ${tag} counts as that, and so says its span`, () =>
      Effect.gen(function* () {
        const { logs, metrics, spans } = yield* tell(call, answer)
        const endpoint = tag === "CredentialsError" ? "user" : "odometer"
        const { counter, timer } = calls(endpoint, "failure")
        expect(metrics).toEqual({
          [counter]: 1,
          [timer]: { count: 1, sum: tag === "TimeoutError" ? 1 : 0 },
          [`smartcar.errors error.type=${tag} smartcar.api_version=2.0 smartcar.endpoint=${endpoint}`]: 1
        })
        expect(spans.map(({ name, status }) => [name, status._tag])).toEqual([[`Smartcar.${endpoint}`, "Ended"]])
        expect(attributes(spans[0])["error.type"]).toBe(tag)
        expect(logs).toEqual([])
      })
    )
  }

  it.effect("that is interrupted is no error", () =>
    Effect.gen(function* () {
      const { logs, metrics, spans } = yield* told(
        Effect.gen(function* () {
          const fiber = yield* Effect.fork(exchange(Vehicle.odometer(car), late(60_000, good)))
          yield* TestClock.adjust("2 seconds")
          yield* Fiber.interrupt(fiber)
        })
      )
      const { counter, timer } = calls("odometer", "interrupted")
      expect(metrics).toEqual({ [counter]: 1, [timer]: { count: 1, sum: 2 } })
      expect(Object.keys(attributes(spans[0]))).not.toContain("error.type")
      expect(logs).toEqual([])
    })
  )

  it.effect("that dies is an error of another type", () =>
    Effect.gen(function* () {
      const { metrics, spans } = yield* told(exchange(Vehicle.odometer(car), () => Effect.die("a defect")))
      expect(metrics["smartcar.errors error.type=_OTHER smartcar.api_version=2.0 smartcar.endpoint=odometer"]).toBe(1)
      expect(attributes(spans[0])["error.type"]).toBe("_OTHER")
    })
  )

  it.effect("of API v3 and one of v2.0 that have one name count apart", () =>
    Effect.gen(function* () {
      const lock = Commands.lock(VehicleV3.make(vehicleId, { owner: userId }))
      const { metrics, spans } = yield* tell(Effect.all([Vehicle.lock(car), lock], { mode: "either" }), busy)
      expect(metrics[calls("lock", "failure").counter]).toBe(1)
      expect(metrics[calls("lock", "failure", "smartcar.api_version=3 ").counter]).toBe(1)
      expect(spans.map((span) => attributes(span)["server.address"])).toEqual([
        "api.smartcar.com",
        "vehicle.api.smartcar.com"
      ])
    })
  )

  it.effect("to a token endpoint has no version", () =>
    Effect.gen(function* () {
      const { metrics, spans } = yield* tell(Auth.exchangeCode("code"), busy)
      expect(metrics[calls("exchangeCode", "failure", "").counter]).toBe(1)
      expect(Object.keys(attributes(spans[0]))).not.toContain("smartcar.api_version")
      expect(attributes(spans[0])["server.address"]).toBe("auth.smartcar.com")
    })
  )

  it.effect("counts each try, whose repetition is logged for who debugs", () =>
    Effect.gen(function* () {
      const answers = inTurn(busy, busy, good)
      const { logs, metrics } = yield* tell(Retry.transient(Vehicle.odometer(car), { jitter: 0 }), answers)
      expect(metrics).toMatchObject({
        [calls("odometer", "failure").counter]: 2,
        [calls("odometer", "success").counter]: 1,
        "smartcar.retries error.type=ServerError smartcar.endpoint=odometer": 2
      })
      expect(logs).toEqual(
        [500, 1000].map((delay, index) => ({
          level: "DEBUG",
          message: "A Smartcar call failed and is tried again",
          "smartcar.endpoint": "odometer",
          "smartcar.try": index + 2,
          "smartcar.delay_ms": delay,
          "error.type": "ServerError"
        }))
      )
    })
  )

  it.effect("says which car only where that is asked for", () =>
    Effect.gen(function* () {
      const shown = ({ events, logs, spans }: Effect.Effect.Success<ReturnType<typeof told>>) =>
        JSON.stringify([spans.map(attributes), spans.map(({ name }) => name), events, logs])
      const reads = Retry.transient(Vehicle.odometer(car), { times: 1 })
      expect(shown(yield* tell(reads, busy))).not.toContain(vehicleId)
      const { spans } = yield* tell(Effect.provideService(reads, Telemetry.VehicleIds, true), busy)
      expect(spans.map((span) => attributes(span)["smartcar.vehicle_id"])).toEqual([vehicleId, vehicleId])
      const user = yield* tell(Effect.provideService(User.get(), Telemetry.VehicleIds, true), busy)
      expect(Object.keys(attributes(user.spans[0]))).not.toContain("smartcar.vehicle_id")
    })
  )
})

describe("a batch", () => {
  const entry = (path: string, code: number, body: unknown) => ({ path, code, body })
  const noFuel = { type: "COMPATIBILITY", code: "VEHICLE_NOT_CAPABLE", description: "d" }
  const asleep = { type: "UPSTREAM", code: "NO_RESPONSE", description: "d" }
  const batch = Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel })

  it.effect("is a span around those of its requests, counts its paths, and tells which entries failed", () =>
    Effect.gen(function* () {
      const responses = [entry("/odometer", 200, { distance: 1 }), entry("/fuel", 501, noFuel)]
      const { logs, metrics, spans } = yield* tell(Effect.withSpan(batch, "mine"), Wire.json({ responses }))
      const [reads] = of(spans, "Smartcar.reads")
      expect(reads?.kind).toBe("internal")
      expect(attributes(reads)).toEqual({
        "smartcar.batch.size": 2,
        "smartcar.batch.endpoints": ["odometer", "fuel"],
        "smartcar.batch.failed": 1
      })
      expect(of(spans, "Smartcar.batch").map(around)).toEqual([["Smartcar.reads", "mine"]])
      const { counter, timer } = calls("batch", "success")
      expect(metrics).toEqual({
        [counter]: 1,
        [timer]: { count: 1, sum: 0 },
        "smartcar.batch.size": { count: 1, sum: 2 },
        "smartcar.errors error.type=CompatibilityError smartcar.api_version=2.0 smartcar.endpoint=fuel": 1
      })
      expect(logs).toEqual([])
    })
  )

  it.effect("counts a failed entry under the version of its request, whoever put it into the batch", () =>
    Effect.gen(function* () {
      const responses = [entry("/odometer", 200, { distance: 1 }), entry("/fuel", 501, noFuel)]
      const other = Vehicle.make(vehicleId, { version: "2.1" })
      const reads = [Effect.ignore(Vehicle.odometer(other)), Effect.ignore(Vehicle.fuel(other))]
      const together = Effect.all(reads, { batching: true, concurrency: "unbounded" })
      for (const program of [
        Batch.all(other, { odometer: Vehicle.odometer, fuel: Vehicle.fuel }),
        Effect.provide(together, Smartcar.layerBatched)
      ]) {
        const { metrics } = yield* tell<unknown, unknown>(program, Wire.json({ responses }))
        expect(metrics).toMatchObject({
          "smartcar.errors error.type=CompatibilityError smartcar.api_version=2.1 smartcar.endpoint=fuel": 1
        })
      }
    })
  )

  it.effect("whose entries are repeated counts each request with its paths, and each failure", () =>
    Effect.gen(function* () {
      const once = Wire.json({ responses: [entry("/odometer", 200, { distance: 1 }), entry("/fuel", 502, asleep)] })
      const twice = Wire.json({ responses: [entry("/fuel", 200, { percentRemaining: 0.5 })] })
      const { metrics, spans } = yield* tell(Batch.retryFailed(batch, { jitter: 0 }), inTurn(once, twice))
      expect(metrics).toMatchObject({
        "smartcar.batch.size": { count: 2, sum: 3 },
        "smartcar.errors error.type=UpstreamError smartcar.api_version=2.0 smartcar.endpoint=fuel": 1,
        "smartcar.retries error.type=UpstreamError smartcar.endpoint=batch": 1
      })
      expect(of(spans, "Smartcar.reads").map((span) => attributes(span)["smartcar.batch.failed"])).toEqual([0])
      expect(of(spans, "Smartcar.batch").map(around)).toEqual([["Smartcar.reads"], ["Smartcar.reads"]])
    })
  )

  it.effect("that fails as a whole is one error, of the batch", () =>
    Effect.gen(function* () {
      const { metrics, spans } = yield* tell(batch, busy)
      expect(metrics).toEqual({
        [calls("batch", "failure").counter]: 1,
        [calls("batch", "failure").timer]: { count: 1, sum: 0 },
        "smartcar.batch.size": { count: 1, sum: 2 },
        "smartcar.errors error.type=ServerError smartcar.api_version=2.0 smartcar.endpoint=batch": 1
      })
      expect(attributes(of(spans, "Smartcar.reads")[0])["smartcar.batch.failed"]).toBe(2)
    })
  )
})

describe("the rate limit", () => {
  const limited = (options: RateLimit.Options, answers: Answers = good) =>
    RateLimit.layer(options).pipe(Layer.provide(RateLimit.layerMemory), Layer.provideMerge(layer(answers)))

  /** A token each 30 seconds. */
  const one = { capacity: 1, refillPerMinute: 2 }
  const other = Vehicle.odometer(Vehicle.make("car-2"))

  it.effect("tells how long calls waited, and nothing of those that did not", () =>
    Effect.gen(function* () {
      const { events, logs, metrics } = yield* told(
        Effect.gen(function* () {
          yield* Vehicle.odometer(car)
          const fiber = yield* Effect.fork(Effect.withSpan(other, "mine"))
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(fiber)
        })
      )
      const waited = {
        "smartcar.endpoint": "odometer",
        "smartcar.rate_limit.bucket": "application",
        "smartcar.rate_limit.wait_ms": 30_000
      }
      expect(metrics).toEqual({
        [calls("odometer", "success").counter]: 2,
        [calls("odometer", "success").timer]: { count: 2, sum: 0 },
        "smartcar.rate_limit.wait.duration smartcar.rate_limit.bucket=application unit=s": { count: 1, sum: 30 }
      })
      expect(events).toMatchObject([{ span: "mine", name: "Smartcar.rateLimitWait", attributes: waited }])
      expect(logs).toEqual([{ level: "DEBUG", message: "A Smartcar call waited for the rate limit", ...waited }])
    }).pipe(Effect.provide(limited({ application: one })))
  )

  it.effect("tells of a wait that was given up", () =>
    Effect.gen(function* () {
      const { metrics } = yield* told(
        Effect.gen(function* () {
          yield* Vehicle.odometer(car)
          const fiber = yield* Effect.fork(Vehicle.odometer(car))
          yield* TestClock.adjust("10 seconds")
          yield* Fiber.interrupt(fiber)
        })
      )
      expect(metrics).toMatchObject({
        [calls("odometer", "success").counter]: 1,
        "smartcar.rate_limit.wait.duration smartcar.rate_limit.bucket=vehicle unit=s": { count: 1, sum: 10 }
      })
    }).pipe(Effect.provide(limited({ application: false, vehicle: one })))
  )

  it.effect("counts the calls it refuses, which are not sent", () =>
    Effect.gen(function* () {
      const { logs, metrics } = yield* told(
        Effect.zipRight(Vehicle.odometer(car), Effect.replicateEffect(Effect.flip(Vehicle.odometer(car)), 3))
      )
      expect(metrics).toEqual({
        [calls("odometer", "success").counter]: 1,
        [calls("odometer", "success").timer]: { count: 1, sum: 0 },
        "smartcar.rate_limit.refusals smartcar.rate_limit.bucket=application": 3
      })
      expect(logs).toEqual([])
    }).pipe(Effect.provide(limited({ application: one, onExceeded: "fail" })))
  )

  it.effect("warns of Smartcar's own 429 once a minute, and of a car's apart", () =>
    Effect.gen(function* () {
      const vehicle = refusal(429, "RATE_LIMIT", "VEHICLE", { headers: { "retry-after": "5" } })
      const handler: Wire.Handler = ({ url }) => Effect.succeed(url.pathname.includes("car-2") ? vehicle : tooMany("7"))
      const { logs } = yield* told(
        Effect.gen(function* () {
          const all = Effect.all([Vehicle.odometer(car), Vehicle.odometer(car), other, other], { mode: "either" })
          yield* all
          yield* TestClock.adjust("59 seconds")
          yield* all
          yield* TestClock.adjust("1 second")
          yield* all
        }).pipe(Effect.provide(limited({ application: false }, handler)))
      )
      const warning = (bucket: string, seconds: number) => ({
        level: "WARN",
        message: "Smartcar answers 429: more calls were made than RateLimit.layer knew of",
        "smartcar.endpoint": "odometer",
        "smartcar.rate_limit.bucket": bucket,
        "smartcar.rate_limit.retry_after_s": seconds
      })
      expect(logs).toEqual([
        warning("application", 7),
        warning("vehicle", 5),
        warning("application", 7),
        warning("vehicle", 5)
      ])
    })
  )
})

it.effect("what is counted can be read by the metrics of the module", () =>
  Effect.gen(function* () {
    const answers = inTurn(busy, good)
    const { run } = yield* tell(Retry.transient(Vehicle.odometer(car)), answers)
    const call: Telemetry.Call = { endpoint: "odometer", apiVersion: "2.0" }
    const read = <Type, In, Out>(metric: Metric.Metric<Type, In, Out>) =>
      Effect.tagMetrics(Metric.value(metric), "run", run)
    expect((yield* read(Telemetry.calls(call, "failure"))).count).toBe(1)
    expect((yield* read(Telemetry.callDuration(call, "success"))).count).toBe(1)
    expect((yield* read(Telemetry.errors(call, "ServerError"))).count).toBe(1)
    expect((yield* read(Telemetry.retries("odometer", "ServerError"))).count).toBe(1)
    const boundaries = (yield* read(Telemetry.callDuration(call, "success"))).buckets.map(([boundary]) => boundary)
    expect([boundaries[0], boundaries.at(-2)]).toEqual([0.005, 300])
  })
)
