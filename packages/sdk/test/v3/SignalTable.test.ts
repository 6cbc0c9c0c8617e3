import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Signal } from "@effect-smartcar/sdk/v3"
import { Arbitrary, DateTime, FastCheck as FC, Predicate, Schema } from "effect"
import { samplesOf, shapes } from "../support/signalBodies.js"

/** Spec, section 3, by hand: code, group, name, kind of body, permission, and whether that one is inferred. */
const rows: ReadonlyArray<
  readonly [keyof typeof Signal.all, group: string, name: string, kind: string, permission: string, inferred?: string]
> = [
  ["charge-amperage", "Charge", "Amperage", "U", "read_charge"],
  ["charge-amperagemax", "Charge", "AmperageMax", "U", "read_charge"],
  ["charge-amperagerequested", "Charge", "AmperageRequested", "U", "read_charge"],
  ["charge-chargelimits", "Charge", "ChargeLimits", "O", "read_charge"],
  ["charge-chargeportstatuscolor", "Charge", "ChargePortStatusColor", "S", "read_charge"],
  ["charge-chargerate", "Charge", "ChargeRate", "U", "read_charge"],
  ["charge-chargerecords", "Charge", "ChargeRecords", "O", "read_charge_records"],
  ["charge-chargerphases", "Charge", "ChargerPhases", "I", "read_charge"],
  ["charge-chargetimers", "Charge", "ChargeTimers", "O", "read_charge"],
  ["charge-chargingconnectortype", "Charge", "ChargingConnectorType", "S", "read_charge"],
  ["charge-detailedchargingstatus", "Charge", "DetailedChargingStatus", "S", "read_charge"],
  ["charge-energyadded", "Charge", "EnergyAdded", "U", "read_charge"],
  ["charge-fastchargertype", "Charge", "FastChargerType", "S", "read_charge"],
  ["charge-ischarging", "Charge", "IsCharging", "B", "read_charge"],
  ["charge-ischargingcableconnected", "Charge", "IsChargingCableConnected", "B", "read_charge"],
  ["charge-ischargingcablelatched", "Charge", "IsChargingCableLatched", "B", "read_charge"],
  ["charge-ischargingportflapopen", "Charge", "IsChargingPortFlapOpen", "B", "read_charge"],
  ["charge-isfastchargerpresent", "Charge", "IsFastChargerPresent", "B", "read_charge"],
  ["charge-timetocomplete", "Charge", "TimeToComplete", "U", "read_charge"],
  ["charge-voltage", "Charge", "Voltage", "U", "read_charge"],
  ["charge-wattage", "Charge", "Wattage", "U", "read_charge"],
  ["climate-externaltemperature", "Climate", "ExternalTemperature", "U", "read_thermometer"],
  ["climate-internaltemperature", "Climate", "InternalTemperature", "U", "read_thermometer"],
  ["closure-doors", "Closure", "Doors", "O", "read_security"],
  ["closure-enginecover", "Closure", "EngineCover", "O", "read_security"],
  ["closure-fronttrunk", "Closure", "FrontTrunk", "O", "read_security"],
  ["closure-islocked", "Closure", "IsLocked", "B", "read_security"],
  ["closure-reartrunk", "Closure", "RearTrunk", "O", "read_security"],
  ["closure-sunroof", "Closure", "Sunroof", "O", "read_security"],
  ["closure-tailgate", "Closure", "Tailgate", "O", "read_security"],
  ["closure-windows", "Closure", "Windows", "O", "read_security"],
  [
    "connectivitysoftware-currentfirmwareversion",
    "ConnectivitySoftware",
    "CurrentFirmwareVersion",
    "S",
    "read_extended_vehicle_info"
  ],
  ["connectivitystatus-isasleep", "ConnectivityStatus", "IsAsleep", "B", "read_vehicle_info", "inferred"],
  [
    "connectivitystatus-isdigitalkeypaired",
    "ConnectivityStatus",
    "IsDigitalKeyPaired",
    "B",
    "read_vehicle_info",
    "inferred"
  ],
  ["connectivitystatus-isonline", "ConnectivityStatus", "IsOnline", "B", "read_vehicle_info", "inferred"],
  ["diagnostics-abs", "Diagnostics", "ABS", "DX", "read_diagnostics"],
  ["diagnostics-activesafety", "Diagnostics", "ActiveSafety", "DX", "read_diagnostics"],
  ["diagnostics-airbag", "Diagnostics", "Airbag", "DX", "read_diagnostics"],
  ["diagnostics-brakefluid", "Diagnostics", "BrakeFluid", "DX", "read_diagnostics"],
  ["diagnostics-driverassistance", "Diagnostics", "DriverAssistance", "DX", "read_diagnostics"],
  ["diagnostics-dtccount", "Diagnostics", "DTCCount", "I", "read_diagnostics"],
  ["diagnostics-dtclist", "Diagnostics", "DTCList", "O", "read_diagnostics"],
  ["diagnostics-emissions", "Diagnostics", "Emissions", "DX", "read_diagnostics"],
  ["diagnostics-evbatteryconditioning", "Diagnostics", "EVBatteryConditioning", "DX", "read_diagnostics"],
  ["diagnostics-evcharging", "Diagnostics", "EVCharging", "DX", "read_diagnostics"],
  ["diagnostics-evdriveunit", "Diagnostics", "EVDriveUnit", "DX", "read_diagnostics"],
  ["diagnostics-evhvbattery", "Diagnostics", "EVHVBattery", "DX", "read_diagnostics"],
  ["diagnostics-lighting", "Diagnostics", "Lighting", "DX", "read_diagnostics"],
  ["diagnostics-mil", "Diagnostics", "MIL", "DX", "read_diagnostics"],
  ["diagnostics-oillife", "Diagnostics", "OilLife", "DX", "read_diagnostics"],
  ["diagnostics-oilpressure", "Diagnostics", "OilPressure", "DX", "read_diagnostics"],
  ["diagnostics-oiltemperature", "Diagnostics", "OilTemperature", "DX", "read_diagnostics"],
  ["diagnostics-telematics", "Diagnostics", "Telematics", "DX", "read_diagnostics"],
  ["diagnostics-tirepressure", "Diagnostics", "TirePressure", "DX", "read_diagnostics"],
  ["diagnostics-tirepressuremonitoring", "Diagnostics", "TirePressureMonitoring", "DX", "read_diagnostics"],
  ["diagnostics-transmission", "Diagnostics", "Transmission", "DX", "read_diagnostics"],
  ["diagnostics-washerfluid", "Diagnostics", "WasherFluid", "DX", "read_diagnostics"],
  ["diagnostics-waterinfuel", "Diagnostics", "WaterInFuel", "DX", "read_diagnostics"],
  ["hvac-cabintargettemperature", "HVAC", "CabinTargetTemperature", "U", "read_climate"],
  ["hvac-iscabinhvacactive", "HVAC", "IsCabinHVACActive", "B", "read_climate"],
  ["hvac-isfrontdefrosteractive", "HVAC", "IsFrontDefrosterActive", "B", "read_climate"],
  ["hvac-isreardefrosteractive", "HVAC", "IsRearDefrosterActive", "B", "read_climate"],
  ["hvac-issteeringheateractive", "HVAC", "IsSteeringHeaterActive", "B", "read_climate"],
  ["internalcombustionengine-amountremaining", "InternalCombustionEngine", "AmountRemaining", "U", "read_fuel"],
  ["internalcombustionengine-fuellevel", "InternalCombustionEngine", "FuelLevel", "U", "read_fuel"],
  ["internalcombustionengine-oillife", "InternalCombustionEngine", "OilLife", "U", "read_engine_oil"],
  ["internalcombustionengine-range", "InternalCombustionEngine", "Range", "U", "read_fuel"],
  ["location-isathome", "Location", "IsAtHome", "B", "read_location"],
  ["location-preciselocation", "Location", "PreciseLocation", "O", "read_location"],
  ["lowvoltagebattery-stateofcharge", "LowVoltageBattery", "StateOfCharge", "U", "read_battery", "inferred"],
  ["lowvoltagebattery-status", "LowVoltageBattery", "Status", "S", "read_battery", "inferred"],
  ["motion-currentspeed", "Motion", "CurrentSpeed", "U", "read_speedometer"],
  ["odometer-traveleddistance", "Odometer", "TraveledDistance", "U", "read_odometer"],
  ["service-isinservice", "Service", "IsInService", "B", "read_service_history", "inferred"],
  ["service-records", "Service", "Records", "O", "read_service_history"],
  ["surveillance-brand", "Surveillance", "Brand", "S", "read_security", "inferred"],
  ["surveillance-isenabled", "Surveillance", "IsEnabled", "B", "read_security", "inferred"],
  ["tractionbattery-isheateractive", "TractionBattery", "IsHeaterActive", "B", "read_battery"],
  ["tractionbattery-maxrangechargecounter", "TractionBattery", "MaxRangeChargeCounter", "I", "read_battery"],
  ["tractionbattery-nominalcapacity", "TractionBattery", "NominalCapacity", "O", "read_battery"],
  ["tractionbattery-range", "TractionBattery", "Range", "O", "read_battery"],
  ["tractionbattery-stateofcharge", "TractionBattery", "StateOfCharge", "U", "read_battery"],
  ["transmission-drivemode", "Transmission", "DriveMode", "O", "read_vehicle_info", "inferred"],
  ["transmission-gearstate", "Transmission", "GearState", "S", "read_vehicle_info", "inferred"],
  [
    "vehicleidentification-exteriorcolor",
    "VehicleIdentification",
    "ExteriorColor",
    "S",
    "read_extended_vehicle_info",
    "inferred"
  ],
  ["vehicleidentification-nickname", "VehicleIdentification", "Nickname", "S", "read_vehicle_info", "inferred"],
  [
    "vehicleidentification-packages",
    "VehicleIdentification",
    "Packages",
    "O",
    "read_extended_vehicle_info",
    "inferred"
  ],
  ["vehicleidentification-trim", "VehicleIdentification", "Trim", "S", "read_extended_vehicle_info", "inferred"],
  ["vehicleidentification-vin", "VehicleIdentification", "VIN", "S", "read_vin"],
  ["vehicleuseraccount-permissions", "VehicleUserAccount", "Permissions", "O", "read_user_profile"],
  ["vehicleuseraccount-role", "VehicleUserAccount", "Role", "S", "read_user_profile"],
  ["wheel-style", "Wheel", "Style", "S", "read_tires", "inferred"],
  ["wheel-tires", "Wheel", "Tires", "O", "read_tires"]
]

