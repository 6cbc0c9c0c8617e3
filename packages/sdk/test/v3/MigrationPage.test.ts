import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { functionTable, unmappedList } from "../../scripts/migrationTable.js"
import { calls } from "../../scripts/publicCalls.js"

const page = readFileSync(new URL("../../MIGRATION.md", import.meta.url), "utf8")

const block = (name: string) =>
  new RegExp(`<!-- generated: ${name} -->\\n\\n(.*?)\\n\\n<!-- /generated -->`, "s").exec(page)?.[1]

/** What npm smartcar 10.4.0 exports, and the methods of its classes. */
const npm = {
  "smartcar.": [
    "getUser",
    "getVehicles",
    "getVehicle",
    "getCompatibility",
    "getCompatibilityMatrix",
    "getConnections",
    "deleteConnections",
    "hashChallenge",
    "verifyPayload",
    "setApiVersion",
    "SmartcarError"
  ],
  "": ["getApiVersion", "METHODS_MAP", "new AuthClient", "new Vehicle", "new SmartcarService"],
  "authClient.": ["getAuthUrl", "exchangeCode", "exchangeRefreshToken"],
  "vehicle.": [
    "vin",
    "charge",
    "battery",
    "batteryCapacity",
    "nominalCapacity",
    "fuel",
    "tirePressure",
    "engineOil",
    "odometer",
    "location",
    "attributes",
    "permissions",
    "lock",
    "unlock",
    "startCharge",
    "stopCharge",
    "disconnect",
    "lockStatus",
    "sendDestination",
    "serviceHistory",
    "diagnosticSystemStatus",
    "diagnosticTroubleCodes",
    "getChargeLimit",
    "setChargeLimit",
    "subscribe",
    "unsubscribe",
    "batch",
    "request",
    "getSignals",
    "getSignal"
  ]
}

describe("MIGRATION.md", () => {
  it("has the tables that the exports give", () => {
    expect(block("npm-functions")).toBe(functionTable())
    expect(block("unmapped")).toBe(unmappedList())
  })

  it("has one row for each name of npm smartcar, and no empty counterpart", () => {
    const rows = functionTable().split("\n").slice(2)
    for (const [prefix, names] of Object.entries(npm)) {
      for (const name of names) {
        const found = rows.filter((row) => new RegExp(`\`${prefix.replace(".", "\\.")}${name}\\b`).test(row))
        expect([name, found.length]).toEqual([name, 1])
      }
    }
    for (const row of rows) {
      const [, , v2, v3] = row.split("|").map((cell) => cell.trim())
      expect([row, v2, v3]).not.toContain("")
    }
  })

  it("says of each call of v2.0 what becomes of it", () => {
    for (const { name } of calls.v2) expect(page).toContain(`\`${name}\``)
  })

  it("says of the bridge what is so", () => {
    const row = (name: string) =>
      functionTable()
        .split("\n")
        .find((line) => line.includes(`\`${name}`))
    expect(row("vehicle.odometer()")).toBe(
      "| `vehicle.odometer()` | `Vehicle.odometer` | `Signals.get`: `Signal.odometerTraveledDistance` | yes |"
    )
    expect(row("vehicle.lock()")).toBe("| `vehicle.lock()` | `Vehicle.lock` | `Commands.lock` | yes |")
    expect(row("authClient.exchangeCode")).toMatch(/\| no \|$/)
    expect(row("vehicle.request")).toMatch(/\| {2}\|$/)
  })
})
