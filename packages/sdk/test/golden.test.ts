import { readdirSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import type { SmartcarError } from "@effect-smartcar/sdk"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Record } from "effect"
import { answer, type Golden, load, type Name, origin, type Subject, subjects, type Version } from "./support/golden.js"
import { exchange, failures, plain, success } from "./support/harness.js"
import { sampleOf } from "./support/samplesV3.js"
import { type Documented, documented, families } from "./support/vendorErrors.js"
import { documentedV3 } from "./support/vendorErrorsV3.js"

type Paths = { readonly [V in Version]: { readonly [N in Name<V>]?: RegExp } }

const matches = (paths: Paths, { version, name }: Subject, path: string): boolean =>
  new Map(Object.entries(paths[version])).get(name)?.test(path) ?? false

/** Parts of a body that reach the caller as they are, by their path: nothing is unknown there, and nothing misfits. */
const asItIs: Paths = {
  v2: {
    batch: /^responses\.\d+\.(body|headers)$/,
    bmwChargeRecords: /^records\.\d+\.location$/,
    teslaAlerts: /^/,
    teslaAttributes: /^/,
    teslaBattery: /^/,
    teslaCharge: /^/,
    teslaChargeRecords: /^/,
    teslaChargeRecordsBilling: /^records\.\d+\.location$/,
    teslaSetChargeAmmeter: /^amperage$/
  },
  v3: {
    signals: /^data\.\d+\.attributes\.body\b/,
    setChargeLimit: /^data\.attributes\.parameters\b/,
    setDestination: /^data\.attributes\.parameters\b/,
    dailyChargeSchedule: /^data\.attributes\.parameters\b/,
    weeklyChargeSchedule: /^data\.attributes\.parameters\b/,
    workweekChargeSchedule: /^data\.attributes\.parameters\b/,
    applications: /^data\.\d+\.attributes\b/,
    application: /^data\.attributes\b/,
    applicationSecrets: /^data\.\d+\.attributes\b/,
    webhooks: /^data\.\d+\.attributes\.(triggers|data)\b/,
    webhook: /^data\.attributes\.(triggers|data)\b/
  }
}

/** Parts of API v3's answers that nothing reads, or that count as left out where they cannot be read. */
const ignored: Paths = {
  v2: {},
  v3: {
    signals: /^(data\.\d+|included)\b/,
    signal: /^(links|included)\b|^data\.(id|type|meta|attributes\.(name|group|status|body))\b/
  }
}

const isIgnored = (subject: Subject, part: string): boolean =>
  subject.version === "v3" &&
  (matches(ignored, subject, part) || /\.links\b|^links\.(self|first|last|prev)$|^meta\.order/.test(part))

/** Bodies that may have further keys at the top, because these are data: makes, or a command's new state. */
const keyedByData = /^compatibilityMatrix$|^tesla(Control|SetCharge)/

const withUnknownFields = (subject: Subject, body: unknown, path: ReadonlyArray<string> = []): unknown => {
  if (typeof body !== "object" || body === null || matches(asItIs, subject, path.join("."))) return body
  const inner = Object.entries(body).map(([key, value]) => [key, withUnknownFields(subject, value, [...path, key])])
  if (Array.isArray(body)) return inner.map(([, value]) => value)
  const unknown = path.length === 0 && keyedByData.test(subject.name) ? {} : { addedIn2027: { nested: [1, null] } }
  return { ...unknown, ...Object.fromEntries(inner) }
}

/** Every body in which one part of the documented one has a type that nothing documented has. */
const misfits = (
  subject: Subject,
  body: unknown,
  depth: number,
  path: ReadonlyArray<string> = []
): ReadonlyArray<readonly [part: string, body: unknown]> =>
  Object.entries(Object(body)).flatMap(([key, part]) => {
    const inner = [...path, key]
    if (depth === 0 || matches(asItIs, subject, inner.join("."))) return []
    const put = (instead: unknown) =>
      Array.isArray(body)
        ? body.map((element, index) => (String(index) === key ? instead : element))
        : { ...Object(body), [key]: instead }
    return [
      [inner.join("."), put([[]])] as const,
      ...(typeof part === "object"
        ? misfits(subject, part, depth - 1, inner).map(([name, broken]) => [name, put(broken)] as const)
        : [])
    ]
  })

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
  test: (subject: Subject, golden: Golden) => Effect.Effect<void, SmartcarError.SmartcarError>,
  among: ReadonlyArray<Subject> = subjects
) =>
  describe(title, () => {
    for (const subject of among) {
      it.effect(`${subject.version} ${subject.name}`, () => Effect.suspend(() => test(subject, load(subject))))
    }
  })