/** Units that the spec documents; the others are as live answers spell them. */
const documentedUnits: Readonly<Record<string, string>> = {
  "charge-chargelimits": "percent",
  "climate-externaltemperature": "celsius",
  "climate-internaltemperature": "celsius",
  "diagnostics-dtccount": "count",
  "internalcombustionengine-amountremaining": "liters",
  "internalcombustionengine-fuellevel": "percent",
  "internalcombustionengine-oillife": "percent",
  "lowvoltagebattery-stateofcharge": "percent",
  "tractionbattery-nominalcapacity": "kWh",
  "tractionbattery-stateofcharge": "percent",
  "wheel-tires": "kPa"
}

const isSignal = (u: unknown): u is Signal.Any => Predicate.hasProperty(u, Signal.TypeId)

const exported = Object.entries(Signal).flatMap(([name, value]) => (isSignal(value) ? [{ name, signal: value }] : []))

/** The group's first word in lower case, and the name as it is. */
const exportName = (group: string, name: string) =>
  (group === "HVAC" ? "hvac" : group.slice(0, 1).toLowerCase() + group.slice(1)) + name

describe("the table is the spec's list", () => {
  it("of 93 codes, no more and no less", () => {
    expect(rows.length).toBe(93)
    expect(Object.keys(Signal.all).sort()).toEqual(rows.map(([code]) => code).sort())
  })

  it("and each is one export, under its own name", () => {
    expect(exported.map(({ name }) => name).sort()).toEqual(
      rows.map(([, group, name]) => exportName(group, name)).sort()
    )
    for (const [code, group, name] of rows) {
      expect(exported.find((e) => e.name === exportName(group, name))?.signal).toBe(Signal.all[code])
    }
  })

  for (const [code, group, name, kind, permission] of rows) {
    it(code, () => {
      const signal: Signal.Any = Signal.all[code]
      expect(signal).toMatchObject({ code, group, name, permission })
      expect(code).toBe(`${group}-${name}`.toLowerCase())
      if (code in documentedUnits) expect(signal.unit).toBe(documentedUnits[code])
      else if (kind === "B" || kind === "S" || kind === "DX") expect(signal.unit).toBeUndefined()
      else if (kind === "U") expect(signal.unit).toMatch(/^(ampere|volts|watts|km|km\/h|kWh|minute|celsius)$/)
    })
  }

  it("and the comment says where a permission is inferred", () => {
    const folder = new URL("../../src/v3/signals/", import.meta.url)
    const source = readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), "utf8"))
      .join("\n")
    const marked = [
      ...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+) = \/\*#__PURE__\*\/ make\(/g)
    ]
    expect(marked.length).toBe(93)
    expect(marked.flatMap(([, doc, name]) => (doc?.includes("permission is inferred") ? [name] : [])).sort()).toEqual(
      rows.flatMap(([, group, name, , , inferred]) => (inferred ? [exportName(group, name)] : [])).sort()
    )
  })
})

