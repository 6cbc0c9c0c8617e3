import type { Reading, SmartcarError } from "@effect-smartcar/sdk"
import {
  Audi,
  Auth,
  Bmw,
  Compatibility,
  Connections,
  Ford,
  Gm,
  Nissan,
  Tesla,
  User,
  Vehicle,
  Vehicles
} from "@effect-smartcar/sdk/v2"
import { DateTime, Effect, Redacted } from "effect"
import type { Name } from "./golden.js"
import { type Needs, vehicleId } from "./harness.js"

const userId = "e0514ef4-5226-11e8-8c13-8f6e8f02e27e"
const webhookId = "dd214915-0c26-13c5-8e42-7edfc2ab320a"

const car = Vehicle.make(vehicleId)
const imperial = Vehicle.make(vehicleId, { unitSystem: "imperial" })

/** The exchanges give tokens rather than a reading. */
export const asReading = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.map(self, (value) => ({ value, meta: {} }))

export type Sample = Effect.Effect<Reading.Reading<unknown>, SmartcarError.SmartcarError, Needs>

/** One call of each public function: the requests of the golden files. */
export const samples: { readonly [K in Name<"v2">]: Sample } = {
  exchangeCode: asReading(Auth.exchangeCode("a/code &")),
  exchangeRefreshToken: asReading(
    Auth.exchangeRefreshToken("3e565aed-d4b2-4296-9b4c-aec35825a6aa", { flags: { country: "DE", flag: "suboption" } })
  ),
  user: User.get(),
  vehicles: Vehicles.list({ limit: 2, offset: 0 }),
  compatibility: Compatibility.check({
    vin: "5YJSA1E14FF101307",
    scope: ["read_engine_oil", "read_vin"],
    testModeCompatibilityLevel: "phev",
    flags: { beta: true }
  }),
  compatibilityMatrix: Compatibility.matrix({
    region: "EUROPE",
    scope: ["read_charge", "control_charge"],
    make: ["TESLA", "NISSAN"],
    type: "BEV",
    mode: "live"
  }),
  connections: Connections.list({
    userId,
    vehicleId,
    mode: "simulated",
    limit: 100,
    cursor: "AES-256-CBC::base64::utf8::aGk+Pw=="
  }),
  removeConnections: Connections.remove({ userId, vehicleId }),
  batch: Vehicle.batch(Vehicle.make(vehicleId, { unitSystem: "imperial", flags: { country: "DE" } }), {
    requests: [{ path: "/odometer" }, { path: "/tesla/speedometer" }, { path: "/vin" }]
  }),
  attributes: Vehicle.attributes(car),
  vin: Vehicle.vin(car),
  permissions: Vehicle.permissions(car, { limit: 1, offset: 10 }),
  battery: Vehicle.battery(imperial),
  batteryCapacity: Vehicle.batteryCapacity(car),
  nominalCapacity: Vehicle.nominalCapacity(car),
  charge: Vehicle.charge(car),
  startCharge: Vehicle.startCharge(car),
  stopCharge: Vehicle.stopCharge(car),
  chargeLimit: Vehicle.chargeLimit(car),
  setChargeLimit: Vehicle.setChargeLimit(car, { limit: 0.7 }),
  fuel: Vehicle.fuel(car),
  engineOil: Vehicle.engineOil(car),
  odometer: Vehicle.odometer(Vehicle.make(vehicleId, { unitSystem: "imperial", flags: { country: "DE", beta: true } })),
  location: Vehicle.location(car),
  tirePressure: Vehicle.tirePressure(car),
  lockStatus: Vehicle.lockStatus(car),
  lock: Vehicle.lock(car),
  unlock: Vehicle.unlock(car),
  diagnosticSystemStatus: Vehicle.diagnosticSystemStatus(car),
  diagnosticTroubleCodes: Vehicle.diagnosticTroubleCodes(car),
  serviceHistory: Vehicle.serviceHistory(imperial, {
    startDate: "2022-07-10",
    endDate: DateTime.unsafeMake("2023-04-30T07:20:50.844Z")
  }),
  sendDestination: Vehicle.sendDestination(car, { latitude: 47.6205063, longitude: -122.3518523 }),
  subscribe: Vehicle.subscribe(car, { webhookId }),
  unsubscribe: Vehicle.unsubscribe(car, { webhookId }),
  disconnect: Vehicle.disconnect(car),

  audiCharge: Audi.charge(car),
  bmwChargeRecords: Bmw.chargeRecords(car, { make: "mini", startDate: "2026-02-01", endDate: "2026-03-01" }),
  fordChargeSchedule: Ford.chargeSchedule(car, { make: "ford" }),
  fordSetChargeSchedule: Ford.setChargeSchedule(car, {
    make: "lincoln",
    latitude: 42.3,
    longitude: -83.2,
    chargingLocation: {
      chargeLimit: 0.8,
      chargingWindows: { weekday: [{ start: "22:00", end: "06:00" }], weekend: [] }
    }
  }),
  gmChargeCompletion: Gm.chargeCompletion(car, { make: "cadillac" }),
  gmChargeVoltmeter: Gm.chargeVoltmeter(car, { make: "chevrolet" }),
  nissanChargeSchedule: Nissan.chargeSchedule(car),
  nissanSetChargeSchedule: Nissan.setChargeSchedule(car, {
    chargeSchedules: [{ start: "22:00", end: "06:00", days: ["MONDAY", "TUESDAY"] }]
  }),

  teslaAlerts: Tesla.alerts(car),
  teslaAttributes: Tesla.attributes(car),
  teslaBattery: Tesla.battery(car),
  teslaCharge: Tesla.charge(car),
  teslaChargeAmmeter: Tesla.chargeAmmeter(car),
  teslaChargeCompletion: Tesla.chargeCompletion(car),
  teslaChargeVoltmeter: Tesla.chargeVoltmeter(car),
  teslaChargeWattmeter: Tesla.chargeWattmeter(car),
  teslaChargeSchedule: Tesla.chargeSchedule(car),
  teslaChargeRecords: Tesla.chargeRecords(car),
  teslaChargeRecordsBilling: Tesla.chargeRecordsBilling(car, {
    startDate: "2026-02-01",
    endDate: "2026-03-01T00:00:00Z",
    page: 2
  }),
  teslaClimateCabin: Tesla.climateCabin(car),
  teslaClimateDefroster: Tesla.climateDefroster(car),
  teslaClimateSteeringWheel: Tesla.climateSteeringWheel(car),
  teslaCompass: Tesla.compass(car),
  teslaSpeedometer: Tesla.speedometer(imperial),
  teslaThermometerExterior: Tesla.thermometerExterior(car),
  teslaThermometerInterior: Tesla.thermometerInterior(imperial),
  teslaMigration: Tesla.migration(car),
  teslaVirtualKey: Tesla.virtualKey(car),
  teslaStatus: Tesla.status(car),
  teslaUserAccess: Tesla.userAccess(car),
  teslaUserInfo: Tesla.userInfo(car),
  teslaSetChargeAmmeter: Tesla.setChargeAmmeter(car, { amperage: 32 }),
  teslaControlChargePortDoor: Tesla.controlChargePortDoor(car, { action: "OPEN" }),
  teslaSetChargeSchedule: Tesla.setChargeSchedule(car, { type: "DEPARTURE_TIME", enable: true, time: "08:00" }),
  teslaControlFrunk: Tesla.controlFrunk(car, { action: "OPEN" }),
  teslaControlTrunk: Tesla.controlTrunk(car, { action: "CLOSE" }),
  teslaControlClimateCabin: Tesla.controlClimateCabin(imperial, { action: "SET", temperature: 70 }),
  teslaControlClimateDefroster: Tesla.controlClimateDefroster(car, { action: "START" }),
  teslaControlClimateSteeringWheel: Tesla.controlClimateSteeringWheel(car, { action: "STOP" }),
  teslaSetPin: Tesla.setPin(car, { pin: Redacted.make("4711") }),
  teslaClearPin: Tesla.clearPin(car)
}
