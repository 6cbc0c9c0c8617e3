/** Errors in the form of API v3. */
import { type Facts, type Failure, vendor } from "../errors.js"

/** The codes that API v3 has where v2.0 names none. */
const codes: Readonly<Record<string, string>> = { AUTHENTICATION: "UNAUTHORIZED", VALIDATION: "INVALID_INPUT_FORMAT" }

const codeOf = ({ type, code }: Pick<Facts, "type" | "code">): string | null => code ?? codes[type] ?? null

/** `Charging Plug Not Connected` */
export const titleOf = (facts: Pick<Facts, "type" | "code">): string =>
  (codeOf(facts) ?? facts.type)
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(" ")

const pathOf = (field: unknown): string => (Array.isArray(field) ? field.join(".") : String(field))

/** In API v3 the detail is a sentence, which says what v2.0 says field by field. */
const detailOf = ({ description, detail = [] }: Facts): string =>
  detail.length === 0
    ? description
    : detail
        .map((part) =>
          typeof part === "object" && part !== null && "message" in part && "field" in part
            ? `${pathOf(part.field)} ${String(part.message)}`.trim()
            : String(part)
        )
        .join("; ")

const errorOf = (facts: Facts, status: number, requestId: string) => ({
  status: String(status),
  type: facts.type,
  code: codeOf(facts),
  title: titleOf(facts),
  detail: detailOf(facts),
  links: { about: facts.docURL },
  resolution: facts.resolution,
  ...(facts.suggestedUserMessage === undefined ? {} : { suggestedUserMessage: facts.suggestedUserMessage }),
  meta: { debug: { requestId } }
})

/** The body of an answer of API v3 to a request; several failures are several errors. OAuth errors are as ever. */
export const bodyOf = (failures: readonly [Failure, ...ReadonlyArray<Failure>], requestId: string) => {
  const [{ error }] = failures
  if ("error" in error) return error
  return {
    errors: failures.flatMap((failure) =>
      "error" in failure.error ? [] : [errorOf(failure.error, failure.status, requestId)]
    )
  }
}

/** There is no such thing, or not for this caller. The codes but those of cars and signals are by analogy. */
export const notFound = (
  what: "CONNECTION" | "USER" | "VEHICLE" | "SIGNAL" | "SCHEDULE" | "WEBHOOK" | "SUBSCRIPTION" | "APPLICATION"
) => vendor("RESOURCE_NOT_FOUND", `${what}_NOT_FOUND`, { description: `There is no such ${what.toLowerCase()}.` })
