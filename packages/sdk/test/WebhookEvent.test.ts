import { describe, expect, it } from "@effect/vitest"
import { Signal, Signals, WebhookEvent } from "@effect-smartcar/sdk/v3"
import { DateTime, Effect, Option } from "effect"
import { plain as asJson } from "./support/harness.js"
import * as Sample from "./support/webhookSamples.js"

const { decode, encode, sent, samples, vehicleId, odometerName } = Sample

const as = <Tag extends WebhookEvent.WebhookEvent["_tag"]>(tag: Tag, json: unknown) => {
  const event = decode(asJson(json))
  if (event._tag !== tag) throw new Error(`expected ${tag}, got ${event._tag}`)
  return event as Extract<WebhookEvent.WebhookEvent, { readonly _tag: Tag }>
}

const at = DateTime.unsafeMake(Sample.iso)

const nowhere: WebhookEvent.Delivery = {
  webhookId: null,
  webhookName: null,
  applicationId: null,
  deliveryId: null,
  deliveredAt: null,
  fetchedAt: null,
  mode: null,
  sequence: null,
  signalCount: null
}

describe("every form of an event", () => {
  for (const [name, [tag, body]] of Object.entries(samples)) {
    it.effect(`${name} is read as ${tag}, and survives its own encoding`, () =>
      Effect.gen(function* () {
        const event = yield* WebhookEvent.fromJson(JSON.stringify(body))
        expect(event._tag).toBe(tag)
        const wire = sent(event)
        expect(decode(wire)).toEqual(event)
        expect(sent(decode(wire))).toEqual(wire)
        expect(yield* WebhookEvent.fromJson(new TextEncoder().encode(JSON.stringify(body)))).toEqual(event)
      })
    )
  }

  it("is encoded as it is documented, with ISO times, and without what it does not tell", () => {
    const meta = { ...Sample.state.meta, deliveredAt: Sample.iso }
    expect(sent(decode(Sample.verify))).toEqual(Sample.verify)
    expect(sent(decode(Sample.verifyV2))).toEqual(Sample.verifyV2)
    expect(sent(decode(Sample.scheduled))).toEqual(Sample.scheduled)
    expect(sent(decode(Sample.schedule))).toEqual({ ...Sample.schedule, eventName: "scheduled" })
    expect(sent(decode(Sample.eventBased))).toEqual(Sample.eventBased)
    expect(sent(decode(Sample.eventBasedOfMany))).toEqual(Sample.eventBasedOfMany)
    expect(sent(decode(Sample.state))).toMatchObject({ triggers: Sample.state.triggers, meta })
    expect(sent(decode(Sample.failed))).toEqual(
      asJson({
        ...Sample.failed,
        data: { ...Sample.failed.data, user: { id: "user-1" } },
        meta: { ...Sample.failed.meta, deliveredAt: Sample.iso }
      })
    )
  })
})

describe("Verify", () => {
  it("tells the challenge, in both versions", () => {
    const delivery = {
      ...nowhere,
      webhookId: "wh_1",
      webhookName: "all cars",
      deliveryId: "delivery-0",
      deliveredAt: at
    }
    expect(decode(Sample.verify)).toEqual({
      _tag: "Verify",
      version: "4.0",
      eventId: "event-0",
      challenge: "abc",
      delivery
    })
    expect(decode(Sample.verifyV2)).toEqual({
      _tag: "Verify",
      version: "2.0",
      eventId: null,
      challenge: "abc",
      delivery: { ...nowhere, webhookId: "wh_2" }
    })
  })

  it("needs nothing else", () => {
    const bare = { _tag: "Verify", eventId: null, challenge: "c", delivery: nowhere }
    expect(decode({ eventType: "VERIFY", data: { challenge: "c" } })).toEqual({ ...bare, version: "4.0" })
    expect(decode({ eventName: "verify", payload: { challenge: "c" } })).toEqual({ ...bare, version: "2.0" })
    expect(
      decode({
        eventType: "VERIFY",
        eventId: 1,
        data: { challenge: "c" },
        meta: { version: {}, mode: [], sequence: "?" }
      })
    ).toEqual({ ...bare, version: "4.0" })
  })
})

