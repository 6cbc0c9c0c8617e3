import { describe, expect, it } from "@effect/vitest"
import { Credentials, Retry, Smartcar, SmartcarConfig, SmartcarError } from "@effect-smartcar/sdk"
import { Auth, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect, Either, Layer, Redacted, Schema } from "effect"
import { subjects } from "./support/golden.js"
import { config, exchange, fields, type Needs, vehicleId } from "./support/harness.js"
import { sampleOf } from "./support/samplesV3.js"
import { busy, inTurn, refusal, sends, tries } from "./support/tries.js"
import { documented } from "./support/vendorErrors.js"

const car = Vehicle.make(vehicleId)

/** Two more tries, at once. */
const twice = Retry.policy({ times: 2, base: 0, jitter: 0 })

const count = <A, E>(self: Effect.Effect<A, E, Needs>, answers: Wire.Answer | Wire.Handler) =>
  sends(Retry.transient(self, twice), answers)

describe("by kind", () => {
  it.live(
    "every call of every table, by how much is known about a failure",
    () =>
      Effect.gen(function* () {
        // Whether it ran is unknown of the first failure, and known of the second.
        const failures = [busy, Wire.cut("connect")]
        const expected = { read: [2, 2], command: [1, 2], admin: [1, 1] }
        const sent = yield* Effect.forEach(
          subjects,
          (subject) =>
            Effect.forEach(failures, (failure) =>
              sends(Retry.transient(sampleOf(subject), { ...twice, times: 1 }), failure)
            ),
          { concurrency: "unbounded" }
        )
        expect(new Set(subjects.map(({ version, endpoint }) => `${version} ${endpoint.kind}`)).size).toBe(6)
        for (const [i, { version, name, endpoint }] of subjects.entries()) {
          expect(sent[i], `${version} ${name}`).toEqual(expected[endpoint.kind])
        }
      }),
    20_000
  )

  it.live("what has no descriptor: a GET is a read, anything else a command", () =>
    Effect.gen(function* () {
      const success = Schema.Struct({})
      const post = { path: "/x", method: "POST", success } as const
      expect(yield* count(Smartcar.request({ path: "/x", success }), busy)).toBe(3)
      expect(yield* count(Smartcar.request(post), busy)).toBe(1)
      expect(yield* count(Vehicle.request(car, post), Wire.cut("body"))).toBe(1)
      expect(yield* count(Vehicle.request(car, post), Wire.cut("connect"))).toBe(3)
    })
  )
})

