import { HttpClient, HttpClientError } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Layer, Redacted } from "effect"
import { config, fields, token, vehicleId } from "./support/harness.js"

/** The error of a call over this HTTP client. */
const errorOver = (client: HttpClient.HttpClient) =>
  Vehicle.lock(Vehicle.make(vehicleId)).pipe(
    Effect.flip,
    Effect.map(fields),
    Effect.provide(
      Smartcar.layer.pipe(
        Layer.provide(Credentials.layerAccessToken(Redacted.make(token))),
        Layer.provide(SmartcarConfig.layer(config)),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
      )
    )
  )

/** The error of a call whose HTTP client fails like this. */
const broken = (reason: "Transport" | "Encode" | "InvalidUrl", cause: unknown, description?: string) =>
  errorOver(
    HttpClient.make((request) =>
      Effect.fail(
        new HttpClientError.RequestError({
          request,
          reason,
          cause,
          ...(description === undefined ? {} : { description })
        })
      )
    )
  )

const system = (code: string, more: object = {}) => Object.assign(new Error(`${code} 127.0.0.1`), { code, ...more })

/** How fetch wraps what went wrong. */
const fetched = (code: string) => new TypeError("fetch failed", { cause: system(code) })

describe("the phase of a broken exchange", () => {
  for (const code of [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "UND_ERR_CONNECT_TIMEOUT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
  ]) {
    it.effect(`${code} is connect: nothing was sent`, () =>
      Effect.gen(function* () {
        const expected = { _tag: "TransportError", phase: "connect", code, description: `${code} 127.0.0.1` }
        expect(yield* broken("Transport", system(code))).toMatchObject(expected)
        expect(yield* broken("Transport", fetched(code))).toMatchObject(expected)
      })
    )
  }

  for (const code of ["ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "EPROTO"]) {
    it.effect(`${code} is sent: a command may have run`, () =>
      Effect.gen(function* () {
        expect(yield* broken("Transport", system(code))).toMatchObject({ phase: "sent", code })
        expect(yield* broken("Transport", fetched(code))).toMatchObject({ phase: "sent", code })
      })
    )
  }

  for (const code of ["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]) {
    it.effect(`${code} is connect only while connecting`, () =>
      Effect.gen(function* () {
        const phases = []
        for (const syscall of ["connect", "read", "write"]) {
          phases.push((yield* broken("Transport", system(code, { syscall })))["phase"])
        }
        expect(phases).toEqual(["connect", "sent", "sent"])
      })
    )
  }

  it.effect("a request that could not be made was not sent", () =>
    Effect.gen(function* () {
      expect(yield* broken("InvalidUrl", new TypeError("Invalid URL"))).toMatchObject({ phase: "connect" })
      expect(yield* broken("Encode", new TypeError("bad body"))).toMatchObject({ phase: "connect" })
    })
  )
})

describe("what the error says", () => {
  it.effect("without a code: the innermost message, else the description, else the reason", () =>
    Effect.gen(function* () {
      const where = { _tag: "TransportError", phase: "sent", endpoint: "lock", vehicleId }
      expect(yield* broken("Transport", new Error("outer", { cause: new Error("inner") }))).toEqual({
        ...where,
        description: "inner"
      })
      expect(yield* broken("Transport", "just text", "described")).toEqual({ ...where, description: "described" })
      expect(yield* broken("Transport", new AggregateError([system("ECONNREFUSED")], ""))).toEqual({
        ...where,
        description: "Transport"
      })
    })
  )

  it.effect("no secret, even if the client's message has it, and no cause", () =>
    Effect.gen(function* () {
      const error = yield* broken("Transport", new Error(`bad header: Bearer ${token}`))
      expect(error["description"]).toBe("bad header: Bearer <redacted>")
      expect(JSON.stringify(error)).not.toContain(token)
      expect(Object.keys(error).sort()).toEqual(["_tag", "description", "endpoint", "phase", "vehicleId"])
    })
  )

  it.effect("a cause that never ends is not followed for ever", () =>
    Effect.gen(function* () {
      const loop: Record<string, unknown> = { message: "round" }
      loop["cause"] = loop
      expect(yield* broken("Transport", loop)).toMatchObject({ description: "round" })
    })
  )
})

it.effect("a client that fails on statuses by itself changes nothing", () =>
  Effect.gen(function* () {
    const answers = Wire.httpClient(() =>
      Effect.succeed(Wire.json({ type: "VEHICLE_STATE", code: "ASLEEP", description: "d" }, { status: 409 }))
    )
    expect(yield* errorOver(HttpClient.filterStatusOk(answers))).toMatchObject({
      _tag: "VehicleStateError",
      code: "ASLEEP",
      statusCode: 409
    })
  })
)
