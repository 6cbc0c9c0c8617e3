/**
 * This SDK, by the name of the contender: `sdk-*` loops inside Effect, `promise-*` runs each call as a promise of a
 * long-lived runtime, which is what a client of promises comes down to; over `*-node`, the layer of this package,
 * `*-fetch`, that of the SDK, or `*-platform`, the platform's own client over fetch; with `*-spans` or without; `*-window`
 * batches what is asked for in a moment.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as SmartcarNode from "@effect-smartcar/node/SmartcarNode"
import * as UndiciHttpClient from "@effect-smartcar/node/UndiciHttpClient"
import * as Batch from "@effect-smartcar/sdk/Batch"
import * as BoundedHttpClient from "@effect-smartcar/sdk/BoundedHttpClient"
import * as Credentials from "@effect-smartcar/sdk/Credentials"
import * as Smartcar from "@effect-smartcar/sdk/Smartcar"
import * as SmartcarConfig from "@effect-smartcar/sdk/SmartcarConfig"
import * as TokenStore from "@effect-smartcar/sdk/TokenStore"
import * as Vehicle from "@effect-smartcar/sdk/v2/Vehicle"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Wire from "../wire.js"
import { type Contender, count, ofPromises, type Work } from "../work.js"

const over = (http: Layer.Layer<HttpClient.HttpClient>) =>
  Smartcar.layer.pipe(
    Layer.provide([http, Credentials.layer]),
    Layer.provideMerge(SmartcarConfig.layerConfig),
    Layer.provide(TokenStore.layerMemory)
  )

const layers = {
  node: SmartcarNode.layer,
  fetch: over(BoundedHttpClient.layerFetch),
  platform: over(FetchHttpClient.layer)
}

const token = Redacted.make(Wire.token)

/** With the one token of a client's owner. */
const withToken = (http: Layer.Layer<HttpClient.HttpClient>) =>
  Smartcar.layer.pipe(
    Layer.provide([http, Credentials.layerAccessToken(token)]),
    Layer.provideMerge(Layer.orDie(SmartcarConfig.layerConfig))
  )

const alone = { node: withToken(UndiciHttpClient.layer), fetch: withToken(BoundedHttpClient.layerFetch) }

const car = Vehicle.make(Wire.car)
const sleeper = Vehicle.make(Wire.sleeper)

const calls = {
  read: () => Effect.map(Vehicle.odometer(car), ({ value }) => count([value.distance === 104.32])),
  six: () =>
    Effect.all(
      [
        Vehicle.odometer(car),
        Vehicle.fuel(car),
        Vehicle.engineOil(car),
        Vehicle.tirePressure(car),
        Vehicle.location(car),
        Vehicle.battery(car)
      ],
      { batching: true, concurrency: "unbounded" }
    ).pipe(
      Effect.map(([odometer, fuel, engineOil, tirePressure, location, battery]) =>
        count([
          odometer.value.distance === 104.32,
          fuel.value.range === 240.5,
          engineOil.value.lifeRemaining === 0.86,
          tirePressure.value.backLeft === 219,
          location.value.latitude === 37.4292,
          battery.value.range === 40.5
        ])
      )
    ),
  batch: () =>
    Batch.all(car, {
      odometer: Vehicle.odometer,
      fuel: Vehicle.fuel,
      engineOil: Vehicle.engineOil,
      tirePressure: Vehicle.tirePressure,
      location: Vehicle.location,
      battery: Vehicle.battery
    }).pipe(
      Effect.map(({ odometer, fuel, engineOil, tirePressure, location, battery }) =>
        count([
          Either.isRight(odometer) && odometer.right.value.distance === 104.32,
          Either.isRight(fuel) && fuel.right.value.range === 240.5,
          Either.isRight(engineOil) && engineOil.right.value.lifeRemaining === 0.86,
          Either.isRight(tirePressure) && tirePressure.right.value.backLeft === 219,
          Either.isRight(location) && location.right.value.latitude === 37.4292,
          Either.isRight(battery) && battery.right.value.range === 40.5
        ])
      )
    ),
  error: () =>
    Vehicle.odometer(sleeper).pipe(
      Effect.as(0),
      Effect.catchTag("VehicleStateError", ({ code }) => Effect.succeed(count([code === "ASLEEP"])))
    )
} satisfies Record<Work, () => Effect.Effect<number, unknown, Smartcar.Smartcar>>

/** As a service would: so many fibers, each with one call after the other. */
const repeat = (
  call: Effect.Effect<number, unknown, Smartcar.Smartcar>,
  times: number,
  concurrency: number
): Effect.Effect<number, unknown, Smartcar.Smartcar> => {
  let left = times
  let readings = 0
  const worker = Effect.whileLoop({
    while: () => left-- > 0,
    body: () => call,
    step: (right) => {
      readings += right
    }
  })
  return Effect.map(
    Effect.all(Arr.replicate(worker, Math.min(concurrency, times)), { concurrency: "unbounded", discard: true }),
    () => readings
  )
}

export const make = (name: string): Contender => {
  const [style, transport, variant] = name.split("-")
  const layer = style === "promise" ? alone[transport as keyof typeof alone] : layers[transport as keyof typeof layers]
  const tracing = Layer.setTracerEnabled(variant === "spans")
  const plain = ManagedRuntime.make(Layer.merge(layer, tracing))
  const batching = variant === "window" ? Smartcar.layerBatchedWithin(0) : Smartcar.layerBatched
  // Built at its first use: only the work that asks for automatic batching runs over it.
  const batched = ManagedRuntime.make(Layer.merge(Layer.provide(batching, layer), tracing))
  const run = (work: Work, effect: Effect.Effect<number, unknown, Smartcar.Smartcar>) =>
    (work === "six" ? batched : plain).runPromise(effect)
  return style === "promise"
    ? ofPromises({
        read: () => run("read", calls.read()),
        six: () => run("six", calls.six()),
        batch: () => run("batch", calls.batch()),
        error: () => run("error", calls.error())
      })
    : {
        repeat: (work, times, concurrency) =>
          run(work, Credentials.withAccessToken(repeat(Effect.suspend(calls[work]), times, concurrency), token))
      }
}
