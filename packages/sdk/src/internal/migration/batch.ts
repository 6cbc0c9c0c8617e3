/** How a batch of API v2.0 is carried out on API v3: the signals are asked for once, and each path is answered from them. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as v2 from "../../v2/endpoints.js"
import { normalize } from "../batch.js"
import type { SmartcarError, VendorError } from "../errors.js"
import { type Bridge, type Done, isVendorError } from "./bridge.js"
import { done, type Params } from "./reads.js"

/** A read that needs nothing but the car. */
export interface Entry {
  readonly isMadeFromSignals: boolean
  readonly run: (bridge: Bridge) => Effect.Effect<Done, SmartcarError>
}

interface Item {
  readonly code: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

const bodyOf = ({ endpoint: _, vehicleId: __, retryAfter: ___, others: ____, ...body }: VendorError): unknown => body

/** An error as the item of a batch, if it is one of Smartcar's; the others fail the batch. */
const itemOf = (error: SmartcarError): Effect.Effect<Item, SmartcarError> => {
  if (isVendorError(error)) {
    const headers: Record<string, string> =
      error.retryAfter === undefined ? {} : { "retry-after": String(Duration.toSeconds(error.retryAfter)) }
    return Effect.succeed({ code: error.statusCode, headers, body: bodyOf(error) })
  }
  if (error._tag !== "UnexpectedResponseError") return Effect.fail(error)
  const body = error.error === undefined ? { description: error.description } : bodyOf(error.error)
  return Effect.succeed({ code: Math.max(error.statusCode, 500), headers: {}, body })
}

const unknownPath: Item = {
  code: 404,
  headers: {},
  body: {
    type: "RESOURCE_NOT_FOUND",
    code: "PATH",
    description: "API v3 has no counterpart of the path: see MIGRATION.md",
    statusCode: 404
  }
}

export const batch =
  (entries: ReadonlyMap<string, Entry>) =>
  (bridge: Bridge, { requests }: Params<typeof v2.batch>): Effect.Effect<Done, SmartcarError> =>
    Effect.gen(function* () {
      const wanted = requests.map(({ path }) => ({ path, entry: entries.get(normalize(path)) }))
      const isListed = wanted.some(({ entry }) => entry?.isMadeFromSignals === true)
      const signals = yield* Effect.cached(bridge.signals)
      const listed: Bridge = {
        ...bridge,
        signals,
        signal: () => signals,
        vehicle: Effect.flatMap(signals, ({ meta, vehicle }) =>
          vehicle === null ? bridge.vehicle : Effect.succeed({ value: vehicle, meta })
        )
      }
      // Without the signals there is nothing to answer from: the batch fails as a whole.
      const { meta } = isListed ? yield* signals : { meta: {} }
      const responses = yield* Effect.forEach(wanted, ({ entry, path }) =>
        entry === undefined
          ? Effect.succeed({ path, ...unknownPath })
          : entry.run(isListed ? listed : bridge).pipe(
              Effect.map(({ headers, json }): Item => ({ code: 200, headers, body: json })),
              Effect.catchAll(itemOf),
              Effect.map((item) => ({ path, ...item }))
            )
      )
      return done({ responses }, meta)
    })
