import { describe, expect, it } from "@effect/vitest"
import { Batch, Retry, Smartcar, type SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Cause, Effect, Either, Exit, Layer } from "effect"
import {
  type AnyCall,
  type Asked,
  carOf,
  good,
  pathsOf,
  run,
  sent,
  timed,
  together,
  values,
  vendor
} from "./support/batches.js"
import { fields } from "./support/harness.js"
import { busy, inTurn, late, refusal } from "./support/tries.js"

const [a, b] = [carOf("a"), carOf("b")]
const pair = { odometer: Vehicle.odometer(a), fuel: Vehicle.fuel(a) }

/** Fails reads of these paths, each as often as it has answers; then, and for any other path, all is well. */
const failing = (answers: Readonly<Record<string, ReadonlyArray<Wire.Response>>>) => {
  const asked: Record<string, number> = {}
  return vendor((read: Asked) => {
    const n = (asked[read.path] ?? 0) + 1
    asked[read.path] = n
    return answers[read.path]?.[n - 1] ?? good(read)
  })
}

const later = (retryAfter?: string) =>
  refusal(502, "UPSTREAM", "NO_RESPONSE", {
    headers: retryAfter === undefined ? {} : { "Retry-After": retryAfter },
    resolution: { type: "RETRY_LATER" }
  })

describe("a request that fails as a whole fails each read, typed", () => {
  for (const [title, answer, expected] of [
    ["500", busy, { _tag: "ServerError", code: "INTERNAL" }],
    ["401", refusal(401, "AUTHENTICATION"), { _tag: "AuthenticationError" }],
    ["429", refusal(429, "RATE_LIMIT", "SMARTCAR_API", { headers: { "retry-after": "5" } }), { retryAfter: "5 s" }],
    ["400", refusal(400, "VALIDATION"), { _tag: "ValidationError" }],
    ["never connected", Wire.cut("connect"), { _tag: "TransportError", phase: "connect" }],
    ["cut before the answer", Wire.cut("sent"), { _tag: "TransportError", phase: "sent" }],
    ["cut in the answer", Wire.cut("body"), { _tag: "TransportError", phase: "body" }],
    ["HTML", Wire.text("<p>", { status: 502 }), { _tag: "UnexpectedResponseError", statusCode: 502, body: "<p>" }],
    ["200 without responses", Wire.json({}), { _tag: "UnexpectedResponseError", statusCode: 200 }],
    ["200 that is no JSON", Wire.text("ok"), { _tag: "UnexpectedResponseError", statusCode: 200 }]
  ] as const) {
    it.live(title, () =>
      Effect.gen(function* () {
        const { lines, value } = yield* values(
          Effect.all([Effect.flip(pair.odometer), Effect.flip(pair.fuel)], together),
          () => Effect.succeed(answer)
        )
        expect(lines).toEqual(["POST a /odometer /fuel"])
        for (const error of value)
          expect(fields(error)).toMatchObject({ ...expected, endpoint: "batch", vehicleId: a.id })
      })
    )
  }

  it.live("each by itself, to be handled by its tag", () =>
    Effect.gen(function* () {
      const { value } = yield* values(
        Effect.all(
          [
            Effect.catchTag(pair.odometer, "ServerError", ({ endpoint }) => Effect.succeed(endpoint)),
            Effect.catchTag(pair.fuel, "ServerError", () => Effect.succeed(7))
          ],
          together
        ).pipe(Effect.orDie),
        () => Effect.succeed(busy)
      )
      expect(value).toEqual(["batch", 7])
    })
  )

  it.live("a lone read names itself", () =>
    Effect.gen(function* () {
      const { result } = yield* run(Effect.all([pair.odometer], together), () => Effect.succeed(busy))
      expect(Either.mapLeft(result, fields)).toMatchObject({ left: { _tag: "ServerError", endpoint: "odometer" } })
    })
  )

  it.live("above the limit, only those that it carried", () =>
    Effect.gen(function* () {
      const calls = { ...pair, vin: Vehicle.vin(a), battery: Vehicle.battery(a) }
      const { value } = yield* values(
        Batch.withLimit(Effect.all(calls, { ...together, mode: "either" }), 2),
        (request) => (pathsOf(request).includes("/vin") ? Effect.succeed(busy) : vendor()(request))
      )
      expect(Object.values(value).map((either) => either._tag)).toEqual(["Right", "Right", "Left", "Left"])
    })
  )
})

