import type * as Http from "node:http"
import { FetchHttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Retry, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { ChargeSchedules, Commands, Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Clock, Deferred, Effect, Fiber, Layer, Redacted, Runtime, TestClock } from "effect"
import { load, subjects } from "../support/golden.js"
import {
  type Answers,
  applicationToken,
  config,
  failure,
  failures,
  fields,
  layer,
  success,
  userId,
  vehicleId
} from "../support/harness.js"
import { sampleOf } from "../support/samplesV3.js"
import { serve } from "../support/server.js"
import { hanging, inTurn, sends } from "../support/tries.js"

const car = Vehicle.make(vehicleId, { owner: userId })

const commands = subjects.filter(({ version, endpoint }) => version === "v3" && endpoint.kind === "command")

/** An answer that came after Smartcar had said 202. */
const late = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  Wire.json(body, { status: 202, headers: { "sc-request-id": "r", ...headers } })

const execution = (status: unknown, more: object = {}) => ({
  data: { id: "exec_1", type: "command-execution", attributes: { commandType: "security-lock", status, ...more } }
})

const asleep = {
  type: "VEHICLE_STATE",
  code: "ASLEEP",
  title: "Asleep",
  detail: "The vehicle sleeps.",
  resolution: { type: null },
  suggestedUserMessage: "Wake it."
}

const ofLock = { endpoint: "lock", vehicleId }

const asleepFields = {
  _tag: "VehicleStateError",
  type: "VEHICLE_STATE",
  code: "ASLEEP",
  description: "The vehicle sleeps.",
  statusCode: 409,
  httpStatus: 202,
  requestId: "r",
  resolution: { type: null },
  suggestedUserMessage: "Wake it.",
  ...ofLock
}

const lockFails = (answer: Wire.Answer) => Effect.map(failure(Commands.lock(car), answer), fields)

describe("after 202 the body decides", () => {
  for (const subject of commands) {
    it.effect(subject.name, () =>
      Effect.gen(function* () {
        const { response } = load(subject)
        const { value } = yield* success(sampleOf(subject), late(response.body))
        expect(value).toMatchObject({ status: "SUCCESS", executionMode: "sync", durationInSeconds: 3.2 })

        const data = Object(response.body)["data"]
        const withStatus = (status: unknown) => ({ data: { ...data, attributes: { ...data.attributes, status } } })
        const errors = yield* failures(sampleOf(subject), [
          late({ errors: [{ status: "409", ...asleep }] }),
          late({ ...asleep, statusCode: 409, requestId: "r" }),
          late(withStatus({ value: "ERROR", error: asleep })),
          late(withStatus({ value: "FAILED" })),
          Wire.text("", { status: 202 }),
          Wire.text("", { status: 200 }),
          Wire.text("", { status: 204 }),
          late({}),
          Wire.text(JSON.stringify(response.body).slice(0, -20), { status: 202 }),
          Wire.cut("body")
        ])
        expect(errors.map(({ _tag, statusCode, phase }) => [_tag, statusCode ?? phase])).toEqual([
          ["VehicleStateError", 409],
          ["VehicleStateError", 409],
          ["VehicleStateError", 409],
          ["UnexpectedResponseError", 202],
          ["UnexpectedResponseError", 202],
          ["UnexpectedResponseError", 200],
          ["UnexpectedResponseError", 204],
          ["UnexpectedResponseError", 202],
          ["UnexpectedResponseError", 202],
          ["TransportError", "body"]
        ])
      })
    )
  }

  it("these are the commands", () => {
    expect(commands.map(({ name }) => name).sort()).toEqual([
      "closeChargePort",
      "dailyChargeSchedule",
      "lock",
      "openChargePort",
      "removeChargeSchedule",
      "setChargeLimit",
      "setDestination",
      "startCharge",
      "stopCharge",
      "unlock",
      "weeklyChargeSchedule",
      "workweekChargeSchedule"
    ])
  })
})

describe("the status of an error under 202", () => {
  it.effect("is the error's own, as text or as a number", () =>
    Effect.gen(function* () {
      for (const status of ["409", 409]) {
        expect(yield* lockFails(late({ errors: [{ status, ...asleep }] }))).toEqual(asleepFields)
      }
    })
  )

  it.effect("or else its type's, and never 202", () =>
    Effect.gen(function* () {
      const expected = {
        AUTHENTICATION: 401,
        BILLING: 430,
        COMPATIBILITY: 501,
        CONNECTED_SERVICES_ACCOUNT: 400,
        PERMISSION: 403,
        RATE_LIMIT: 429,
        RESOURCE_NOT_FOUND: 404,
        SERVER: 500,
        UPSTREAM: 502,
        VALIDATION: 400,
        VEHICLE_STATE: 409
      }
      for (const [type, statusCode] of Object.entries(expected)) {
        for (const status of [undefined, null, "", "soon", "20", "2000"]) {
          expect(yield* lockFails(late({ errors: [{ status, type, code: null }] }))).toMatchObject({ type, statusCode })
        }
        expect(yield* lockFails(late({ type, code: null }))).toMatchObject({ type, statusCode })
        expect(yield* lockFails(late(execution({ value: "ERROR", error: { type, code: null } })))).toMatchObject({
          type,
          statusCode
        })
      }
    })
  )

  it.effect("may differ from its type's", () =>
    Effect.gen(function* () {
      expect(yield* lockFails(late({ errors: [{ ...asleep, status: "423" }] }))).toMatchObject({ statusCode: 423 })
      expect(yield* lockFails(late({ ...asleep, statusCode: 423 }))).toMatchObject({ statusCode: 423 })
    })
  )
})

describe("the error of an execution", () => {
  it.effect("is its status's, whatever the value says", () =>
    Effect.gen(function* () {
      for (const value of ["ERROR", "FAILED", "SUCCESS", undefined]) {
        expect(yield* lockFails(late(execution({ value, error: asleep })))).toEqual(asleepFields)
      }
    })
  )

  it.effect("or that of the errors beside it", () =>
    Effect.gen(function* () {
      const errors = [asleep]
      expect(yield* lockFails(late({ ...execution({ value: "SUCCESS" }), errors }))).toEqual(asleepFields)
      expect(yield* lockFails(late({ ...execution({ value: "ERROR" }), errors }))).toEqual(asleepFields)
      const { value } = yield* success(Commands.lock(car), late({ ...execution({ value: "SUCCESS" }), errors: [] }))
      expect(value.status).toBe("SUCCESS")
    })
  )

  it.effect("a failure that says no more is unexpected, and shows the answer", () =>
    Effect.gen(function* () {
      for (const status of [
        { value: "FAILED" },
        { value: "FAILURE" },
        { value: "ERROR" },
        { value: "ERROR", error: null },
        { value: "ERROR", error: {} },
        { value: "ERROR", error: { type: "NEW_TYPE", code: "NEW" } }
      ]) {
        const body = execution(status)
        const { description: _, ...error } = yield* lockFails(late(body))
        expect(error).toEqual({
          _tag: "UnexpectedResponseError",
          statusCode: 202,
          headers: { "content-type": "application/json", "sc-request-id": "r" },
          body: JSON.stringify(body),
          requestId: "r",
          ...ofLock
        })
      }
    })
  )

  it.effect("a status that no one has seen is no success", () =>
    Effect.gen(function* () {
      for (const status of ["PENDING", "QUEUED", "TIMEOUT", "REJECTED", "CANCELLED", "UNAVAILABLE", "failed", ""]) {
        const body = late(execution({ value: status }))
        const lock = yield* failure(Commands.lock(car), body)
        const removal = yield* failure(ChargeSchedules.remove(car, { scheduleId: "s" }), body)
        expect([status, lock._tag, removal._tag]).toEqual([
          status,
          "UnexpectedResponseError",
          "UnexpectedResponseError"
        ])
      }
      const shouted = yield* success(Commands.lock(car), late(execution({ value: "success", error: {} })))
      expect(shouted.value.status).toBe("success")
    })
  )

  it.effect("no status is no success", () =>
    Effect.gen(function* () {
      for (const status of [undefined, null, "SUCCESS", {}, { value: null }, []]) {
        expect(yield* lockFails(late(execution(status)))).toMatchObject({
          _tag: "UnexpectedResponseError",
          description: expect.stringContaining("data.attributes.status")
        })
      }
      for (const data of [undefined, null, {}, [], "SUCCESS"]) {
        expect(yield* lockFails(late({ data }))).toMatchObject({ _tag: "UnexpectedResponseError" })
      }
    })
  )
})

const clients = [
  ["undici", NodeHttpClient.layerUndici],
  ["node:http", NodeHttpClient.layer],
  ["fetch", FetchHttpClient.layer]
] as const

const token = Layer.succeed(Credentials.Credentials, {
  authorization: () => Effect.succeed(Redacted.make(`Bearer ${applicationToken}`)),
  renew: () => Effect.succeedNone
})

describe.each(clients)("over %s", (_, client) => {
  const at = (vehicle: string, options: SmartcarConfig.Options = {}) =>
    Smartcar.layer.pipe(
      Layer.provide(client),
      Layer.provide(token),
      Layer.provide(SmartcarConfig.layer({ ...config, ...options, origins: { vehicle } }))
    )

  /** Answers 202 at once, and goes on after a while. */
  const slowly =
    (millis: number, goOn: (response: Http.ServerResponse) => void): Http.RequestListener =>
    (_, response) => {
      response.writeHead(202, { "content-type": "application/json", "sc-request-id": "r" })
      response.flushHeaders()
      setTimeout(() => goOn(response), millis)
    }

  it.scopedLive("a body that comes late is waited for", () =>
    Effect.gen(function* () {
      const server = yield* serve(
        slowly(300, (response) => response.end(JSON.stringify(execution({ value: "SUCCESS" }))))
      )
      const start = yield* Clock.currentTimeMillis
      const { value, meta } = yield* Effect.provide(Commands.lock(car), at(server.origin))
      expect([value.status, meta.requestId]).toEqual(["SUCCESS", "r"])
      expect((yield* Clock.currentTimeMillis) - start).toBeGreaterThanOrEqual(290)
      expect(server.requests).toEqual([`POST /v3/vehicles/${vehicleId}/commands/security/lock`])
    })
  )

  it.scopedLive("an error that comes late is the call's", () =>
    Effect.gen(function* () {
      const server = yield* serve(
        slowly(20, (response) => response.end(JSON.stringify({ errors: [{ status: "409", ...asleep }] })))
      )
      const error = yield* Effect.flip(Effect.provide(Commands.lock(car), at(server.origin)))
      expect(fields(error)).toEqual(asleepFields)
    })
  )

  it.scopedLive("a body that breaks off is an error of the exchange, and one that never comes of the clock", () =>
    Effect.gen(function* () {
      const broken = yield* serve(
        slowly(20, (response) => {
          response.write('{"data":{"attributes"')
          setTimeout(() => response.destroy(), 20)
        })
      )
      const cut = yield* Effect.flip(Effect.provide(Commands.lock(car), at(broken.origin)))
      expect(fields(cut)).toMatchObject({ _tag: "TransportError", phase: "body", ...ofLock })
      const empty = yield* serve(slowly(20, (response) => response.end()))
      const none = yield* Effect.flip(Effect.provide(Commands.lock(car), at(empty.origin)))
      expect(fields(none)).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 202 })
      const silent = yield* serve(slowly(0, () => {}))
      const timeout = yield* Effect.flip(
        Effect.provide(Smartcar.withTimeout(Commands.lock(car), "100 millis"), at(silent.origin))
      )
      expect(fields(timeout)).toMatchObject({ _tag: "TimeoutError", timeout: "0.1 s" })
      expect([broken, empty, silent].map(({ requests }) => requests.length)).toEqual([1, 1, 1])
    })
  )

  it.scopedLive("an interruption while the body is awaited closes the connection", () =>
    Effect.gen(function* () {
      const run = Runtime.runSync(yield* Effect.runtime())
      const arrived = yield* Deferred.make<void>()
      const closed = yield* Deferred.make<void>()
      const server = yield* serve((_, response) => {
        response.on("close", () => run(Deferred.succeed(closed, undefined)))
        response.writeHead(202)
        response.flushHeaders()
        setTimeout(() => run(Deferred.succeed(arrived, undefined)), 30)
      })
      const fiber = yield* Effect.fork(Effect.provide(Commands.lock(car), at(server.origin)))
      yield* Deferred.await(arrived)
      yield* Fiber.interrupt(fiber)
      yield* Effect.timeout(Deferred.await(closed), "5 seconds")
    })
  )
})

