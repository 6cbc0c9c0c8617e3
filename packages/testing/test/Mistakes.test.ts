import { describe, expect, it } from "@effect/vitest"
import type { SmartcarConfig } from "@effect-smartcar/sdk"
import { Connect } from "@effect-smartcar/sdk/v2"
import { Simulator, Wire } from "@effect-smartcar/testing"
import { Cause, Effect, Exit, Option } from "effect"
import { ada, ben, idOf } from "./support/harness.js"

const consent = (choice: Simulator.Choice) =>
  Effect.flatMap(Connect.authorizeUrl(), (url) => Simulator.consent(url, choice))

const noCar = "no car has the id nothing"
const broken = Wire.text("", { status: 500 })

// What a test gets wrong dies, and says what: a script that strikes nothing would be a test that cannot fail.
describe("a mistake in a test", () => {
  for (const [what, call, message] of [
    ["an unknown car", Simulator.car("nothing"), noCar],
    ["an unknown car to update", Simulator.update("nothing", { odometer: 1 }), noCar],
    ["an unknown car to drive", Simulator.drive("nothing", 1), noCar],
    ["an unknown car to plug in", Simulator.plugIn("nothing"), noCar],
    ["an unknown car to unplug", Simulator.unplug("nothing"), noCar],
    ["an unknown car's subscriptions", Simulator.subscriptions("nothing"), noCar],
    ["an unknown car's sign-in", Simulator.expireLogin("nothing"), "no car with the id nothing is connected"],
    ["a plug for a car without a battery", Simulator.plugIn(idOf("TOYOTA")), "has no battery"],
    ["a plug out of a car without a battery", Simulator.unplug(idOf("TOYOTA")), "has no battery"],
    ["an unknown owner's consent", consent({ owner: "nobody" }), "no owner has the id nobody"],
    ["an unknown owner's access", Simulator.access({ owner: "nobody" }), "no owner has the id nobody"],
    ["an unknown owner's revocation", Simulator.revoke("nobody"), "no owner has the id nobody"],
    ["an unknown owner's tokens", Simulator.expireAccessTokens("nobody"), "no owner has the id nobody"],
    [
      "a consent to another owner's car",
      consent({ vehicles: [idOf("TESLA"), idOf("FORD")] }),
      `the owner ${ada} has no car with the id ${idOf("FORD")}`
    ],
    [
      "access to another owner's car",
      Simulator.access({ owner: ben, vehicles: [idOf("TESLA")] }),
      `the owner ${ben} has no car with the id ${idOf("TESLA")}`
    ],
    ["a failure of an unknown car", Simulator.fail(broken, { when: { vehicleId: "nothing" } }), noCar],
    ["a delay of an unknown car", Simulator.delay("1 second", { when: { vehicleId: "nothing" } }), noCar],
    ["a cut of an unknown car", Simulator.cut("sent", { when: { vehicleId: "nothing" } }), noCar],
    ["less than no times", Simulator.fail(broken, { times: -1 }), "a fault strikes 0 times or more, not -1"],
    ["a chance above 1", Simulator.fail(broken, { chance: 5 }), "a chance is from 0 to 1, not 5"],
    ["a chance below 0", Simulator.fail(broken, { chance: -0.1 }), "a chance is from 0 to 1, not -0.1"],
    ["a chance that is no number", Simulator.fail(broken, { chance: Number.NaN }), "a chance is from 0 to 1, not NaN"]
  ] as const) {
    it.effect(`dies: ${what}`, () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit<unknown, unknown, Simulator.Simulator | SmartcarConfig.SmartcarConfig>(call)
        const defect = Exit.isFailure(exit) ? Cause.dieOption(exit.cause) : Option.none()
        expect(String(Option.getOrUndefined(defect))).toContain(message)
      }).pipe(Effect.provide(Simulator.layer()))
    )
  }
})
