/** The README's table of endpoints, from the descriptors. */
import type { Endpoint } from "@effect-smartcar/sdk"
import * as v2 from "@effect-smartcar/sdk/v2"

const families = new Map<object, string>([
  [v2.authErrors, "AuthError"],
  [v2.accountErrors, "AccountError"],
  [v2.vehicleErrors, "VehicleError"]
])

const hasEndpoint = (value: unknown): value is { readonly endpoint: Endpoint.Any } =>
  typeof value === "function" && "endpoint" in value

/** Every public function that makes a call, under its name, with its descriptor. */
export const publicCalls: ReadonlyArray<{ readonly name: string; readonly endpoint: Endpoint.Any }> = Object.entries(
  v2
).flatMap(([module, members]) =>
  Object.entries(members).flatMap(([name, value]) =>
    hasEndpoint(value) ? [{ name: `${module}.${name}`, endpoint: value.endpoint }] : []
  )
)

const row = (endpoint: Endpoint.Any): string => {
  const call = publicCalls.find((call) => call.endpoint === endpoint)
  if (call === undefined) throw new Error(`${endpoint.name} has no public function`)
  const { name, method, path, permission, batch, errors } = endpoint
  const cells = [
    `\`${name}\``,
    `\`${call.name}\``,
    `\`${method} ${path}\``,
    permission === undefined ? "" : `\`${permission}\``,
    batch === undefined ? "" : "yes",
    `\`${families.get(errors) ?? [...errors.tags].join(" ")}\``
  ]
  return `| ${cells.join(" | ")} |`
}

export const endpointTable = (): string =>
  [
    "| name | function | request | permission | in a batch | errors |",
    "| --- | --- | --- | --- | --- | --- |",
    ...Object.values(v2.endpoints).map(row)
  ].join("\n")
