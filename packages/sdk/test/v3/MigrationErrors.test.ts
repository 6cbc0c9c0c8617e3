import { assert, describe, it } from "@effect/vitest"
import { Credentials, type Reading, Smartcar, SmartcarConfig, SmartcarError } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import * as v2 from "@effect-smartcar/sdk/v2"
import { Auth, Compatibility, Connections, Tesla, User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Signal, Vehicle as VehicleV3 } from "@effect-smartcar/sdk/v3"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect, Either, Layer, Redacted, Schema } from "effect"
import { answer, car, exchange, failing, headers, problem, signal, userId, vehicleId } from "../support/migration.js"

const handle = Vehicle.make(vehicleId, { owner: userId })
const requestId = headers["sc-request-id"]

const failed = (type: string, code: string | null, extra: object = {}) =>
  signal(Signal.odometerTraveledDistance, { value: 1, unit: "km" }, { error: { type, code, ...extra } })

describe("a signal that failed is the error of its type, with the status of v2", () => {
  const cases = [
    ["AUTHENTICATION", "UNAUTHORIZED", "AuthenticationError", 401],
    ["BILLING", "VEHICLE_REQUEST_LIMIT", "BillingError", 430],
    ["COMPATIBILITY", "VEHICLE_NOT_CAPABLE", "CompatibilityError", 501],
    ["CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", "ConnectedServicesAccountError", 400],
    ["PERMISSION", null, "PermissionError", 403],
    ["RATE_LIMIT", "VEHICLE", "RateLimitError", 429],
    ["RESOURCE_NOT_FOUND", "PATH", "ResourceNotFoundError", 404],
    ["SERVER", "INTERNAL", "ServerError", 500],
    ["UPSTREAM", "NO_RESPONSE", "UpstreamError", 502],
    ["VALIDATION", "PARAMETER", "ValidationError", 400],
    ["VEHICLE_STATE", "ASLEEP", "VehicleStateError", 409]
  ] as const
  for (const [type, code, tag, statusCode] of cases) {
    it.effect(`${type} is a ${tag}`, () =>
      Effect.gen(function* () {
        const extra = { title: "Title", detail: "Detail", resolution: { type: "RETRY_LATER" } }
        const { result } = yield* exchange(Vehicle.odometer(handle), car([failed(type, code, extra)]))
        assert.deepInclude(problem(result), {
          _tag: tag,
          type,
          code,
          statusCode,
          description: "Detail",
          resolution: { type: "RETRY_LATER" },
          endpoint: "odometer",
          vehicleId,
          requestId
        })
      })
    )
  }

  it.effect("what Smartcar does not document is an UnexpectedResponseError", () =>
    Effect.gen(function* () {
      const { result } = yield* exchange(Vehicle.odometer(handle), car([failed("WEATHER", "RAIN")]))
      assert.deepInclude(problem(result), { _tag: "UnexpectedResponseError", endpoint: "odometer", requestId })
      assert.include(String(problem(result)["body"]), "WEATHER")
    })
  )

  it.effect("an error of one of several signals is that of the reading, unless v2 has null or a list there", () =>
    Effect.gen(function* () {
      const broken = (of: Signal.Any, type: string, code: string | null = null) =>
        signal(of, undefined, { error: { type, code } })
      const ok = signal(Signal.tractionBatteryStateOfCharge, { value: 45 })
      const battery = yield* exchange(
        Vehicle.battery(handle),
        car([ok, broken(Signal.tractionBatteryRange, "COMPATIBILITY", "VEHICLE_NOT_CAPABLE")])
      )
      assert.deepInclude(problem(battery.result), { _tag: "CompatibilityError" })
      const level = signal(Signal.internalCombustionEngineFuelLevel, { value: 30 })
      const fuel = yield* exchange(
        Vehicle.fuel(handle),
        car([level, broken(Signal.internalCombustionEngineRange, "UPSTREAM", "NO_RESPONSE")])
      )
      assert.deepInclude(problem(fuel.result), { _tag: "UpstreamError", code: "NO_RESPONSE" })
      // A car that tells nothing of its tank or of its systems says why.
      const electric = [
        Signal.internalCombustionEngineFuelLevel,
        Signal.internalCombustionEngineAmountRemaining,
        Signal.internalCombustionEngineRange,
        Signal.diagnosticsMIL
      ].map((of) => broken(of, "COMPATIBILITY", "VEHICLE_NOT_CAPABLE"))
      for (const read of [Vehicle.fuel, Vehicle.diagnosticSystemStatus]) {
        const { result } = yield* exchange<unknown, SmartcarError.SmartcarError>(read(handle), car(electric))
        assert.deepInclude(problem(result), { _tag: "CompatibilityError", code: "VEHICLE_NOT_CAPABLE" })
      }
    })
  )
})

