/**
 * The table of API v2.0: one descriptor per operation. Make-specific operations are in `makes/`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.js"
import * as Input from "../internal/schema.js"
import { sharing } from "../internal/sharing.js"
import * as Account from "./accountModels.js"
import { accountErrors, authErrors, vehicleErrors } from "./errors.js"
import * as Model from "./models.js"
import * as Service from "./serviceModels.js"

const OffsetPage = /*#__PURE__*/ Input.struct(() => ({
  limit: Schema.optional(Input.Limit),
  offset: Schema.optional(Input.Offset)
}))

const ConnectionFilter = {
  userId: /*#__PURE__*/ Input.renamed(Input.Text, "user_id"),
  vehicleId: /*#__PURE__*/ Input.renamed(Input.Text, "vehicle_id")
}

const Mode = /*#__PURE__*/ Schema.optional(Input.Mode)

/** The descriptor of `Auth.exchangeCode`. */
export const exchangeCode = /*#__PURE__*/ Endpoint.admin("exchangeCode", {
  host: "auth",
  auth: "clientBasic",
  errors: authErrors,
  path: "/oauth/token",
  bodyFormat: "form",
  constantBody: { grant_type: "authorization_code" },
  body: /*#__PURE__*/ Input.struct(() => ({
    code: Input.SecretText,
    redirectUri: Input.renamed(Input.Text, "redirect_uri")
  })),
  success: Account.Tokens,
  sensitive: true
})

/** The descriptor of `Auth.exchangeRefreshToken`. */
export const exchangeRefreshToken = /*#__PURE__*/ Endpoint.admin("exchangeRefreshToken", {
  host: "auth",
  auth: "clientBasic",
  errors: authErrors,
  path: "/oauth/token",
  bodyFormat: "form",
  constantBody: { grant_type: "refresh_token" },
  body: /*#__PURE__*/ Input.struct(() => ({
    refreshToken: Schema.propertySignature(Input.SecretText).pipe(Schema.fromKey("refresh_token"))
  })),
  success: Account.Tokens,
  sensitive: true
})

/** The descriptor of `User.get`. */
export const user = /*#__PURE__*/ Endpoint.read("user", {
  auth: "user",
  errors: accountErrors,
  path: "/user",
  success: Model.User
})

/** The descriptor of `Vehicles.list`. */
export const vehicles = /*#__PURE__*/ Endpoint.read("vehicles", {
  auth: "user",
  errors: accountErrors,
  path: "/vehicles",
  query: OffsetPage,
  paging: /*#__PURE__*/ Endpoint.offset({
    items: ({ vehicles }: Model.VehicleList) => vehicles,
    position: ({ paging }) => ({ offset: paging.offset, total: paging.count }),
    limit: 50
  }),
  success: Model.VehicleList
})

/** The descriptor of `Compatibility.check`. */
export const compatibility = /*#__PURE__*/ Endpoint.read("compatibility", {
  auth: "clientBasic",
  errors: accountErrors,
  path: "/compatibility",
  query: /*#__PURE__*/ Input.struct(() => ({
    vin: Input.Vin,
    scope: Input.SpaceSeparated,
    country: Schema.optional(Input.Country),
    mode: Mode,
    testModeCompatibilityLevel: Input.renamed(Input.Text, "test_mode_compatibility_level")
  })),
  success: Account.Compatibility
})

/** The descriptor of `Compatibility.matrix`. */
export const compatibilityMatrix = /*#__PURE__*/ Endpoint.read("compatibilityMatrix", {
  auth: "clientBasic",
  errors: accountErrors,
  path: "/compatibility/matrix",
  query: /*#__PURE__*/ Input.struct(() => ({
    region: Schema.Literal("US", "CA", "EUROPE"),
    scope: Schema.optional(Input.SpaceSeparated),
    make: Schema.optional(Input.SpaceSeparated),
    type: Schema.optional(Schema.Literal("ICE", "HEV", "PHEV", "BEV")),
    mode: Mode
  })),
  success: Account.CompatibilityMatrix
})

/** The descriptor of `Connections.list`. */
export const connections = /*#__PURE__*/ Endpoint.read("connections", {
  host: "management",
  auth: "managementBasic",
  errors: accountErrors,
  path: "/management/connections",
  query: /*#__PURE__*/ Input.struct(() => ({
    ...ConnectionFilter,
    mode: Mode,
    limit: Schema.optional(Input.Limit),
    cursor: Schema.optional(Input.Text)
  })),
  paging: /*#__PURE__*/ Endpoint.cursor({
    items: ({ connections }: Account.ConnectionList) => connections,
    next: ({ paging }) => paging?.cursor,
    limit: 100
  }),
  success: Account.ConnectionList
})

