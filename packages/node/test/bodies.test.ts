import * as Zlib from "node:zlib"
import { HttpClient, HttpIncomingMessage } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { UndiciHttpClient } from "@effect-smartcar/node"
import { Effect, FastCheck, Option, Schema } from "effect"
import { eventually, serve } from "./support/loopback.js"

const get = (url: string) => Effect.flatMap(HttpClient.HttpClient, (client) => client.get(url))

const serveBytes = (bytes: string | Uint8Array, headers: Record<string, string | Array<string>> = {}, status = 200) =>
  serve((_, response) => {
    response.writeHead(status, { "content-length": Buffer.byteLength(bytes), ...headers })
    response.end(bytes)
  })

const json = JSON.stringify({ vin: "5YJSA1CN5DFP00101", text: "ä".repeat(100) })

/** Hardly compressible, so that it is long when it is compressed too. */
const long = JSON.stringify(
  FastCheck.sample(FastCheck.string({ minLength: 50, maxLength: 50 }), { numRuns: 4000, seed: 7 })
)

const gzip = (text: string | Uint8Array) => Zlib.gzipSync(text)

const brotli = (text: string | Uint8Array) =>
  Zlib.brotliCompressSync(text, { params: { [Zlib.constants.BROTLI_PARAM_QUALITY]: 3 } })

describe("the coding of a body", () => {
  it.scopedLive.each([
    { coding: "gzip", encode: gzip },
    { coding: "X-GZip", encode: gzip },
    { coding: "deflate", encode: (text: string) => Zlib.deflateSync(text) },
    { coding: "deflate", encode: (text: string) => Zlib.deflateRawSync(text) },
    { coding: "br", encode: (text: string) => brotli(text) },
    { coding: "gzip, br", encode: (text: string) => brotli(gzip(text)) },
    { coding: "identity, gzip", encode: gzip }
  ])("$coding is undone", ({ coding, encode }) =>
    Effect.gen(function* () {
      for (const text of [json, long]) {
        const { origin } = yield* serveBytes(encode(text), { "content-encoding": coding, "sc-request-id": "req-1" })
        const response = yield* get(origin)
        expect((yield* response.text) === text).toBe(true)
        expect("content-encoding" in response.headers).toBe(false)
        expect(response.headers["content-length"]).toBe(String(Buffer.byteLength(text)))
        expect(response.headers["sc-request-id"]).toBe("req-1")
      }
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("named in several lines is undone", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes(gzip(gzip(json)), { "content-encoding": ["gzip", "gzip"] })
      expect(yield* Effect.flatMap(get(origin), ({ text }) => text)).toBe(json)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive.each(["zstd", "gzip, zstd", Array.from({ length: 6 }, () => "gzip").join()])(
    "%s is left alone",
    (coding) =>
      Effect.gen(function* () {
        const { origin } = yield* serveBytes(gzip(json), { "content-encoding": coding })
        const response = yield* get(origin)
        expect(response.headers["content-encoding"]).toBe(coding)
        expect(Buffer.from(yield* response.arrayBuffer)).toEqual(gzip(json))
      }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive.each([
    { what: "cut off", coding: "gzip", bytes: gzip(json).subarray(0, -12) },
    { what: "long and cut off", coding: "gzip", bytes: gzip(long).subarray(0, -12) },
    { what: "another", coding: "gzip", bytes: Buffer.from(json) },
    { what: "another", coding: "deflate", bytes: Buffer.from(json) },
    { what: "cut off", coding: "br", bytes: brotli(json).subarray(0, -4) },
    { what: "half undone", coding: "gzip, br", bytes: brotli(json) },
    {
      what: "with a wrong checksum",
      coding: "gzip",
      bytes: Buffer.concat([gzip(json).subarray(0, -8), Buffer.alloc(8)])
    }
  ])("$coding that is $what is a ResponseError", ({ bytes, coding }) =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes(bytes, { "content-encoding": coding, "sc-request-id": "req-1" }, 203)
      const error = yield* Effect.flip(get(origin))
      expect(error._tag === "ResponseError" && [error.reason, error.response.status]).toEqual(["Decode", 203])
      expect(error._tag === "ResponseError" && error.response.headers["sc-request-id"]).toBe("req-1")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )
})

const TooLong = Schema.Struct({ code: Schema.Literal("UND_ERR_RES_EXCEEDED_MAX_SIZE") })

const atMost = (bytes: number) => HttpIncomingMessage.withMaxBodySize(Option.some(bytes))

describe("the longest body", () => {
  const tooLong = (url: string, limit: number) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(get(url).pipe(atMost(limit)))
      expect(error._tag === "ResponseError" && [error.reason, error.response.status]).toEqual(["Decode", 200])
      expect(Schema.is(TooLong)(error.cause)).toBe(true)
    })

  it.scopedLive.each([{}, { "content-encoding": "gzip" }])("is as long as it may be: %o", (headers) =>
    Effect.gen(function* () {
      const coded = "content-encoding" in headers
      const { origin } = yield* serveBytes(coded ? gzip("x".repeat(1000)) : "x".repeat(1000), headers)
      expect(
        (yield* get(origin).pipe(
          atMost(1000),
          Effect.flatMap(({ text }) => text)
        )).length
      ).toBe(1000)
      yield* tooLong(origin, 999)
      yield* tooLong(origin, 0)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("can be none at all", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes(gzip("x"), { "content-encoding": "gzip" })
      yield* tooLong(origin, 0)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("is bounded call by call", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes("x".repeat(1000))
      yield* tooLong(origin, 999)
      expect((yield* get(origin)).status).toBe(200)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive.each([
    { name: "a body that announces its length", length: { "content-length": 1e9 }, sent: 0 },
    { name: "a body that does not", length: {}, sent: 0 },
    { name: "a compressed body", length: { "content-encoding": "gzip" }, sent: 0 }
  ])("ends $name, and its connection", ({ length }) =>
    Effect.gen(function* () {
      let sent = 0
      const { open, origin } = yield* serve((_, response) => {
        response.writeHead(200, { ...length })
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(10_000))) sent += 10_000
        }
        response.on("drain", more)
        more()
      })
      yield* tooLong(origin, 20_000)
      yield* eventually(() => open() === 0)
      expect(sent).toBeLessThan(50e6)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive.each([
    { limit: 1000, name: "few bytes" },
    { limit: 2_000_000, name: "many bytes" }
  ])("holds what little data stand for: $name", ({ limit }) =>
    Effect.gen(function* () {
      const zeros = Buffer.alloc(10_000_000)
      const bombs = [
        { bytes: gzip(zeros), coding: "gzip" },
        { bytes: brotli(zeros), coding: "br" },
        { bytes: gzip(gzip(zeros)), coding: "gzip, gzip" }
      ]
      for (const { bytes, coding } of bombs) {
        const { origin } = yield* serveBytes(bytes, { "content-encoding": coding })
        yield* tooLong(origin, limit)
      }
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("is not bounded unless one bounds it", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes(gzip(Buffer.alloc(5_000_000, "x")), { "content-encoding": "gzip" })
      const response = yield* get(origin)
      expect((yield* response.text).length).toBe(5_000_000)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )
})
