import { expect } from "@effect/vitest"
import { Cause, Either, FastCheck as FC } from "effect"
import type { AnyError, Outcome } from "./harness.js"

/** What an attacker or a mistake would put into an id, among anything else. */
export const hostile = FC.oneof(
  FC.fullUnicodeString(),
  FC.string16bits(),
  FC.stringMatching(/^[ -~]{0,20}$/),
  FC.array(
    FC.constantFrom(
      "..",
      ".",
      "/",
      "\\",
      "%2e",
      "%2E%2e",
      "%2f",
      "%00",
      "?",
      "#",
      "&",
      "=",
      ":",
      "@",
      ";",
      "+",
      " ",
      "a",
      "é",
      "\r\n",
      "\0",
      "\u2028",
      "\ud800",
      "\udc00",
      "😀"
    ),
    { maxLength: 6 }
  ).map((parts) => parts.join("")),
  FC.constantFrom(
    "a/../b?x",
    "../other",
    "..%2fother",
    "%2e%2e",
    "https://evil.example/x",
    "//evil.example",
    "vin?flags=a",
    "id#frag"
  )
)

/** Whether a text may fill one segment of a path. */
export const accepts = (text: string) =>
  text !== "" && text !== "." && !text.includes("..") && !/[\p{Cc}\p{Cs}]/u.test(text)

/** The field for which a call was refused; nothing was sent then. */
export const refused = ({ result, requests }: Outcome<unknown, AnyError>): string | undefined => {
  if (Either.isRight(result)) return undefined
  const error = Cause.originalError(result.left)
  if (error._tag !== "InvalidInputError") return undefined
  expect(requests).toEqual([])
  return error.field
}

/** Either nothing was sent, or the route is the template's and the parameters came through whole. */
export const expectRoute = (
  outcome: Outcome<unknown, AnyError>,
  template: ReadonlyArray<string>,
  origin = "https://api.smartcar.com"
) => {
  const [request] = outcome.requests
  expect(request?.url.origin).toBe(origin)
  expect(request?.url.hash).toBe("")
  expect(request?.url.username).toBe("")
  expect(request?.url.pathname.split("/").slice(2).map(decodeURIComponent)).toEqual(template)
}
