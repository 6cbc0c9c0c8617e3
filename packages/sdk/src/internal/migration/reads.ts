/** How the reads of API v2.0 are carried out on API v3. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Endpoint from "../../Endpoint.js"
import type { Meta } from "../../Reading.js"
import type * as v2 from "../../v2/endpoints.js"
import type { Connection, ConnectionList } from "../../v3/models.js"
import * as v3 from "../../v3/table.js"
import { InvalidInputError, type SmartcarError } from "../errors.js"
import { millis } from "../schema.js"
import { type Bridge, type Done, errorOf } from "./bridge.js"
import { headersOf, keptOf } from "./kept.js"
import { type Recipe, serviceHistory as services } from "./recipes.js"

export type Params<T> = Endpoint.Endpoint.Params<T>

/** An answer's request id, as API v2.0 would send it. */
export const done = (json: unknown, { requestId }: Meta): Done => ({
  json,
  headers: requestId === undefined ? {} : { "sc-request-id": requestId }
})

/** A reading that is made from signals. */
export const fromSignals =
  <J>(recipe: Recipe<J>) =>
  (bridge: Bridge): Effect.Effect<Done, SmartcarError> =>
    Effect.gen(function* () {
      const [only, ...others] = recipe.signals
      const { meta, stored } = yield* only !== undefined && others.length === 0 ? bridge.signal(only) : bridge.signals
      const kept = keptOf(stored)
      const json = yield* Either.mapLeft(recipe.read(kept), (failure) => errorOf(failure, bridge, meta))
      return { json, headers: headersOf(kept.told(recipe.signals), meta) }
    })

type Date = Params<typeof v2.serviceHistory>["endDate"]

const day = /^\d{4}-\d{2}-\d{2}$/

/** A day without a time lasts until midnight. */
const endOf = (date: NonNullable<Date>): number =>
  millis(date) + (typeof date === "string" && day.test(date) ? 86_399_999 : 0)

const year = 365 * 86_400_000

/** Without dates API v2.0 answers with the last year. */
export const serviceHistory = (
  bridge: Bridge,
  { endDate, startDate }: Params<typeof v2.serviceHistory>
): Effect.Effect<Done, SmartcarError> =>
  fromSignals(
    services({
      from: startDate === undefined ? bridge.now - year : millis(startDate),
      to: endDate === undefined ? bridge.now : endOf(endDate)
    })
  )(bridge)

export const attributes = (bridge: Bridge): Effect.Effect<Done, SmartcarError> =>
  // API v3 tells it to the application, whoever asks; API v2.0 tells it to an owner only.
  Effect.map(Effect.zipRight(bridge.userId, bridge.vehicle), ({ meta, value: { id, make, model, year } }) =>
    done({ id, make, model, year }, meta)
  )

/** No request: who asks is who is asked for. */
export const user = (bridge: Bridge): Effect.Effect<Done, SmartcarError> =>
  Effect.map(bridge.userId, (id) => done({ id }, {}))

/** How much of a list API v2.0 gives where no limit is named. */
const defaultLimit = 10

/** There is none of what was asked for. */
export const none = (bridge: Bridge, code: string, description: string, meta: Meta): SmartcarError =>
  errorOf({ type: "RESOURCE_NOT_FOUND", code, description }, bridge, meta)

/** Filters: one that is left out holds for all, one that is `undefined` for none. */
export interface Wanted {
  readonly userId?: string
  readonly vehicleId?: string
}

/** What is asked for by filters has to fit them: what a server that ignored them sent must be neither shown nor removed. */
export const isOf =
  (wanted: Wanted) =>
  ({ userId, vehicle }: Pick<Connection, "userId" | "vehicle">): boolean =>
    (!("userId" in wanted) || wanted.userId === userId) && (!("vehicleId" in wanted) || wanted.vehicleId === vehicle.id)