/** The descriptor of `Connections.remove`. */
export const removeConnections = /*#__PURE__*/ Endpoint.admin("removeConnections", {
  host: "management",
  auth: "managementBasic",
  errors: accountErrors,
  method: "DELETE",
  path: "/management/connections",
  query: /*#__PURE__*/ Schema.Struct(ConnectionFilter).pipe(
    /*#__PURE__*/ Schema.filter(({ userId, vehicleId }) => userId !== undefined || vehicleId !== undefined, {
      description: "a userId, a vehicleId or both: without a filter every connection would be removed"
    })
  ),
  success: Account.RemovedConnections
})

/** The descriptor of `Vehicle.batch`. */
export const batch = /*#__PURE__*/ Endpoint.read("batch", {
  auth: "user",
  errors: vehicleErrors,
  method: "POST",
  path: "/vehicles/:vehicleId/batch",
  body: /*#__PURE__*/ Input.struct(() => ({ requests: Schema.NonEmptyArray(Schema.Struct({ path: Input.Text })) })),
  success: Model.BatchAnswer
})

const vehicleRead = /*#__PURE__*/ sharing(Endpoint.read, { auth: "user", errors: vehicleErrors, batch })

const vehicleCommand = /*#__PURE__*/ sharing(Endpoint.command, { auth: "user", errors: vehicleErrors })

/** The descriptor of `Vehicle.attributes`. */
export const attributes = /*#__PURE__*/ vehicleRead("attributes", {
  path: "/vehicles/:vehicleId",
  permission: "read_vehicle_info",
  success: Model.Attributes
})

/** The descriptor of `Vehicle.vin`. */
export const vin = /*#__PURE__*/ vehicleRead("vin", {
  path: "/vehicles/:vehicleId/vin",
  permission: "read_vin",
  success: Model.Vin
})

/** The descriptor of `Vehicle.permissions`. */
export const permissions = /*#__PURE__*/ vehicleRead("permissions", {
  path: "/vehicles/:vehicleId/permissions",
  query: OffsetPage,
  paging: /*#__PURE__*/ Endpoint.offset({
    items: ({ permissions }: Model.Permissions) => permissions,
    // Without paging the list is whole.
    position: ({ paging }) => (paging === undefined ? { more: false } : { offset: paging.offset, total: paging.count })
  }),
  success: Model.Permissions
})

/** The descriptor of `Vehicle.battery`. */
export const battery = /*#__PURE__*/ vehicleRead("battery", {
  path: "/vehicles/:vehicleId/battery",
  permission: "read_battery",
  success: Model.Battery
})

/** The descriptor of `Vehicle.batteryCapacity`. */
export const batteryCapacity = /*#__PURE__*/ vehicleRead("batteryCapacity", {
  path: "/vehicles/:vehicleId/battery/capacity",
  permission: "read_battery",
  success: Model.BatteryCapacity
})

/** The descriptor of `Vehicle.nominalCapacity`. */
export const nominalCapacity = /*#__PURE__*/ vehicleRead("nominalCapacity", {
  path: "/vehicles/:vehicleId/battery/nominal_capacity",
  permission: "read_battery",
  success: Model.NominalCapacity,
  sensitive: true
})

/** The descriptor of `Vehicle.charge`. */
export const charge = /*#__PURE__*/ vehicleRead("charge", {
  path: "/vehicles/:vehicleId/charge",
  permission: "read_charge",
  success: Model.Charge
})

