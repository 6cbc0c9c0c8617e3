import { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Cause, Effect, Layer, Redacted } from "effect"
import { config, fields, token, vehicleId } from "./support/harness.js"

type Execute = BoundedHttpClient.BoundedHttpClient[BoundedHttpClient.TypeId]

/** A client that can do both, and what it was asked. */
const both = (execute: Execute) => {
  const asked: Array<BoundedHttpClient.Bounds | "unbounded"> = []
  const ordinary = HttpClient.make((request) => {
    asked.push("unbounded")
    return execute(request, { millis: 0, maxBytes: 0 })
  })
  const client: BoundedHttpClient.BoundedHttpClient = Object.assign(ordinary, {
    [BoundedHttpClient.TypeId]: (request: HttpClientRequest.HttpClientRequest, bounds: BoundedHttpClient.Bounds) => {
      asked.push(bounds)
      return execute(request, bounds)
    }
  })
  return { client, asked }
}

const answers: Execute = (request) =>
  Effect.succeed(HttpClientResponse.fromWeb(request, new Response(JSON.stringify({ distance: 1 }))))

const failsWith =
  (cause: Error): Execute =>
  (request) =>
    Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))

const odometer = (client: HttpClient.HttpClient) =>
  Vehicle.odometer(Vehicle.make(vehicleId)).pipe(
    Smartcar.withTimeout("7 seconds"),
    Effect.provide(
      Smartcar.layer.pipe(
        Layer.provide(Credentials.layerAccessToken(Redacted.make(token))),
        Layer.provide(SmartcarConfig.layer({ ...config, maxResponseBytes: 5000 })),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
      )
    )
  )

describe("a client that bounds exchanges by itself", () => {
  it.live("is told how long they may take, and how much they may answer", () =>
    Effect.gen(function* () {
      const { asked, client } = both(answers)
      expect((yield* odometer(client)).value).toEqual({ distance: 1 })
      expect(asked).toEqual([{ millis: 7000, maxBytes: 5000 }])
    })
  )

  it.live("says that the time was up by the cause of its error", () =>
    Effect.gen(function* () {
      const inside = new Error("given up", { cause: new Cause.TimeoutException() })
      for (const cause of [new Cause.TimeoutException(), inside]) {
        const error = yield* Effect.flip(odometer(both(failsWith(cause)).client))
        expect(fields(error)).toEqual({ _tag: "TimeoutError", timeout: "7 s", endpoint: "odometer", vehicleId })
      }
      const other = yield* Effect.flip(odometer(both(failsWith(new Error("reset"))).client))
      expect(other).toMatchObject({ _tag: "TransportError", phase: "sent", description: "reset" })
    })
  )

  it.live("is an ordinary one once it is wrapped", () =>
    Effect.gen(function* () {
      const { asked, client } = both(answers)
      const wrapped = HttpClient.mapRequest(client, HttpClientRequest.setHeader("x-mine", "1"))
      expect(BoundedHttpClient.isBoundedHttpClient(client)).toBe(true)
      expect(BoundedHttpClient.isBoundedHttpClient(wrapped)).toBe(false)
      yield* odometer(wrapped)
      expect(asked).toEqual(["unbounded"])
    })
  )

  it.effect("is an ordinary one under a clock of the program's own, which it cannot go by", () =>
    Effect.gen(function* () {
      const { asked, client } = both(answers)
      yield* odometer(client)
      expect(asked).toEqual(["unbounded"])
    })
  )
})
