import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, Retry, Smartcar } from "@effect-smartcar/sdk"
import { Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, Redacted } from "effect"
import { type AnyCall, type AnyRead, carOf, run, sent, together, values } from "./support/batches.js"

const [a, b] = [carOf("a"), carOf("b")]

/** Reads of any car, each with another path. */
const reads: ReadonlyArray<AnyRead> = [
  Vehicle.odometer,
  Vehicle.fuel,
  Vehicle.vin,
  Vehicle.battery,
  Vehicle.tirePressure,
  Vehicle.charge,
  Vehicle.location,
  Vehicle.engineOil
]

describe("reads that are asked for together", () => {
  it.live("are one request, and each has its own value and meta", () =>
    Effect.gen(function* () {
      const { lines, value } = yield* values(
        Effect.all([Vehicle.odometer(a), Vehicle.fuel(a), Vehicle.attributes(a), Vehicle.permissions(a)], together)
      )
      expect(lines).toEqual(["POST a /odometer /fuel / /permissions"])
      const [odometer, fuel, attributes, permissions] = value
      expect(odometer.value).toEqual({ distance: 104.32 })
      expect(odometer.meta).toMatchObject({ requestId: "r", unitSystem: "metric" })
      expect(fuel.value.range).toBe(40.5)
      expect(attributes.value.id).toBe(a.id)
      expect(permissions.value.permissions).toEqual(["read_vin"])
    })
  )

  it.live("in Effect.all of a struct, in forEach, in zip, nested, under any concurrency", () =>
    Effect.gen(function* () {
      const one = "POST a /odometer /fuel"
      const [odometer, fuel] = [Vehicle.odometer(a), Vehicle.fuel(a)]
      expect(yield* sent([odometer, fuel])).toEqual([one])
      const forms: ReadonlyArray<AnyCall> = [
        Effect.all({ odometer, fuel }, together),
        Effect.forEach(reads.slice(0, 2), (read) => read(a), together),
        Effect.zip(odometer, fuel, { concurrent: true, batching: true }),
        Effect.all([Effect.all([odometer], together), Effect.all([fuel], together)], together),
        Effect.all([odometer, fuel], { batching: true }),
        Effect.all([odometer, fuel], { batching: true, concurrency: 2 }),
        Effect.withRequestBatching(
          Effect.all([odometer, fuel], { concurrency: "unbounded", batching: "inherit" }),
          true
        )
      ]
      for (const [i, form] of forms.entries()) expect((yield* run(form)).lines, `${i}`).toEqual([one])
    })
  )

  it.live("steps before and after a read do no harm", () =>
    Effect.gen(function* () {
      const step = (read: AnyCall) =>
        Effect.yieldNow().pipe(
          Effect.zipRight(read),
          Effect.tap(() => Effect.void),
          Effect.either
        )
      expect(yield* sent([step(Vehicle.odometer(a)), step(Vehicle.fuel(a))])).toEqual(["POST a /odometer /fuel"])
    })
  )

  it.live("a second read of each joins a second request", () =>
    Effect.gen(function* () {
      const two = (first: AnyRead, second: AnyRead) => Effect.zipRight(first(a), second(a))
      expect(yield* sent([two(Vehicle.odometer, Vehicle.vin), two(Vehicle.fuel, Vehicle.battery)])).toEqual([
        "POST a /odometer /fuel",
        "POST a /vin /battery"
      ])
    })
  )

  it.live("without batching: true each goes out alone", () =>
    Effect.gen(function* () {
      const { lines } = yield* values(Effect.all([Vehicle.odometer(a), Vehicle.fuel(a)]))
      expect(lines).toEqual(["GET a /odometer", "GET a /fuel"])
    })
  )

  it.live("a lone read is a plain GET, also if it is asked for twice", () =>
    Effect.gen(function* () {
      expect(yield* sent([Vehicle.odometer(a)])).toEqual(["GET a /odometer"])
      expect(yield* sent([Vehicle.odometer(a), Vehicle.odometer(a)])).toEqual(["GET a /odometer"])
      expect(yield* sent([Vehicle.odometer(a), Vehicle.fuel(b)])).toEqual(["GET a /odometer", "GET b /fuel"])
    })
  )

  it.live("equal reads are one path, and each asker has the value", () =>
    Effect.gen(function* () {
      const { lines, value } = yield* values(
        Effect.all([Vehicle.odometer(a), Vehicle.fuel(a), Vehicle.odometer(a), Vehicle.odometer(a)], together)
      )
      expect(lines).toEqual(["POST a /odometer /fuel"])
      expect([value[0], value[2], value[3]].map(({ value: { distance } }) => distance)).toEqual([
        104.32, 104.32, 104.32
      ])
    })
  )

  it.live("n reads with a limit of m are ceil(n/m) requests, in order", () =>
    Effect.gen(function* () {
      for (const limit of [1, 2, 3, 7, 8, 9, 2.5, Number.POSITIVE_INFINITY]) {
        const all = Effect.forEach(reads, (read) => read(a), together)
        const { requests, lines } = yield* values(Batch.withLimit(all, limit))
        expect(requests.length, `${limit}`).toBe(Math.max(1, Math.ceil(reads.length / Math.floor(limit))))
        expect(lines.flatMap((line) => line.split(" ").slice(2))).toEqual([
          "/odometer",
          "/fuel",
          "/vin",
          "/battery",
          "/tires/pressure",
          "/charge",
          "/location",
          "/engine/oil"
        ])
      }
    })
  )

  it.live("25 is the default limit", () =>
    Effect.gen(function* () {
      const more: ReadonlyArray<AnyRead> = [
        Tesla.alerts,
        Tesla.battery,
        Tesla.charge,
        Tesla.chargeAmmeter,
        Tesla.compass,
        Tesla.migration,
        Tesla.speedometer,
        Tesla.status,
        Tesla.userInfo,
        Tesla.virtualKey,
        Tesla.userAccess,
        Tesla.attributes,
        Vehicle.attributes,
        Vehicle.batteryCapacity,
        Vehicle.nominalCapacity,
        Vehicle.chargeLimit,
        Vehicle.lockStatus,
        Vehicle.permissions
      ]
      const lines = yield* sent([...reads, ...more].map((read) => read(a)))
      expect(lines.map((line) => line.split(" ").length - 2)).toEqual([25, 1])
    })
  )
})

