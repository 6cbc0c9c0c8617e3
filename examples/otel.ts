/** Traces, metrics and logs by OpenTelemetry, sent to a collector's stub that prints them. */
import assert from "node:assert/strict"
import * as Otlp from "@effect/opentelemetry/Otlp"
import { NodeHttpClient } from "@effect/platform-node"
import { SmartcarNode } from "@effect-smartcar/node"
import { Batch, Retry, TokenStore } from "@effect-smartcar/sdk"
import { User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { Console, Effect, Layer, Logger, LogLevel } from "effect"
import { collector, lines, metricsTable, tree } from "./support/otel.js"

const owner = "user-17"
const car = Vehicle.make(Fleet.standard.cars[0]?.id ?? "", { owner })

const program = Effect.gen(function* () {
  yield* TokenStore.keep(owner, yield* Simulator.access())

  yield* Simulator.fail(Simulator.vendorError({ type: "SERVER", code: "INTERNAL" }))
  yield* Vehicle.odometer(car).pipe(Retry.transient({ base: "20 millis" }), Effect.withSpan("a retry"))

  const reads = { odometer: Vehicle.odometer, battery: Vehicle.battery, fuel: Vehicle.fuel }
  yield* Batch.all(car, reads).pipe(Effect.withSpan("a batch"))

  yield* Simulator.expireAccessTokens()
  yield* User.get({ owner }).pipe(Effect.withSpan("a refresh"))

  yield* TokenStore.keep("user-18", yield* Simulator.access())
  for (const { id } of yield* Simulator.owners) yield* Simulator.revoke(id)
  yield* User.get({ owner: "user-18" }).pipe(Effect.withSpan("an error"), Effect.ignore)

  // Whose trace it is, is no business of the vendor's.
  for (const { headers } of yield* Simulator.requests) {
    assert.deepEqual(
      Object.keys(headers).filter((name) => /^(traceparent|tracestate|baggage|b3|x-b3-.*)$/.test(name)),
      []
    )
  }
})

const Smartcar = Layer.unwrapEffect(
  Effect.map(SimulatorNode.SimulatorServer, ({ config }) => SmartcarNode.layerWith(config))
).pipe(Layer.provideMerge(SimulatorNode.layerServer()))

Effect.gen(function* () {
  const { received, url } = yield* collector
  const Telemetry = Otlp.layerJson({ baseUrl: url, resource: { serviceName: "otel-example" } }).pipe(
    Layer.provide(NodeHttpClient.layerUndici),
    Layer.merge(Logger.minimumLogLevel(LogLevel.Debug)),
    // Log lines go to the collector, and neither to the terminal nor, a second time, into the spans.
    Layer.merge(Layer.merge(Logger.remove(Logger.defaultLogger), Logger.remove(Logger.tracerLogger)))
  )
  // What is left to send is sent when the layer closes.
  yield* Effect.provide(program, Layer.provideMerge(Telemetry, Smartcar))

  const names = received.spans.map(({ name }) => name)
  assert.equal(names.filter((name) => name === "Smartcar.odometer").length, 2)
  assert.equal(names.filter((name) => name === "Smartcar.refresh").length, 2)

  yield* Console.log(tree(received.spans).join("\n"))
  yield* Console.log(`\n${metricsTable(received.metrics)}`)
  yield* Console.log(`\n${lines(received.logs).join("\n")}`)
}).pipe(Effect.scoped, Effect.runPromise)
