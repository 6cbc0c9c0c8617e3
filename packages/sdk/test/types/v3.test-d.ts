// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import {
  type Endpoint,
  Paging,
  type Reading,
  type Smartcar,
  type SmartcarConfig,
  type SmartcarError
} from "@effect-smartcar/sdk"
import {
  Applications,
  Auth,
  ChargeSchedules,
  Commands,
  CompatibleVehicles,
  Connections,
  type endpoints,
  type Model,
  type Signal,
  Signals,
  Subscriptions,
  Users,
  Vehicle,
  Webhooks
} from "@effect-smartcar/sdk/v3"
import { type DateTime, Effect, type Redacted, type Stream } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"
import type { OfAccount, OfVehicle, Open } from "./expected.js"

interface Car {
  readonly make: string
  readonly model: string | null
  readonly year: number | null
  readonly powertrainType: Open<"BEV" | "PHEV" | "ICE"> | null
  readonly mode: Open<"live" | "simulated" | "test"> | null
}

interface CarWithId extends Car {
  readonly id: string
}

interface Made {
  readonly createdAt: DateTime.Utc | null
  readonly updatedAt: DateTime.Utc | null
}

interface Position {
  readonly page?: number
  readonly size?: number
  readonly total?: number
  readonly next?: string | null
}

interface Connection extends Made {
  readonly id: string
  readonly userId: string | null
  readonly vehicle: CarWithId
  readonly permissions: ReadonlyArray<string>
}

interface Webhook extends Made {
  readonly id: string
  readonly name: string | null
  readonly callbackUri: string | null
  readonly errorCallbackUri: string | null
  readonly isEnabled: boolean | null
  readonly autoSubscribe: boolean | null
  readonly triggers: ReadonlyArray<unknown>
  readonly data: ReadonlyArray<unknown>
}

interface Subscription extends Made {
  readonly id: string
  readonly webhookId: string
  readonly userId: string | null
  readonly vehicle: CarWithId
}

type AnyAttributes = { readonly [name: string]: unknown }

interface Application {
  readonly id: string
  readonly type: string
  readonly attributes: Redacted.Redacted<AnyAttributes> | null
}

interface ApplicationSecret {
  readonly id: string
  readonly type: string
  readonly attributes: Redacted.Redacted<AnyAttributes> | null
}

interface Capability {
  readonly type: Open<"signal" | "command">
  readonly name: string | null
  readonly group: string | null
  readonly code: string | null
  readonly capability: string
  readonly permission: string | null
}

interface CompatibleVehicle {
  readonly id: string
  readonly make: string
  readonly model: string
  readonly region: Open<"US" | "CA" | "EUROPE">
  readonly powertrainType: Open<"ICE" | "BEV" | "PHEV">
  readonly years: { readonly start: number; readonly end: number }
  readonly capabilities: ReadonlyArray<Capability>
}

interface Executed {
  readonly id: string | null
  readonly status: Open<"SUCCESS">
  readonly executionMode: Open<"sync"> | null
  readonly parameters: AnyAttributes | null
  readonly executedAt: DateTime.Utc | null
  readonly completedAt: DateTime.Utc | null
  readonly durationInSeconds: number | null
}

interface Command extends Executed {
  readonly commandType: string | null
}

interface Schedule extends Executed {
  readonly action: Open<"create"> | null
  readonly scheduleType: Open<"daily" | "weekly" | "workweek"> | null
  readonly scheduleId: string | null
}

// biome-ignore lint/complexity/noBannedTypes: the answer has no body
type Nothing = {}