/** Answer, tries of a read, tries of a command. */
const rows: ReadonlyArray<readonly [title: string, answer: Wire.Answer | Wire.Handler, read: number, command: number]> =
  [
    ["connection refused", Wire.cut("connect"), 3, 3],
    ["cut before the answer", Wire.cut("sent"), 3, 1],
    ["cut in the answer", Wire.cut("body"), 3, 1],

    ["429 of the application", refusal(429, "RATE_LIMIT", "SMARTCAR_API"), 3, 3],
    ["429 of a car, without a hint", refusal(429, "RATE_LIMIT", "VEHICLE"), 1, 1],
    ["429 of a car, with one", refusal(429, "RATE_LIMIT", "VEHICLE", { headers: { "retry-after": "0" } }), 3, 3],
    [
      "429 of a car, to be retried later but not said when",
      refusal(429, "RATE_LIMIT", "VEHICLE", { resolution: { type: "RETRY_LATER" } }),
      1,
      1
    ],
    ["429 as HTML", Wire.text("<p>", { status: 429 }), 3, 3],
    ["429 with a permanent resolution", refusal(429, "RATE_LIMIT", null, { resolution: "CONTACT_SUPPORT" }), 1, 1],
    ["429 of a type the endpoint does not declare", Wire.json({ error: "slow_down" }, { status: 429 }), 1, 1],

    ["500 INTERNAL", busy, 3, 1],
    ["500 RECORD_NOT_FOUND", refusal(500, "SERVER", "RECORD_NOT_FOUND"), 1, 1],
    ["500 MULTIPLE_RECORDS_FOUND", refusal(500, "SERVER", "MULTIPLE_RECORDS_FOUND"), 1, 1],
    [
      "500 RECORD_NOT_FOUND, to be retried later",
      refusal(500, "SERVER", "RECORD_NOT_FOUND", { resolution: { type: "RETRY_LATER" } }),
      3,
      1
    ],
    [
      "500 INTERNAL with a permanent resolution",
      refusal(500, "SERVER", "INTERNAL", { resolution: "CONTACT_SUPPORT" }),
      1,
      1
    ],
    ["500 as HTML", Wire.text("<p>", { status: 500 }), 3, 1],
    ["501 COMPATIBILITY", refusal(501, "COMPATIBILITY", "VEHICLE_NOT_CAPABLE"), 1, 1],
    ["501 as HTML", Wire.text("<p>", { status: 501 }), 1, 1],
    ["502 NO_RESPONSE", refusal(502, "UPSTREAM", "NO_RESPONSE"), 3, 1],
    ["502 RATE_LIMIT, without a hint", refusal(502, "UPSTREAM", "RATE_LIMIT"), 1, 1],
    ["502 RATE_LIMIT, with one", refusal(502, "UPSTREAM", "RATE_LIMIT", { headers: { "retry-after": "0" } }), 3, 1],
    ["503 as HTML", Wire.text("<p>", { status: 503 }), 3, 1],
    ["504, empty", Wire.text("", { status: 504 }), 3, 1],

    ["400 VALIDATION", refusal(400, "VALIDATION"), 1, 1],
    ["400 VALIDATION, to be retried later", refusal(400, "VALIDATION", null, { resolution: "RETRY_LATER" }), 3, 1],
    ["401", refusal(401, "AUTHENTICATION"), 1, 1],
    ["403", refusal(403, "PERMISSION"), 1, 1],
    ["404", refusal(404, "RESOURCE_NOT_FOUND", "PATH"), 1, 1],
    ["409 ASLEEP", refusal(409, "VEHICLE_STATE", "ASLEEP"), 1, 1],
    [
      "409, to be retried later",
      refusal(409, "VEHICLE_STATE", "UNREACHABLE", { resolution: { type: "RETRY_LATER" } }),
      3,
      1
    ],
    ["400 of the owner's account", refusal(400, "CONNECTED_SERVICES_ACCOUNT", "ACCOUNT_ISSUE"), 1, 1],
    ["430 BILLING", refusal(430, "BILLING", "VEHICLE_REQUEST_LIMIT"), 1, 1],
    ["430 as HTML", Wire.text("<p>", { status: 430 }), 1, 1],
    ["200 that does not fit", Wire.json({ distance: "far", status: 1 }), 1, 1],
    ["302", Wire.text("", { status: 302, headers: { location: "https://x" } }), 1, 1],
    ["success", Wire.json({ distance: 1, status: "success" }), 1, 1]
  ]

