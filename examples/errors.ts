/** Failures: by tag, by meaning, and what the types rule out. */
import { Reading, type Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import { User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { Console, Duration, Effect } from "effect"

const [tesla, camry] = Fleet.standard.cars.map(({ id }) => Vehicle.make(id))
const [ada] = Fleet.standard.owners
if (tesla === undefined || camry === undefined || ada === undefined) throw new Error("the standard fleet is empty")

/** By tag: each handler gets the error with its fields, and the rest stays in the error channel. */
const charging = Vehicle.startCharge(tesla).pipe(
  Effect.as("charging"),
  Effect.catchTags({
    VehicleStateError: ({ code, suggestedUserMessage }) => Effect.succeed(`${code}: ${suggestedUserMessage}`),
    CompatibilityError: ({ code }) => Effect.succeed(`never: ${code}`)
  })
)

/** By meaning: what to do about any error of the SDK's. */
const advice = (error: SmartcarError.SmartcarError): string => {
  if (SmartcarError.needsReauthorization(error)) return "send the owner through Connect again"
  if (SmartcarError.isUserActionable(error)) return "tell the owner what to do"
  if (error._tag === "AuthenticationError")
    return "renew the token; if that fails, send the owner through Connect again"
  if (!SmartcarError.isRetryable(error)) return "give up"
  const wait = "retryAfter" in error && error.retryAfter !== undefined ? Duration.format(error.retryAfter) : "a moment"
  return `try again in ${wait}`
}

const report = <A>(what: string, call: Effect.Effect<A, SmartcarError.SmartcarError, Smartcar.Smartcar>) =>
  call.pipe(
    Effect.flatMap((value) => Console.log(`${what}:`, value)),
    Effect.catchAll((error) => Console.log(`${what}: ${error._tag}: ${error.message} -> ${advice(error)}`))
  )

/** By type: an impossible tag does not compile. No car is asked here, so no car's state can be wrong. */
export const user = User.get().pipe(
  // @ts-expect-error
  Effect.catchTag("VehicleStateError", () => Effect.void)
)

const program = Effect.gen(function* () {
  yield* report("start to charge a car that is not plugged in", charging)
  yield* report("the battery of a car without one", Reading.value(Vehicle.battery(camry)))
  yield* report("a charge limit of 120 %", Vehicle.setChargeLimit(tesla, { limit: 1.2 }))

  yield* Simulator.fail(Simulator.vendorError({ type: "RATE_LIMIT", code: "VEHICLE", retryAfter: 90 }))
  yield* report("a throttled car", Reading.value(Vehicle.odometer(tesla)))

  yield* Simulator.fail(Wire.text("<html>Bad gateway</html>", { status: 502 }))
  yield* report("a proxy in the way", Reading.value(Vehicle.odometer(tesla)))

  yield* Simulator.cut("sent")
  yield* report("a cut connection", Reading.value(Vehicle.odometer(tesla)))

  yield* Simulator.revoke(ada.id)
  yield* report("an owner who has left", Reading.value(Vehicle.odometer(tesla)))
})

program.pipe(Effect.provide(Simulator.layer({ connected: true })), Effect.runPromise)