describe("VehicleState", () => {
  it("tells about its delivery, the user, the car and what led to it", () => {
    const { signals, ...event } = as("VehicleState", Sample.state)
    expect(event).toEqual({
      _tag: "VehicleState",
      version: "4.0",
      eventId: "event-1",
      delivery: {
        webhookId: "wh_1",
        webhookName: "all cars",
        applicationId: "app_1",
        deliveryId: "delivery-1",
        deliveredAt: at,
        fetchedAt: null,
        mode: "test",
        sequence: 17,
        signalCount: 3
      },
      user: { id: "user-1", externalId: null },
      vehicle: Sample.state.data.vehicle,
      triggers: [{ type: "SIGNAL_UPDATED", signal: odometerName }]
    })
    expect(signals.map(({ code, status }) => [code, status])).toEqual([
      ["odometer-traveleddistance", "SUCCESS"],
      ["tractionbattery-stateofcharge", "SUCCESS"],
      ["closure-islocked", "ERROR"]
    ])
  })

  it("has signals that Signals.find reads with the types of the table", () => {
    const event = as("VehicleState", Sample.state)
    const distance = Signals.find(event, Signal.odometerTraveledDistance).pipe(
      Option.filterMap((state) => (state.status === "SUCCESS" ? Option.some(state.body.value) : Option.none()))
    )
    expect(distance).toEqual(Option.some(1234.5))
    expect(Signals.find(event, Signal.odometerTraveledDistance)).toMatchObject(
      Option.some({ oemUpdatedAt: at, retrievedAt: at, ingestedAt: null })
    )
    expect(Option.getOrThrow(Signals.find(event, Signal.closureIsLocked))).toMatchObject({
      status: "ERROR",
      error: { type: "PERMISSION", code: null }
    })
    expect(Signals.find(event, Signal.locationPreciseLocation)).toEqual(Option.none())
  })

  it("loses one signal that cannot be read, and none of the others", () => {
    const signals = [
      7,
      null,
      {},
      { code: 1 },
      Sample.odometer,
      { ...Sample.odometer, code: "a-b", status: 3, meta: [] }
    ]
    const event = as("VehicleState", { ...Sample.state, data: { ...Sample.state.data, signals } })
    expect(event.signals.map(({ code }) => code)).toEqual([Sample.odometer.code, "a-b"])
    expect(event.signals[1]).toMatchObject({ status: "SUCCESS", oemUpdatedAt: null })
  })

  const triggersOf = (triggers: unknown) => as("VehicleState", { ...Sample.state, triggers }).triggers

  it("has triggers in one form", () => {
    const updated = { type: "SIGNAL_UPDATED", signal: odometerName }
    const first = { type: "FIRST_DELIVERY", signal: null }
    expect(as("VehicleState", Sample.betaState).triggers).toEqual([updated])
    expect(as("VehicleState", Sample.documentedState).triggers).toEqual([updated, first])
    expect(triggersOf([odometerName, { type: "FIRST_DELIVERY" }, { code: "FIRST_DELIVERY", name: null }])).toEqual([
      updated,
      first,
      first
    ])
    expect(triggersOf([{ type: "SIGNAL_UPDATED", signal: { name: "TraveledDistance", group: "Odometer" } }])).toEqual([
      updated
    ])
    expect(triggersOf([{ type: "SIGNAL_UPDATED", signal: "odometer-traveleddistance" }])).toEqual([
      { type: "SIGNAL_UPDATED", signal: { code: odometerName.code, name: null, group: null } }
    ])
    expect(triggersOf([{ type: "NEWS", signal: 3 }])).toEqual([{ type: "NEWS", signal: null }])
    expect(triggersOf([1, {}, odometerName, null])).toEqual([updated])
    for (const none of [undefined, null, [], "all"]) expect(triggersOf(none)).toEqual([])
  })

  it("tells the car by the id at the top where its data has none", () => {
    const event = as("VehicleState", Sample.documentedState)
    expect(event.vehicle).toEqual({
      id: vehicleId,
      make: null,
      model: null,
      year: null,
      powertrainType: null,
      mode: null
    })
    expect(event.user).toBe(null)
    expect(event.delivery).toEqual({ ...nowhere, webhookId: "wh_1", fetchedAt: at })
  })

  it("reads modes in either case, and times in every spelling, as the same", () => {
    const withMeta = (meta: object) => as("VehicleState", { ...Sample.state, meta }).delivery
    for (const mode of ["LIVE", "live", "Live"]) expect(withMeta({ mode }).mode).toBe("live")
    expect(withMeta({ mode: "Other" }).mode).toBe("Other")
    const millis = at.epochMillis
    for (const time of [Sample.iso, millis, String(millis)]) {
      expect(withMeta({ deliveredAt: time }).deliveredAt).toEqual(at)
      expect(withMeta({ deliveryTime: time }).deliveredAt).toEqual(at)
      expect(withMeta({ fetchedAt: time }).fetchedAt).toEqual(at)
    }
    for (const time of [0, "", "?", null, {}, 1e300]) expect(withMeta({ deliveredAt: time }).deliveredAt).toBe(null)
    const vehicle = { ...Sample.state.data.vehicle, mode: "SIMULATED" }
    expect(as("VehicleState", { ...Sample.state, data: { ...Sample.state.data, vehicle } }).vehicle.mode).toBe(
      "simulated"
    )
  })
})

