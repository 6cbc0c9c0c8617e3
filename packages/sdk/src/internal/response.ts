/** Status + headers + body -> reading, or the error the endpoint declares. */
import type * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Types from "effect/Types"
import type * as Endpoint from "../Endpoint.js"
import type * as Reading from "../Reading.js"
import { boundedText } from "./bounded.js"
import { type Answer, type Origin, vendorError } from "./errorBody.js"
import { UnexpectedResponseError } from "./errors.js"
import { firstProblem } from "./issue.js"
import { redactJson } from "./redact.js"
import { utc } from "./schema.js"

/** An answer before its body is read as JSON. */
export interface TextAnswer extends Omit<Answer, "json"> {
  /** `null` if it was longer than it may be. */
  readonly text: string | null
}

const shownHeaders = ["content-type", "date", "location", "retry-after", "sc-request-id", "server"]

const timeOf = (text: string | undefined): DateTime.Utc | null => (text === undefined ? null : utc(text))

const metaOf = (headers: Answer["headers"], requestId: string | undefined): Reading.Meta => {
  const meta: Types.Mutable<Reading.Meta> = {}
  const id = headers["sc-request-id"] ?? requestId
  if (id !== undefined) meta.requestId = id
  const dataAge = timeOf(headers["sc-data-age"])
  if (dataAge !== null) meta.dataAge = dataAge
  const fetchedAt = timeOf(headers["sc-fetched-at"])
  if (fetchedAt !== null) meta.fetchedAt = fetchedAt
  const unitSystem = headers["sc-unit-system"]
  if (unitSystem === "metric" || unitSystem === "imperial") meta.unitSystem = unitSystem
  return meta
}

const notJson = Symbol("not JSON")

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return notJson
  }
}

/** What an empty body counts as. */
const nothing = {}

const isSuccess = ({ status }: Omit<Answer, "json">): boolean => status >= 200 && status < 300

/** Decodes answers of one endpoint. `redact` masks the secrets of the request in whatever an error repeats. */
export const decoder = <P, A, E>(
  endpoint: Endpoint.Endpoint<P, A, E>,
  origin: Origin,
  redact: (text: string) => string
) => {
  const { now: _, ...where } = origin

  const unexpected = (
    answer: Omit<Answer, "json">,
    body: string,
    description: string,
    error?: UnexpectedResponseError["error"]
  ): Either.Either<never, E> => {
    const requestId = answer.headers["sc-request-id"] ?? where.requestId
    const failure = new UnexpectedResponseError(
      {
        ...where,
        description,
        statusCode: answer.status,
        headers: Object.fromEntries(
          shownHeaders.flatMap((name) => {
            const value = answer.headers[name]
            return value === undefined ? [] : [[name, redact(value)]]
          })
        ),
        body: endpoint.sensitive ? "" : boundedText(body),
        ...(requestId === undefined ? {} : { requestId }),
        ...(error === undefined ? {} : { error })
      },
      true
    )
    // Every `ErrorSet` holds the errors of this side, so `E` includes `UnexpectedResponseError`.
    return Either.left(failure as E)
  }

  const decodeJson = ({ json: body, ...answer }: Answer): Either.Either<Reading.Reading<A>, E> => {
    const failed = isSuccess(answer) ? endpoint.failure?.(body) : undefined
    if (isSuccess(answer) && failed === undefined) {
      return Either.match(ParseResult.decodeUnknownEither(endpoint.success)(body), {
        onLeft: (issue) => {
          const { path, description } = firstProblem(issue)
          return unexpected(
            answer,
            body === nothing ? "" : JSON.stringify(redactJson(body, redact)),
            `the body does not fit: ${path === "" ? "it" : redact(path)} ${description}`
          )
        },
        // `endpoint.success` is the schema of `A`: `Endpoint.read` and its siblings take both from one definition.
        onRight: (value) => Either.right({ value: value as A, meta: metaOf(answer.headers, where.requestId) })
      })
    }
    const masked = redactJson(body, redact)
    const error = vendorError({ ...answer, json: failed === undefined ? masked : redactJson(failed, redact) }, origin)
    // An error whose tag the endpoint's set holds is an `E`.
    if (error !== undefined && endpoint.errors.tags.has(error._tag)) return Either.left(error as E)
    const description =
      error === undefined
        ? "not an error Smartcar documents"
        : `an error this endpoint does not declare: ${error.message}`
    return unexpected(answer, JSON.stringify(masked), description, error)
  }

  const decodeText = (answer: TextAnswer): Either.Either<Reading.Reading<A>, E> => {
    const { headers, status, text } = answer
    if (text === null) return unexpected(answer, "", "the body is longer than the configuration allows")
    const json = text === "" && isSuccess(answer) ? nothing : parse(text)
    if (json === notJson) return unexpected(answer, redact(text), "the body is not JSON")
    return decodeJson({ status, headers, json })
  }

  return { decodeJson, decodeText, unexpected }
}
