/** Masks the secrets a request carried where an answer repeats them. */

import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as RegularExpression from "effect/RegExp"
import { decodeBase64, encodeBase64 } from "./base64.js"
import { boundedText } from "./bounded.js"

/** A secret as callers have it: already hidden, or fresh from a request or a session. */
export type Secret = string | Redacted.Redacted

/** Callers without types may have no secret at all: that is an empty one, not the text `undefined`. */
export const toRedacted = (secret: Secret): Redacted.Redacted => {
  const text: unknown = Redacted.isRedacted(secret) ? Redacted.value(secret) : secret
  if (Redacted.isRedacted(secret) && typeof text === "string") return secret
  return Redacted.make(typeof text === "string" ? text : "")
}

const mask = "<redacted>"

/** An `Authorization` value, and what can be read from it. */
export const secretsOfAuthorization = (value: string | undefined): ReadonlyArray<string> => {
  if (value === undefined) return []
  const credential = value.slice(value.indexOf(" ") + 1).trim()
  if (!/^basic /i.test(value)) return [credential]
  const decoded = Either.getOrElse(decodeBase64(credential), () => "")
  return [credential, decoded, decoded.slice(decoded.indexOf(":") + 1)]
}

/** What of a text's base64 is the same whatever stands around it, by how many bytes come before it modulo 3. */
const base64s = (text: string): ReadonlyArray<string> =>
  [0, 1, 2].map((before) =>
    encodeBase64("\0".repeat(before) + text)
      .slice(before === 0 ? 0 : before + 1)
      .replace(/.=+$/, "")
  )

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

const byCode = (text: string, f: (code: number) => string): string =>
  text.replace(/[^\w.-]/g, (character) => f(character.charCodeAt(0)))

const entities: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" }

const inHtml = (text: string, apostrophe: string): string =>
  text.replace(/[&<>"]/g, (character) => `&${entities[character]};`).replaceAll("'", apostrophe)

/** A text as other texts may hold it: URLs, forms, JSON, HTML. */
const escapes = (text: string): ReadonlyArray<string> => {
  // Half of a surrogate pair has no such form.
  const percent = Either.getOrElse(
    Either.try(() => encodeURIComponent(text)),
    () => text
  )
  return [
    text,
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams({ text }).toString().slice("text=".length),
    inJson(text),
    inJson(inJson(text)),
    inJson(text).replaceAll("/", "\\/"),
    ...["'", "&#39;", "&#x27;", "&apos;"].map((apostrophe) => inHtml(text, apostrophe)),
    byCode(text, (code) => `&#${code};`),
    byCode(text, (code) => `&#x${code.toString(16)};`)
  ]
}

/** A shorter one would mask everything. */
const minSecret = 4

/** Each spelling in which a text can stand in a body. */
const spellings = (secret: string): ReadonlyArray<string> => {
  if (secret.length < minSecret) return []
  // Most secrets are left alone by escapes; any other may be escaped once more, as a form that an answer repeats is.
  const isPlain = /^[\w.-]+$/.test(secret)
  const once = isPlain ? [secret] : escapes(secret)
  const twice = isPlain ? [] : once.flatMap(escapes)
  const base64 = secret.length < 8 ? [] : once.flatMap(base64s)
  return [...once, ...twice, ...base64, ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))]
}

/** Of a longer text only the start is looked at: more than is shown, as masks may be shorter than what they hide. */
const maxRead = 20_000

interface Wanted {
  readonly pattern: RegExp
  readonly longest: number
}

const wantedOf = (secrets: ReadonlyArray<string>): Wanted => {
  const all = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length)
  return { pattern: new RegExp(all.map(RegularExpression.escape).join("|"), "g"), longest: all[0]?.length ?? 0 }
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * A function that masks the given secrets in a text, of which it keeps what an error may show. What it looks for is
 * worked out when it is first used.
 */
export const redactor = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  let wanted: Wanted | undefined
  // No spelling is shorter than what it spells.
  const shortest = Math.min(...secrets.map(({ length }) => (length < minSecret ? Number.POSITIVE_INFINITY : length)))
  return (text) => {
    // Every call asks for the request id of its answer. What looks like one is none of a secret's other spellings.
    const isFree = text.length < shortest || (uuid.test(text) && !secrets.some((secret) => text.includes(secret)))
    if (isFree) return boundedText(text)
    wanted ??= wantedOf(secrets)
    const masked = text.slice(0, maxRead).replace(wanted.pattern, mask)
    // Where the text was cut, there may be the first half of a secret.
    return boundedText(text.length <= maxRead ? masked : masked.slice(0, -wanted.longest))
  }
}

/** No documented body is as deep; what lies deeper is not shown. */
const maxDepth = 50

/** Masks secrets in a parsed body: in texts, in keys, and where a number spells one. */
export const redactJson = (json: unknown, redact: (text: string) => string, depth = 0): unknown => {
  if (typeof json === "string") return redact(json)
  if (typeof json === "number") return redact(String(json)) === String(json) ? json : mask
  if (typeof json !== "object" || json === null) return json
  if (depth === maxDepth) return mask
  return Array.isArray(json)
    ? json.map((item) => redactJson(item, redact, depth + 1))
    : Object.fromEntries(
        Object.entries(json).map(([key, value]) => [redact(key), redactJson(value, redact, depth + 1)])
      )
}

/** Replaces `Redacted` values in a body by what they hide, which `found` collects. */
export const reveal = (value: unknown, found: Array<string>): unknown => {
  if (Redacted.isRedacted(value)) {
    const secret = Redacted.value(value)
    found.push(String(secret))
    return secret
  }
  if (Array.isArray(value)) return value.map((item) => reveal(item, found))
  return Predicate.isReadonlyRecord(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Record.map(value, (item) => reveal(item, found))
    : value
}

/** What a batch knows of the request that its answer came to, where its entries become errors of their own. */
export interface Source {
  /** Masks the secrets of the request in what those errors repeat. */
  readonly redact: (text: string) => string
  readonly apiVersion: string | null
}

const sources = new WeakMap<object, Source>()

export const rememberSource = (value: unknown, source: Source): void => {
  if (typeof value === "object" && value !== null) sources.set(value, source)
}

/** An interpreter of the program's own may have made the answer. */
const unknown: Source = { redact: boundedText, apiVersion: null }

export const sourceOf = (value: object): Source => sources.get(value) ?? unknown
