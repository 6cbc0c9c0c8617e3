/**
 * One car: its readings and its commands.
 *
 * Every function takes the car's handle first and gives an Effect that makes one request when run. Each can fail with a
 * `VehicleError`, or an `AccountError` where it says so.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HashSet from "effect/HashSet"
import * as Stream from "effect/Stream"
import type { CallOptions } from "../Endpoint.js"
import { adHoc, type Request } from "../internal/adHoc.js"
import * as Paging from "../Paging.js"
import * as Permission from "../Permission.js"
import type { Reading } from "../Reading.js"
import * as Smartcar from "../Smartcar.js"
import type { SmartcarError } from "../SmartcarError.js"
import type { VehicleHandle } from "../VehicleHandle.js"
import * as endpoints from "./endpoints.js"
import type { VehicleError } from "./errors.js"

export {
  /**
   * Makes a handle from a vehicle id (from `Vehicles.list`). Nothing is sent.
   *
   * @since 0.1.0
   * @category constructors
   */
  make,
  /**
   * @since 0.1.0
   * @category models
   */
  type VehicleHandle
} from "../VehicleHandle.js"

/**
 * Make, model and model year.
 *
 * @since 0.1.0
 * @category reads
 */
export const attributes = /*#__PURE__*/ Smartcar.callVehicle(endpoints.attributes)

/**
 * The vehicle identification number.
 *
 * @since 0.1.0
 * @category reads
 */
export const vin = /*#__PURE__*/ Smartcar.callVehicle(endpoints.vin)

/**
 * One page of the permissions granted for this car: `limit` from 1, `offset` from 0.
 *
 * @since 0.1.0
 * @category reads
 */
export const permissions = /*#__PURE__*/ Smartcar.callVehicle(endpoints.permissions)

/**
 * State of charge (0 to 1) and range (km or miles) of an electric or plug-in hybrid car.
 *
 * @since 0.1.0
 * @category reads
 */
export const battery = /*#__PURE__*/ Smartcar.callVehicle(endpoints.battery)

/**
 * The battery's capacity in kWh. {@link nominalCapacity} supersedes it in the US and in Europe.
 *
 * @since 0.1.0
 * @category reads
 */
export const batteryCapacity = /*#__PURE__*/ Smartcar.callVehicle(endpoints.batteryCapacity)

/**
 * The battery's rated capacity in kWh, or what it may be and a URL at which the owner chooses.
 *
 * @since 0.1.0
 * @category reads
 */
export const nominalCapacity = /*#__PURE__*/ Smartcar.callVehicle(endpoints.nominalCapacity)

/**
 * Whether the car is plugged in, and whether it charges.
 *
 * @since 0.1.0
 * @category reads
 */
export const charge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.charge)

/**
 * The level (0 to 1) at which charging stops.
 *
 * @since 0.1.0
 * @category reads
 */
export const chargeLimit = /*#__PURE__*/ Smartcar.callVehicle(endpoints.chargeLimit)

/**
 * Fuel level (0 to 1), amount (litres or US gallons) and range (km or miles); each `null` where the car does not tell.
 *
 * @since 0.1.0
 * @category reads
 */
export const fuel = /*#__PURE__*/ Smartcar.callVehicle(endpoints.fuel)

/**
 * Remaining life of the engine oil, from 0 to 1.
 *
 * @since 0.1.0
 * @category reads
 */
export const engineOil = /*#__PURE__*/ Smartcar.callVehicle(endpoints.engineOil)

/**
 * The distance driven, in km or miles.
 *
 * @since 0.1.0
 * @category reads
 */
export const odometer = /*#__PURE__*/ Smartcar.callVehicle(endpoints.odometer)

/**
 * Where the car last was, in degrees.
 *
 * @since 0.1.0
 * @category reads
 */
export const location = /*#__PURE__*/ Smartcar.callVehicle(endpoints.location)

/**
 * The pressure of each tire, in kPa or psi.
 *
 * @since 0.1.0
 * @category reads
 */
export const tirePressure = /*#__PURE__*/ Smartcar.callVehicle(endpoints.tirePressure)

/**
 * Whether the car is locked, and which doors, windows and lids are open.
 *
 * @since 0.1.0
 * @category reads
 */
export const lockStatus = /*#__PURE__*/ Smartcar.callVehicle(endpoints.lockStatus)

/**
 * The state of each of the car's systems.
 *
 * @since 0.1.0
 * @category reads
 */
export const diagnosticSystemStatus = /*#__PURE__*/ Smartcar.callVehicle(endpoints.diagnosticSystemStatus)

/**
 * The active diagnostic trouble codes.
 *
 * @since 0.1.0
 * @category reads
 */
export const diagnosticTroubleCodes = /*#__PURE__*/ Smartcar.callVehicle(endpoints.diagnosticTroubleCodes)

