import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Auth, Connect, Vehicle, Webhook } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { DateTime, Duration, Effect, Either, Fiber, Layer, Redacted, Schema, TestClock } from "effect"
import { config, failure, fields, layer, plain, success, token, vehicleId } from "./support/harness.js"
import { row, urls } from "./support/officialBugs.js"

const doNotApply: Readonly<Record<number, string>> = {
  16: "no error is made from a body that the caller holds",
  30: "there is one table, and table.test.ts holds it against the exports",
  34: "packaging",
  35: "documentation"
}

const car = Vehicle.make(vehicleId)
const requestId = "26c14915-0c26-43c5-8e42-9edfc2a66a0f"
const odometer = Wire.json({ distance: 1 })

const batch = (response: unknown) => Wire.json({ responses: [response] }, { headers: { "sc-request-id": requestId } })

/** The error of a batch's only entry. */
const entryError = (response: unknown) =>
  Effect.map(success(Batch.all(car, { odometer: Vehicle.odometer }), batch(response)), (results) =>
    fields(Either.getOrThrow(Either.flip(results.odometer)))
  )

const asleep = { type: "VEHICLE_STATE", code: "ASLEEP", description: "d" }

describe("batch", () => {
  row(1, "an entry's error has the entry's status, not the batch's 200", () =>
    Effect.map(entryError({ path: "/odometer", code: 409, headers: {}, body: asleep }), (error) =>
      expect(error).toMatchObject({ _tag: "VehicleStateError", statusCode: 409 })
    )
  )

  row(2, "an entry's error without headers is that error", () =>
    Effect.map(entryError({ path: "/odometer", code: 409, body: asleep }), (error) =>
      expect(error["_tag"]).toBe("VehicleStateError")
    )
  )

  row(3, "an entry's error has the batch's request id, and its Retry-After in capitals", () =>
    Effect.map(
      entryError({
        path: "/odometer",
        code: 429,
        headers: { "Retry-After": 7 },
        body: { type: "RATE_LIMIT", code: "VEHICLE" }
      }),
      (error) => expect(error).toMatchObject({ requestId, retryAfter: "7 s" })
    )
  )

  row(4, "a 200 without responses is a typed error", () =>
    Effect.gen(function* () {
      for (const body of [{}, null, { responses: null }, []]) {
        const error = yield* failure(Batch.all(car, { odometer: Vehicle.odometer }), Wire.json(body))
        expect(fields(error)).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 200, endpoint: "batch" })
      }
    })
  )

  row(5, "a batch that times out while its body streams is a TimeoutError", () =>
    Effect.gen(function* () {
      const streaming = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response(new ReadableStream({}))))
      )
      const fiber = yield* Batch.all(car, { odometer: Vehicle.odometer }).pipe(
        Effect.flip,
        Effect.provide(
          Smartcar.layer.pipe(
            Layer.provide(Credentials.layerAccessToken(Redacted.make(token))),
            Layer.provide(SmartcarConfig.layer(config)),
            Layer.provide(Layer.succeed(HttpClient.HttpClient, streaming))
          )
        ),
        Effect.fork
      )
      yield* TestClock.adjust("310 seconds")
      expect(fields(yield* Fiber.join(fiber))).toMatchObject({ _tag: "TimeoutError", endpoint: "batch" })
    })
  )

  row(6, "batch and request carry the vehicle's flags", () =>
    Effect.gen(function* () {
      const flagged = Vehicle.make(vehicleId, { flags: { country: "DE", beta: true } })
      const base = `https://api.smartcar.com/v2.0/vehicles/${vehicleId}`
      const flags = "flags=country%3ADE+beta%3Atrue"
      expect([
        ...(yield* urls(Batch.all(flagged, { odometer: Vehicle.odometer }))),
        ...(yield* urls(Vehicle.batch(flagged, { requests: [{ path: "/vin" }] }))),
        ...(yield* urls(Vehicle.request(flagged, { path: "/vin", success: Schema.Unknown }))),
        ...(yield* urls(Vehicle.odometer(flagged))),
        ...(yield* urls(Vehicle.lock(flagged)))
      ]).toEqual([
        `POST ${base}/batch?${flags}`,
        `POST ${base}/batch?${flags}`,
        `GET ${base}/vin?${flags}`,
        `GET ${base}/odometer?${flags}`,
        `POST ${base}/security?${flags}`
      ])
    })
  )

  row(7, "an entry's array body stays an array", () =>
    Effect.gen(function* () {
      const given = { path: "/service/history", code: 200, body: [{ serviceId: 1 }, { serviceId: 2 }], headers: {} }
      const raw = yield* success(Vehicle.batch(car, { requests: [{ path: "/service/history" }] }), batch(given))
      expect(plain(raw.value)).toEqual({ responses: [given] })
      const error = yield* entryError({ ...given, path: "/odometer" })
      expect(error).toMatchObject({ _tag: "UnexpectedResponseError", body: JSON.stringify(given.body) })
    })
  )

  row(8, "entries have the caller's names, and the same read twice is there twice", () =>
    Effect.gen(function* () {
      const answer = batch({ path: "/charge/limit", code: 200, body: { limit: 0.8 } })
      const { mine, yours } = yield* success(
        Batch.all(car, { mine: Vehicle.chargeLimit, yours: Vehicle.chargeLimit }),
        answer
      )
      expect([plain(mine), plain(yours)].map((entry) => Object(entry).right.value)).toEqual([
        { limit: 0.8 },
        { limit: 0.8 }
      ])
    })
  )
})

