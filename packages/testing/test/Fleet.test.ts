import { describe, expect, it } from "@effect/vitest"
import { Fleet } from "@effect-smartcar/testing"

describe("Fleet", () => {
  it("makes fleets of any size, with an owner for every car", () => {
    const fleet = Fleet.make({ owners: 500, cars: 2000 })
    expect([fleet.owners.length, fleet.cars.length]).toEqual([500, 2000])
    expect(new Set(fleet.cars.map(({ id }) => id)).size).toBe(2000)
    expect(new Set(fleet.cars.map(({ make }) => make)).size).toBe(11)
    const counts = new Map<string, number>()
    for (const { owner } of fleet.cars) counts.set(owner, (counts.get(owner) ?? 0) + 1)
    expect([...counts.values()].every((count) => count === 4)).toBe(true)
    expect(Fleet.make({ owners: 500, cars: 2000 })).toEqual(fleet)
    expect(Fleet.make({ owners: 500, cars: 2000, seed: 1 }).cars[0]?.id).not.toBe(fleet.cars[0]?.id)
    expect(Fleet.make({ owners: 0, cars: 5 }).cars).toEqual([])
  })

  it("gives VINs with a right check digit", () => {
    const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
    const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    for (const { vin } of Fleet.make({ owners: 1, cars: 50 }).cars) {
      expect(vin).toMatch(/^[A-HJ-NPR-Z0-9]{17}$/)
      const sum = [...vin].reduce((total, c, i) => total + (values.indexOf(c) % 10) * (weights[i] ?? 0), 0)
      expect(vin[8]).toBe("0123456789X"[sum % 11])
    }
  })

  it("patches a car", () => {
    const [model] = Fleet.models
    if (model === undefined) throw new Error("no models")
    const car = Fleet.car(model, { id: "my-car", owner: "me" }, { odometer: 5, model: "Roadster" })
    expect(car).toMatchObject({ id: "my-car", owner: "me", make: "TESLA", model: "Roadster", odometer: 5 })
  })
})
