// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import type { Access, Endpoint, Smartcar, SmartcarConfig, SmartcarError } from "@effect-smartcar/sdk"
import { Auth, Compatibility, Connections, User, Vehicles } from "@effect-smartcar/sdk/v2"
import { type DateTime, Effect, type Redacted } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"
import type { OfAccount, Open } from "./expected.js"

type Removed = {
  readonly connections: ReadonlyArray<{ readonly vehicleId: string; readonly userId: string }>
}

test("success, errors and requirement", () => {
  expectTypeOf(Auth.exchangeCode).returns.toEqualTypeOf<
    Effect.Effect<Access, Expected.Auth, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>
  >()
  expectTypeOf(Auth.exchangeRefreshToken).returns.toEqualTypeOf<
    Effect.Effect<Access, Expected.Auth, Smartcar.Smartcar>
  >()
  expectTypeOf(User.get).returns.toEqualTypeOf<OfAccount<{ readonly id: string }>>()
  expectTypeOf(Vehicles.list).returns.toEqualTypeOf<
    OfAccount<{
      readonly vehicles: ReadonlyArray<string>
      readonly paging: { readonly count: number; readonly offset: number }
    }>
  >()
  expectTypeOf(Compatibility.check).returns.toEqualTypeOf<
    OfAccount<{
      readonly compatible: boolean
      readonly reason: Open<"VEHICLE_NOT_COMPATIBLE" | "MAKE_NOT_COMPATIBLE"> | null
      readonly capabilities: ReadonlyArray<{
        readonly permission: string
        readonly endpoint: string
        readonly capable: boolean
        readonly reason: Open<"VEHICLE_NOT_CAPABLE" | "SMARTCAR_NOT_CAPABLE"> | null
      }>
    }>
  >()
  expectTypeOf(Compatibility.matrix).returns.toEqualTypeOf<
    OfAccount<{
      readonly [make: string]: ReadonlyArray<{
        readonly model: string
        readonly startYear: number
        readonly endYear: number
        readonly type: Open<"ICE" | "HEV" | "PHEV" | "BEV">
        readonly endpoints: ReadonlyArray<string>
        readonly permissions: ReadonlyArray<string>
      }>
    }>
  >()
  expectTypeOf(Connections.list).returns.toEqualTypeOf<
    OfAccount<{
      readonly connections: ReadonlyArray<{
        readonly vehicleId: string
        readonly userId: string
        readonly connectedAt: DateTime.Utc | null
        readonly mode?: Open<"live" | "simulated" | "test">
      }>
      readonly paging?: { readonly cursor: string | null }
    }>
  >()
  expectTypeOf(Connections.remove).returns.toEqualTypeOf<OfAccount<Removed>>()
})

test("tokens are hidden, times are times", () => {
  expectTypeOf<Access["accessToken"]>().toEqualTypeOf<Redacted.Redacted>()
  expectTypeOf<Access["refreshToken"]>().toEqualTypeOf<Redacted.Redacted>()
  expectTypeOf<Access["expiresAt"]>().toEqualTypeOf<DateTime.Utc>()
  expectTypeOf<Access["refreshExpiresAt"]>().toEqualTypeOf<DateTime.Utc>()
})

test("a tag that a call cannot fail with cannot be caught", () => {
  // @ts-expect-error no car is asked
  User.get().pipe(Effect.catchTag("VehicleStateError", () => Effect.void))
  // @ts-expect-error no car is asked
  Vehicles.list().pipe(Effect.catchTag("UpstreamError", () => Effect.void))
  // @ts-expect-error no token endpoint
  User.get().pipe(Effect.catchTag("OAuthError", () => Effect.void))
  // @ts-expect-error no manufacturer's account
  Connections.list().pipe(Effect.catchTag("ConnectedServicesAccountError", () => Effect.void))
  // @ts-expect-error the token endpoint has its own word for it
  Auth.exchangeCode("c").pipe(Effect.catchTag("AuthenticationError", () => Effect.void))
  // @ts-expect-error nothing to permit
  Auth.exchangeRefreshToken("t").pipe(Effect.catchTag("PermissionError", () => Effect.void))

  expectTypeOf(
    User.get().pipe(Effect.catchTags({ RateLimitError: () => Effect.void, BillingError: () => Effect.void }))
  ).toMatchTypeOf<
    Effect.Effect<
      unknown,
      Exclude<Expected.Account, SmartcarError.RateLimitError | SmartcarError.BillingError>,
      Smartcar.Smartcar
    >
  >()
})

test("parameters", () => {
  expectTypeOf(User.get).parameters.toEqualTypeOf<[params?: Endpoint.CallOptions]>()
  Vehicles.list({ limit: 1, offset: 0, owner: "me", flags: { a: true } })
  // @ts-expect-error a VIN is needed
  Compatibility.check({ scope: ["read_vin"] })
  // @ts-expect-error a scope is needed
  Compatibility.check({ vin: "0SCAUDI037A5ADB1C" })
  // @ts-expect-error something to check is needed
  Compatibility.check()
  // @ts-expect-error a region is needed
  Compatibility.matrix()
  // @ts-expect-error not a region
  Compatibility.matrix({ region: "ASIA" })
  // @ts-expect-error not a type of car
  Compatibility.matrix({ region: "US", type: "STEAM" })
  // @ts-expect-error not a mode
  Connections.list({ mode: "dead" })
  // @ts-expect-error a number
  Vehicles.list({ limit: "1" })
  // @ts-expect-error a code is needed
  Auth.exchangeCode()
  // @ts-expect-error a token is needed
  Auth.exchangeRefreshToken()
})