describe("a signal without a value is a ResourceNotFoundError that names it", () => {
  type Read = (
    car: Vehicle.VehicleHandle
  ) => Effect.Effect<Reading.Reading<unknown>, SmartcarError.SmartcarError, Smartcar.Smartcar>

  const unavailable = (of: Signal.Any) => signal(of, undefined, { status: "UNAVAILABLE" })
  const at = { row: 0, column: 0 }
  const soc = Signal.tractionBatteryStateOfCharge
  const cases: ReadonlyArray<readonly [string, Read, ReadonlyArray<ReturnType<typeof signal>>, Signal.Any]> = [
    ["missing", Vehicle.battery, [], soc],
    ["missing", Vehicle.fuel, [], Signal.internalCombustionEngineFuelLevel],
    ["missing", Vehicle.lockStatus, [], Signal.closureIsLocked],
    ["missing", Vehicle.charge, [], Signal.chargeIsChargingCableConnected],
    ["missing", Vehicle.diagnosticSystemStatus, [], Signal.diagnosticsMIL],
    ["unavailable", Vehicle.odometer, [unavailable(Signal.odometerTraveledDistance)], Signal.odometerTraveledDistance],
    ["unavailable", Vehicle.battery, [unavailable(soc)], soc],
    [
      "unreadable",
      Vehicle.odometer,
      [signal(Signal.odometerTraveledDistance, { value: "far" })],
      Signal.odometerTraveledDistance
    ],
    [
      "null",
      Vehicle.odometer,
      [signal(Signal.odometerTraveledDistance, { value: null })],
      Signal.odometerTraveledDistance
    ],
    ["null", Vehicle.vin, [signal(Signal.vehicleIdentificationVIN, { value: null })], Signal.vehicleIdentificationVIN],
    ["null", Vehicle.battery, [signal(soc, { value: null })], soc],
    [
      "null",
      Vehicle.batteryCapacity,
      [signal(Signal.tractionBatteryNominalCapacity, { capacity: null })],
      Signal.tractionBatteryNominalCapacity
    ],
    ["null", Vehicle.chargeLimit, [signal(Signal.chargeChargeLimits, { values: [] })], Signal.chargeChargeLimits],
    [
      "null",
      Vehicle.location,
      [signal(Signal.locationPreciseLocation, { latitude: 1, longitude: null })],
      Signal.locationPreciseLocation
    ],
    ["null", Vehicle.lockStatus, [signal(Signal.closureIsLocked, { value: null })], Signal.closureIsLocked],
    [
      "null",
      Vehicle.tirePressure,
      [signal(Signal.wheelTires, { values: [{ ...at, tirePressure: null }] })],
      Signal.wheelTires
    ],
    [
      "unknown",
      Vehicle.charge,
      [
        signal(Signal.chargeIsChargingCableConnected, { value: true }),
        signal(Signal.chargeDetailedChargingStatus, { value: "PAUSED_BY_OWNER" })
      ],
      Signal.chargeIsCharging
    ],
    [
      "null",
      Vehicle.charge,
      [
        signal(Signal.chargeIsChargingCableConnected, { value: true }),
        signal(Signal.chargeDetailedChargingStatus, { value: "" }),
        signal(Signal.chargeIsCharging, { value: null })
      ],
      Signal.chargeIsCharging
    ],
    ["empty", Vehicle.tirePressure, [signal(Signal.wheelTires, { values: [] })], Signal.wheelTires]
  ]
  for (const [how, read, signals, named] of cases) {
    it.effect(`${named.code} ${how}`, () =>
      Effect.gen(function* () {
        const { result } = yield* exchange(read(handle), car(signals))
        const error = problem(result)
        assert.deepInclude(error, {
          _tag: "ResourceNotFoundError",
          type: "RESOURCE_NOT_FOUND",
          code: "SIGNAL_NOT_FOUND",
          statusCode: 404,
          vehicleId,
          requestId
        })
        assert.include(String(error["description"]), named.code)
      })
    )
  }

  it.effect("one that Smartcar does not keep is its own 404", () =>
    Effect.gen(function* () {
      const { result } = yield* exchange(Vehicle.odometer(handle), car([]))
      assert.deepInclude(problem(result), {
        _tag: "ResourceNotFoundError",
        code: "SIGNAL_NOT_FOUND",
        statusCode: 404,
        endpoint: "odometer",
        vehicleId
      })
    })
  )
})

