import { describe, expect, it } from "@effect/vitest"
import { Batch, SmartcarError } from "@effect-smartcar/sdk"
import { Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either, Record } from "effect"
import { type AnyReading, exchange, failure, fields, plain, success, vehicleId } from "./support/harness.js"

const car = Vehicle.make(vehicleId)

const requestId = "26c14915-0c26-43c5-8e42-9edfc2a66a0f"

const answer = (responses: ReadonlyArray<unknown>, headers: Readonly<Record<string, string>> = {}) =>
  Wire.json({ responses }, { headers: { "content-type": "application/json", "sc-request-id": requestId, ...headers } })

const state = { type: "VEHICLE_STATE", code: "ASLEEP", description: "d" }

/** The entries of a batch as plain values: a reading, or the fields of an error. */
const shown = (results: Readonly<Record<string, Either.Either<AnyReading, unknown>>>) =>
  Record.map(results, Either.match({ onLeft: fields, onRight: plain }))

/** The same, in a word each. */
const outcomes = (results: Readonly<Record<string, Either.Either<AnyReading, unknown>>>) =>
  Record.map(
    results,
    Either.match({
      onLeft: (error) => `${fields(error)["_tag"]} from ${fields(error)["endpoint"]}`,
      onRight: () => "ok"
    })
  )

const sentPaths = (requests: ReadonlyArray<Wire.Request>) =>
  requests.map(({ body }) => JSON.parse(body).requests.map(({ path }: { readonly path: string }) => path))

/** One entry, answered like this. */
const one = (response: unknown) =>
  Effect.map(success(Batch.all(car, { odometer: Vehicle.odometer }), answer([response])), ({ odometer }) => {
    if (Either.isLeft(odometer)) return fields(odometer.left)
    throw new Error(`expected a failed entry, got ${JSON.stringify(odometer.right)}`)
  })

describe("requests", () => {
  it.effect("n entries are one POST", () =>
    Effect.gen(function* () {
      const batch = Batch.all({ odometer: Vehicle.odometer, id: Vehicle.attributes, speed: Tesla.speedometer })
      const { requests } = yield* exchange(batch(car), answer([]))
      expect(requests.map(({ method, url, body }) => [method, url.href, JSON.parse(body)])).toEqual([
        [
          "POST",
          `https://api.smartcar.com/v2.0/vehicles/${vehicleId}/batch`,
          { requests: [{ path: "/odometer" }, { path: "/" }, { path: "/tesla/speedometer" }] }
        ]
      ])
    })
  )

  it.effect("the same read twice is one path, and both entries have it", () =>
    Effect.gen(function* () {
      const batch = Batch.all(car, { a: Vehicle.odometer, b: Vehicle.vin, c: Vehicle.odometer })
      const { result, requests } = yield* exchange(
        batch,
        answer([
          { path: "/odometer", code: 200, body: { distance: 5 } },
          { path: "/vin", code: 200, body: { vin: "0SCAUDI037A5ADB1C" } }
        ])
      )
      expect(sentPaths(requests)).toEqual([["/odometer", "/vin"]])
      expect(Either.map(result, shown)).toEqual(
        Either.right({
          a: { value: { distance: 5 }, meta: { requestId } },
          b: { value: { vin: "0SCAUDI037A5ADB1C" }, meta: { requestId } },
          c: { value: { distance: 5 }, meta: { requestId } }
        })
      )
    })
  )

  it.effect("no entries send nothing", () =>
    Effect.map(exchange(Batch.all(car, {}), answer([])), ({ result, requests }) => {
      expect(result).toEqual(Either.right({}))
      expect(requests).toEqual([])
    })
  )

  it.effect("units, flags and version are the car's", () =>
    Effect.gen(function* () {
      const own = Vehicle.make(vehicleId, { unitSystem: "imperial", flags: { country: "DE" }, version: "2.1" })
      const { requests } = yield* exchange(Batch.all(own, { odometer: Vehicle.odometer }), answer([]))
      expect(requests.map(({ url, headers }) => [url.href, headers["sc-unit-system"]])).toEqual([
        [`https://api.smartcar.com/v2.1/vehicles/${vehicleId}/batch?flags=country%3ADE`, "imperial"]
      ])
    })
  )

  it.effect("an id that cannot be sent fails the whole, unsent", () =>
    Effect.gen(function* () {
      const { result, requests } = yield* exchange(
        Batch.all(Vehicle.make("../x"), { odometer: Vehicle.odometer }),
        answer([])
      )
      expect(Either.mapLeft(result, (error) => fields(error)["field"])).toEqual(Either.left("vehicleId"))
      expect(requests).toEqual([])
    })
  )
})

