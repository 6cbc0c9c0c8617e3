/** The README's tables of endpoints, from the descriptors. */
import type { Endpoint } from "@effect-smartcar/sdk"
import * as v2 from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
import { calls } from "./publicCalls.js"

const families = new Map<object, string>(
  [v2, v3].flatMap(({ accountErrors, authErrors, vehicleErrors }) => [
    [authErrors, "AuthError"] as const,
    [accountErrors, "AccountError"] as const,
    [vehicleErrors, "VehicleError"] as const
  ])
)

/** The modules in reading order; those of single makes follow. */
const modules = {
  v2: ["Auth", "User", "Vehicles", "Vehicle", "Compatibility", "Connections"],
  v3: ["Auth", "Connections", "Users", "Vehicle", "Signals", "Commands", "ChargeSchedules", "Webhooks", "Subscriptions"]
}

const rank = (order: ReadonlyArray<string>, call: string): number => {
  const index = order.indexOf(call.split(".")[0] ?? "")
  return index === -1 ? order.length : index
}

const row = (
  version: keyof typeof calls,
  call: string,
  { name, method, path, permission, batch, errors }: Endpoint.Any
): string => {
  const cells = [
    `\`${name}\``,
    `\`${call}\``,
    `\`${method} ${path}\``,
    permission === undefined ? "" : `\`${permission}\``,
    // There are no batches in v3.
    ...(version === "v2" ? [batch === undefined ? "" : "yes"] : []),
    `\`${families.get(errors) ?? [...errors.tags].join(" ")}\``
  ]
  return `| ${cells.join(" | ")} |`
}

export const endpointTable = (version: keyof typeof calls = "v2"): string =>
  [
    `| name | function | request | permission |${version === "v2" ? " in a batch |" : ""} errors |`,
    `| --- | --- | --- | --- |${version === "v2" ? " --- |" : ""} --- |`,
    ...calls[version]
      .toSorted(
        (a, b) => rank(modules[version], a.name) - rank(modules[version], b.name) || a.name.localeCompare(b.name, "en")
      )
      .map(({ name, endpoint }) => row(version, name, endpoint))
  ].join("\n")
