/** The state of the car's systems, and its trouble codes. */
import * as Signal from "@effect-smartcar/sdk/v3/Signal"
import * as DateTime from "effect/DateTime"
import { systemIds } from "../../vehicle.js"
import { type Source, type Sources, unitOf } from "./source.js"

/** What a system tells that API v2.0 knows by this id: that it is fine if there is no alert, or nothing at all. */
const system = (systemId: string): Source<Signal.Diagnostic> => ({
  like: ["diagnosticSystemStatus"],
  tell: ({ alerts }) => {
    const alert = alerts.find((known) => known.systemId === systemId)
    if (alert !== undefined) return { status: "ALERT", description: alert.description }
    return systemIds.includes(systemId) ? { status: "OK", description: null } : undefined
  }
})

export const sources: Sources<Extract<keyof typeof Signal.all, `diagnostics-${string}`>> = {
  "diagnostics-abs": system("SYSTEM_ABS"),
  "diagnostics-activesafety": system("SYSTEM_ACTIVE_SAFETY"),
  "diagnostics-airbag": system("SYSTEM_AIRBAG"),
  "diagnostics-brakefluid": system("SYSTEM_BRAKE_FLUID"),
  "diagnostics-driverassistance": system("SYSTEM_DRIVER_ASSISTANCE"),
  "diagnostics-dtccount": {
    like: ["diagnosticTroubleCodes"],
    tell: ({ troubleCodes }, { units }) => ({
      value: troubleCodes.length,
      ...unitOf(Signal.diagnosticsDTCCount, units)
    })
  },
  "diagnostics-dtclist": {
    like: ["diagnosticTroubleCodes"],
    tell: ({ troubleCodes }) => ({
      values: troubleCodes.map(({ code, timestamp }) => ({
        code,
        timestamp: timestamp === null ? null : DateTime.unsafeMake(timestamp)
      }))
    })
  },
  "diagnostics-emissions": system("SYSTEM_EMISSIONS"),
  "diagnostics-evbatteryconditioning": system("SYSTEM_EV_BATTERY_CONDITIONING"),
  "diagnostics-evcharging": system("SYSTEM_EV_CHARGING"),
  "diagnostics-evdriveunit": system("SYSTEM_EV_DRIVE_UNIT"),
  "diagnostics-evhvbattery": system("SYSTEM_EV_HV_BATTERY"),
  "diagnostics-lighting": system("SYSTEM_LIGHTING"),
  "diagnostics-mil": system("SYSTEM_MIL"),
  "diagnostics-oillife": system("SYSTEM_OIL_LIFE"),
  "diagnostics-oilpressure": system("SYSTEM_OIL_PRESSURE"),
  "diagnostics-oiltemperature": system("SYSTEM_OIL_TEMPERATURE"),
  "diagnostics-telematics": system("SYSTEM_TELEMATICS"),
  "diagnostics-tirepressure": system("SYSTEM_TIRE_PRESSURE"),
  "diagnostics-tirepressuremonitoring": system("SYSTEM_TPMS"),
  "diagnostics-transmission": system("SYSTEM_TRANSMISSION"),
  "diagnostics-washerfluid": system("SYSTEM_WASHER_FLUID"),
  "diagnostics-waterinfuel": system("SYSTEM_WATER_IN_FUEL")
}
