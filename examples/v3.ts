/** API v3: one token for the application, signals with types of their own, commands that may take minutes. */
import assert from "node:assert/strict"
import { Permission, Reading } from "@effect-smartcar/sdk"
import { Commands, Connect, Connections, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Simulator } from "@effect-smartcar/testing"
import { Array as Arr, Console, Effect, Stream } from "effect"

const wanted = [Signal.odometerTraveledDistance, Signal.tractionBatteryStateOfCharge, Signal.closureIsLocked]

/** Connect's answer names the user; there is no code to exchange. */
const connect = Effect.gen(function* () {
  const url = yield* Connect.authorizeUrl({ scope: Permission.of(...wanted, Commands.lock), state: "0facda3319" })
  return yield* Connect.parseCallback(yield* Simulator.consent(url), { state: "0facda3319" })
})

/** What a car cannot tell is an outcome of the signal, and no error of the call. */
const outcome = (state: Signal.State<(typeof wanted)[number]>) => {
  if (state.status === "SUCCESS") return state.body.value
  return state.status === "ERROR" ? state.error.code : "unavailable"
}

const visit = (car: Vehicle.VehicleHandle) =>
  Effect.gen(function* () {
    const signals = yield* Reading.value(Signals.list(car))
    for (const state of Arr.filterMap(wanted, (signal) => Signals.find(signals, signal))) {
      yield* Console.log(state.code, outcome(state), (yield* Signals.isFresh(state, "1 hour")) ? "" : "(old)")
    }
    yield* Commands.lock(car).pipe(Effect.catchTag("VehicleStateError", (error) => Console.log(error.message)))
  })

const program = Effect.gen(function* () {
  const connected = yield* connect
  assert(connected._tag === "Connected")
  const { connections } = yield* Reading.value(Connections.list({ userId: connected.userId }))
  const cars = connections.map(({ vehicle }) => Vehicle.make(vehicle.id, { owner: connected.userId }))
  yield* Effect.forEach(cars, visit)

  const [car] = cars
  assert(car !== undefined)
  yield* Signals.changes(car, wanted, { every: "100 millis" }).pipe(
    Stream.tap(() => Simulator.drive(car.id, 42)),
    Stream.take(5),
    Stream.runForEach(({ code, body }) => Console.log("changed:", code, body))
  )
})

program.pipe(Effect.provide(Simulator.layer()), Effect.runPromise)
