import { describe, expect, it } from "@effect/vitest"
import { Smartcar } from "@effect-smartcar/sdk"
import { Connections, Signal, Signals, Subscriptions, Vehicle, Webhooks } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect, FastCheck as FC } from "effect"
import { type Subject, subjects } from "../support/golden.js"
import { type AnyError, exchange, type Needs, userId, vehicleId } from "../support/harness.js"
import { accepts, expectRoute, hostile, refused } from "../support/hostile.js"

const ok = Wire.json({})

const owned = Vehicle.make(vehicleId, { owner: userId })

/** Many values in one run: a run costs far more than a call. */
const many = <A>(arbitrary: FC.Arbitrary<A>) => FC.array(arbitrary, { minLength: 30, maxLength: 30 })

const once = { timeout: 20_000, fastCheck: { numRuns: 1 } }

const parametersOf = ({ endpoint }: Subject): ReadonlyArray<string> => endpoint.path.match(/(?<=:)\w+/g) ?? []

const withIds = subjects.filter((subject) => subject.version === "v3" && parametersOf(subject).length > 0)

/** What bodies need beside the ids. */
const inputs = {
  percent: 80,
  latitude: 1,
  longitude: 1,
  location: { latitude: 1, longitude: 1 },
  startTime: "22:00",
  stopTime: "06:00",
  days: { monday: { startTime: "22:00", stopTime: "06:00" } },
  weekdays: { startTime: "22:00", stopTime: "06:00" }
}

const call = ({ endpoint }: Subject, params: object): Effect.Effect<unknown, AnyError, Needs> =>
  Effect.flatMap(Smartcar.Smartcar, (smartcar) =>
    // Any descriptor with any parameters: what the public functions would refuse by type.
    smartcar.execute(endpoint as never, { ...inputs, ...params } as never, { owner: userId })
  )

const origins: Readonly<Record<string, string>> = {
  vehicle: "https://vehicle.api.smartcar.com",
  managementV3: "https://management.api.smartcar.com"
}

describe("no id changes the route", () => {
  it("every path parameter of the table is tested here", () => {
    expect([...new Set(withIds.flatMap(parametersOf))].sort()).toEqual([
      "applicationId",
      "code",
      "connectionId",
      "scheduleId",
      "subscriptionId",
      "userId",
      "vehicleId",
      "webhookId"
    ])
    expect(withIds.length).toBe(23)
  })

  for (const subject of withIds) {
    const { name, path, host, method } = subject.endpoint
    const ids = FC.record(Object.fromEntries(parametersOf(subject).map((parameter) => [parameter, hostile])))

    it.effect.prop(
      `${name}: ${path}`,
      [many(ids)],
      ([all]) =>
        Effect.forEach(all, (given) =>
          Effect.map(exchange(call(subject, given), ok), (outcome) => {
            const values = new Map(Object.entries(given))
            const bad = parametersOf(subject).find((parameter) => !accepts(values.get(parameter) ?? ""))
            if (bad !== undefined) {
              expect(refused(outcome)).toBe(bad)
              return
            }
            const template = path.split("/").slice(1)
            expectRoute(
              outcome,
              template.map((part) => (part.startsWith(":") ? (values.get(part.slice(1)) ?? "") : part)),
              origins[host]
            )
            const [request] = outcome.requests
            expect([request?.method, request?.url.search, request?.url.pathname.split("/")[1]]).toEqual([
              method,
              "",
              "v3"
            ])
          })
        ).pipe(Effect.asVoid),
      once
    )

    it.effect(`${name}: an id that is missing, or is no text`, () =>
      Effect.gen(function* () {
        for (const parameter of parametersOf(subject)) {
          const good = Object.fromEntries(parametersOf(subject).map((other) => [other, "x"]))
          for (const id of [undefined, null, 7, {}, ["a"], ""]) {
            expect(refused(yield* exchange(call(subject, { ...good, [parameter]: id }), ok))).toBe(parameter)
          }
        }
      })
    )
  }

  it.effect.prop(
    "a code of a signal that is not in the table",
    [many(hostile)],
    ([codes]) =>
      Effect.forEach(codes, (code) =>
        Effect.map(exchange(Signals.get(owned, Signal.untyped(code)), ok), (outcome) => {
          if (accepts(code)) expectRoute(outcome, ["vehicles", vehicleId, "signals", code], origins["vehicle"])
          else expect(refused(outcome)).toBe("code")
        })
      ).pipe(Effect.asVoid),
    once
  )
})

describe("filters", () => {
  const isText = (text: string) => text !== "" && !/[\p{Cc}\p{Cs}]/u.test(text)

  it.effect.prop(
    "come through whole, and add no parameter",
    [many(hostile)],
    ([texts]) =>
      Effect.forEach(texts, (text) =>
        Effect.gen(function* () {
          const calls = [
            [Effect.asVoid(Connections.list({ externalId: text })), "externalId", "filter[user.externalId]"],
            [Effect.asVoid(Webhooks.list({ name: text })), "name", "filter[name]"],
            [Effect.asVoid(Subscriptions.list({ userId: text })), "userId", "filter[userId]"]
          ] as const
          for (const [call, field, key] of calls) {
            const outcome = yield* exchange(call, ok)
            if (isText(text)) expect([...(outcome.requests[0]?.url.searchParams ?? [])]).toEqual([[key, text]])
            else expect(refused(outcome)).toBe(field)
          }
        })
      ).pipe(Effect.asVoid),
    once
  )
})

describe("the user id", () => {
  it.effect.prop(
    "is sent as it is, or refused",
    [many(FC.oneof(hostile, FC.stringMatching(/^[ -~]{0,8}$/)))],
    ([owners]) =>
      Effect.forEach(owners, (owner) =>
        Effect.map(exchange(Signals.list(Vehicle.make(vehicleId, { owner })), ok), (outcome) => {
          if (/^[!-~]([ -~]*[!-~])?$/.test(owner) && owner !== "default") {
            expect(outcome.requests.map(({ headers }) => headers["sc-user-id"])).toEqual([owner])
          } else expect(refused(outcome)).toBe("owner")
        })
      ).pipe(Effect.asVoid),
    once
  )
})