/**
 * The services done on the car. `startDate` and `endDate` are a `DateTime` or text as `YYYY-MM-DD` or ISO 8601; without
 * them Smartcar answers with the last year.
 *
 * @since 0.1.0
 * @category reads
 */
export const serviceHistory = /*#__PURE__*/ Smartcar.callVehicle(endpoints.serviceHistory)

/**
 * Several reads by path, each with its own status, as the wire has it. `Batch.all` is the typed form; this one is for
 * paths that have no function.
 *
 * @since 0.1.0
 * @category reads
 */
export const batch = /*#__PURE__*/ Smartcar.callVehicle(endpoints.batch)

/**
 * Locks the car.
 *
 * @since 0.1.0
 * @category commands
 */
export const lock = /*#__PURE__*/ Smartcar.callVehicle(endpoints.lock)

/**
 * Unlocks the car.
 *
 * @since 0.1.0
 * @category commands
 */
export const unlock = /*#__PURE__*/ Smartcar.callVehicle(endpoints.unlock)

/**
 * Starts charging.
 *
 * @since 0.1.0
 * @category commands
 */
export const startCharge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.startCharge)

/**
 * Stops charging.
 *
 * @since 0.1.0
 * @category commands
 */
export const stopCharge = /*#__PURE__*/ Smartcar.callVehicle(endpoints.stopCharge)

/**
 * Sets the level at which charging stops: `limit` from 0 to 1. Many cars accept 0.5 and above only.
 *
 * @since 0.1.0
 * @category commands
 */
export const setChargeLimit = /*#__PURE__*/ Smartcar.callVehicle(endpoints.setChargeLimit)

/**
 * Sends a destination to the car's navigation: `latitude` from -90 to 90, `longitude` from -180 to 180.
 *
 * @since 0.1.0
 * @category commands
 */
export const sendDestination = /*#__PURE__*/ Smartcar.callVehicle(endpoints.sendDestination)

/**
 * Subscribes the car to a webhook.
 *
 * @since 0.1.0
 * @category admin
 */
export const subscribe = /*#__PURE__*/ Smartcar.callVehicle(endpoints.subscribe)

/**
 * Ends the car's subscription to a webhook; needs the application management token. Can fail with an `AccountError`.
 *
 * @since 0.1.0
 * @category admin
 */
export const unsubscribe = /*#__PURE__*/ Smartcar.callVehicle(endpoints.unsubscribe)

/**
 * Disconnects the car from the application. The owner's tokens stay kept, since they may cover other cars. Can fail with
 * an `AccountError`.
 *
 * @since 0.1.0
 * @category admin
 */
export const disconnect = /*#__PURE__*/ Smartcar.callVehicle(endpoints.disconnect)

/**
 * True if the owner has granted every one of the given permissions for this car. Reads as many pages of
 * {@link permissions} as there are: one request each.
 *
 * @since 0.1.0
 * @category reads
 */
export const hasPermissions = (
  vehicle: VehicleHandle,
  wanted: ReadonlyArray<Permission.Permission>
): Effect.Effect<boolean, VehicleError, Smartcar.Smartcar> =>
  Paging.stream(permissions)(vehicle).pipe(
    Stream.runFoldWhile(
      HashSet.fromIterable(wanted.map(Permission.optional)),
      (missing) => HashSet.size(missing) > 0,
      HashSet.remove
    ),
    Effect.map((missing) => HashSet.size(missing) === 0)
  )

/**
 * Calls any path below the car, for what has no function of its own: method, path, query, body, headers, and a schema
 * for the answer. Owner, units, version and flags are the handle's; an `authorization` among the headers replaces the
 * owner's token. A `GET` counts as a read, anything else as a command. Can fail with every `SmartcarError`.
 *
 * @example
 * ```ts
 * import { Vehicle } from "@effect-smartcar/sdk/v2"
 * import { Schema } from "effect"
 *
 * const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")
 * const compass = Vehicle.request(car, {
 *   path: "/tesla/compass",
 *   success: Schema.Struct({ direction: Schema.String, heading: Schema.Number })
 * })
 * ```
 *
 * @since 0.1.0
 * @category calls
 */
export const request = <A, I>(
  vehicle: VehicleHandle,
  input: Request<A, I> & Pick<CallOptions, "version">
): Effect.Effect<Reading<A>, SmartcarError, Smartcar.Smartcar> =>
  Effect.flatMap(
    Effect.suspend(() => adHoc("vehicleRequest", "/vehicles/:vehicleId", input, { vehicleId: vehicle.id })),
    (call) =>
      Effect.flatMap(Smartcar.Smartcar, (smartcar) =>
        smartcar.execute(call.endpoint, call.params, {
          ...vehicle,
          headers: input.headers,
          version: input.version ?? vehicle.version
        })
      )
  )
