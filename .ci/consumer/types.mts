// Written by barrel and by module; the exported values show that their inferred types can be named from outside.
import { SharedRateLimiter, SqlTokenStore } from "@effect-smartcar/fleet"
import { RedisRateLimiter } from "@effect-smartcar/fleet/redis"
import * as SqlTokenStoreModule from "@effect-smartcar/fleet/SqlTokenStore"
import { SmartcarNode } from "@effect-smartcar/node"
import * as NodeModule from "@effect-smartcar/node/SmartcarNode"
import { Batch, Credentials, type SmartcarError } from "@effect-smartcar/sdk"
import * as BatchModule from "@effect-smartcar/sdk/Batch"
import { Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import * as TeslaModule from "@effect-smartcar/sdk/v2/makes/Tesla"
import * as VehicleModule from "@effect-smartcar/sdk/v2/Vehicle"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect, Redacted } from "effect"

const car = Vehicle.make("car-1")

export const reading = Vehicle.odometer(car)

export const alerts = [Tesla.alerts(car), TeslaModule.alerts(car)] as const

export const both = Batch.all({ odometer: Vehicle.odometer, fuel: VehicleModule.fuel })(car)

export const layers = [SmartcarNode.layer, NodeModule.layerWith({ timeout: "60 seconds" })] as const

export const fleet = [
  SqlTokenStore.layer(),
  SqlTokenStoreModule.migrate(),
  SharedRateLimiter.layer,
  RedisRateLimiter.layer({ host: "127.0.0.1" })
] as const

export const handled = reading.pipe(
  Effect.catchTag("VehicleStateError", (error) => Effect.succeed(error.suggestedUserMessage)),
  Credentials.withAccessToken(Redacted.make("token-1"))
)

export const distance: Effect.Effect<number, SmartcarError.SmartcarError> = BatchModule.all({
  odometer: Vehicle.odometer
})(car).pipe(
  Effect.flatMap((entries) => entries.odometer),
  Effect.map(({ value }) => value.distance),
  Effect.provide(NodeModule.layerWith({}))
)

export const fake = FakeHttp.layer(Wire.json({ distance: 104.32 }))