test("success, errors and requirement of account calls", () => {
  expectTypeOf(Auth.requestToken).returns.toEqualTypeOf<
    Effect.Effect<Auth.ApplicationToken, Expected.Auth, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>
  >()
  expectTypeOf(Connections.list).returns.toEqualTypeOf<
    OfAccount<{ readonly connections: ReadonlyArray<Connection>; readonly paging: Position }>
  >()
  expectTypeOf(Connections.get).returns.toEqualTypeOf<OfAccount<Connection>>()
  expectTypeOf(Connections.remove).returns.toEqualTypeOf<OfAccount<Nothing>>()
  expectTypeOf(Users.remove).returns.toEqualTypeOf<OfAccount<Nothing>>()
  expectTypeOf(Applications.list).returns.toEqualTypeOf<
    OfAccount<{ readonly applications: ReadonlyArray<Application>; readonly paging: Position }>
  >()
  expectTypeOf(Applications.get).returns.toEqualTypeOf<OfAccount<Application>>()
  expectTypeOf(Applications.secrets).returns.toEqualTypeOf<
    OfAccount<{ readonly secrets: ReadonlyArray<ApplicationSecret>; readonly paging: Position }>
  >()
  expectTypeOf(Webhooks.list).returns.toEqualTypeOf<
    OfAccount<{ readonly webhooks: ReadonlyArray<Webhook>; readonly paging: Position }>
  >()
  expectTypeOf(Webhooks.get).returns.toEqualTypeOf<OfAccount<Webhook>>()
  expectTypeOf(Subscriptions.list).returns.toEqualTypeOf<
    OfAccount<{ readonly subscriptions: ReadonlyArray<Subscription>; readonly paging: Position }>
  >()
  expectTypeOf(Subscriptions.create).returns.toEqualTypeOf<OfAccount<{ readonly message: string | null }>>()
  expectTypeOf(Subscriptions.get).returns.toEqualTypeOf<OfAccount<Subscription>>()
  expectTypeOf(Subscriptions.remove).returns.toEqualTypeOf<OfAccount<Nothing>>()
  expectTypeOf(CompatibleVehicles.list).returns.toEqualTypeOf<
    OfAccount<{ readonly vehicles: ReadonlyArray<CompatibleVehicle>; readonly paging: Position }>
  >()
})

test("success, errors and requirement of calls that ask a car", () => {
  expectTypeOf(Vehicle.get).returns.toEqualTypeOf<OfVehicle<CarWithId>>()
  expectTypeOf(Signals.list).returns.toEqualTypeOf<
    OfVehicle<{
      readonly signals: ReadonlyArray<Signal.Stored>
      readonly vehicle: CarWithId | null
      readonly paging: Position
    }>
  >()
  expectTypeOf(Commands.startCharge).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.stopCharge).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.setChargeLimit).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.openChargePort).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.closeChargePort).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.lock).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.unlock).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(Commands.setDestination).returns.toEqualTypeOf<OfVehicle<Command>>()
  expectTypeOf(ChargeSchedules.daily).returns.toEqualTypeOf<OfVehicle<Schedule>>()
  expectTypeOf(ChargeSchedules.weekly).returns.toEqualTypeOf<OfVehicle<Schedule>>()
  expectTypeOf(ChargeSchedules.workweek).returns.toEqualTypeOf<OfVehicle<Schedule>>()
  expectTypeOf(ChargeSchedules.remove).returns.toEqualTypeOf<OfVehicle<Schedule>>()
})

test("models have the types of what the calls answer with", () => {
  expectTypeOf<Model.Connection>().toEqualTypeOf<Connection>()
  expectTypeOf<Model.Vehicle>().toEqualTypeOf<CarWithId>()
  expectTypeOf<Model.Webhook>().toEqualTypeOf<Webhook>()
  expectTypeOf<Model.Subscription>().toEqualTypeOf<Subscription>()
  expectTypeOf<Model.Application>().toEqualTypeOf<Application>()
  expectTypeOf<Model.ApplicationSecret>().toEqualTypeOf<ApplicationSecret>()
  expectTypeOf<Model.CompatibleVehicle>().toEqualTypeOf<CompatibleVehicle>()
  expectTypeOf<Model.CommandExecution>().toEqualTypeOf<Command>()
  expectTypeOf<Model.ChargeScheduleExecution>().toEqualTypeOf<Schedule>()
  expectTypeOf<Model.PagePosition>().toEqualTypeOf<Position>()
  expectTypeOf<Auth.ApplicationToken["accessToken"]>().toEqualTypeOf<Redacted.Redacted>()
  expectTypeOf<Auth.ApplicationToken["expiresAt"]>().toEqualTypeOf<DateTime.Utc>()
})

