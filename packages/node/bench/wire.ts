/** What goes over the wire: the same few answers for every contender. */

export const car = "36ab27d0-fd9d-4455-823a-ce30af709ffc"

/** A car that is asleep: each of its readings is answered with 409. */
export const sleeper = "8d2b6a7e-0f0c-4c58-9f5e-5d3a1f0c2b71"

export const token = "b3c1d2e4-5f60-4718-92a3-b4c5d6e7f809"

/** Six readings, by path: what a batch of 6 and six single calls ask for. */
export const bodies = {
  "/odometer": { distance: 104.32 },
  "/fuel": { percentRemaining: 0.3, amountRemaining: 40.5, range: 240.5 },
  "/engine/oil": { lifeRemaining: 0.86 },
  "/tires/pressure": { frontLeft: 219, frontRight: 219, backLeft: 219, backRight: 219 },
  "/location": { latitude: 37.4292, longitude: 122.1381 },
  "/battery": { percentRemaining: 0.3, range: 40.5 }
} as const

export const paths = Object.keys(bodies)

export const asleep = {
  type: "VEHICLE_STATE",
  code: "ASLEEP",
  description: "The vehicle is in a sleep state.",
  docURL: "https://smartcar.com/docs/errors/api-errors/vehicle-errors#asleep",
  statusCode: 409,
  requestId: "5dea93a1-3f79-4246-90c5-89610a20471c",
  resolution: { type: "RETRY_LATER" }
} as const

export const metaHeaders = {
  "sc-data-age": "2026-11-23T20:55:25.041Z",
  "sc-fetched-at": "2026-11-23T20:55:26.112Z",
  "sc-request-id": "26c14915-0c26-43c5-8e42-9edfc2a66a0f",
  "sc-unit-system": "metric"
} as const
