import { describe, expect, it } from "@effect/vitest"
import { Credentials, Paging, Smartcar } from "@effect-smartcar/sdk"
import {
  Applications,
  ChargeSchedules,
  Commands,
  CompatibleVehicles,
  Connections,
  Signal,
  Signals,
  Subscriptions,
  Users,
  Vehicle,
  Webhooks
} from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either } from "effect"
import { subjects } from "../support/golden.js"
import { type AnyError, exchange, fields, type Needs, userId, vehicleId } from "../support/harness.js"

type Call = Effect.Effect<unknown, AnyError, Needs>

const car = Vehicle.make(vehicleId, { owner: userId })
const location = { latitude: 0, longitude: 0 }
const hours = { startTime: "22:00", stopTime: "06:00" }

const to = (latitude: number, longitude: number): Call => Commands.setDestination(car, { latitude, longitude })
const limit = (percent: number): Call => Commands.setChargeLimit(car, { percent })
const from = (startTime: string): Call => ChargeSchedules.daily(car, { location, ...hours, startTime })
const until = (stopTime: string): Call => ChargeSchedules.daily(car, { location, ...hours, stopTime })

type Row = readonly [title: string, call: Call, field: string]

const each = <A>(values: ReadonlyArray<A>, field: string, call: (value: A) => Call): ReadonlyArray<Row> =>
  values.map((value) => [`${field} ${JSON.stringify(String(value))}`, call(value), field])

const noTimes = ["24:00", "9:00", "09:60", "09:00:00", "23:59 ", "", "noon", "٢٢:00"]
const noCounts = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]

