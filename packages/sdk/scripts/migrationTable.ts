/** MIGRATION.md's tables, from references to what they name: a function that is renamed does not compile here. */
import * as Sdk from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import * as v2 from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
import { Array as Arr } from "effect"
import { calls } from "./publicCalls.js"

type Named = object

/** Where each exported value is found, as `Module.name`. */
const namesOf = (api: object): ReadonlyMap<unknown, string> =>
  new Map(
    Object.entries(api).flatMap(([module, members]) =>
      typeof members === "object" ? Object.entries(members).map(([name, value]) => [value, `${module}.${name}`]) : []
    )
  )

const names = { kernel: namesOf(Sdk), v2: namesOf(v2), v3: namesOf(v3) }

const nameIn = (version: "v2" | "v3", value: Named): string => {
  const name = names[version].get(value) ?? names.kernel.get(value)
  if (name === undefined) throw new Error(`not exported by the SDK: ${String(value)}`)
  return `\`${name}\``
}

/** Beyond this, the rest is counted. */
const most = 4

const listed = (all: ReadonlyArray<string>): string =>
  all.length <= most ? all.join(", ") : `${all.slice(0, most - 1).join(", ")} and ${all.length - most + 1} more`

const mappings = new Map<object, Migration.Mapped | Migration.Unmapped>(
  Object.entries(v2.endpoints).map(([name, endpoint]) => [
    endpoint,
    Migration.mappings[name as keyof typeof v2.endpoints]
  ])
)

const callName = (version: keyof typeof calls, endpoint: object): string => {
  const found = calls[version].find((call) => call.endpoint === endpoint)
  if (found === undefined) throw new Error("no public function has this descriptor")
  return `\`${found.name}\``
}

/** What stands for a call of v2 in v3, as the bridge has it: calls, and the signals they ask for. */
const counterpart = ({ endpoints, signals }: Migration.Mapped | Migration.Unmapped): string =>
  [
    endpoints.map((endpoint) => callName("v3", endpoint)).join(", "),
    listed(signals.map((signal) => nameIn("v3", signal)))
  ]
    .filter((text) => text !== "")
    .join(": ")

const mappingOf = (value: Named) => ("endpoint" in value ? mappings.get(Object(value.endpoint)) : undefined)

/**
 * One name of npm `smartcar`, what it is in v2, and what it is in v3: text for what is no export. Where v3 is left out, it
 * is what the bridge makes of the calls of v2.
 */
interface Row {
  readonly npm: string
  readonly v2: ReadonlyArray<Named> | string
  readonly v3?: ReadonlyArray<Named> | string
}

const { Batch, Credentials, Smartcar, SmartcarConfig, SmartcarError } = Sdk
const { Auth, Compatibility, Connect, Connections, User, Vehicle, Vehicles, Webhook } = v2

