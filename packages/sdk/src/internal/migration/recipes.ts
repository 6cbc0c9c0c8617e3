/** How each reading of API v2.0 is made from signals: pure, and as its JSON, which the reading's own schema reads. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type * as Model from "../../v2/models.js"
import type * as Service from "../../v2/serviceModels.js"
import * as Signal from "../../v3/Signal.js"
import { closures } from "./closures.js"
import { type Failure, type Kept, present, withoutValue } from "./kept.js"

/** What a reading is made from, and how. With one signal only that one is asked for. */
export interface Recipe<out Json> {
  readonly signals: ReadonlyArray<Signal.Any>
  readonly read: (kept: Kept) => Either.Either<Json, Failure>
}

type Json<S> = Schema.Schema.Encoded<S & Schema.Schema.AnyNoContext>

/** API v3 counts in percent where API v2.0 has ratios. Rounded, since 45.3 / 100 is not quite 0.453. */
const ratio = (percent: number): number => Number((percent / 100).toPrecision(15))

const ratioOf = (percent: number | null | undefined) =>
  percent === null || percent === undefined ? null : ratio(percent)

interface Valued {
  readonly value: unknown
}

/** The value of a signal, which must be there. */
const value = <Code extends string, Body extends Valued, Encoded>(
  kept: Kept,
  signal: Signal.Signal<Code, Body, Encoded>
): Either.Either<NonNullable<Body["value"]>, Failure> =>
  Either.flatMap(kept.need(signal), (body) => present<Body["value"]>(signal, body.value))

/** The value of a signal, or `null` where the car does not tell. */
const valueOrNull = <Code extends string, Body extends Valued, Encoded>(
  kept: Kept,
  signal: Signal.Signal<Code, Body, Encoded>
): Either.Either<Body["value"] | null, Failure> => Either.map(kept.may(signal), (body) => body?.value ?? null)

/** A reading that is one signal's value. */
const single = <Code extends string, Body, Encoded, J>(
  signal: Signal.Signal<Code, Body, Encoded>,
  read: (body: Body) => Either.Either<J, Failure>
): Recipe<J> => ({ signals: [signal], read: (kept) => Either.flatMap(kept.need(signal), read) })

export const vin: Recipe<Json<typeof Model.Vin>> = single(Signal.vehicleIdentificationVIN, (body) =>
  Either.map(present(Signal.vehicleIdentificationVIN, body.value), (vin) => ({ vin }))
)

export const odometer: Recipe<Json<typeof Model.Odometer>> = single(Signal.odometerTraveledDistance, (body) =>
  Either.map(present(Signal.odometerTraveledDistance, body.value), (distance) => ({ distance }))
)

export const battery: Recipe<Json<typeof Model.Battery>> = {
  signals: [Signal.tractionBatteryStateOfCharge, Signal.tractionBatteryRange],
  read: (kept) =>
    Either.gen(function* () {
      const percent = yield* value(kept, Signal.tractionBatteryStateOfCharge)
      return { percentRemaining: ratio(percent), range: yield* value(kept, Signal.tractionBatteryRange) }
    })
}

export const batteryCapacity: Recipe<Json<typeof Model.BatteryCapacity>> = single(
  Signal.tractionBatteryNominalCapacity,
  (body) => Either.map(present(Signal.tractionBatteryNominalCapacity, body.capacity), (capacity) => ({ capacity }))
)

export const nominalCapacity: Recipe<Json<typeof Model.NominalCapacity>> = single(
  Signal.tractionBatteryNominalCapacity,
  ({ availableCapacities, capacity, source }) =>
    Either.right({
      availableCapacities,
      capacity: capacity === null ? null : { nominal: capacity, source },
      url: null
    })
)

const chargeStates = new Set(["CHARGING", "FULLY_CHARGED", "NOT_CHARGING"])