describe("errors of the calls behind a call", () => {
  it.effect("are the call's own: same class, with its name in place of theirs", () =>
    Effect.gen(function* () {
      const rejected = () => failing("VEHICLE_STATE", "ASLEEP", 409, { suggestedUserMessage: "Wake it up" })
      const { result } = yield* exchange(Vehicle.lock(handle), rejected())
      assert.deepInclude(problem(result), {
        _tag: "VehicleStateError",
        code: "ASLEEP",
        endpoint: "lock",
        vehicleId,
        suggestedUserMessage: "Wake it up"
      })
      const error = Either.isLeft(result) ? result.left : assert.fail()
      assert.isTrue(SmartcarError.isSmartcarError(error))
      assert.instanceOf(error, SmartcarError.VehicleStateError)
      assert.instanceOf(error, Error)
      assert.strictEqual(error.message, "VEHICLE_STATE:ASLEEP - Detail")
      assert.isTrue(SmartcarError.isUserActionable(error))
      const json = yield* Schema.encode(SmartcarError.SmartcarError)(error)
      assert.deepInclude(json, { _tag: "VehicleStateError", endpoint: "lock" })

      const cut = yield* exchange(Vehicle.battery(handle), Wire.cut("sent"))
      assert.deepInclude(problem(cut.result), { _tag: "TransportError", phase: "sent", endpoint: "battery", vehicleId })
      const html = yield* exchange(Vehicle.battery(handle), Wire.text("<html>", { status: 502 }))
      assert.deepInclude(problem(html.result), {
        _tag: "UnexpectedResponseError",
        statusCode: 502,
        endpoint: "battery"
      })
    })
  )

  it.effect("that v2 does not declare come inside an UnexpectedResponseError", () =>
    Effect.gen(function* () {
      const asleep = failing("VEHICLE_STATE", "ASLEEP", 409)
      const { result } = yield* exchange(Vehicle.disconnect(handle), asleep)
      const error = problem(result)
      assert.deepInclude(error, { _tag: "UnexpectedResponseError", endpoint: "disconnect", statusCode: 409 })
      assert.deepInclude(error["error"], { _tag: "VehicleStateError", code: "ASLEEP" })
      // `user` of v2 declares no such error, and `attributes` does.
      const asks = {
        userId: (owner: string) => Effect.as(VehicleV3.get(VehicleV3.make(vehicleId, { owner })), owner)
      }
      const user = problem((yield* exchange(User.get({ owner: userId }), asleep, asks)).result)
      assert.deepInclude(user, { _tag: "UnexpectedResponseError", endpoint: "user", statusCode: 409 })
      assert.deepInclude(user["error"], { _tag: "VehicleStateError", endpoint: "user", code: "ASLEEP" })
      const odometer = problem((yield* exchange(Vehicle.odometer(handle), asleep, asks)).result)
      assert.deepInclude(odometer, { _tag: "VehicleStateError", endpoint: "odometer", code: "ASLEEP" })
    })
  )

  it.effect("a command that did not succeed under a 202 fails", () =>
    Effect.gen(function* () {
      for (const value of ["TIMEOUT", "FAILED", "PENDING", "weather"]) {
        const attributes = { commandType: "security-lock", status: { value }, executionMode: "sync" }
        const late = answer({ data: { id: "exec_1", type: "command-execution", attributes, meta: {} } }, 202)
        const { requests, result } = yield* exchange(Vehicle.lock(handle), late)
        assert.deepInclude(problem(result), { _tag: "UnexpectedResponseError", endpoint: "lock", vehicleId })
        assert.lengthOf(requests, 1)
      }
    })
  )

  it.effect("an error that comes under a 202 fails the command", () =>
    Effect.gen(function* () {
      const late = answer(
        { errors: [{ status: "409", type: "VEHICLE_STATE", code: "DOOR_OPEN", detail: "Open" }] },
        202
      )
      const { requests, result } = yield* exchange(Vehicle.lock(handle), late)
      assert.deepInclude(problem(result), { _tag: "VehicleStateError", code: "DOOR_OPEN", endpoint: "lock" })
      assert.lengthOf(requests, 1)
    })
  )

  it.effect("without an application's token nothing is sent", () =>
    Effect.gen(function* () {
      const requests = yield* FakeHttp.requests
      const error = yield* Effect.flip(Vehicle.odometer(handle))
      assert.deepInclude(error, { _tag: "CredentialsError", reason: "missing", endpoint: "odometer" })
      assert.deepStrictEqual(requests, [])
    }).pipe(
      Effect.provide(
        Migration.layerV2OverV3().pipe(
          Layer.provide(Smartcar.layer),
          Layer.provide(Credentials.layerAccessToken("v2-token")),
          Layer.provide(SmartcarConfig.layer()),
          Layer.provideMerge(FakeHttp.layer(Wire.json({})))
        )
      )
    )
  )
})

