import { Cookies, HttpBody, HttpClient, HttpClientRequest, HttpIncomingMessage } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { UndiciHttpClient } from "@effect-smartcar/node"
import { Chunk, Effect, FastCheck, Option, Stream } from "effect"
import { eventually, serve, serveTcp } from "./support/loopback.js"

const execute = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(HttpClient.HttpClient, (client) => client.execute(request))

const get = (url: string) => execute(HttpClientRequest.get(url))

const echo = serve((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const { headers, method, url } = request
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString("latin1") }))
  })
})

/** What `echo` answers. */
interface Echo {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const echoed = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(execute(request), ({ json }) => json as Effect.Effect<Echo>)

const serveBytes = (bytes: string | Uint8Array, headers: Record<string, string | Array<string>> = {}, status = 200) =>
  serve((_, response) => {
    response.writeHead(status, { "content-length": Buffer.byteLength(bytes), ...headers })
    response.end(bytes)
  })

describe("a request", () => {
  it.scopedLive("has the path and query of its URL, and no fragment", () =>
    Effect.gen(function* () {
      const { origin } = yield* echo
      const url = (request: HttpClientRequest.HttpClientRequest) => Effect.map(echoed(request), ({ url }) => url)
      expect(yield* url(HttpClientRequest.get(`${origin}/a%20b/../c?x=1#secret`))).toBe("/c?x=1")
      expect(yield* url(HttpClientRequest.get(`${origin}?x=é`))).toBe("/?x=%C3%A9")
      const request = HttpClientRequest.get(`${origin}/a?x=1`).pipe(
        HttpClientRequest.setUrlParams({ y: "2 3", z: "&=" }),
        HttpClientRequest.setHash("secret")
      )
      expect(yield* url(request)).toBe("/a?x=1&y=2+3&z=%26%3D")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const)("can be %s", (method) =>
    Effect.gen(function* () {
      const { origin } = yield* echo
      expect((yield* echoed(HttpClientRequest.make(method)(origin))).method).toBe(method)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("of the method HEAD has the headers of the answer, whose length is not a body's", () =>
    Effect.gen(function* () {
      const headers = { "content-length": 1e9, "content-encoding": "gzip", "sc-request-id": "req-1" }
      const { origin, requests } = yield* serve((_, response) => {
        response.writeHead(200, headers)
        response.end()
      })
      const response = yield* execute(HttpClientRequest.head(origin)).pipe(
        HttpIncomingMessage.withMaxBodySize(Option.some(10))
      )
      expect(requests[0]?.method).toBe("HEAD")
      expect(response.headers).toMatchObject({ "content-length": "1000000000", "sc-request-id": "req-1" })
      expect(yield* response.text).toBe("")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("asks for the codings that the client undoes, unless it says itself which", () =>
    Effect.gen(function* () {
      const { origin } = yield* echo
      const plain = yield* echoed(HttpClientRequest.get(origin))
      expect(plain.headers["accept-encoding"]).toBe("gzip, deflate, br")
      const own = yield* echoed(HttpClientRequest.get(origin, { headers: { "accept-encoding": "identity" } }))
      expect(own.headers["accept-encoding"]).toBe("identity")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("carries no trace", () =>
    Effect.gen(function* () {
      const { origin } = yield* echo
      const { headers } = yield* Effect.withSpan(echoed(HttpClientRequest.get(origin)), "outer")
      expect(Object.keys(headers).sort()).toEqual(["accept-encoding", "connection", "host"])
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  const form = new FormData()
  form.append("name", "Frunk")
  form.append("photo", new Blob(["jpeg"], { type: "image/jpeg" }), "photo.jpg")

  it.scopedLive.each<{ name: string; body: HttpBody.HttpBody; sent: string | RegExp; length?: string; type?: RegExp }>([
    { name: "nothing", body: HttpBody.empty, sent: "", length: "0" },
    { name: "text", body: HttpBody.text("ä"), sent: "Ã¤", length: "2", type: /^text\/plain$/ },
    { name: "a view of bytes", body: HttpBody.uint8Array(Buffer.from("abcd").subarray(1, 3)), sent: "bc", length: "2" },
    { name: "no bytes", body: HttpBody.uint8Array(new Uint8Array(0)), sent: "", length: "0" },
    { name: "a raw string", body: HttpBody.raw("raw"), sent: "raw", length: "3" },
    { name: "a raw Blob", body: HttpBody.raw(new Blob(["blob"])), sent: "blob", length: "4" },
    { name: "a raw ReadableStream", body: HttpBody.raw(new Blob(["web"]).stream()), sent: "web" },
    {
      name: "a stream",
      body: HttpBody.stream(Stream.make(Buffer.from("a"), Buffer.from("b")), "text/csv"),
      sent: "ab"
    },
    {
      name: "a stream of a known length",
      body: HttpBody.stream(Stream.make(Buffer.from("abc")), "text/csv", 3),
      sent: "abc",
      length: "3",
      type: /^text\/csv$/
    },
    {
      name: "a form",
      body: HttpBody.formData(form),
      sent: /name="name"\r\n\r\nFrunk[\s\S]*filename="photo.jpg"\r\nContent-Type: image\/jpeg\r\n\r\njpeg/,
      type: /^multipart\/form-data; boundary=/
    }
  ])("can carry $name", ({ body, length, sent, type }) =>
    Effect.gen(function* () {
      const { origin } = yield* echo
      const request = yield* echoed(HttpClientRequest.setBody(HttpClientRequest.post(origin), body))
      if (typeof sent === "string") expect(request.body).toBe(sent)
      else expect(request.body).toMatch(sent)
      if (length !== undefined) expect(request.headers["content-length"]).toBe(length)
      if (type !== undefined) expect(request.headers["content-type"]).toMatch(type)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("whose body fails is a RequestError", () =>
    Effect.gen(function* () {
      const { origin } = yield* echo
      const body = Stream.concat(Stream.make(Buffer.from("a")), Stream.fail("no more"))
      const request = HttpClientRequest.bodyStream(HttpClientRequest.post(origin), body)
      const error = yield* Effect.flip(execute(request))
      expect([error._tag, error.reason]).toEqual(["RequestError", "Transport"])
      // The client goes on.
      expect((yield* get(origin)).status).toBe(200)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  const post = (headers: Record<string, string>, body: HttpBody.HttpBody = HttpBody.empty) =>
    HttpClientRequest.setHeaders(HttpClientRequest.setBody(HttpClientRequest.post("/"), body), headers)

  it.scopedLive.each([
    { what: "a line break in a header", request: post({ "x-owner": "a\r\nx-admin: 1" }) },
    { what: "a header beyond latin1", request: post({ "x-owner": "車" }) },
    { what: "a header name with a blank", request: post({ "x owner": "a" }) },
    { what: "a header of the connection", request: post({ "transfer-encoding": "chunked" }) },
    { what: "an expectation", request: post({ expect: "100-continue" }) },
    { what: "a body of another length", request: post({ "content-length": "7" }, HttpBody.text("abc")) },
    { what: "a body that is none", request: post({}, HttpBody.raw(12)) },
    // Not of a method's type, as what untyped callers have.
    { what: "a method with a blank", request: { ...post({}), method: "GET /" as "GET" } }
  ])("that cannot be sent is a RequestError: $what", ({ request }) =>
    Effect.gen(function* () {
      const { origin, requests } = yield* echo
      const error = yield* Effect.flip(execute(HttpClientRequest.prependUrl(request, origin)))
      expect([error._tag, error.reason]).toEqual(["RequestError", "Encode"])
      expect(requests.length).toBe(0)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("for a tunnel is a RequestError, and there is no tunnel", () =>
    Effect.gen(function* () {
      const { open, origin } = yield* serveTcp((socket) => {
        socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"))
      })
      const error = yield* Effect.flip(execute({ ...HttpClientRequest.get(origin), method: "CONNECT" as "GET" }))
      expect([error._tag, error.reason]).toEqual(["RequestError", "Transport"])
      yield* eventually(() => open() === 0)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.live.each(["/vehicles", "http://", "ftp://127.0.0.1/", "http://127.0.0.1:99999/", "data:text/plain,hello"])(
    "to %s is a RequestError",
    (url) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(get(url))
        expect([error._tag, error.reason]).toEqual(["RequestError", "InvalidUrl"])
      }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("does not go out with a user and a password in its URL, and the error does not show them", () =>
    Effect.gen(function* () {
      const { origin, requests } = yield* echo
      const error = yield* Effect.flip(get(`${origin.replace("://", "://alice:hunter2@")}/vehicles`))
      expect([error._tag, error.reason]).toEqual(["RequestError", "InvalidUrl"])
      expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/alice|hunter2/)
      expect(requests.length).toBe(0)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )
})

describe("a response", () => {
  it.scopedLive("has a status, headers, cookies and a body that is read as often as one likes", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes(
        '{"a":1}',
        { "content-type": "application/json", "X-Two": ["1", "2"], "set-cookie": ["a=1; Path=/", "b=2"] },
        418
      )
      const response = yield* get(origin)
      expect([response.status, response.headers["x-two"]]).toEqual([418, "1, 2"])
      expect(Cookies.toRecord(response.cookies)).toEqual({ a: "1", b: "2" })
      expect(response.remoteAddress).toEqual(Option.none())
      expect(yield* Effect.all([response.json, response.text, response.json])).toEqual([{ a: 1 }, '{"a":1}', { a: 1 }])
      expect(Buffer.from(yield* response.arrayBuffer).toString()).toBe('{"a":1}')
      expect(Buffer.concat(Chunk.toArray(yield* Stream.runCollect(response.stream))).toString()).toBe('{"a":1}')
      expect(response.toJSON()).toMatchObject({ status: 418, body: { a: 1 } })
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("without a body is no JSON", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve((_, response) => {
        response.writeHead(204, { "content-encoding": "gzip" })
        response.end()
      })
      const response = yield* get(origin)
      expect(yield* response.json).toBe(null)
      expect(yield* response.text).toBe("")
      expect((yield* response.arrayBuffer).byteLength).toBe(0)
      expect(Chunk.size(yield* Stream.runCollect(response.stream))).toBe(0)
      expect(Cookies.isEmpty(response.cookies)).toBe(true)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("that is not JSON is a ResponseError where JSON is read", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes("<html>")
      const response = yield* get(origin)
      const error = yield* Effect.flip(response.json)
      expect([error._tag, error.reason, error.response]).toEqual(["ResponseError", "Decode", response])
      expect((yield* Effect.flip(response.formData)).reason).toBe("Decode")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("can be a form", () =>
    Effect.gen(function* () {
      const { origin } = yield* serveBytes("a=1&b=2+3", { "content-type": "application/x-www-form-urlencoded" })
      const response = yield* get(origin)
      expect(yield* response.urlParamsBody).toEqual([
        ["a", "1"],
        ["b", "2 3"]
      ])
      expect((yield* response.formData).get("b")).toBe("2 3")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("says how long its body is where the server did not", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve((_, response) => {
        response.write("ä")
        setTimeout(() => response.end("b"), 20)
      })
      const response = yield* get(origin)
      expect(response.headers["content-length"]).toBe("3")
      expect(response.headers["transfer-encoding"]).toBe(undefined)
      expect(yield* response.text).toBe("äb")
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("after informational ones is the one that counts", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve((_, response) => {
        response.writeProcessing()
        response.writeEarlyHints({ link: "</style.css>; rel=preload" })
        response.end("ok")
      })
      const response = yield* get(origin)
      expect([response.status, response.headers["link"]]).toEqual([200, undefined])
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("has the text that a TextDecoder makes of its bytes", () =>
    Effect.gen(function* () {
      let bytes = new Uint8Array(0)
      const { origin } = yield* serve((_, response) => response.end(bytes))
      const runs = [
        ...FastCheck.sample(FastCheck.uint8Array({ maxLength: 12 }), { numRuns: 60, seed: 1 }),
        ...["\ufeff{}", "\ufeff\ufeff", "ä車🚗", "a\u0000b"].map((text) => new TextEncoder().encode(text)),
        new Uint8Array([0xef, 0xbb]),
        new Uint8Array([0xf0, 0x9f, 0x9a, 0x41])
      ]
      for (const run of runs) {
        bytes = Uint8Array.from(run)
        const response = yield* get(origin)
        expect(yield* response.text).toBe(new TextDecoder().decode(bytes))
      }
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )

  it.scopedLive("that redirects is what the caller gets: neither it nor its credentials go elsewhere", () =>
    Effect.gen(function* () {
      const elsewhere = yield* echo
      const { origin } = yield* serveBytes("", { location: `${elsewhere.origin}/stolen` }, 307)
      const response = yield* execute(HttpClientRequest.get(origin, { headers: { authorization: "Bearer secret" } }))
      expect([response.status, response.headers["location"]]).toEqual([307, `${elsewhere.origin}/stolen`])
      expect(elsewhere.connections()).toBe(0)
    }).pipe(Effect.provide(UndiciHttpClient.layer))
  )
})
