// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import { type Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import type { SmartcarConfig } from "@effect-smartcar/sdk/SmartcarConfig"
import type * as v2 from "@effect-smartcar/sdk/v2"
import type { AccountError } from "@effect-smartcar/sdk/v3"
import * as Connect from "@effect-smartcar/sdk/v3/Connect"
import { Effect, type Layer, type Redacted } from "effect"
import { expectTypeOf, test } from "vitest"

test("the bridge is an interpreter around an interpreter, and cannot fail to be built", () => {
  expectTypeOf(Migration.layerV2OverV3).returns.toEqualTypeOf<
    Layer.Layer<Smartcar.Smartcar, never, Smartcar.Smartcar>
  >()
  Migration.layerV2OverV3()
  Migration.layerV2OverV3({ mode: "simulated", userId: (owner) => Effect.succeed(owner) })
  const unknownOwner = new SmartcarError.InvalidInputError({
    endpoint: "userId",
    field: "owner",
    description: "an unknown owner"
  })
  Migration.layerV2OverV3({
    userId: (owner, vehicleId) => {
      expectTypeOf(owner).toEqualTypeOf<string>()
      expectTypeOf(vehicleId).toEqualTypeOf<string | undefined>()
      return owner === "user-17" ? Effect.succeed("u-1") : Effect.fail(unknownOwner)
    }
  })
  // @ts-expect-error v3 has no test mode
  Migration.layerV2OverV3({ mode: "test" })
  // The error is one of Smartcar's.
  expectTypeOf<() => Effect.Effect<string, Error>>().not.toExtend<Migration.Options["userId"]>()
  // @ts-expect-error a user id is text
  Migration.layerV2OverV3({ userId: () => Effect.succeed(17) })
})

test("userIdOf", () => {
  expectTypeOf(Migration.userIdOf).returns.toEqualTypeOf<Effect.Effect<string, AccountError, Smartcar.Smartcar>>()
})

test("the mappings say of each descriptor of v2 what becomes of it", () => {
  expectTypeOf<keyof typeof Migration.mappings>().toEqualTypeOf<keyof typeof v2.endpoints>()
  expectTypeOf(Migration.mappings.odometer).toEqualTypeOf<Migration.Mapped>()
  expectTypeOf(Migration.mappings.lock._tag).toEqualTypeOf<"Mapped">()
  expectTypeOf(Migration.mappings.teslaCompass).toEqualTypeOf<Migration.Unmapped>()
  expectTypeOf(Migration.mappings.exchangeCode.reason).toEqualTypeOf<string>()
  // @ts-expect-error there is no such call in v2
  Migration.mappings.horn
})

test("Connect of v3", () => {
  expectTypeOf(Connect.authorizeUrl).returns.toEqualTypeOf<
    Effect.Effect<string, SmartcarError.CredentialsError | SmartcarError.InvalidInputError, SmartcarConfig>
  >()
  expectTypeOf(Connect.parseCallback).returns.toEqualTypeOf<
    Effect.Effect<Connect.Connected | Connect.Reauthenticated, Connect.ConnectError | SmartcarError.InvalidInputError>
  >()
  expectTypeOf<Connect.Connected["userId"]>().toEqualTypeOf<string>()
  expectTypeOf<Connect.Connected["code"]>().toEqualTypeOf<Redacted.Redacted | undefined>()
  // @ts-expect-error only re-authentication clears the external id
  Connect.authorizeUrl({ externalId: null })
  Connect.reauthenticateUrl({ vehicleId: "v", externalId: null })
})
