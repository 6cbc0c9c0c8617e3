/** The public functions that make calls, of either API version, found by what they are. */
import type { Endpoint } from "@effect-smartcar/sdk"
import * as v2 from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"

interface PublicCall {
  /** Module and function, as in `Vehicle.odometer`. */
  readonly name: string
  readonly endpoint: Endpoint.Any
}

const hasEndpoint = (value: unknown): value is { readonly endpoint: Endpoint.Any } =>
  typeof value === "function" && "endpoint" in value

/** Every public function that makes a call, under its name, with its descriptor. */
const publicCalls = (api: object): ReadonlyArray<PublicCall> =>
  Object.entries(api).flatMap(([module, members]) =>
    Object.entries(members).flatMap(([name, value]) =>
      hasEndpoint(value) ? [{ name: `${module}.${name}`, endpoint: value.endpoint }] : []
    )
  )

export const calls = { v2: publicCalls(v2), v3: publicCalls(v3) }
