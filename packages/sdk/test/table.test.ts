import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Endpoint, Permission } from "@effect-smartcar/sdk"
import * as v2 from "@effect-smartcar/sdk/v2"
import { Predicate, Record, Schema } from "effect"

const table: Readonly<Record<string, Endpoint.Any>> = v2.endpoints

/** `Module.function` -> the descriptor it carries, for every export of every module of v2. */
const exported = Object.entries(v2).flatMap(([module, members]) =>
  module === "endpoints" || !Predicate.isRecord(members)
    ? []
    : Object.entries(members).flatMap(([name, member]) =>
        Predicate.hasProperty(member, "endpoint") ? [[`${module}.${name}`, member.endpoint] as const] : []
      )
)

/** smartcar-v2.md §2.3, §2.4 and §2.6. */
const permissions: { readonly [K in keyof typeof v2.endpoints]: Permission.Known | undefined } = {
  exchangeCode: undefined,
  exchangeRefreshToken: undefined,
  user: undefined,
  vehicles: undefined,
  compatibility: undefined,
  compatibilityMatrix: undefined,
  connections: undefined,
  removeConnections: undefined,
  batch: undefined,
  attributes: "read_vehicle_info",
  vin: "read_vin",
  permissions: undefined,
  battery: "read_battery",
  batteryCapacity: "read_battery",
  nominalCapacity: "read_battery",
  charge: "read_charge",
  startCharge: "control_charge",
  stopCharge: "control_charge",
  chargeLimit: "read_charge",
  setChargeLimit: "control_charge",
  fuel: "read_fuel",
  engineOil: "read_engine_oil",
  odometer: "read_odometer",
  location: "read_location",
  tirePressure: "read_tires",
  lockStatus: "read_security",
  lock: "control_security",
  unlock: "control_security",
  diagnosticSystemStatus: "read_diagnostics",
  diagnosticTroubleCodes: "read_diagnostics",
  serviceHistory: "read_service_history",
  sendDestination: "control_navigation",
  subscribe: undefined,
  unsubscribe: undefined,
  disconnect: undefined,
  audiCharge: "read_charge",
  bmwChargeRecords: "read_charge_records",
  fordChargeSchedule: "read_charge_locations",
  fordSetChargeSchedule: "control_charge",
  gmChargeCompletion: "read_charge",
  gmChargeVoltmeter: "read_charge",
  nissanChargeSchedule: "read_charge",
  nissanSetChargeSchedule: "control_charge",
  teslaAlerts: "read_alerts",
  teslaAttributes: "read_extended_vehicle_info",
  teslaBattery: "read_battery",
  teslaCharge: "read_charge",
  teslaChargeAmmeter: "read_charge",
  teslaChargeCompletion: "read_charge",
  teslaChargeVoltmeter: "read_charge",
  teslaChargeWattmeter: "read_charge",
  teslaChargeSchedule: "read_charge",
  teslaChargeRecords: "read_charge_records",
  teslaChargeRecordsBilling: "read_charge_records",
  teslaClimateCabin: "read_climate",
  teslaClimateDefroster: "read_climate",
  teslaClimateSteeringWheel: "read_climate",
  teslaCompass: "read_compass",
  teslaSpeedometer: "read_speedometer",
  teslaThermometerExterior: "read_thermometer",
  teslaThermometerInterior: "read_thermometer",
  teslaMigration: "read_vehicle_info",
  teslaVirtualKey: "read_vehicle_info",
  teslaStatus: undefined,
  teslaUserAccess: "read_user_profile",
  teslaUserInfo: "read_user_profile",
  teslaSetChargeAmmeter: "control_charge",
  teslaControlChargePortDoor: "control_charge",
  teslaSetChargeSchedule: "control_charge",
  teslaControlFrunk: "control_trunk",
  teslaControlTrunk: "control_trunk",
  teslaControlClimateCabin: "control_climate",
  teslaControlClimateDefroster: "control_climate",
  teslaControlClimateSteeringWheel: "control_climate",
  teslaSetPin: "control_pin",
  teslaClearPin: "control_pin"
}