describe("what shares a request", () => {
  /** The fake vendor tells the token as the car's make. */
  const tokenOf = (call: ReturnType<typeof Vehicle.attributes>) => Effect.map(call, ({ value }) => value.make)

  it.live("reads of one car only", () =>
    Effect.gen(function* () {
      const calls = [Vehicle.odometer(a), Vehicle.odometer(b), Vehicle.fuel(a), Vehicle.fuel(b)]
      expect(yield* sent(calls)).toEqual(["POST a /odometer /fuel", "POST b /odometer /fuel"])
    })
  )

  it.live("of one owner, whoever says whose: no token reaches another owner's read", () =>
    Effect.gen(function* () {
      const [mine, yours] = [carOf("a", { owner: "me" }), carOf("a", { owner: "you" })]
      const { lines, requests, value } = yield* values(
        Effect.all(
          [
            tokenOf(Vehicle.attributes(mine)),
            tokenOf(Vehicle.attributes(yours)),
            Credentials.withOwner(tokenOf(Vehicle.attributes(a)), "you"),
            tokenOf(Vehicle.attributes(a)),
            Vehicle.odometer(mine),
            Credentials.withOwner(Vehicle.odometer(a), "you"),
            // The car's own owner wins.
            Credentials.withOwner(Vehicle.vin(mine), "you"),
            Vehicle.odometer(a)
          ],
          together
        )
      )
      expect(lines).toEqual(["POST a / /odometer /vin", "POST a / /odometer", "POST a / /odometer"])
      expect(requests.map(({ headers }) => headers["authorization"])).toEqual([
        "Bearer of-me",
        "Bearer of-you",
        "Bearer of-default"
      ])
      expect(value.slice(0, 4)).toEqual(["Bearer of-me", "Bearer of-you", "Bearer of-you", "Bearer of-default"])
    })
  )

  it.live("of one access token", () =>
    Effect.gen(function* () {
      const by = (token: string) => Credentials.withAccessToken(tokenOf(Vehicle.attributes(a)), Redacted.make(token))
      const { requests, value } = yield* values(
        Effect.all(
          [
            by("one"),
            by("two"),
            by("one"),
            tokenOf(Vehicle.attributes(a)),
            Effect.as(Credentials.withAccessToken(Vehicle.odometer(a), "one"), "")
          ],
          together
        )
      )
      expect(requests.map(({ headers }) => headers["authorization"])).toEqual([
        "Bearer one",
        "Bearer two",
        "Bearer of-default"
      ])
      expect(value).toEqual(["Bearer one", "Bearer two", "Bearer one", "Bearer of-default", ""])
    })
  )

  it.live("with the same units, flags and version", () =>
    Effect.gen(function* () {
      const cars = [
        carOf("a"),
        carOf("a", { unitSystem: "imperial" }),
        carOf("a", { flags: { country: "DE", beta: true } }),
        carOf("a", { version: "2.1" }),
        // The same again, in other words.
        carOf("a", { unitSystem: undefined }),
        carOf("a", { unitSystem: "imperial" }),
        carOf("a", { flags: { beta: true, country: "DE" } }),
        carOf("a", { version: "2.1" })
      ]
      const { requests } = yield* values(
        Effect.forEach(cars, (car, i): AnyCall => (i < 4 ? Vehicle.odometer(car) : Vehicle.fuel(car)), together)
      )
      expect(
        requests.map(({ headers, url }) => [url.pathname.slice(0, 5), headers["sc-unit-system"], url.search])
      ).toEqual([
        ["/v2.0", "metric", ""],
        ["/v2.0", "imperial", ""],
        ["/v2.0", "metric", "?flags=country%3ADE+beta%3Atrue"],
        ["/v2.1", "metric", ""]
      ])
    })
  )

  it.live("and the same retry policy, whoever built it; timeouts may differ", () =>
    Effect.gen(function* () {
      const [odometer, fuel, vin] = [Vehicle.odometer(a), Vehicle.fuel(a), Vehicle.vin(a)]
      const twice = { times: 2 }
      expect(yield* sent([Retry.transient(odometer, twice), Retry.transient(fuel, { ...twice })])).toEqual([
        "POST a /odometer /fuel"
      ])
      expect(yield* sent([Retry.transient(odometer, twice), fuel, vin])).toEqual([
        "GET a /odometer",
        "POST a /fuel /vin"
      ])
      expect(yield* sent([Smartcar.withTimeout(odometer, "1 second"), fuel])).toEqual(["POST a /odometer /fuel"])
    })
  )

  it.live("the limit of each read is its own", () =>
    Effect.map(sent([Batch.withLimit(Vehicle.odometer(a), 1), Vehicle.fuel(a), Vehicle.vin(a)]), (lines) =>
      expect(lines).toEqual(["GET a /odometer", "POST a /fuel /vin"])
    )
  )
})
