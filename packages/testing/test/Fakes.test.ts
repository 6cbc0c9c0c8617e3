import { inspect } from "node:util"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect } from "effect"

const get = (url: string) =>
  Effect.flatMap(HttpClient.execute(HttpClientRequest.get(url)), (response) =>
    Effect.map(response.text, (text) => ({ status: response.status, headers: response.headers, text }))
  )

describe("FakeHttp", () => {
  it.effect("gives the same answer to every request, and records them in order", () =>
    Effect.gen(function* () {
      expect(yield* FakeHttp.requests).toEqual([])
      expect(yield* get("https://one.example/a?b=c")).toMatchObject({ status: 201, text: '{"ok":true}' })
      const post = HttpClientRequest.post("https://two.example/", { headers: { "X-Own": "1" } }).pipe(
        HttpClientRequest.bodyUnsafeJson({ a: 1 })
      )
      const response = yield* HttpClient.execute(post)
      expect(response.headers["x-served"]).toBe("yes")
      const sent = yield* FakeHttp.requests
      expect(sent.map(({ method, url, body }) => [method, url.href, body])).toEqual([
        ["GET", "https://one.example/a?b=c", ""],
        ["POST", "https://two.example/", '{"a":1}']
      ])
      expect(sent[1]?.headers).toMatchObject({ "x-own": "1", "content-type": "application/json" })
      yield* FakeHttp.clearRequests
      expect(yield* FakeHttp.requests).toEqual([])
    }).pipe(Effect.provide(FakeHttp.layer(Wire.json({ ok: true }, { status: 201, headers: { "x-served": "yes" } }))))
  )

  it.effect("JSON keeps its content type beside other headers, and text has none of its own", () =>
    Effect.gen(function* () {
      const json = yield* get("https://one.example/").pipe(
        Effect.provide(FakeHttp.layer(Wire.json({}, { headers: { "x-served": "yes" } })))
      )
      expect(json.headers).toMatchObject({ "content-type": "application/json", "x-served": "yes" })
      const text = yield* get("https://one.example/").pipe(Effect.provide(FakeHttp.layer(Wire.text("hello"))))
      expect(text.headers["content-type"]).toBeUndefined()
    })
  )

  it.effect("answers as a function says", () =>
    Effect.gen(function* () {
      expect((yield* get("https://one.example/a")).text).toBe("/a")
    }).pipe(Effect.provide(FakeHttp.layer(({ url }) => Effect.succeed(Wire.text(url.pathname)))))
  )

  it.effect("gives answers one after the other, and goes on with the last", () =>
    Effect.gen(function* () {
      const texts = yield* Effect.forEach([1, 2, 3], () => get("https://one.example/"))
      expect(texts.map(({ text }) => text)).toEqual(["first", "last", "last"])
    }).pipe(Effect.provide(FakeHttp.layerSequence(Wire.text("first"), Wire.text("last"))))
  )

  it.effect("has no body where none is allowed", () =>
    Effect.gen(function* () {
      expect(yield* get("https://one.example/")).toMatchObject({ status: 204, text: "" })
    }).pipe(Effect.provide(FakeHttp.layer(Wire.text("ignored", { status: 204 }))))
  )

  for (const [phase, tag, code] of [
    ["connect", "RequestError", "ECONNREFUSED"],
    ["sent", "RequestError", "ECONNRESET"],
    ["body", "ResponseError", "ECONNRESET"]
  ] as const) {
    it.effect(`breaks the exchange in the phase ${phase}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(get("https://one.example/"))
        expect([error._tag, inspect(error.cause)]).toEqual([tag, expect.stringContaining(code)])
      }).pipe(Effect.provide(FakeHttp.layer(Wire.cut(phase))))
    )
  }
})

describe("a request", () => {
  const sent = Wire.request({
    method: "POST",
    url: new URL("https://one.example/?code=c0de&state=s"),
    headers: { authorization: "Bearer t0ken", cookie: "session=s3cret", accept: "application/json" },
    body: '{"pin":"p1n","refresh_token":"r3fresh","amperage":16,"code":"c\\"0de"}'
  })

  it("holds what was sent", () => {
    expect(sent.headers["authorization"]).toBe("Bearer t0ken")
    expect(sent).toEqual({
      method: "POST",
      url: sent.url,
      headers: { authorization: "Bearer t0ken", cookie: "session=s3cret", accept: "application/json" },
      body: '{"pin":"p1n","refresh_token":"r3fresh","amperage":16,"code":"c\\"0de"}'
    })
    expect(Object.keys(sent)).toEqual(["method", "url", "headers", "body"])
  })

  it("hides its secrets when it is printed", () => {
    expect(JSON.parse(JSON.stringify(sent))).toEqual({
      method: "POST",
      url: "https://one.example/?code=<redacted>&state=s",
      headers: { authorization: "<redacted>", cookie: "<redacted>", accept: "application/json" },
      body: '{"pin":"<redacted>","refresh_token":"<redacted>","amperage":16,"code":"<redacted>"}'
    })
    for (const printed of [inspect(sent), inspect([sent], { depth: 5 }), inspect({ ...sent }.headers)]) {
      expect(printed).not.toMatch(/t0ken|s3cret|p1n|r3fresh|0de/)
    }
  })
})