describe("above the limit", () => {
  const entries = {
    odometer: Vehicle.odometer,
    fuel: Vehicle.fuel,
    vin: Vehicle.vin,
    battery: Vehicle.battery,
    charge: Vehicle.charge
  }

  it.effect("it is split, in order", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Batch.all(car, entries).pipe(Batch.withLimit(2)), answer([]))
      expect(sentPaths(requests)).toEqual([["/odometer", "/fuel"], ["/vin", "/battery"], ["/charge"]])
    })
  )

  it.effect("at the limit it is not, and 25 is the default", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Batch.withLimit(Batch.all(car, entries), 5), answer([]))
      expect(requests.length).toBe(1)
      const reads = [
        Vehicle.attributes,
        Vehicle.vin,
        Vehicle.battery,
        Vehicle.batteryCapacity,
        Vehicle.nominalCapacity,
        Vehicle.charge,
        Vehicle.chargeLimit,
        Vehicle.fuel,
        Vehicle.engineOil,
        Vehicle.odometer,
        Vehicle.location,
        Vehicle.tirePressure,
        Vehicle.lockStatus,
        Vehicle.diagnosticSystemStatus,
        Vehicle.diagnosticTroubleCodes,
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
        Tesla.userAccess
      ]
      const many = Object.fromEntries(reads.map((read, index) => [`${index}`, read]))
      const { requests: two } = yield* exchange(Batch.all(car, many), answer([]))
      expect(sentPaths(two).map((paths) => paths.length)).toEqual([25, 1])
    })
  )

  const secondFails: Wire.Handler = ({ body }) =>
    Effect.succeed(
      body.includes("/vin")
        ? Wire.json({ type: "RATE_LIMIT", code: "SMARTCAR_API", description: "d" }, { status: 429 })
        : answer([
            { path: "/odometer", code: 200, body: { distance: 1 } },
            { path: "/fuel", code: 409, body: state },
            { path: "/charge", code: 200, body: { isPluggedIn: true, state: "CHARGING" } }
          ])
    )

  it.effect("a request that fails fails its own entries only", () =>
    Effect.gen(function* () {
      const results = yield* success(Batch.all(car, entries).pipe(Batch.withLimit(2)), secondFails)
      expect(outcomes(results)).toEqual({
        odometer: "ok",
        fuel: "VehicleStateError from fuel",
        vin: "RateLimitError from batch",
        battery: "RateLimitError from batch",
        charge: "ok"
      })
    })
  )

  it.effect("if every request fails, the batch fails with the first error", () =>
    Effect.gen(function* () {
      const refused = (code: string) => Wire.json({ type: "SERVER", code, description: "d" }, { status: 500 })
      let count = 0
      const error = yield* failure(Batch.all(car, entries).pipe(Batch.withLimit(2)), () =>
        Effect.sync(() => refused(`INTERNAL${count++}`))
      )
      expect(fields(error)).toMatchObject({ _tag: "ServerError", code: "INTERNAL0", endpoint: "batch", vehicleId })
    })
  )
})

