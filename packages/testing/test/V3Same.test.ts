import { describe, expect, it } from "@effect/vitest"
import { Batch, type Endpoint, type Reading } from "@effect-smartcar/sdk"
import { type Model as V2, Vehicle as VehicleV2 } from "@effect-smartcar/sdk/v2"
import { Commands, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Effect, Either, FastCheck, TestClock } from "effect"

const reads = {
  battery: VehicleV2.battery,
  charge: VehicleV2.charge,
  chargeLimit: VehicleV2.chargeLimit,
  engineOil: VehicleV2.engineOil,
  fuel: VehicleV2.fuel,
  location: VehicleV2.location,
  lockStatus: VehicleV2.lockStatus,
  nominalCapacity: VehicleV2.nominalCapacity,
  odometer: VehicleV2.odometer,
  systems: VehicleV2.diagnosticSystemStatus,
  tires: VehicleV2.tirePressure,
  troubleCodes: VehicleV2.diagnosticTroubleCodes,
  vin: VehicleV2.vin
}

type Units = "metric" | "imperial"

/** Percent from a ratio, without what a multiplication adds. */
const percent = (ratio: number | null) => (ratio === null ? null : Math.round(ratio * 1e4) / 100)

const isOpen = ({ status }: V2.Closure): boolean | null => (status === "UNKNOWN" ? null : status === "OPEN")

const places = [
  ["frontLeft", 0, 0],
  ["frontRight", 0, 1],
  ["backLeft", 1, 0],
  ["backRight", 1, 1]
] as const

const grid = <A>(of: (type: (typeof places)[number][0]) => A) => ({
  values: places.map(([type, row, column]) => ({ row, column, ...of(type) })),
  rowCount: 2,
  columnCount: 2
})

const openingOf = (closures: ReadonlyArray<V2.Closure>, type: string) => {
  const found = closures.find((closure) => closure.type === type)
  return { isOpen: found === undefined ? null : isOpen(found) }
}

const system = (found: V2.DiagnosticSystemStatus["systems"], id: string) => {
  const { status, description } = found.find(({ systemId }) => systemId === id) ?? {}
  return { status, description }
}

type Answer<C> = C extends { readonly endpoint: infer E } ? Endpoint.Endpoint.Success<E> | undefined : never

/** What API v2.0 answered with; `undefined` where the car cannot tell. */
type Readings = { readonly [K in keyof typeof reads]: Answer<(typeof reads)[K]> } & {
  readonly serviceHistory: Answer<typeof VehicleV2.serviceHistory>
}

