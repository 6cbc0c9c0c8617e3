/** An interpreter that carries out the calls of API v2.0 on API v3. `Migration.ts` is the public home. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Record from "effect/Record"
import type * as Endpoint from "../../Endpoint.js"
import type { Reading } from "../../Reading.js"
import type * as Smartcar from "../../Smartcar.js"
import { CurrentOwner } from "../credentials.js"
import { ClientError, InvalidInputError, type SmartcarError, UnexpectedResponseError, VendorError } from "../errors.js"
import { checkParams, isAboutVehicle, type RequestOptions, recordOf, vehicleOf } from "../request.js"
import { decoder } from "../response.js"
import { perTry } from "../retry.js"
import * as Bridge from "./bridge.js"
import { descriptors, type Mapped, table } from "./table.js"
import type { Unmapped } from "./unmapped.js"

/** `Migration.Options`, with the user to be asked for. */
interface Settings {
  readonly mode: Bridge.Mode | undefined
  readonly userId: (
    owner: string,
    vehicleId: string | undefined,
    where: Bridge.Where
  ) => Effect.Effect<string, SmartcarError, Smartcar.Smartcar>
}

/** Each run is called with the parameters of its own endpoint only. */
type Mapping = Mapped<never> | Unmapped

const mappings: ReadonlyMap<Endpoint.Any, Mapping> = new Map(
  Record.toEntries<keyof typeof table, Mapping>(table).map(([name, mapping]) => [descriptors[name], mapping])
)

const classes = new Map([...VendorError.members, ...ClientError.members].map((Class) => [Class._tag, Class]))

/** The same error, of the call that was asked for in place of those that were made for it. */
const relabel = (error: SmartcarError, where: Bridge.Where): SmartcarError => {
  // The fields are those of an instance of the same class.
  const Class = classes.get(error._tag) as unknown as new (fields: object, trusted: true) => SmartcarError
  return new Class({ ...error, ...where }, true)
}

/** API v3 may answer with errors that the call of API v2.0 does not declare. */
const declared = (endpoint: Endpoint.Any, where: Bridge.Where, cause: SmartcarError): SmartcarError => {
  const error = relabel(cause, where)
  if (!Bridge.isVendorError(error) || endpoint.errors.tags.has(error._tag)) return error
  return new UnexpectedResponseError(
    {
      ...where,
      description: `an error this endpoint does not declare: ${error.message}`,
      statusCode: error.statusCode,
      headers: {},
      body: "",
      error,
      ...(error.requestId === undefined ? {} : { requestId: error.requestId })
    },
    true
  )
}

export const make = (smartcar: Smartcar.Service, settings: Settings): Smartcar.Service => {
  const attempt = <P extends object, A, E>(
    endpoint: Endpoint.Endpoint<P, A, E>,
    mapping: Mapping,
    params: P,
    options: RequestOptions
  ): Effect.Effect<Reading<A>, E> =>
    Effect.suspend(() => {
      const fields = recordOf(params)
      const where = { endpoint: endpoint.name, ...vehicleOf(fields) }
      const vehicleId = isAboutVehicle(endpoint) ? where.vehicleId : undefined
      const done = Effect.gen(function* () {
        if (mapping._tag === "Unmapped") {
          const description = `cannot be carried out on API v3 (see MIGRATION.md): ${mapping.reason}`
          return yield* new InvalidInputError({ ...where, field: "endpoint", description })
        }
        // Refuses what API v2.0 would refuse. What filters by a car must not lose it, or it would be about all of them.
        yield* checkParams(endpoint, fields)
        const owner = options.owner ?? (yield* CurrentOwner)
        const now = yield* Clock.currentTimeMillis
        const bridge = yield* Bridge.make(smartcar, {
          where,
          vehicleId: vehicleId ?? "",
          mode: settings.mode,
          now,
          user: settings.userId(owner, vehicleId, where),
          unitSystem: options.unitSystem
        })
        // The parameters are those of the endpoint that the mapping is found by.
        return { now, answer: yield* mapping.run(bridge, params as never) }
      })
      return done.pipe(
        // Every `ErrorSet` holds the errors of this side; others are put into one of them.
        Effect.mapError((error) => declared(endpoint, where, error) as E),
        Effect.flatMap(({ answer, now }) =>
          decoder(endpoint, { ...where, now }, identity).decodeJson({ status: 200, ...answer })
        )
      )
    })

  return {
    execute: (endpoint, params, options) => {
      const mapping = mappings.get(endpoint)
      return mapping === undefined
        ? smartcar.execute(endpoint, params, options)
        : perTry(endpoint, attempt(endpoint, mapping, params, options))
    }
  }
}