describe("the table of v2.0", () => {
  it("has as many operations as the documents", () => {
    const makes = Object.keys(table).filter((name) => /^(audi|bmw|ford|gm|nissan|tesla)[A-Z]/.test(name))
    expect([Object.keys(table).length - makes.length, makes.length]).toEqual([35, 41])
  })

  it("holds descriptors, each under its own name", () => {
    expect(Record.map(table, ({ name }) => name)).toEqual(Record.map(table, (_, key) => key))
    expect(Object.values(table).every((endpoint) => Predicate.hasProperty(endpoint, Endpoint.TypeId))).toBe(true)
  })

  it("each descriptor is the endpoint of exactly one exported function, and of no other", () => {
    const functions = Record.map(table, (descriptor) =>
      exported.filter(([, endpoint]) => endpoint === descriptor).map(([name]) => name)
    )
    expect(Record.filter(functions, (names) => names.length !== 1)).toEqual({})
    expect(exported.filter(([, endpoint]) => !Object.values(table).some((own) => own === endpoint))).toEqual([])
    expect(exported.length).toBe(Object.keys(table).length)
  })

  it("each exported function has a type test of its success, errors and requirement", () => {
    const directory = new URL("./types/", import.meta.url)
    const texts = readdirSync(directory).map((file) => readFileSync(new URL(file, directory), "utf8"))
    const untested = exported.filter(
      ([name]) =>
        !texts.some(
          (text) =>
            text.includes(`expectTypeOf(${name}).returns.toEqualTypeOf<`) &&
            text.includes('from "@effect-smartcar/sdk/v2"')
        )
    )
    expect(untested.map(([name]) => name)).toEqual([])
  })

  it("no two descriptors are the same request, but for a constant body", () => {
    const requests = Object.values(table).map((e) =>
      [e.host, e.method, e.path, JSON.stringify(e.constantBody ?? null)].join(" ")
    )
    expect(requests.filter((request, index) => requests.indexOf(request) !== index)).toEqual([])
  })

  it("these are admin calls; the others that change something are commands", () => {
    expect(Object.keys(Record.filter(table, ({ kind }) => kind === "admin")).sort()).toEqual([
      "disconnect",
      "exchangeCode",
      "exchangeRefreshToken",
      "removeConnections",
      "subscribe",
      "unsubscribe"
    ])
  })

  it("lists say how they are paged", () => {
    const paged = Record.filter(table, ({ paging }) => paging !== undefined)
    expect(Record.map(paged, ({ paging }) => [paging?.style, paging?.limit])).toEqual({
      vehicles: ["offset", 50],
      permissions: ["offset", undefined],
      connections: ["cursor", 100],
      teslaChargeRecordsBilling: ["page", undefined]
    })
  })

  it("lists take the parameters of their style", () => {
    const params = { offset: 1, limit: 2, page: 3, cursor: "c" }
    for (const { query, paging } of Object.values(table)) {
      if (paging === undefined || query === undefined) continue
      const sent = Object.keys(Schema.encodeSync(query)(params))
      expect(sent).toEqual(expect.arrayContaining([paging.style, ...(paging.limit === undefined ? [] : ["limit"])]))
    }
  })

  it("reads are GETs, but for the batch; nothing else is a GET", () => {
    const names = Object.keys(Record.filter(table, ({ kind, method }) => (kind === "read") !== (method === "GET")))
    expect(names).toEqual(["batch"])
  })

  it("only reads of a car without query and body ride in a batch, and the batch itself does not", () => {
    const odd = Record.filter(
      table,
      ({ batch, kind, body, path, auth }) =>
        batch !== undefined &&
        (kind !== "read" ||
          body !== undefined ||
          auth !== "user" ||
          batch !== v2.endpoints.batch ||
          !/^\/vehicles\/:vehicleId(\/[a-z_]+)*$/.test(path))
    )
    expect(Object.keys(odd)).toEqual([])
    expect(v2.endpoints.batch.batch).toBeUndefined()
    expect(v2.endpoints.odometer.batch).toBe(v2.endpoints.batch)
  })

  it("each needs the permission that the documents name", () => {
    expect(Record.map(table, ({ permission }) => permission)).toEqual(permissions)
  })

  it("permissions are documented names, and control_* is what commands need", () => {
    const unknown = Object.values(table).flatMap(({ permission }) =>
      permission === undefined || Permission.all.some((known) => known === permission) ? [] : [permission]
    )
    expect(unknown).toEqual([])
    const crossed = Record.filter(
      table,
      ({ kind, permission }) => permission !== undefined && permission.startsWith("control_") !== (kind === "command")
    )
    expect(Object.keys(crossed)).toEqual([])
  })

  it("what holds secrets says so", () => {
    expect(Object.keys(Record.filter(table, ({ sensitive }) => sensitive)).sort()).toEqual([
      "exchangeCode",
      "exchangeRefreshToken",
      "nominalCapacity"
    ])
  })
})

describe("Permission", () => {
  it("knows the 28 documented names, in order and once each", () => {
    expect(Permission.all.length).toBe(28)
    expect([...new Set(Permission.all)].sort()).toEqual([...Permission.all])
  })

  it("gives what calls need, without duplicates", () => {
    const { Vehicle, User } = v2
    expect(Permission.of(Vehicle.odometer, Vehicle.lock, Vehicle.battery, Vehicle.batteryCapacity, User.get)).toEqual([
      "read_odometer",
      "control_security",
      "read_battery"
    ])
    expect(Permission.required("read_odometer")).toBe("required:read_odometer")
    expect([Permission.optional("required:read_vin"), Permission.optional("read_vin")]).toEqual([
      "read_vin",
      "read_vin"
    ])
  })
})
