import { assert, describe, it } from "@effect/vitest"
import { Batch, Retry, Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import type * as Migration from "@effect-smartcar/sdk/Migration"
import { Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Connections, Signal } from "@effect-smartcar/sdk/v3"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { DateTime, Effect, Either, Fiber, Layer, Record, TestClock } from "effect"
import { plain } from "../support/harness.js"
import {
  answer,
  car,
  exchange,
  failing,
  headers,
  layer,
  line,
  problem,
  signal,
  userId,
  vehicle,
  vehicleId
} from "../support/migration.js"

const handle = Vehicle.make(vehicleId, { owner: userId })
const requestId = headers["sc-request-id"]
const prefix = `/v3/vehicles/${vehicleId}`
const get = `GET vehicle.api${prefix}`

const odometer = signal(Signal.odometerTraveledDistance, { value: 104.32, unit: "mi" })
const percent = signal(Signal.tractionBatteryStateOfCharge, { value: 45, unit: "percent" })
const range = signal(
  Signal.tractionBatteryRange,
  { value: 210, unit: "km" },
  { meta: { oemUpdatedAt: "2026-10-01T00:00:00Z", retrievedAt: "2026-10-02T00:00:00Z" } }
)
const asleep = signal(Signal.vehicleIdentificationVIN, undefined, {
  error: { type: "VEHICLE_STATE", code: "ASLEEP", detail: "Asleep", resolution: { type: "RETRY_LATER" } }
})
const kept = [odometer, percent, range, asleep]

const shown = <A, E>(result: Either.Either<{ readonly value: A }, E>) =>
  Either.isRight(result) ? plain(result.right.value) : problem(result)

describe("batches of API v2.0 on API v3", () => {
  it.effect("one list of signals answers them all, each by itself", () =>
    Effect.gen(function* () {
      const entries = {
        odometer: Vehicle.odometer,
        battery: Vehicle.battery,
        vin: Vehicle.vin,
        fuel: Vehicle.fuel,
        attributes: Vehicle.attributes,
        compass: Tesla.compass
      }
      const { requests, result, sent } = yield* exchange(Batch.all(handle, entries), car(kept))
      if (Either.isLeft(result)) return assert.fail(JSON.stringify(problem(result)))
      const { attributes, battery, compass, fuel, vin } = result.right
      assert.deepStrictEqual(
        result.right.odometer,
        Either.right({
          value: { distance: 104.32 },
          meta: {
            requestId,
            dataAge: DateTime.unsafeMake("2026-11-01T10:00:00Z"),
            fetchedAt: DateTime.unsafeMake("2026-11-01T11:00:00Z"),
            unitSystem: "imperial" as const
          }
        })
      )
      assert.deepStrictEqual(
        battery,
        Either.right({
          value: { percentRemaining: 0.45, range: 210 },
          meta: {
            requestId,
            dataAge: DateTime.unsafeMake("2026-10-01T00:00:00Z"),
            fetchedAt: DateTime.unsafeMake("2026-10-02T00:00:00Z"),
            unitSystem: "metric" as const
          }
        })
      )
      assert.deepStrictEqual(shown(attributes), { id: vehicleId, make: "VOLKSWAGEN", model: "ID. Buzz", year: 2025 })
      const error = Either.isLeft(vin) ? vin.left : assert.fail()
      assert.instanceOf(error, SmartcarError.VehicleStateError)
      assert.deepInclude(problem(vin), {
        code: "ASLEEP",
        description: "Asleep",
        statusCode: 409,
        resolution: { type: "RETRY_LATER" },
        endpoint: "vin",
        vehicleId,
        requestId
      })
      assert.deepInclude(problem(fuel), { _tag: "ResourceNotFoundError", code: "SIGNAL_NOT_FOUND", endpoint: "fuel" })
      assert.include(String(problem(fuel)["description"]), "internalcombustionengine-fuellevel")
      assert.deepInclude(problem(compass), { _tag: "ResourceNotFoundError", code: "PATH", endpoint: "teslaCompass" })
      assert.include(String(problem(compass)["description"]), "MIGRATION.md")
      assert.deepStrictEqual(sent, [`${get}/signals`])
      assert.strictEqual(requests[0]?.headers["sc-user-id"], userId)
      assert.strictEqual(requests[0]?.headers["sc-unit-system"], "metric")
    })
  )

  it.effect("every read that a batch can carry, as it is alone", () =>
    Effect.gen(function* () {
      const all = Record.filter(
        { ...Vehicle },
        (member): member is typeof Vehicle.odometer =>
          typeof member === "function" && "endpoint" in member && member.endpoint.batch !== undefined
      )
      assert.isAbove(Record.size(all), 14)
      const together = yield* exchange(Batch.all(handle, all), car(kept))
      const batch = Either.getOrThrow(together.result)
      for (const [name, read] of Object.entries(all)) {
        const { result } = yield* exchange(read(handle), car(kept))
        const member = batch[name] ?? assert.fail()
        const alone = problem(result)
        const said = problem(member)
        // A signal asked for alone is missed by Smartcar, in its own words.
        if (alone["code"] === "SIGNAL_NOT_FOUND") {
          assert.deepStrictEqual({ ...said, description: "" }, { ...alone, description: "" }, name)
        } else assert.deepStrictEqual(member, result, name)
      }
    })
  )

  it.effect("what is not among the signals is asked for only if it is wanted", () =>
    Effect.gen(function* () {
      const alone = yield* exchange(Batch.all(handle, { car: Vehicle.attributes }), car(kept))
      assert.deepStrictEqual(alone.sent, [get])
      const granted = yield* exchange(
        Batch.all(handle, { odometer: Vehicle.odometer, permissions: Vehicle.permissions }),
        car(kept)
      )
      assert.deepStrictEqual(granted.sent, [
        `${get}/signals`,
        `GET vehicle.api/v3/connections?filter[userId]=${userId}&filter[vehicleId]=${vehicleId}`
      ])
      const unknown = yield* exchange(Batch.all(handle, { compass: Tesla.compass }), car(kept))
      assert.isTrue(Either.isRight(unknown.result))
      assert.lengthOf(unknown.requests, 0)
      // Without the car beside the signals, it is asked for.
      const bare = car([], {
        [`GET ${prefix}/signals`]: () => answer({ data: [odometer], meta: { totalCount: 1 }, links: { next: null } })
      })
      const both = yield* exchange(Batch.all(handle, { car: Vehicle.attributes, odometer: Vehicle.odometer }), bare)
      assert.deepStrictEqual(both.sent, [`${get}/signals`, get])
    })
  )

  it.effect("an error of Smartcar's beside the signals fails its own entry, any other the batch", () =>
    Effect.gen(function* () {
      const entries = { odometer: Vehicle.odometer, permissions: Vehicle.permissions }
      const throttled = car(kept, {
        "GET /v3/connections": () =>
          Wire.json(
            { errors: [{ status: "429", type: "RATE_LIMIT", code: "SMARTCAR_API", detail: "Slow down" }] },
            { status: 429, headers: { ...headers, "retry-after": "7" } }
          )
      })
      const own = Either.getOrThrow((yield* exchange(Batch.all(handle, entries), throttled)).result)
      assert.deepInclude(problem(own.permissions), {
        _tag: "RateLimitError",
        code: "SMARTCAR_API",
        retryAfter: "7 s",
        endpoint: "permissions"
      })
      assert.isTrue(Either.isRight(own.odometer))
      const html = car(kept, { "GET /v3/connections": () => Wire.text("<html>", { status: 503 }) })
      const odd = Either.getOrThrow((yield* exchange(Batch.all(handle, entries), html)).result)
      assert.deepInclude(problem(odd.permissions), { _tag: "UnexpectedResponseError", statusCode: 503 })
      const broken = car(kept, { "GET /v3/connections": () => Wire.cut("sent") })
      const whole = yield* exchange(Batch.all(handle, entries), broken)
      assert.deepInclude(problem(whole.result), { _tag: "TransportError", endpoint: "batch" })
    })
  )

  it.effect("without the signals the batch fails as a whole", () =>
    Effect.gen(function* () {
      const denied = failing("AUTHENTICATION", "ACCESS_DENIED", 403)
      const { requests, result } = yield* exchange(
        Batch.all(handle, { odometer: Vehicle.odometer, car: Vehicle.attributes }),
        denied
      )
      assert.deepInclude(problem(result), { _tag: "AuthenticationError", endpoint: "batch", vehicleId })
      assert.lengthOf(requests, 1)
    })
  )

  it.effect("paths as the wire has them", () =>
    Effect.gen(function* () {
      const paths = ["odometer/", "/tires/pressure", "/service/history", "/", "/battery?x=1", "/no/such"] as const
      const { result } = yield* exchange(
        Vehicle.batch(handle, { requests: [{ path: "/odometer" }, ...paths.map((path) => ({ path }))] }),
        car(kept)
      )
      const { responses } = Either.getOrThrow(result).value
      assert.deepStrictEqual(
        responses.map(({ code, path }) => [path, code]),
        [
          ["/odometer", 200],
          ["odometer/", 200],
          ["/tires/pressure", 404],
          ["/service/history", 404],
          ["/", 200],
          ["/battery?x=1", 404],
          ["/no/such", 404]
        ]
      )
    })
  )

  it.effect("a list of signals in several pages is read to its end", () =>
    Effect.gen(function* () {
      const paged = car([], {
        [`GET ${prefix}/signals`]: ({ url }) => {
          const number = Number(url.searchParams.get("page[number]") ?? "1")
          return answer({
            data: [[odometer, percent], [range]][number - 1] ?? [],
            meta: { pageNumber: number, pageSize: 2, totalCount: 3 },
            links: { next: number === 1 ? "https://next" : null },
            included: { vehicle }
          })
        }
      })
      const { result, sent } = yield* exchange(Vehicle.battery(handle), paged)
      assert.deepStrictEqual(shown(result), { percentRemaining: 0.45, range: 210 })
      assert.deepStrictEqual(sent, [`${get}/signals`, `${get}/signals?page[number]=2`])
    })
  )
})

describe("layers and combinators above the bridge", () => {
  it.effect("layerBatched: reads asked for together are one list of signals", () =>
    Effect.gen(function* () {
      const [odometer, battery, vin] = yield* Effect.all(
        [Vehicle.odometer(handle), Vehicle.battery(handle), Effect.either(Vehicle.vin(handle))],
        { batching: true, concurrency: "unbounded" }
      )
      assert.deepStrictEqual(odometer.value, { distance: 104.32 })
      assert.deepStrictEqual(battery.value, { percentRemaining: 0.45, range: 210 })
      assert.deepInclude(problem(vin), { _tag: "VehicleStateError", code: "ASLEEP", endpoint: "vin" })
      assert.deepStrictEqual((yield* FakeHttp.requests).map(line), [`${get}/signals`])
      yield* FakeHttp.clearRequests
      yield* Vehicle.odometer(handle)
      assert.deepStrictEqual((yield* FakeHttp.requests).map(line), [`${get}/signals/odometer-traveleddistance`])
    }).pipe(Effect.provide(Smartcar.layerBatched.pipe(Layer.provideMerge(layer(car(kept))))))
  )

  /** The first answers, one after the other, and then those of the car. */
  const after = (...first: ReadonlyArray<Wire.Answer>): Wire.Handler => {
    const left = [...first]
    return (request) =>
      Effect.suspend(() => Effect.succeed(left.shift())).pipe(
        Effect.flatMap((next) => (next === undefined ? car(kept)(request) : Effect.succeed(next)))
      )
  }

  const down = failing("UPSTREAM", "NO_RESPONSE", 502)
  const policy = { times: 2, base: "1 second", jitter: 0 } as const

  const retried = <A, E>(
    self: Effect.Effect<A, E, Smartcar.Smartcar>,
    answers: Wire.Handler,
    options?: Migration.Options
  ) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(exchange(Retry.transient(self, policy), answers, options))
      yield* TestClock.adjust("10 minutes")
      return yield* Fiber.join(fiber)
    })

  it.effect("Retry.transient repeats reads, by the error of a request and by that of a signal", () =>
    Effect.gen(function* () {
      const byRequest = yield* retried(Vehicle.odometer(handle), after(down, Wire.cut("sent")))
      assert.deepStrictEqual(shown(byRequest.result), { distance: 104.32 })
      assert.lengthOf(byRequest.requests, 3)
      const busy = signal(Signal.odometerTraveledDistance, undefined, {
        error: { type: "UPSTREAM", code: "NO_RESPONSE" }
      })
      const bySignal = yield* retried(Vehicle.odometer(handle), after(answer({ data: busy })))
      assert.deepStrictEqual(shown(bySignal.result), { distance: 104.32 })
      assert.lengthOf(bySignal.requests, 2)
      // Loops of tries do not multiply.
      const never = yield* retried(Vehicle.odometer(handle), () => Effect.succeed(down))
      assert.deepInclude(problem(never.result), { _tag: "UpstreamError", endpoint: "odometer" })
      assert.lengthOf(never.requests, 3)
    })
  )

  it.effect("Retry.transient repeats no command that may have run, and nothing that changes connections", () =>
    Effect.gen(function* () {
      const calls = [
        [Vehicle.lock(handle), 1],
        [Vehicle.setChargeLimit(handle, { limit: 0.8 }), 1],
        [Vehicle.subscribe(handle, { webhookId: "w" }), 1]
      ] as const
      for (const answers of [Wire.cut("sent"), Wire.cut("body"), down]) {
        for (const [call, times] of calls) {
          const { requests } = yield* retried<unknown, unknown>(call, () => Effect.succeed(answers))
          assert.lengthOf(requests, times)
        }
        const remove = car([], { "DELETE /v3/connections/0a1f0b9e-52e3-4b2b-b2b0-ef4f4e6c8f10": () => answers })
        assert.lengthOf((yield* retried(Vehicle.disconnect(handle), remove)).requests, 2)
      }
      const refused = yield* retried(Vehicle.lock(handle), () => Effect.succeed(Wire.cut("connect")))
      assert.lengthOf(refused.requests, 3)
    })
  )

  it.effect("without a policy nothing is repeated", () =>
    Effect.gen(function* () {
      assert.lengthOf((yield* exchange(Vehicle.odometer(handle), after(down))).requests, 1)
    })
  )

  it.effect("retryFailed repeats the failed entries of a batch only", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        exchange(
          Batch.all(handle, { odometer: Vehicle.odometer, vin: Vehicle.vin }).pipe(
            Batch.retryFailed({ times: 1, base: "1 second", jitter: 0 })
          ),
          after(
            answer({ data: kept, meta: { totalCount: 4 }, links: { next: null } }),
            answer({
              data: [signal(Signal.vehicleIdentificationVIN, { value: "5YJSA1CN5DFP00101" })],
              meta: { totalCount: 1 },
              links: { next: null }
            })
          )
        )
      )
      yield* TestClock.adjust("1 minute")
      const { requests, result } = yield* Fiber.join(fiber)
      const { odometer, vin } = Either.getOrThrow(result)
      assert.deepStrictEqual([shown(odometer), shown(vin)], [{ distance: 104.32 }, { vin: "5YJSA1CN5DFP00101" }])
      assert.lengthOf(requests, 2)
    })
  )

  it.effect("withTimeout bounds each request", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        exchange(Smartcar.withTimeout(Vehicle.battery(handle), "5 seconds"), () => Effect.never)
      )
      yield* TestClock.adjust("5 seconds")
      const { result } = yield* Fiber.join(fiber)
      assert.deepInclude(problem(result), { _tag: "TimeoutError", endpoint: "battery", timeout: "5 s" })
    })
  )

  it.effect("calls that are not v2's table go through as they are", () =>
    Effect.gen(function* () {
      const v3 = yield* exchange(Connections.list({ limit: 3 }), car([]))
      assert.deepStrictEqual(v3.sent, ["GET vehicle.api/v3/connections?page[size]=3"])
      const raw = yield* exchange(
        Vehicle.request(handle, {
          path: "/odometer",
          headers: { authorization: "Bearer own" },
          success: Vehicle.odometer.endpoint.success
        }),
        Wire.json({ distance: 1 })
      )
      assert.deepStrictEqual(raw.sent, [`GET api/v2.0/vehicles/${vehicleId}/odometer`])
      assert.strictEqual(raw.requests[0]?.headers["authorization"], "Bearer own")
      assert.deepStrictEqual(shown(raw.result), { distance: 1 })
      const other = yield* exchange(
        Smartcar.request({ path: "/x", host: "vehicle", auth: "application", success: Signal.Stored }),
        answer(odometer)
      )
      assert.deepStrictEqual(other.sent, ["GET vehicle.api/v3/x"])
    })
  )
})
