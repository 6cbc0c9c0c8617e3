/** What both contenders without an SDK do with a JSON answer. */
import * as Wire from "../wire.js"
import { type Contender, count, ofPromises } from "../work.js"

export type Send = (path: string, body?: string) => Promise<{ readonly status: number; readonly json: unknown }>

const origin = process.env["SMARTCAR_API_ORIGIN"]

export const urlOf = (path: string) => `${origin}/v2.0/vehicles/${path}`

export const headers = { authorization: `Bearer ${Wire.token}`, "sc-unit-system": "metric" }

export const jsonHeaders = { ...headers, "content-type": "application/json" }

type Bodies = typeof Wire.bodies

/** The compiler trusts each answer to be what it should be: nothing is decoded. */
export const contender = (send: Send): Contender => {
  const read = async <P extends keyof Bodies>(path: P): Promise<Bodies[P]> =>
    (await send(`${Wire.car}${path}`)).json as Bodies[P]
  return ofPromises({
    read: async () => count([(await read("/odometer")).distance === 104.32]),
    six: async () => {
      const [odometer, fuel, oil, tires, location, battery] = await Promise.all([
        read("/odometer"),
        read("/fuel"),
        read("/engine/oil"),
        read("/tires/pressure"),
        read("/location"),
        read("/battery")
      ])
      return count([
        odometer.distance === 104.32,
        fuel.range === 240.5,
        oil.lifeRemaining === 0.86,
        tires.backLeft === 219,
        location.latitude === 37.4292,
        battery.range === 40.5
      ])
    },
    batch: async () => {
      const { json } = await send(
        `${Wire.car}/batch`,
        JSON.stringify({ requests: Wire.paths.map((path) => ({ path })) })
      )
      const { responses } = json as { readonly responses: ReadonlyArray<{ readonly code: number }> }
      return count(responses.map(({ code }) => code === 200))
    },
    error: async () => {
      const { status, json } = await send(`${Wire.sleeper}/odometer`)
      return count([status === 409 && (json as typeof Wire.asleep).type === "VEHICLE_STATE"])
    }
  })
}
