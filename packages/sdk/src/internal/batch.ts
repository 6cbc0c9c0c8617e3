/** The batch codec: entries -> paths, one batch answer -> each entry's own reading or error. */
import type * as Either from "effect/Either"
import type * as Endpoint from "../Endpoint.js"
import type { Reading } from "../Reading.js"
import { redactorOf } from "./redact.js"
import { decoder } from "./response.js"

const vehiclePrefix = /^\/vehicles\/:vehicleId/

const normalize = (path: string): string => `/${path.replace(/^\/+|\/+$/g, "")}`

/** An endpoint's path as an entry of a batch: below its vehicle. */
export const pathOf = (endpoint: Endpoint.Any): string => normalize(endpoint.path.replace(vehiclePrefix, ""))

/**
 * One entry's part of a batch answer. Entries have headers of their own, sometimes none, sometimes in capitals or as
 * numbers; the request id is the batch's.
 */
export const decodeEntry = <P, A, E>(
  endpoint: Endpoint.Endpoint<P, A, E>,
  vehicleId: string,
  batch: Reading<Endpoint.BatchAnswer>,
  now: number
): Either.Either<Reading<A>, E> => {
  const { requestId } = batch.meta
  const origin = { endpoint: endpoint.name, vehicleId, now, ...(requestId === undefined ? {} : { requestId }) }
  const { decodeJson, unexpected } = decoder(endpoint, origin, redactorOf(batch.value))
  const path = pathOf(endpoint)
  const entry = batch.value.responses.find((response) => normalize(response.path) === path)
  if (entry === undefined) return unexpected({ status: 200, headers: {} }, "", `the batch has no answer for ${path}`)
  const headers = Object.fromEntries(
    Object.entries(entry.headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  )
  return decodeJson({ status: entry.code, headers, json: entry.body })
}