describe("answers", () => {
  row(11, "an array answer is an array, with its meta beside it", () =>
    Effect.map(
      success(Vehicle.serviceHistory(car), Wire.json([{ serviceId: 1 }], { headers: { "sc-request-id": requestId } })),
      ({ value, meta }) => {
        expect(value.map(({ serviceId }) => serviceId)).toEqual([1])
        expect(meta).toEqual({ requestId })
      }
    )
  )

  row(17, "an error body that is a number or null is a typed error with its status", () =>
    Effect.gen(function* () {
      for (const text of ["502", "null", '"down"', "true", ""]) {
        const error = yield* failure(Vehicle.odometer(car), Wire.text(text, { status: 502 }))
        expect(fields(error)).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 502, body: text })
      }
    })
  )

  row(18, "a text is no answer, and a body's own meta is left alone", () =>
    Effect.gen(function* () {
      const error = yield* failure(Vehicle.odometer(car), Wire.text("OK"))
      expect(fields(error)).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 200, body: "OK" })
      const own = Vehicle.request(car, { path: "/x", success: Schema.Struct({ meta: Schema.String }) })
      expect(yield* success(own, Wire.json({ meta: "mine" }, { headers: { "sc-request-id": requestId } }))).toEqual({
        value: { meta: "mine" },
        meta: { requestId }
      })
    })
  )

  row(28, "tokens without expires_in live two hours", () =>
    Effect.map(
      success(Auth.exchangeCode("c0de"), Wire.json({ access_token: "a", refresh_token: "r", token_type: "Bearer" })),
      ({ expiresAt }) => expect(DateTime.formatIso(expiresAt)).toBe("1970-01-01T02:00:00.000Z")
    )
  )

  row(33, "a retry-after is a duration", () =>
    Effect.map(
      failure(
        Vehicle.odometer(car),
        Wire.json({ type: "RATE_LIMIT", code: "VEHICLE" }, { status: 429, headers: { "retry-after": "120" } })
      ),
      (error) =>
        expect(error._tag === "RateLimitError" && error.retryAfter && Duration.toMillis(error.retryAfter)).toBe(120_000)
    )
  )
})