describe("an entry that fails", () => {
  it.live("fails its own read, with its own error", () =>
    Effect.gen(function* () {
      const handler = failing({
        "/odometer": [refusal(403, "PERMISSION")],
        "/fuel": [refusal(429, "RATE_LIMIT", "VEHICLE", { headers: { "Retry-After": "9" } })],
        "/battery": [Wire.json({ percentRemaining: "half" })],
        "/charge": [Wire.json({ error: "invalid_grant" }, { status: 400 })]
      })
      const calls = { ...pair, battery: Vehicle.battery(a), charge: Vehicle.charge(a), vin: Vehicle.vin(a) }
      const { lines, value } = yield* values(Effect.all(calls, { ...together, mode: "either" }), handler)
      expect(lines.length).toBe(1)
      const told = (either: Either.Either<unknown, SmartcarError.SmartcarError>) => Either.mapLeft(either, fields)
      const where = { vehicleId: a.id, requestId: "r" }
      expect(told(value.odometer)).toMatchObject({ left: { _tag: "PermissionError", endpoint: "odometer", ...where } })
      expect(told(value.fuel)).toMatchObject({ left: { _tag: "RateLimitError", endpoint: "fuel", retryAfter: "9 s" } })
      expect(told(value.battery)).toMatchObject({ left: { _tag: "UnexpectedResponseError", endpoint: "battery" } })
      expect(told(value.charge)).toMatchObject({
        left: { _tag: "UnexpectedResponseError", endpoint: "charge", error: { _tag: "OAuthError" } }
      })
      expect(Either.isRight(value.vin)).toBe(true)
    })
  )

  it.live("or is missing", () =>
    Effect.gen(function* () {
      const handler = () =>
        Effect.succeed(Wire.json({ responses: [{ path: "/odometer", code: 200, body: { distance: 1 } }] }))
      const { value } = yield* values(Effect.all(pair, { ...together, mode: "either" }), handler)
      expect(Either.isRight(value.odometer)).toBe(true)
      expect(Either.mapLeft(value.fuel, fields)).toMatchObject({
        left: { _tag: "UnexpectedResponseError", endpoint: "fuel", description: expect.stringContaining("/fuel") }
      })
    })
  )
})