describe("a batch that fails as a whole", () => {
  for (const [title, given, expected] of [
    [
      "400 VALIDATION",
      Wire.json({ type: "VALIDATION", code: null, description: "d" }, { status: 400 }),
      { _tag: "ValidationError" }
    ],
    [
      "401",
      Wire.json({ type: "AUTHENTICATION", code: null, description: "d" }, { status: 401 }),
      { _tag: "AuthenticationError" }
    ],
    ["HTML", Wire.text("<p>", { status: 502 }), { _tag: "UnexpectedResponseError", statusCode: 502, body: "<p>" }],
    ["200 without responses", Wire.json({}), { _tag: "UnexpectedResponseError", statusCode: 200 }],
    ["200 null", Wire.json(null), { _tag: "UnexpectedResponseError", statusCode: 200 }],
    ["200 empty", Wire.text(""), { _tag: "UnexpectedResponseError", statusCode: 200 }],
    ["cut in the body", Wire.cut("body"), { _tag: "TransportError", phase: "body" }]
  ] as const) {
    it.effect(title, () =>
      Effect.map(failure(Batch.all(car, { odometer: Vehicle.odometer, vin: Vehicle.vin }), given), (error) =>
        expect(fields(error)).toMatchObject({ ...expected, endpoint: "batch", vehicleId })
      )
    )
  }
})

