/** Keeps the secrets of a recorded request out of `console.log`, `JSON.stringify` and test reports. */
import { NodeInspectSymbol } from "effect/Inspectable"

const secretWords = "authorization|cookie|token|secret|password|api[-_]?key"

const secretHeaders = new RegExp(secretWords, "i")

const secretFields = `code|pin|otp|[\\w-]*(?:${secretWords})[\\w-]*`
const jsonSecret = new RegExp(`("(?:${secretFields})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|[^,}\\s]+)`, "gi")
const formSecret = new RegExp(`((?:^|[?&])(?:${secretFields})=)[^&]*`, "gi")

const mask = "<redacted>"

export const maskHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secretHeaders.test(name) ? mask : value] as const)
  )

export const maskText = (text: string): string =>
  text.replace(jsonSecret, `$1"${mask}"`).replace(formSecret, `$1${mask}`)

/** Shows `shown()` wherever the value is printed. Own properties that do not enumerate: equality is as before. */
export const showAs = <A extends object>(value: A, shown: () => unknown): A =>
  Object.defineProperties(value, {
    toJSON: { value: shown, enumerable: false },
    [NodeInspectSymbol]: { value: shown, enumerable: false }
  })