const decoding = (signal: Signal.Any) => Schema.decodeUnknownSync(signal.body)

describe("a body is read as its type says", () => {
  for (const [code, , , kind] of rows) {
    it(code, () => {
      const read = decoding(Signal.all[code])
      const { wire, value, empty } = samplesOf(code, kind)
      expect(read(wire)).toStrictEqual(value)
      expect(read(empty[0])).toStrictEqual(empty[1])
    })
  }

  it("and every shape of its own belongs to a code", () => {
    const own = rows.flatMap(([code, , , kind]) => (kind === "O" ? [code] : []))
    expect(Object.keys(shapes).sort()).toEqual(own.sort())
  })

  it("and doors and windows also by the key of Smartcar's example", () => {
    expect(decoding(Signal.closureDoors)({ doors: [{ row: 1, column: 0, isOpen: true }], rowCount: 2 })).toEqual({
      values: [{ row: 1, column: 0, isOpen: true, isLocked: null }],
      rowCount: 2,
      columnCount: null
    })
    expect(decoding(Signal.closureWindows)({ windows: [{ row: 1, column: 0, isOpen: true }] })).toEqual({
      values: [{ row: 1, column: 0, isOpen: true }],
      rowCount: null,
      columnCount: null
    })
  })
})

const stored = (code: string, status: Signal.Stored["status"], body: unknown): Signal.Stored => ({
  code,
  name: null,
  group: null,
  status,
  error: status === "ERROR" ? { type: "VEHICLE_STATE", code: null } : null,
  body,
  oemUpdatedAt: null,
  retrievedAt: null,
  ingestedAt: null
})