export const charge: Recipe<Json<typeof Model.Charge>> = {
  signals: [Signal.chargeIsChargingCableConnected, Signal.chargeDetailedChargingStatus, Signal.chargeIsCharging],
  read: (kept) =>
    Either.gen(function* () {
      const isPluggedIn = yield* value(kept, Signal.chargeIsChargingCableConnected)
      const detailed = yield* valueOrNull(kept, Signal.chargeDetailedChargingStatus)
      if (detailed !== null && chargeStates.has(detailed)) return { isPluggedIn, state: detailed }
      // API v2.0 knows three states only: one that is none of them is told by whether the car charges, or not at all.
      const isCharging = yield* value(kept, Signal.chargeIsCharging)
      return { isPluggedIn, state: isCharging ? "CHARGING" : "NOT_CHARGING" }
    })
}

export const chargeLimit: Recipe<Json<typeof Model.ChargeLimit>> = single(
  Signal.chargeChargeLimits,
  ({ activeLimit, values }) => {
    const everywhere = values.find(({ type }) => type?.toUpperCase() === "GLOBAL")
    return Either.map(present(Signal.chargeChargeLimits, activeLimit ?? everywhere?.limit ?? null), (percent) => ({
      limit: ratio(percent)
    }))
  }
)

const tank = [
  Signal.internalCombustionEngineFuelLevel,
  Signal.internalCombustionEngineAmountRemaining,
  Signal.internalCombustionEngineRange
] as const

export const fuel: Recipe<Json<typeof Model.Fuel>> = {
  signals: tank,
  read: (kept) =>
    Either.gen(function* () {
      const [level, amountRemaining, range] = yield* Either.all([
        valueOrNull(kept, tank[0]),
        valueOrNull(kept, tank[1]),
        valueOrNull(kept, tank[2])
      ])
      // A car that tells nothing at all says why.
      if (kept.told(tank).length === 0) yield* kept.need(tank[0])
      return { percentRemaining: ratioOf(level), amountRemaining, range }
    })
}

export const engineOil: Recipe<Json<typeof Model.EngineOil>> = single(Signal.internalCombustionEngineOilLife, (body) =>
  Either.right({ lifeRemaining: ratioOf(body.value) })
)

export const location: Recipe<Json<typeof Model.Location>> = single(
  Signal.locationPreciseLocation,
  ({ latitude, longitude }) =>
    latitude === null || longitude === null
      ? Either.left(withoutValue(Signal.locationPreciseLocation))
      : Either.right({ latitude, longitude })
)

/**
 * In API v2.0 a car has four tires: the outermost ones of the first and of the last row. Where a car does not tell how
 * many rows and columns it has, they are those that its tires are in.
 */
export const tirePressure: Recipe<Json<typeof Model.TirePressure>> = single(
  Signal.wheelTires,
  ({ columnCount, rowCount, values }) => {
    const back = (rowCount ?? Math.max(...values.map(({ row }) => row ?? 0)) + 1) - 1
    const right = (columnCount ?? Math.max(...values.map(({ column }) => column ?? 0)) + 1) - 1
    // In one row, or in one column, a tire would stand for two.
    if (back < 1 || right < 1) return Either.left(withoutValue(Signal.wheelTires))
    const tireAt = (row: number, column: number) =>
      present(
        Signal.wheelTires,
        values.find((tire) => tire.row === row && tire.column === column)?.tirePressure ?? null
      )
    return Either.all({
      frontLeft: tireAt(0, 0),
      frontRight: tireAt(0, right),
      backLeft: tireAt(back, 0),
      backRight: tireAt(back, right)
    })
  }
)

export const lockStatus: Recipe<Json<typeof Model.LockStatus>> = {
  signals: [Signal.closureIsLocked, ...closures.signals],
  read: (kept) => Either.map(value(kept, Signal.closureIsLocked), (isLocked) => ({ isLocked, ...closures.read(kept) }))
}

