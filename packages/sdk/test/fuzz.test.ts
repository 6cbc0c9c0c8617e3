import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { HttpClient, type HttpClientRequest } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Batch, Credentials, Paging, Smartcar, SmartcarConfig, SmartcarError } from "@effect-smartcar/sdk"
import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
import * as Migration from "@effect-smartcar/sdk/Migration"
import { Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Auth, Commands, Connections } from "@effect-smartcar/sdk/v3"
import { Cause, Context, Effect, Either, Exit, Layer, Logger, LogLevel, Option, Scheduler } from "effect"
import { Chance, failureOf, type Hostile, hostileAnswer, responseTo } from "./support/fuzzAnswers.js"
import { type Subject, subjects } from "./support/golden.js"
import { config, layerOver, type Needs, userId, vehicleId } from "./support/harness.js"
import { sampleOf } from "./support/samplesV3.js"

const number = (variable: string, otherwise: number) => Number(process.env[variable] ?? otherwise)

/** `FUZZ_CASES=100000` in .ci/run. One case again: `FUZZ_FROM=n FUZZ_CASES=1`, with the seed that the failure names. */
const seed = number("FUZZ_SEED", 5)
const from = number("FUZZ_FROM", 0)
const cases = number("FUZZ_CASES", 3000)

/** The case that is answered now. */
class Current extends Context.Reference<Current>()("test/fuzz/Current", {
  defaultValue: (): { readonly chance: Chance; readonly hostile: Hostile; requests: number } => {
    throw new Error("no case")
  }
}) {}

/** So many are answered; what pages or looks up further ends then. */
const maxRequests = 4

const last: Hostile = { status: 404, headers: {}, body: new Uint8Array() }

const answer = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(Current, (current) => {
    current.requests += 1
    if (current.requests > maxRequests) return responseTo(request, last)
    return current.chance.once(200)
      ? failureOf(request, current.chance, current.hostile)
      : responseTo(request, current.hostile)
  })

const makeClient = () =>
  HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest>) => Effect.flatMap(request, answer),
    Effect.succeed
  )

const ordinary: HttpClient.HttpClient = makeClient()
const bounded: HttpClient.HttpClient = Object.assign(makeClient(), { [BoundedHttpClient.TypeId]: answer })

const http = Layer.succeed(HttpClient.HttpClient, ordinary)
const build = <A>(layer: Layer.Layer<A>) => Effect.runSync(Effect.scoped(Layer.build(layer)))
const shared = build(layerOver(http))
const sharedBounded = build(layerOver(Layer.succeed(HttpClient.HttpClient, bounded)))
const bridged = build(Migration.layerV2OverV3().pipe(Layer.provideMerge(layerOver(http))))

/** What decodes answers that it takes for those of an endpoint. */
type Case = readonly [name: string, subject: Subject, call: Effect.Effect<unknown, unknown, Needs>]

const car = Vehicle.make(vehicleId, { owner: userId })

const named = (version: Subject["version"], name: string): Subject => {
  const found = subjects.find((subject) => subject.version === version && subject.name === name)
  if (found === undefined) throw new Error(`no endpoint ${version} ${name}`)
  return found
}

/** What every call can fail with when it was answered, or not. */
const ours = new Set(["TransportError", "UnexpectedResponseError"])

interface Target {
  readonly name: string
  readonly subject: Subject
  readonly call: Effect.Effect<unknown, unknown>
  /** The vendor's errors that it declares; any of them unless it is one endpoint. */
  readonly tags?: ReadonlySet<string>
}

const callsOver = (context: Context.Context<Needs>) =>
  subjects.map(
    (subject): Target => ({
      name: `${subject.version} ${subject.name}`,
      subject,
      call: Effect.provide(sampleOf(subject), context),
      tags: subject.endpoint.errors.tags
    })
  )

const entriesOf = (entries: Readonly<Record<string, Either.Either<unknown, unknown>>>) =>
  Effect.forEach(Object.values(entries), (entry) =>
    Either.isRight(entry) || SmartcarError.isSmartcarError(entry.left)
      ? Effect.void
      : Effect.die(new Error("an entry failed with no error of the SDK"))
  )

const clientCredentials = Smartcar.layer.pipe(
  Layer.provide(Credentials.layerClientCredentials(Auth.requestToken)),
  Layer.provide(SmartcarConfig.layer(config)),
  Layer.provide(http)
)

const together = { odometer: Vehicle.odometer, fuel: Vehicle.fuel, vin: Vehicle.vin, lock: Vehicle.lockStatus }
const batch = Effect.flatMap(Batch.all(car, together), entriesOf)
const batching = Effect.all(
  [Vehicle.odometer(car), Effect.either(Vehicle.fuel(car)), Effect.either(Vehicle.vin(car))],
  {
    batching: true,
    concurrency: "unbounded"
  }
)

