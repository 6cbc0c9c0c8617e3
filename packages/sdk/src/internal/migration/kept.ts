/** What Smartcar keeps of a car, as the mapping from signals to readings of API v2.0 asks for it. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { Meta, UnitSystem } from "../../Reading.js"
import { type Any, decode, type Signal, type State, type Stored, type Success } from "../../v3/Signal.js"

/** An error's body as API v2.0 has it. */
export interface Failure {
  readonly type: string
  readonly code: string | null
  readonly description: string
  readonly resolution?: unknown
}

const notFound = (description: string): Failure => ({
  type: "RESOURCE_NOT_FOUND",
  code: "SIGNAL_NOT_FOUND",
  description
})

/** A signal that is there, but not what API v2.0 would answer with. */
export const withoutValue = ({ code }: Any): Failure => notFound(`the signal ${code} has no value`)

/** What is not `null`. */
export const present = <A>(signal: Any, value: A): Either.Either<NonNullable<A>, Failure> =>
  Predicate.isNotNullable(value) ? Either.right(value) : Either.left(withoutValue(signal))

const failureOf = ({ code }: Any, state: Exclude<State<Any>, Success<string, unknown>> | undefined): Failure => {
  if (state === undefined) return notFound(`Smartcar keeps no signal ${code} of the car`)
  if (state.status === "UNAVAILABLE") {
    return notFound(`the signal ${code} is unavailable${state.problem === null ? "" : `: ${state.problem}`}`)
  }
  const { detail, resolution, title, type } = state.error
  return {
    type,
    code: state.error.code,
    description: detail ?? title ?? `the signal ${code} failed`,
    ...(resolution === undefined ? {} : { resolution })
  }
}

/** Whether a failure says no more than that the car does not tell: in API v2.0 that is a `null` or an empty list. */
const isSilence = ({ code, type }: Failure): boolean => code === "SIGNAL_NOT_FOUND" || type === "COMPATIBILITY"

/** The signals of a car. */
export interface Kept {
  /** A signal's body, or why there is none. */
  readonly need: <Code extends string, Body, Encoded>(
    signal: Signal<Code, Body, Encoded>
  ) => Either.Either<Body, Failure>
  /** As `need`, and `null` where the car does not tell. */
  readonly may: <Code extends string, Body, Encoded>(
    signal: Signal<Code, Body, Encoded>
  ) => Either.Either<Body | null, Failure>
  /** What is told of some signals: times, units, and where it stands. */
  readonly told: (signals: ReadonlyArray<Any>) => ReadonlyArray<Success<string, unknown>>
}

export const keptOf = (stored: ReadonlyArray<Stored>): Kept => {
  const byCode = new Map(stored.map((signal) => [signal.code, signal]))
  const stateOf = (signal: Any): State<Any> | undefined => {
    const found = byCode.get(signal.code)
    return found === undefined ? undefined : decode(signal, found)
  }
  const need = <Code extends string, Body, Encoded>(
    signal: Signal<Code, Body, Encoded>
  ): Either.Either<Body, Failure> => {
    const state = stateOf(signal)
    return state?.status === "SUCCESS"
      ? // `decode` reads the body by the signal's own schema.
        Either.right(state.body as Body)
      : Either.left(failureOf(signal, state))
  }
  return {
    need,
    may: (signal) =>
      Either.orElse(need(signal), (failure) => (isSilence(failure) ? Either.right(null) : Either.left(failure))),
    told: (signals) =>
      signals.flatMap((signal) => {
        const state = stateOf(signal)
        return state?.status === "SUCCESS" ? [state] : []
      })
  }
}

/** Spellings of units: Smartcar's documents and answers have several of each. */
const unitSystems: ReadonlyArray<readonly [UnitSystem, RegExp]> = [
  ["metric", /^(km|kilomet(er|re)s?|l|lit(er|re)s?|kpa|kilopascals?)$/i],
  ["imperial", /^(mi|miles?|gal|(us_?)?gallons?|psi)$/i]
]

const unitSystemOf = (bodies: ReadonlyArray<unknown>): UnitSystem | undefined => {
  for (const body of bodies) {
    const unit = Predicate.hasProperty(body, "unit") ? body.unit : undefined
    const found = unitSystems.find(([, spelling]) => Predicate.isString(unit) && spelling.test(unit.trim()))
    if (found !== undefined) return found[0]
  }
  return undefined
}

const oldest = (times: ReadonlyArray<DateTime.Utc | null>): DateTime.Utc | undefined =>
  times
    .filter(Predicate.isNotNull)
    .reduce<DateTime.Utc | undefined>(
      (first, time) => (first === undefined ? time : DateTime.min(first, time)),
      undefined
    )

/** The headers with which API v2.0 would tell how old a reading is, and in which units. */
export const headersOf = (told: ReadonlyArray<Success<string, unknown>>, meta: Meta): Record<string, string> => {
  const dataAge = oldest(told.map(({ oemUpdatedAt }) => oemUpdatedAt))
  const fetchedAt = oldest(told.map(({ retrievedAt }) => retrievedAt))
  const unitSystem = unitSystemOf(told.map(({ body }) => body)) ?? meta.unitSystem
  return {
    ...(meta.requestId === undefined ? {} : { "sc-request-id": meta.requestId }),
    ...(dataAge === undefined ? {} : { "sc-data-age": DateTime.formatIso(dataAge) }),
    ...(fetchedAt === undefined ? {} : { "sc-fetched-at": DateTime.formatIso(fetchedAt) }),
    ...(unitSystem === undefined ? {} : { "sc-unit-system": unitSystem })
  }
}
