/** Bodies in every form of an event that is documented or was seen (spec: v2 section 6, v3 section 4). Ids are made up. */
import { WebhookEvent } from "@effect-smartcar/sdk/v3"
import { Schema } from "effect"
import { plain } from "./harness.js"

export const decode = Schema.decodeUnknownSync(WebhookEvent.WebhookEvent)
export const encode = Schema.encodeSync(WebhookEvent.WebhookEvent)

/** What a simulator would send of an event. */
export const sent = (event: WebhookEvent.WebhookEvent) => plain(encode(event))

export const vehicleId = "0d7c8f0e-6d0b-4a3c-8b4f-5f5a0f3b1a11"

const at = 1790080005073
export const iso = new Date(at).toISOString()

const meta = {
  version: "4.0",
  applicationId: "app_1",
  webhookId: "wh_1",
  webhookName: "all cars",
  deliveryId: "delivery-1",
  deliveredAt: at,
  mode: "TEST",
  sequence: 17,
  signalCount: 3
}

const user = { id: "user-1", externalId: null }

const vehicle = { id: vehicleId, make: "TESLA", model: "Model 3", year: 2020, mode: "live", powertrainType: "BEV" }

export const odometer = {
  code: "odometer-traveleddistance",
  name: "TraveledDistance",
  group: "Odometer",
  body: { value: 1234.5, unit: "km" },
  status: { value: "SUCCESS" },
  meta: { oemUpdatedAt: at, retrievedAt: iso }
}

const charge = {
  code: "tractionbattery-stateofcharge",
  name: "StateOfCharge",
  group: "TractionBattery",
  body: { value: 78, unit: "percent" },
  meta: {}
}

const locked = {
  code: "closure-islocked",
  name: "IsLocked",
  group: "Closure",
  status: { value: "ERROR", error: { type: "PERMISSION", code: null } }
}

export const odometerName = { code: odometer.code, name: odometer.name, group: odometer.group }

export const verify = {
  eventId: "event-0",
  eventType: "VERIFY",
  data: { challenge: "abc" },
  meta: { version: "4.0", webhookId: "wh_1", webhookName: "all cars", deliveryId: "delivery-0", deliveredAt: iso }
}

export const verifyV2 = { version: "2.0", webhookId: "wh_2", eventName: "verify", payload: { challenge: "abc" } }

export const state = {
  eventId: "event-1",
  eventType: "VEHICLE_STATE",
  data: { user, vehicle, signals: [odometer, charge, locked] },
  triggers: [{ type: "SIGNAL_UPDATED", signal: odometerName }],
  meta
}

/** As a beta of 2025 had it. */
export const betaState = {
  ...state,
  data: {
    user: { id: "user-1" },
    vehicle: { id: vehicleId, make: "TESLA", model: "Model 3", year: 2020 },
    signals: [charge]
  },
  triggers: [{ type: "SIGNAL_UPDATED", signal: "Odometer.TraveledDistance" }],
  meta: { version: "4.0", webhookId: "wh_1", deliveryTime: iso, mode: "live" }
}

/** As only the documentation has it. */
export const documentedState = {
  eventId: "event-2",
  eventType: "VEHICLE_STATE",
  vehicleId,
  data: { signals: [odometer], triggers: [odometerName, { code: "FIRST_DELIVERY" }] },
  meta: { version: "4.0", webhookId: "wh_1", fetchedAt: iso }
}

const error = {
  type: "COMPATIBILITY",
  code: "VEHICLE_NOT_CAPABLE",
  state: "ERROR",
  description: "The car cannot do it.",
  suggestedUserMessage: "Your car cannot do it.",
  docURL: "https://smartcar.com/docs/errors/compatibility",
  resolution: { type: null },
  signals: [{ name: "VIN", group: "VehicleIdentification", code: "vehicleidentification-vin" }]
}

export const failed = {
  eventId: "event-3",
  eventType: "VEHICLE_ERROR",
  data: { user, vehicle, errors: [error] },
  meta: { ...meta, sequence: undefined, signalCount: undefined }
}

export const olderFailed = {
  ...failed,
  data: {
    user,
    vehicle,
    errors: [
      { ...error, code: null, signals: ["VehicleIdentification.VIN"] },
      { type: "PERMISSION", code: null, state: "RESOLVED" }
    ]
  }
}

const item = {
  vehicleId,
  requestId: "request-1",
  data: [
    { path: "/battery", code: 200, body: { percentRemaining: 0.3 }, headers: { "sc-data-age": iso } },
    { path: "/odometer", code: 403, body: { type: "PERMISSION" } }
  ]
}

const v2 = { version: "2.0", webhookId: "wh_2", mode: "test" }

export const scheduled = { ...v2, eventName: "scheduled", payload: { vehicles: [item] } }
export const schedule = { ...v2, eventName: "schedule", payload: { vehicles: [{ ...item, timestamp: iso }] } }
export const dynamic = { ...v2, eventName: "dynamic", mode: "live", payload: { vehicles: [item, { vehicleId }] } }
export const eventBased = {
  ...v2,
  eventName: "eventBased",
  payload: { eventId: "event-4", vehicleId, eventType: "CHARGING_STARTED", eventTime: iso }
}
export const eventBasedOfMany = { ...v2, eventName: "eventBased", payload: { vehicles: [item] } }

/** By name, with the tag that each must have. */
export const samples: Readonly<Record<string, readonly [tag: string, body: unknown]>> = {
  verify: ["Verify", verify],
  verifyV2: ["Verify", verifyV2],
  state: ["VehicleState", state],
  betaState: ["VehicleState", betaState],
  documentedState: ["VehicleState", documentedState],
  failed: ["VehicleError", failed],
  olderFailed: ["VehicleError", olderFailed],
  scheduled: ["Scheduled", scheduled],
  schedule: ["Scheduled", schedule],
  dynamic: ["Dynamic", dynamic],
  eventBased: ["EventBased", eventBased],
  eventBasedOfMany: ["EventBased", eventBasedOfMany]
}
