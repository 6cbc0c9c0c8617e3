/**
 * The table of API v2.0, continued: operations of single makes. Tesla's are in `teslaEndpoints.ts`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.js"
import * as Input from "../../internal/schema.js"
import { sharing } from "../../internal/sharing.js"
import { batch } from "../endpoints.js"
import { vehicleErrors } from "../errors.js"
import { ActionResponse } from "../models.js"
import { dateRange, timeWindow } from "./inputs.js"
import * as Model from "./models.js"

const batchedRead = /*#__PURE__*/ sharing(Endpoint.read, { auth: "user", errors: vehicleErrors, batch })

const vehicleRead = /*#__PURE__*/ sharing(Endpoint.read, { auth: "user", errors: vehicleErrors })

const vehicleCommand = /*#__PURE__*/ sharing(Endpoint.command, { auth: "user", errors: vehicleErrors })

const FordMake = /*#__PURE__*/ Input.struct(() => ({ make: Schema.Literal("ford", "lincoln") }))
const GmMake = /*#__PURE__*/ Input.struct(() => ({ make: Schema.Literal("cadillac", "chevrolet") }))
const BmwMake = /*#__PURE__*/ Input.struct(() => ({ make: Schema.Literal("bmw", "mini") }))

const degrees = (limit: number) =>
  Schema.NumberFromString.pipe(
    Schema.filter((n) => n >= -limit && n <= limit, { description: `a number from -${limit} to ${limit}` })
  )

const ChargingWindows = /*#__PURE__*/ Schema.Array(/*#__PURE__*/ Schema.Struct(timeWindow))

/** The descriptor of `Audi.charge`. */
export const audiCharge = /*#__PURE__*/ batchedRead("audiCharge", {
  path: "/vehicles/:vehicleId/audi/charge",
  permission: "read_charge",
  success: Model.AudiCharge
})

/** The descriptor of `Bmw.chargeRecords`. */
export const bmwChargeRecords = /*#__PURE__*/ vehicleRead("bmwChargeRecords", {
  path: "/vehicles/:vehicleId/:make/charge/records",
  segments: BmwMake,
  query: /*#__PURE__*/ Schema.Struct(dateRange),
  permission: "read_charge_records",
  success: Model.BmwChargeRecords
})

/** The descriptor of `Ford.chargeSchedule`. */
export const fordChargeSchedule = /*#__PURE__*/ vehicleRead("fordChargeSchedule", {
  path: "/vehicles/:vehicleId/:make/charge/schedule_by_location",
  segments: FordMake,
  permission: "read_charge_locations",
  success: Model.FordChargeSchedule
})

/** The descriptor of `Ford.setChargeSchedule`. */
export const fordSetChargeSchedule = /*#__PURE__*/ vehicleCommand("fordSetChargeSchedule", {
  method: "PUT",
  path: "/vehicles/:vehicleId/:make/charge/schedule_by_location",
  segments: FordMake,
  query: /*#__PURE__*/ Input.struct(() => ({ latitude: degrees(90), longitude: degrees(180) })),
  body: /*#__PURE__*/ Input.struct(() => ({
    chargingLocation: Schema.Struct({
      chargeLimit: Input.between(0, 1),
      chargingWindows: Schema.Struct({ weekday: ChargingWindows, weekend: ChargingWindows })
    })
  })),
  permission: "control_charge",
  success: ActionResponse
})

/** The descriptor of `Gm.chargeCompletion`. */
export const gmChargeCompletion = /*#__PURE__*/ vehicleRead("gmChargeCompletion", {
  path: "/vehicles/:vehicleId/:make/charge/completion",
  segments: GmMake,
  permission: "read_charge",
  success: Model.ChargeCompletion
})

/** The descriptor of `Gm.chargeVoltmeter`. */
export const gmChargeVoltmeter = /*#__PURE__*/ vehicleRead("gmChargeVoltmeter", {
  path: "/vehicles/:vehicleId/:make/charge/voltmeter",
  segments: GmMake,
  permission: "read_charge",
  success: Model.Voltmeter
})

/** The descriptor of `Nissan.chargeSchedule`. */
export const nissanChargeSchedule = /*#__PURE__*/ batchedRead("nissanChargeSchedule", {
  path: "/vehicles/:vehicleId/nissan/charge/schedule",
  permission: "read_charge",
  success: Model.NissanChargeSchedule
})

/** The descriptor of `Nissan.setChargeSchedule`. */
export const nissanSetChargeSchedule = /*#__PURE__*/ vehicleCommand("nissanSetChargeSchedule", {
  method: "PUT",
  path: "/vehicles/:vehicleId/nissan/charge/schedule",
  body: /*#__PURE__*/ Input.struct(() => ({
    chargeSchedules: Schema.Array(Schema.Struct({ ...timeWindow, days: Schema.Array(Input.Text) })).pipe(
      Schema.maxItems(3, { description: "at most 3 schedules" })
    )
  })),
  permission: "control_charge",
  success: ActionResponse
})
