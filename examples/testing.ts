/** One program, tested by swapping one layer: on the simulator, through a fault, and on canned answers. */
import assert from "node:assert/strict"
import { Credentials, Reading, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { FakeHttp, Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Console, Effect, Layer } from "effect"

/** The program under test knows nothing of what is below it. */
const needsCharging = (id: string) =>
  Vehicle.battery(Vehicle.make(id)).pipe(
    Reading.value,
    Effect.map(({ percentRemaining }) => percentRemaining < 0.5),
    Effect.catchTag("CompatibilityError", () => Effect.succeed(false))
  )

const onTheSimulator = Effect.gen(function* () {
  const [tesla, camry] = Fleet.standard.cars.map(({ id }) => id)
  assert.equal(yield* needsCharging(tesla ?? ""), true)
  assert.equal(yield* needsCharging(camry ?? ""), false)

  yield* Simulator.fail(Simulator.vendorError({ type: "UPSTREAM", code: "NO_RESPONSE" }))
  const error = yield* Effect.flip(needsCharging(tesla ?? ""))
  assert.equal(error._tag, "UpstreamError")
}).pipe(Effect.provide(Simulator.layer({ connected: true, seed: "my test" })))

const onCannedAnswers = Effect.gen(function* () {
  assert.equal(yield* needsCharging("car-1"), true)
  const [request] = yield* FakeHttp.requests
  assert.equal(request?.url.pathname, "/v2.0/vehicles/car-1/battery")
}).pipe(
  Effect.provide(
    Smartcar.layer.pipe(
      Layer.provide(Credentials.layerAccessToken("token")),
      Layer.provide(SmartcarConfig.layer()),
      Layer.provideMerge(FakeHttp.layer(Wire.json({ percentRemaining: 0.3, range: 40.5 })))
    )
  )
)

Effect.all([onTheSimulator, onCannedAnswers]).pipe(Effect.zipRight(Console.log("both hold")), Effect.runPromise)