/** What API v3 has to answer where API v2.0 answers with these readings. `undefined`: that it cannot. */
const expected = (read: Readings, units: Units): Record<string, unknown> => {
  const { battery, charge, chargeLimit, fuel, lockStatus, nominalCapacity, systems } = read
  const km = units === "metric" ? "km" : "miles"
  const limit = chargeLimit && percent(chargeLimit.limit)
  return {
    "odometer-traveleddistance": read.odometer && { value: read.odometer.distance, unit: km },
    "tractionbattery-stateofcharge": battery && { value: percent(battery.percentRemaining), unit: "percent" },
    "tractionbattery-range": battery && { value: battery.range, type: "DEFAULT", additionalValues: [], unit: km },
    "tractionbattery-nominalcapacity": nominalCapacity && {
      capacity: nominalCapacity.capacity?.nominal ?? null,
      source: nominalCapacity.capacity?.source ?? null,
      availableCapacities: nominalCapacity.availableCapacities,
      unit: "kWh"
    },
    "charge-ischargingcableconnected": charge && { value: charge.isPluggedIn },
    "charge-ischarging": charge && { value: charge.state === "CHARGING" },
    "charge-detailedchargingstatus": charge && { value: charge.state },
    "charge-chargelimits": chargeLimit && {
      values: [{ type: "GLOBAL", limit, condition: null }],
      activeLimit: limit,
      unit: "percent"
    },
    "internalcombustionengine-fuellevel": fuel && { value: percent(fuel.percentRemaining), unit: "percent" },
    "internalcombustionengine-amountremaining": fuel && {
      value: fuel.amountRemaining,
      unit: units === "metric" ? "liters" : "gallons"
    },
    "internalcombustionengine-range": fuel && { value: fuel.range, unit: km },
    "internalcombustionengine-oillife": read.engineOil && {
      value: percent(read.engineOil.lifeRemaining),
      unit: "percent"
    },
    "location-preciselocation": read.location && expect.objectContaining(read.location),
    "wheel-tires": read.tires && grid((type) => ({ tirePressure: read.tires?.[type] })),
    "closure-islocked": lockStatus && { value: lockStatus.isLocked },
    "closure-doors":
      lockStatus && grid((type) => ({ ...openingOf(lockStatus.doors, type), isLocked: lockStatus.isLocked })),
    "closure-windows": lockStatus && grid((type) => openingOf(lockStatus.windows, type)),
    "closure-sunroof": lockStatus && openingOf(lockStatus.sunroof, "sunroof"),
    "closure-fronttrunk": lockStatus && {
      ...openingOf(lockStatus.storage, "front"),
      isLocked: lockStatus.isLocked
    },
    "closure-reartrunk": lockStatus && { ...openingOf(lockStatus.storage, "rear"), isLocked: lockStatus.isLocked },
    "charge-ischargingportflapopen":
      lockStatus && lockStatus.chargingPort.length > 0
        ? { value: openingOf(lockStatus.chargingPort, "chargingPort").isOpen }
        : undefined,
    "vehicleidentification-vin": read.vin && { value: read.vin.vin },
    "diagnostics-airbag": systems && system(systems.systems, "SYSTEM_AIRBAG"),
    "diagnostics-brakefluid": systems && system(systems.systems, "SYSTEM_BRAKE_FLUID"),
    "diagnostics-mil": systems && system(systems.systems, "SYSTEM_MIL"),
    "diagnostics-tirepressuremonitoring": systems && system(systems.systems, "SYSTEM_TPMS"),
    "diagnostics-dtclist": read.troubleCodes && { values: read.troubleCodes.activeCodes },
    "diagnostics-dtccount": read.troubleCodes && { value: read.troubleCodes.activeCodes.length, unit: "count" },
    "service-records": read.serviceHistory && {
      values: read.serviceHistory.map(({ serviceId, serviceDate, odometerDistance, serviceTasks, serviceCost }) => ({
        id: String(serviceId),
        cost: { amount: serviceCost?.totalCost, currency: serviceCost?.currency },
        time: serviceDate,
        tasks: serviceTasks.map(({ taskId, taskDescription }) => ({ id: taskId, description: taskDescription })),
        details: [],
        odometer: odometerDistance
      }))
    }
  }
}

/** Reads a car in both versions and compares what they say. */
const compare = ({ id, owner }: Fleet.Car, unitSystem: Units) =>
  Effect.gen(function* () {
    const handle = Vehicle.make(id, { owner, unitSystem })
    const serviceHistory = yield* Effect.either(VehicleV2.serviceHistory(handle))
    const v2 = { ...(yield* Batch.all(handle, reads)), serviceHistory }
    const { signals } = (yield* Signals.list(handle)).value
    const told: Record<string, unknown> = {}
    const ages = new Set<number | undefined>()
    const readings = Object.fromEntries(
      Object.entries<Either.Either<Reading.Reading<unknown>, { readonly _tag: string }>>(v2).map(([name, reading]) => {
        if (Either.isLeft(reading)) {
          expect(reading.left._tag).toBe("CompatibilityError")
          return [name, undefined]
        }
        if (reading.right.meta.dataAge) ages.add(reading.right.meta.dataAge.epochMillis)
        return [name, reading.right.value]
      })
    )
    // Each under its own name.
    const wanted = expected(readings as unknown as Readings, unitSystem)
    for (const stored of signals) {
      if (!(stored.code in wanted)) continue
      const signal: Signal.Any = Signal.all[stored.code as keyof typeof Signal.all]
      const state = Signal.decode(signal, stored)
      const isIncapable = state.status === "ERROR" && state.error.type === "COMPATIBILITY"
      told[stored.code] = isIncapable ? undefined : state.status === "SUCCESS" ? state.body : state
      if (state.status === "SUCCESS") ages.add(state.oemUpdatedAt?.epochMillis)
    }
    expect(told).toEqual(wanted)
    // The car told all of it at once.
    expect(ages.size).toBe(1)
  })

