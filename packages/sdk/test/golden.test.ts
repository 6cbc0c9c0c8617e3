import { readdirSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import type { SmartcarError } from "@effect-smartcar/sdk"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Record } from "effect"
import { answer, type Golden, load, type Name, names, origin } from "./support/golden.js"
import { exchange, failures, plain, success } from "./support/harness.js"
import { samples } from "./support/samples.js"
import { documented, families } from "./support/vendorErrors.js"

/** Parts of a body that reach the caller as they are, by their path: nothing is unknown there, and nothing misfits. */
const asItIs: Partial<Record<Name, RegExp>> = {
  batch: /^responses\.\d+\.(body|headers)$/,
  bmwChargeRecords: /^records\.\d+\.location$/,
  teslaAlerts: /^/,
  teslaAttributes: /^/,
  teslaBattery: /^/,
  teslaCharge: /^/,
  teslaChargeRecords: /^/,
  teslaChargeRecordsBilling: /^records\.\d+\.location$/,
  teslaSetChargeAmmeter: /^amperage$/
}

/** Bodies that may have further keys at the top, because these are data: makes, or a command's new state. */
const keyedByData = /^compatibilityMatrix$|^tesla(Control|SetCharge)/

const withUnknownFields = (name: Name, body: unknown, path: ReadonlyArray<string> = []): unknown => {
  if (typeof body !== "object" || body === null || asItIs[name]?.test(path.join("."))) return body
  const inner = Object.entries(body).map(([key, value]) => [key, withUnknownFields(name, value, [...path, key])])
  if (Array.isArray(body)) return inner.map(([, value]) => value)
  const unknown = path.length === 0 && keyedByData.test(name) ? {} : { addedIn2027: { nested: [1, null] } }
  return { ...unknown, ...Object.fromEntries(inner) }
}

/** Every body in which one part of the documented one has a type that nothing documented has. */
const misfits = (name: Name, body: unknown): ReadonlyArray<readonly [part: string, body: unknown]> =>
  Object.keys(Object(body))
    .filter((key) => !asItIs[name]?.test(key))
    .map((key) =>
      Array.isArray(body)
        ? [key, body.map((element, index) => (String(index) === key ? [[]] : element))]
        : [key, { ...Object(body), [key]: [[]] }]
    )

/** Answers that are no documented error, and what the error must say about them. */
const odd: Readonly<Record<string, readonly [answer: Wire.Response, statusCode: number, body: string]>> = {
  "500 HTML": [
    Wire.text("<h1>Oops</h1>", { status: 500, headers: { "content-type": "text/html" } }),
    500,
    "<h1>Oops</h1>"
  ],
  "500 empty": [Wire.text("", { status: 500 }), 500, ""],
  "500 JSON string": [Wire.json("oops", { status: 500 }), 500, '"oops"'],
  "502 scalar": [Wire.text("502", { status: 502, headers: { "content-type": "text/plain" } }), 502, "502"],
  "502 null": [Wire.json(null, { status: 502 }), 502, "null"],
  "503 array": [Wire.json([], { status: 503 }), 503, "[]"],
  "400 object": [Wire.json({ ok: false }, { status: 400 }), 400, '{"ok":false}'],
  "400 unknown type": [Wire.json({ type: "NEW", code: null }, { status: 400 }), 400, '{"type":"NEW","code":null}'],
  "504 gateway": [Wire.text("upstream timeout", { status: 504 }), 504, "upstream timeout"],
  "302 redirect": [Wire.text("", { status: 302, headers: { location: "https://elsewhere.example/" } }), 302, ""],
  "200 HTML": [Wire.text("<p>hi</p>", { headers: { "content-type": "text/html" } }), 200, "<p>hi</p>"],
  "200 scalar": [Wire.json(42), 200, "42"]
}

const each = (
  title: string,
  test: (name: Name, golden: Golden) => Effect.Effect<void, SmartcarError.SmartcarError>,
  among: ReadonlyArray<Name> = names
) =>
  describe(title, () => {
    for (const name of among) it.effect(name, () => Effect.suspend(() => test(name, load(name))))
  })

