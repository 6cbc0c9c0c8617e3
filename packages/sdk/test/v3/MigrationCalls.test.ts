import { assert, describe, it } from "@effect/vitest"
import { Paging, type SmartcarError } from "@effect-smartcar/sdk"
import { Connections, User, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { Effect, Either } from "effect"
import { plain } from "../support/harness.js"
import {
  answer,
  car,
  connection,
  connectionId,
  exchange,
  failing,
  headers,
  page,
  problem,
  subscription,
  userId,
  vehicle,
  vehicleId
} from "../support/migration.js"

const handle = Vehicle.make(vehicleId, { owner: userId })
const requestId = headers["sc-request-id"]
const webhookId = "8c9f1b1e-0000-4000-8000-000000000002"
const api = "vehicle.api/v3"
const managed = "management.api/v3"

/** The value, as plain JSON, or the error. */
const shown = <A, E>(result: Either.Either<{ readonly value: A }, E>) =>
  Either.isRight(result) ? plain(result.right.value) : problem(result)

const removed = Wire.text("", { status: 204, headers })

const executed = (commandType: string) =>
  answer({
    data: {
      id: "exec_1",
      type: "command-execution",
      attributes: { commandType, status: { value: "SUCCESS" }, executionMode: "sync" },
      meta: { executedAt: "2026-11-01T10:00:00Z", completedAt: "2026-11-01T10:00:03Z", durationInSeconds: 3.2 }
    }
  })

describe("commands of API v2.0 on API v3", () => {
  const commands = {
    startCharge: [Vehicle.startCharge(handle), "charge/start"],
    stopCharge: [Vehicle.stopCharge(handle), "charge/stop"],
    lock: [Vehicle.lock(handle), "security/lock"],
    unlock: [Vehicle.unlock(handle), "security/unlock"],
    setChargeLimit: [
      Vehicle.setChargeLimit(handle, { limit: 0.8 }),
      'charge/set-limit {"data":{"attributes":{"percent":80}}}'
    ],
    sendDestination: [
      Vehicle.sendDestination(handle, { latitude: 37.77, longitude: -122.41 }),
      'navigation/set-destination {"data":{"attributes":{"latitude":37.77,"longitude":-122.41}}}'
    ]
  } as const
  for (const [name, [call, wire]] of Object.entries(commands)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { requests, result, sent } = yield* exchange(call, executed(name))
        assert.deepStrictEqual(result, Either.right({ value: { status: "success" }, meta: { requestId } }))
        assert.deepStrictEqual(sent, [`POST ${api}/vehicles/${vehicleId}/commands/${wire}`])
        assert.strictEqual(requests[0]?.headers["sc-user-id"], userId)
      })
    )
  }

  it.effect("setChargeLimit sends the nearest whole percent", () =>
    Effect.gen(function* () {
      const sent = (limit: number) =>
        Effect.map(
          exchange(Vehicle.setChargeLimit(handle, { limit }), executed("charge-set-limit")),
          ({ requests }) => JSON.parse(requests[0]?.body ?? "").data.attributes.percent
        )
      // 0.57 * 100 is not quite 57.
      for (let percent = 50; percent <= 100; percent++) assert.strictEqual(yield* sent(percent / 100), percent)
      assert.strictEqual(yield* sent(0.504), 50)
      assert.strictEqual(yield* sent(0.8051), 81)
    })
  )

  it.effect("version and flags of the handle are not sent, its units are", () =>
    Effect.gen(function* () {
      const car = Vehicle.make(vehicleId, {
        owner: userId,
        version: "9.9",
        flags: { beta: true },
        unitSystem: "imperial"
      })
      const { requests, sent } = yield* exchange(Vehicle.lock(car), executed("security-lock"))
      assert.deepStrictEqual(sent, [`POST ${api}/vehicles/${vehicleId}/commands/security/lock`])
      assert.strictEqual(requests[0]?.headers["sc-unit-system"], "imperial")
    })
  )
})

