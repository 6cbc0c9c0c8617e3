import { describe, expect, it } from "@effect/vitest"
import { Batch, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either, Fiber, Record, TestClock } from "effect"
import { type Asked, good, pathsOf, vendor } from "./support/batches.js"
import { exchange, fields, type Needs, vehicleId } from "./support/harness.js"
import { busy, inTurn, late, refusal, refusedFor, sends, tooMany, tries } from "./support/tries.js"

const car = Vehicle.make(vehicleId)

const batch = Batch.all(car, {
  odometer: Vehicle.odometer,
  fuel: Vehicle.fuel,
  vin: Vehicle.vin,
  charge: Vehicle.charge
})

/** Answers each path with its answers in turn, then well. */
const entries = (answers: Readonly<Record<string, ReadonlyArray<Wire.Response>>>) => {
  const asked: Record<string, number> = {}
  return vendor((read: Asked) => {
    const n = asked[read.path] ?? 0
    asked[read.path] = n + 1
    return answers[read.path]?.[n] ?? good(read)
  })
}

const later = (retryAfter?: string) =>
  refusal(502, "UPSTREAM", "NO_RESPONSE", retryAfter === undefined ? {} : { headers: { "Retry-After": retryAfter } })
const forbidden = refusal(403, "PERMISSION")

/** When what was sent, and what became of each entry. */
const outcome = <A extends Readonly<Record<string, Either.Either<unknown, unknown>>>, E>(
  self: Effect.Effect<A, E, Needs>,
  handler: Wire.Handler
) =>
  Effect.map(tries(self, handler), ({ at, end, requests, result }) => ({
    end,
    sent: requests.map((request, i) => `${at[i]} ${pathsOf(request).join(" ")}`),
    became: Either.match(result, {
      onLeft: (error) => error["_tag"],
      onRight: Record.map(
        Either.match({
          onLeft: (error) => `${fields(error)["_tag"]} of ${fields(error)["endpoint"]}`,
          onRight: () => "ok"
        })
      )
    })
  }))

const retry = (policy: Partial<Retry.Policy> = {}) => Batch.retryFailed({ jitter: 0, ...policy })

describe("Batch.retryFailed", () => {
  it.effect("repeats only what failed and may succeed, in one request, and keeps the rest", () =>
    Effect.gen(function* () {
      const handler = entries({ "/odometer": [later(), later()], "/fuel": [later()], "/charge": [forbidden] })
      expect(yield* outcome(retry()(batch), handler)).toEqual({
        end: 1500,
        sent: ["0 /odometer /fuel /vin /charge", "500 /odometer /fuel", "1500 /odometer"],
        became: { odometer: "ok", fuel: "ok", vin: "ok", charge: "PermissionError of charge" }
      })
    })
  )

  it.effect("waits for as long as the most patient entry is asked to", () =>
    Effect.gen(function* () {
      const handler = entries({ "/odometer": [later("3")], "/fuel": [later("9")], "/vin": [later()] })
      const { sent } = yield* outcome(retry()(batch), handler)
      expect(sent).toEqual(["0 /odometer /fuel /vin /charge", "9000 /odometer /fuel /vin"])
    })
  )

  it.effect("does not wait for longer than maxRetryAfter: that entry keeps its error", () =>
    Effect.gen(function* () {
      const handler = entries({ "/odometer": [later("121")], "/fuel": [later("120")] })
      const { became, sent } = yield* outcome(retry()(batch), handler)
      expect(sent).toEqual(["0 /odometer /fuel /vin /charge", "120000 /fuel"])
      expect(became).toMatchObject({ odometer: "UpstreamError of odometer", fuel: "ok" })
    })
  )

  it.effect("ends with the last error of each entry", () =>
    Effect.gen(function* () {
      const handler = entries({
        "/odometer": [later(), later(), later()],
        "/fuel": [later(), forbidden],
        "/vin": [later(), Wire.json({}), later()]
      })
      const { became, end, sent } = yield* outcome(retry({ times: 2 })(batch), handler)
      expect(sent).toEqual(["0 /odometer /fuel /vin /charge", "500 /odometer /fuel /vin", "1500 /odometer"])
      expect(end).toBe(1500)
      expect(became).toEqual({
        odometer: "UpstreamError of odometer",
        fuel: "PermissionError of fuel",
        vin: "UnexpectedResponseError of vin",
        charge: "ok"
      })
    })
  )

  it.effect("is capped by maxElapsed", () =>
    Effect.gen(function* () {
      const handler = entries({ "/odometer": Array(9).fill(later()) })
      const { end, sent } = yield* outcome(retry({ times: 9, maxElapsed: "4 seconds" })(batch), handler)
      expect([sent.length, end]).toEqual([4, 3500])
    })
  )

  it.effect("without a policy of its own, and without the combinator", () =>
    Effect.gen(function* () {
      const handler = () => entries({ "/odometer": [later()] })
      const layered = Batch.retryFailed(batch, { jitter: 0 })
      expect((yield* outcome(layered, handler())).sent.length).toBe(2)
      expect((yield* outcome(Batch.retryFailed(batch), handler())).sent.length).toBe(2)
      expect((yield* outcome(Batch.retryFailed()(batch), handler())).sent.length).toBe(2)
      expect((yield* outcome(batch.pipe(Batch.retryFailed(Retry.policy({ times: 1 }))), handler())).sent.length).toBe(2)
      expect((yield* outcome(batch, handler())).sent.length).toBe(1)
      expect((yield* outcome(batch.pipe(retry({ times: 0 })), handler())).sent.length).toBe(1)
    })
  )

  it.effect("the nearest one wins, and only batches are concerned", () =>
    Effect.gen(function* () {
      const handler = () => entries({ "/odometer": Array(9).fill(later()) })
      const nested = batch.pipe(retry({ times: 1 }), retry({ times: 5 }))
      expect((yield* outcome(nested, handler())).sent.length).toBe(2)
      expect(yield* sends(Batch.retryFailed(Vehicle.odometer(car), { base: 0 }), busy)).toBe(1)
    })
  )

  it.effect("above the limit, each request has its own tries", () =>
    Effect.gen(function* () {
      const handler = entries({ "/odometer": [later()], "/vin": [later("2")] })
      const { became, sent } = yield* outcome(batch.pipe(retry(), Batch.withLimit(2)), handler)
      expect(sent).toEqual(["0 /odometer /fuel", "500 /odometer", "500 /vin /charge", "2500 /vin"])
      expect(became).toEqual({ odometer: "ok", fuel: "ok", vin: "ok", charge: "ok" })
    })
  )

  it.effect("while decides", () =>
    Effect.gen(function* () {
      const asleep = refusal(409, "VEHICLE_STATE", "ASLEEP")
      const handler = entries({ "/odometer": [asleep], "/fuel": [later()] })
      const wakes = retry({ while: (error) => error._tag === "VehicleStateError" })
      const { sent } = yield* outcome(wakes(batch), handler)
      expect(sent).toEqual(["0 /odometer /fuel /vin /charge", "500 /odometer"])
    })
  )
})