/** The ids that API v2.0 gives the car's systems; but for ABS, AIRBAG and TPMS they are unconfirmed. */
const systems = {
  SYSTEM_ABS: Signal.diagnosticsABS,
  SYSTEM_ACTIVE_SAFETY: Signal.diagnosticsActiveSafety,
  SYSTEM_AIRBAG: Signal.diagnosticsAirbag,
  SYSTEM_BRAKE_FLUID: Signal.diagnosticsBrakeFluid,
  SYSTEM_DRIVER_ASSISTANCE: Signal.diagnosticsDriverAssistance,
  SYSTEM_EMISSIONS: Signal.diagnosticsEmissions,
  SYSTEM_EV_BATTERY_CONDITIONING: Signal.diagnosticsEVBatteryConditioning,
  SYSTEM_EV_CHARGING: Signal.diagnosticsEVCharging,
  SYSTEM_EV_DRIVE_UNIT: Signal.diagnosticsEVDriveUnit,
  SYSTEM_EV_HV_BATTERY: Signal.diagnosticsEVHVBattery,
  SYSTEM_LIGHTING: Signal.diagnosticsLighting,
  SYSTEM_MIL: Signal.diagnosticsMIL,
  SYSTEM_OIL_LIFE: Signal.diagnosticsOilLife,
  SYSTEM_OIL_PRESSURE: Signal.diagnosticsOilPressure,
  SYSTEM_OIL_TEMPERATURE: Signal.diagnosticsOilTemperature,
  SYSTEM_TELEMATICS: Signal.diagnosticsTelematics,
  SYSTEM_TIRE_PRESSURE: Signal.diagnosticsTirePressure,
  SYSTEM_TPMS: Signal.diagnosticsTirePressureMonitoring,
  SYSTEM_TRANSMISSION: Signal.diagnosticsTransmission,
  SYSTEM_WASHER_FLUID: Signal.diagnosticsWasherFluid,
  SYSTEM_WATER_IN_FUEL: Signal.diagnosticsWaterInFuel
}

export const diagnosticSystemStatus: Recipe<Json<typeof Service.DiagnosticSystemStatus>> = {
  signals: Object.values(systems),
  read: (kept) =>
    Either.gen(function* () {
      const told = yield* Either.all(
        Object.entries(systems).map(([systemId, signal]) =>
          Either.map(kept.may(signal), (body) => ({
            systemId,
            status: body?.status ?? null,
            description: body?.description ?? null
          }))
        )
      )
      if (told.every(({ status }) => status === null)) yield* kept.need(Signal.diagnosticsMIL)
      return {
        systems: told.flatMap(({ status, ...system }) => (status === null ? [] : [{ ...system, status }]))
      }
    })
}

const iso = (time: DateTime.Utc | null) => (time === null ? null : DateTime.formatIso(time))

export const diagnosticTroubleCodes: Recipe<Json<typeof Service.DiagnosticTroubleCodes>> = single(
  Signal.diagnosticsDTCList,
  ({ values }) =>
    Either.right({
      // An entry without a code tells nothing.
      activeCodes: values.flatMap(({ code, timestamp }) => (code === null ? [] : [{ code, timestamp: iso(timestamp) }]))
    })
)

/** From when to when, in milliseconds since the epoch, both included. */
interface Range {
  readonly from: number
  readonly to: number
}

const ServiceDetail = (detail: unknown) => {
  const { type, value } = Predicate.isReadonlyRecord(detail) ? detail : { type: undefined, value: undefined }
  return {
    type: Predicate.isString(type) ? type : null,
    value: Predicate.isString(value) || Predicate.isNumber(value) ? value : null
  }
}

/** The services within a range. One without a date is within any: better one too many than one that is missed. */
export const serviceHistory = ({ from, to }: Range): Recipe<Json<typeof Service.ServiceHistory>> =>
  single(Signal.serviceRecords, ({ values }) =>
    Either.right(
      values
        .filter(({ time }) => time === null || (time.epochMillis >= from && time.epochMillis <= to))
        .map(({ cost, details, id, odometer, tasks, time }) => ({
          serviceId: id,
          serviceDate: iso(time),
          odometerDistance: odometer,
          serviceTasks: tasks.map((task) => ({ taskId: task.id, taskDescription: task.description })),
          serviceDetails: details.map(ServiceDetail),
          serviceCost: cost === null ? null : { totalCost: cost.amount, currency: cost.currency }
        }))
    )
  )