describe("what Smartcar itself knows", () => {
  it.effect("attributes", () =>
    Effect.gen(function* () {
      const { result, sent } = yield* exchange(Vehicle.attributes(handle), car([]))
      assert.deepStrictEqual(shown(result), { id: vehicleId, make: "VOLKSWAGEN", model: "ID. Buzz", year: 2025 })
      assert.deepStrictEqual(sent, [`GET ${api}/vehicles/${vehicleId}`])
      const bare = answer({ data: { ...vehicle, attributes: { make: "FORD" } } })
      const unknown = yield* exchange(Vehicle.attributes(handle), bare)
      assert.deepInclude(problem(unknown.result), { _tag: "UnexpectedResponseError", endpoint: "attributes" })
    })
  )

  it.effect("user needs no request", () =>
    Effect.gen(function* () {
      const { requests, result } = yield* exchange(User.get({ owner: userId }), car([]))
      assert.deepStrictEqual(result, Either.right({ value: { id: userId }, meta: {} }))
      assert.lengthOf(requests, 0)
    })
  )

  it.effect("permissions are those of the user's connection to the car", () =>
    Effect.gen(function* () {
      const all = ["read_battery", "control_charge", "read_odometer"]
      const whole = yield* exchange(Vehicle.permissions(handle), car([]))
      assert.deepStrictEqual(shown(whole.result), { permissions: all, paging: { count: 3, offset: 0 } })
      assert.deepStrictEqual(whole.sent, [
        `GET ${api}/connections?filter[userId]=${userId}&filter[vehicleId]=${vehicleId}`
      ])
      const part = yield* exchange(Vehicle.permissions(handle, { limit: 1, offset: 1 }), car([]))
      assert.deepStrictEqual(shown(part.result), { permissions: ["control_charge"], paging: { count: 3, offset: 1 } })
      assert.deepStrictEqual(
        (yield* exchange(Paging.all(Vehicle.permissions)(handle), car([]))).result,
        Either.right(all)
      )
      const twelve = Array.from({ length: 12 }, (_, i) => `read_${i}`)
      const many = car([], {
        "GET /v3/connections": ({ url }) => {
          const granted = connection()
          return page([{ ...granted, attributes: { ...granted.attributes, permissions: twelve } }], url)
        }
      })
      assert.deepStrictEqual(shown((yield* exchange(Vehicle.permissions(handle), many)).result), {
        permissions: twelve.slice(0, 10),
        paging: { count: 12, offset: 0 }
      })
      assert.deepStrictEqual(
        (yield* exchange(Paging.all(Vehicle.permissions)(handle), many)).result,
        Either.right(twelve)
      )
      assert.deepStrictEqual(
        (yield* exchange(Vehicle.hasPermissions(handle, ["control_charge"]), car([]))).result,
        Either.right(true)
      )
      for (const items of [[], [connection("c", { car: "another" })], [connection("c", { user: "another" })]]) {
        const { result } = yield* exchange(
          Vehicle.permissions(handle),
          car([], { "GET /v3/connections": ({ url }) => page(items, url) })
        )
        assert.deepInclude(problem(result), { _tag: "ResourceNotFoundError", code: "CONNECTION_NOT_FOUND", requestId })
      }
    })
  )

  const list = (n: number) =>
    Array.from({ length: n }, (_, i) => connection(`c-${i}`, { car: `v-${i}`, user: i === 3 ? null : userId }))
  const listed = (n: number) => car([], { "GET /v3/connections": ({ url }) => page(list(n), url) })
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `v-${from + i}`)

  it.effect("vehicles: one page, whatever the offset", () =>
    Effect.gen(function* () {
      const read = (params: { readonly limit?: number; readonly offset?: number }, n = 25) =>
        Effect.map(exchange(Vehicles.list({ owner: userId, ...params }), listed(n)), ({ result, sent }) => [
          shown(result),
          sent.map((request) => new URL(`http://${request.split(" ")[1]}`).searchParams.get("page[number]"))
        ])
      const paging = (offset: number, count = 25) => ({ count, offset })
      assert.deepStrictEqual(yield* read({}), [{ vehicles: ids(0, 10), paging: paging(0) }, ["1"]])
      assert.deepStrictEqual(yield* read({ limit: 5, offset: 10 }), [
        { vehicles: ids(10, 15), paging: paging(10) },
        ["3"]
      ])
      assert.deepStrictEqual(yield* read({ limit: 5, offset: 12 }), [
        { vehicles: ids(12, 17), paging: paging(12) },
        ["3", "4"]
      ])
      assert.deepStrictEqual(yield* read({ limit: 10, offset: 24 }), [
        { vehicles: ids(24, 25), paging: paging(24) },
        ["3"]
      ])
      assert.deepStrictEqual(yield* read({ limit: 10, offset: 30 }), [{ vehicles: [], paging: paging(30) }, ["4"]])
      assert.deepStrictEqual(yield* read({}, 0), [{ vehicles: [], paging: paging(0, 0) }, ["1"]])
    })
  )

  it.effect("vehicles: no page is larger than v3 has, and every car comes once", () =>
    Effect.gen(function* () {
      const items = list(500)
      const capped: Wire.Handler = ({ url }) =>
        Effect.sync(() => {
          const shortened = new URL(url)
          if (Number(url.searchParams.get("page[size]")) > 100) shortened.searchParams.set("page[size]", "100")
          return page(items, shortened)
        })
      const far = yield* exchange(Vehicles.list({ owner: userId, limit: 150, offset: 200 }), capped)
      assert.deepStrictEqual(shown(far.result), { vehicles: ids(200, 300), paging: { count: 500, offset: 200 } })
      assert.deepStrictEqual(far.sent, [
        `GET ${api}/connections?filter[userId]=${userId}&page[number]=3&page[size]=100`
      ])
      const all = (limit: number, answers: Wire.Handler) =>
        Effect.map(exchange(Paging.all(Vehicles.list)({ owner: userId, limit }), answers), ({ result }) => result)
      for (const limit of [50, 100, 150]) {
        assert.deepStrictEqual([limit, yield* all(limit, capped)], [limit, Either.right(ids(0, 500))])
      }
      // Small pages take many requests.
      assert.deepStrictEqual(yield* all(7, listed(60)), Either.right(ids(0, 60)))
      assert.deepStrictEqual(yield* all(1, listed(20)), Either.right(ids(0, 20)))
      const users = yield* exchange(Paging.all(Connections.list)({ limit: 150 }), capped)
      assert.strictEqual(users.sent[4], `GET ${api}/connections?page[number]=5&page[size]=100`)
      assert.lengthOf(Either.getOrThrow(users.result), 499)
    })
  )

  it.effect("vehicles: where the answer does not count them, the next page tells", () =>
    Effect.gen(function* () {
      const uncounted = (next: string | null) =>
        answer({ data: list(10), meta: { pageNumber: 1, pageSize: 10 }, links: { next } })
      const more = yield* exchange(Vehicles.list({ owner: userId }), uncounted("https://next"))
      assert.deepInclude(shown(more.result), { paging: { count: 11, offset: 0 } })
      const last = yield* exchange(Vehicles.list({ owner: userId }), uncounted(null))
      assert.deepInclude(shown(last.result), { paging: { count: 10, offset: 0 } })
    })
  )

  it.effect("Paging reads all vehicles, by user and mode", () =>
    Effect.gen(function* () {
      const { result, sent } = yield* exchange(Paging.all(Vehicles.list)({ owner: userId }), listed(120), {
        mode: "simulated"
      })
      assert.deepStrictEqual(result, Either.right(ids(0, 120)))
      const query = `filter[userId]=${userId}&filter[vehicle.mode]=simulated`
      assert.deepStrictEqual(
        sent,
        [1, 2, 3].map((n) => `GET ${api}/connections?${query}&page[number]=${n}&page[size]=50`)
      )
    })
  )

  it.effect("connections: the page's number is the cursor", () =>
    Effect.gen(function* () {
      const first = yield* exchange(Connections.list({ limit: 2 }), listed(5))
      const connectedAt = "2026-05-03T02:45:45.349Z"
      assert.deepStrictEqual(shown(first.result), {
        connections: ["v-0", "v-1"].map((id) => ({ vehicleId: id, userId, connectedAt, mode: "live" })),
        paging: { cursor: "2" }
      })
      assert.deepStrictEqual(first.sent, [`GET ${api}/connections?page[number]=1&page[size]=2`])
      const filtered = yield* exchange(
        Connections.list({ userId: "u", vehicleId: "v", mode: "simulated", limit: 2, cursor: "3" }),
        listed(5)
      )
      assert.deepStrictEqual(filtered.sent, [
        `GET ${api}/connections?filter[userId]=u&filter[vehicleId]=v&filter[vehicle.mode]=simulated&page[number]=3&page[size]=2`
      ])
      assert.deepInclude(shown(filtered.result), { paging: { cursor: null } })
      // One without a user is none to v2.
      const all = yield* exchange(
        Effect.map(Paging.all(Connections.list)(), (found) => found.map((c) => c.vehicleId)),
        listed(230)
      )
      assert.deepStrictEqual(all.result, Either.right(ids(0, 230).filter((id) => id !== "v-3")))
      assert.lengthOf(all.requests, 3)
    })
  )
})