const refused: ReadonlyArray<Row> = [
  ...each([49, 101, 80.5, 0, -80, Number.NaN, Number.POSITIVE_INFINITY], "percent", limit),
  // @ts-expect-error a number
  ["a percentage as text", Commands.setChargeLimit(car, { percent: "80" }), "percent"],
  // @ts-expect-error a percentage is needed
  ["no percentage", Commands.setChargeLimit(car, {}), "percent"],
  ...each([90.1, -90.1, Number.NaN, Number.NEGATIVE_INFINITY], "latitude", (latitude) => to(latitude, 0)),
  ...each([180.1, -180.1, Number.NaN, Number.POSITIVE_INFINITY], "longitude", (longitude) => to(0, longitude)),
  // @ts-expect-error both are needed
  ["no longitude", Commands.setDestination(car, { latitude: 0 }), "longitude"],

  ...each(noTimes, "startTime", from),
  ...each(noTimes, "stopTime", until),
  [
    "a place of a schedule",
    ChargeSchedules.daily(car, { location: { latitude: 91, longitude: 0 }, ...hours }),
    "location.latitude"
  ],
  // @ts-expect-error a place is needed
  ["a schedule nowhere", ChargeSchedules.daily(car, hours), "location"],
  ["a week without days", ChargeSchedules.weekly(car, { location, days: {} }), "days"],
  ["a day without a name", ChargeSchedules.weekly(car, { location, days: { monday: hours, "": hours } }), "days"],
  [
    "a time of a day of the week",
    ChargeSchedules.weekly(car, { location, days: { monday: hours, sunday: { ...hours, stopTime: "24:00" } } }),
    "days.sunday.stopTime"
  ],
  ["a workweek without times", ChargeSchedules.workweek(car, { location }), "input"],
  [
    "a time of weekdays",
    ChargeSchedules.workweek(car, { location, weekdays: { ...hours, startTime: "24:00" } }),
    "weekdays.startTime"
  ],
  [
    "a time of weekends",
    ChargeSchedules.workweek(car, { location, weekdays: hours, weekends: { ...hours, stopTime: "6" } }),
    "weekends.stopTime"
  ],

  ["an empty vehicle id", Vehicle.get(Vehicle.make("")), "vehicleId"],
  ["a vehicle id of ..", Signals.list(Vehicle.make("..", { owner: userId })), "vehicleId"],
  // @ts-expect-error a car is needed
  ["no car at all", Commands.lock(undefined), "vehicleId"],
  ["an empty code", Signals.get(car, Signal.untyped("")), "code"],
  ["a code that climbs", Signals.get(car, Signal.untyped("../commands")), "code"],
  // @ts-expect-error a signal is needed
  ["no signal", Signals.get(car, undefined), "signal"],
  ["an empty schedule id", ChargeSchedules.remove(car, { scheduleId: "" }), "scheduleId"],
  ["an empty connection id", Connections.get({ connectionId: "" }), "connectionId"],
  ["a connection id that climbs", Connections.remove({ connectionId: "../users/u" }), "connectionId"],
  ["an empty user id", Users.remove({ userId: "" }), "userId"],
  ["an empty application id", Applications.get({ applicationId: "" }), "applicationId"],
  ["an application id of .", Applications.secrets({ applicationId: "." }), "applicationId"],
  ["an empty webhook id", Webhooks.get({ webhookId: "" }), "webhookId"],
  ["an empty subscription id", Subscriptions.get({ subscriptionId: "" }), "subscriptionId"],
  ["a subscription id of ..", Subscriptions.remove({ subscriptionId: ".." }), "subscriptionId"],
  ["a subscription to nothing", Subscriptions.create({ webhookId: "", userId, vehicleId }), "webhookId"],
  ["a subscription of no one", Subscriptions.create({ webhookId: "w", userId: "", vehicleId }), "userId"],
  ["a subscription of no car", Subscriptions.create({ webhookId: "w", userId, vehicleId: "" }), "vehicleId"],
  ["a subscription with a line break", Subscriptions.create({ webhookId: "w\n", userId, vehicleId }), "webhookId"],
  // @ts-expect-error whose car?
  ["a subscription without a user", Subscriptions.create({ webhookId: "w", vehicleId }), "userId"],

  ...["", "a\nb", "\ud800"].flatMap(
    (text): ReadonlyArray<Row> => [
      [`filter ${JSON.stringify(text)}`, Connections.list({ userId: text }), "userId"],
      [`filter ${JSON.stringify(text)}`, Connections.list({ vehicleId: text }), "vehicleId"],
      [`filter ${JSON.stringify(text)}`, Connections.list({ externalId: text }), "externalId"],
      [`filter ${JSON.stringify(text)}`, Subscriptions.list({ webhookId: text }), "webhookId"],
      [`filter ${JSON.stringify(text)}`, Webhooks.list({ name: text }), "name"],
      [`filter ${JSON.stringify(text)}`, Webhooks.list({ callbackUri: text }), "callbackUri"],
      [`filter ${JSON.stringify(text)}`, CompatibleVehicles.list({ make: text }), "make"]
    ]
  ),
  // @ts-expect-error live or simulated
  ["a mode of connections", Connections.list({ mode: "test" }), "mode"],
  // @ts-expect-error live or simulated
  ["a mode of subscriptions", Subscriptions.list({ mode: "LIVE" }), "mode"],
  // @ts-expect-error a boolean
  ["a flag as text", Webhooks.list({ isEnabled: "true" }), "isEnabled"],
  // @ts-expect-error a boolean
  ["a flag as a number", Webhooks.list({ autoSubscribe: 1 }), "autoSubscribe"],
  // @ts-expect-error no such region
  ["a region", CompatibleVehicles.list({ region: "EU" }), "region"],
  // @ts-expect-error no such type
  ["a powertrain", CompatibleVehicles.list({ powertrainType: "HEV" }), "powertrainType"],

  ...each(noCounts, "page", (page) => Connections.list({ page })),
  ...each(noCounts, "limit", (limit) => Connections.list({ limit })),
  ...each([0], "page", (page) => Signals.list(car, { page })),
  ...each([0], "limit", (limit) => Signals.list(car, { limit })),
  ...each([0], "page", (page) => Webhooks.list({ page })),
  ...each([0], "limit", (limit) => Subscriptions.list({ limit })),
  ...each([0], "page", (page) => Applications.list({ page })),
  ...each([0], "limit", (limit) => CompatibleVehicles.list({ limit })),
  ...each([0, 1.5], "page", (page) => Paging.all(Connections.list)({ page })),

  ["an owner with a line break", Commands.lock(Vehicle.make(vehicleId, { owner: "u\r\nx: y" })), "owner"],
  ["an empty owner", Commands.lock(Vehicle.make(vehicleId, { owner: "" })), "owner"],
  ["an owner of blanks", Signals.list(Vehicle.make(vehicleId, { owner: " " })), "owner"],
  ["an owner with a blank behind", Signals.list(Vehicle.make(vehicleId, { owner: `${userId} ` })), "owner"],
  ["an owner that no header can carry", Signals.list(Vehicle.make(vehicleId, { owner: "müller" })), "owner"],
  ["an owner of that name", Signals.list(Vehicle.make(vehicleId, { owner: "default" })), "owner"],
  // @ts-expect-error text
  ["an owner that is a number", Signals.list(Vehicle.make(vehicleId, { owner: 7 })), "owner"],
  ["an owner around the call", Commands.lock(Vehicle.make(vehicleId)).pipe(Credentials.withOwner("u\n")), "owner"],
  // @ts-expect-error not a unit system
  ["units", Signals.list(Vehicle.make(vehicleId, { owner: userId, unitSystem: "bananas" })), "unitSystem"],
  ["a flag", Vehicle.get(Vehicle.make(vehicleId, { flags: { country: "D E" } })), "flags.country"],
  // @ts-expect-error a duration
  ["a timeout", Commands.lock(car).pipe(Smartcar.withTimeout("soon")), "timeout"]
]