describe("by error", () => {
  for (const [title, answer, read, command] of rows) {
    it.live(`${title}: ${read} of a read, ${command} of a command`, () =>
      Effect.gen(function* () {
        expect(yield* count(Vehicle.odometer(car), answer)).toBe(read)
        expect(yield* count(Vehicle.unlock(car), answer)).toBe(command)
        expect(yield* count(Vehicle.disconnect(car), answer)).toBe(1)
      })
    )
  }

  it.live("the documented example of every type is judged as isRetryable says", () =>
    Effect.gen(function* () {
      for (const { body, fields: expected, headers = {}, status } of documented) {
        const answer = Wire.json(body, { status, headers: { ...headers, "retry-after": "0" } })
        const { requests, result } = yield* exchange(Retry.transient(Vehicle.odometer(car), twice), answer)
        const retryable = Either.isLeft(result) && SmartcarError.isRetryable(result.left)
        expect(requests.length, expected._tag).toBe(retryable ? 3 : 1)
      }
    })
  )

  it.effect("a timeout: a read again, a command not", () =>
    Effect.gen(function* () {
      const patient = { jitter: 0, times: 1 }
      const read = Vehicle.odometer(car).pipe(Smartcar.withTimeout("1 second"), Retry.transient(patient))
      expect((yield* tries(read, () => Effect.never)).at).toEqual([0, 1500])
      const command = Vehicle.lock(car).pipe(Smartcar.withTimeout("1 second"), Retry.transient(patient))
      const { at, result } = yield* tries(command, () => Effect.never)
      expect(at).toEqual([0])
      expect(result).toMatchObject({ left: { _tag: "TimeoutError" } })
    })
  )

  it.live("input that cannot be sent is not tried at all", () =>
    Effect.map(count(Vehicle.odometer(Vehicle.make("../x")), busy), (sent) => expect(sent).toBe(0))
  )

  it.live("a credential that is not at hand for now: any read and any command", () =>
    Effect.gen(function* () {
      const asked = { store: 0, missing: 0, revoked: 0 }
      const layerOf = (reason: keyof typeof asked) =>
        Smartcar.layer.pipe(
          Layer.provide(
            Layer.succeed(Credentials.Credentials, {
              authorization: () =>
                Effect.suspend(() => {
                  asked[reason]++
                  return new SmartcarError.CredentialsError({ reason, description: "d" })
                }),
              renew: () => Effect.succeedNone
            })
          ),
          Layer.provide(SmartcarConfig.layer(config)),
          Layer.provide(FakeHttp.layer(busy))
        )
      const calls: ReadonlyArray<readonly [Effect.Effect<unknown, unknown, Smartcar.Smartcar>, number]> = [
        [Vehicle.odometer(car), 3],
        [Vehicle.lock(car), 3],
        [Vehicle.disconnect(car), 1]
      ]
      for (const [call, tries] of calls) {
        Object.assign(asked, { store: 0, missing: 0, revoked: 0 })
        for (const reason of ["store", "missing", "revoked"] as const) {
          yield* Retry.transient(call, twice).pipe(Effect.provide(layerOf(reason)), Effect.ignore)
        }
        expect(asked).toEqual({ store: tries, missing: 1, revoked: 1 })
      }
    })
  )

  it.live("`while` says what may be repeated, but not that a command is safe to", () =>
    Effect.gen(function* () {
      const asleep = refusal(409, "VEHICLE_STATE", "ASLEEP")
      const wakes = {
        ...twice,
        while: (error: SmartcarError.SmartcarError) => error._tag === "VehicleStateError" && error.code === "ASLEEP"
      }
      expect(yield* sends(Retry.transient(Vehicle.odometer(car), wakes), asleep)).toBe(3)
      expect(yield* sends(Retry.transient(Vehicle.odometer(car), wakes), busy)).toBe(1)
      const always = { ...twice, while: () => true }
      expect(yield* sends(Retry.transient(Vehicle.lock(car), always), asleep)).toBe(1)
      expect(yield* sends(Retry.transient(Vehicle.lock(car), always), Wire.cut("sent"))).toBe(1)
      expect(yield* sends(Retry.transient(Vehicle.lock(car), always), refusal(429, "RATE_LIMIT", "VEHICLE"))).toBe(3)
      expect(yield* sends(Retry.transient(Vehicle.disconnect(car), always), Wire.cut("connect"))).toBe(1)
    })
  )
})

describe("a command is never repeated unless it surely did not run", () => {
  const lockAndRead = Effect.zipRight(Vehicle.lock(car), Vehicle.lockStatus(car))

  it.live("an effect with a command in it is not run again as a whole", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Retry.transient(lockAndRead, twice), ({ method }) =>
        Effect.succeed(method === "POST" ? Wire.json({ status: "success" }) : busy)
      )
      expect(requests.map(({ method }) => method)).toEqual(["POST", "GET", "GET", "GET"])
    })
  )

  it.live("a refused one is tried again, and a lost answer then ends it", () =>
    Effect.gen(function* () {
      const { requests, result } = yield* exchange(
        Retry.transient(lockAndRead, { ...twice, times: 9 }),
        inTurn(Wire.cut("connect"), refusal(429, "RATE_LIMIT", "SMARTCAR_API"), Wire.cut("sent"), busy)
      )
      expect(requests.map(({ method }) => method)).toEqual(["POST", "POST", "POST"])
      expect(Either.mapLeft(result, fields)).toMatchObject({ left: { _tag: "TransportError", phase: "sent" } })
    })
  )

  it.live("a code is exchanged once", () =>
    Effect.gen(function* () {
      const exchanged = Auth.exchangeCode("code")
      for (const answer of [Wire.cut("connect"), refusal(429, "RATE_LIMIT"), busy]) {
        expect(yield* count(exchanged, answer)).toBe(1)
      }
      expect(
        yield* count(Vehicles.list({ owner: "o" }).pipe(Credentials.withAccessToken(Redacted.make("t"))), busy)
      ).toBe(3)
    })
  )
})
