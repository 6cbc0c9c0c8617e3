/** What becomes of each call of API v2.0. `Migration.ts` is the public home. */
import type * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import type * as Endpoint from "../../Endpoint.js"
import * as v2 from "../../v2/table.js"
import * as Signal from "../../v3/Signal.js"
import * as v3 from "../../v3/table.js"
import { pathOf } from "../batch.js"
import type { SmartcarError } from "../errors.js"
import { batch, type Entry } from "./batch.js"
import type { Bridge, Done } from "./bridge.js"
import * as Changes from "./changes.js"
import * as Reads from "./reads.js"
import * as Recipes from "./recipes.js"
import { type Unmapped, unmapped } from "./unmapped.js"

/** A call that is carried out on API v3: by which of its calls, and from which signals. */
export interface Mapped<in P> {
  readonly _tag: "Mapped"
  readonly endpoints: ReadonlyArray<Endpoint.Any>
  readonly signals: ReadonlyArray<Signal.Any>
  readonly run: (bridge: Bridge, params: P) => Effect.Effect<Done, SmartcarError>
}

const mapped = <P>(endpoints: ReadonlyArray<Endpoint.Any>, run: Mapped<P>["run"]): Mapped<P> => ({
  _tag: "Mapped",
  endpoints,
  signals: [],
  run
})

const fromSignals = <J>(recipe: Recipes.Recipe<J>): Mapped<unknown> => ({
  _tag: "Mapped",
  endpoints: [recipe.signals.length === 1 ? v3.signal : v3.signals],
  signals: recipe.signals,
  run: Reads.fromSignals(recipe)
})

/** What a batch can carry: nothing but the car is needed. */
const reads = {
  attributes: mapped([v3.vehicle], Reads.attributes),
  battery: fromSignals(Recipes.battery),
  batteryCapacity: fromSignals(Recipes.batteryCapacity),
  charge: fromSignals(Recipes.charge),
  chargeLimit: fromSignals(Recipes.chargeLimit),
  diagnosticSystemStatus: fromSignals(Recipes.diagnosticSystemStatus),
  diagnosticTroubleCodes: fromSignals(Recipes.diagnosticTroubleCodes),
  engineOil: fromSignals(Recipes.engineOil),
  fuel: fromSignals(Recipes.fuel),
  location: fromSignals(Recipes.location),
  lockStatus: fromSignals(Recipes.lockStatus),
  nominalCapacity: fromSignals(Recipes.nominalCapacity),
  odometer: fromSignals(Recipes.odometer),
  permissions: mapped([v3.connections], Reads.permissions),
  serviceHistory: { ...mapped([v3.signal], Reads.serviceHistory), signals: [Signal.serviceRecords] },
  tirePressure: fromSignals(Recipes.tirePressure),
  vin: fromSignals(Recipes.vin)
}

export const descriptors: Readonly<Record<keyof typeof v2, Endpoint.Any>> = v2

const entries = new Map(
  Record.toEntries(reads).map(([name, { run, signals }]): [string, Entry] => [
    pathOf(descriptors[name]),
    { isMadeFromSignals: signals.length > 0, run: (bridge) => run(bridge, { vehicleId: bridge.vehicleId }) }
  ])
)

export const table = {
  ...reads,
  batch: mapped([v3.signals, v3.vehicle, v3.connections], batch(entries)),
  user: mapped([], Reads.user),
  vehicles: mapped([v3.connections], Reads.vehicles),
  connections: mapped([v3.connections], Reads.connections),
  startCharge: mapped([v3.startCharge], Changes.command(v3.startCharge)),
  stopCharge: mapped([v3.stopCharge], Changes.command(v3.stopCharge)),
  setChargeLimit: mapped([v3.setChargeLimit], Changes.setChargeLimit),
  lock: mapped([v3.lock], Changes.command(v3.lock)),
  unlock: mapped([v3.unlock], Changes.command(v3.unlock)),
  sendDestination: mapped([v3.setDestination], Changes.sendDestination),
  subscribe: mapped([v3.createSubscription], Changes.subscribe),
  unsubscribe: mapped([v3.subscriptions, v3.removeSubscription], Changes.unsubscribe),
  disconnect: mapped([v3.connections, v3.removeConnection], Changes.disconnect),
  removeConnections: mapped([v3.connections, v3.removeConnection], Changes.removeConnections),
  ...unmapped
} satisfies {
  readonly [K in keyof typeof v2]: Mapped<Endpoint.Endpoint.Params<(typeof v2)[K]>> | Unmapped
}
