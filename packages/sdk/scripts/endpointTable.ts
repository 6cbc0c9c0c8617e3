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
const publicCalls: ReadonlyArray<{ readonly name: string; readonly endpoint: Endpoint.Any }> = Object.entries(
  v2
).flatMap(([module, members]) =>
  Object.entries(members).flatMap(([name, value]) =>
    hasEndpoint(value) ? [{ name: `${module}.${name}`, endpoint: value.endpoint }] : []
  )
)

/** The modules in reading order; those of single makes follow. */
const modules = ["Auth", "User", "Vehicles", "Vehicle", "Compatibility", "Connections"]

const rank = (call: string): number => {
  const index = modules.indexOf(call.split(".")[0] ?? "")
  return index === -1 ? modules.length : index
}

const row = (call: string, { name, method, path, permission, batch, errors }: Endpoint.Any): string => {
  const cells = [
    `\`${name}\``,
    `\`${call}\``,
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
    ...publicCalls
      .toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name, "en"))
      .map(({ name, endpoint }) => row(name, endpoint))
  ].join("\n")
