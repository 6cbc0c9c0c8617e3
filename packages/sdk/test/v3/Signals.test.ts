import { describe, expect, it } from "@effect/vitest"
import { Credentials, Paging, Reading } from "@effect-smartcar/sdk"
import { Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { DateTime, Duration, Effect, Either, Option, TestClock } from "effect"
import { exchange, failure, fields, success, userId, vehicleId } from "../support/harness.js"
import { included, list, listOf, signal, stateOfCharge } from "../support/signalList.js"

const car = Vehicle.make(vehicleId, { owner: userId })

const at = (text: string) => DateTime.unsafeMake(text)

const notFound = Wire.json(
  {
    errors: [
      {
        status: "404",
        type: "RESOURCE_NOT_FOUND",
        code: "SIGNAL_NOT_FOUND",
        title: "Not found",
        detail: "No such signal"
      }
    ]
  },
  { status: 404 }
)

describe("Signals.get", () => {
  const expected = {
    status: "SUCCESS",
    code: "tractionbattery-stateofcharge",
    body: { value: 45, unit: "percent" },
    oemUpdatedAt: at("2026-09-22T12:34:51Z"),
    retrievedAt: at("2026-09-22T12:41:16.476Z"),
    ingestedAt: at("2026-09-22T12:43:14.379Z")
  }

  for (const [form, body] of [
    ["as data, with the car beside it", { data: stateOfCharge, included }],
    ["by itself, as in older answers", stateOfCharge]
  ] as const) {
    it.effect(`reads a signal that comes ${form}`, () =>
      Effect.gen(function* () {
        const answer = Wire.json(body, { headers: { "sc-request-id": "r-1" } })
        const { result, requests } = yield* exchange(Signals.get(car, Signal.tractionBatteryStateOfCharge), answer)
        expect(result).toStrictEqual(Either.right({ value: expected, meta: { requestId: "r-1" } }))
        expect(requests.map(({ method, url }) => `${method} ${url.href}`)).toEqual([
          `GET https://vehicle.api.smartcar.com/v3/vehicles/${vehicleId}/signals/tractionbattery-stateofcharge`
        ])
        expect(requests[0]?.headers["sc-user-id"]).toBe(userId)
      })
    )
  }

  it.effect("an error of the signal is its state, and no error of the call", () =>
    Effect.gen(function* () {
      const [, chargeRate] = list.data
      const { value } = yield* success(Signals.get(car, Signal.chargeChargeRate), Wire.json({ data: chargeRate }))
      expect(value).toMatchObject({
        status: "ERROR",
        error: { type: "VEHICLE_STATE", code: "NOT_CHARGING" },
        body: { value: null, unit: "km/h" }
      })
    })
  )

  it.effect("a code that is not in the table is reachable", () =>
    Effect.gen(function* () {
      const body = { any: [1] }
      const { result, requests } = yield* exchange(
        Signals.get(car, Signal.untyped("new-thing")),
        Wire.json({ data: signal("new-thing", { body }) })
      )
      expect(Either.map(result, ({ value }) => value.body)).toEqual(Either.right(body))
      expect(requests[0]?.url.pathname).toBe(`/v3/vehicles/${vehicleId}/signals/new-thing`)
    })
  )

  it.effect("a code of which nothing is kept is a ResourceNotFoundError", () =>
    Effect.gen(function* () {
      const error = yield* failure(Signals.get(car, Signal.wheelStyle), notFound)
      expect(fields(error)).toMatchObject({
        endpoint: "signal",
        vehicleId,
        type: "RESOURCE_NOT_FOUND",
        code: "SIGNAL_NOT_FOUND",
        description: "No such signal"
      })
      expect(error._tag).toBe("ResourceNotFoundError")
    })
  )

  it.effect("a code that cannot be part of a path is refused before anything is sent", () =>
    Effect.gen(function* () {
      for (const code of ["", ".", "..", "a\u0000b"]) {
        const { result, requests } = yield* exchange(Signals.get(car, Signal.untyped(code)), notFound)
        expect(Either.mapLeft(result, fields)).toMatchObject(Either.left({ endpoint: "signal", field: "code" }))
        expect(requests).toEqual([])
      }
      const odd = yield* exchange(Signals.get(car, Signal.untyped("a/b?c")), notFound)
      expect(odd.requests.map(({ url }) => url.pathname)).toEqual([`/v3/vehicles/${vehicleId}/signals/a%2Fb%3Fc`])
    })
  )

  it.effect("needs a signal: what is none is refused before anything is sent", () =>
    Effect.gen(function* () {
      const nothing: ReadonlyArray<unknown> = [undefined, null, "closure-islocked", {}, { code: "closure-islocked" }]
      for (const given of nothing) {
        // @ts-expect-error a signal is needed
        const { result, requests } = yield* exchange(Signals.get(car, given), Wire.json(stateOfCharge))
        expect(Either.mapLeft(result, fields)).toEqual(
          Either.left({
            _tag: "InvalidInputError",
            endpoint: "signal",
            vehicleId,
            field: "signal",
            description: "expected a signal"
          })
        )
        expect(requests).toEqual([])
      }
    })
  )

  it.effect("needs an owner: of the car, or around the call", () =>
    Effect.gen(function* () {
      const stray = Signals.get(Vehicle.make(vehicleId), Signal.tractionBatteryStateOfCharge)
      expect(yield* failure(stray, notFound)).toMatchObject({ _tag: "InvalidInputError", field: "owner" })
      const { requests } = yield* exchange(Credentials.withOwner(stray, "someone"), Wire.json(stateOfCharge))
      expect(requests[0]?.headers["sc-user-id"]).toBe("someone")
    })
  )
})

describe("Signals.list", () => {
  it.effect("gives every signal with its own outcome, and the car", () =>
    Effect.gen(function* () {
      const { result, requests } = yield* exchange(
        Reading.value(Signals.list(car, { page: 2, limit: 3 })),
        Wire.json(list)
      )
      expect(requests.map(({ url }) => decodeURIComponent(url.pathname + url.search))).toEqual([
        `/v3/vehicles/${vehicleId}/signals?page[number]=2&page[size]=3`
      ])
      expect(Either.map(result, ({ signals }) => signals.map(({ code, status }) => [code, status]))).toEqual(
        Either.right([
          ["tractionbattery-stateofcharge", "SUCCESS"],
          ["charge-chargerate", "ERROR"],
          ["closure-sunroof", "ERROR"]
        ])
      )
      expect(Either.map(result, ({ vehicle }) => vehicle?.model)).toEqual(Either.right("ID. Buzz"))
    })
  )

  it.effect("of a car of which nothing is kept is empty, and of an unknown car an error", () =>
    Effect.gen(function* () {
      const none = yield* success(Reading.value(Signals.list(car)), Wire.json({ data: [], meta: { totalCount: 0 } }))
      expect(none.signals).toEqual([])
      const code = "VEHICLE_NOT_FOUND"
      const unknown = Wire.json({ errors: [{ status: "404", type: "RESOURCE_NOT_FOUND", code }] }, { status: 404 })
      expect(yield* failure(Signals.list(car), unknown)).toMatchObject({ _tag: "ResourceNotFoundError", code })
    })
  )

  it.effect("is read page by page", () =>
    Effect.gen(function* () {
      const page: Wire.Handler = ({ url }) => {
        const number = Number(url.searchParams.get("page[number]") ?? "1")
        const data = list.data.slice((number - 1) * 2, number * 2)
        const page = listOf(data, { totalCount: 3, pageSize: 2, pageNumber: number })
        return Effect.succeed(
          Wire.json({ ...page, links: { next: number === 1 ? `${url.href}?page[number]=2` : null } })
        )
      }
      const { result, requests } = yield* exchange(Paging.all(Signals.list)(car), page)
      expect(Either.map(result, (all) => all.map(({ code }) => code))).toEqual(
        Either.right(list.data.map(({ id }) => id))
      )
      expect(requests.length).toBe(2)
      const found = Either.map(result, Signals.find(Signal.closureSunroof))
      expect(found).toMatchObject(Either.right(Option.some({ status: "ERROR", code: "closure-sunroof" })))
    })
  )
})

describe("Signals.find", () => {
  const listed = success(Reading.value(Signals.list(car)), Wire.json(list))

  it.effect("looks a signal up, either way around", () =>
    Effect.gen(function* () {
      const all = yield* listed
      const expected = { status: "SUCCESS", body: { value: 45, unit: "percent" } }
      expect(Signals.find(all, Signal.tractionBatteryStateOfCharge)).toMatchObject(Option.some(expected))
      expect(Signals.find(Signal.tractionBatteryStateOfCharge)(all)).toMatchObject(Option.some(expected))
      expect(Signals.find(all.signals, Signal.tractionBatteryStateOfCharge)).toMatchObject(Option.some(expected))
      expect(Signals.find(all, Signal.untyped("charge-chargerate"))).toMatchObject(Option.some({ status: "ERROR" }))
      expect(Signals.find(all, Signal.odometerTraveledDistance)).toEqual(Option.none())
    })
  )

  it.effect("one that does not fit takes no other with it", () =>
    Effect.gen(function* () {
      const broken = [
        signal("closure-islocked", { body: { value: "perhaps" } }),
        signal("motion-currentspeed", { status: { value: "PENDING" }, body: { value: 1 } }),
        signal("wheel-style", { status: { value: "ERROR", error: { code: 5 } } })
      ]
      const all = yield* success(Reading.value(Signals.list(car)), Wire.json(listOf([...broken, stateOfCharge])))
      expect(Signals.find(all, Signal.tractionBatteryStateOfCharge)).toMatchObject(Option.some({ status: "SUCCESS" }))
      for (const one of [Signal.closureIsLocked, Signal.motionCurrentSpeed, Signal.wheelStyle]) {
        expect(Signals.find<typeof one>(all, one)).toMatchObject(
          Option.some({ status: "UNAVAILABLE", code: one.code, problem: expect.any(String) })
        )
      }
    })
  )
})

describe("freshness", () => {
  const told = { oemUpdatedAt: at("2026-09-22T12:00:00Z") }
  const untold = { oemUpdatedAt: null }
  const now = (text: string) => TestClock.setTime(at(text).epochMillis)

  it.effect("is by oemUpdatedAt and the clock", () =>
    Effect.gen(function* () {
      yield* now("2026-09-22T13:30:00Z")
      expect(yield* Signals.age(told)).toEqual(Option.some(Duration.minutes(90)))
      expect(yield* Signals.isFresh(told, "90 minutes")).toBe(true)
      expect(yield* Signals.isFresh("89 minutes")(told)).toBe(false)
      yield* TestClock.adjust("1 millis")
      expect(yield* Signals.isFresh(told, "90 minutes")).toBe(false)
    })
  )

  it.effect("is never known of what has no oemUpdatedAt", () =>
    Effect.gen(function* () {
      expect(yield* Signals.age(untold)).toEqual(Option.none())
      expect(yield* Signals.isFresh(untold, "1000 days")).toBe(false)
      // @ts-expect-error no duration
      expect(yield* Signals.isFresh(told, "lately")).toBe(false)
    })
  )

  it.effect("of a time ahead of the clock is an age of zero", () =>
    Effect.gen(function* () {
      yield* now("2026-09-22T11:59:00Z")
      expect(yield* Signals.age(told)).toEqual(Option.some(Duration.zero))
      expect(yield* Signals.isFresh(told, 0)).toBe(true)
    })
  )

  it.effect("can be asked of a state and of what a list holds", () =>
    Effect.gen(function* () {
      yield* now("2026-09-22T12:35:51Z")
      const { value } = yield* success(Signals.get(car, Signal.tractionBatteryStateOfCharge), Wire.json(stateOfCharge))
      expect(yield* Signals.age(value)).toEqual(Option.some(Duration.minutes(1)))
      const { signals } = yield* success(Reading.value(Signals.list(car)), Wire.json(list))
      expect(yield* Effect.forEach(signals, Signals.isFresh("1 minute"))).toEqual([true, true, false])
    })
  )
})