describe("entries", () => {
  it.effect("each has its own value, meta and units", () =>
    Effect.gen(function* () {
      const results = yield* success(
        Batch.all(car, { odometer: Vehicle.odometer, vin: Vehicle.vin, dtcs: Vehicle.diagnosticTroubleCodes }),
        answer(
          [
            {
              path: "/odometer",
              code: 200,
              body: { distance: 37829, meta: "kept out" },
              headers: {
                "SC-Data-Age": "2018-05-04T07:20:50.844Z",
                "sc-fetched-at": "2018-05-04T07:20:51.844Z",
                "sc-unit-system": "imperial"
              }
            },
            { path: "/vin", code: 200, body: { vin: "0SCAUDI037A5ADB1C" }, headers: null },
            {
              path: "/diagnostics/dtcs",
              code: 200,
              body: { activeCodes: [{ code: "P0300", timestamp: "2024-09-05T14:48:01Z" }] }
            }
          ],
          { "sc-unit-system": "metric", "sc-data-age": "2001-01-01T00:00:00Z" }
        )
      )
      expect(shown(results)).toEqual({
        odometer: {
          value: { distance: 37829 },
          meta: {
            requestId,
            dataAge: "2018-05-04T07:20:50.844Z",
            fetchedAt: "2018-05-04T07:20:51.844Z",
            unitSystem: "imperial"
          }
        },
        vin: { value: { vin: "0SCAUDI037A5ADB1C" }, meta: { requestId } },
        dtcs: {
          value: { activeCodes: [{ code: "P0300", timestamp: "2024-09-05T14:48:01.000Z" }] },
          meta: { requestId }
        }
      })
    })
  )

  for (const [title, headers] of [
    ["without headers", {}],
    ["with empty headers", { headers: {} }],
    ["with null headers", { headers: null }]
  ] as const) {
    it.effect(`an error ${title} has the entry's status and the batch's request id`, () =>
      Effect.map(one({ path: "/odometer", code: 409, body: { ...state, statusCode: 409 }, ...headers }), (error) =>
        expect(error).toEqual({
          _tag: "VehicleStateError",
          ...state,
          statusCode: 409,
          requestId,
          endpoint: "odometer",
          vehicleId
        })
      )
    )
  }

  it.effect("an error inside an entry's error has the batch's request id, too", () =>
    Effect.map(one({ path: "/odometer", code: 400, body: { error: "invalid_grant" }, headers: {} }), (error) =>
      expect(error).toMatchObject({
        _tag: "UnexpectedResponseError",
        requestId,
        error: { _tag: "OAuthError", requestId }
      })
    )
  )

  it.effect("an error's own request id comes first", () =>
    Effect.map(one({ path: "/odometer", code: 409, body: { ...state, requestId: "own" } }), (error) =>
      expect(error["requestId"]).toBe("own")
    )
  )

  it.effect("Retry-After as a number, in capitals", () =>
    Effect.map(
      one({
        path: "/odometer",
        code: 429,
        body: { type: "RATE_LIMIT", code: "VEHICLE", description: "d" },
        headers: { "Retry-After": 999 }
      }),
      (error) => expect(error).toMatchObject({ _tag: "RateLimitError", statusCode: 429, retryAfter: "999 s" })
    )
  )

  it.effect("an undeclared error, and one that nobody documented", () =>
    Effect.gen(function* () {
      expect(yield* one({ path: "/odometer", code: 400, body: { error: "invalid_grant" } })).toMatchObject({
        _tag: "UnexpectedResponseError",
        statusCode: 400,
        error: { _tag: "OAuthError", requestId }
      })
      expect(yield* one({ path: "/odometer", code: 500, body: "<p>" })).toMatchObject({
        _tag: "UnexpectedResponseError",
        statusCode: 500,
        body: '"<p>"',
        requestId
      })
    })
  )

  it.effect("a value that does not fit", () =>
    Effect.map(one({ path: "/odometer", code: 200, body: { distance: "far" } }), (error) =>
      expect(error).toMatchObject({
        _tag: "UnexpectedResponseError",
        statusCode: 200,
        description: expect.stringContaining("distance"),
        body: '{"distance":"far"}',
        endpoint: "odometer",
        vehicleId,
        requestId
      })
    )
  )

  for (const [title, response] of [
    ["an array", { path: "/odometer", code: 200, body: [{ distance: 1 }] }],
    ["nothing", { path: "/odometer", code: 200 }],
    ["null", { path: "/odometer", code: 200, body: null }]
  ] as const) {
    it.effect(`a body that is ${title} is no reading`, () =>
      Effect.map(one(response), (error) =>
        expect(error).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 200 })
      )
    )
  }

  it.effect("an entry without an answer", () =>
    Effect.map(one({ path: "/vin", code: 200, body: { vin: "0SCAUDI037A5ADB1C" } }), (error) =>
      expect(error).toMatchObject({
        _tag: "UnexpectedResponseError",
        description: expect.stringContaining("/odometer"),
        endpoint: "odometer",
        vehicleId,
        requestId
      })
    )
  )

  it.effect("paths with and without slashes, in any order", () =>
    Effect.gen(function* () {
      const results = yield* success(
        Batch.all(car, { tires: Vehicle.tirePressure, id: Vehicle.attributes }),
        answer([
          { path: "", code: 200, body: { id: vehicleId, make: "TESLA", model: "S", year: 2017 } },
          { path: "tires/pressure/", code: 200, body: { frontLeft: 1, frontRight: 2, backLeft: 3, backRight: 4 } }
        ])
      )
      expect(outcomes(results)).toEqual({ tires: "ok", id: "ok" })
    })
  )

  it.effect("a quoted code is a code", () =>
    Effect.map(one({ path: "/odometer", code: "409", body: state }), (error) =>
      expect(error).toMatchObject({ _tag: "VehicleStateError", statusCode: 409 })
    )
  )

  it.effect("an entry's error is handled by its tag", () =>
    Effect.gen(function* () {
      const { odometer } = yield* success(
        Batch.all(car, { odometer: Vehicle.odometer }),
        answer([{ path: "/odometer", code: 403, body: { type: "PERMISSION", code: null, description: "d" } }])
      )
      const handled = yield* Effect.catchTag(odometer, "PermissionError", (e) =>
        Effect.succeed(SmartcarError.needsReauthorization(e))
      )
      expect(handled).toBe(true)
    }).pipe(Effect.orDie)
  )
})
