import { assert, describe, it } from "@effect/vitest"
import { Credentials, type Smartcar, SmartcarError } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import { User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Connections, Signal } from "@effect-smartcar/sdk/v3"
import { Effect, Either } from "effect"
import { car, connection, exchange, headers, page, problem, signal, userId, vehicleId } from "../support/migration.js"

const handle = Vehicle.make(vehicleId, { owner: userId })
const requestId = headers["sc-request-id"]
const api = "vehicle.api/v3"

describe("the owner of API v2.0 and the user of API v3", () => {
  const odometer = car([signal(Signal.odometerTraveledDistance, { value: 1 })])

  it.effect("withOwner counts, the handle's owner wins, an access token does not matter", () =>
    Effect.gen(function* () {
      const calls = [
        [Vehicle.odometer(Vehicle.make(vehicleId)).pipe(Credentials.withOwner("u-2")), "u-2"],
        [Vehicle.odometer(handle).pipe(Credentials.withOwner("u-2")), userId],
        [Vehicle.odometer(handle).pipe(Credentials.withAccessToken("v2-token")), userId]
      ] as const
      for (const [call, user] of calls) {
        const { requests } = yield* exchange(call, odometer)
        assert.strictEqual(requests[0]?.headers["sc-user-id"], user)
        assert.strictEqual(requests[0]?.headers["authorization"], "Bearer app-token-1")
      }
    })
  )

  it.effect("options.userId is asked with the owner and the car, and may make calls of its own", () =>
    Effect.gen(function* () {
      const asked: Array<unknown> = []
      const options: Migration.Options = {
        userId: (owner, id) => {
          asked.push([owner, id])
          return Effect.as(Connections.list({ userId }), userId)
        }
      }
      const mine = Vehicle.make(vehicleId, { owner: "user-17" })
      const { requests, sent } = yield* exchange(Vehicle.odometer(mine), odometer, options)
      assert.deepStrictEqual(sent, [
        `GET ${api}/connections?filter[userId]=${userId}`,
        `GET ${api}/vehicles/${vehicleId}/signals/odometer-traveleddistance`
      ])
      assert.strictEqual(requests[1]?.headers["sc-user-id"], userId)
      const user = yield* exchange(User.get(), odometer, options)
      assert.deepStrictEqual(user.result, Either.right({ value: { id: userId }, meta: {} }))
      assert.deepStrictEqual(asked, [
        ["user-17", vehicleId],
        ["default", undefined]
      ])
    })
  )

  /** Every call that is made in a user's name. */
  const calls = (of: Vehicle.VehicleHandle) =>
    ({
      odometer: Vehicle.odometer(of),
      battery: Vehicle.battery(of),
      attributes: Vehicle.attributes(of),
      permissions: Vehicle.permissions(of),
      lock: Vehicle.lock(of),
      user: User.get({ owner: of.owner }),
      vehicles: Vehicles.list({ owner: of.owner }),
      batch: Vehicle.batch(of, { requests: [{ path: "/" }] }),
      subscribe: Vehicle.subscribe(of, { webhookId: "w" }),
      unsubscribe: Vehicle.unsubscribe(of, { webhookId: "w" }),
      disconnect: Vehicle.disconnect(of)
    }) satisfies Record<string, Effect.Effect<unknown, SmartcarError.SmartcarError, Smartcar.Smartcar>>

  const refused = (owner: string | undefined, options?: Migration.Options) =>
    Effect.forEach(
      Object.entries<Effect.Effect<unknown, SmartcarError.SmartcarError, Smartcar.Smartcar>>(
        calls(Vehicle.make(vehicleId, { owner }))
      ),
      ([name, call]) =>
        Effect.map(exchange(call, car([]), options), ({ result, sent }) => {
          assert.deepInclude(problem(result), { _tag: "InvalidInputError", field: "owner", endpoint: name })
          assert.deepStrictEqual([name, sent], [name, []])
          return String(problem(result)["description"])
        })
    )

  it.effect("without an owner nothing is sent", () => Effect.all([refused(undefined), refused("default"), refused("")]))

  it.effect("what options.userId yields is checked: no user is not any user", () =>
    Effect.gen(function* () {
      for (const none of [undefined, null, "", " ", "default", 17, { id: userId }, "a\r\nb"]) {
        // @ts-expect-error without types a look-up may come to anything
        yield* refused("user-17", { userId: () => Effect.succeed(none) })
      }
      // @ts-expect-error nor need it be an effect
      yield* refused("user-17", { userId: () => undefined })
      // @ts-expect-error
      yield* refused("user-17", { userId: () => userId })
    })
  )

  it.effect("an error of options.userId is the call's, and one of no kind of Smartcar's is typed too", () =>
    Effect.gen(function* () {
      const unknown = new SmartcarError.InvalidInputError({
        endpoint: "userId",
        field: "owner",
        description: "an owner we do not know"
      })
      const told = yield* refused("user-17", { userId: () => Effect.fail(unknown) })
      assert.deepStrictEqual([...new Set(told)], ["an owner we do not know"])
      for (const error of [new Error("db-password"), "db-password", undefined, { _tag: "TimeoutError" }]) {
        // Without types it may fail with anything.
        const descriptions = yield* refused("user-17", { userId: () => Effect.fail(error as never) })
        for (const description of descriptions) {
          assert.include(description, "userId")
          assert.notInclude(description, "db-password")
        }
      }
    })
  )

  it.effect("userIdOf finds the newest user of the car, and no other car's", () =>
    Effect.gen(function* () {
      const found = (items: ReadonlyArray<unknown>, mode?: "simulated") =>
        exchange(
          Migration.userIdOf(vehicleId, { mode }),
          car([], { "GET /v3/connections": ({ url }) => page(items, url) })
        )
      const several = [
        connection("c-0", { car: "another", user: "u-0" }),
        connection("c-1", { user: null }),
        connection("c-2", { user: "u-2" }),
        connection("c-3", { user: "u-3" })
      ]
      const { result, sent } = yield* found(several, "simulated")
      assert.deepStrictEqual(result, Either.right("u-2"))
      assert.deepStrictEqual(sent, [
        `GET ${api}/connections?filter[vehicleId]=${vehicleId}&filter[vehicle.mode]=simulated`
      ])
      for (const items of [[], several.slice(0, 2)]) {
        assert.deepInclude(problem((yield* found(items)).result), {
          _tag: "ResourceNotFoundError",
          code: "CONNECTION_NOT_FOUND",
          statusCode: 404,
          endpoint: "userIdOf",
          vehicleId,
          requestId
        })
      }
    })
  )
})
