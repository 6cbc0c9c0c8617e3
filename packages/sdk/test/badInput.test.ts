import { describe, expect, it } from "@effect/vitest"
import { Batch, Smartcar } from "@effect-smartcar/sdk"
import { Bmw, Compatibility, Connections, Ford, Nissan, Tesla, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { DateTime, Effect, Either, Redacted, Schema } from "effect"
import { type AnyError, exchange, fields, layer, type Needs, vehicleId } from "./support/harness.js"

type Call = Effect.Effect<unknown, AnyError, Needs>

const car = Vehicle.make(vehicleId)
const vin = "0SCAUDI037A5ADB1C"
const scope = ["read_vin"]
const hours = { start: "22:00", end: "06:00" }

const ford = (over: object) =>
  Ford.setChargeSchedule(car, {
    make: "ford",
    latitude: 1,
    longitude: 1,
    chargingLocation: { chargeLimit: 0.8, chargingWindows: { weekday: [], weekend: [] } },
    ...over
  })

const from = (startDate: string): Call => Vehicle.serviceHistory(car, { startDate })

const refused: ReadonlyArray<readonly [title: string, call: Call, field: string]> = [
  ["an empty id", Vehicle.odometer(Vehicle.make("")), "vehicleId"],
  ["an id of ..", Vehicle.odometer(Vehicle.make("..")), "vehicleId"],
  ["an id of .", Vehicle.odometer(Vehicle.make(".")), "vehicleId"],
  ["an id with a control character", Vehicle.odometer(Vehicle.make("a\u0085b")), "vehicleId"],
  ["an empty webhook id", Vehicle.subscribe(car, { webhookId: "" }), "webhookId"],
  ["an empty batch path", Vehicle.batch(car, { requests: [{ path: "" }] }), "requests.0.path"],
  ["a bad id in a batch", Batch.all(Vehicle.make("a/../b"), { vin: Vehicle.vin }), "vehicleId"],
  ["a charge limit below 0", Vehicle.setChargeLimit(car, { limit: -0.001 }), "limit"],
  ["a charge limit above 1", Vehicle.setChargeLimit(car, { limit: 70 }), "limit"],
  ["a latitude above 90", Vehicle.sendDestination(car, { latitude: 90.1, longitude: 0 }), "latitude"],
  ["a longitude below -180", Vehicle.sendDestination(car, { latitude: 0, longitude: -180.1 }), "longitude"],
  ["a VIN of 16", Compatibility.check({ vin: vin.slice(1), scope }), "vin"],
  ["a VIN of 18", Compatibility.check({ vin: `${vin}1`, scope }), "vin"],
  ["a VIN with a space", Compatibility.check({ vin: `${vin.slice(1)} `, scope }), "vin"],
  ["a country in small letters", Compatibility.check({ vin, scope, country: "us" }), "country"],
  ["a country by name", Compatibility.check({ vin, scope, country: "USA" }), "country"],
  ["a permission of two words", Compatibility.check({ vin, scope: ["read_vin read_fuel"] }), "scope.0"],
  ["an empty permission", Compatibility.check({ vin, scope: ["read_vin", ""] }), "scope.1"],
  ["no permission at all", Compatibility.check({ vin, scope: [] }), "scope"],
  ["no make at all", Compatibility.matrix({ region: "US", make: [] }), "make"],
  ["an end before its start", Vehicle.serviceHistory(car, { startDate: "2024-01-02", endDate: "2024-01-01" }), "input"],
  ["a batch limit of 0", Batch.all(car, { vin: Vehicle.vin }).pipe(Batch.withLimit(0)), "limit"],
  ["a batch limit that is none", Batch.all(car, { vin: Vehicle.vin }).pipe(Batch.withLimit(Number.NaN)), "limit"],
  ["a command in a batch, of a caller without types", Batch.all(car, { lock: Vehicle.lock as never }), "lock"],
  ["a limit of half", Vehicles.list({ limit: 1.5 }), "limit"],
  ["an infinite offset", Vehicles.list({ offset: Number.POSITIVE_INFINITY }), "offset"],
  ["an empty cursor", Connections.list({ cursor: "" }), "cursor"],
  ["a date that is none", from("yesterday"), "startDate"],
  ["a day that no month has", from("2023-02-30"), "startDate"],
  ["the 29th of a short February", from("2023-02-29"), "startDate"],
  ["a date in American", from("07/10/2022"), "startDate"],
  ["a year", from("2022"), "startDate"],
  ["a time without its zone", from("2022-07-10T10:00:00"), "startDate"],
  ["a time that no day has", from("2022-07-10T25:00:00Z"), "startDate"],
  ["a date with something behind it", from("2022-07-10 &x=1"), "startDate"],
  ["a date of a make", Bmw.chargeRecords(car, { make: "bmw", endDate: "never" }), "endDate"],
  ["a latitude of a make", ford({ latitude: 91 }), "latitude"],
  ["a longitude of a make", ford({ longitude: Number.NaN }), "longitude"],
  [
    "more schedules than three",
    Nissan.setChargeSchedule(car, { chargeSchedules: Array(4).fill({ ...hours, days: [] }) }),
    "chargeSchedules"
  ],
  ["a negative current", Tesla.setChargeAmmeter(car, { amperage: -1 }), "amperage"],
  ["an infinite current", Tesla.setChargeAmmeter(car, { amperage: Number.POSITIVE_INFINITY }), "amperage"],
  ["a setting without a temperature", Tesla.controlClimateCabin(car, { action: "SET" }), "input"],
  [
    "a temperature that is none",
    Tesla.controlClimateCabin(car, { action: "SET", temperature: Number.NaN }),
    "temperature"
  ],
  ["a pin of three digits", Tesla.setPin(car, { pin: Redacted.make("471") }), "pin"],
  ["a pin of letters", Tesla.setPin(car, { pin: Redacted.make("abcd") }), "pin"],
  ["a flag with a space", Vehicle.vin(Vehicle.make(vehicleId, { flags: { country: "D E" } })), "flags.country"],
  // @ts-expect-error flags are a record
  ["flags as text", Vehicle.vin(Vehicle.make(vehicleId, { flags: "country:DE" })), "flags"],
  // @ts-expect-error nothing is no flag's value
  ["a flag of null", Vehicle.vin(Vehicle.make(vehicleId, { flags: { a: null } })), "flags.a"],
  // @ts-expect-error headers are a record
  ["headers of null", Smartcar.request({ path: "/user", success: Schema.Unknown, headers: null }), "headers"],
  // @ts-expect-error a car is needed
  ["no car at all", Vehicle.vin(undefined), "vehicleId"],
  // @ts-expect-error a command is no entry of a batch
  // @effect-diagnostics-next-line missingEffectError:off
  ["a command in a batch", Batch.all(car, { vin: Vehicle.vin, lock: Vehicle.lock }), "lock"],
  [
    "no parameters at all",
    // @ts-expect-error parameters are an object
    Effect.flatMap(Smartcar.Smartcar, (smartcar) => smartcar.execute(Vehicle.vin.endpoint, undefined, {})),
    "vehicleId"
  ],
  // @ts-expect-error a timeout is a duration
  ["a timeout that is none", Vehicle.vin(car).pipe(Smartcar.withTimeout("soon")), "timeout"],
  ["a version of one number", Vehicle.vin(Vehicle.make(vehicleId, { version: "2" })), "version"]
]

describe("what cannot be sent is refused by name, before any request", () => {
  for (const [title, call, field] of refused) {
    it.effect(`${title}: ${field}`, () =>
      Effect.map(exchange(call, Wire.json({})), ({ result, requests }) => {
        const error = fields(Either.isLeft(result) ? result.left : result)
        expect([error["_tag"], error["field"]]).toEqual(["InvalidInputError", field])
        expect(requests).toEqual([])
      })
    )
  }

  it.effect("the error says what was expected and never repeats the value", () =>
    Effect.gen(function* () {
      const { result } = yield* exchange(Tesla.setPin(car, { pin: Redacted.make("98x76") }), Wire.json({}))
      const error = Either.getOrThrow(Either.flip(result))
      expect(fields(error)).toMatchObject({
        endpoint: "teslaSetPin",
        vehicleId,
        description: expect.stringMatching(/4 digits/)
      })
      expect(JSON.stringify(error) + String(error)).not.toContain("98x76")
    })
  )
})

describe("what can be sent is", () => {
  const accepted: ReadonlyArray<readonly [title: string, call: Call, query: string, body: string]> = [
    ["a charge limit of 0", Vehicle.setChargeLimit(car, { limit: 0 }), "", '{"limit":0}'],
    ["a charge limit below a half", Vehicle.setChargeLimit(car, { limit: 0.3 }), "", '{"limit":0.3}'],
    ["a charge limit of 1", Vehicle.setChargeLimit(car, { limit: 1 }), "", '{"limit":1}'],
    [
      "the poles",
      Vehicle.sendDestination(car, { latitude: -90, longitude: 180 }),
      "",
      '{"latitude":-90,"longitude":180}'
    ],
    ["a leap day", from("2024-02-29"), "?start_date=2024-02-29", ""],
    ["a time with an offset", from("2022-07-10T16:20:00+02:00"), "?start_date=2022-07-10T16%3A20%3A00%2B02%3A00", ""],
    ["a time to the minute", from("2022-07-10T16:20Z"), "?start_date=2022-07-10T16%3A20Z", ""],
    [
      "a zoned DateTime",
      Vehicle.serviceHistory(car, {
        endDate: DateTime.unsafeMakeZoned("2022-07-10T16:20:00Z", { timeZone: "Europe/Paris" })
      }),
      "?end_date=2022-07-10T16%3A20%3A00.000Z",
      ""
    ],
    [
      "a VIN in small letters",
      Compatibility.check({ vin: vin.toLowerCase(), scope }),
      `?vin=${vin.toLowerCase()}&scope=read_vin&country=US`,
      ""
    ],
    ["a pin", Tesla.setPin(car, { pin: Redacted.make("0000") }), "", '{"pin":"0000"}'],
    ["a start without a temperature", Tesla.controlClimateCabin(car, { action: "START" }), "", '{"action":"START"}']
  ]
  for (const [title, call, query, body] of accepted) {
    it.effect(title, () =>
      Effect.map(exchange(call, Wire.json({})), ({ requests }) =>
        expect(requests.map((request) => [request.url.search, request.body])).toEqual([[query, body]])
      )
    )
  }
})

describe("Compatibility.check's modes", () => {
  for (const [title, options, mode] of [
    ["none", {}, null],
    ["mode", { mode: "simulated" }, "simulated"],
    ["testMode", { testMode: true }, "test"],
    ["testMode switched off", { testMode: false }, "live"],
    ["mode wins over testMode", { mode: "live", testMode: true }, "live"],
    ["a level means test", { mode: "live", testModeCompatibilityLevel: "phev" }, "test"]
  ] as const) {
    it.effect(title, () =>
      Effect.map(exchange(Compatibility.check({ vin, scope, ...options }), Wire.json({})), ({ requests }) => {
        expect(requests.map(({ url }) => url.searchParams.get("mode"))).toEqual([mode])
        expect(requests.map(({ url }) => url.searchParams.has("testMode"))).toEqual([false])
      })
    )
  }
})

it.effect("a user agent that would bring in another header is refused", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(Vehicle.vin(car))
    expect(fields(error)).toMatchObject({ _tag: "InvalidInputError", field: "userAgent" })
    expect(yield* FakeHttp.requests).toEqual([])
  }).pipe(Effect.provide(layer(Wire.json({}), { userAgent: "a\r\nx: y" })))
)