const place = FastCheck.record({
  latitude: FastCheck.integer({ min: -90, max: 90 }),
  longitude: FastCheck.integer({ min: -180, max: 180 })
})

const status = FastCheck.constantFrom("OPEN" as const, "CLOSED" as const, "UNKNOWN" as const)

/** Something that changes a car: through either version, from outside, or by the time that goes by. */
const steps = FastCheck.oneof(
  FastCheck.record({
    op: FastCheck.constant("drive" as const),
    km: FastCheck.integer({ min: 1, max: 300 }),
    to: place
  }),
  FastCheck.record({ op: FastCheck.constantFrom("plugIn" as const, "unplug" as const) }),
  FastCheck.record({
    op: FastCheck.constantFrom(
      "lock" as const,
      "unlock" as const,
      "startCharge" as const,
      "stopCharge" as const,
      "openChargePort" as const,
      "closeChargePort" as const
    )
  }),
  FastCheck.record({
    op: FastCheck.constantFrom("limit" as const, "limitV3" as const),
    percent: FastCheck.integer({ min: 50, max: 100 })
  }),
  FastCheck.record({ op: FastCheck.constant("closures" as const), at: FastCheck.nat(3), door: status, lid: status }),
  FastCheck.record({
    op: FastCheck.constant("alert" as const),
    systemId: FastCheck.constantFrom("SYSTEM_TPMS", "SYSTEM_MIL")
  }),
  FastCheck.record({ op: FastCheck.constant("wait" as const), minutes: FastCheck.integer({ min: 1, max: 600 }) })
)

type Step = ReturnType<typeof steps.generate>["value"]

const put = (closures: Fleet.Closures["doors"], at: number, status: Fleet.Closure["status"]) =>
  closures.map((closure, i) => (i === at ? { ...closure, status } : closure))

/** Does it; what the car refuses does not matter. */
const change = ({ id, owner, battery }: Fleet.Car, step: Step) => {
  const handle = Vehicle.make(id, { owner })
  switch (step.op) {
    case "drive":
      return Simulator.drive(id, step.km, step.to)
    case "plugIn":
    case "unplug":
      return battery === undefined ? Effect.void : Simulator[step.op](id)
    case "limit":
      return Effect.either(VehicleV2.setChargeLimit(handle, { limit: step.percent / 100 }))
    case "limitV3":
      return Effect.either(Commands.setChargeLimit(handle, { percent: step.percent }))
    case "closures":
      return Simulator.update(id, ({ closures, ...car }) => ({
        ...car,
        closures: {
          ...closures,
          doors: put(closures.doors, step.at, step.door),
          windows: put(closures.windows, step.at, step.lid),
          storage: put(closures.storage, step.at, step.lid)
        }
      }))
    case "alert":
      return Simulator.update(id, {
        alerts: [{ systemId: step.systemId, description: "look at it" }],
        troubleCodes: [
          { code: "P0300", timestamp: "2026-01-02T03:04:05.000Z" },
          { code: "P0301", timestamp: null }
        ]
      })
    case "wait":
      return TestClock.adjust(`${step.minutes} minutes`)
    default:
      return Effect.either(Commands[step.op](handle))
  }
}

describe("a car reads the same in API v2.0 and in v3, whatever happens to it", () => {
  for (const model of Fleet.models) {
    it.effect.prop(
      `${model.make} ${model.model}`,
      { changes: FastCheck.array(steps, { minLength: 3, maxLength: 5 }), seed: FastCheck.nat() },
      ({ changes, seed }) =>
        Effect.gen(function* () {
          const own = Simulator.car("car")
          for (const [i, step] of changes.entries()) {
            yield* change(yield* own, step)
            yield* compare(yield* own, (seed + i) % 2 === 0 ? "imperial" : "metric")
          }
        }).pipe(
          Effect.provide(
            Simulator.layer({
              seed,
              connected: true,
              fleet: { owners: [{ id: "me", name: "Me" }], cars: [Fleet.car(model, { id: "car", owner: "me" })] }
            })
          )
        ),
      { fastCheck: { numRuns: 2 } }
    )
  }
})
