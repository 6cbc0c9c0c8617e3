import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Endpoint, Permission } from "@effect-smartcar/sdk"
import * as v3 from "@effect-smartcar/sdk/v3"
import { Predicate, Record, Schema } from "effect"

const table: Readonly<Record<string, Endpoint.Any>> = v3.endpoints

/** `Module.function` -> the descriptor it carries, for every export of every module of v3. */
const exported = Object.entries(v3).flatMap(([module, members]) =>
  module === "endpoints" || !Predicate.isRecord(members)
    ? []
    : Object.entries(members).flatMap(([name, member]) =>
        Predicate.hasProperty(member, "endpoint") ? [[`${module}.${name}`, member.endpoint] as const] : []
      )
)

/** smartcar-v3.md §2.0, with §1.3: how each call proves itself, and whether the user id goes with it. */
const documented: { readonly [K in keyof typeof v3.endpoints]: readonly [request: string, auth: Endpoint.AuthScheme] } =
  {
    applicationToken: ["POST iam /oauth2/token", "none"],
    connections: ["GET vehicle /connections", "application"],
    connection: ["GET vehicle /connections/:connectionId", "application"],
    removeConnection: ["DELETE vehicle /connections/:connectionId", "application"],
    removeUser: ["DELETE vehicle /users/:userId", "application"],
    vehicle: ["GET vehicle /vehicles/:vehicleId", "application"],
    signals: ["GET vehicle /vehicles/:vehicleId/signals", "applicationUser"],
    signal: ["GET vehicle /vehicles/:vehicleId/signals/:code", "applicationUser"],
    startCharge: ["POST vehicle /vehicles/:vehicleId/commands/charge/start", "applicationUser"],
    stopCharge: ["POST vehicle /vehicles/:vehicleId/commands/charge/stop", "applicationUser"],
    setChargeLimit: ["POST vehicle /vehicles/:vehicleId/commands/charge/set-limit", "applicationUser"],
    openChargePort: ["POST vehicle /vehicles/:vehicleId/commands/charge-port/open", "applicationUser"],
    closeChargePort: ["POST vehicle /vehicles/:vehicleId/commands/charge-port/close", "applicationUser"],
    lock: ["POST vehicle /vehicles/:vehicleId/commands/security/lock", "applicationUser"],
    unlock: ["POST vehicle /vehicles/:vehicleId/commands/security/unlock", "applicationUser"],
    setDestination: ["POST vehicle /vehicles/:vehicleId/commands/navigation/set-destination", "applicationUser"],
    dailyChargeSchedule: ["POST vehicle /vehicles/:vehicleId/charge-schedules/daily", "applicationUser"],
    weeklyChargeSchedule: ["POST vehicle /vehicles/:vehicleId/charge-schedules/weekly", "applicationUser"],
    workweekChargeSchedule: ["POST vehicle /vehicles/:vehicleId/charge-schedules/workweek", "applicationUser"],
    removeChargeSchedule: ["DELETE vehicle /vehicles/:vehicleId/charge-schedules/:scheduleId", "applicationUser"],
    applications: ["GET managementV3 /applications", "application"],
    application: ["GET managementV3 /applications/:applicationId", "application"],
    applicationSecrets: ["GET managementV3 /applications/:applicationId/secrets", "application"],
    webhooks: ["GET managementV3 /webhooks", "application"],
    webhook: ["GET managementV3 /webhooks/:webhookId", "application"],
    subscriptions: ["GET managementV3 /subscriptions", "application"],
    createSubscription: ["POST managementV3 /subscriptions", "application"],
    subscription: ["GET managementV3 /subscriptions/:subscriptionId", "application"],
    removeSubscription: ["DELETE managementV3 /subscriptions/:subscriptionId", "application"],
    compatibleVehicles: ["GET compatibility /compatible-vehicles", "none"]
  }

const namesWhere = (predicate: (endpoint: Endpoint.Any) => boolean) =>
  Object.keys(Record.filter(table, predicate)).sort()

