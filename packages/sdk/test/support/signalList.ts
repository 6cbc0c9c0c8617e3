/** A list as it was recorded from a car (spec, section 2.3), with ids replaced. */
import { vehicleId } from "./harness.js"

const self = (code = "") => ({
  self: `https://vehicle.api.smartcar.com/v3/vehicles/${vehicleId}/signals${code === "" ? "" : `/${code}`}`
})

export const stateOfCharge = {
  id: "tractionbattery-stateofcharge",
  type: "signal",
  attributes: {
    code: "tractionbattery-stateofcharge",
    name: "StateOfCharge",
    group: "TractionBattery",
    status: { value: "SUCCESS" },
    body: { value: 45, unit: "percent" }
  },
  meta: {
    retrievedAt: "2026-09-22T12:41:16.476Z",
    oemUpdatedAt: "2026-09-22T12:34:51.000Z",
    ingestedAt: "2026-09-22T12:43:14.379Z"
  },
  links: self("tractionbattery-stateofcharge")
}

const chargeRate = {
  id: "charge-chargerate",
  type: "signal",
  attributes: {
    code: "charge-chargerate",
    name: "ChargeRate",
    group: "Charge",
    status: {
      value: "ERROR",
      error: {
        type: "VEHICLE_STATE",
        code: "NOT_CHARGING",
        title: "Not Charging",
        detail: "The vehicle is not charging.",
        resolution: { type: "UNKNOWN_RESOLUTION_TYPE" }
      }
    },
    body: { value: null, unit: "km/h" }
  },
  meta: {
    ingestedAt: "2026-09-22T12:43:14.379Z",
    retrievedAt: "2026-09-22T12:41:16.476Z",
    oemUpdatedAt: "2026-09-22T12:34:51.000Z"
  },
  links: self("charge-chargerate")
}

const sunroof = {
  id: "closure-sunroof",
  type: "signal",
  attributes: {
    code: "closure-sunroof",
    name: "Sunroof",
    group: "Closure",
    status: {
      value: "ERROR",
      error: {
        type: "COMPATIBILITY",
        code: "VEHICLE_NOT_CAPABLE",
        title: "Vehicle Not Capable",
        detail: "The vehicle cannot do it.",
        resolution: { type: "UNKNOWN_RESOLUTION_TYPE" }
      }
    }
  },
  meta: { ingestedAt: "2026-09-22T12:43:14.379Z" },
  links: self("closure-sunroof")
}

export const included = {
  vehicle: {
    id: vehicleId,
    type: "vehicle",
    attributes: { make: "VOLKSWAGEN", model: "ID. Buzz", year: 2025, powertrainType: "BEV", mode: "live" },
    links: { self: `https://vehicle.api.smartcar.com/v3/vehicles/${vehicleId}` }
  }
}

/** The answer of a list of the given signals: a page of it, or all. */
export const listOf = <A>(data: ReadonlyArray<A>, meta: object = {}) => ({
  data,
  meta: { totalCount: data.length, pageSize: data.length, pageNumber: 1, ...meta },
  links: self(),
  included
})

export const list = listOf([stateOfCharge, chargeRate, sunroof])

/** A signal on the wire: its code, its attributes, and when the car told. */
export const signal = (code: string, attributes: object, oemUpdatedAt?: string | number) => ({
  id: code,
  type: "signal",
  attributes: { code, ...attributes },
  meta: { retrievedAt: "2026-09-22T12:41:16.476Z", ...(oemUpdatedAt === undefined ? {} : { oemUpdatedAt }) }
})
