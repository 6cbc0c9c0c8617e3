import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import * as v2 from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"

const table: Readonly<Record<string, Endpoint.Any>> = v2.endpoints
const mappings: Readonly<Record<string, Migration.Mapped | Migration.Unmapped>> = Migration.mappings
const endpoints = new Set<Endpoint.Any>(Object.values(v3.endpoints))
const signals = new Set<v3.Signal.Any>(Object.values(v3.Signal.all))

/** What the issue asks for. */
const wanted = [
  "attributes",
  "batch",
  "battery",
  "batteryCapacity",
  "charge",
  "chargeLimit",
  "connections",
  "diagnosticSystemStatus",
  "diagnosticTroubleCodes",
  "disconnect",
  "engineOil",
  "fuel",
  "location",
  "lock",
  "lockStatus",
  "nominalCapacity",
  "odometer",
  "permissions",
  "removeConnections",
  "sendDestination",
  "serviceHistory",
  "setChargeLimit",
  "startCharge",
  "stopCharge",
  "subscribe",
  "tirePressure",
  "unlock",
  "unsubscribe",
  "user",
  "vehicles",
  "vin"
]

describe("Migration.mappings", () => {
  it("has every descriptor of v2, and no other name", () => {
    assert.deepStrictEqual(Object.keys(mappings).sort(), Object.keys(table).sort())
  })

  it("carries out what has a counterpart, and nothing else", () => {
    const mapped = Object.keys(mappings).filter((name) => mappings[name]?._tag === "Mapped")
    assert.deepStrictEqual(mapped.sort(), wanted)
  })

  for (const [name, mapping] of Object.entries(mappings)) {
    it(`${name} names calls and signals of v3`, () => {
      for (const endpoint of mapping.endpoints) assert.isTrue(endpoints.has(endpoint))
      for (const signal of mapping.signals) assert.isTrue(signals.has(signal))
      if (mapping._tag === "Unmapped") assert.match(mapping.reason, /\w/)
      // `user` is the one call that needs no request.
      else assert.isTrue(mapping.endpoints.length > 0 || name === "user")
    })
  }

  it("needs no permission of another kind than the call of v2 does", () => {
    for (const [name, { _tag, endpoints, signals }] of Object.entries(mappings)) {
      const permission = table[name]?.permission
      if (_tag === "Unmapped" || permission === undefined) continue
      const needed = new Set([...endpoints, ...signals].flatMap((one) => one.permission ?? []))
      // The flap of the charging port is the only guest.
      if (name === "lockStatus") needed.delete("read_charge")
      assert.deepStrictEqual([...needed], name === "attributes" ? [] : [permission], name)
    }
  })
})
