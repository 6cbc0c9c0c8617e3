import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, type Endpoint, Smartcar, type VehicleHandle } from "@effect-smartcar/sdk"
import { Audi, Nissan, Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Effect, Either, FastCheck as FC, Hash, Layer, Redacted } from "effect"
import { type AnyCall, type Asked, carOf, good, layerOfOwners, lines, together, vendor } from "./support/batches.js"
import { fields, type Needs, plain } from "./support/harness.js"
import { refusal } from "./support/tries.js"

interface Read {
  (vehicle: VehicleHandle.VehicleHandle): AnyCall
  readonly endpoint: Endpoint.Any
}

/** Every public function that a batch can carry. */
const reads = Object.values({ ...Vehicle, ...Tesla, audi: Audi.charge, nissan: Nissan.chargeSchedule }).filter(
  (call): call is typeof call & Read =>
    "endpoint" in call && "batch" in call.endpoint && call.endpoint.batch !== undefined
)

/** An error, and the vendor's error inside it, without the request id: an entry of a batch has the batch's. */
const failure = ({ error, ...own }: Record<string, unknown>): Record<string, unknown> => ({
  ...own,
  requestId: "",
  ...(error === undefined ? {} : { error: failure(fields(error)) })
})

/** What came of a read, without what differs from answer to answer. */
const told = (result: Either.Either<unknown, unknown>) =>
  Either.match(result, {
    onLeft: (error) => failure(fields(error)),
    onRight: (reading) => JSON.stringify(plain(reading)).replace(/"requestId":"[^"]*"/, "")
  })

type Wrapper = Layer.Layer<Smartcar.Smartcar, never, Needs>

const modes: Readonly<
  Record<string, readonly [options: { readonly concurrency: "unbounded" | 1 }, Wrapper | undefined]>
> = {
  single: [{ concurrency: 1 }, undefined],
  batched: [together, Smartcar.layerBatched],
  within: [{ concurrency: "unbounded" }, Smartcar.layerBatchedWithin("20 millis")]
}

interface Plan {
  readonly read: Read
  readonly car: string
  readonly owner: string | undefined
  readonly around: string | undefined
  readonly token: string | undefined
  readonly units: "metric" | "imperial" | undefined
  readonly flags: Endpoint.Flags | undefined
  readonly version: string | undefined
}

const plan: FC.Arbitrary<Plan> = FC.record({
  read: FC.constantFrom(...reads),
  car: FC.constantFrom("a", "b", "c"),
  owner: FC.constantFrom(undefined, "me", "you"),
  around: FC.constantFrom(undefined, "me", "she"),
  token: FC.option(FC.constantFrom("one", "two"), { nil: undefined, freq: 4 }),
  units: FC.constantFrom(undefined, "metric", "imperial"),
  flags: FC.option(FC.constantFrom({ country: "DE" }, { beta: true }, {}), { nil: undefined, freq: 4 }),
  version: FC.option(FC.constantFrom("2.0", "2.1"), { nil: undefined, freq: 5 })
})

const callOf = ({ around, car, flags, owner, read, token, units, version }: Plan): AnyCall => {
  let call: AnyCall = read(carOf(car, { owner, unitSystem: units, flags, version }))
  if (around !== undefined) call = Credentials.withOwner(call, around)
  if (token !== undefined) call = Credentials.withAccessToken(call, Redacted.make(token))
  return call
}

/** Some answer to whatever is asked, the same for the same question: it tells what was asked. */
const fate = (asked: Asked): Wire.Response => {
  const chance = Math.abs(Hash.string(JSON.stringify(asked))) % 10
  const all = JSON.stringify(asked)
  const description = { type: "VALIDATION", code: null, description: all }
  switch (chance) {
    case 0:
      return refusal(409, "VEHICLE_STATE", "ASLEEP")
    case 1:
      return refusal(429, "RATE_LIMIT", "VEHICLE", { headers: { "retry-after": "17" } })
    case 2:
      return Wire.json(description, { status: 400 })
    case 3:
      return Wire.json({ error: "invalid_grant", error_description: all }, { status: 400 })
    case 4:
      return Wire.json({ what: all })
    case 5:
      return Wire.json({ oops: all }, { status: 500 })
    default:
      return good(asked)
  }
}

describe("batched reads give what single ones give", () => {
  it.live.prop(
    "for any reads of any cars, owners, tokens, units, flags and versions, and any answers to them",
    { plans: FC.array(plan, { minLength: 1, maxLength: 10 }), limit: FC.integer({ min: 1, max: 6 }) },
    ({ limit, plans }) =>
      Effect.gen(function* () {
        const sent: Record<string, Array<Wire.Request>> = {}
        const results: Record<string, unknown> = {}
        for (const [mode, [options, wrapper = Layer.context<Smartcar.Smartcar>()]] of Object.entries(modes)) {
          const requests: Array<Wire.Request> = []
          sent[mode] = requests
          const noting: Wire.Handler = (request) => {
            requests.push(request)
            return vendor(fate)(request)
          }
          const all = Effect.forEach(plans, (each) => Effect.map(Effect.either(callOf(each)), told), options)
          results[mode] = yield* Batch.withLimit(all, limit).pipe(
            Effect.provide(Layer.provideMerge(wrapper, layerOfOwners(noting)))
          )
        }
        expect(results["batched"]).toEqual(results["single"])
        expect(results["within"]).toEqual(results["single"])
        // The same requests in both batched forms, and no more than single ones; each path with one token, once.
        const [single, batched, within] = ["single", "batched", "within"].map((mode) => sent[mode] ?? [])
        expect(lines(within ?? []).toSorted()).toEqual(lines(batched ?? []).toSorted())
        const asked = (requests: ReadonlyArray<Wire.Request> = []) =>
          new Set(
            requests.flatMap((request) =>
              (lines([request])[0] ?? "")
                .split(" ")
                .slice(2)
                .map((path) =>
                  [
                    path.replace(/\/$/, ""),
                    request.url.pathname.replace(/(\/vehicles\/[^/]*).*/, "$1"),
                    request.url.search,
                    request.headers["authorization"],
                    request.headers["sc-unit-system"]
                  ].join(" ")
                )
            )
          )
        expect(asked(batched)).toEqual(asked(single))
      }),
    { fastCheck: { numRuns: 20 }, timeout: 20_000 }
  )

  it.effect(
    "for every read of simulated cars, electric or not",
    () =>
      Effect.gen(function* () {
        const results: Record<string, unknown> = {}
        const sent: Record<string, number> = {}
        for (const mode of ["single", "batched"]) {
          const [options, wrapper = Layer.context<Smartcar.Smartcar>()] = modes[mode] ?? [together, undefined]
          yield* Effect.gen(function* () {
            const cars = Fleet.standard.cars
              .slice(0, 4)
              .map(({ id, owner }, i) => Vehicle.make(id, { owner, unitSystem: i % 2 === 0 ? "metric" : "imperial" }))
            const all = cars.flatMap((car) => reads.map((read) => Effect.map(Effect.either(read(car)), told)))
            results[mode] = yield* Effect.provide(Effect.all(all, options), wrapper)
            sent[mode] = (yield* Simulator.requests).length
            expect(sent[mode]).toBe(mode === "single" ? all.length : cars.length * Math.ceil(reads.length / 25))
          }).pipe(Effect.provide(Simulator.layer({ connected: true })))
        }
        expect(results["batched"]).toEqual(results["single"])
      }),
    20_000
  )
})
