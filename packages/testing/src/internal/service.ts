/** One simulated Smartcar: a state, a script of faults and a record of requests. */
import { Access } from "@effect-smartcar/sdk"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type { Car, Fleet } from "../Fleet.js"
import * as Wire from "../Wire.js"
import { consent, deny } from "./connect.js"
import type { FaultOptions, Service } from "./control.js"
import { type Fault, matcher, take } from "./faults.js"
import type { Limits } from "./limits.js"
import { issueTokens, lifetimes } from "./oauth.js"
import { respond } from "./respond.js"
import * as State from "./state.js"

export interface Setup {
  readonly seed: string
  readonly fleet: Fleet
  readonly application: State.Application
  readonly connected: boolean
  readonly limits: Limits
  readonly recorded: number
}

const connectAll = (state: State.State, now: number): State.State => {
  const terms = { permissions: state.application.permissions, mode: "live", now } as const
  return Array.from(state.carsOfOwner).reduce(
    (before, [owner, ids]) => ids.reduce((s, id) => State.connect(s, { id, owner }, terms)[0], before),
    state
  )
}

/** A call of the control service that makes no sense is a mistake in the test, not an outcome of it. */
const mistake = (message: string) => Effect.die(new Error(`Simulator: ${message}`))

/** A request's answer, as the faults for it have it. */
const withFaults = (effects: ReadonlyArray<Fault["effect"]>, execute: Effect.Effect<Wire.Answer>) =>
  Effect.gen(function* () {
    const scripted = effects.find((effect) => effect._tag === "Answer")
    const delay = effects.find((effect) => effect._tag === "Delay")
    const answer = scripted === undefined || scripted.executed ? yield* execute : scripted.answer
    if (delay !== undefined) yield* Effect.sleep(delay.millis)
    return scripted?.answer ?? answer
  })

const plug = (car: Car, isPluggedIn: boolean): Car =>
  car.battery === undefined
    ? car
    : { ...car, battery: { ...car.battery, isPluggedIn, isCharging: isPluggedIn && car.battery.isCharging } }

/** Energy and fuel for a distance; an empty car goes on all the same. */
const driven = (before: Car, km: number, to: Car["location"] | undefined): Car => {
  const { battery, tank, ...car } = plug(before, false)
  const used = <A extends { readonly percentRemaining: number; readonly range: number }>(store: A): A => ({
    ...store,
    percentRemaining: Math.max(0, store.percentRemaining - km / store.range)
  })
  return {
    ...car,
    odometer: car.odometer + km,
    location: to ?? car.location,
    ...(battery === undefined ? {} : { battery: used(battery) }),
    ...(tank === undefined ? {} : { tank: used(tank) })
  }
}

const access = (tokens: { readonly accessToken: string; readonly refreshToken: string }, now: number): Access =>
  new Access({
    accessToken: Redacted.make(tokens.accessToken),
    refreshToken: Redacted.make(tokens.refreshToken),
    expiresAt: DateTime.unsafeMake(now + lifetimes.accessToken),
    refreshExpiresAt: DateTime.unsafeMake(now + lifetimes.refreshToken)
  })

