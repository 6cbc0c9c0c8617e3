/** Faults that a test has scripted, and the requests they are for. */
import * as Either from "effect/Either"
import type { EndpointName } from "../Fleet.js"
import type { Answer, Request } from "../Wire.js"
import { routesOf } from "./respond.js"
import { bodyOf, choose } from "./routes.js"

/**
 * Which requests a fault is for: those that a function says, or those of an endpoint, of a car, or of both. A reading
 * inside a batch is part of the request `batch`.
 *
 * @since 0.1.0
 * @category models
 */
export type Filter =
  | ((request: Request) => boolean)
  | {
      readonly endpoint?: EndpointName | ReadonlyArray<EndpointName> | undefined
      readonly vehicleId?: string | undefined
    }

export interface Fault {
  readonly left: number
  readonly matches: (request: Request) => boolean
  readonly effect:
    | { readonly _tag: "Delay"; readonly millis: number }
    /** `executed`: whether the simulated Smartcar handles the request all the same. */
    | { readonly _tag: "Answer"; readonly answer: Answer; readonly executed: boolean }
}

const endpointOf = (request: Request): { readonly name?: EndpointName; readonly vehicleId?: string | undefined } =>
  Either.gen(function* () {
    const found = yield* routesOf(request)
    const { name } = yield* choose(found, yield* bodyOf(found.routes[0], request))
    return { name, vehicleId: found.params["vehicleId"] }
  }).pipe(Either.getOrElse(() => ({})))

export const matcher = (filter: Filter | undefined): ((request: Request) => boolean) => {
  if (filter === undefined) return () => true
  if (typeof filter === "function") return filter
  const { endpoint, vehicleId } = filter
  const names: ReadonlyArray<string | undefined> = typeof endpoint === "string" ? [endpoint] : (endpoint ?? [])
  return (request) => {
    const actual = endpointOf(request)
    return (
      (endpoint === undefined || names.includes(actual.name)) &&
      (vehicleId === undefined || vehicleId === actual.vehicleId)
    )
  }
}

/** The faults that apply to a request, at most one of each kind, and the faults that are left. */
export const take = (
  faults: ReadonlyArray<Fault>,
  request: Request
): readonly [ReadonlyArray<Fault["effect"]>, ReadonlyArray<Fault>] => {
  const taken = new Map<Fault["effect"]["_tag"], Fault["effect"]>()
  const left = faults.flatMap((fault) => {
    if (taken.has(fault.effect._tag) || !fault.matches(request)) return [fault]
    taken.set(fault.effect._tag, fault.effect)
    return fault.left > 1 ? [{ ...fault, left: fault.left - 1 }] : []
  })
  return [[...taken.values()], left]
}
