/** Handlers of compatibility: what a VIN, or a model, can do. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import * as Permission from "@effect-smartcar/sdk/Permission"
import * as Either from "effect/Either"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Capability, Car, EndpointName, Model, Powertrain } from "../Fleet.js"
import { models } from "./catalogue.js"
import { invalid } from "./errors.js"
import { answer, type Call, type Handlers, type Result } from "./handler.js"
import { keptCars } from "./state.js"
import { endpoints } from "./table.js"

type Reason = "VEHICLE_NOT_CAPABLE" | "SMARTCAR_NOT_CAPABLE" | "MAKE_NOT_COMPATIBLE"

const needsBattery: ReadonlySet<string> = new Set([
  "battery",
  "batteryCapacity",
  "nominalCapacity",
  "charge",
  "startCharge",
  "stopCharge",
  "chargeLimit",
  "setChargeLimit"
])

const needsEngine: ReadonlySet<string> = new Set(["fuel", "engineOil"])

const vehiclePath = /^\/vehicles\/:vehicleId/

const makes: ReadonlyArray<string> = [...new Set(models.map(({ make }) => make))]

// Every key of the table is the name of an endpoint.
const names = Object.keys(endpoints) as ReadonlyArray<EndpointName>

/** The makes that an endpoint is for, from its path; `undefined` if for all. */
const makesOfPath = ({ path, segments }: Endpoint.Any): ReadonlyArray<string> | undefined => {
  const [, first = ""] = path.replace(vehiclePath, "").split("/")
  const own = makes.filter((make) =>
    first === ":make"
      ? segments === undefined || Schema.is(segments)({ make: make.toLowerCase() })
      : first === make.toLowerCase()
  )
  return own.length === 0 ? undefined : own
}

const makesByEndpoint: ReadonlyMap<EndpointName, ReadonlyArray<string> | undefined> = new Map(
  names.map((name) => [name, makesOfPath(endpoints[name])])
)

const makesOf = (name: EndpointName) => makesByEndpoint.get(name)

export interface Kind {
  readonly make: string
  readonly powertrain: Powertrain
  readonly unsupported: ReadonlyArray<Capability>
}

const hasBattery = (powertrain: Powertrain): boolean => powertrain === "BEV" || powertrain === "PHEV"

/** Why cars of this kind cannot do what an endpoint asks, if they cannot. */
export const incapacity = (name: EndpointName, kind: Kind): Reason | undefined => {
  const makes = makesOf(name)
  if (makes !== undefined && !makes.includes(kind.make)) return "MAKE_NOT_COMPATIBLE"
  if (needsBattery.has(name) && !hasBattery(kind.powertrain)) return "VEHICLE_NOT_CAPABLE"
  if (needsEngine.has(name) && kind.powertrain === "BEV") return "VEHICLE_NOT_CAPABLE"
  return kind.unsupported.includes(name) ? "SMARTCAR_NOT_CAPABLE" : undefined
}

/** The endpoints that a permission opens to cars of a make, one for each path. */
const endpointsOf = (permission: string, make: string): ReadonlyArray<EndpointName> =>
  names.filter((name) => endpoints[name].permission === permission && (makesOf(name)?.includes(make) ?? true))

const pathOf = (name: EndpointName, make: string): string =>
  endpoints[name].path.replace(vehiclePath, "").replace(":make", make.toLowerCase()) || "/"

const capabilities = (kind: Kind, scope: ReadonlyArray<string>) =>
  scope.flatMap((permission) => {
    const byPath = new Map<string, Reason | null>()
    for (const name of endpointsOf(permission, kind.make)) {
      const path = pathOf(name, kind.make)
      // Two operations may share a path: it is as capable as the more capable of them.
      if (byPath.get(path) !== null) byPath.set(path, incapacity(name, kind) ?? null)
    }
    return Array.from(byPath, ([endpoint, reason]) => ({ permission, endpoint, capable: reason === null, reason }))
  })

/** What the made-up cars of the mode `test` are. */
const levels: ReadonlyMap<string, Powertrain> = new Map([
  ["compatible", "PHEV"],
  ["phev", "PHEV"],
  ["bev", "BEV"],
  ["fuel", "ICE"]
])

const known: ReadonlySet<string> = new Set(Permission.all)

const checkScope = (scope: ReadonlyArray<string>): Result<ReadonlyArray<string>> => {
  const names = scope.map((permission) => permission.replace(/^required:/, ""))
  const unknown = names.find((permission) => !known.has(permission))
  return unknown === undefined ? Either.right(names) : Either.left(invalid(["scope"], `"${unknown}" is no permission`))
}

const carWithVin = ({ state }: Call, vin: string): Car | undefined =>
  Option.getOrUndefined(Iterable.findFirst(keptCars(state), (car) => car.vin === vin))

const isKnownMake = ({ state }: Call, vin: string): boolean => {
  const prefix = vin.slice(0, 3)
  return (
    models.some(({ vinPrefix }) => vinPrefix.startsWith(prefix)) ||
    Iterable.some(keptCars(state), (car) => car.vin.startsWith(prefix))
  )
}

const testKind = (level: string): Result<Kind | undefined> => {
  const powertrain = levels.get(level)
  if (powertrain !== undefined) return Either.right({ make: "TESLA", powertrain, unsupported: [] })
  return level === "incompatible"
    ? Either.right(undefined)
    : Either.left(invalid(["test_mode_compatibility_level"], "is no compatibility level"))
}

const entryOf = ({ make, model, powertrain, years, unsupported }: Model) => {
  const can = names.filter(
    (name) =>
      endpoints[name].permission !== undefined && incapacity(name, { make, powertrain, unsupported }) === undefined
  )
  return {
    model,
    startYear: years[0],
    endYear: years[1],
    type: powertrain,
    endpoints: [...new Set(can.map((name) => pathOf(name, make)))],
    permissions: [...new Set(can.map((name) => String(endpoints[name].permission)))]
  }
}

export const handlers: Handlers<"compatibility" | "compatibilityMatrix"> = {
  compatibility: (call, { vin, scope, country = "US", mode = "live", testModeCompatibilityLevel: level }) =>
    Either.gen(function* () {
      const permissions = yield* checkScope(scope)
      if (level !== undefined && mode !== "test") {
        return yield* Either.left(invalid(["mode"], "must be test with a test_mode_compatibility_level"))
      }
      const kind = level === undefined ? carWithVin(call, vin) : yield* testKind(level)
      if (kind === undefined) {
        const reason = isKnownMake(call, vin) || level !== undefined ? "VEHICLE_NOT_COMPATIBLE" : "MAKE_NOT_COMPATIBLE"
        return yield* answer(call, { compatible: false, reason, capabilities: [] })
      }
      return yield* answer(call, {
        compatible: true,
        reason: null,
        // Smartcar tells capabilities for the United States only.
        capabilities: country === "US" ? capabilities(kind, permissions) : []
      })
    }),

  compatibilityMatrix: (call, { region, scope = [], make = [], type }) =>
    Either.gen(function* () {
      const permissions = yield* checkScope(scope)
      const makes = make.map((name) => name.toUpperCase())
      const matrix: Record<string, Array<ReturnType<typeof entryOf>>> = {}
      for (const model of models) {
        const entry = entryOf(model)
        if (
          model.regions.includes(region) &&
          (makes.length === 0 || makes.includes(model.make)) &&
          (type === undefined || type === model.powertrain) &&
          permissions.every((permission) => entry.permissions.includes(permission))
        ) {
          matrix[model.make] = [...(matrix[model.make] ?? []), entry]
        }
      }
      return yield* answer(call, matrix)
    })
}
