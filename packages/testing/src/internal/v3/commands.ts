/** Handlers of commands: what they do to a car is what those of API v2.0 do. */
import type * as Model from "@effect-smartcar/sdk/v3/Model"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import type { Car, EndpointName, EndpointNameV3 } from "../../Fleet.js"
import { incapacity } from "../compatibility.js"
import { type Call, command, type Outcome, type Result } from "../handler.js"
import { issue } from "../issued.js"
import type { State } from "../state.js"
import { setLid } from "../tesla.js"
import { handlers as v2 } from "../vehicle.js"
import type { CallV3, HandlersV3 } from "./handler.js"
import { kindsOf } from "./timers.js"

type Name =
  | "startCharge"
  | "stopCharge"
  | "setChargeLimit"
  | "openChargePort"
  | "closeChargePort"
  | "lock"
  | "unlock"
  | "setDestination"

type ScheduleName = "dailyChargeSchedule" | "weeklyChargeSchedule" | "workweekChargeSchedule" | "removeChargeSchedule"

const as = (name: EndpointName) => (car: Car) => incapacity(name, car)

const without = (lacks: (car: Car) => boolean) => (car: Car) => (lacks(car) ? "VEHICLE_NOT_CAPABLE" : undefined)

const port = without(({ closures }) => closures.chargingPort.length === 0)

/** Why a car cannot carry out a command, whatever its state. */
const reasons: { readonly [K in Name | ScheduleName]: (car: Car) => string | undefined } = {
  startCharge: as("startCharge"),
  stopCharge: as("stopCharge"),
  setChargeLimit: as("setChargeLimit"),
  openChargePort: port,
  closeChargePort: port,
  lock: as("lock"),
  unlock: as("unlock"),
  setDestination: as("sendDestination"),
  dailyChargeSchedule: without((car) => !kindsOf(car).includes("daily")),
  weeklyChargeSchedule: without((car) => !kindsOf(car).includes("weekly")),
  workweekChargeSchedule: without((car) => !kindsOf(car).includes("workweek")),
  removeChargeSchedule: without((car) => kindsOf(car).length === 0)
}

const isCommand = (name: EndpointNameV3): name is keyof typeof reasons => Object.hasOwn(reasons, name)

/** Why a car cannot do what an endpoint asks of it, if it cannot. */
export const incapacityV3 = (name: EndpointNameV3, car: Car): string | undefined =>
  isCommand(name) ? reasons[name](car) : undefined

type Execution = Omit<Model.CommandExecution, "commandType">

/** What commands answer with in common; it takes as long as the call lasts. */
export const execution = (
  { lasts, now }: CallV3,
  state: State,
  parameters: Execution["parameters"]
): readonly [Execution, State] => {
  const [id, next] = issue(state, "execution")
  return [
    {
      id: `exec_${id}`,
      status: "SUCCESS",
      executionMode: "sync",
      parameters,
      executedAt: DateTime.unsafeMake(now),
      completedAt: DateTime.unsafeMake(now + lasts),
      durationInSeconds: lasts / 1000
    },
    next
  ]
}

const executed =
  <P>(
    commandType: string,
    run: (call: Call, params: P) => Result<Outcome<unknown>>,
    parametersOf: (params: P) => Execution["parameters"] = () => null
  ) =>
  (call: CallV3, params: P): Result<Outcome<Model.CommandExecution>> =>
    Either.map(run(call, params), (outcome) => {
      const [value, state] = execution(call, outcome.state, parametersOf(params))
      return { value: { ...value, commandType }, state }
    })

const setPort = (action: "OPEN" | "CLOSE") => command((car) => setLid(car, "chargingPort", "chargingPort", action))

export const handlers: HandlersV3<Name> = {
  startCharge: executed("charge-start", v2.startCharge),
  stopCharge: executed("charge-stop", v2.stopCharge),
  setChargeLimit: executed(
    "charge-set-limit",
    (call, { percent, vehicleId }) => v2.setChargeLimit(call, { vehicleId, limit: percent / 100 }),
    ({ percent }) => ({ percent })
  ),
  openChargePort: executed("charge-port-open", setPort("OPEN")),
  closeChargePort: executed("charge-port-close", setPort("CLOSE")),
  lock: executed("security-lock", v2.lock),
  unlock: executed("security-unlock", v2.unlock),
  setDestination: executed("navigation-set-destination", v2.sendDestination, ({ latitude, longitude }) => ({
    latitude,
    longitude
  }))
}
