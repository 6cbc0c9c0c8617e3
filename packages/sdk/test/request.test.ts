import { describe, expect, it } from "@effect/vitest"
import { Smartcar } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either, Schema } from "effect"
import { exchange, failure, fields, plain, success, token, vehicleId } from "./support/harness.js"

const car = Vehicle.make(vehicleId)
const json = Wire.json({ ok: true })
const Ok = Schema.Struct({ ok: Schema.Boolean })

const first = (requests: ReadonlyArray<Wire.Request>) =>
  requests.map(({ method, url, body }) => [method, url.href, body])

const header = (requests: ReadonlyArray<Wire.Request>, name: string) => requests.map(({ headers }) => headers[name])

describe("Vehicle.request", () => {
  it.effect("is a GET with the car's token, units, flags and version", () =>
    Effect.gen(function* () {
      const own = Vehicle.make(vehicleId, { unitSystem: "imperial", flags: { beta: true }, version: "2.1" })
      const { result, requests } = yield* exchange(
        Vehicle.request(own, {
          path: "/tesla/compass",
          query: { a: 1, b: false, c: "x y", d: undefined },
          success: Ok
        }),
        Wire.json({ ok: true, meta: 1 }, { headers: { "sc-request-id": "r", "sc-unit-system": "imperial" } })
      )
      expect(result).toEqual(Either.right({ value: { ok: true }, meta: { requestId: "r", unitSystem: "imperial" } }))
      expect(first(requests)).toEqual([
        [
          "GET",
          `https://api.smartcar.com/v2.1/vehicles/${vehicleId}/tesla/compass?a=1&b=false&c=x+y&flags=beta%3Atrue`,
          ""
        ]
      ])
      expect(requests.map(({ headers }) => ({ ...headers }))).toEqual([
        {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          "sc-unit-system": "imperial",
          "user-agent": "golden"
        }
      ])
    })
  )

  for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
    it.effect(`${method} with and without a body`, () =>
      Effect.gen(function* () {
        const call = (body?: unknown) => Vehicle.request(car, { method, path: "pin", body, success: Schema.Unknown })
        const none = yield* exchange(call(), json)
        expect(none.requests.map((r) => [r.method, r.body, r.headers["content-type"]])).toEqual([
          [method, "", undefined]
        ])
        if (method === "GET" || method === "HEAD") {
          const { result, requests } = yield* exchange(call({ pin: "0000" }), json)
          expect(Either.mapLeft(result, (e) => fields(e)["field"])).toEqual(Either.left("body"))
          expect(requests).toEqual([])
          return
        }
        for (const [body, text] of [
          [{ pin: "0000", list: [1, null] }, '{"pin":"0000","list":[1,null]}'],
          [[], "[]"],
          [null, "null"],
          [0, "0"]
        ]) {
          const some = yield* exchange(call(body), json)
          expect(some.requests.map((r) => [r.method, r.body, r.headers["content-type"]])).toEqual([
            [method, text, "application/json"]
          ])
        }
      })
    )
  }

  it.effect("a body that JSON cannot express is refused, unsent", () =>
    Effect.gen(function* () {
      const circular: Record<string, unknown> = {}
      circular["self"] = circular
      for (const body of [circular, 1n, () => 1]) {
        const { result, requests } = yield* exchange(
          Vehicle.request(car, { method: "POST", path: "/x", body, success: Ok }),
          json
        )
        expect(Either.mapLeft(result, (e) => fields(e))).toMatchObject(
          Either.left({ _tag: "InvalidInputError", field: "body", endpoint: "vehicleRequest", vehicleId })
        )
        expect(requests).toEqual([])
      }
    })
  )

  it.effect("a caller's headers replace ours, whatever their case", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(
        Vehicle.request(car, {
          path: "/x",
          success: Ok,
          headers: { Authorization: "Bearer mine", "SC-Unit-System": "imperial", "User-Agent": "me/1", "X-Extra": "1" }
        }),
        json
      )
      expect(requests.map(({ headers }) => ({ ...headers }))).toEqual([
        {
          accept: "application/json",
          authorization: "Bearer mine",
          "sc-unit-system": "imperial",
          "user-agent": "me/1",
          "x-extra": "1"
        }
      ])
    })
  )

  it.effect("its own version comes before the handle's", () =>
    Effect.gen(function* () {
      const own = Vehicle.make(vehicleId, { version: "2.1" })
      const { requests } = yield* exchange(Vehicle.request(own, { path: "/vin", version: "3.0", success: Ok }), json)
      expect(first(requests)).toEqual([["GET", `https://api.smartcar.com/v3.0/vehicles/${vehicleId}/vin`, ""]])
    })
  )

  it.effect("204 and empty answers are an empty object", () =>
    Effect.gen(function* () {
      const call = Vehicle.request(car, { method: "DELETE", path: "/pin", success: Schema.Struct({}) })
      for (const empty of [Wire.text("", { status: 204 }), Wire.text("")]) {
        expect(plain(yield* success(call, empty))).toEqual({ value: {}, meta: {} })
      }
    })
  )

  it.effect("an array answer is an array, and every vendor error is declared", () =>
    Effect.gen(function* () {
      const list = Vehicle.request(car, { path: "/service/history", success: Schema.Array(Schema.Unknown) })
      expect(plain(yield* success(list, Wire.json([{ a: 1 }])))).toEqual({ value: [{ a: 1 }], meta: {} })
      const error = yield* failure(list, Wire.json({ error: "invalid_grant", error_description: "d" }, { status: 400 }))
      expect(fields(error)).toMatchObject({ _tag: "OAuthError", endpoint: "vehicleRequest", vehicleId })
    })
  )
})

