/**
 * Connects an owner's cars and reads them, by API v2.0 and by v3.
 *
 *   npm start                          on a simulated Smartcar, over real HTTP on 127.0.0.1
 *   npm start -- --live                on the real service, with the SMARTCAR_* variables of the environment
 *   npm start -- --live --commands     and locks the cars; without it no command is sent to a real car
 */
import { randomUUID } from "node:crypto"
import { parseArgs } from "node:util"
import { NodeRuntime } from "@effect/platform-node"
import { Batch, Permission, Reading, type VehicleHandle } from "@effect-smartcar/sdk"
import { Auth, Connect, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Console, Effect, Either, type Redacted } from "effect"
import { live, Owner, simulated } from "./support/owner.js"
import { signalsOf } from "./support/signals.js"
import { table } from "./support/table.js"

const flag = { type: "boolean", default: false } as const
const { values: flags } = parseArgs({ options: { live: flag, commands: flag } })
const sendsCommands = !flags.live || flags.commands

/** What is asked for in Connect is only what will be done. */
const commands = sendsCommands ? [Vehicle.lock] : []

const reads = {
  attributes: Vehicle.attributes,
  odometer: Vehicle.odometer,
  battery: Vehicle.battery,
  fuel: Vehicle.fuel,
  location: Vehicle.location,
  tires: Vehicle.tirePressure
}

const visit = (car: VehicleHandle.VehicleHandle) =>
  Effect.gen(function* () {
    const readings = yield* Batch.all(car, reads)
    if (!sendsCommands) return { ...readings, lock: "no command sent" }
    const lock = yield* Vehicle.lock(car).pipe(
      Effect.as("locked"),
      Effect.catchTag("VehicleStateError", (error) => Effect.succeed(`refused: ${error.code}`))
    )
    return { ...readings, lock }
  })

const connect = Effect.gen(function* () {
  const state = randomUUID()
  const url = yield* Connect.authorizeUrl({ scope: Permission.of(...Object.values(reads), ...commands), state })
  const callback = yield* Effect.flatMap(Owner, (owner) => owner.grant(url))
  return yield* Connect.parseCallback(callback, { state })
})

/** API v2.0: tokens of the owner, and a request for each car's readings. */
const tour = (code: Redacted.Redacted) =>
  Effect.gen(function* () {
    const owner = yield* Auth.connect(code)
    const { vehicles } = yield* Reading.value(Vehicles.list({ owner }))
    return yield* Effect.forEach(vehicles, (id) => visit(Vehicle.make(id, { owner })))
  })

/** A reading as text, or why there is none. */
const cell = <A>(entry: Either.Either<Reading.Reading<A>, { readonly _tag: string }>, show: (value: A) => string) =>
  Either.match(entry, { onLeft: ({ _tag }) => _tag, onRight: ({ value }) => show(value) })

const percent = (ratio: number | null) => (ratio === null ? "unknown" : `${Math.round(ratio * 100)} %`)

const rows = (cars: Effect.Effect.Success<ReturnType<typeof tour>>) =>
  cars.map(({ attributes, odometer, battery, fuel, location, tires, lock }) => [
    cell(attributes, ({ make, model, year }) => `${make} ${model} ${year}`),
    cell(odometer, ({ distance }) => `${distance.toFixed(0)} km`),
    Either.isRight(battery)
      ? cell(battery, ({ percentRemaining }) => `battery ${percent(percentRemaining)}`)
      : cell(fuel, ({ percentRemaining }) => `fuel ${percent(percentRemaining)}`),
    cell(location, ({ latitude, longitude }) => `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`),
    cell(tires, ({ frontLeft, backRight }) => `${frontLeft.toFixed(0)} / ${backRight.toFixed(0)} kPa`),
    lock
  ])

const head = ["car (API v2.0)", "odometer", "energy", "location", "tires (front left / back right)", "lock"]

const program = Effect.gen(function* () {
  const granted = yield* connect
  if (granted._tag === "Reauthenticated") return
  yield* Console.log(table([head, ...rows(yield* tour(granted.code))]))
  if (granted.userId !== undefined) yield* Console.log(`\n${table(yield* signalsOf(granted.userId))}`)
}).pipe(
  // For v3, an application has API credentials of its own.
  Effect.catchIf(
    (error) => error._tag === "CredentialsError" && error.variable !== undefined,
    (error) => Console.log(error.message)
  )
)

NodeRuntime.runMain(
  (flags.live ? Effect.provide(program, live) : Effect.provide(program, simulated)).pipe(
    Effect.tapError((error) => Console.error(String(error)))
  ),
  { disableErrorReporting: true }
)
