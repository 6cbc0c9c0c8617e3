/** What a handler of an endpoint of API v3 gets and gives. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import type * as Model from "@effect-smartcar/sdk/v3/Model"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Car } from "../../Fleet.js"
import { invalid } from "../errors.js"
import type { Call, Handler, Result } from "../handler.js"
import { uuid } from "../random.js"
import { type Connection, carOf } from "../state.js"
import type { endpointsV3 } from "../table.js"

export interface CallV3 extends Call {
  readonly url: URL
  /** Who `sc-user-id` says it is. */
  readonly user: string | undefined
  /** How many milliseconds a command takes. */
  readonly lasts: number
}

type Table = typeof endpointsV3

/** A handler of one endpoint: its parameters and its answer are those of the descriptor. */
type HandlerV3<Name extends keyof Table> = (
  call: CallV3,
  params: Endpoint.Endpoint.Params<Table[Name]>
) => ReturnType<Handler<unknown, Endpoint.Endpoint.Success<Table[Name]>>>

/** One handler for each endpoint: leaving one out, or answering in another shape, does not compile. */
export type HandlersV3<K extends keyof Table = keyof Table> = { readonly [Name in K]: HandlerV3<Name> }

/** A page of a list; `size` is that of a page if the request names none, `most` the largest. */
export const page = <A>(
  all: ReadonlyArray<A>,
  { page: number = 1, limit }: { readonly page?: number | undefined; readonly limit?: number | undefined },
  { most = Number.POSITIVE_INFINITY, size }: { readonly size: number; readonly most?: number }
): Result<{ readonly items: ReadonlyArray<A>; readonly paging: Model.PagePosition }> => {
  const taken = limit ?? size
  const start = (number - 1) * taken
  return taken > most
    ? Either.left(invalid(["page[size]"], `must be at most ${most}`))
    : Either.right({
        items: all.slice(start, start + taken),
        paging: { page: number, size: taken, total: all.length }
      })
}

/** What Smartcar knows of a car that is connected. */
export const vehicleOf = (
  { id, make, model, year, powertrain }: Car,
  { mode }: Pick<Connection, "mode">
): Model.Vehicle => ({ id, make, model, year, powertrainType: powertrain, mode })

/** The car behind a connection, of which Smartcar knows nothing that changes. */
export const connectedVehicle = ({ state, now }: CallV3, connection: Connection): ReadonlyArray<Model.Vehicle> =>
  Option.toArray(carOf(state, connection.vehicleId, now)).map(({ car }) => vehicleOf(car, connection))

const last32 = (text: string): number => Number.parseInt(text.slice(-8), 16)

const maskOf = (seed: string, what: string): number => last32(uuid(`${seed}/${what}`))

/** A UUID for the number of something, the same for the same seed. Its last digits hide the number. */
export const uuidOf = (seed: string, what: string, number: number): string =>
  uuid(`${seed}/${what}/${number}`).slice(0, -8) + ((number ^ maskOf(seed, what)) >>> 0).toString(16).padStart(8, "0")

/** The number of what has this id, if it is one of {@link uuidOf}. */
export const numberOf = (seed: string, what: string, id: string): Option.Option<number> => {
  const number = (last32(id) ^ maskOf(seed, what)) >>> 0
  return uuidOf(seed, what, number) === id ? Option.some(number) : Option.none()
}