const functions: ReadonlyArray<Row> = [
  {
    npm: "`new AuthClient({ clientId, clientSecret, redirectUri, mode })`",
    v2: [SmartcarConfig.layer, SmartcarConfig.layerConfig],
    v3: [SmartcarConfig.layer, SmartcarConfig.layerConfig]
  },
  { npm: "`authClient.getAuthUrl(scope, options)`", v2: [Connect.authorizeUrl], v3: [v3.Connect.authorizeUrl] },
  { npm: "`authClient.exchangeCode(code)`", v2: [Auth.connect, Auth.exchangeCode], v3: "nothing to exchange" },
  {
    npm: "`authClient.exchangeRefreshToken(token)`",
    v2: [Credentials.layerRefreshing, Auth.exchangeRefreshToken],
    v3: [Credentials.layerClientCredentials, v3.Auth.requestToken]
  },
  { npm: "`smartcar.getUser(token)`", v2: [User.get], v3: [v3.Connect.parseCallback, v3.Connections.list] },
  { npm: "`smartcar.getVehicles(token, paging)`", v2: [Vehicles.list] },
  { npm: "`smartcar.getVehicle(token, id)`", v2: [Vehicle.attributes] },
  { npm: "`smartcar.getCompatibility(vin, scope, ...)`", v2: [Compatibility.check], v3: [v3.CompatibleVehicles.list] },
  {
    npm: "`smartcar.getCompatibilityMatrix(region, options)`",
    v2: [Compatibility.matrix],
    v3: [v3.CompatibleVehicles.list]
  },
  { npm: "`smartcar.getConnections(amt, filter, paging)`", v2: [Connections.list] },
  {
    npm: "`smartcar.deleteConnections(amt, filter)`",
    v2: [Connections.remove],
    v3: [v3.Connections.remove, v3.Users.remove]
  },
  { npm: "`smartcar.hashChallenge(amt, challenge)`", v2: [Webhook.hashChallenge], v3: [Webhook.hashChallenge] },
  { npm: "`smartcar.verifyPayload(amt, signature, body)`", v2: [Webhook.verify], v3: [Webhook.verify] },
  { npm: "`smartcar.setApiVersion(version)`, `getApiVersion()`", v2: [SmartcarConfig.layer], v3: "always v3" },
  { npm: "`smartcar.SmartcarError`", v2: [SmartcarError.isSmartcarError], v3: [SmartcarError.isSmartcarError] },
  { npm: "`new SmartcarService(...)`", v2: [Smartcar.request], v3: [Smartcar.request] },
  { npm: "`METHODS_MAP`", v2: "`endpoints`", v3: "`endpoints`" },
  { npm: "`new Vehicle(id, token, options)`", v2: [Vehicle.make], v3: [v3.Vehicle.make] },
  { npm: "`vehicle.attributes()`", v2: [Vehicle.attributes] },
  { npm: "`vehicle.vin()`", v2: [Vehicle.vin] },
  {
    npm: "`vehicle.permissions(paging)`",
    v2: [Vehicle.permissions, Vehicle.hasPermissions],
    v3: [v3.Connections.list]
  },
  { npm: "`vehicle.battery()`", v2: [Vehicle.battery] },
  { npm: "`vehicle.batteryCapacity()`", v2: [Vehicle.batteryCapacity] },
  { npm: "`vehicle.nominalCapacity()`", v2: [Vehicle.nominalCapacity] },
  { npm: "`vehicle.charge()`", v2: [Vehicle.charge] },
  { npm: "`vehicle.getChargeLimit()`", v2: [Vehicle.chargeLimit] },
  { npm: "`vehicle.fuel()`", v2: [Vehicle.fuel] },
  { npm: "`vehicle.engineOil()`", v2: [Vehicle.engineOil] },
  { npm: "`vehicle.odometer()`", v2: [Vehicle.odometer] },
  { npm: "`vehicle.location()`", v2: [Vehicle.location] },
  { npm: "`vehicle.tirePressure()`", v2: [Vehicle.tirePressure] },
  { npm: "`vehicle.lockStatus()`", v2: [Vehicle.lockStatus] },
  { npm: "`vehicle.diagnosticSystemStatus()`", v2: [Vehicle.diagnosticSystemStatus] },
  { npm: "`vehicle.diagnosticTroubleCodes()`", v2: [Vehicle.diagnosticTroubleCodes] },
  { npm: "`vehicle.serviceHistory(startDate, endDate)`", v2: [Vehicle.serviceHistory] },
  { npm: "`vehicle.lock()`", v2: [Vehicle.lock] },
  { npm: "`vehicle.unlock()`", v2: [Vehicle.unlock] },
  { npm: "`vehicle.startCharge()`", v2: [Vehicle.startCharge] },
  { npm: "`vehicle.stopCharge()`", v2: [Vehicle.stopCharge] },
  { npm: "`vehicle.setChargeLimit(limit)`", v2: [Vehicle.setChargeLimit] },
  { npm: "`vehicle.sendDestination(latitude, longitude)`", v2: [Vehicle.sendDestination] },
  { npm: "`vehicle.subscribe(webhookId)`", v2: [Vehicle.subscribe] },
  { npm: "`vehicle.unsubscribe(amt, webhookId)`", v2: [Vehicle.unsubscribe] },
  { npm: "`vehicle.disconnect()`", v2: [Vehicle.disconnect] },
  { npm: "`vehicle.batch(paths)`", v2: [Batch.all, Vehicle.batch], v3: [v3.Signals.list, v3.Signals.find] },
  { npm: "`vehicle.request(method, path, body, headers)`", v2: [Vehicle.request], v3: [Smartcar.request] },
  { npm: "`vehicle.getSignals()`", v2: "only in v3", v3: [v3.Signals.list] },
  { npm: "`vehicle.getSignal(code)`", v2: "only in v3", v3: [v3.Signals.get] }
]

const cell = (version: "v2" | "v3", value: ReadonlyArray<Named> | string): string =>
  typeof value === "string" ? value : value.map((one) => nameIn(version, one)).join(", ")

/** Whether the calls of a row work on v3 as they are. */
const onBridge = (row: Row): string => {
  const tags = typeof row.v2 === "string" ? [] : row.v2.flatMap((value) => mappingOf(value)?._tag ?? [])
  return tags.length === 0 ? "" : tags.every((tag) => tag === "Mapped") ? "yes" : "no"
}

const row = (row: Row): string => {
  const found = typeof row.v2 === "string" ? [] : row.v2.flatMap((value) => mappingOf(value) ?? [])
  const cells = [
    row.npm,
    cell("v2", row.v2),
    row.v3 === undefined ? found.map(counterpart).join(", ") : cell("v3", row.v3),
    onBridge(row)
  ]
  return `| ${cells.join(" | ")} |`
}

export const functionTable = (): string =>
  [
    "| npm `smartcar` 10.4 | here, API v2.0 | here, API v3 | v2.0 on v3 |",
    "| --- | --- | --- | --- |",
    ...functions.map(row)
  ].join("\n")

/** What the bridge cannot carry out, by the reason why. */
export const unmappedList = (): string => {
  const reasons = [...mappings.values()].flatMap((mapping) => (mapping._tag === "Unmapped" ? [mapping.reason] : []))
  return Arr.dedupe(reasons)
    .toSorted()
    .map((reason) =>
      [
        `${reason}:`,
        "",
        "| call of v2.0 | what comes closest in v3 |",
        "| --- | --- |",
        ...calls.v2
          .flatMap(({ endpoint, name }) => {
            const mapping = mappings.get(endpoint)
            return mapping?._tag === "Unmapped" && mapping.reason === reason
              ? [`| \`${name}\` | ${counterpart(mapping) || "nothing"} |`]
              : []
          })
          // How modules list their members differs from runtime to runtime.
          .toSorted()
      ].join("\n")
    )
    .join("\n\n")
}