describe("a body that is not what the table says is no one's failure", () => {
  for (const [code, , , kind] of rows) {
    it(code, () => {
      const signal: Signal.Any = Signal.all[code]
      for (const body of samplesOf(code, kind).misfits) {
        const state = Signal.decode(signal, stored(code, "SUCCESS", body))
        expect(state).toMatchObject({
          status: "UNAVAILABLE",
          code,
          body: null,
          problem: body === null ? "no body" : expect.stringMatching(/^the body does not fit: \S/)
        })
        expect(Signal.decode(signal, stored(code, "ERROR", body))).toMatchObject({ status: "ERROR", body: null })
      }
    })
  }
})

/** What JSON can hold: no `-0`, and nothing but JSON where the shape is unknown. */
const feasible = (value: unknown): unknown => {
  if (typeof value === "number") return value + 0
  if (Array.isArray(value)) return value.map(feasible)
  if (typeof value !== "object" || value === null || DateTime.isDateTime(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "details" ? JSON.parse(JSON.stringify(inner)) : feasible(inner)
    ])
  )
}

describe("a body survives its own encoding", () => {
  const schemas = new Map<Schema.Schema.AnyNoContext, string>(rows.map(([code]) => [Signal.all[code].body, code]))
  it.each([...schemas].map(([body, code]) => ({ body, code })))("$code", ({ body }) => {
    FC.assert(
      FC.property(Arbitrary.make(body).map(feasible), (value) => {
        const wire = JSON.parse(JSON.stringify(Schema.encodeSync(body)(value)))
        const again = Schema.decodeUnknownSync(body)(wire)
        expect(again).toEqual(value)
        expect(JSON.parse(JSON.stringify(Schema.encodeSync(body)(again)))).toEqual(wire)
      }),
      { numRuns: 40 }
    )
  })
})