declare const car: Vehicle.VehicleHandle
const location = { latitude: 0, longitude: 0 }
const night = { startTime: "22:00", stopTime: "06:00" }

test("a tag that a call cannot fail with cannot be caught", () => {
  // @ts-expect-error no car is asked
  Connections.list().pipe(Effect.catchTag("VehicleStateError", () => Effect.void))
  // @ts-expect-error no manufacturer is asked
  Users.remove({ userId: "u" }).pipe(Effect.catchTag("UpstreamError", () => Effect.void))
  // @ts-expect-error no manufacturer's account
  Webhooks.get({ webhookId: "w" }).pipe(Effect.catchTag("ConnectedServicesAccountError", () => Effect.void))
  // @ts-expect-error no car is asked
  CompatibleVehicles.list().pipe(Effect.catchTag("CompatibilityError", () => Effect.void))
  // @ts-expect-error no token endpoint
  Vehicle.get(car).pipe(Effect.catchTag("OAuthError", () => Effect.void))
  // @ts-expect-error no token endpoint
  Commands.lock(car).pipe(Effect.catchTags({ OAuthError: () => Effect.void }))
  // @ts-expect-error the token endpoint has its own word for it
  Auth.requestToken().pipe(Effect.catchTag("AuthenticationError", () => Effect.void))
  // @ts-expect-error that one signal has an error is no error of the call
  Signals.list(car).pipe(Effect.catchTag("SignalError", () => Effect.void))
  Commands.lock(car).pipe(
    Effect.catchTag("VehicleStateError", (error) => {
      expectTypeOf(error).toEqualTypeOf<SmartcarError.VehicleStateError>()
      expectTypeOf(error.others).toEqualTypeOf<ReadonlyArray<SmartcarError.FurtherError> | undefined>()
      expectTypeOf<Extract<typeof error.code, "ASLEEP">>().toEqualTypeOf<"ASLEEP">()
      return Effect.void
    })
  )
})

test("parameters of account calls", () => {
  expectTypeOf(Auth.requestToken).parameters.toEqualTypeOf<[]>()
  expectTypeOf(Connections.get).parameters.toEqualTypeOf<
    [
      params: {
        readonly connectionId: string
        readonly owner?: string | undefined
        readonly version?: string | undefined
        readonly flags?: Endpoint.Flags | undefined
      }
    ]
  >()
  Connections.list()
  Connections.list({ userId: "u", vehicleId: "v", mode: "live", externalId: "e", page: 1, limit: 100 })
  Webhooks.list({ name: "n", callbackUri: "https://example.com", isEnabled: true, autoSubscribe: false, page: 1 })
  Subscriptions.list({ userId: "u", webhookId: "w", vehicleId: "v", mode: "simulated", limit: 1 })
  Applications.list({ page: 1, limit: 1 })
  CompatibleVehicles.list({ region: "EUROPE", make: "tesla", powertrainType: "PHEV" })
  // @ts-expect-error live or simulated
  Connections.list({ mode: "test" })
  // @ts-expect-error v3 counts pages
  Connections.list({ cursor: "c" })
  // @ts-expect-error a number
  Connections.list({ page: "1" })
  // @ts-expect-error which connection?
  Connections.get()
  // @ts-expect-error which connection?
  Connections.remove({})
  // @ts-expect-error which user?
  Users.remove({ vehicleId: "v" })
  // @ts-expect-error a boolean
  Webhooks.list({ isEnabled: "true" })
  // @ts-expect-error which webhook?
  Webhooks.get()
  // @ts-expect-error all three are needed
  Subscriptions.create({ webhookId: "w", vehicleId: "v" })
  // @ts-expect-error which subscription?
  Subscriptions.remove({ webhookId: "w" })
  // @ts-expect-error which application?
  Applications.secrets()
  // @ts-expect-error no such region
  CompatibleVehicles.list({ region: "ASIA" })
  // @ts-expect-error no such type
  CompatibleVehicles.list({ powertrainType: "STEAM" })
})