export const make = (setup: Setup): Effect.Effect<Service> =>
  Effect.gen(function* () {
    const { application, fleet } = setup
    const start = yield* Clock.currentTimeMillis
    const empty = State.initial({ ...setup, now: start })
    const state = yield* Ref.make(setup.connected ? connectAll(empty, start) : empty)
    const faults = yield* Ref.make<ReadonlyArray<Fault>>([])
    const record: Array<Wire.Request> = []

    /** One transition of the state, now. */
    const transition = <A, E>(
      f: (state: State.State, now: number) => readonly [Effect.Effect<A, E>, State.State]
    ): Effect.Effect<A, E> =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.flatten(Ref.modify(state, (before) => f(before, now))))

    const remember = (request: Wire.Request) =>
      Effect.sync(() => {
        record.push(request)
        // Trimmed now and then, so that a long run costs no copy per request.
        if (record.length > 2 * setup.recorded) record.splice(0, record.length - setup.recorded)
      })

    const execute = (request: Wire.Request): Effect.Effect<Wire.Answer> =>
      transition((before, now) => {
        const [answer, after] = respond(before, request, now)
        return [Effect.succeed(answer), after]
      })

    const change = (id: string, f: (car: Car) => Car): Effect.Effect<Car> =>
      transition((before, now) =>
        Option.match(State.carOf(before, id, now), {
          onNone: () => [mistake(`no car has the id ${id}`), before],
          onSome: ({ car }) => {
            const after: Car = { ...f(car), id, owner: car.owner }
            return [Effect.succeed(after), State.setCar(before, after, now)]
          }
        })
      )

    const ownerId = (owner: string | undefined): Effect.Effect<string> => {
      const id = owner ?? fleet.owners[0]?.id
      return id !== undefined && fleet.owners.some((known) => known.id === id)
        ? Effect.succeed(id)
        : mistake(`no owner has the id ${String(id)}`)
    }

    const script = (effect: Fault["effect"], { times = 1, when }: FaultOptions = {}): Effect.Effect<void> =>
      Ref.update(faults, (before) =>
        times > 0 ? [...before, { left: times, matches: matcher(when), effect }] : before
      )

    return {
      handle: (request) =>
        remember(request).pipe(
          Effect.zipRight(Ref.modify(faults, (before) => take(before, request))),
          Effect.flatMap((effects) => withFaults(effects, execute(request)))
        ),

      config: (origin) => ({
        clientId: application.clientId,
        clientSecret: Redacted.make(application.clientSecret),
        redirectUri: application.redirectUris[0],
        managementToken: Redacted.make(application.managementToken),
        ...(origin === undefined ? {} : { origins: { api: origin, auth: origin, connect: origin, management: origin } })
      }),

      owners: fleet.owners,

      consent: (connectUrl, choice = {}) =>
        Effect.flatMap(ownerId(choice.owner), (owner) =>
          transition((before, now) =>
            Either.match(consent(before, connectUrl, { ...choice, owner }, now), {
              onLeft: (error) => [Effect.fail(error), before],
              onRight: ([location, after]) => [Effect.succeed(location), after]
            })
          )
        ),

      deny: (connectUrl, error, vehicle) =>
        Effect.flatMap(Ref.get(state), (known) => deny(known, connectUrl, error, vehicle)),

      access: (choice = {}) =>
        Effect.flatMap(ownerId(choice.owner), (owner) =>
          transition((before, now) => {
            const { permissions = application.permissions, mode = "live" } = choice
            const ids = (before.carsOfOwner.get(owner) ?? []).filter((id) => choice.vehicles?.includes(id) ?? true)
            let connected = before
            const connections = ids.map((id) => {
              const [next, connection] = State.connect(connected, { id, owner }, { permissions, mode, now })
              connected = next
              return connection.id
            })
            const [tokens, after] = issueTokens(connected, { userId: owner, connections }, now)
            return [Effect.succeed(access(tokens, now)), after]
          })
        ),

      cars: Effect.zipWith(Ref.get(state), Clock.currentTimeMillis, (known, now) =>
        fleet.cars.flatMap(({ id }) => Option.toArray(State.carOf(known, id, now)).map(({ car }) => car))
      ),

      car: (id) =>
        Effect.zipWith(Ref.get(state), Clock.currentTimeMillis, (known, now) => State.carOf(known, id, now)).pipe(
          Effect.flatMap(
            Option.match({
              onNone: () => mistake(`no car has the id ${id}`),
              onSome: ({ car }) => Effect.succeed(car)
            })
          )
        ),

      update: (id, patch) => change(id, typeof patch === "function" ? patch : (car) => ({ ...car, ...patch })),
      drive: (id, km, to) => change(id, (car) => driven(car, km, to)),
      plugIn: (id) => change(id, (car) => plug(car, true)),
      unplug: (id) => change(id, (car) => plug(car, false)),

      connections: Effect.map(Ref.get(state), (known) => Array.from(State.newestConnections(known))),

      subscriptions: (vehicleId) =>
        Effect.map(Ref.get(state), ({ subscriptions }) =>
          application.webhooks.filter((webhookId) => HashSet.has(subscriptions, `${vehicleId}/${webhookId}`))
        ),

      expireLogin: (vehicleId) =>
        transition((before) =>
          Option.match(State.connectionOf(before, vehicleId), {
            onNone: () => [mistake(`no car with the id ${vehicleId} is connected`), before],
            onSome: (connection) => [Effect.void, State.setLogin(before, connection, true)]
          })
        ),

      revoke: (owner) =>
        Effect.flatMap(ownerId(owner), (id) =>
          Ref.update(state, (before) =>
            (before.carsOfOwner.get(id) ?? [])
              .flatMap((vehicleId) => Option.toArray(State.connectionOf(before, vehicleId)))
              .reduce(State.disconnect, before)
          )
        ),

      expireAccessTokens: (owner) =>
        Ref.update(state, (before) => ({
          ...before,
          accessTokens: HashMap.filter(
            before.accessTokens,
            ({ grant }) => owner !== undefined && grant.userId !== owner
          )
        })),

      fail: (answer, options) => script({ _tag: "Answer", answer, executed: false }, options),
      delay: (duration, options) => script({ _tag: "Delay", millis: Duration.toMillis(duration) }, options),
      cut: (phase, options = {}) =>
        script({ _tag: "Answer", answer: Wire.cut(phase), executed: options.executed ?? phase !== "connect" }, options),
      clearFaults: Ref.set(faults, []),

      requests: Effect.sync(() => record.slice(-setup.recorded)),
      clearRequests: Effect.sync(() => {
        record.length = 0
      })
    }
  })