describe("VehicleError", () => {
  it("tells the errors, with their signals in one form", () => {
    const vin = { code: "vehicleidentification-vin", name: "VIN", group: "VehicleIdentification" }
    const [error] = Sample.failed.data.errors
    expect(as("VehicleError", Sample.failed).errors).toEqual([error])
    expect(as("VehicleError", Sample.olderFailed).errors).toEqual([
      { ...error, code: null, signals: [vin] },
      {
        type: "PERMISSION",
        code: null,
        state: "RESOLVED",
        description: null,
        suggestedUserMessage: null,
        docURL: null,
        resolution: null,
        signals: []
      }
    ])
    expect(as("VehicleError", Sample.failed).delivery).toMatchObject({
      sequence: null,
      signalCount: null,
      mode: "test"
    })
  })
})

describe("an event of API v2.0", () => {
  it("keeps what is unconfirmed as it came", () => {
    const hostile = '{ "vehicleId": "v", "data": [{ "path": "/", "__proto__": { "a": 1 } }], "__proto__": 7, "x": [] }'
    const body = `{ "eventName": "dynamic", "payload": { "vehicles": [${hostile}] } }`
    const event = as("Dynamic", JSON.parse(body))
    expect(event.vehicles).toMatchObject([{ vehicleId: "v", requestId: null, data: [{ path: "/", code: null }] }])
    expect(Object.getPrototypeOf(event.vehicles[0]?.unconfirmed)).toBe(Object.prototype)
    expect(JSON.stringify(event.vehicles[0]?.unconfirmed)).toBe('{"__proto__":7,"x":[]}')
    expect(JSON.parse(JSON.stringify(encode(event))).payload.vehicles).toEqual([JSON.parse(hostile)])
    expect(as("Scheduled", Sample.schedule).vehicles[0]).toMatchObject({
      vehicleId,
      requestId: "request-1",
      data: [
        { path: "/battery", code: 200, unconfirmed: { body: { percentRemaining: 0.3 } } },
        { path: "/odometer", code: 403, unconfirmed: { body: { type: "PERMISSION" } } }
      ],
      unconfirmed: { timestamp: Sample.iso }
    })
  })

  it("tells what happened to a car", () => {
    expect(decode(Sample.eventBased)).toEqual({
      _tag: "EventBased",
      version: "2.0",
      eventId: "event-4",
      delivery: { ...nowhere, webhookId: "wh_2", mode: "test" },
      vehicleId,
      eventType: "CHARGING_STARTED",
      eventTime: at,
      vehicles: []
    })
    expect(as("EventBased", Sample.eventBasedOfMany)).toMatchObject({ vehicleId: null, vehicles: [{ vehicleId }] })
  })
})