test("parameters of calls that are about a car", () => {
  expectTypeOf(Vehicle.get).parameters.toEqualTypeOf<[vehicle: Vehicle.VehicleHandle]>()
  expectTypeOf(Commands.lock).parameters.toEqualTypeOf<[vehicle: Vehicle.VehicleHandle]>()
  expectTypeOf(Commands.setChargeLimit).parameters.toEqualTypeOf<
    [vehicle: Vehicle.VehicleHandle, params: { readonly percent: number }]
  >()
  Vehicle.make("id", { owner: "user-17", unitSystem: "imperial" })
  Signals.list(car)
  Signals.list(car, { page: 2, limit: 25 })
  ChargeSchedules.daily(car, { location, ...night })
  ChargeSchedules.weekly(car, { location, days: { monday: night } })
  ChargeSchedules.workweek(car, { location, weekdays: night, weekends: night })
  // @ts-expect-error which car?
  Commands.lock()
  // @ts-expect-error an id is no handle
  Commands.lock("36ab27d0-fd9d-4455-823a-ce30af709ffc")
  // @ts-expect-error to which level?
  Commands.setChargeLimit(car)
  // @ts-expect-error a share of v2.0 is no percentage
  Commands.setChargeLimit(car, { limit: 0.8 })
  // @ts-expect-error a number
  Commands.setChargeLimit(car, { percent: "80" })
  // @ts-expect-error both are needed
  Commands.setDestination(car, { latitude: 1 })
  // @ts-expect-error locking takes nothing
  Commands.lock(car, { percent: 80 })
  // @ts-expect-error where?
  ChargeSchedules.daily(car, night)
  // @ts-expect-error until when?
  ChargeSchedules.daily(car, { location, startTime: "22:00" })
  // @ts-expect-error on which days?
  ChargeSchedules.weekly(car, { location })
  // @ts-expect-error from when to when?
  ChargeSchedules.weekly(car, { location, days: { monday: {} } })
  // @ts-expect-error which one?
  ChargeSchedules.remove(car, {})
  // @ts-expect-error a code is no signal
  Signals.get(car, "odometer-traveleddistance")
})

type Streamed<A, E> = Stream.Stream<A, E, Smartcar.Smartcar>
type Read<A, E> = Effect.Effect<ReadonlyArray<A>, E, Smartcar.Smartcar>

test("lists are paged", () => {
  expectTypeOf(Paging.stream(Connections.list)({ mode: "live" })).toEqualTypeOf<
    Streamed<Connection, Expected.Account>
  >()
  expectTypeOf(Paging.all(Webhooks.list)()).toEqualTypeOf<Read<Webhook, Expected.Account>>()
  expectTypeOf(Paging.take(Subscriptions.list, 3)()).toEqualTypeOf<Read<Subscription, Expected.Account>>()
  expectTypeOf(Paging.stream(Signals.list)(car)).toEqualTypeOf<Streamed<Signal.Stored, Expected.Vehicle>>()
  expectTypeOf(Paging.all(CompatibleVehicles.list)()).toEqualTypeOf<Read<CompatibleVehicle, Expected.Account>>()
  expectTypeOf(Paging.all(Applications.list)()).toEqualTypeOf<Read<Application, Expected.Account>>()
  expectTypeOf(Paging.pages(Connections.list)()).toEqualTypeOf<
    Streamed<
      Reading.Reading<{ readonly connections: ReadonlyArray<Connection>; readonly paging: Position }>,
      Expected.Account
    >
  >()
  // @ts-expect-error one answer
  Paging.all(Connections.get)
  // @ts-expect-error one page, so far as anyone knows
  Paging.all(Applications.secrets)
  // @ts-expect-error a command
  Paging.stream(Commands.lock)
  // @ts-expect-error a car is needed
  Paging.stream(Signals.list)()
})

test("an endpoint's types can be taken from its descriptor", () => {
  type SetChargeLimit = typeof endpoints.setChargeLimit
  expectTypeOf<Endpoint.Endpoint.Success<SetChargeLimit>>().toEqualTypeOf<Command>()
  expectTypeOf<Endpoint.Endpoint.Error<SetChargeLimit>>().toEqualTypeOf<Expected.Vehicle>()
  expectTypeOf<Endpoint.Endpoint.Params<SetChargeLimit>>().toEqualTypeOf<{
    readonly vehicleId: string
    readonly percent: number
  }>()
})