export const permissions = (
  bridge: Bridge,
  { limit = defaultLimit, offset = 0 }: Params<typeof v2.permissions>
): Effect.Effect<Done, SmartcarError> =>
  Effect.gen(function* () {
    const wanted = { userId: yield* bridge.userId, vehicleId: bridge.vehicleId }
    const { meta, value } = yield* bridge.ask(v3.connections, { ...wanted, mode: bridge.mode })
    const connection = value.connections.find(isOf(wanted))
    if (connection === undefined) return yield* none(bridge, "CONNECTION_NOT_FOUND", notConnected, meta)
    const granted = connection.permissions
    return done({ permissions: granted.slice(offset, offset + limit), paging: { count: granted.length, offset } }, meta)
  })

export const notConnected = "the user has no connection to the car"

/** The largest page of API v3: the numbers of pages count in what really comes, not in what was asked for. */
const maxLimit = 100

/** Pages of API v3 are numbered: an offset that is within one takes two of them. */
export const vehicles = (
  bridge: Bridge,
  { limit: asked = defaultLimit, offset = 0 }: Params<typeof v2.vehicles>
): Effect.Effect<Done, SmartcarError> =>
  Effect.gen(function* () {
    const limit = Math.min(asked, maxLimit)
    const userId = yield* bridge.userId
    const page = (number: number) => bridge.ask(v3.connections, { userId, mode: bridge.mode, page: number, limit })
    const number = Math.floor(offset / limit) + 1
    const skipped = offset % limit
    const { meta, value: first } = yield* page(number)
    const second = skipped === 0 || !hasMore(first, number * limit) ? undefined : (yield* page(number + 1)).value
    const found = [...first.connections, ...(second?.connections ?? [])].slice(skipped, skipped + limit)
    const last = second ?? first
    const seen = offset + found.length
    return done(
      {
        vehicles: found.map(({ vehicle }) => vehicle.id),
        // Where the answer does not count them, one more than were seen stands for the rest.
        paging: { count: last.paging.total ?? (hasMore(last, seen) ? seen + 1 : seen), offset }
      },
      meta
    )
  })

/** Whether there is more than was seen, as far as a page tells. */
const hasMore = ({ paging: { next, total } }: ConnectionList, seen: number): boolean =>
  next === undefined ? total !== undefined && seen < total : next !== null

const isPageNumber = (cursor: string): boolean => /^[1-9]\d{0,8}$/.test(cursor)

/** API v3 has no cursors: here one is the number of the next page. */
export const connections = (
  bridge: Bridge,
  { cursor = "1", limit: asked = defaultLimit, mode = bridge.mode, ...filter }: Params<typeof v2.connections>
): Effect.Effect<Done, SmartcarError> =>
  Effect.gen(function* () {
    if (mode === "test") return yield* invalid(bridge, "mode", "expected live or simulated: API v3 has no test mode")
    if (!isPageNumber(cursor)) return yield* invalid(bridge, "cursor", "expected the cursor of a page before")
    const page = Number(cursor)
    const limit = Math.min(asked, maxLimit)
    const { userId, vehicleId } = filter
    const { meta, value } = yield* bridge.ask(v3.connections, { userId, vehicleId, mode, page, limit })
    return done(
      {
        // API v2.0 knows no connection without a user.
        connections: value.connections.flatMap(({ createdAt, userId, vehicle }) =>
          userId === null
            ? []
            : [
                {
                  vehicleId: vehicle.id,
                  userId,
                  connectedAt: createdAt === null ? null : DateTime.formatIso(createdAt),
                  ...(vehicle.mode === null ? {} : { mode: vehicle.mode })
                }
              ]
        ),
        paging: { cursor: hasMore(value, page * limit) ? String(page + 1) : null }
      },
      meta
    )
  })

export const invalid = ({ where }: Bridge, field: string, description: string): InvalidInputError =>
  new InvalidInputError({ ...where, field, description })
