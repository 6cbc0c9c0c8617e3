import { readFileSync } from "node:fs"
import type { Endpoint } from "@effect-smartcar/sdk"
import * as v2 from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
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
    /** Absent where the answer has none. */
    readonly body?: unknown
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

/** The descriptors of each API version. */
const tables = { v2: v2.endpoints, v3: v3.endpoints }

export type Version = keyof typeof tables

export type Name<V extends Version> = keyof (typeof tables)[V] & string

/** One endpoint of one API version. */
export interface Subject {
  readonly version: Version
  readonly name: string
  readonly endpoint: Endpoint.Any
}

/** Every endpoint of every API version. */
export const subjects: ReadonlyArray<Subject> = (["v2", "v3"] as const).flatMap((version) =>
  Object.entries<Endpoint.Any>(tables[version]).map(([name, endpoint]) => ({ version, name, endpoint }))
)

export const load = ({ version, name }: Subject): Golden =>
  JSON.parse(readFileSync(new URL(`../golden/${version}/${name}.json`, import.meta.url), "utf8"))

export const answer = ({ response: { status, headers, body } }: Golden, instead: unknown = body) =>
  instead === undefined ? Wire.text("", { status, headers }) : Wire.json(instead, { status, headers })

/** What the endpoint's errors say about their origin. */
export const origin = ({ name }: Subject, golden: Golden) => ({
  endpoint: name,
  ...(golden.vehicleId === undefined ? {} : { vehicleId })
})
