import { describe, expect, it } from "@effect/vitest"
import { Paging } from "@effect-smartcar/sdk"
import { Vehicle as VehicleV2 } from "@effect-smartcar/sdk/v2"
import {
  Applications,
  CompatibleVehicles,
  Connections,
  Signals,
  Subscriptions,
  Webhooks
} from "@effect-smartcar/sdk/v3"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { Chunk, Effect, Redacted, Stream, TestClock } from "effect"
import { ada, ben, car, chloe, idOf, managementToken, raw, webhookId } from "./support/harness.js"
import { apiClientId, application, compatibilityHost, managementHost } from "./support/v3.js"

const second = "5e6f7a8b-0000-4000-a000-000000000002"

const connected = Effect.provide(Simulator.layer({ connected: true, application: { webhooks: [webhookId, second] } }))

const get = (path: string) =>
  Effect.flatMap(application(), (headers) => raw("GET", `${managementHost}${path}`, { headers }))

const subscribe = (make: string, userId: string, webhook: string = webhookId) =>
  Subscriptions.create({ webhookId: webhook, userId, vehicleId: idOf(make) })

const subscribed = (filter: Parameters<typeof Subscriptions.list>[0] = {}) =>
  Effect.map(Subscriptions.list(filter), ({ value }) => value.subscriptions)

describe("webhooks", () => {
  it.effect("are the application's, enabled", () =>
    Effect.gen(function* () {
      const { value } = yield* Webhooks.list()
      expect(value.paging).toEqual({ page: 1, size: 50, total: 2, next: null })
      expect(value.webhooks.map(({ id, isEnabled, autoSubscribe }) => [id, isEnabled, autoSubscribe])).toEqual([
        [webhookId, true, false],
        [second, true, false]
      ])
      expect((yield* Webhooks.get({ webhookId: second })).value).toEqual(value.webhooks[1])
      expect(yield* Effect.flip(Webhooks.get({ webhookId: "x" }))).toMatchObject({ code: "WEBHOOK_NOT_FOUND" })
      const { json } = yield* get(`/webhooks/${webhookId}`)
      expect(json.data).toMatchObject({ type: "webhook", links: { self: `${managementHost}/webhooks/${webhookId}` } })
    }).pipe(connected)
  )

  it.effect("can be filtered", () =>
    Effect.gen(function* () {
      const ids = (filter: Parameters<typeof Webhooks.list>[0]) =>
        Effect.map(Webhooks.list(filter), ({ value }) => value.webhooks.map(({ id }) => id))
      const [first] = (yield* Webhooks.list()).value.webhooks
      expect(yield* ids({ name: "HOOK 2" })).toEqual([second])
      expect(yield* ids({ callbackUri: first?.callbackUri ?? "" })).toEqual([webhookId])
      expect(yield* ids({ isEnabled: false })).toEqual([])
      expect(yield* ids({ isEnabled: true, autoSubscribe: false })).toEqual([webhookId, second])
      expect(yield* ids({ autoSubscribe: true })).toEqual([])
      expect(yield* ids({ page: 2, limit: 1 })).toEqual([second])
    }).pipe(connected)
  )
})