/** The descriptor of `Vehicle.startCharge`. */
export const startCharge = /*#__PURE__*/ vehicleCommand("startCharge", {
  path: "/vehicles/:vehicleId/charge",
  constantBody: { action: "START" },
  permission: "control_charge",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.stopCharge`. */
export const stopCharge = /*#__PURE__*/ vehicleCommand("stopCharge", {
  path: "/vehicles/:vehicleId/charge",
  constantBody: { action: "STOP" },
  permission: "control_charge",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.chargeLimit`. */
export const chargeLimit = /*#__PURE__*/ vehicleRead("chargeLimit", {
  path: "/vehicles/:vehicleId/charge/limit",
  permission: "read_charge",
  success: Model.ChargeLimit
})

/** The descriptor of `Vehicle.setChargeLimit`. */
export const setChargeLimit = /*#__PURE__*/ vehicleCommand("setChargeLimit", {
  path: "/vehicles/:vehicleId/charge/limit",
  body: /*#__PURE__*/ Input.struct(() => ({ limit: Input.between(0, 1) })),
  permission: "control_charge",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.fuel`. */
export const fuel = /*#__PURE__*/ vehicleRead("fuel", {
  path: "/vehicles/:vehicleId/fuel",
  permission: "read_fuel",
  success: Model.Fuel
})

/** The descriptor of `Vehicle.engineOil`. */
export const engineOil = /*#__PURE__*/ vehicleRead("engineOil", {
  path: "/vehicles/:vehicleId/engine/oil",
  permission: "read_engine_oil",
  success: Model.EngineOil
})

/** The descriptor of `Vehicle.odometer`. */
export const odometer = /*#__PURE__*/ vehicleRead("odometer", {
  path: "/vehicles/:vehicleId/odometer",
  permission: "read_odometer",
  success: Model.Odometer
})

/** The descriptor of `Vehicle.location`. */
export const location = /*#__PURE__*/ vehicleRead("location", {
  path: "/vehicles/:vehicleId/location",
  permission: "read_location",
  success: Model.Location
})

/** The descriptor of `Vehicle.tirePressure`. */
export const tirePressure = /*#__PURE__*/ vehicleRead("tirePressure", {
  path: "/vehicles/:vehicleId/tires/pressure",
  permission: "read_tires",
  success: Model.TirePressure
})

/** The descriptor of `Vehicle.lockStatus`. */
export const lockStatus = /*#__PURE__*/ vehicleRead("lockStatus", {
  path: "/vehicles/:vehicleId/security",
  permission: "read_security",
  success: Model.LockStatus
})

/** The descriptor of `Vehicle.lock`. */
export const lock = /*#__PURE__*/ vehicleCommand("lock", {
  path: "/vehicles/:vehicleId/security",
  constantBody: { action: "LOCK" },
  permission: "control_security",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.unlock`. */
export const unlock = /*#__PURE__*/ vehicleCommand("unlock", {
  path: "/vehicles/:vehicleId/security",
  constantBody: { action: "UNLOCK" },
  permission: "control_security",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.diagnosticSystemStatus`. */
export const diagnosticSystemStatus = /*#__PURE__*/ vehicleRead("diagnosticSystemStatus", {
  path: "/vehicles/:vehicleId/diagnostics/system_status",
  permission: "read_diagnostics",
  success: Service.DiagnosticSystemStatus
})

/** The descriptor of `Vehicle.diagnosticTroubleCodes`. */
export const diagnosticTroubleCodes = /*#__PURE__*/ vehicleRead("diagnosticTroubleCodes", {
  path: "/vehicles/:vehicleId/diagnostics/dtcs",
  permission: "read_diagnostics",
  success: Service.DiagnosticTroubleCodes
})

/** The descriptor of `Vehicle.serviceHistory`. */
export const serviceHistory = /*#__PURE__*/ Endpoint.read("serviceHistory", {
  auth: "user",
  errors: vehicleErrors,
  path: "/vehicles/:vehicleId/service/history",
  query: /*#__PURE__*/ Schema.Struct({
    startDate: Input.renamed(Input.DateInput, "start_date"),
    endDate: Input.renamed(Input.DateInput, "end_date")
  }).pipe(Input.inOrder),
  permission: "read_service_history",
  success: Service.ServiceHistory
})

/** The descriptor of `Vehicle.sendDestination`. */
export const sendDestination = /*#__PURE__*/ vehicleCommand("sendDestination", {
  path: "/vehicles/:vehicleId/navigation/destination",
  body: /*#__PURE__*/ Input.struct(() => ({ latitude: Input.between(-90, 90), longitude: Input.between(-180, 180) })),
  permission: "control_navigation",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.subscribe`. */
export const subscribe = /*#__PURE__*/ Endpoint.admin("subscribe", {
  auth: "user",
  errors: vehicleErrors,
  path: "/vehicles/:vehicleId/webhooks/:webhookId",
  success: Model.WebhookSubscription
})

/** The descriptor of `Vehicle.unsubscribe`. */
export const unsubscribe = /*#__PURE__*/ Endpoint.admin("unsubscribe", {
  auth: "managementBearer",
  errors: accountErrors,
  method: "DELETE",
  path: "/vehicles/:vehicleId/webhooks/:webhookId",
  success: Model.ActionResponse
})

/** The descriptor of `Vehicle.disconnect`. */
export const disconnect = /*#__PURE__*/ Endpoint.admin("disconnect", {
  auth: "user",
  errors: accountErrors,
  method: "DELETE",
  path: "/vehicles/:vehicleId/application",
  success: Model.ActionResponse
})
