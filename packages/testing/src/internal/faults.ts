/** Faults that a test has scripted, and the requests they are for. */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { EndpointName, EndpointNameV3 } from "../Fleet.js"
import type { Answer, Request, Response } from "../Wire.js"
import { between } from "./random.js"
import { bodyOf, choose, entryRoute, type Fields, routesOf, versionOf } from "./routes.js"
import * as V3 from "./v3/routes.js"

/**
 * Which requests a fault is for: those that a function says, or those of an endpoint, of a car, or of both.
 *
 * A fault for the endpoint of a reading is for that reading inside a batch, too. An answer strikes its entry alone, and
 * the other entries are answered; a delay or a cut strikes the batch that carries it, since there is one connection. A
 * fault for the endpoint `batch`, for a car, or of a function strikes a batch as a whole.
 *
 * @since 0.1.0
 * @category models
 */
export type Filter =
  | ((request: Request) => boolean)
  | {
      /** A name that both API versions have, such as `lock`, stands for both. */
      readonly endpoint?: AnyName | ReadonlyArray<AnyName> | undefined
      readonly vehicleId?: string | undefined
      /** Only the requests of one API version. */
      readonly version?: "2.0" | "3" | undefined
    }

type AnyName = EndpointName | EndpointNameV3

/**
 * Which requests a fault is for, all by default, and how often it strikes.
 *
 * @since 0.1.0
 * @category models
 */
export interface FaultOptions {
  readonly when?: Filter | undefined
  /** How often it strikes at most: once by default, or without end if there is a `chance`. */
  readonly times?: number | undefined
  /**
   * The part of its requests that it strikes, 1 (all) by default: `0.05` strikes about one in twenty. Drawn from the
   * simulator's seed: the same requests in the same order are struck again.
   */
  readonly chance?: number | undefined
}

export interface Fault {
  readonly effect:
    | { readonly _tag: "Delay"; readonly millis: number }
    /** Of commands of API v3 only. */
    | { readonly _tag: "Slow"; readonly millis: number }
    /** `executed`: whether the simulated Smartcar handles the request all the same. */
    | { readonly _tag: "Answer"; readonly answer: Answer; readonly executed: boolean }
  readonly matches: (request: Request, subject: () => Subject) => boolean
  readonly matchesEntry: (name: EndpointName, vehicleId: string) => boolean
  readonly left: number
  readonly chance: number
  /** What the chances are drawn from, and how many were. */
  readonly seed: string
  readonly drawn: number
}

/** What a request is about, as far as it is about anything. */
interface Subject {
  readonly version: "2.0" | "3"
  readonly name?: AnyName
  readonly isSlow?: boolean
  readonly vehicleId?: string | undefined
  /** The readings inside a batch. */
  readonly entries?: ReadonlyArray<EndpointName>
}

const entriesOf = (vehicleId: string, { requests }: Fields): ReadonlyArray<EndpointName> =>
  (Array.isArray(requests) ? requests : []).flatMap((entry: unknown) => {
    const path = Predicate.hasProperty(entry, "path") ? entry.path : undefined
    const route = typeof path === "string" ? entryRoute(vehicleId, path) : undefined
    return route === undefined ? [] : [route.name]
  })

const subjectOfV2 = (request: Request): Either.Either<Omit<Subject, "version">, unknown> =>
  Either.gen(function* () {
    const found = yield* routesOf(request)
    if (found.isMiswritten) return {}
    const body = yield* bodyOf(found.routes[0], request)
    const { name } = yield* choose(found, body)
    const vehicleId = found.params["vehicleId"]
    return { name, vehicleId, entries: name === "batch" ? entriesOf(vehicleId ?? "", body) : [] }
  })

const subjectOfV3 = (request: Request): Either.Either<Omit<Subject, "version">, unknown> =>
  Either.gen(function* () {
    const found = yield* V3.routesOf(request)
    const { endpoint, name } = yield* choose(found, yield* V3.fieldsOf(found.routes[0], request))
    return { name, vehicleId: found.params["vehicleId"], isSlow: endpoint.kind === "command" }
  })

