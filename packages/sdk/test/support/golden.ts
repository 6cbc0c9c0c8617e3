import { readFileSync } from "node:fs"
import { endpoints } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { vehicleId } from "./harness.js"

/** One exchange of one endpoint, written by hand from the vendor's documentation. */
export interface Golden {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    /** Text as it is, anything else as JSON; absent where no body is sent. */
    readonly body?: unknown
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  }
  readonly value: unknown
  readonly meta: unknown
  /** The family of errors that the endpoint declares. */
  readonly errors: "account" | "auth" | "vehicle"
  /** The car that the endpoint's errors name. */
  readonly vehicleId?: string
  /** True where no error may repeat a body of the endpoint. */
  readonly sensitive?: boolean
}

export type Name = keyof typeof endpoints

/** Every name of the table of v2.0. */
export const names = Object.keys(endpoints) as ReadonlyArray<Name>

export const load = (name: Name): Golden =>
  JSON.parse(readFileSync(new URL(`../golden/v2/${name}.json`, import.meta.url), "utf8"))

export const answer = ({ response }: Golden, body: unknown = response.body) =>
  Wire.json(body, { status: response.status, headers: response.headers })

/** What the endpoint's errors say about their origin. */
export const origin = (name: Name, golden: Golden) => ({
  endpoint: name,
  ...(golden.vehicleId === undefined ? {} : { vehicleId })
})
