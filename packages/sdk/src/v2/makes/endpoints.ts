/**
 * The table of API v2.0, continued: operations of single makes. Tesla's are in `teslaEndpoints.ts`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.js"
import * as Input from "../../internal/schema.js"
import { batch } from "../endpoints.js"
import { vehicleErrors } from "../errors.js"
import { ActionResponse } from "../models.js"
import { dateRange, timeWindow } from "./inputs.js"
import * as Model from "./models.js"

const vehicle = { auth: "user", errors: vehicleErrors } as const

const FordMake = Schema.Struct({ make: Schema.Literal("ford", "lincoln") })
const GmMake = Schema.Struct({ make: Schema.Literal("cadillac", "chevrolet") })
const BmwMake = Schema.Struct({ make: Schema.Literal("bmw", "mini") })

const degrees = (limit: number) =>
  Schema.NumberFromString.pipe(
    Schema.filter((n) => n >= -limit && n <= limit, { description: `a number from -${limit} to ${limit}` })
  )

const ChargingWindows = Schema.Array(Schema.Struct(timeWindow))

/** The descriptor of `Audi.charge`. */
export const audiCharge = /*#__PURE__*/ Endpoint.read("audiCharge", {
  ...vehicle,
  batch,
  path: "/vehicles/:vehicleId/audi/charge",
  permission: "read_charge",
  success: Model.AudiCharge
})

/** The descriptor of `Bmw.chargeRecords`. */
export const bmwChargeRecords = /*#__PURE__*/ Endpoint.read("bmwChargeRecords", {
  ...vehicle,
  path: "/vehicles/:vehicleId/:make/charge/records",
  segments: BmwMake,
  query: Schema.Struct(dateRange),
  permission: "read_charge_records",
  success: Model.BmwChargeRecords
})

/** The descriptor of `Ford.chargeSchedule`. */
export const fordChargeSchedule = /*#__PURE__*/ Endpoint.read("fordChargeSchedule", {
  ...vehicle,
  path: "/vehicles/:vehicleId/:make/charge/schedule_by_location",
  segments: FordMake,
  permission: "read_charge_locations",
  success: Model.FordChargeSchedule
})

/** The descriptor of `Ford.setChargeSchedule`. */
export const fordSetChargeSchedule = /*#__PURE__*/ Endpoint.command("fordSetChargeSchedule", {
  ...vehicle,
  method: "PUT",
  path: "/vehicles/:vehicleId/:make/charge/schedule_by_location",
  segments: FordMake,
  query: Schema.Struct({ latitude: degrees(90), longitude: degrees(180) }),
  body: Schema.Struct({
    chargingLocation: Schema.Struct({
      chargeLimit: Input.between(0, 1),
      chargingWindows: Schema.Struct({ weekday: ChargingWindows, weekend: ChargingWindows })
    })
  }),
  permission: "control_charge",
  success: ActionResponse
})

/** The descriptor of `Gm.chargeCompletion`. */
export const gmChargeCompletion = /*#__PURE__*/ Endpoint.read("gmChargeCompletion", {
  ...vehicle,
  path: "/vehicles/:vehicleId/:make/charge/completion",
  segments: GmMake,
  permission: "read_charge",
  success: Model.ChargeCompletion
})

/** The descriptor of `Gm.chargeVoltmeter`. */
export const gmChargeVoltmeter = /*#__PURE__*/ Endpoint.read("gmChargeVoltmeter", {
  ...vehicle,
  path: "/vehicles/:vehicleId/:make/charge/voltmeter",
  segments: GmMake,
  permission: "read_charge",
  success: Model.Voltmeter
})

/** The descriptor of `Nissan.chargeSchedule`. */
export const nissanChargeSchedule = /*#__PURE__*/ Endpoint.read("nissanChargeSchedule", {
  ...vehicle,
  batch,
  path: "/vehicles/:vehicleId/nissan/charge/schedule",
  permission: "read_charge",
  success: Model.NissanChargeSchedule
})

/** The descriptor of `Nissan.setChargeSchedule`. */
export const nissanSetChargeSchedule = /*#__PURE__*/ Endpoint.command("nissanSetChargeSchedule", {
  ...vehicle,
  method: "PUT",
  path: "/vehicles/:vehicleId/nissan/charge/schedule",
  body: Schema.Struct({
    chargeSchedules: Schema.Array(Schema.Struct({ ...timeWindow, days: Schema.Array(Input.Text) })).pipe(
      Schema.maxItems(3, { description: "at most 3 schedules" })
    )
  }),
  permission: "control_charge",
  success: ActionResponse
})
