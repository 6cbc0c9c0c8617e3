/** Masks the secrets a request carried where an answer repeats them. */

import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import { identity } from "effect/Function"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"

/** A secret as callers have it: already hidden, or fresh from a request or a session. */
export type Secret = string | Redacted.Redacted

/** Callers without types may have no secret at all: that is an empty one, not the text `undefined`. */
export const toRedacted = (secret: Secret): Redacted.Redacted => {
  const text: unknown = Redacted.isRedacted(secret) ? Redacted.value(secret) : secret
  return Redacted.make(typeof text === "string" ? text : "")
}

const mask = "<redacted>"

/** An `Authorization` value, and what can be read from it. */
export const secretsOfAuthorization = (value: string | undefined): ReadonlyArray<string> => {
  if (value === undefined) return []
  const credential = value.slice(value.indexOf(" ") + 1).trim()
  if (!/^basic /i.test(value)) return [credential]
  const decoded = Either.getOrElse(Encoding.decodeBase64String(credential), () => "")
  return [credential, decoded, decoded.slice(decoded.indexOf(":") + 1)]
}

/** Each spelling in which a text can stand in a body. Too short a text would mask everything. */
const spellings = (secret: string): ReadonlyArray<string> =>
  secret.length < 4
    ? []
    : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.replaceAll("/", "\\/")]

/** A function that masks the given secrets in a text. */
export const redactor = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  const wanted = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length)
  return (text) => wanted.reduce((masked, secret) => masked.replaceAll(secret, mask), text)
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

/** Redactors of the few values whose text repeated a secret: a batch masks with them what its entries' errors repeat. */
const echoes = new WeakMap<object, (text: string) => string>()

export const rememberEcho = (value: unknown, redact: (text: string) => string): void => {
  if (typeof value === "object" && value !== null) echoes.set(value, redact)
}

export const redactorOf = (value: object): ((text: string) => string) => echoes.get(value) ?? identity