const { state, failed } = Sample

/** Each is known by name, but not what it says. */
const misfits: Readonly<Record<string, unknown>> = {
  "no data": { ...state, data: undefined },
  "no id of the car": { ...state, data: { ...state.data, vehicle: { make: "TESLA" } } },
  "no id of the event": { ...state, eventId: undefined },
  "no signals": { ...state, data: { ...state.data, signals: undefined } },
  "signals that are none": { ...state, data: { ...state.data, signals: [1, { name: "VIN" }] } },
  "meta that is text": { ...state, meta: "4.0" },
  "an error without a type": { ...failed, data: { ...failed.data, errors: [{ code: "X" }] } },
  "no challenge": { ...Sample.verify, data: {} },
  "vehicles that are none": { ...Sample.scheduled, payload: { vehicles: [7] } },
  "data of another kind": { ...Sample.dynamic, payload: { vehicles: [{ vehicleId, data: "/battery" }] } },
  "a status that is text": {
    ...Sample.dynamic,
    payload: { vehicles: [{ vehicleId, data: [{ path: "/", code: "OK" }] }] }
  },
  "an event of no car": { ...Sample.eventBased, payload: { eventId: "event-5" } },
  "a name in capitals": { ...Sample.dynamic, eventName: "DYNAMIC" }
}

const strangers: ReadonlyArray<unknown> = [
  null,
  true,
  7,
  "VERIFY",
  [],
  [Sample.state],
  {},
  { eventType: "VEHICLE_SOLD", eventId: "event-6", data: { price: 1 }, meta: state.meta }
]

describe("UnknownEvent", () => {
  for (const [name, body] of Object.entries(misfits)) {
    it(`has all of an event with ${name}`, () => {
      const raw = asJson(body)
      const event = decode(raw)
      expect(event).toMatchObject({ _tag: "UnknownEvent", raw })
      expect(encode(event)).toBe(raw)
    })
  }

  it("is whatever else there is", () => {
    for (const raw of strangers) {
      expect(decode(raw)).toMatchObject({ _tag: "UnknownEvent", raw })
      expect(encode(decode(raw))).toBe(raw)
    }
  })

  it("tells its id, version and delivery where it has them", () => {
    expect(decode(strangers[7])).toMatchObject({
      version: "4.0",
      eventId: "event-6",
      delivery: as("VehicleState", state).delivery
    })
    expect(decode({ ...Sample.eventBased, eventName: "new" })).toMatchObject({
      version: "2.0",
      eventId: "event-4",
      delivery: { ...nowhere, webhookId: "wh_2", mode: "test" }
    })
    expect(decode(3)).toEqual({ _tag: "UnknownEvent", version: null, eventId: null, delivery: nowhere, raw: 3 })
  })
})

describe("fromJson", () => {
  it.effect("fails only where there is no JSON", () =>
    Effect.gen(function* () {
      const secret = "my-name"
      const bodies = ["", `{"${secret}`, "\ufeff{}", new Uint8Array([0x22, 0xff, 0x22]), new ArrayBuffer(0)]
      // From JavaScript.
      const others: ReadonlyArray<never> = [undefined as never, null as never, { [secret]: 1 } as never, 7 as never]
      for (const body of [...bodies, ...others]) {
        const error = yield* Effect.flip(WebhookEvent.fromJson(body))
        expect(error).toMatchObject({ _tag: "InvalidInputError", endpoint: "fromJson", field: "body" })
        expect(String(error)).not.toContain(secret)
      }
      expect(yield* WebhookEvent.fromJson(" null ")).toMatchObject({ _tag: "UnknownEvent", raw: null })
    })
  )
})
