/** What a call of API v2.0 is carried out with on API v3. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type * as Endpoint from "../../Endpoint.js"
import * as Paging from "../../Paging.js"
import type { Meta, Reading, UnitSystem } from "../../Reading.js"
import * as Smartcar from "../../Smartcar.js"
import { isSmartcarError } from "../../SmartcarError.js"
import * as VehicleHandle from "../../VehicleHandle.js"
import type { Vehicle } from "../../v3/models.js"
import type { Any, Stored } from "../../v3/Signal.js"
import * as Signals from "../../v3/Signals.js"
import * as v3 from "../../v3/table.js"
import { type Answer, vendorError } from "../errorBody.js"
import { InvalidInputError, type SmartcarError, UnexpectedResponseError, VendorError } from "../errors.js"
import { isUserId } from "../request.js"
import type { Failure } from "./kept.js"

/** Which cars are looked up: API v3 keeps real ones and those of the dashboard's simulator apart. */
export type Mode = "live" | "simulated"

/** The call that errors are about. */
export interface Where {
  readonly endpoint: string
  readonly vehicleId?: string
}

/** What API v2.0 would have answered. */
export type Done = Omit<Answer, "status">

/** What is kept of a car, and what the answer said beside it. */
interface Listed {
  readonly stored: ReadonlyArray<Stored>
  readonly vehicle: Vehicle | null
  readonly meta: Meta
}

/** One call, and everything that it may ask for. */
export interface Bridge {
  readonly where: Where
  /** The car that the call is about, if it is about one. */
  readonly vehicleId: string
  readonly mode: Mode | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The Smartcar user in whose name the call is made. */
  readonly userId: Effect.Effect<string, SmartcarError>
  readonly ask: <P extends object, A, E extends SmartcarError>(
    endpoint: Endpoint.Endpoint<P, A, E>,
    params: P
  ) => Effect.Effect<Reading<A>, SmartcarError>
  /** Runs what is made of several calls. */
  readonly run: <A, E>(self: Effect.Effect<A, E, Smartcar.Smartcar>) => Effect.Effect<A, E>
  readonly signal: (signal: Any) => Effect.Effect<Omit<Listed, "vehicle">, SmartcarError>
  readonly signals: Effect.Effect<Listed, SmartcarError>
  readonly vehicle: Effect.Effect<Reading<Vehicle>, SmartcarError>
}

export const isVendorError = Schema.is(VendorError)

/** The error that a part of an answer stands for, with the status that API v2.0 would answer it with. */
export const errorOf = (failure: Failure, { now, where }: Pick<Bridge, "now" | "where">, meta: Meta): SmartcarError => {
  const origin = { ...where, ...(meta.requestId === undefined ? {} : { requestId: meta.requestId }) }
  return (
    vendorError({ headers: {}, json: failure }, { ...origin, now }) ??
    new UnexpectedResponseError({
      ...origin,
      description: "a part of the answer is an error that Smartcar does not document",
      statusCode: 200,
      headers: {},
      body: JSON.stringify(failure)
    })
  )
}

const pagesOfSignals = /*#__PURE__*/ Paging.pages(Signals.list)

/** All that is kept of a car; one page holds it, as far as anyone has seen. */
const listSignals = (car: VehicleHandle.VehicleHandle) =>
  Effect.map(Stream.runCollect(pagesOfSignals(car)), (pages): Listed => {
    const first = Chunk.head(pages)
    return {
      stored: Chunk.toReadonlyArray(pages).flatMap(({ value }) => value.signals),
      vehicle: Option.match(first, { onNone: () => null, onSome: ({ value }) => value.vehicle }),
      meta: Option.match(first, { onNone: () => ({}), onSome: ({ meta }) => meta })
    }
  })

/**
 * The user of a call, and nothing but a user, for a filter by none would be one for all of them; errors of no kind of
 * Smartcar's become one.
 */
const checked = <R>(user: Effect.Effect<string, SmartcarError, R>, where: Where) => {
  const invalid = (description: string) => new InvalidInputError({ ...where, field: "owner", description })
  const noUser = () => invalid("expected the owner's user id at Smartcar")
  if (!Effect.isEffect(user)) return noUser()
  return Effect.filterOrFail(
    Effect.mapError(user, (error) =>
      isSmartcarError(error) ? error : invalid("`userId` of the layer failed with what is no SmartcarError")
    ),
    isUserId,
    noUser
  )
}

export const make = (
  smartcar: Smartcar.Service,
  call: Pick<Bridge, "where" | "vehicleId" | "mode" | "now"> & {
    readonly user: Effect.Effect<string, SmartcarError, Smartcar.Smartcar>
    readonly unitSystem: UnitSystem | undefined
  }
): Effect.Effect<Bridge> =>
  Effect.gen(function* () {
    const { unitSystem, user, vehicleId, ...rest } = call
    const run: Bridge["run"] = Effect.provideService(Smartcar.Smartcar, smartcar)
    const userId = yield* Effect.cached(run(checked(user, rest.where)))
    const ask: Bridge["ask"] = (endpoint, params) =>
      endpoint.auth === "applicationUser"
        ? Effect.flatMap(userId, (owner) => smartcar.execute(endpoint, params, { owner, unitSystem }))
        : smartcar.execute(endpoint, params, { unitSystem })
    return {
      ...rest,
      vehicleId,
      userId,
      ask,
      run,
      signal: ({ code }) =>
        Effect.map(ask(v3.signal, { vehicleId, code }), ({ value, meta }) => ({ stored: [value], meta })),
      signals: Effect.flatMap(userId, (owner) =>
        run(listSignals(VehicleHandle.make(vehicleId, { owner, unitSystem })))
      ),
      vehicle: ask(v3.vehicle, { vehicleId })
    }
  })