describe("what changes at Smartcar", () => {
  it.effect("disconnect looks up the connection and removes it", () =>
    Effect.gen(function* () {
      const remove = { [`DELETE /v3/connections/${connectionId}`]: () => removed }
      const { result, sent } = yield* exchange(Vehicle.disconnect(handle), car([], remove))
      assert.deepStrictEqual(shown(result), { status: "success" })
      assert.deepStrictEqual(sent, [
        `GET ${api}/connections?filter[userId]=${userId}&filter[vehicleId]=${vehicleId}&page[size]=100`,
        `DELETE ${api}/connections/${connectionId}`
      ])
    })
  )

  it.effect("nothing is removed that a server sent which does not filter", () =>
    Effect.gen(function* () {
      const others = [connection("c-1", { car: "another" }), connection("c-2", { user: "another" })]
      const answers = car([], {
        "GET /v3/connections": ({ url }) => page(others, url),
        "GET /v3/subscriptions": ({ url }) =>
          page(
            [
              subscription("s-1", webhookId, "another"),
              subscription("s-2", "another"),
              subscription("s-3", webhookId, vehicleId, "another")
            ],
            url
          )
      })
      const calls = [
        [Vehicle.disconnect(handle), "CONNECTION_NOT_FOUND"],
        [Vehicle.unsubscribe(handle, { webhookId }), "SUBSCRIPTION_NOT_FOUND"]
      ] as const
      for (const [call, code] of calls) {
        const { requests, result } = yield* exchange<unknown, SmartcarError.SmartcarError>(call, answers)
        assert.deepInclude(problem(result), { _tag: "ResourceNotFoundError", code, statusCode: 404, vehicleId })
        assert.lengthOf(requests, 1)
      }
      const none = yield* exchange(Connections.remove({ userId, vehicleId }), answers)
      assert.deepStrictEqual(shown(none.result), { connections: [] })
      assert.lengthOf(none.requests, 1)
    })
  )

  it.effect("Connections.remove lists them all, and then removes each", () =>
    Effect.gen(function* () {
      const items = Array.from({ length: 102 }, (_, i) => connection(`c-${i}`, { car: `v-${i}` }))
      const answers: Wire.Handler = ({ method, url }) =>
        Effect.succeed(method === "DELETE" ? removed : page(items, url))
      const { result, sent } = yield* exchange(Connections.remove({ userId }), answers)
      assert.deepStrictEqual(shown(result), {
        connections: items.map((_, i) => ({ vehicleId: `v-${i}`, userId }))
      })
      const filter = `GET ${api}/connections?filter[userId]=${userId}`
      assert.deepStrictEqual(sent.slice(0, 3), [
        `${filter}&page[size]=100`,
        `${filter}&page[number]=2&page[size]=100`,
        `DELETE ${api}/connections/c-0`
      ])
      assert.lengthOf(sent, 104)
    })
  )

  it.effect("subscribe and unsubscribe", () =>
    Effect.gen(function* () {
      const accepted = answer({ meta: { message: "subscription creation in progress" } }, 202)
      const subscribed = yield* exchange(Vehicle.subscribe(handle, { webhookId }), accepted)
      assert.deepStrictEqual(shown(subscribed.result), { webhookId, vehicleId })
      assert.deepStrictEqual(subscribed.sent, [
        `POST ${managed}/subscriptions ${JSON.stringify({ data: { attributes: { webhookId, userId, vehicleId } } })}`
      ])
      const answers = car([], {
        "GET /v3/subscriptions": ({ url }) =>
          page(
            ["s-1", "s-2"].map((id) => subscription(id, webhookId)),
            url
          ),
        "DELETE /v3/subscriptions/s-1": () => removed,
        "DELETE /v3/subscriptions/s-2": () => removed
      })
      const ended = yield* exchange(Vehicle.unsubscribe(handle, { webhookId }), answers)
      assert.deepStrictEqual(shown(ended.result), { status: "success" })
      assert.deepStrictEqual(ended.sent, [
        `GET ${managed}/subscriptions?filter[userId]=${userId}&filter[vehicleId]=${vehicleId}&filter[webhookId]=${webhookId}&page[size]=100`,
        `DELETE ${managed}/subscriptions/s-1`,
        `DELETE ${managed}/subscriptions/s-2`
      ])
    })
  )

  it.effect("a step that fails ends the call", () =>
    Effect.gen(function* () {
      const remove = { [`DELETE /v3/connections/${connectionId}`]: () => failing("SERVER", "INTERNAL", 500) }
      const { requests, result } = yield* exchange(Vehicle.disconnect(handle), car([], remove))
      assert.deepInclude(problem(result), { _tag: "ServerError", endpoint: "disconnect", vehicleId })
      assert.lengthOf(requests, 2)
    })
  )
})
