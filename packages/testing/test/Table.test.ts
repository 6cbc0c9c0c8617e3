import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Credentials, type Endpoint, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Connect, endpoints } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Effect, Layer, Redacted, TestClock } from "effect"
import { codeOf, webhookId } from "./support/harness.js"

type Name = Fleet.EndpointName

/** What endpoints need beside a car. */
const params: { readonly [K in Name]?: Partial<Endpoint.Endpoint.Params<(typeof endpoints)[K]>> } = {
  batch: { requests: [{ path: "/vin" }] },
  bmwChargeRecords: { make: "mini" },
  compatibility: { vin: "5YJSA1CN5DFP00101", scope: ["read_vin"] },
  compatibilityMatrix: { region: "US" },
  fordChargeSchedule: { make: "lincoln" },
  fordSetChargeSchedule: {
    make: "lincoln",
    latitude: 1,
    longitude: 2,
    chargingLocation: { chargeLimit: 0.5, chargingWindows: { weekday: [], weekend: [] } }
  },
  gmChargeCompletion: { make: "cadillac" },
  gmChargeVoltmeter: { make: "cadillac" },
  nissanSetChargeSchedule: { chargeSchedules: [] },
  removeConnections: { userId: "nobody" },
  sendDestination: { latitude: 1, longitude: 2 },
  setChargeLimit: { limit: 0.9 },
  subscribe: { webhookId },
  teslaControlChargePortDoor: { action: "OPEN" },
  teslaControlClimateCabin: { action: "START" },
  teslaControlClimateDefroster: { action: "START" },
  teslaControlClimateSteeringWheel: { action: "START" },
  teslaControlFrunk: { action: "OPEN" },
  teslaControlTrunk: { action: "OPEN" },
  teslaSetChargeAmmeter: { amperage: 16 },
  teslaSetChargeSchedule: { type: "START_TIME", enable: true, time: "06:00" },
  teslaSetPin: { pin: Redacted.make("1234") },
  unsubscribe: { webhookId }
}

/** Which make's car can do it. */
const makeFor = (name: Name): string => {
  const makes: Partial<Record<Name, string>> = { fuel: "LINCOLN", engineOil: "LINCOLN", serviceHistory: "LINCOLN" }
  const prefixes = { audi: "AUDI", bmw: "MINI", ford: "LINCOLN", gm: "CADILLAC", nissan: "NISSAN" }
  const diagnostic = name.startsWith("diagnostic") ? "LINCOLN" : undefined
  const own = Object.entries(prefixes).find(([prefix]) => name.startsWith(prefix))?.[1]
  return makes[name] ?? diagnostic ?? own ?? "TESLA"
}

/** Every car plugged in and charging, so that nothing stands in the way of a command but to start charging. */
const fleet: Fleet.Fleet = {
  owners: [{ id: "me", name: "Me" }],
  cars: Fleet.models.map((model) => {
    const car = Fleet.car(model, { id: `car-${model.make}`, owner: "me" })
    return car.battery === undefined
      ? car
      : { ...car, battery: { ...car.battery, isPluggedIn: true, isCharging: true, percentRemaining: 0.5, limit: 0.9 } }
  })
}

const names = Object.keys(endpoints) as ReadonlyArray<Name>

const inputs = (name: Name) =>
  Effect.gen(function* () {
    const vehicleId = `car-${makeFor(name)}`
    if (name === "exchangeCode") {
      return { code: Redacted.make(codeOf(yield* Simulator.consent(yield* Connect.authorizeUrl()))) }
    }
    if (name === "exchangeRefreshToken") return { refreshToken: (yield* Simulator.access()).refreshToken }
    if (name === "startCharge") {
      yield* Simulator.unplug(vehicleId)
      yield* Simulator.plugIn(vehicleId)
    }
    return { vehicleId, ...params[name] }
  })

/** Calls an endpoint of the table with what fits it. */
const call = (name: Name) =>
  Effect.gen(function* () {
    const smartcar = yield* Smartcar.Smartcar
    const endpoint: Endpoint.Any = endpoints[name]
    // The table as a whole has no one type of parameters.
    return yield* smartcar.execute(endpoint as Endpoint.Endpoint<object, unknown, unknown>, yield* inputs(name), {
      owner: "me"
    })
  })

describe("every endpoint of the SDK's table is served", () => {
  for (const name of names) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { meta } = yield* call(name)
        expect(meta.requestId).toMatch(/^[0-9a-f-]{36}$/)
        expect((yield* Simulator.requests).length).toBe(1)
      }).pipe(Effect.provide(Simulator.layer({ fleet, connected: true })))
    )
  }
})

describe("the same seed, calls and times", () => {
  /** Everything once, with the answers as they went over the wire. */
  const transcript = (seed: number) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-05-01T12:00:00Z"))
      const simulator = yield* Simulator.make({ seed, fleet, connected: true })
      const { accessToken } = yield* simulator.access()
      const answers: Array<string> = []
      const client = Wire.httpClient((request) =>
        Effect.tap(simulator.handle(request), (answer) => answers.push(JSON.stringify(answer)))
      )
      const layer = Smartcar.layer.pipe(
        Layer.provide(Layer.succeed(HttpClient.HttpClient, client)),
        Layer.provide(Credentials.layerAccessToken(accessToken)),
        Layer.provideMerge(SmartcarConfig.layer(simulator.config())),
        Layer.provideMerge(Layer.succeed(Simulator.Simulator, simulator))
      )
      // Moving the clock takes real time, too.
      yield* Effect.forEach(names, (name, i) =>
        Effect.zipRight(i % 10 === 0 ? TestClock.adjust("10 seconds") : Effect.void, Effect.either(call(name)))
      ).pipe(Effect.provide(layer))
      return answers
    })

  it.effect("give the same answers, byte for byte", () =>
    Effect.gen(function* () {
      const [first, second, other] = [yield* transcript(1), yield* transcript(1), yield* transcript(2)]
      expect(first.length).toBe(names.length)
      expect(second).toEqual(first)
      expect(other.length).toBe(names.length)
      expect(other.filter((answer) => first.includes(answer))).toEqual([])
    })
  )
})
