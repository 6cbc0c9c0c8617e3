import {
  Applications,
  Auth,
  ChargeSchedules,
  Commands,
  CompatibleVehicles,
  Connections,
  Signal,
  Signals,
  Subscriptions,
  Users,
  Vehicle,
  Webhooks
} from "@effect-smartcar/sdk/v3"
import type { Name, Subject } from "./golden.js"
import { userId, vehicleId } from "./harness.js"
import { asReading, type Sample, samples as samplesV2 } from "./samples.js"

const connectionId = "0a6a1f2e-5c5e-4a0e-9d4a-3f0b9d1c7e55"
const webhookId = "dd214915-0c26-13c5-8e42-7edfc2ab320a"
const subscriptionId = "7c1f6a4e-93f1-4d6b-8a55-4a9f5f0d2b11"
const applicationId = "8229df9f-91a0-4ff0-a1ae-a1f38ee24d07"

const car = Vehicle.make(vehicleId, { owner: userId })
const location = { latitude: 37.77, longitude: -122.41 }
const night = { startTime: "22:00", stopTime: "06:30" }

/** One call of each public function of API v3: the requests of the golden files. */
const samplesV3: { readonly [K in Name<"v3">]: Sample } = {
  applicationToken: asReading(Auth.requestToken()),
  connections: Connections.list({
    userId,
    vehicleId,
    mode: "simulated",
    externalId: "fleet 7&a/ü",
    page: 2,
    limit: 2
  }),
  connection: Connections.get({ connectionId }),
  removeConnection: Connections.remove({ connectionId }),
  removeUser: Users.remove({ userId }),
  vehicle: Vehicle.get(car),
  signals: Signals.list(car, { page: 1, limit: 25 }),
  signal: Signals.get(
    Vehicle.make(vehicleId, { owner: userId, unitSystem: "imperial" }),
    Signal.tractionBatteryStateOfCharge
  ),
  startCharge: Commands.startCharge(car),
  stopCharge: Commands.stopCharge(car),
  setChargeLimit: Commands.setChargeLimit(car, { percent: 80 }),
  openChargePort: Commands.openChargePort(car),
  closeChargePort: Commands.closeChargePort(car),
  lock: Commands.lock(car),
  unlock: Commands.unlock(car),
  setDestination: Commands.setDestination(car, location),
  dailyChargeSchedule: ChargeSchedules.daily(car, { location, ...night }),
  weeklyChargeSchedule: ChargeSchedules.weekly(car, {
    location,
    days: { monday: night, friday: { startTime: "00:00", stopTime: "23:59" } }
  }),
  workweekChargeSchedule: ChargeSchedules.workweek(car, {
    location,
    weekdays: night,
    weekends: { startTime: "10:00", stopTime: "18:00" }
  }),
  removeChargeSchedule: ChargeSchedules.remove(car, { scheduleId: "sched_1 a/b" }),
  applications: Applications.list({ page: 1, limit: 5 }),
  application: Applications.get({ applicationId }),
  applicationSecrets: Applications.secrets({ applicationId }),
  webhooks: Webhooks.list({
    name: "Night",
    callbackUri: "https://example.com/hook",
    isEnabled: true,
    autoSubscribe: false,
    page: 1,
    limit: 100
  }),
  webhook: Webhooks.get({ webhookId }),
  subscriptions: Subscriptions.list({ userId, vehicleId, mode: "live", webhookId, page: 1, limit: 100 }),
  createSubscription: Subscriptions.create({ webhookId, userId, vehicleId }),
  subscription: Subscriptions.get({ subscriptionId }),
  removeSubscription: Subscriptions.remove({ subscriptionId }),
  compatibleVehicles: CompatibleVehicles.list({
    region: "US",
    make: "Alfa Romeo",
    powertrainType: "BEV",
    page: 1,
    limit: 1384
  })
}

const samples: Readonly<Record<string, Readonly<Record<string, Sample>>>> = { v2: samplesV2, v3: samplesV3 }

/** The call of a golden file. */
export const sampleOf = ({ version, name }: Subject): Sample => {
  const sample = samples[version]?.[name]
  if (sample === undefined) throw new Error(`no sample of ${version} ${name}`)
  return sample
}
