import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { config, token, vehicleId } from "./support/harness.js"

type Sent = readonly [url: string, init: RequestInit]

/** A `fetch` that answers so, and what it was given. */
const fake = (answer: (init: RequestInit) => Response | Promise<Response>) => {
  const sent: Array<Sent> = []
  const fetch: typeof globalThis.fetch = (url, init = {}) => {
    sent.push([String(url), init])
    return answer(init) as Promise<Response>
  }
  return { sent, fetch }
}

const reading = () => Promise.resolve(Response.json({ distance: 7 }))

const never = () => new Promise<Response>(() => {})

const httpOver = (fetch: typeof globalThis.fetch, init: RequestInit = {}) =>
  BoundedHttpClient.layerFetch.pipe(
    Layer.provide(
      Layer.merge(Layer.succeed(FetchHttpClient.Fetch, fetch), Layer.succeed(FetchHttpClient.RequestInit, init))
    )
  )

const smartcarOver = (http: Layer.Layer<HttpClient.HttpClient>, maxResponseBytes?: number) =>
  Smartcar.layer.pipe(
    Layer.provide(Credentials.layerAccessToken(Redacted.make(token))),
    Layer.provide(SmartcarConfig.layer({ ...config, maxResponseBytes })),
    Layer.provide(http)
  )

const odometer = Vehicle.odometer(Vehicle.make(vehicleId))

const execute = (request: HttpClientRequest.HttpClientRequest, bounds: Partial<BoundedHttpClient.Bounds> = {}) =>
  Effect.flatMap(HttpClient.HttpClient, (client) => {
    if (!BoundedHttpClient.isBoundedHttpClient(client)) return Effect.dieMessage("it bounds nothing")
    return client[BoundedHttpClient.TypeId](request, { millis: 1000, maxBytes: 1000, ...bounds })
  })

const url = "http://127.0.0.1/"