const subjectOf = (request: Request): Subject => {
  const version = versionOf(request.url)
  const subject = version === "3" ? subjectOfV3(request) : subjectOfV2(request)
  return { version, ...Either.getOrElse(subject, () => ({})) }
}

export const make = (effect: Fault["effect"], options: FaultOptions, seed: string): Fault => {
  const { chance = 1, when } = options
  const { times = options.chance === undefined ? 1 : Number.POSITIVE_INFINITY } = options
  const fault = { effect, left: times, chance, seed, drawn: 0, matchesEntry: () => false }
  const isFor = (subject: () => Subject) => effect._tag !== "Slow" || subject().isSlow === true
  if (when === undefined) return { ...fault, matches: (_, subject) => isFor(subject) }
  if (typeof when === "function") return { ...fault, matches: (request, subject) => when(request) && isFor(subject) }
  const { endpoint } = when
  const names =
    endpoint === undefined ? undefined : new Set<AnyName>(typeof endpoint === "string" ? [endpoint] : endpoint)
  const isOfVersion = (version: Subject["version"]) => when.version === undefined || when.version === version
  const isOfCar = (vehicleId: string | undefined) => when.vehicleId === undefined || when.vehicleId === vehicleId
  const strikesEntries = effect._tag === "Answer" && effect.answer._tag === "Response"
  return {
    ...fault,
    matches: (_, subject) => {
      const { name, vehicleId, version, entries = [] } = subject()
      if (!isOfCar(vehicleId) || !isOfVersion(version) || !isFor(subject)) return false
      if (names === undefined || (name !== undefined && names.has(name))) return true
      return !strikesEntries && entries.some((entry) => names.has(entry))
    },
    matchesEntry: (name, vehicleId) =>
      strikesEntries && isOfCar(vehicleId) && isOfVersion("2.0") && names?.has(name) === true
  }
}

/** Whether a fault strikes what it matches, and what is left of it. */
const draw = (fault: Fault): readonly [boolean, ReadonlyArray<Fault>] => {
  const { chance, drawn, seed } = fault
  const strikes = chance === 1 || between(`${seed}/${drawn}`, 0, 1) < chance
  const left = strikes ? fault.left - 1 : fault.left
  return [strikes, left > 0 ? [{ ...fault, left, drawn: drawn + 1 }] : []]
}

/** The faults that apply to a request, at most one of each kind, and the faults that are left. */
export const take = (
  faults: ReadonlyArray<Fault>,
  request: Request
): readonly [ReadonlyArray<Fault["effect"]>, ReadonlyArray<Fault>] => {
  let known: Subject | undefined
  const subject = () => {
    known ??= subjectOf(request)
    return known
  }
  const taken = new Map<Fault["effect"]["_tag"], Fault["effect"]>()
  const left = faults.flatMap((fault) => {
    if (taken.has(fault.effect._tag) || !fault.matches(request, subject)) return [fault]
    const [strikes, after] = draw(fault)
    if (strikes) taken.set(fault.effect._tag, fault.effect)
    return after
  })
  return [[...taken.values()], left]
}

/** The answer that a reading inside a batch is scripted to get, if any, and the faults that are left. */
export const takeEntry = (
  faults: ReadonlyArray<Fault>,
  name: EndpointName,
  vehicleId: string
): readonly [Response | undefined, ReadonlyArray<Fault>] => {
  let answer: Response | undefined
  const left = faults.flatMap((fault) => {
    if (answer !== undefined || !fault.matchesEntry(name, vehicleId)) return [fault]
    const [strikes, after] = draw(fault)
    if (strikes && fault.effect._tag === "Answer" && fault.effect.answer._tag === "Response")
      answer = fault.effect.answer
    return after
  })
  return [answer, left]
}
