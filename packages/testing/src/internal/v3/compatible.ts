/** Handler of the models that Smartcar supports: what cars made from them tell, and can do. */
import type * as Model from "@effect-smartcar/sdk/v3/Model"
import * as Signal from "@effect-smartcar/sdk/v3/Signal"
import * as Either from "effect/Either"
import * as Fleet from "../../Fleet.js"
import { answer } from "../handler.js"
import { incapacityV3 } from "./commands.js"
import { type HandlersV3, page } from "./handler.js"
import { codes, tells } from "./signals.js"

type Capability = Model.CompatibleVehicle["capabilities"][number]

/** By endpoint: a group and a name. Only that of `lock` was seen; the others are by analogy. */
const commands = [
  ["lock", "Closure", "Lock"],
  ["unlock", "Closure", "Unlock"],
  ["startCharge", "Charge", "Start"],
  ["stopCharge", "Charge", "Stop"],
  ["setChargeLimit", "Charge", "SetLimit"],
  ["openChargePort", "ChargePort", "Open"],
  ["closeChargePort", "ChargePort", "Close"],
  ["setDestination", "Navigation", "SetDestination"],
  ["dailyChargeSchedule", "ChargeSchedule", "Daily"],
  ["weeklyChargeSchedule", "ChargeSchedule", "Weekly"],
  ["workweekChargeSchedule", "ChargeSchedule", "Workweek"]
] as const

const signal = ({ code, group, name, permission }: Signal.Any): Capability => ({
  type: "signal",
  name,
  group,
  code: name,
  capability: code,
  permission: permission ?? null
})

const command = (group: string, name: string): Capability => ({
  type: "command",
  name,
  group,
  code: name,
  capability: `${group}-${name}`.toLowerCase(),
  permission: ""
})

const capabilitiesOf = (model: Fleet.Model): ReadonlyArray<Capability> => {
  const car = Fleet.car(model, { id: `${model.make} ${model.model}`, owner: "" })
  return [
    ...codes.filter((code) => tells(code, car)).map((code) => signal(Signal.all[code])),
    ...commands.flatMap(([endpoint, group, name]) =>
      incapacityV3(endpoint, car) === undefined ? [command(group, name)] : []
    )
  ]
}

const entriesOf = (model: Fleet.Model): ReadonlyArray<Model.CompatibleVehicle> => {
  const { make, powertrain, years } = model
  const capabilities = capabilitiesOf(model)
  return model.regions.map((region) => ({
    id: [make, model.model, ...years, powertrain, region].join("-"),
    make,
    model: model.model,
    region,
    powertrainType: powertrain,
    years: { start: years[0], end: years[1] },
    capabilities
  }))
}

let all: ReadonlyArray<Model.CompatibleVehicle> | undefined

/** Made when it is asked for first; the same for every simulator. */
const everyEntry = (): ReadonlyArray<Model.CompatibleVehicle> => {
  all ??= Fleet.models.flatMap(entriesOf)
  return all
}

export const handlers: HandlersV3<"compatibleVehicles"> = {
  compatibleVehicles: (call, { make, powertrainType, region, ...params }) =>
    Either.gen(function* () {
      const found = everyEntry().filter(
        (entry) =>
          (make === undefined || entry.make === make.toUpperCase()) &&
          (region === undefined || entry.region === region) &&
          (powertrainType === undefined || entry.powertrainType === powertrainType)
      )
      const { items, paging } = yield* page(found, params, { size: Math.max(1, found.length) })
      return yield* answer(call, { vehicles: items, paging })
    })
}