const composites: ReadonlyArray<Case> = [
  ["Batch.all", named("v2", "batch"), batch],
  ["layerBatched", named("v2", "batch"), Effect.provide(batching, Smartcar.layerBatched)],
  ["pages by offset", named("v2", "vehicles"), Paging.all(Vehicles.list)()],
  ["pages by number", named("v3", "connections"), Paging.all(Connections.list)()],
  ["a token of the application", named("v3", "applicationToken"), Effect.provide(Commands.lock(car), clientCredentials)]
]

const v2OverV3: ReadonlyArray<Case> = [
  ["battery over v3", named("v3", "signal"), Vehicle.battery(car)],
  ["charge over v3", named("v3", "signals"), Vehicle.charge(car)],
  ["lock status over v3", named("v3", "signals"), Vehicle.lockStatus(car)],
  ["trouble codes over v3", named("v3", "signal"), Vehicle.diagnosticTroubleCodes(car)],
  ["attributes over v3", named("v3", "vehicle"), Vehicle.attributes(car)],
  ["permissions over v3", named("v3", "connections"), Vehicle.permissions(car)],
  ["lock over v3", named("v3", "lock"), Vehicle.lock(car)],
  ["batch over v3", named("v3", "signals"), batch]
]

const over =
  (context: Context.Context<Needs>) =>
  ([name, subject, call]: Case): Target => ({ name, subject, call: Effect.provide(call, context) })

const targets = [
  ...callsOver(shared),
  ...callsOver(sharedBounded),
  ...callsOver(sharedBounded),
  ...composites.map(over(shared)),
  ...v2OverV3.map(over(bridged))
]

/** An error keeps no more of an answer than fits on a page or two. */
const maxKept = 100_000

const judge = ({ tags }: Target, exit: Exit.Exit<unknown, unknown>): string | undefined => {
  if (Exit.isSuccess(exit)) return undefined
  const failure = Cause.failureOption(exit.cause)
  if (Option.isNone(failure)) return `a defect: ${Cause.pretty(exit.cause).slice(0, 2000)}`
  const error = Cause.originalError(failure.value)
  if (!SmartcarError.isSmartcarError(error)) return `no error of the SDK: ${String(error).slice(0, 200)}`
  if (tags !== undefined && !tags.has(error._tag) && !ours.has(error._tag)) return `an undeclared error: ${error._tag}`
  const kept = JSON.stringify(error).length
  return kept > maxKept ? `${error._tag} keeps ${kept} characters` : undefined
}

const complaints: Array<string> = []
const ends = { Success: 0, Failure: 0 }

const run = (index: number) => {
  const chance = new Chance(seed * 1_000_003 + index)
  const target = chance.pick(targets)
  const hostile = hostileAnswer(chance, index, target.subject)
  return Effect.map(
    Effect.exit(Effect.provideService(target.call, Current, { chance, hostile, requests: 0 })),
    (exit) => {
      const complaint = judge(target, exit)
      if (complaint !== undefined) {
        const body = typeof hostile.body === "string" ? hostile.body : new TextDecoder().decode(hostile.body)
        complaints.push(
          `FUZZ_SEED=${seed} FUZZ_FROM=${index} FUZZ_CASES=1: ${target.name}: ${complaint}
  status ${hostile.status}, headers ${JSON.stringify(hostile.headers).slice(0, 300)}, body ${JSON.stringify(body.slice(0, 300))}`
        )
      }
      ends[exit._tag] += 1
    }
  )
}

/** Lets timers and messages have their turn after few steps: Vitest asks whether the test is alive. */
const patient = new Scheduler.MixedScheduler(16)

/** Some wait, as a renewal does between its tries. */
const all = (start: number, end: number) =>
  Effect.forEach(
    Array.from({ length: end - start }, (_, index) => start + index),
    run,
    { concurrency: 64, discard: true }
  ).pipe(Logger.withMinimumLogLevel(LogLevel.None), Effect.withScheduler(patient))

/** Megabytes that may stay after any number of answers. */
const maxGrowth = 10

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const heapUsed = () => {
  collect()
  return process.memoryUsage().heapUsed
}

const prototypes = () =>
  [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map(String)
  )

describe("no answer does harm", () => {
  it.live(
    `${cases} of them, from ${from}`,
    () =>
      Effect.gen(function* () {
        const before = prototypes()
        const warm = from + Math.ceil(cases / 10)
        yield* all(from, warm)
        const heapBefore = heapUsed()
        yield* all(warm, from + cases)
        expect((heapUsed() - heapBefore) / 1024 / 1024).toBeLessThan(maxGrowth)
        if (complaints.length > 0) expect.fail(complaints.slice(0, 10).join("\n"))
        expect(prototypes()).toEqual(before)
        expect(Reflect.get({}, "polluted")).toBe(undefined)
        // Neither everything is refused, nor is everything taken.
        if (cases >= 1000) expect(Math.min(ends.Success, ends.Failure)).toBeGreaterThan(cases / 20)
      }),
    600_000
  )
})
