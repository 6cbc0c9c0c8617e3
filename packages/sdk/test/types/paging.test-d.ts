// Nothing runs here: the calls are made for their types.
// @effect-diagnostics floatingEffect:off
import { Endpoint, Paging, type Reading, Smartcar } from "@effect-smartcar/sdk"
import { accountErrors, Connections, endpoints, Tesla, User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { type DateTime, Effect, Schema, Stream } from "effect"
import { expectTypeOf, test } from "vitest"
import type * as Expected from "./expected.js"
import type { Open } from "./expected.js"

const car = Vehicle.make("36ab27d0-fd9d-4455-823a-ce30af709ffc")

type Streamed<A, E> = Stream.Stream<A, E, Smartcar.Smartcar>
type Read<A, E> = Effect.Effect<ReadonlyArray<A>, E, Smartcar.Smartcar>

type Connection = {
  readonly vehicleId: string
  readonly userId: string
  readonly connectedAt: DateTime.Utc | null
  readonly mode?: Open<"live" | "simulated" | "test">
}

test("items are inferred, errors and requirement are the call's", () => {
  expectTypeOf(Paging.stream(Vehicles.list)({ owner: "me" })).toEqualTypeOf<Streamed<string, Expected.Account>>()
  expectTypeOf(Paging.stream(Vehicle.permissions)(car)).toEqualTypeOf<Streamed<string, Expected.Vehicle>>()
  expectTypeOf(Paging.all(Connections.list)({ userId: "u" })).toEqualTypeOf<Read<Connection, Expected.Account>>()
  expectTypeOf(Paging.take(Vehicles.list, 3)()).toEqualTypeOf<Read<string, Expected.Account>>()
  expectTypeOf(Paging.stream(Tesla.chargeRecordsBilling)(car).pipe(Stream.map((r) => r.recordId))).toEqualTypeOf<
    Streamed<string | number | null, Expected.Vehicle>
  >()
  expectTypeOf(Paging.pages(Vehicles.list, { prefetch: true })()).toEqualTypeOf<
    Streamed<
      Reading.Reading<{
        readonly vehicles: ReadonlyArray<string>
        readonly paging: { readonly count: number; readonly offset: number }
      }>,
      Expected.Account
    >
  >()
})

test("arguments are the call's", () => {
  expectTypeOf(Paging.stream(Vehicles.list)).parameters.toEqualTypeOf<Parameters<typeof Vehicles.list>>()
  expectTypeOf(Paging.all(Vehicle.permissions)).parameters.toEqualTypeOf<Parameters<typeof Vehicle.permissions>>()
  // @ts-expect-error a car is needed
  Paging.stream(Vehicle.permissions)()
  // @ts-expect-error cursors are for connections
  Paging.all(Vehicles.list)({ cursor: "c" })
  // @ts-expect-error a number
  Paging.take(Vehicles.list, "3")
  // @ts-expect-error what is collected at once has nothing to do meanwhile
  Paging.all(Vehicles.list, { prefetch: true })
})

test("only a list that is paged can be streamed", () => {
  // @ts-expect-error one answer
  Paging.stream(User.get)
  // @ts-expect-error one answer
  Paging.all(Vehicle.odometer)
  // @ts-expect-error a command
  Paging.take(Vehicle.lock, 1)
  // @ts-expect-error not a call
  Paging.stream(endpoints.vehicles)
  // @ts-expect-error one answer
  Paging.stream(Smartcar.call(endpoints.user))
})

test("a tag that the call cannot fail with cannot be caught", () => {
  // @ts-expect-error no car is asked
  Paging.stream(Vehicles.list)().pipe(Stream.catchTag("VehicleStateError", () => Stream.empty))
  // @ts-expect-error no car is asked
  Paging.all(Vehicles.list)().pipe(Effect.catchTag("VehicleStateError", () => Effect.void))
})

test("a descriptor's paging is about its own pages", () => {
  const definition = {
    auth: "user",
    errors: accountErrors,
    path: "/x",
    success: Schema.Struct({ list: Schema.Array(Schema.Number) })
  } as const
  const items = ({ list }: { readonly list: ReadonlyArray<number> }) => list
  const x = Endpoint.read("x", { ...definition, paging: Endpoint.cursor({ items, next: () => null }) })
  expectTypeOf(Paging.all(Smartcar.call(x))()).toEqualTypeOf<Read<number, Expected.Account>>()
  Endpoint.read("y", {
    ...definition,
    // @ts-expect-error another page
    paging: Endpoint.cursor({ items: ({ cars }: { readonly cars: ReadonlyArray<string> }) => cars, next: () => null })
  })
  // @ts-expect-error what leads on is missing
  Endpoint.offset({ items })
})