describe("subscriptions", () => {
  it.effect("are made, read and ended", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      const { value } = yield* subscribe("TESLA", ada)
      expect(value).toEqual({ message: "subscription creation in progress" })
      const [subscription] = yield* subscribed()
      expect(subscription).toMatchObject({
        id: expect.stringMatching(/^[0-9a-f]{8}-/),
        webhookId,
        userId: ada,
        vehicle: { id: idOf("TESLA"), make: "TESLA", mode: "live" }
      })
      const id = subscription?.id ?? ""
      expect((yield* Subscriptions.get({ subscriptionId: id })).value).toEqual(subscription)
      const { json } = yield* get(`/subscriptions/${id}`)
      expect(json.data).toMatchObject({
        type: "subscription",
        id,
        relationships: {
          webhook: {
            data: { type: "webhook", id: webhookId },
            links: { related: expect.stringContaining("/webhooks/") }
          },
          user: { data: { type: "user", id: ada } },
          vehicle: {
            data: { type: "vehicle", id: idOf("TESLA") },
            links: { related: `https://vehicle.api.smartcar.com/v3/vehicles/${idOf("TESLA")}` }
          }
        },
        meta: { createdAt: "2026-05-01T12:00:00.000Z" },
        links: { self: `${managementHost}/subscriptions/${id}` }
      })
      yield* Subscriptions.remove({ subscriptionId: id })
      expect(yield* subscribed()).toEqual([])
      const gone = { code: "SUBSCRIPTION_NOT_FOUND" }
      expect(yield* Effect.flip(Subscriptions.get({ subscriptionId: id }))).toMatchObject(gone)
      expect(yield* Effect.flip(Subscriptions.remove({ subscriptionId: id }))).toMatchObject(gone)
      yield* subscribe("TESLA", ada)
      expect((yield* subscribed())[0]?.id).not.toBe(id)
    }).pipe(connected)
  )

  it.effect("answer 202 and 204, and 409 if there is one already", () =>
    Effect.gen(function* () {
      const headers = yield* application()
      const attributes = { webhookId, userId: ada, vehicleId: idOf("TESLA") }
      const create = raw("POST", `${managementHost}/subscriptions`, {
        headers,
        body: JSON.stringify({ data: { attributes } })
      })
      const created = yield* create
      expect([created.status, created.json]).toEqual([202, { meta: { message: "subscription creation in progress" } }])
      const again = yield* create
      expect([again.status, again.json.errors[0].status]).toEqual([409, "409"])
      expect(yield* Effect.flip(subscribe("TESLA", ada))).toMatchObject({ _tag: "ValidationError", statusCode: 409 })
      const id = (yield* subscribed())[0]?.id
      const removed = yield* raw("DELETE", `${managementHost}/subscriptions/${id}`, { headers })
      expect([removed.status, removed.text]).toEqual([204, ""])
    }).pipe(connected)
  )

  it.effect("are refused to what does not exist", () =>
    Effect.gen(function* () {
      const code = <A, E, R>(call: Effect.Effect<A, E, R>) =>
        Effect.map(Effect.flip(call), (error) => (error as { code?: string }).code)
      expect(yield* code(subscribe("TESLA", ada, "x"))).toBe("WEBHOOK_NOT_FOUND")
      expect(yield* code(subscribe("TESLA", "nobody"))).toBe("USER_NOT_FOUND")
      expect(yield* code(subscribe("TESLA", ben))).toBe("VEHICLE_NOT_FOUND")
      yield* Simulator.revoke(ada)
      expect(yield* code(subscribe("TESLA", ada))).toBe("VEHICLE_NOT_FOUND")
      expect(yield* subscribed()).toEqual([])
    }).pipe(connected)
  )

  it.effect("can be filtered and paged, the newest first", () =>
    Effect.gen(function* () {
      for (const { id, owner } of Fleet.standard.cars) {
        yield* Subscriptions.create({ webhookId, userId: owner, vehicleId: id })
      }
      yield* subscribe("FORD", ben, second)
      yield* Simulator.access({ owner: chloe, mode: "simulated" })
      const makes = (filter: Parameters<typeof Subscriptions.list>[0]) =>
        Effect.map(subscribed(filter), (found) => found.map(({ vehicle }) => vehicle.make))
      expect(yield* makes({ webhookId: second })).toEqual(["FORD"])
      expect(yield* makes({ userId: ben })).toEqual(["FORD", "BMW", "FORD", "VOLKSWAGEN"])
      expect(yield* makes({ vehicleId: idOf("AUDI") })).toEqual(["AUDI"])
      expect(yield* makes({ mode: "simulated" })).toEqual(["NISSAN", "CHEVROLET"])
      expect(yield* makes({ mode: "live", userId: chloe })).toEqual([])
      const paged = yield* Stream.runCollect(Paging.stream(Subscriptions.list)({ limit: 4 }))
      expect(Chunk.toReadonlyArray(paged)).toEqual(yield* subscribed())
      expect(yield* Effect.flip(Subscriptions.list({ limit: 101 }))).toMatchObject({ _tag: "ValidationError" })
    }).pipe(connected)
  )

  it.effect("are those of API v2.0", () =>
    Effect.gen(function* () {
      yield* VehicleV2.subscribe(car("TESLA"), { webhookId })
      expect((yield* subscribed()).map(({ vehicle }) => vehicle.make)).toEqual(["TESLA"])
      yield* subscribe("AUDI", ada, second)
      expect(yield* Simulator.subscriptions(idOf("AUDI"))).toEqual([second])
      const headers = { authorization: `Bearer ${managementToken}` }
      yield* raw("DELETE", `https://api.smartcar.com/v2.0/vehicles/${idOf("AUDI")}/webhooks/${second}`, { headers })
      expect((yield* subscribed()).map(({ vehicle }) => vehicle.make)).toEqual(["TESLA"])
      yield* VehicleV2.disconnect(car("TESLA"))
      expect(yield* subscribed()).toEqual([])
      yield* Simulator.access()
      expect(yield* subscribed()).toEqual([])
      yield* subscribe("AUDI", ada)
      const [connection] = (yield* Connections.list({ vehicleId: idOf("AUDI") })).value.connections
      yield* Connections.remove({ connectionId: connection?.id ?? "" })
      expect(yield* Simulator.subscriptions(idOf("AUDI"))).toEqual([])
    }).pipe(connected)
  )
})