const refusal = (call: Call) =>
  Effect.map(exchange(call, Wire.json({})), ({ result, requests }) => {
    const error = fields(Either.isLeft(result) ? result.left : result)
    expect(requests).toEqual([])
    return error
  })

describe("what cannot be sent is refused by name, before any request", () => {
  for (const [title, call, field] of refused) {
    it.effect(`${title}: ${field}`, () =>
      Effect.map(refusal(call), (error) =>
        expect([error["_tag"], error["field"]]).toEqual(["InvalidInputError", field])
      )
    )
  }

  it.effect("the error says what was expected", () =>
    Effect.gen(function* () {
      expect(yield* refusal(limit(49))).toEqual({
        _tag: "InvalidInputError",
        endpoint: "setChargeLimit",
        vehicleId,
        field: "percent",
        description: "expected a whole number from 50 to 100"
      })
      expect(yield* refusal(from("24:00"))).toMatchObject({ description: "expected a time of day as HH:mm" })
      expect(yield* refusal(to(91, 0))).toMatchObject({ description: "expected a number from -90 to 90" })
    })
  )
})

describe("calls as a user need the user's id", () => {
  const owned = subjects.filter(({ version, endpoint }) => version === "v3" && endpoint.auth === "applicationUser")

  const calls: Readonly<Record<string, (vehicle: Vehicle.VehicleHandle) => Call>> = {
    signals: (vehicle) => Signals.list(vehicle),
    signal: (vehicle) => Signals.get(vehicle, Signal.closureIsLocked),
    startCharge: Commands.startCharge,
    stopCharge: Commands.stopCharge,
    setChargeLimit: (vehicle) => Commands.setChargeLimit(vehicle, { percent: 80 }),
    openChargePort: Commands.openChargePort,
    closeChargePort: Commands.closeChargePort,
    lock: Commands.lock,
    unlock: Commands.unlock,
    setDestination: (vehicle) => Commands.setDestination(vehicle, location),
    dailyChargeSchedule: (vehicle) => ChargeSchedules.daily(vehicle, { location, ...hours }),
    weeklyChargeSchedule: (vehicle) => ChargeSchedules.weekly(vehicle, { location, days: { monday: hours } }),
    workweekChargeSchedule: (vehicle) => ChargeSchedules.workweek(vehicle, { location, weekdays: hours }),
    removeChargeSchedule: (vehicle) => ChargeSchedules.remove(vehicle, { scheduleId: "s" })
  }

  it("these are all of them", () => {
    expect(Object.keys(calls).sort()).toEqual(owned.map(({ name }) => name).sort())
  })

  for (const [name, call] of Object.entries(calls)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const bare = Vehicle.make(vehicleId)
        expect(yield* refusal(call(bare))).toMatchObject({
          _tag: "InvalidInputError",
          endpoint: name,
          vehicleId,
          field: "owner",
          description: expect.stringContaining("Credentials.withOwner")
        })
        const headers = []
        for (const told of [
          call(car),
          call(bare).pipe(Credentials.withOwner("ref")),
          call(car).pipe(Credentials.withOwner("ref"))
        ]) {
          const { requests } = yield* exchange(told, Wire.json({}))
          headers.push(requests.map((request) => request.headers["sc-user-id"]))
        }
        expect(headers).toEqual([[userId], ["ref"], [userId]])
      })
    )
  }

  it.effect("the others never send one", () =>
    Effect.gen(function* () {
      const others: ReadonlyArray<Call> = [
        Vehicle.get(car),
        Connections.list({ owner: userId }),
        Connections.remove({ connectionId: "c" }),
        Users.remove({ userId }),
        Webhooks.list(),
        CompatibleVehicles.list()
      ]
      for (const call of others) {
        const { requests } = yield* exchange(call.pipe(Credentials.withOwner(userId)), Wire.json({}))
        expect(requests.map(({ headers }) => headers["sc-user-id"])).toEqual([undefined])
      }
    })
  )
})