describe("a request that fails as a whole", () => {
  it.effect("leaves each entry its error where it was the repetition of one that did not", () =>
    Effect.gen(function* () {
      const first = entries({ "/odometer": [later()], "/fuel": [later()] })
      let n = 0
      const handler: Wire.Handler = (request) =>
        n++ === 0 ? first(request) : Effect.succeed(Wire.text("<html>", { status: 503 }))
      const two = Batch.all(car, { odometer: Vehicle.odometer, fuel: Vehicle.fuel })
      expect((yield* outcome(retry({ times: 1 })(two), handler)).became).toEqual({
        odometer: "UnexpectedResponseError of batch",
        fuel: "UnexpectedResponseError of batch"
      })
    })
  )

  it.effect("is not repeated by it, but by Retry.transient", () =>
    Effect.gen(function* () {
      expect(yield* outcome(retry()(batch), () => Effect.succeed(busy))).toEqual({
        end: 0,
        sent: ["0 /odometer /fuel /vin /charge"],
        became: "ServerError"
      })
      const both = batch.pipe(retry(), Retry.transient({ jitter: 0, times: 2 }))
      expect((yield* outcome(both, () => Effect.succeed(busy))).sent.map((line) => line.split(" ")[0])).toEqual([
        "0",
        "500",
        "1500"
      ])
    })
  )

  it.effect("in a repetition is what the entries that it was for end with", () =>
    Effect.gen(function* () {
      let n = 0
      const once = entries({ "/odometer": [later()] })
      const handler: Wire.Handler = (request) => (n++ === 0 ? once(request) : Effect.succeed(busy))
      const { became, sent } = yield* outcome(retry()(batch), handler)
      expect(sent).toEqual(["0 /odometer /fuel /vin /charge", "500 /odometer"])
      expect(became).toEqual({ odometer: "ServerError of batch", fuel: "ok", vin: "ok", charge: "ok" })
    })
  )

  it.effect("and failed entries: each has its own tries, one loop in the other", () =>
    Effect.gen(function* () {
      const once = entries({ "/odometer": [later()] })
      const whole = inTurn(tooMany("2"), busy)
      let n = 0
      // Fails as a whole, succeeds but for one entry, fails as a whole, succeeds.
      const handler: Wire.Handler = (request) => (n++ % 2 === 0 ? whole(request) : once(request))
      const both = batch.pipe(retry({ times: 1 }), Retry.transient({ jitter: 0, times: 1 }))
      const { became, sent } = yield* outcome(both, handler)
      expect(sent).toEqual([
        "0 /odometer /fuel /vin /charge",
        "2000 /odometer /fuel /vin /charge",
        "2500 /odometer",
        "3000 /odometer"
      ])
      expect(became).toEqual({ odometer: "ok", fuel: "ok", vin: "ok", charge: "ok" })
    })
  )
})

describe("around the tries", () => {
  it.effect("Smartcar.withTimeout is about each request", () =>
    Effect.gen(function* () {
      const handler = late(1500, entries({ "/odometer": [later()] }))
      const bounded = batch.pipe(retry(), Smartcar.withTimeout("2 seconds"))
      const { became, sent } = yield* outcome(bounded, handler)
      expect(sent).toEqual(["0 /odometer /fuel /vin /charge", "2000 /odometer"])
      expect(became).toMatchObject({ odometer: "ok" })
    })
  )

  it.effect("an interruption during a delay sends nothing more", () =>
    Effect.gen(function* () {
      let sent = 0
      const handler: Wire.Handler = (request) => {
        sent++
        return entries({ "/odometer": [later()] })(request)
      }
      const fiber = yield* Effect.fork(exchange(retry()(batch), handler))
      yield* TestClock.adjust("400 millis")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      expect(sent).toBe(1)
    })
  )

  it.live("a policy that makes no sense fails the batch, unsent", () =>
    Effect.gen(function* () {
      const nonsense = [{ times: -1 }, { factor: 0 }, { jitter: 2 }, { base: "soon" as never }, { while: 1 as never }]
      for (const policy of nonsense) {
        expect(yield* refusedFor(Batch.retryFailed(batch, policy))).toBe(
          `InvalidInputError: retry.${Object.keys(policy)[0]}`
        )
      }
      const { result } = yield* exchange(Batch.retryFailed(batch, { factor: 0 }), busy)
      expect(Either.mapLeft(result, fields)).toMatchObject({ left: { endpoint: "batch", vehicleId } })
    })
  )
})
