import { Reading } from "@effect-smartcar/sdk"
import { Connections, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Effect, Option } from "effect"

type State<Body> = Signal.Success<string, Body> | Signal.Failed<string, Body> | Signal.Unavailable<string>

/** What a car tells, as text, or why it does not. */
const cell = <Body>(state: Option.Option<State<Body>>, show: (body: Body) => string): string =>
  Option.match(state, {
    onNone: () => "not kept",
    onSome: (state) => {
      if (state.status === "SUCCESS") return show(state.body)
      return state.status === "ERROR" ? (state.error.code ?? state.error.type) : state.status
    }
  })

const quantity = ({ value, unit = "" }: Signal.Quantity) => (value === null ? "unknown" : `${value.toFixed(0)} ${unit}`)

const head = ["car (API v3)", "odometer", "battery", "fuel", "locked", "signals"]

/** The cars of a user by API v3: rows of a table, from one request for each car. */
export const signalsOf = (userId: string) =>
  Effect.gen(function* () {
    const { connections } = yield* Reading.value(Connections.list({ userId }))
    const rows = yield* Effect.forEach(connections, ({ vehicle }) =>
      Effect.gen(function* () {
        const list = yield* Reading.value(Signals.list(Vehicle.make(vehicle.id, { owner: userId })))
        return [
          `${vehicle.make} ${vehicle.model} ${vehicle.year}`,
          cell(Signals.find(list, Signal.odometerTraveledDistance), quantity),
          cell(Signals.find(list, Signal.tractionBatteryStateOfCharge), quantity),
          cell(Signals.find(list, Signal.internalCombustionEngineFuelLevel), quantity),
          cell(Signals.find(list, Signal.closureIsLocked), ({ value }) => (value ? "yes" : "no")),
          `${list.signals.length}`
        ]
      })
    )
    return [head, ...rows]
  })