describe("Smartcar.request", () => {
  const origins = {
    api: "http://127.0.0.1:4000",
    auth: "http://127.0.0.1:4001/",
    management: "http://127.0.0.1:4002"
  }

  it.effect("goes to the configured host, below its version", () =>
    Effect.gen(function* () {
      const sent = []
      for (const host of [undefined, "api", "auth", "management"] as const) {
        const { requests } = yield* exchange(
          Smartcar.request({ path: "/some/path", success: Ok, ...(host === undefined ? {} : { host }) }),
          json,
          { origins }
        )
        sent.push(requests.map(({ url }) => url.href))
      }
      expect(sent).toEqual([
        ["http://127.0.0.1:4000/v2.0/some/path"],
        ["http://127.0.0.1:4000/v2.0/some/path"],
        ["http://127.0.0.1:4001/some/path"],
        ["http://127.0.0.1:4002/v2.0/some/path"]
      ])
    })
  )

  it.effect("goes below no version if that is null", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(Smartcar.request({ path: "/v9/user", version: null, success: Ok }), json)
      expect(first(requests)).toEqual([["GET", "https://api.smartcar.com/v9/user", ""]])
    })
  )

  it.effect("proves itself as asked", () =>
    Effect.gen(function* () {
      const sent = []
      for (const auth of [undefined, "user", "clientBasic", "managementBasic", "managementBearer", "none"] as const) {
        const { requests } = yield* exchange(
          Smartcar.request({ path: "/x", success: Ok, ...(auth === undefined ? {} : { auth }) }),
          json
        )
        sent.push(...header(requests, "authorization"))
      }
      expect(sent).toEqual([
        `Bearer ${token}`,
        `Bearer ${token}`,
        "Basic Y2xpZW50SWQ6Y2xpZW50U2VjcmV0",
        "Basic ZGVmYXVsdDphbXQ=",
        "Bearer amt",
        undefined
      ])
    })
  )

  it.effect("no path takes the credentials to another origin", () =>
    Effect.gen(function* () {
      for (const path of [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example",
        "@evil.example/x",
        ":80@evil.example",
        ".evil.example/"
      ]) {
        const { result, requests } = yield* exchange(Smartcar.request({ path, success: Ok }), json)
        for (const { url } of requests) expect(url.origin).toBe("https://api.smartcar.com")
        if (requests.length === 0) {
          expect(Either.mapLeft(result, (e) => fields(e)["field"])).toEqual(Either.left("path"))
        }
      }
    })
  )

  it.effect("an origin that is none, or a version that is none, is refused, unsent", () =>
    Effect.gen(function* () {
      for (const [call, options, field] of [
        [{}, { origins: { api: "https://api.smartcar.com/path" } }, "origins.api"],
        [{}, { origins: { api: "https://user:pass@api.smartcar.com" } }, "origins.api"],
        [{}, { origins: { api: "ftp://api.smartcar.com" } }, "origins.api"],
        [{}, { origins: { api: "nonsense" } }, "origins.api"],
        [{}, { apiVersion: "two" }, "version"],
        [{ version: "2.0/../x" }, {}, "version"],
        [{ version: "" }, {}, "version"]
      ] as const) {
        const { result, requests } = yield* exchange(
          Smartcar.request({ path: "/x", success: Ok, ...call }),
          json,
          options
        )
        expect(Either.mapLeft(result, (e) => fields(e))).toMatchObject(
          Either.left({ _tag: "InvalidInputError", field, endpoint: "request" })
        )
        expect(requests).toEqual([])
      }
    })
  )

  it.effect("query, body, headers, flags and version", () =>
    Effect.gen(function* () {
      const { requests } = yield* exchange(
        Smartcar.request({
          method: "PATCH",
          path: "/a/b",
          query: { q: "1&2" },
          body: { x: 1 },
          headers: { "Content-Type": "application/merge-patch+json" },
          flags: { country: "DE" },
          version: "2.2",
          success: Ok
        }),
        json
      )
      expect(first(requests)).toEqual([
        ["PATCH", "https://api.smartcar.com/v2.2/a/b?q=1%262&flags=country%3ADE", '{"x":1}']
      ])
      expect(header(requests, "sc-unit-system")).toEqual([undefined])
    })
  )

  it.effect("a redirect is not followed", () =>
    Effect.gen(function* () {
      const { result, requests } = yield* exchange(
        Smartcar.request({ path: "/x", success: Ok }),
        Wire.text("", { status: 307, headers: { location: "https://evil.example/" } })
      )
      expect(Either.mapLeft(result, (e) => fields(e))).toMatchObject(
        Either.left({
          _tag: "UnexpectedResponseError",
          statusCode: 307,
          headers: { location: "https://evil.example/" }
        })
      )
      expect(requests.length).toBe(1)
    })
  )
})
