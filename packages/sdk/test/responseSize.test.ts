import { FileSystem, HttpClient, HttpClientResponse, HttpIncomingMessage } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, Either, Layer, Option, Redacted } from "effect"
import { config, fields, token, vehicleId } from "./support/harness.js"

const odometer = Vehicle.odometer(Vehicle.make(vehicleId))

type Answer = () => Response

/** An HTTP client that answers whatever it is asked. */
const over = (answer: Answer, maxResponseBytes?: number) =>
  Smartcar.layer.pipe(
    Layer.provide(Credentials.layerAccessToken(Redacted.make(token))),
    Layer.provide(SmartcarConfig.layer({ ...config, maxResponseBytes })),
    Layer.provide(
      Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) => Effect.sync(() => HttpClientResponse.fromWeb(request, answer())))
      )
    )
  )

/** An answer of so many bytes, which says so or not, and for which a read of every piece is noted. */
const answer = (bytes: number, options: { readonly length?: number; readonly piece?: number } = {}) => {
  const { length, piece = bytes } = options
  const body = new TextEncoder().encode(JSON.stringify({ distance: 1 }).padEnd(bytes))
  const read: Array<number> = []
  const respond: Answer = () => {
    let at = 0
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (at === body.length) return controller.close()
          controller.enqueue(body.subarray(at, at + piece))
          at += piece
          read.push(at)
        }
      },
      { highWaterMark: 0 }
    )
    const headers = { "sc-request-id": "request-1", ...(length === undefined ? {} : { "content-length": `${length}` }) }
    return new Response(stream, { headers })
  }
  return { respond, read }
}

const tooLong = { _tag: "UnexpectedResponseError", statusCode: 200, body: "", requestId: "request-1" }

const call = (answer: Answer, maxResponseBytes?: number) =>
  odometer.pipe(
    Effect.either,
    Effect.map(Either.mapBoth({ onLeft: fields, onRight: ({ value }) => value.distance })),
    Effect.provide(over(answer, maxResponseBytes))
  )

describe("a body may be as long as the configuration says", () => {
  for (const length of [undefined, 100]) {
    it.effect(`and no longer, ${length === undefined ? "whatever it says" : "as it says itself"}`, () =>
      Effect.gen(function* () {
        const exact = answer(100, length === undefined ? {} : { length })
        expect(yield* call(exact.respond, 100)).toEqual(Either.right(1))
        expect(yield* call(exact.respond, 99)).toMatchObject(Either.left(tooLong))
      })
    )
  }

  it.effect("and is not read further", () =>
    Effect.gen(function* () {
      const silent = answer(1000, { piece: 10 })
      expect(yield* call(silent.respond, 25)).toMatchObject(Either.left(tooLong))
      expect(silent.read).toEqual([10, 20, 30])
      const open = answer(1000, { piece: 10, length: 1000 })
      expect(yield* call(open.respond, 25)).toMatchObject(Either.left(tooLong))
      expect(open.read).toEqual([10])
    })
  )

  it.effect("which is 10 MiB by default", () =>
    Effect.gen(function* () {
      const mebibyte = 1024 * 1024
      expect(yield* call(answer(10 * mebibyte, { piece: mebibyte }).respond)).toEqual(Either.right(1))
      expect(yield* call(answer(10 * mebibyte + 1, { piece: mebibyte }).respond)).toMatchObject(Either.left(tooLong))
    })
  )

  it.effect("unless the platform's own option is set around the call", () =>
    Effect.gen(function* () {
      const limited = (bytes: number) =>
        odometer.pipe(
          HttpIncomingMessage.withMaxBodySize(Option.some(FileSystem.Size(bytes))),
          Effect.either,
          Effect.provide(over(answer(100).respond, 50))
        )
      expect(Either.isRight(yield* limited(100))).toBe(true)
      expect(Either.isRight(yield* limited(99))).toBe(false)
    })
  )

  it.effect.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("%d is no number of bytes", (bytes) =>
    Effect.gen(function* () {
      const refused = { _tag: "InvalidInputError", field: "maxResponseBytes" }
      expect(yield* call(answer(100).respond, bytes)).toMatchObject(Either.left(refused))
    })
  )
})

describe("a body that is read in pieces", () => {
  it.effect("is one text, wherever it was cut", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ make: "Škoda", model: "電気 🚗", year: 2026, id: "1" })
      const bytes = new TextEncoder().encode(text)
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
          controller.close()
        }
      })
      const { value } = yield* Vehicle.attributes(Vehicle.make(vehicleId)).pipe(
        Effect.provide(over(() => new Response(body)))
      )
      expect(value).toEqual({ make: "Škoda", model: "電気 🚗", year: 2026, id: "1" })
    })
  )
})
