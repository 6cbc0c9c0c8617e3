import { DateTime } from "effect"

/** What the wire has, what it is read as, the same with nothing but `null` in it, and what is no such body. */
export interface Samples {
  readonly wire: unknown
  readonly value: unknown
  readonly empty: readonly [wire: unknown, value: unknown]
  readonly misfits: ReadonlyArray<unknown>
}

const at = (text: string) => DateTime.unsafeMake(text)

const empty = { value: null }

const kinds: Readonly<Record<string, Samples>> = {
  U: {
    wire: { value: "12.5", unit: "ampere", extra: 1 },
    value: { value: 12.5, unit: "ampere" },
    empty: [{ value: null, unit: null }, empty],
    misfits: [{ value: "fast" }, { value: "" }, { value: true }, { value: {} }, { value: 1, unit: 5 }, { unit: "km" }]
  },
  I: {
    wire: { value: "3", unit: "count" },
    value: { value: 3, unit: "count" },
    empty: [empty, empty],
    misfits: [{ value: 2.5 }, { value: "three" }, { unit: "count" }]
  },
  B: {
    wire: { value: false, extra: 1 },
    value: { value: false },
    empty: [empty, empty],
    misfits: [{ value: "true" }, { value: 0 }]
  },
  S: {
    wire: { value: "SOME_NEW_NAME" },
    value: { value: "SOME_NEW_NAME" },
    empty: [empty, empty],
    misfits: [{ value: 5 }, { value: ["a"] }]
  },
  DX: {
    wire: { status: "ALERT", description: "worn" },
    value: { status: "ALERT", description: "worn" },
    empty: [{ status: null }, { status: null, description: null }],
    misfits: [{ status: 1 }, { description: "worn" }, { status: "OK", description: 1 }]
  }
}

const lockable: Samples = {
  wire: { isOpen: true, isLocked: false },
  value: { isOpen: true, isLocked: false },
  empty: [{ isOpen: null }, { isOpen: null, isLocked: null }],
  misfits: [{ isOpen: "yes" }, { isLocked: true }, { isOpen: true, isLocked: 1 }]
}

const lid: Samples = {
  wire: { isOpen: true },
  value: { isOpen: true },
  empty: [{ isOpen: null }, { isOpen: null }],
  misfits: [{ isOpen: "yes" }, { value: true }]
}

const names: Samples = {
  wire: { values: ["a", "b"] },
  value: { values: ["a", "b"] },
  empty: [{ values: null }, { values: [] }],
  misfits: [{ values: "a" }, { values: [1] }, { value: ["a"] }]
}

const noRows = { values: [], rowCount: null, columnCount: null }