describe("Retry.transient", () => {
  const retry = (policy: Partial<Retry.Policy> = {}) => ({ around: Retry.transient({ jitter: 0, ...policy }) })

  it.effect("repeats the reads that failed together, after the longest wait that one asks for", () =>
    Effect.gen(function* () {
      const handler = failing({
        "/odometer": [later("3")],
        "/fuel": [later("9"), later()],
        "/charge": [refusal(403, "PERMISSION")]
      })
      const calls = { ...pair, charge: Vehicle.charge(a), vin: Vehicle.vin(a) }
      const { became, sent } = yield* timed(calls, { handler, ...retry() })
      expect(sent).toEqual([
        "0 POST a /odometer /fuel /charge /vin",
        "9000 POST a /odometer /fuel",
        "10000 POST a /fuel"
      ])
      expect(became).toEqual({
        charge: "0 PermissionError of charge",
        vin: "0 ok",
        odometer: "9000 ok",
        fuel: "10000 ok"
      })
    })
  )

  it.effect("ends with the last error", () =>
    Effect.gen(function* () {
      const handler = failing({
        "/odometer": [later(), later(), refusal(403, "PERMISSION")],
        "/fuel": Array(9).fill(later())
      })
      const { became, sent } = yield* timed(pair, { handler, ...retry({ times: 3 }) })
      expect(sent.map((line) => line.split(" ")[0])).toEqual(["0", "500", "1500", "3500"])
      expect(sent[3]).toBe("3500 POST a /fuel")
      expect(became).toEqual({ odometer: "1500 PermissionError of odometer", fuel: "3500 UpstreamError of fuel" })
    })
  )

  it.effect("a wait that is too long fails its own read at once", () =>
    Effect.gen(function* () {
      const handler = failing({ "/odometer": [later("200")], "/fuel": [later("2")] })
      const { became, sent } = yield* timed(pair, { handler, ...retry() })
      expect(sent).toEqual(["0 POST a /odometer /fuel", "2000 POST a /fuel"])
      expect(became).toEqual({ odometer: "0 UpstreamError of odometer", fuel: "2000 ok" })
    })
  )

  it.effect("repeats a request that failed as a whole, also after entries that did", () =>
    Effect.gen(function* () {
      const whole = inTurn(busy, Wire.cut("sent"))
      const once = failing({ "/fuel": [later()] })
      let n = 0
      const handler: Wire.Handler = (request) => ([0, 2].includes(n++) ? whole(request) : once(request))
      const { became, sent } = yield* timed(pair, { handler, ...retry() })
      expect(sent).toEqual([
        "0 POST a /odometer /fuel",
        "500 POST a /odometer /fuel",
        "1500 POST a /fuel",
        "3500 POST a /fuel"
      ])
      expect(became).toEqual({ odometer: "500 ok", fuel: "3500 ok" })
    })
  )

  it.effect("fails them all where a request that failed as a whole is not repeated", () =>
    Effect.gen(function* () {
      for (const [answer, tag, tries] of [
        [refusal(401, "AUTHENTICATION"), "AuthenticationError", 1],
        [refusal(429, "RATE_LIMIT", null, { headers: { "retry-after": "200" } }), "RateLimitError", 1],
        [busy, "ServerError", 3]
      ] as const) {
        const { became, sent } = yield* timed(pair, { handler: () => Effect.succeed(answer), ...retry({ times: 2 }) })
        expect(sent.length).toBe(tries)
        const end = sent.at(-1)?.split(" ")[0]
        expect(became).toEqual({ odometer: `${end} ${tag} of batch`, fuel: `${end} ${tag} of batch` })
      }
    })
  )

  it.effect("around each read, and from a layer above or below, there is one loop of tries", () =>
    Effect.gen(function* () {
      const handler = () => Effect.succeed(busy)
      const policy = { jitter: 0, times: 2 }
      const each = { odometer: Retry.transient(pair.odometer, policy), fuel: Retry.transient(pair.fuel, policy) }
      const layers = Retry.layer({ jitter: 0, times: 7 })
      const above = layers.pipe(Layer.provide(Smartcar.layerBatched))
      const below = Layer.provide(Smartcar.layerBatched, layers)
      for (const wrapper of [Smartcar.layerBatched, above, below]) {
        const { sent } = yield* timed(each, { handler, wrapper })
        expect(sent.map((line) => line.split(" ")[0])).toEqual(["0", "500", "1500"])
      }
    })
  )

  it.effect("a lone read has its tries, too", () =>
    Effect.gen(function* () {
      const { became, sent } = yield* timed(
        { odometer: pair.odometer },
        { handler: failing({ "/odometer": [later("4")] }), ...retry() }
      )
      expect(sent).toEqual(["0 GET a /odometer", "4000 GET a /odometer"])
      expect(became).toEqual({ odometer: "4000 ok" })
    })
  )

  it.effect("other cars do not wait for a car that is tried again", () =>
    Effect.gen(function* () {
      const calls = { ...pair, other: Vehicle.odometer(b), too: Vehicle.vin(b) }
      const handler = failing({ "/fuel": [later("30")] })
      const { became } = yield* timed(calls, { handler, ...retry() })
      expect(became).toEqual({ odometer: "0 ok", fuel: "30000 ok", other: "0 ok", too: "0 ok" })
    })
  )
})