describe("errors and secrets", () => {
  row(19, "a broken exchange is a TransportError, a slow one a TimeoutError: no status is invented", () =>
    Effect.gen(function* () {
      const broken = fields(yield* failure(Vehicle.odometer(car), Wire.cut("connect")))
      expect(broken).toMatchObject({ _tag: "TransportError", phase: "connect", code: "ECONNREFUSED" })
      const fiber = yield* Effect.fork(failure(Vehicle.odometer(car), () => Effect.never))
      yield* TestClock.adjust("310 seconds")
      const slow = fields(yield* Fiber.join(fiber))
      expect(slow).toEqual({ _tag: "TimeoutError", timeout: "310 s", endpoint: "odometer", vehicleId })
      expect(broken).not.toHaveProperty("statusCode")
    })
  )

  row(31, "nothing that is printed shows a secret, and an error's JSON has its message", () =>
    Effect.gen(function* () {
      const error = yield* failure(
        Vehicle.odometer(car),
        Wire.json({ type: "SERVER", code: "INTERNAL", description: `no ${token}` }, { status: 500 })
      )
      const settings = yield* SmartcarConfig.SmartcarConfig
      const printed = [car, error, settings].flatMap((value) => [
        JSON.stringify(value),
        inspect(value, { depth: 9, showHidden: true }),
        String(value)
      ])
      for (const secret of [token, "s3cr3t"]) {
        for (const text of printed) expect(text).not.toContain(secret)
      }
      expect(JSON.parse(JSON.stringify(error)).message).toBe("SERVER:INTERNAL - no <redacted>")
    }).pipe(Effect.provide(layer(odometer, { clientSecret: Redacted.make("s3cr3t") })))
  )
})

describe("Connect and webhooks", () => {
  const url = (options: Connect.AuthorizeOptions, settings: SmartcarConfig.Options = {}) =>
    Connect.authorizeUrl(options).pipe(
      Effect.map((text) => new URL(text)),
      Effect.provide(SmartcarConfig.layer({ ...config, ...settings }))
    )

  row(13, "the log-in page does not move with the API", () =>
    Effect.gen(function* () {
      const moved = yield* url({}, { origins: { api: "http://127.0.0.1:4000" } })
      expect(moved.origin).toBe("https://connect.smartcar.com")
      const own = yield* url({}, { origins: { connect: "http://127.0.0.1:4003" } })
      expect(own.origin).toBe("http://127.0.0.1:4003")
    })
  )

  row(14, "single select as a boolean is sent, and a scope that is no list is refused", () =>
    Effect.gen(function* () {
      const sent = []
      for (const singleSelect of [true, false, { enabled: true }, undefined]) {
        sent.push((yield* url({ singleSelect })).searchParams.get("single_select"))
      }
      expect(sent).toEqual(["true", "false", "true", null])
      const error = yield* Effect.flip(url({ scope: "read_vin" as never }))
      expect(fields(error)).toMatchObject({ _tag: "InvalidInputError", field: "scope" })
    })
  )

  row(15, "a webhook's signature is checked over the raw body", () =>
    Effect.gen(function* () {
      const signature = "4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70"
      const bytes = new TextEncoder().encode('{"pizza":"pasta"}')
      expect([
        yield* Webhook.verify("amt", signature, '{"pizza":"pasta"}'),
        yield* Webhook.verify("amt", signature, bytes),
        yield* Webhook.verify("amt", signature, '{ "pizza": "pasta" }'),
        yield* Webhook.verify("other", signature, '{"pizza":"pasta"}')
      ]).toEqual([true, true, false, false])
    })
  )
})

it("every row of §9 is shown, or does not apply", () => {
  const texts = ["./officialBugs.test.ts", "./officialBugsRequests.test.ts"].map((file) =>
    readFileSync(new URL(file, import.meta.url), "utf8")
  )
  const shown = texts.flatMap((text) => [...text.matchAll(/^ {2}row\((\d+), /gm)].map(([, number]) => Number(number)))
  const rows = [...shown, ...Object.keys(doNotApply).map(Number)].sort((a, b) => a - b)
  expect(rows).toEqual(Array.from({ length: 36 }, (_, index) => index + 1))
})