describe("the version", () => {
  it.effect("of v3's hosts is theirs, whatever a handle or the configuration says", () =>
    Effect.gen(function* () {
      const paths = []
      for (const version of [undefined, "2.0", "4.0", "x"]) {
        for (const apiVersion of ["2.0", "9.9"]) {
          const vehicle = Vehicle.make(vehicleId, { owner: userId, version })
          for (const call of [Vehicle.get(vehicle), Commands.lock(vehicle), Connections.list({ version })]) {
            const { requests } = yield* exchange(Effect.asVoid<unknown, AnyError, Needs>(call), Wire.json({}), {
              apiVersion
            })
            paths.push(...requests.map(({ url }) => url.pathname))
          }
        }
      }
      expect(paths.length).toBe(24)
      expect([...new Set(paths)]).toEqual([
        `/v3/vehicles/${vehicleId}`,
        `/v3/vehicles/${vehicleId}/commands/security/lock`,
        "/v3/connections"
      ])
    })
  )
})

describe("what can be sent is", () => {
  const body = (attributes: unknown) => JSON.stringify({ data: { attributes } })
  const accepted: ReadonlyArray<readonly [title: string, call: Call, query: string, body: string]> = [
    ["50 percent", limit(50), "", body({ percent: 50 })],
    ["100 percent", limit(100), "", body({ percent: 100 })],
    ["the poles", to(-90, 180), "", body({ latitude: -90, longitude: 180 })],
    ["the others", to(90, -180), "", body({ latitude: 90, longitude: -180 })],
    ["midnight", from("00:00"), "", body({ location, startTime: "00:00", stopTime: "06:00" })],
    ["the last minute", until("23:59"), "", body({ location, startTime: "22:00", stopTime: "23:59" })],
    [
      "one half of the week",
      ChargeSchedules.workweek(car, { location, weekends: hours }),
      "",
      body({ location, weekends: hours })
    ],
    ["no filter", Connections.list(), "", ""],
    ["a filter left out", Connections.list({ userId: undefined, page: undefined }), "", ""],
    ["a page", Signals.list(car, { page: 2 }), "?page%5Bnumber%5D=2", ""],
    ["a flag that is false", Webhooks.list({ isEnabled: false }), "?filter%5BisEnabled%5D=false", ""],
    ["a limit above what is documented", Connections.list({ limit: 1000 }), "?page%5Bsize%5D=1000", ""],
    ["a command without a body", Commands.lock(car), "", ""]
  ]
  for (const [title, call, query, text] of accepted) {
    it.effect(title, () =>
      Effect.map(exchange(call, Wire.json({})), ({ requests }) =>
        expect(requests.map((request) => [request.url.search, request.body])).toEqual([[query, text]])
      )
    )
  }
})
