/** A program in which every secret is marked, and answers that repeat whatever they were sent. */
import { Credentials, Smartcar, SmartcarConfig, TokenStore } from "@effect-smartcar/sdk"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Context, Effect, Layer, type Option, type Redacted } from "effect"
import { redacted, secret, special } from "./secrets.js"

/** The options of the configuration that are secrets. */
type Hidden = {
  [K in keyof SmartcarConfig.Service]: SmartcarConfig.Service[K] extends Option.Option<Redacted.Redacted> ? K : never
}[keyof SmartcarConfig.Service]

/** All of them, marked. */
export const configured = (tail?: string): { readonly [K in Hidden]: Redacted.Redacted } => ({
  clientSecret: redacted("clientSecret", tail),
  apiClientSecret: redacted("apiClientSecret", tail),
  managementToken: redacted("managementToken", tail)
})

/** Every option of the configuration that is no secret, nor has a default. */
const ids = {
  clientId: "id",
  applicationId: "8229df9f-91a0-4ff0-a1ae-a1f38ee24d07",
  apiClientId: "client_id",
  redirectUri: "https://example.com/callback"
}

export const config = (tail?: string) => SmartcarConfig.layer({ ...ids, ...configured(tail) })

/** A token for owners and one of the application, both at hand. */
const credentials = (tail?: string) =>
  Layer.effect(
    Credentials.Credentials,
    Effect.zipWith(
      Effect.provide(Credentials.Credentials, Credentials.layerAccessToken(redacted("accessToken", tail))),
      Effect.provide(Credentials.Credentials, Credentials.layerApplicationToken(secret("applicationToken", tail))),
      (owners, application): Credentials.Service => ({
        authorization: (scheme, owner) =>
          (scheme === "application" || scheme === "applicationUser" ? application : owners).authorization(
            scheme,
            owner
          ),
        renew: owners.renew
      })
    )
  )

/** Everything a call needs, with a marked secret wherever there is one. */
export const program = (answers: Wire.Answer | Wire.Handler, tail?: string) =>
  Smartcar.layer.pipe(
    Layer.provideMerge(credentials(tail)),
    Layer.provideMerge(Layer.mergeAll(config(tail), TokenStore.layerMemory, FakeHttp.layer(answers)))
  )

class Current extends Context.Reference<Current>()("test/secrets/Current", {
  defaultValue: (): Wire.Handler => () => Effect.succeed(Wire.cut("connect"))
}) {}

/** Built once for all calls that need nothing of their own: building it costs more than a call does. */
const build = (tail?: string) =>
  Effect.runSync(
    Effect.scoped(Layer.build(program((request) => Effect.flatMap(Current, (handler) => handler(request)), tail)))
  )

const shared = { plain: build(), special: build(special) }

/** Runs a call against a handler. */
export const answered = <A, E>(
  self: Effect.Effect<A, E, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>,
  handler: Wire.Handler,
  secrets: keyof typeof shared = "plain"
): Effect.Effect<A, E> => Effect.provide(Effect.provideService(self, Current, handler), shared[secrets])

/** All that a request carries: as it is, and with what its encodings hide. */
export const carried = ({ body, headers, url }: Wire.Request): string => {
  const sent = headers["authorization"] ?? ""
  const basic = /^basic /i.test(sent) ? atob(sent.slice(6)) : ""
  const form = headers["content-type"]?.includes("urlencoded") ? [...new URLSearchParams(body).values()].join(" ") : ""
  return [sent, basic, form, body, decodeURIComponent(url.href)].join(" ")
}

const each = (text: string, f: (code: number) => string) => text.replace(/./gs, (c) => f(c.charCodeAt(0)))

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** How an answer may spell what it repeats. */
export const spellings: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  "as a form": (text) => new URLSearchParams({ text }).toString().slice(5),
  "as JSON in text": (text) => JSON.stringify(JSON.stringify(text)),
  "as HTML": (text) => text.replace(/[&<>"']/g, (c) => entities[c] ?? c),
  "as HTML by numbers": (text) => text.replace(/[^\w.-]/g, (c) => `&#${c.charCodeAt(0)};`),
  "as HTML by hexadecimal numbers": (text) => text.replace(/[^\w.-]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
  "as base64": btoa,
  "as base64 behind one character": (text) => btoa(`:${text}`),
  "as base64 behind two": (text) => btoa(`::${text}`)
}

/** The bodies in which an answer may repeat something. */
export const shapes = {
  "an error of v2": (text) =>
    JSON.stringify({
      type: "VALIDATION",
      code: text,
      statusCode: 400,
      requestId: text,
      description: text,
      docURL: text,
      suggestedUserMessage: text,
      resolution: { type: text, url: text },
      detail: [{ field: [text], message: text, [text]: 1 }]
    }),
  "errors of v3": (text) => {
    const error = {
      type: "VALIDATION",
      code: text,
      status: "400",
      title: text,
      detail: text,
      meta: { debug: { requestId: text } },
      links: { about: text },
      resolution: text,
      suggestedUserMessage: text
    }
    return JSON.stringify({ errors: [error, { ...error, type: text }, text] })
  },
  "an error that is not declared": (text) =>
    JSON.stringify({ type: "VEHICLE_STATE", code: "ASLEEP", description: text, [text]: text }),
  "an error of v1": (text) => JSON.stringify({ error: "validation_error", message: text, code: text }),
  "an OAuth error": (text) => JSON.stringify({ error: "invalid_grant", error_description: text }),
  "an outcome of v3": (text) =>
    JSON.stringify({
      data: { attributes: { status: { value: "ERROR", error: { type: "UPSTREAM", code: text, description: text } } } }
    }),
  HTML: (text) => `<html>${text}</html>`,
  "a text": (text) => JSON.stringify(text),
  "escaped JSON": (text) =>
    `{"type":"SERVER","code":null,"description":"${each(text, (code) => `\\u${code.toString(16).padStart(4, "0")}`)}"}`,
  "unknown JSON": (text) => JSON.stringify({ surprise: { [text]: [text] }, [text]: { [text]: null } }),
  "a torn text": (text) => `{"a": "${text}`
} satisfies Readonly<Record<string, (text: string) => string>>

/** Repeats everything it is sent in its body, and in every header that errors or readings show. */
export const echo =
  (status: number, shape: (text: string) => string, spell: (text: string) => string = (text) => text): Wire.Handler =>
  (request) =>
    Effect.sync(() => {
      const all = spell(carried(request))
      // What a header can hold.
      const header = all.replace(/[^ -~]/g, "")
      const names = ["location", "server", "date", "retry-after", "sc-request-id", "sc-data-age", "sc-unit-system"]
      return Wire.text(shape(all), {
        status,
        headers: {
          "content-type": `application/json; x=${header}`,
          ...Object.fromEntries(names.map((name) => [name, header]))
        }
      })
    })