describe("the table of v3", () => {
  it("has the documented requests, and their credentials", () => {
    expect(Record.map(table, ({ method, host, path, auth }) => [`${method} ${host} ${path}`, auth])).toEqual(documented)
    expect(Object.keys(table).length).toBe(30)
  })

  it("holds descriptors, each under its own name", () => {
    expect(Record.map(table, ({ name }) => name)).toEqual(Record.map(table, (_, key) => key))
    expect(Object.values(table).every((endpoint) => Predicate.hasProperty(endpoint, Endpoint.TypeId))).toBe(true)
  })

  it("each descriptor is the endpoint of exactly one exported function, and of no other", () => {
    const functions = Record.map(table, (descriptor) =>
      exported.filter(([, endpoint]) => endpoint === descriptor).map(([name]) => name)
    )
    expect(Record.filter(functions, (names) => names.length !== 1)).toEqual({})
    expect(exported.filter(([, endpoint]) => !Object.values(table).some((own) => own === endpoint))).toEqual([])
    expect(exported.length).toBe(Object.keys(table).length)
  })

  it("each exported function has a type test of its success, errors and requirement", () => {
    const directory = new URL("../types/", import.meta.url)
    const texts = readdirSync(directory).map((file) => readFileSync(new URL(file, directory), "utf8"))
    const untested = exported.filter(([name]) => {
      const tests = new RegExp(`expectTypeOf\\(${name}(\\([^\\n]*\\))?\\)\\.(returns\\.)?toEqualTypeOf<`)
      return !texts.some((text) => tests.test(text) && text.includes('from "@effect-smartcar/sdk/v3"'))
    })
    expect(untested.map(([name]) => name)).toEqual([])
  })

  it("no two descriptors are the same request", () => {
    const requests = Object.values(table).map(({ host, method, path }) => `${host} ${method} ${path}`)
    expect([...new Set(requests)]).toEqual(requests)
  })

  it("these are admin calls; the others that change something are commands", () => {
    expect(namesWhere(({ kind }) => kind === "admin")).toEqual([
      "createSubscription",
      "removeConnection",
      "removeSubscription",
      "removeUser"
    ])
    expect(namesWhere(({ kind }) => kind === "command")).toEqual(
      namesWhere(({ path }) => /^\/vehicles\/:vehicleId\/(commands|charge-schedules)\//.test(path))
    )
  })

  it("reads are GETs, but for the token; nothing else is a GET", () => {
    expect(namesWhere(({ kind, method }) => (kind === "read") !== (method === "GET"))).toEqual(["applicationToken"])
  })

  it("lists say how they are paged", () => {
    const paged = Record.filter(table, ({ paging }) => paging !== undefined)
    expect(Record.map(paged, ({ paging }) => [paging?.style, paging?.limit])).toEqual({
      connections: ["page", 100],
      signals: ["page", undefined],
      applications: ["page", undefined],
      webhooks: ["page", 100],
      subscriptions: ["page", 100],
      compatibleVehicles: ["page", undefined]
    })
  })

  it("lists take a page and its size, under the wire's names", () => {
    for (const { name, query, paging } of Object.values(table)) {
      const sent = query === undefined ? {} : Schema.encodeSync(query)({ page: 3, limit: 2 })
      expect([name, sent]).toEqual([name, paging === undefined ? {} : { "page[number]": "3", "page[size]": "2" }])
    }
  })

  it("commands need what lets a user control the car; nothing else needs a permission of its own", () => {
    expect(
      Record.map(
        Record.filter(table, ({ permission }) => permission !== undefined),
        (e) => e.permission
      )
    ).toEqual({
      startCharge: "control_charge",
      stopCharge: "control_charge",
      setChargeLimit: "control_charge",
      openChargePort: "control_charge",
      closeChargePort: "control_charge",
      lock: "control_security",
      unlock: "control_security",
      setDestination: "control_navigation",
      dailyChargeSchedule: "control_charge",
      weeklyChargeSchedule: "control_charge",
      workweekChargeSchedule: "control_charge",
      removeChargeSchedule: "control_charge"
    })
    expect(Permission.of(v3.Commands.lock, v3.ChargeSchedules.daily, v3.Commands.stopCharge, v3.Signals.list)).toEqual([
      "control_security",
      "control_charge"
    ])
  })

  it("nothing rides in a batch: there are none", () => {
    expect(namesWhere(({ batch }) => batch !== undefined)).toEqual([])
  })

  it("what holds secrets says so", () => {
    expect(namesWhere(({ sensitive }) => sensitive)).toEqual([
      "application",
      "applicationSecrets",
      "applicationToken",
      "applications"
    ])
  })

  it("calls that ask a car can fail as cars do, and the others cannot", () => {
    expect(namesWhere(({ errors }) => errors === v3.vehicleErrors)).toEqual(
      namesWhere(({ path }) => path.startsWith("/vehicles/"))
    )
    expect(namesWhere(({ errors }) => errors === v3.authErrors)).toEqual(["applicationToken"])
    expect(
      namesWhere(({ errors }) => ![v3.vehicleErrors, v3.authErrors, v3.accountErrors].some((e) => e === errors))
    ).toEqual([])
  })

  it("every answer but the token's may hold an error under a success status", () => {
    const body = { errors: [{ type: "SERVER" }] }
    expect(namesWhere(({ failure }) => failure?.(body) === undefined)).toEqual(["applicationToken"])
  })
})