describe("what is refused before anything is sent", () => {
  const refused = <A, E extends SmartcarError.SmartcarError>(
    self: Effect.Effect<A, E, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>,
    field: string,
    options?: Migration.Options
  ) =>
    Effect.map(exchange(self, car([]), options), ({ requests, result }) => {
      assert.deepInclude(problem(result), { _tag: "InvalidInputError", field })
      assert.lengthOf(requests, 0)
      return String(problem(result)["description"])
    })

  it.effect("a call without an owner, or with the default one", () =>
    Effect.gen(function* () {
      const car = Vehicle.make(vehicleId)
      assert.include(yield* refused(Vehicle.odometer(car), "owner"), "user id")
      yield* refused(Vehicle.lock(car), "owner")
      yield* refused(User.get(), "owner")
      yield* refused(Vehicles.list(), "owner")
      yield* refused(Vehicle.subscribe(car, { webhookId: "w" }), "owner")
      yield* refused(Vehicle.disconnect(car), "owner")
    })
  )

  it.effect("what v2 would refuse too", () =>
    Effect.gen(function* () {
      const wrong = (id: string) => Vehicle.make(id, { owner: userId })
      for (const id of ["", "..", "a/../b\n"]) {
        yield* refused(Vehicle.odometer(wrong(id)), "vehicleId")
        yield* refused(Vehicle.permissions(wrong(id)), "vehicleId")
        yield* refused(Vehicle.disconnect(wrong(id)), "vehicleId")
        yield* refused(Vehicle.unsubscribe(wrong(id), { webhookId: "w" }), "vehicleId")
      }
      // @ts-expect-error without types there may be no id: it must not become a filter that is left out
      yield* refused(Vehicle.disconnect({ ...handle, id: undefined }), "vehicleId")
      yield* refused(Vehicle.unsubscribe(handle, { webhookId: "" }), "webhookId")
      yield* refused(Connections.remove({}), "input")
      yield* refused(Connections.list({ cursor: "abc" }), "cursor")
      yield* refused(Connections.list({ cursor: "0" }), "cursor")
      yield* refused(Connections.list({ mode: "test" }), "mode")
      yield* refused(Vehicles.list({ owner: userId, limit: 0 }), "limit")
      yield* refused(Vehicle.permissions(handle, { offset: -1 }), "offset")
      yield* refused(Vehicle.serviceHistory(handle, { startDate: "2026-02-30" }), "startDate")
      yield* refused(Vehicle.serviceHistory(handle, { startDate: "2026-02-03", endDate: "2026-02-01" }), "input")
      yield* refused(Vehicle.sendDestination(handle, { latitude: 91, longitude: 0 }), "latitude")
      yield* refused(Vehicle.setChargeLimit(handle, { limit: 1.01 }), "limit")
      yield* refused(Vehicle.batch(handle, { requests: [] as never }), "requests.0")
    })
  )

  it.effect("a charge limit below what v3 can set", () =>
    Effect.gen(function* () {
      for (const limit of [0, 0.4999, 0.499999999]) {
        assert.include(yield* refused(Vehicle.setChargeLimit(handle, { limit }), "limit"), "0.5")
      }
    })
  )

  it.effect("what v3 has no counterpart of, which says where to read on", () =>
    Effect.gen(function* () {
      const calls = [
        Auth.exchangeCode(Redacted.make("code")),
        Auth.exchangeRefreshToken(Redacted.make("token")),
        Compatibility.check({ vin: "5YJSA1E14FF101307", scope: ["read_odometer"] }),
        Compatibility.matrix({ region: "US" }),
        Tesla.compass(handle),
        Tesla.controlFrunk(handle, { action: "OPEN" })
      ]
      for (const call of calls) {
        assert.include(yield* refused<unknown, SmartcarError.SmartcarError>(call, "endpoint"), "MIGRATION.md")
      }
    })
  )

  it.effect("every descriptor of v2 that is not mapped, and no secret shows", () =>
    Effect.gen(function* () {
      const smartcar = yield* Smartcar.Smartcar
      for (const [name, mapping] of Object.entries(Migration.mappings)) {
        if (mapping._tag === "Mapped") continue
        const endpoint = v2.endpoints[name as keyof typeof v2.endpoints]
        const error = yield* Effect.flip(
          // The parameters are not looked at.
          smartcar.execute(endpoint as never, { vehicleId, pin: Redacted.make("7391") } as object, { owner: userId })
        )
        assert.deepInclude(error, { _tag: "InvalidInputError", field: "endpoint", endpoint: endpoint.name, vehicleId })
        assert.include(String(error), mapping.reason)
        assert.notInclude(JSON.stringify(error), "7391")
      }
      assert.lengthOf(yield* FakeHttp.requests, 0)
    }).pipe(
      Effect.provide(
        Migration.layerV2OverV3().pipe(
          Layer.provide(Smartcar.layer),
          Layer.provide(Credentials.layerApplicationToken("app-token-1")),
          Layer.provide(SmartcarConfig.layer()),
          Layer.provideMerge(FakeHttp.layer(Wire.json({})))
        )
      )
    )
  )
})
