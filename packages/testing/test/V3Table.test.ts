import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, type Endpoint, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle as VehicleV2 } from "@effect-smartcar/sdk/v2"
import { Auth, Connections, endpoints, Subscriptions, Vehicle } from "@effect-smartcar/sdk/v3"
import { Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Effect, Layer, TestClock } from "effect"
import { webhookId } from "./support/harness.js"
import { apiClientId } from "./support/v3.js"

type Name = Fleet.EndpointNameV3

const vehicleId = "car-TESLA"
const me = "me"

/** A Tesla at the charger, so that nothing stands in the way of a command but to start charging. */
const fleet: Fleet.Fleet = {
  owners: [{ id: me, name: "Me" }],
  cars: Fleet.models.slice(0, 1).map((model) => {
    const car = Fleet.car(model, { id: vehicleId, owner: me })
    return car.battery === undefined
      ? car
      : { ...car, battery: { ...car.battery, isPluggedIn: true, isCharging: true, percentRemaining: 0.5, limit: 0.9 } }
  })
}

const names = Object.keys(endpoints) as ReadonlyArray<Name>

const location = { latitude: 1, longitude: 2 }
const window = { startTime: "22:00", stopTime: "06:00" }
const { applicationId } = Simulator.application

/** What endpoints need beside a car, and what has to be done before. */
const inputs = (name: Name) =>
  Effect.gen(function* () {
    switch (name) {
      case "applicationToken":
        return { clientId: apiClientId, clientSecret: Simulator.application.apiClientSecret }
      case "connection":
      case "removeConnection":
        return { connectionId: (yield* Connections.list()).value.connections[0]?.id }
      case "removeUser":
        return { userId: me }
      case "signal":
        return { vehicleId, code: "odometer-traveleddistance" }
      case "startCharge":
        yield* Simulator.unplug(vehicleId)
        yield* Simulator.plugIn(vehicleId)
        return { vehicleId }
      case "setChargeLimit":
        return { vehicleId, percent: 80 }
      case "setDestination":
        return { vehicleId, ...location }
      case "dailyChargeSchedule":
        return { vehicleId, location, ...window }
      case "weeklyChargeSchedule":
        return { vehicleId, location, days: { monday: window } }
      case "workweekChargeSchedule":
        return { vehicleId, location, weekends: window }
      case "removeChargeSchedule": {
        yield* Simulator.update(vehicleId, { schedules: [{ id: "s", type: "daily", location, windows: [] }] })
        return { vehicleId, scheduleId: "s" }
      }
      case "application":
      case "applicationSecrets":
        return { applicationId }
      case "webhook":
        return { webhookId }
      case "createSubscription":
        return { webhookId, userId: me, vehicleId }
      case "subscription":
      case "removeSubscription": {
        yield* Subscriptions.create({ webhookId, userId: me, vehicleId })
        return { subscriptionId: (yield* Subscriptions.list()).value.subscriptions[0]?.id }
      }
      default:
        return endpoints[name].path.includes(":vehicleId") ? { vehicleId } : {}
    }
  })

/** Calls an endpoint of the table with what fits it. */
const call = (name: Name) =>
  Effect.gen(function* () {
    const smartcar = yield* Smartcar.Smartcar
    const params = yield* inputs(name)
    yield* Simulator.clearRequests
    const endpoint: Endpoint.Any = endpoints[name]
    // The table as a whole has no one type of parameters.
    return yield* smartcar.execute(endpoint as Endpoint.Endpoint<object, unknown, unknown>, params, { owner: me })
  })

describe("every endpoint of the SDK's table of API v3 is served", () => {
  for (const name of names) {
    it.effect(name, () =>
      Effect.gen(function* () {
        yield* Vehicle.get(Vehicle.make(vehicleId))
        const { meta } = yield* call(name)
        expect(meta.requestId).toMatch(/^[0-9a-f-]{36}$/)
        expect((yield* Simulator.requests).length).toBe(1)
      }).pipe(Effect.provide(Simulator.layer({ fleet, connected: true })))
    )
  }

  it.effect("in both versions with one layer", () =>
    Effect.gen(function* () {
      const handle = Vehicle.make(vehicleId, { owner: me })
      expect((yield* VehicleV2.attributes(handle)).value.make).toBe("TESLA")
      expect((yield* Vehicle.get(handle)).value).toMatchObject({ id: vehicleId, make: "TESLA", powertrainType: "BEV" })
      const sent = yield* Simulator.requests
      expect(sent.map(({ url }) => url.origin)).toEqual([
        "https://api.smartcar.com",
        "https://iam.smartcar.com",
        "https://vehicle.api.smartcar.com"
      ])
    }).pipe(Effect.provide(Simulator.layer({ fleet, connected: true })))
  )
})

describe("the same seed, calls and times", () => {
  /** Everything once, with the answers as they went over the wire. */
  const transcript = (seed: number) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      const simulator = yield* Simulator.make({ seed, fleet, connected: true })
      const answers: Array<string> = []
      const client = Wire.httpClient((request) =>
        Effect.tap(simulator.handle(request), (answer) => answers.push(JSON.stringify(answer)))
      )
      const layer = Smartcar.layer.pipe(
        Layer.provideMerge(Credentials.layerClientCredentials(Auth.requestToken)),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, client)),
        Layer.provideMerge(SmartcarConfig.layer(simulator.config())),
        Layer.provideMerge(Layer.succeed(Simulator.Simulator, simulator))
      )
      yield* Effect.forEach(names, (name) => Effect.either(call(name))).pipe(Effect.provide(layer))
      return answers
    })

  it.effect("give the same answers, byte for byte", () =>
    Effect.gen(function* () {
      const [first, second, other] = [yield* transcript(1), yield* transcript(1), yield* transcript(2)]
      expect(first.length).toBeGreaterThan(names.length)
      expect(second).toEqual(first)
      expect(other.length).toBe(first.length)
      expect(other.filter((answer) => first.includes(answer))).toEqual([])
    })
  )
})
