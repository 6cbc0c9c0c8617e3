/** Calls of every sort, each of which must end as it may. */
import { SmartcarNode } from "@effect-smartcar/node"
import { Batch, Credentials, Retry, Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Cause, Effect, Exit, Option, Random, Supervisor } from "effect"
import { pickFault } from "./faults.js"

/** How calls ended, by the tag of their error; and what must not have happened. */
export interface Tally {
  started: number
  ended: number
  readonly by: Record<string, number>
  readonly wrong: Array<string>
}

export const tally = (): Tally => ({ started: 0, ended: 0, by: {}, wrong: [] })

/** The fibers that have begun and not ended, wherever they were forked. */
export class LiveFibers extends Supervisor.AbstractSupervisor<number> {
  started = 0
  ended = 0

  override get value(): Effect.Effect<number> {
    return Effect.sync(() => this.started - this.ended)
  }

  override onStart(): void {
    this.started += 1
  }

  override onEnd(): void {
    this.ended += 1
  }
}

const layer = (origin: string) =>
  SmartcarNode.layerWith({
    origins: { api: origin },
    timeout: "2 seconds",
    maxResponseBytes: 64 * 1024,
    http: { connections: 500, shutdownTimeout: "200 millis" }
  })

const car = Effect.map(Random.next, (chance) => Vehicle.make(pickFault(chance)))

const reads = { odometer: Vehicle.odometer, fuel: Vehicle.fuel, vin: Vehicle.vin }

const retried = Retry.transient({ times: 2, base: "20 millis", maxRetryAfter: "200 millis" })

/** What a program may do with cars. */
const actions: ReadonlyArray<
  Effect.Effect<unknown, SmartcarError.SmartcarError | Cause.TimeoutException, SmartcarNode.SmartcarNode>
> = [
  Effect.flatMap(car, Vehicle.odometer),
  Effect.flatMap(car, Vehicle.odometer),
  retried(Effect.flatMap(car, Vehicle.fuel)),
  retried(Effect.flatMap(car, Vehicle.lock)),
  Effect.flatMap(car, (one) => Batch.all(one, reads)),
  Batch.retryFailed(
    Effect.flatMap(car, (one) => Batch.all(one, reads)),
    { times: 1, base: "20 millis" }
  ),
  Effect.flatMap(car, (one) =>
    Effect.all([Effect.either(Vehicle.odometer(one)), Effect.either(Vehicle.fuel(one)), Vehicle.vin(one)], {
      batching: true,
      concurrency: "unbounded"
    })
  ).pipe(Effect.provide(Smartcar.layerBatched)),
  Effect.flatMap(car, Vehicle.vin).pipe(Smartcar.withTimeout("150 millis")),
  Effect.flatMap(car, Vehicle.vin).pipe(Effect.timeoutOption("100 millis")),
  Effect.flatMap(car, (one) => Effect.race(Vehicle.odometer(one), Vehicle.fuel(one)))
]

/** One action, at times interrupted, and its end in the books. */
const act = (books: Tally) =>
  Effect.gen(function* () {
    books.started += 1
    const action = actions[yield* Random.nextIntBetween(0, actions.length)] ?? Effect.void
    const run = Credentials.withAccessToken(action, "load")
    const interrupted = (yield* Random.next) < 0.1
    const exit = yield* Effect.exit(
      interrupted
        ? Effect.raceFirst(run, Effect.delay(Effect.interrupt, `${yield* Random.nextIntBetween(0, 200)} millis`))
        : run
    )
    books.ended += 1
    const count = (end: string) => {
      books.by[end] = (books.by[end] ?? 0) + 1
    }
    if (Exit.isSuccess(exit)) return count("success")
    if (Cause.isInterruptedOnly(exit.cause)) {
      return interrupted ? count("interrupted") : void books.wrong.push("a call was interrupted by no one")
    }
    const failure = Option.map(Cause.failureOption(exit.cause), Cause.originalError)
    if (Option.isSome(failure) && SmartcarError.isSmartcarError(failure.value)) return count(failure.value._tag)
    books.wrong.push(Cause.pretty(exit.cause).slice(0, 500))
  })

/** Calls one after the other until the time is over. */
const busy = (books: Tally, until: number) =>
  Effect.repeat(act(books), { while: () => Effect.sync(() => Date.now() < until) })

/** Layers that come and go, some of them with calls under way. */
const comeAndGo = (origin: string, books: Tally, until: number) =>
  Effect.gen(function* () {
    const left = yield* Effect.fork(Effect.provide(act(books), layer(origin)))
    yield* Effect.provide(Effect.all([act(books), act(books)], { concurrency: 2 }), layer(origin))
    yield* Effect.fromFiber(left)
  }).pipe(Effect.repeat({ while: () => Effect.sync(() => Date.now() < until) }))

/** As many as are to run at once. */
const several = <A, E, R>(self: Effect.Effect<A, E, R>, times: number) =>
  Effect.all(
    Array.from({ length: times }, () => self),
    { concurrency: "unbounded", discard: true }
  )

/** So many calls at a time for so long, over layers that are closed at the end. */
export const load = (origin: string, books: Tally, concurrency: number, millis: number) =>
  Effect.suspend(() => {
    const until = Date.now() + millis
    return Effect.zip(
      Effect.provide(several(busy(books, until), concurrency), layer(origin)),
      several(comeAndGo(origin, books, until), Math.ceil(concurrency / 100)),
      { concurrent: true }
    )
  })