it("there is one golden file per descriptor, and no other", () => {
  const files = readdirSync(new URL("./golden/v2/", import.meta.url)).map((file) => file.replace(/\.json$/, ""))
  expect(files.sort()).toEqual([...names].sort())
})

each("sends the documented request, once", (name, golden) =>
  Effect.map(exchange(samples[name], answer(golden)), ({ requests }) => {
    const text = typeof golden.request.body === "string"
    expect(
      requests.map(({ method, url, headers: { "content-length": _, ...headers }, body }) => ({
        method,
        url: url.href,
        headers,
        ...(body === "" ? {} : { body: text ? body : JSON.parse(body) })
      }))
    ).toEqual([golden.request])
    expect(requests[0]?.headers["content-length"] ?? "0").toBe(String(requests[0]?.body.length))
  })
)

each("reads the documented answer", (name, golden) =>
  Effect.map(success(samples[name], answer(golden)), (reading) =>
    expect(plain(reading)).toEqual({ value: golden.value, meta: golden.meta })
  )
)

each("ignores unknown fields and a wrong content type", (name, golden) =>
  Effect.map(
    success(
      samples[name],
      Wire.json(withUnknownFields(name, golden.response.body), {
        headers: { ...golden.response.headers, "content-type": "text/html", "x-unknown": "1" }
      })
    ),
    (reading) => expect(plain(reading)).toEqual({ value: golden.value, meta: golden.meta })
  )
)

each("gives each documented error its class, or holds it if undeclared", (name, golden) =>
  Effect.map(
    failures(
      samples[name],
      documented.map(({ status, headers = {}, body }) => Wire.json(body, { status, headers }))
    ),
    (errors) => {
      for (const [index, { status, fields: own }] of documented.entries()) {
        const whole = { ...own, ...origin(name, golden) }
        if (families[golden.errors].includes(own._tag)) expect(errors[index]).toEqual(whole)
        else
          expect(errors[index]).toMatchObject({
            _tag: "UnexpectedResponseError",
            statusCode: status,
            endpoint: name,
            error: whole
          })
      }
    }
  )
)

each("takes any other answer as unexpected", (name, golden) =>
  Effect.map(
    failures(
      samples[name],
      Object.values(odd).map(([given]) => given)
    ),
    (errors) => {
      const titles = Object.keys(odd)
      const seen = errors.map(({ description: _, headers: __, ...error }, index) => [titles[index], error])
      expect(Object.fromEntries(seen)).toEqual(
        Record.map(odd, ([, statusCode, body]) => ({
          _tag: "UnexpectedResponseError",
          statusCode,
          body: golden.sensitive ? "" : body,
          ...origin(name, golden)
        }))
      )
    }
  )
)

each(
  "takes an answer that does not fit as unexpected, and says where",
  (name, golden) => {
    const parts = misfits(name, golden.response.body)
    return Effect.map(
      failures(
        samples[name],
        parts.map(([, body]) => answer(golden, body))
      ),
      (errors) => {
        expect(parts.length).toBeGreaterThan(0)
        for (const [index, [part]] of parts.entries()) {
          expect(errors[index]).toMatchObject({
            _tag: "UnexpectedResponseError",
            description: expect.stringMatching(`^the body does not fit: ${part}\\b`)
          })
        }
      }
    )
  },
  // The others take any object.
  names.filter((name) => !asItIs[name]?.test(""))
)

each("tells how far a broken exchange got", (name, golden) =>
  Effect.map(failures(samples[name], [Wire.cut("connect"), Wire.cut("sent"), Wire.cut("body")]), (errors) =>
    expect(errors.map(({ description: _, ...error }) => error)).toEqual(
      [
        { phase: "connect", code: "ECONNREFUSED" },
        { phase: "sent", code: "ECONNRESET" },
        { phase: "body", code: "ECONNRESET" }
      ].map((facts) => ({ _tag: "TransportError", ...facts, ...origin(name, golden) }))
    )
  )
)
