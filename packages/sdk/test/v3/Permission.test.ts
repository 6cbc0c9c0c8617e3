import { assert, it } from "@effect/vitest"
import { Permission } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { ChargeSchedules, Commands, Signal, Signals, Vehicle as V3Vehicle } from "@effect-smartcar/sdk/v3"

it("signals and commands ask for permissions as the calls of v2.0 do", () => {
  assert.deepStrictEqual(
    Permission.of(
      Signal.odometerTraveledDistance,
      Vehicle.odometer,
      Commands.lock,
      Commands.setDestination,
      ChargeSchedules.weekly,
      Signal.untyped("new-signal"),
      Signals.get,
      V3Vehicle.get
    ),
    ["read_odometer", "control_security", "control_navigation", "control_charge"]
  )
})

it("every signal's permission is a documented one", () => {
  const permissions = Permission.of(...Object.values(Signal.all))
  assert.deepStrictEqual(
    permissions.filter((permission) => !Permission.all.some((known) => known === permission)),
    []
  )
  assert.isAbove(permissions.length, 15)
})