describe("layerFetch", () => {
  it.live("sends what the SDK asks for, and follows no redirect whatever it is told", () =>
    Effect.gen(function* () {
      const { fetch, sent } = fake(reading)
      const http = httpOver(fetch, {
        redirect: "follow",
        cache: "no-store",
        headers: { "X-Proxy": "1", "User-Agent": "theirs" }
      })
      expect((yield* Effect.provide(odometer, smartcarOver(http))).value).toEqual({ distance: 7 })
      const [[url, init] = [undefined, undefined]] = sent
      expect(url).toMatch(new RegExp(`/v2.0/vehicles/${vehicleId}/odometer$`))
      expect(init).toMatchObject({ method: "GET", redirect: "manual", cache: "no-store" })
      expect(init).not.toHaveProperty("body")
      expect(init?.headers).toMatchObject({ authorization: `Bearer ${token}`, "x-proxy": "1" })
      expect(Object.values(init?.headers ?? {})).not.toContain("theirs")
    })
  )

  it.live("looks the global fetch up at each call", () =>
    Effect.gen(function* () {
      const original = globalThis.fetch
      const { fetch, sent } = fake(reading)
      const context = yield* Layer.build(smartcarOver(BoundedHttpClient.layerFetch))
      yield* Effect.acquireUseRelease(
        Effect.sync(() => {
          globalThis.fetch = fetch
        }),
        () => Effect.provide(odometer, context),
        () =>
          Effect.sync(() => {
            globalThis.fetch = original
          })
      )
      expect(sent.length).toBe(1)
    }).pipe(Effect.scoped)
  )

  it.live("fails as every client does where fetch fails", () =>
    Effect.gen(function* () {
      const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" })
      const failing = [
        () => Promise.reject(new TypeError("fetch failed", { cause })),
        () => {
          throw new TypeError("fetch failed", { cause })
        }
      ]
      for (const fail of failing) {
        const error = yield* Effect.flip(Effect.provide(odometer, smartcarOver(httpOver(fake(fail).fetch))))
        expect(error).toMatchObject({ _tag: "TransportError", phase: "connect", code: "ECONNREFUSED" })
      }
    })
  )

  it.live("gives up in time, though fetch knows no signals, and tells those that do", () =>
    Effect.gen(function* () {
      const { fetch, sent } = fake(never)
      const error = yield* odometer.pipe(
        Smartcar.withTimeout("20 millis"),
        Effect.provide(smartcarOver(httpOver(fetch))),
        Effect.flip
      )
      expect(error._tag).toBe("TimeoutError")
      expect(sent[0]?.[1].signal?.aborted).toBe(true)
    })
  )

  it.live("gives up when a body takes too long", () =>
    Effect.gen(function* () {
      const { fetch } = fake(() => new Response(new ReadableStream()))
      const error = yield* odometer.pipe(
        Smartcar.withTimeout("20 millis"),
        Effect.provide(smartcarOver(httpOver(fetch))),
        Effect.flip
      )
      expect(error._tag).toBe("TimeoutError")
    })
  )

  it.live("aborts what it is interrupted in", () =>
    Effect.gen(function* () {
      const { fetch, sent } = fake(never)
      const fiber = yield* Effect.fork(Effect.provide(odometer, smartcarOver(httpOver(fetch))))
      while (sent.length === 0) yield* Effect.sleep(1)
      yield* Fiber.interrupt(fiber)
      expect(sent[0]?.[1].signal?.aborted).toBe(true)
    })
  )

  it.live("reads no more than it may, by what a body says of itself and by what comes", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ distance: 7 })
      const pieces = (headers: Record<string, string>) => () =>
        new Response(Stream.toReadableStream(Stream.make(body.slice(0, 5), body.slice(5)).pipe(Stream.encodeText)), {
          headers
        })
      for (const headers of [{}, { "content-length": `${body.length}` }]) {
        const over = (most: number) =>
          Effect.provide(odometer, smartcarOver(httpOver(fake(pieces(headers)).fetch), most))
        expect((yield* over(body.length)).value).toEqual({ distance: 7 })
        const error = yield* Effect.flip(over(body.length - 1))
        expect(error).toMatchObject({ _tag: "UnexpectedResponseError", body: "" })
        expect(error.message).toContain("longer than the configuration allows")
      }
    })
  )

  it.live("makes do with responses that have neither streams nor lists of cookies", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(JSON.stringify({ distance: 7 }))
      const headers = new Map([["sc-request-id", "r"]])
      const arrayBuffer = () => Promise.resolve(bytes.buffer)
      const plain = () => Object.assign(Object.create(null), { status: 200, headers, arrayBuffer })
      const over = (most: number) => Effect.provide(odometer, smartcarOver(httpOver(fake(plain).fetch), most))
      const reading = yield* over(bytes.length)
      expect(reading).toMatchObject({ value: { distance: 7 }, meta: { requestId: "r" } })
      expect((yield* Effect.flip(over(bytes.length - 1)))._tag).toBe("UnexpectedResponseError")
    })
  )

  it.live("fails where the answer is no response", () =>
    Effect.gen(function* () {
      const answers: ReadonlyArray<unknown> = [undefined, {}, { status: 200 }, { status: 200, headers: new Headers() }]
      for (const answer of answers) {
        const { fetch } = fake(() => answer as Response)
        const error = yield* Effect.flip(Effect.provide(odometer, smartcarOver(httpOver(fetch))))
        expect(error._tag).toBe("TransportError")
      }
    })
  )

  it.live("sends bodies of every kind", () =>
    Effect.gen(function* () {
      const { fetch, sent } = fake((init) => {
        const body = init.body ?? ""
        return new Response(typeof body === "string" ? body : new Response(body).body)
      })
      const form = new FormData()
      form.set("a", "b")
      const post = HttpClientRequest.post(url, { urlParams: { q: "1 2" } })
      const requests = [
        HttpClientRequest.bodyText(post, "bytes"),
        HttpClientRequest.bodyStream(post, Stream.encodeText(Stream.make("bytes"))),
        HttpClientRequest.bodyFormData(post, form)
      ]
      const texts = yield* Effect.forEach(requests, (request) =>
        Effect.flatMap(execute(request), ({ text }) => text)
      ).pipe(Effect.provide(httpOver(fetch)))
      expect(texts.slice(0, 2)).toEqual(["bytes", "bytes"])
      expect(texts[2]).toContain('name="a"')
      expect(sent.map(([url]) => url)).toEqual(Array.from(sent, () => "http://127.0.0.1/?q=1+2"))
    })
  )

  it.live("hands a response over as clients do", () =>
    Effect.gen(function* () {
      const headers = new Headers({ "content-encoding": "gzip", "content-length": "3" })
      headers.append("set-cookie", "a=1")
      headers.append("set-cookie", "b=2")
      const { fetch } = fake(() => new Response("\ufeff{}", { status: 203, headers }))
      const response = yield* Effect.provide(execute(HttpClientRequest.get(url)), httpOver(fetch))
      expect(response.status).toBe(203)
      expect(yield* response.text).toBe("{}")
      expect(yield* response.json).toEqual({})
      expect(response.headers["content-encoding"]).toBe(undefined)
      expect(response.headers["content-length"]).toBe("5")
      expect(Object.keys(response.cookies.cookies)).toEqual(["a", "b"])
    })
  )

  it.live("refuses what is no URL", () =>
    Effect.gen(function* () {
      const request = HttpClientRequest.get("/relative", { urlParams: { a: "b" } })
      const error = yield* Effect.flip(Effect.provide(execute(request), httpOver(fake(reading).fetch)))
      expect(error).toMatchObject({ _tag: "RequestError", reason: "InvalidUrl" })
    })
  )

  it.live("is the platform's client for everyone else, whose own it leaves alone", () =>
    Effect.gen(function* () {
      const { fetch, sent } = fake(reading)
      const answered = yield* Effect.provide(
        Effect.flatMap(HttpClient.get(url), ({ json }) => json),
        httpOver(fetch)
      ).pipe(Effect.provideService(FetchHttpClient.Fetch, fetch))
      expect(answered).toEqual({ distance: 7 })
      expect(sent.length).toBe(1)
      const platforms = yield* Effect.provide(HttpClient.HttpClient, FetchHttpClient.layer)
      expect(BoundedHttpClient.isBoundedHttpClient(platforms)).toBe(false)
    })
  )
})
