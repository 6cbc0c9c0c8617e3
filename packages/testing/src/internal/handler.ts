/** What a handler of an endpoint gets and gives: pure functions from state to state. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import type { UnitSystem } from "@effect-smartcar/sdk/Reading"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { Car } from "../Fleet.js"
import { type Failure, invalid } from "./errors.js"
import { type Connection, carOf, connectionOf, type Grant, type Parked, type State, setCar } from "./state.js"
import type { endpoints } from "./table.js"

/** The car that a call is about, and the connection through which it is reached. */
export interface Target extends Parked {
  readonly connection: Connection
}

export interface Call {
  readonly state: State
  readonly requestId: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly units: UnitSystem
  /** The origin at which Connect is. */
  readonly connect: string
  /** Of a call with an owner's token. */
  readonly grant: Grant | undefined
  /** Of a call below `/vehicles/:vehicleId`. */
  readonly target: Target | undefined
}

export interface Outcome<out A> {
  readonly value: A
  readonly state: State
}

export type Result<A> = Either.Either<A, Failure>

export type Handler<in P, out A> = (call: Call, params: P) => Result<Outcome<A>>

type Table = typeof endpoints

/** One handler for each endpoint: leaving one out, or answering in another shape, does not compile. */
export type Handlers<K extends keyof Table = keyof Table> = {
  readonly [Name in K]: Handler<Endpoint.Endpoint.Params<Table[Name]>, Endpoint.Endpoint.Success<Table[Name]>>
}

/** A value as the wire has it. The types of handlers make them answer in that of the schema: encoding cannot fail. */
export const encode = (schema: Schema.Schema.AnyNoContext, value: unknown): unknown =>
  Either.getOrThrowWith(
    ParseResult.encodeUnknownEither(schema)(value),
    (issue) => new Error(ParseResult.TreeFormatter.formatIssueSync(issue))
  )

/** The car that a request names, if it names one, through a connection by which the caller may reach it. */
export const reach = (
  state: State,
  vehicleId: string | undefined,
  now: number,
  mayUse: (connection: Connection) => boolean,
  failure: Failure
): Result<Target | undefined> =>
  vehicleId === undefined
    ? Either.right(undefined)
    : connectionOf(state, vehicleId).pipe(
        Option.filter(mayUse),
        Option.flatMap((connection) =>
          Option.map(carOf(state, vehicleId, now), (parked) => ({ ...parked, connection }))
        ),
        Either.fromOption(() => failure)
      )

/** The units that a request asks for. */
export const unitsOf = (header: string | undefined): Result<UnitSystem> =>
  header === undefined || header === "metric" || header === "imperial"
    ? Either.right(header ?? "metric")
    : Either.left(invalid(["sc-unit-system"], "must be metric or imperial"))

export const targetOf = (call: Call): Result<Target> =>
  call.target === undefined ? Either.left(invalid(["vehicleId"], "names no vehicle")) : Either.right(call.target)

/** An answer that changes nothing. */
export const answer = <A>(call: Call, value: A): Result<Outcome<A>> => Either.right({ value, state: call.state })

/** A reading of the car. */
export const read =
  <A, P = unknown>(of: (car: Car, call: Call, params: P) => Result<A> | A): Handler<P, A> =>
  (call, params) =>
    Either.flatMap(targetOf(call), ({ car }) => {
      const value = of(car, call, params)
      return Either.isEither(value) ? Either.map(value, (a) => ({ value: a, state: call.state })) : answer(call, value)
    })

export const done = { status: "success", message: "The vehicle accepted the request." }

/** A command: the car as it is afterwards, or why it cannot be carried out. */
export const command =
  <P>(on: (car: Car, params: P, call: Call) => Result<Car>): Handler<P, typeof done> =>
  (call, params) =>
    Either.flatMap(targetOf(call), ({ car }) =>
      Either.map(on(car, params, call), (after) => ({ value: done, state: setCar(call.state, after, call.now) }))
    )

/** A change of the connection rather than of the car. */
export const onTarget =
  <P, A>(on: (call: Call, target: Target, params: P) => Result<Outcome<A>>): Handler<P, A> =>
  (call, params) =>
    Either.flatMap(targetOf(call), (target) => on(call, target, params))

/** A page of a list that is paged by offset. */
export const page = <A>(
  all: ReadonlyArray<A>,
  { limit = 10, offset = 0 }: { readonly limit?: number | undefined; readonly offset?: number | undefined }
): Result<{
  readonly items: ReadonlyArray<A>
  readonly paging: { readonly count: number; readonly offset: number }
}> =>
  limit > 50
    ? Either.left(invalid(["limit"], "must be at most 50"))
    : Either.right({ items: all.slice(offset, offset + limit), paging: { count: all.length, offset } })