describe("how long and how often", () => {
  it.effect("a command is waited for 310 seconds, and its exchange is then given up", () =>
    Effect.gen(function* () {
      const { aborts, handler } = yield* hanging
      const fiber = yield* Effect.fork(Effect.provide(Effect.flip(Commands.lock(car)), layer(handler)))
      yield* TestClock.adjust("309999 millis")
      expect((yield* Fiber.poll(fiber))._tag).toBe("None")
      yield* TestClock.adjust("1 millis")
      expect(fields(yield* Fiber.join(fiber))).toEqual({ _tag: "TimeoutError", timeout: "310 s", ...ofLock })
      expect(yield* aborts).toBe(1)
    })
  )

  it.effect("an interruption gives up its exchange", () =>
    Effect.gen(function* () {
      const { aborts, handler } = yield* hanging
      const fiber = yield* Effect.fork(Effect.provide(Commands.lock(car), layer(handler)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      expect(yield* aborts).toBe(1)
    })
  )

  const error = (type: string, code: string | null, status: string | undefined, more: object = {}) => ({
    errors: [{ ...(status === undefined ? {} : { status }), type, code, detail: "d", ...more }]
  })
  const soon = { "retry-after": "0" }

  /** What answers, and how often a command is sent that may be tried twice more. */
  const rows: ReadonlyArray<readonly [title: string, answers: Answers, sends: number]> = [
    ["success", late(execution({ value: "SUCCESS" })), 1],
    ["no connection", Wire.cut("connect"), 3],
    ["429 of the application", Wire.json(error("RATE_LIMIT", "SMARTCAR_API", "429"), { status: 429 }), 3],
    ["429 of the car", Wire.json(error("RATE_LIMIT", "VEHICLE", "429"), { status: 429, headers: soon }), 3],
    ["429 as HTML", Wire.text("<p>", { status: 429 }), 3],
    ["cut before the answer", Wire.cut("sent"), 1],
    ["cut in the answer", Wire.cut("body"), 1],
    ["500", Wire.json(error("SERVER", "INTERNAL", "500"), { status: 500 }), 1],
    ["502", Wire.json(error("UPSTREAM", "NO_RESPONSE", "502"), { status: 502 }), 1],
    ["504 of the gateway", Wire.text("", { status: 504 }), 1],
    ["500 that says 429", Wire.json(error("RATE_LIMIT", "SMARTCAR_API", "429"), { status: 500 }), 1],
    ["202, then nothing", Wire.text("", { status: 202 }), 1],
    ["202, then a failed car", late(error("UPSTREAM", "NO_RESPONSE", "502")), 1],
    ["202, then too many requests", late(error("RATE_LIMIT", "SMARTCAR_API", "429"), soon), 1],
    ["202, then too many requests, without a status", late(error("RATE_LIMIT", "VEHICLE", undefined), soon), 1],
    [
      "202, then to be tried later",
      late(error("VEHICLE_STATE", "UNKNOWN", "409", { resolution: { type: "RETRY_LATER" } })),
      1
    ],
    ["200, then a failed execution", Wire.json(execution({ value: "ERROR", error: asleep })), 1]
  ]

  for (const [title, answers, expected] of rows) {
    it.effect(`once by itself, and tried again only if it surely did not run: ${title}`, () =>
      Effect.gen(function* () {
        const call = Commands.setChargeLimit(car, { percent: 80 })
        expect(yield* sends(call, answers)).toBe(1)
        expect(yield* sends(Retry.transient(call, { times: 2, base: 0, jitter: 0 }), answers)).toBe(expected)
      })
    )
  }

  it.effect("the answer to a second try counts", () =>
    Effect.map(
      success(
        Retry.transient(Commands.lock(car), { times: 2, base: 0, jitter: 0 }),
        inTurn(Wire.cut("connect"), late(execution({ value: "SUCCESS" })))
      ),
      ({ value }) => expect(value.status).toBe("SUCCESS")
    )
  )
})