/** The bodies that have a shape of their own. */
export const shapes: Readonly<Record<string, Samples>> = {
  "charge-chargelimits": {
    wire: {
      values: [
        { type: "GLOBAL", limit: "80", condition: null },
        {
          type: "location",
          limit: 90,
          condition: { name: "home", address: "Main St 1", latitude: 1.5, longitude: "-2.5", connectorType: null }
        },
        { type: "CHARGING_TYPE", limit: 70, condition: { connectorType: "DC" } }
      ],
      activeLimit: "80",
      unit: "percent"
    },
    value: {
      values: [
        { type: "GLOBAL", limit: 80, condition: null },
        {
          type: "location",
          limit: 90,
          condition: { name: "home", address: "Main St 1", latitude: 1.5, longitude: -2.5, connectorType: null }
        },
        {
          type: "CHARGING_TYPE",
          limit: 70,
          condition: { name: null, address: null, latitude: null, longitude: null, connectorType: "DC" }
        }
      ],
      activeLimit: 80,
      unit: "percent"
    },
    empty: [
      { values: [{ type: null, limit: null }], activeLimit: null, unit: null },
      { values: [{ type: null, limit: null, condition: null }], activeLimit: null }
    ],
    misfits: [{ value: 80 }, { values: 80 }, { values: [80] }, { values: [], activeLimit: "most" }]
  },
  "charge-chargerecords": {
    wire: {
      values: [
        {
          id: "s-1",
          cost: { currency: "EUR", energyAmount: "7.5", otherAmount: null },
          startTime: "2026-09-01T10:00:00Z",
          endTime: 1788264000000,
          location: { name: "home", address: null, latitude: 1, longitude: 2 },
          energyAdded: 20.5,
          connectorType: "CCS",
          isPublicCharger: false,
          startStateOfCharge: 20,
          endStateOfCharge: "80"
        }
      ]
    },
    value: {
      values: [
        {
          id: "s-1",
          cost: { currency: "EUR", energyAmount: 7.5, otherAmount: null },
          startTime: at("2026-09-01T10:00:00Z"),
          endTime: at("2026-09-01T12:00:00Z"),
          location: { name: "home", address: null, latitude: 1, longitude: 2 },
          energyAdded: 20.5,
          chargingType: null,
          connectorType: "CCS",
          isPublicCharger: false,
          startStateOfCharge: 20,
          endStateOfCharge: 80
        }
      ]
    },
    empty: [
      { values: [{ cost: null, startTime: null, endTime: 0 }] },
      {
        values: [
          {
            id: null,
            cost: null,
            startTime: null,
            endTime: null,
            location: null,
            energyAdded: null,
            chargingType: null,
            connectorType: null,
            isPublicCharger: null,
            startStateOfCharge: null,
            endStateOfCharge: null
          }
        ]
      }
    ],
    misfits: [{ values: {} }, { values: [{ energyAdded: "much" }] }, { values: [{ cost: 5 }] }]
  },
  "charge-chargetimers": {
    wire: {
      values: [
        {
          type: "LOCATION",
          condition: { name: "home" },
          scheduleType: "DAILY",
          scheduleId: "sch-1",
          schedules: [{ start: "22:00:00", end: "06:00:00", days: ["MONDAY", "FEAST_DAY"] }],
          departureTimers: [{ time: "07:30:00", days: null }],
          isOEMOptimizationEnabled: true
        }
      ]
    },
    value: {
      values: [
        {
          type: "LOCATION",
          condition: { name: "home", address: null, latitude: null, longitude: null, connectorType: null },
          scheduleType: "DAILY",
          scheduleId: "sch-1",
          schedules: [{ start: "22:00:00", end: "06:00:00", days: ["MONDAY", "FEAST_DAY"] }],
          departureTimers: [{ time: "07:30:00", days: [] }],
          isOEMOptimizationEnabled: true
        }
      ]
    },
    empty: [
      { values: [{ type: null, condition: null, schedules: null }] },
      {
        values: [
          {
            type: null,
            condition: null,
            scheduleType: null,
            scheduleId: null,
            schedules: [],
            departureTimers: [],
            isOEMOptimizationEnabled: null
          }
        ]
      }
    ],
    misfits: [{ values: [{ schedules: "always" }] }, { values: [{ isOEMOptimizationEnabled: "yes" }] }]
  },
  "closure-doors": {
    wire: { values: [{ row: 0, column: "1", isOpen: true, isLocked: null }], rowCount: 2, columnCount: "2" },
    value: { values: [{ row: 0, column: 1, isOpen: true, isLocked: null }], rowCount: 2, columnCount: 2 },
    empty: [
      { values: [{ row: null, isOpen: null }] },
      { values: [{ row: null, column: null, isOpen: null, isLocked: null }], rowCount: null, columnCount: null }
    ],
    misfits: [{ windows: [] }, { values: [{ row: "front" }] }, { values: [true] }]
  },
  "closure-enginecover": lid,
  "closure-fronttrunk": lockable,
  "closure-reartrunk": lockable,
  "closure-sunroof": lid,
  "closure-tailgate": lockable,
  "closure-windows": {
    wire: { values: [{ row: "1", column: 0, isOpen: false }], rowCount: 2, columnCount: 2 },
    value: { values: [{ row: 1, column: 0, isOpen: false }], rowCount: 2, columnCount: 2 },
    empty: [{ values: null, rowCount: null }, noRows],
    misfits: [{ doors: [] }, { values: [{ isOpen: "a bit" }] }, { values: {} }]
  },
  "diagnostics-dtclist": {
    wire: { values: [{ code: "P0300", timestamp: "2026-09-01T10:00:00Z" }, { code: "P0301" }] },
    value: {
      values: [
        { code: "P0300", timestamp: at("2026-09-01T10:00:00Z") },
        { code: "P0301", timestamp: null }
      ]
    },
    empty: [{ values: [{ code: null, timestamp: "?" }] }, { values: [{ code: null, timestamp: null }] }],
    misfits: [{ values: ["P0300"] }, { values: [{ code: 300 }] }]
  },
  "location-preciselocation": {
    wire: { latitude: "37.5", longitude: -122.5, heading: "90", direction: "E", locationType: "LAST_PARKED" },
    value: { latitude: 37.5, longitude: -122.5, heading: 90, direction: "E", locationType: "LAST_PARKED" },
    empty: [
      { latitude: null, longitude: null },
      { latitude: null, longitude: null, heading: null, direction: null, locationType: null }
    ],
    misfits: [{ latitude: 1 }, { latitude: "north", longitude: 1 }, { latitude: 1, longitude: 1, direction: 5 }]
  },
  "service-records": {
    wire: {
      values: [
        {
          id: 7,
          cost: { amount: "120.5", currency: "EUR" },
          time: "2026-01-02",
          tasks: [{ id: "t-1", description: "oil" }],
          details: [{ type: "dealer", value: "x" }, 5],
          odometer: "40000.5"
        }
      ]
    },
    value: {
      values: [
        {
          id: 7,
          cost: { amount: 120.5, currency: "EUR" },
          time: at("2026-01-02"),
          tasks: [{ id: "t-1", description: "oil" }],
          details: [{ type: "dealer", value: "x" }, 5],
          odometer: 40000.5
        }
      ]
    },
    empty: [
      { values: [{ tasks: null, details: null }] },
      { values: [{ id: null, cost: null, time: null, tasks: [], details: [], odometer: null }] }
    ],
    misfits: [{ values: [{ tasks: 5 }] }, { values: [{ odometer: "far" }] }, { records: [] }]
  },
  "tractionbattery-nominalcapacity": {
    wire: {
      capacity: "75.5",
      source: "USER_SELECTED",
      availableCapacities: [{ capacity: "75.5", description: "long range" }, { capacity: null }],
      unit: "kWh"
    },
    value: {
      capacity: 75.5,
      source: "USER_SELECTED",
      availableCapacities: [
        { capacity: 75.5, description: "long range" },
        { capacity: null, description: null }
      ],
      unit: "kWh"
    },
    empty: [
      { capacity: null, source: null, availableCapacities: null },
      { capacity: null, source: null, availableCapacities: [] }
    ],
    misfits: [{ value: 75 }, { capacity: "large" }, { capacity: 1, availableCapacities: 75 }]
  },
  "tractionbattery-range": {
    wire: { value: "300.5", type: "DEFAULT", additionalValues: [{ type: "RATED", value: "400" }], unit: "km" },
    value: { value: 300.5, type: "DEFAULT", additionalValues: [{ type: "RATED", value: 400 }], unit: "km" },
    empty: [
      { value: null, additionalValues: null },
      { value: null, type: null, additionalValues: [] }
    ],
    misfits: [{ unit: "km" }, { value: "far" }, { value: 1, additionalValues: 5 }]
  },
  "transmission-drivemode": {
    wire: { canonical: "SPORT", oemDisplayName: "Ludicrous" },
    value: { canonical: "SPORT", oemDisplayName: "Ludicrous" },
    empty: [{ canonical: null }, { canonical: null, oemDisplayName: null }],
    misfits: [{ value: "SPORT" }, { canonical: 5 }]
  },
  "vehicleidentification-packages": names,
  "vehicleuseraccount-permissions": names,
  "wheel-tires": {
    wire: { values: [{ row: 0, column: 1, tirePressure: "219.5" }], rowCount: 2, columnCount: 2 },
    value: { values: [{ row: 0, column: 1, tirePressure: 219.5 }], rowCount: 2, columnCount: 2 },
    empty: [
      { values: [{ tirePressure: null }] },
      { values: [{ row: null, column: null, tirePressure: null }], rowCount: null, columnCount: null }
    ],
    misfits: [{ values: [{ tirePressure: "flat" }] }, { frontLeft: 219 }]
  }
}

/** Of each kind, what is no body at all. */
const never = [null, "text", 5, [], {}]

/** The samples of a row of the table: by its code, or else by the kind of its body. */
export const samplesOf = (code: string, kind: string): Samples => {
  const samples = kind === "O" ? shapes[code] : kinds[kind]
  if (samples === undefined) throw new Error(`no samples for ${code}`)
  return { ...samples, misfits: [...samples.misfits, ...never] }
}