for (const version of ["v2", "v3"] as const) {
  it(`there is one golden file per descriptor of ${version}, and no other`, () => {
    const files = readdirSync(new URL(`./golden/${version}/`, import.meta.url))
    const names = subjects.flatMap((subject) => (subject.version === version ? [`${subject.name}.json`] : []))
    expect(files.sort()).toEqual(names.sort())
  })
}

each("sends the documented request, once", (subject, golden) =>
  Effect.map(exchange(sampleOf(subject), answer(golden)), ({ requests }) => {
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

each("reads the documented answer", (subject, golden) =>
  Effect.map(success(sampleOf(subject), answer(golden)), (reading) =>
    expect(plain(reading)).toEqual({ value: golden.value, meta: golden.meta })
  )
)

each("ignores unknown fields and a wrong content type", (subject, golden) =>
  Effect.map(
    success(
      sampleOf(subject),
      Wire.json(withUnknownFields(subject, golden.response.body ?? {}), {
        headers: { ...golden.response.headers, "content-type": "text/html", "x-unknown": "1" }
      })
    ),
    (reading) => expect(plain(reading)).toEqual({ value: golden.value, meta: golden.meta })
  )
)

const givesEach = (answers: ReadonlyArray<Documented>) => (subject: Subject, golden: Golden) =>
  Effect.map(
    failures(
      sampleOf(subject),
      answers.map(({ status, headers = {}, body }) => Wire.json(body, { status, headers }))
    ),
    (errors) => {
      for (const [index, { status, fields: own }] of answers.entries()) {
        const whole = { ...own, ...origin(subject, golden) }
        if (families[golden.errors].includes(own._tag)) expect(errors[index]).toEqual(whole)
        else
          expect(errors[index]).toMatchObject({
            _tag: "UnexpectedResponseError",
            statusCode: status,
            endpoint: subject.name,
            error: whole
          })
      }
    }
  )

each("gives each documented error its class, or holds it if undeclared", givesEach(documented))

each(
  "gives each error as API v3 has it its class, or holds it if undeclared",
  givesEach(documentedV3),
  subjects.filter(({ version }) => version === "v3")
)

each("takes any other answer as unexpected", (subject, golden) =>
  Effect.map(
    failures(
      sampleOf(subject),
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
          ...origin(subject, golden)
        }))
      )
    }
  )
)

each(
  "takes an answer that does not fit as unexpected, and says where",
  (subject, golden) =>
    Effect.gen(function* () {
      const parts = misfits(subject, golden.response.body, subject.version === "v2" ? 1 : 9)
      const read = parts.filter(([part]) => !isIgnored(subject, part))
      const errors = yield* failures(
        sampleOf(subject),
        read.map(([, body]) => answer(golden, body))
      )
      expect(read.length).toBeGreaterThan(0)
      for (const [index, [part]] of read.entries()) {
        const { _tag, description } = errors[index] ?? {}
        const [, place = ""] = /^the body does not fit: (\S+) /.exec(String(description)) ?? []
        // The place is the part, or something in it: no item of `[[]]` fits either.
        expect([part, _tag, description, `${place}.`.startsWith(`${part}.`)]).toEqual([
          part,
          "UnexpectedResponseError",
          description,
          true
        ])
      }
      for (const [part, body] of parts.filter((one) => !read.includes(one))) {
        const { result } = yield* exchange(sampleOf(subject), answer(golden, body))
        expect([part, result._tag]).toEqual([part, "Right"])
      }
    }),
  // The others take any object.
  subjects.filter((subject) => !matches(asItIs, subject, "") && !/^remove(C|U|S)/.test(subject.name))
)

each("tells how far a broken exchange got", (subject, golden) =>
  Effect.map(failures(sampleOf(subject), [Wire.cut("connect"), Wire.cut("sent"), Wire.cut("body")]), (errors) =>
    expect(errors.map(({ description: _, ...error }) => error)).toEqual(
      [
        { phase: "connect", code: "ECONNREFUSED" },
        { phase: "sent", code: "ECONNRESET" },
        { phase: "body", code: "ECONNRESET" }
      ].map((facts) => ({ _tag: "TransportError", ...facts, ...origin(subject, golden) }))
    )
  )
)