describe("what surrounds a read", () => {
  const wrapped: Readonly<Record<string, (call: AnyCall) => AnyCall>> = {
    "a span": Effect.withSpan("mine"),
    "Effect.retry": Effect.retry({ times: 1 }),
    "Effect.either": Effect.either,
    "a policy": Retry.transient({ times: 0 }),
    "Smartcar.withTimeout": Smartcar.withTimeout("1 minute"),
    "Effect.ensuring": Effect.ensuring(Effect.void),
    "an uninterruptible region": Effect.uninterruptible
  }
  for (const [title, wrap] of Object.entries(wrapped)) {
    it.live(`${title} does not keep it from sharing a request`, () =>
      Effect.map(sent([wrap(pair.odometer), wrap(pair.fuel)]), (lines) =>
        expect(lines).toEqual(["POST a /odometer /fuel"])
      )
    )
  }

  it.live("Effect.retry around a member repeats that member alone", () =>
    Effect.gen(function* () {
      const once = Effect.retry({ times: 1 })
      const { lines } = yield* values(
        Effect.all([once(pair.odometer), once(pair.fuel)], together),
        failing({ "/fuel": [later()] })
      )
      expect(lines).toEqual(["POST a /odometer /fuel", "GET a /fuel"])
    })
  )

  it.effect("Effect.timeout does: the member goes out alone, and its neighbours only once that is done", () =>
    Effect.gen(function* () {
      const timeout = Effect.timeout("1 minute")
      const handler = late(1000, vendor())
      const { became, sent } = yield* timed(
        { odometer: timeout(pair.odometer), fuel: pair.fuel, vin: Vehicle.vin(a) },
        { handler }
      )
      expect(sent).toEqual(["0 GET a /odometer", "1000 POST a /fuel /vin"])
      expect(became).toEqual({ odometer: "1000 ok", fuel: "2000 ok", vin: "2000 ok" })
      const both = yield* timed({ odometer: timeout(pair.odometer), fuel: timeout(pair.fuel) }, { handler })
      expect(both.sent).toEqual(["0 GET a /odometer", "0 GET a /fuel"])
    })
  )
})

describe("a defect below", () => {
  const dying = Layer.succeed(Smartcar.Smartcar, { execute: () => Effect.die("boom") })

  it.live("ends each read", () =>
    Effect.gen(function* () {
      for (const wrapper of [Smartcar.layerBatched, Smartcar.layerBatchedWithin("1 millis")]) {
        for (const calls of [[pair.odometer], [pair.odometer, pair.fuel]]) {
          const { result } = yield* run(
            Effect.forEach(calls, (call: AnyCall) => Effect.exit(call), together),
            vendor(),
            Layer.provide(wrapper, dying)
          )
          const exits = Either.getOrThrow(result)
          expect(exits.length).toBe(calls.length)
          for (const exit of exits) expect(Exit.isFailure(exit) && Cause.isFailure(exit.cause)).toBe(false)
          expect(exits.every(Exit.isFailure)).toBe(true)
        }
      }
    })
  )
})

describe("requests at a time", () => {
  it.effect("are as many as Effect.withConcurrency says", () =>
    Effect.gen(function* () {
      const calls = Object.fromEntries(
        ["a", "b", "c", "d"].flatMap((letter) => [
          [`${letter}1`, Vehicle.odometer(carOf(letter))],
          [`${letter}2`, Vehicle.fuel(carOf(letter))]
        ])
      )
      const handler = late(1000, vendor())
      const starts = (concurrency: number | "unbounded") =>
        Effect.map(timed(calls, { handler, around: Effect.withConcurrency(concurrency) }), ({ sent }) =>
          sent.map((line) => Number(line.split(" ")[0]))
        )
      expect(yield* starts(1)).toEqual([0, 1000, 2000, 3000])
      expect(yield* starts(3)).toEqual([0, 0, 0, 1000])
      expect(yield* starts("unbounded")).toEqual([0, 0, 0, 0])
    })
  )
})
