import { assert, describe, it } from "@effect/vitest"
import { Credentials } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import { User, Vehicle } from "@effect-smartcar/sdk/v2"
import { Signal } from "@effect-smartcar/sdk/v3"
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
          return id === undefined ? Effect.succeed("u-of-none") : Migration.userIdOf(id)
        }
      }
      const mine = Vehicle.make(vehicleId, { owner: "user-17" })
      const { requests, sent } = yield* exchange(Vehicle.odometer(mine), odometer, options)
      assert.deepStrictEqual(sent, [
        `GET ${api}/connections?filter[vehicleId]=${vehicleId}`,
        `GET ${api}/vehicles/${vehicleId}/signals/odometer-traveleddistance`
      ])
      assert.strictEqual(requests[1]?.headers["sc-user-id"], userId)
      const user = yield* exchange(User.get(), odometer, options)
      assert.deepStrictEqual(user.result, Either.right({ value: { id: "u-of-none" }, meta: {} }))
      assert.deepStrictEqual(asked, [
        ["user-17", vehicleId],
        ["default", undefined]
      ])
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
