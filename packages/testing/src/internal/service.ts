/** One simulated Smartcar: a state, a script of faults and a record of requests. */
import { Access } from "@effect-smartcar/sdk/Access"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type { Car, Fleet } from "../Fleet.js"
import * as Wire from "../Wire.js"
import { type Choice, consent, deny } from "./connect.js"
import type { Service } from "./control.js"
import * as Faults from "./faults.js"
import type { Limits } from "./limits.js"
import { issueTokens, lifetimes } from "./oauth.js"
import { respond } from "./respond.js"
import * as State from "./state.js"
import { disconnect, isSubscribed } from "./subscriptions.js"

export interface Setup {
  readonly seed: string
  readonly fleet: Fleet
  readonly application: State.Application
  readonly connected: boolean
  readonly limits: Limits
  readonly recorded: number
}

/** Every origin there is. */
const { origins } = SmartcarConfig.make()

/** A call of the control service that makes no sense is a mistake in the test, not an outcome of it. */
const mistake = (message: string) => Effect.die(new Error(`Simulator: ${message}`))

const noCar = (id: string) => mistake(`no car has the id ${id}`)

/** Carries a request out as the faults for it have it: its answer, perhaps late, and the state after it. */
const handle = (before: State.State, request: Wire.Request, now: number) => {
  const [effects, faults] = before.faults.length === 0 ? [[], before.faults] : Faults.take(before.faults, request)
  const scripted = effects.find((effect) => effect._tag === "Answer")
  const delay = effects.find((effect) => effect._tag === "Delay")
  const slow = effects.find((effect) => effect._tag === "Slow")
  const state = { ...before, faults }
  const [answer, after] =
    scripted === undefined || scripted.executed
      ? respond(state, request, now, slow?.millis ?? 0)
      : [scripted.answer, state]
  const whole: Wire.Answer = scripted?.answer ?? answer
  const given = Effect.succeed(slow === undefined || whole._tag === "Cut" ? whole : Wire.slow(whole, slow.millis))
  return [delay === undefined ? given : Effect.delay(given, delay.millis), after] as const
}

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
    const empty = State.initial({ ...setup, remembered: setup.recorded, now: start })
    const state = yield* Ref.make(
      setup.connected
        ? State.connectAll(empty, { permissions: application.permissions, mode: "live", now: start })
        : empty
    )
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

    const change = (id: string, f: (car: Car) => Car): Effect.Effect<Car> =>
      transition((before, now) =>
        Option.match(State.carOf(before, id, now), {
          onNone: () => [noCar(id), before],
          onSome: (parked) => {
            const { car } = parked
            const after: Car = { ...f(car), id, owner: car.owner }
            const told = after.condition === undefined ? before : State.fallSilent(before, parked)
            return [Effect.succeed(after), State.setCar(told, after, now)]
          }
        })
      )

    const find = (id: string): Effect.Effect<Car> =>
      transition((before, now) => {
        const found = Option.map(State.carOf(before, id, now), ({ car }) => Effect.succeed(car))
        return [Option.getOrElse(found, () => noCar(id)), before]
      })

    const setPlug = (id: string, isPluggedIn: boolean): Effect.Effect<Car> =>
      Effect.flatMap(find(id), ({ battery }) =>
        battery === undefined ? mistake(`the car ${id} has no battery`) : change(id, (car) => plug(car, isPluggedIn))
      )

    const ownerId = (owner: string | undefined): Effect.Effect<string> => {
      const id = owner ?? fleet.owners[0]?.id
      return id !== undefined && empty.owners.has(id)
        ? Effect.succeed(id)
        : mistake(`no owner has the id ${String(id)}`)
    }

    /** The owner of a choice, if there is one, and if all the cars chosen are the owner's. */
    const chooser = ({ owner, vehicles = [] }: Choice): Effect.Effect<string> =>
      Effect.flatMap(ownerId(owner), (id) => {
        const other = vehicles.find((vehicleId) => empty.fleet.get(vehicleId)?.owner !== id)
        return other === undefined ? Effect.succeed(id) : mistake(`the owner ${id} has no car with the id ${other}`)
      })

    const script = (effect: Faults.Fault["effect"], options: Faults.FaultOptions = {}): Effect.Effect<void> => {
      const { chance = 1, times = 1, when } = options
      const vehicleId = typeof when === "object" ? when.vehicleId : undefined
      if (vehicleId !== undefined && !empty.fleet.has(vehicleId)) return noCar(vehicleId)
      if (!(chance >= 0 && chance <= 1)) return mistake(`a chance is from 0 to 1, not ${chance}`)
      if (!(times >= 0)) return mistake(`a fault strikes 0 times or more, not ${times}`)
      if (times === 0) return Effect.void
      return Ref.update(state, (before) => {
        const fault = Faults.make(effect, options, `${before.seed}/fault/${before.scripted}`)
        return { ...before, faults: [...before.faults, fault], scripted: before.scripted + 1 }
      })
    }

    return {
      handle: (request) =>
        Effect.zipRight(
          remember(request),
          transition((before, now) => handle(before, request, now))
        ),

      config: (origin) => ({
        clientId: application.clientId,
        clientSecret: Redacted.make(application.clientSecret),
        applicationId: application.applicationId,
        apiClientId: application.apiClientId,
        apiClientSecret: Redacted.make(application.apiClientSecret),
        redirectUri: application.redirectUris[0],
        managementToken: Redacted.make(application.managementToken),
        ...(origin === undefined ? {} : { origins: Record.map(origins, () => origin) })
      }),

      owners: fleet.owners,

      consent: (connectUrl, choice = {}) =>
        Effect.zipRight(
          chooser(choice),
          transition((before, now) =>
            Either.match(consent(before, connectUrl, choice, now), {
              onLeft: (error) => [Effect.fail(error), before],
              onRight: ([location, after]) => [Effect.succeed(location), after]
            })
          )
        ),

      deny: (connectUrl, error, vehicle) =>
        Effect.flatMap(Ref.get(state), (known) => deny(known, connectUrl, error, vehicle)),

      access: (choice = {}) =>
        Effect.flatMap(chooser(choice), (owner) =>
          transition((before, now) => {
            const { permissions = application.permissions, mode = "live" } = choice
            const ids = (before.carsOfOwner.get(owner) ?? []).filter((id) => choice.vehicles?.includes(id) ?? true)
            const vehicles = ids.map((id) => ({ id, owner }))
            const [connected, connections] = State.connectEach(before, vehicles, { permissions, mode, now })
            const [tokens, after] = issueTokens(connected, { userId: owner, connections }, now)
            return [Effect.succeed(access(tokens, now)), after]
          })
        ),

      cars: Effect.zipWith(Ref.get(state), Clock.currentTimeMillis, (known, now) =>
        fleet.cars.flatMap(({ id }) => Option.toArray(State.carOf(known, id, now)).map(({ car }) => car))
      ),

      car: find,

      update: (id, patch) => change(id, typeof patch === "function" ? patch : (car) => ({ ...car, ...patch })),
      drive: (id, km, to) => change(id, (car) => driven(car, km, to)),
      plugIn: (id) => setPlug(id, true),
      unplug: (id) => setPlug(id, false),

      connections: Effect.map(Ref.get(state), (known) => Array.from(State.newestConnections(known))),

      subscriptions: (vehicleId) =>
        empty.fleet.has(vehicleId)
          ? Effect.map(Ref.get(state), (known) =>
              application.webhooks.filter((webhookId) => isSubscribed(known, vehicleId, webhookId))
            )
          : noCar(vehicleId),

      expireLogin: (vehicleId) =>
        transition((before, now) =>
          Option.match(Option.all([State.connectionOf(before, vehicleId), State.carOf(before, vehicleId, now)]), {
            onNone: () => [mistake(`no car with the id ${vehicleId} is connected`), before],
            onSome: ([connection, parked]) => [
              Effect.void,
              State.setLogin(State.fallSilent(before, parked), connection, true)
            ]
          })
        ),

      emptyStore: (vehicleId) =>
        empty.fleet.has(vehicleId)
          ? Ref.update(state, (before) => ({ ...before, emptyStores: HashSet.add(before.emptyStores, vehicleId) }))
          : noCar(vehicleId),

      revoke: (owner) =>
        Effect.flatMap(ownerId(owner), (id) =>
          Ref.update(state, (before) =>
            (before.carsOfOwner.get(id) ?? [])
              .flatMap((vehicleId) => Option.toArray(State.connectionOf(before, vehicleId)))
              .reduce(disconnect, before)
          )
        ),

      expireAccessTokens: (owner) =>
        owner === undefined
          ? Ref.update(state, (before) => ({ ...before, accessTokens: HashMap.empty() }))
          : Effect.flatMap(ownerId(owner), (id) =>
              Ref.update(state, (before) => ({
                ...before,
                accessTokens: HashMap.filter(before.accessTokens, ({ grant }) => grant.userId !== id)
              }))
            ),

      expireApplicationTokens: Ref.update(state, (before) => ({ ...before, applicationTokens: HashMap.empty() })),

      fail: (answer, options) => script({ _tag: "Answer", answer, executed: false }, options),
      delay: (duration, options) => script({ _tag: "Delay", millis: Duration.toMillis(duration) }, options),
      slow: (duration, options) => script({ _tag: "Slow", millis: Duration.toMillis(duration) }, options),
      cut: (phase, options = {}) =>
        script({ _tag: "Answer", answer: Wire.cut(phase), executed: options.executed ?? phase !== "connect" }, options),
      clearFaults: Ref.update(state, (before) => ({ ...before, faults: [] })),

      requests: Effect.sync(() => record.slice(-setup.recorded)),
      exchanges: Effect.map(Ref.get(state), ({ exchanges }) =>
        Chunk.toReadonlyArray(Chunk.takeRight(exchanges, setup.recorded))
      ),
      clearRequests: Ref.update(state, (before) => {
        record.length = 0
        return { ...before, exchanges: Chunk.empty() }
      })
    }
  })