describe("applications", () => {
  it.effect("are this one, whose secrets do not show", () =>
    Effect.gen(function* () {
      const { value } = yield* Applications.list()
      const id = Simulator.application.applicationId
      expect(value.applications.map((found) => [found.id, found.type])).toEqual([[id, "application"]])
      expect(value.applications.map(({ attributes }) => attributes && Redacted.value(attributes))).toEqual([
        {
          name: "Simulator",
          redirectUris: Simulator.application.redirectUris,
          permissions: Simulator.application.permissions
        }
      ])
      expect((yield* Applications.get({ applicationId: id })).value).toEqual(value.applications[0])
      const { secrets } = (yield* Applications.secrets({ applicationId: id })).value
      expect(secrets.map(({ attributes }) => attributes && Redacted.value(attributes))).toEqual([
        { clientId: apiClientId }
      ])
      const { text } = yield* get(`/applications/${id}/secrets`)
      expect(text).not.toContain(Redacted.value(Simulator.application.apiClientSecret))
      const unknown = { applicationId: "x" }
      expect(yield* Effect.flip(Applications.get(unknown))).toMatchObject({ code: "APPLICATION_NOT_FOUND" })
      expect(yield* Effect.flip(Applications.secrets(unknown))).toMatchObject({ code: "APPLICATION_NOT_FOUND" })
    }).pipe(connected)
  )
})

describe("compatible vehicles", () => {
  const list = (filter: Parameters<typeof CompatibleVehicles.list>[0] = {}) =>
    Effect.map(CompatibleVehicles.list(filter), ({ value }) => value.vehicles)

  it.effect("are the catalogue's models, on one page", () =>
    Effect.gen(function* () {
      const all = yield* list()
      expect(all.length).toBe(Fleet.models.flatMap(({ regions }) => regions).length)
      const answer = yield* raw("GET", `${compatibilityHost}/compatible-vehicles?filter[make]=tesla&filter[region]=CA`)
      expect(answer.json.meta).toEqual({ page: 1, pageSize: 1, totalCount: 1 })
      const [{ id, type, attributes }] = answer.json.data
      expect([id, type]).toEqual(["TESLA-Model 3-2019-2025-BEV-CA", "vehicle-model-capability"])
      expect(attributes).toMatchObject({
        make: "TESLA",
        model: "Model 3",
        region: "CA",
        powertrainType: "BEV",
        years: { start: 2019, end: 2025 }
      })
      expect(attributes.capabilities).toContainEqual({
        type: "signal",
        name: "StateOfCharge",
        group: "TractionBattery",
        code: "StateOfCharge",
        capability: "tractionbattery-stateofcharge",
        permission: "read_battery"
      })
      expect(attributes.capabilities).toContainEqual({
        type: "command",
        name: "Lock",
        group: "Closure",
        code: "Lock",
        capability: "closure-lock",
        permission: ""
      })
    }).pipe(connected)
  )

  it.effect("can be filtered", () =>
    Effect.gen(function* () {
      const makes = (filter: Parameters<typeof CompatibleVehicles.list>[0]) =>
        Effect.map(list(filter), (found) => [...new Set(found.map(({ make }) => make))])
      expect(yield* makes({ powertrainType: "PHEV" })).toEqual(["BMW", "LINCOLN"])
      expect(yield* makes({ powertrainType: "PHEV", region: "EUROPE" })).toEqual(["BMW"])
      expect(yield* makes({ make: "Mini" })).toEqual(["MINI"])
      expect(yield* makes({ make: "SAAB" })).toEqual([])
    }).pipe(connected)
  )

  it.effect("can do what their cars do", () =>
    Effect.gen(function* () {
      for (const { id, make, owner } of yield* Simulator.cars) {
        const [entry] = yield* list({ make })
        const { signals } = (yield* Signals.list({ ...car("TESLA"), id, owner })).value
        const able = signals.filter(({ error }) => error?.type !== "COMPATIBILITY").map(({ code }) => code)
        const promised = entry?.capabilities.filter(({ type }) => type === "signal").map(({ capability }) => capability)
        expect([make, promised]).toEqual([make, able])
      }
      const commands = (make: string) =>
        Effect.map(list({ make }), ([entry]) =>
          entry?.capabilities.filter(({ type }) => type === "command").map(({ capability }) => capability)
        )
      expect(yield* commands("TESLA")).toHaveLength(11)
      expect(yield* commands("TOYOTA")).toEqual(["closure-lock", "closure-unlock"])
      expect(yield* commands("NISSAN")).toEqual([
        "closure-lock",
        "closure-unlock",
        "charge-start",
        "chargeport-open",
        "chargeport-close"
      ])
    }).pipe(connected)
  )
})
