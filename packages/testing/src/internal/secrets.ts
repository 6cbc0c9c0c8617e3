/** Keeps the secrets of a recorded request out of `console.log`, `JSON.stringify` and test reports. */
import { NodeInspectSymbol } from "effect/Inspectable"

const secretHeaders = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/i

const secretFields = "code|refresh_token|access_token|client_secret|pin"
const jsonSecret = new RegExp(`("(?:${secretFields})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|[^,}\\s]+)`, "g")
const formSecret = new RegExp(`((?:^|[?&])(?:${secretFields})=)[^&]*`, "g")

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
