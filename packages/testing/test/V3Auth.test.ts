import { describe, expect, it } from "@effect/vitest"
import { Connect, Signal, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Simulator } from "@effect-smartcar/testing"
import { Effect, TestClock } from "effect"
import { ada, basic, ben, car, idOf, raw } from "./support/harness.js"
import {
  about,
  apiClientId,
  apiClientSecret,
  application,
  compatibilityHost,
  grant,
  iam,
  managementHost,
  requestToken,
  vehicleHost
} from "./support/v3.js"

const connected = Effect.provide(Simulator.layer({ connected: true }))

const list = (headers: Record<string, string>) => raw("GET", `${vehicleHost}/connections`, { headers })

describe("the token endpoint", () => {
  it.effect("takes the credentials as a form, as JSON, or in the header", () =>
    Effect.gen(function* () {
      const json = yield* raw("POST", iam, {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(grant)
      })
      const header = yield* requestToken(
        { grant_type: "client_credentials" },
        { authorization: basic(apiClientId, apiClientSecret) }
      )
      const tokens = [yield* requestToken(grant), json, header]
      for (const { status, json } of tokens) {
        expect(status).toBe(200)
        expect(json).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 })
        expect((yield* list({ authorization: `Bearer ${json.access_token}` })).status).toBe(200)
      }
      expect(new Set(tokens.map(({ json }) => json.access_token)).size).toBe(3)
    }).pipe(connected)
  )

  it.effect("refuses in OAuth's form", () =>
    Effect.gen(function* () {
      const { client_secret: _, ...noSecret } = grant
      const { grant_type: __, ...noGrant } = grant
      const refused = [
        yield* requestToken({ ...grant, client_secret: "wrong" }),
        yield* requestToken({ ...grant, client_id: Simulator.application.clientId }),
        yield* requestToken({ grant_type: "client_credentials" }, { authorization: basic(apiClientId, "wrong") }),
        yield* requestToken(noSecret),
        yield* requestToken(noGrant),
        yield* requestToken({ ...grant, grant_type: "refresh_token" }),
        yield* raw("POST", iam, { headers: { "content-type": "application/json" }, body: "{" })
      ]
      expect(refused.map(({ status, json }) => [status, json.error])).toEqual([
        [401, "invalid_client"],
        [401, "invalid_client"],
        [401, "invalid_client"],
        [400, "invalid_request"],
        [400, "invalid_request"],
        [400, "unsupported_grant_type"],
        [400, "invalid_request"]
      ])
      for (const { json } of refused) expect(Object.keys(json)).toEqual(["error", "error_description"])
    }).pipe(connected)
  )

  it.effect("gives tokens that live an hour", () =>
    Effect.gen(function* () {
      const headers = yield* application()
      yield* TestClock.adjust("3599 seconds")
      const later = yield* application()
      expect((yield* list(headers)).status).toBe(200)
      yield* TestClock.adjust("1 second")
      expect((yield* list(headers)).status).toBe(401)
      expect((yield* list(later)).status).toBe(200)
      yield* Simulator.expireApplicationTokens
      expect((yield* list(later)).status).toBe(401)
    }).pipe(connected)
  )

  it.effect("is asked again by the SDK once its tokens are dead", () =>
    Effect.gen(function* () {
      yield* Signals.list(car("TESLA"))
      // The SDK believes a new token rather than a 401.
      yield* TestClock.adjust("10 minutes")
      yield* Simulator.expireApplicationTokens
      yield* Signals.list(car("TESLA"))
      const asked = (yield* Simulator.requests).filter(({ url }) => url.hostname === "iam.smartcar.com")
      expect(asked.length).toBe(2)
      expect(JSON.stringify(asked)).not.toContain(apiClientSecret)
    }).pipe(connected)
  )
})

describe("a call", () => {
  const error = (type: string, code: string, status: string) => ({
    errors: [expect.objectContaining({ type, code, status })]
  })

  it.effect("needs a token", () =>
    Effect.gen(function* () {
      for (const headers of [{}, { authorization: "Bearer x" }, { authorization: "Basic x" }]) {
        const answer = yield* list(headers)
        expect([answer.status, answer.json]).toEqual([401, error("AUTHENTICATION", "UNAUTHORIZED", "401")])
      }
      expect((yield* raw("GET", `${managementHost}/webhooks`)).status).toBe(401)
      const ownerToken = yield* Effect.map(Simulator.access(), ({ accessToken }) => accessToken)
      expect((yield* list({ authorization: `Bearer ${String(ownerToken)}` })).status).toBe(401)
      expect((yield* raw("GET", `${compatibilityHost}/compatible-vehicles`)).status).toBe(200)
    }).pipe(connected)
  )

  it.effect("about a car needs the car's own user", () =>
    Effect.gen(function* () {
      const paths = ["/signals", "/signals/odometer-traveleddistance"]
      for (const path of paths) {
        const missing = yield* about("TESLA", undefined, path)
        expect(missing.status).toBe(400)
        expect(missing.json.errors[0]).toMatchObject({
          status: "400",
          type: "VALIDATION",
          code: "MISSING_PARAMETER",
          title: "Missing Parameter",
          detail: "missing userId"
        })
        const wrong = yield* about("TESLA", ben, path)
        expect([wrong.status, wrong.json]).toEqual([404, error("RESOURCE_NOT_FOUND", "VEHICLE_NOT_FOUND", "404")])
        expect((yield* about("TESLA", ada, path)).status).toBe(200)
      }
      const posted = yield* about("TESLA", undefined, "/commands/security/lock", { method: "POST" })
      expect(posted.status).toBe(400)
      // Its attributes need no user.
      expect((yield* about("TESLA", undefined, "")).status).toBe(200)
      expect((yield* about("TESLA", ben, "")).status).toBe(200)
    }).pipe(connected)
  )

  it.effect("about a car that no one connected is answered as if there were none", () =>
    Effect.gen(function* () {
      expect((yield* about("TESLA", ada, "")).status).toBe(404)
      expect(yield* Effect.flip(Signals.list(car("TESLA")))).toMatchObject({
        _tag: "ResourceNotFoundError",
        code: "VEHICLE_NOT_FOUND"
      })
      yield* Simulator.access({ vehicles: [idOf("TESLA")] })
      yield* Signals.get(car("TESLA"), Signal.odometerTraveledDistance)
      expect((yield* Effect.flip(Signals.list(car("AUDI"))))._tag).toBe("ResourceNotFoundError")
      expect((yield* Effect.flip(Signals.list(Vehicle.make(idOf("TESLA")))))._tag).toBe("InvalidInputError")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("is refused in the form of v3, complete", () =>
    Effect.gen(function* () {
      const { headers, json } = yield* about("NISSAN", ada, "/signals")
      expect(json).toEqual({
        errors: [
          {
            status: "404",
            type: "RESOURCE_NOT_FOUND",
            code: "VEHICLE_NOT_FOUND",
            title: "Vehicle Not Found",
            detail: "There is no such vehicle.",
            links: { about: expect.stringMatching(/^https:\/\/smartcar\.com\/docs\/errors\//) },
            resolution: { type: null },
            meta: { debug: { requestId: headers["sc-request-id"] } }
          }
        ]
      })
    }).pipe(connected)
  )

  it.effect("is checked by the descriptor's own schemas", () =>
    Effect.gen(function* () {
      const headers = yield* application()
      const mode = yield* raw("GET", `${vehicleHost}/connections?filter[vehicle.mode]=test`, { headers })
      expect(mode.json.errors[0]).toMatchObject({ type: "VALIDATION", code: "INVALID_INPUT_FORMAT", status: "400" })
      expect(mode.json.errors[0].detail).toContain("filter[vehicle.mode]")
      const limit = { method: "POST", body: { data: { attributes: { percent: 40 } } } }
      const low = yield* about("TESLA", ada, "/commands/charge/set-limit", limit)
      expect(low.json.errors[0].detail).toContain("data.attributes.percent")
      const units = yield* about("TESLA", ada, "/signals", { headers: { "sc-unit-system": "imp" } })
      expect([mode.status, low.status, units.status]).toEqual([400, 400, 400])
    }).pipe(connected)
  )
})

describe("hosts", () => {
  it.effect("answer what is theirs, below /v3", () =>
    Effect.gen(function* () {
      const headers = yield* application(ada)
      const statusOf = (url: string) => Effect.map(raw("GET", url, { headers }), ({ json, status }) => [status, json])
      const notFound = (code: string) => [404, { errors: [expect.objectContaining({ code })] }]
      const elsewhere = notFound("INVALID_PATH")
      expect(yield* statusOf(`${managementHost}/connections`)).toEqual(elsewhere)
      expect(yield* statusOf(`${vehicleHost}/webhooks`)).toEqual(elsewhere)
      expect(yield* statusOf(`${compatibilityHost}/webhooks`)).toEqual(elsewhere)
      expect(yield* statusOf(`${vehicleHost}/vehicles`)).toEqual(elsewhere)
      expect(yield* statusOf(`${vehicleHost}/%E0`)).toEqual(elsewhere)
      expect(yield* statusOf("https://iam.smartcar.com/v3/connections")).toEqual(elsewhere)
      expect(yield* statusOf("https://vehicle.api.smartcar.com/connections")).toEqual(elsewhere)
      expect(yield* statusOf("https://vehicle.api.smartcar.com/v2.0/connections")).toEqual(notFound("VERSION"))
      expect(yield* statusOf("https://vehicle.api.smartcar.com/v4/connections")).toEqual(notFound("VERSION"))
      // Those of v2.0 know nothing of v3, and say so in their own form.
      const [status, json] = yield* statusOf("https://api.smartcar.com/v3/connections")
      expect([status, json.type]).toEqual([404, "RESOURCE_NOT_FOUND"])
    }).pipe(connected)
  )

  it.effect("are all at any other origin", () =>
    Effect.gen(function* () {
      const at = (path: string) => `http://127.0.0.1:1234${path}`
      const { json } = yield* raw("POST", at("/oauth2/token"), { body: new URLSearchParams(grant).toString() })
      const headers = { authorization: `Bearer ${json.access_token}` }
      for (const path of ["/v3/connections", "/v3/webhooks", "/v3/compatible-vehicles"]) {
        const answer = yield* raw("GET", at(path), { headers })
        expect([path, answer.status]).toEqual([path, 200])
        expect(answer.json.links.self.startsWith(at(path))).toBe(true)
      }
      const wrong = yield* raw("GET", at("/v3/nothing"), { headers })
      expect(wrong.json.errors[0].code).toBe("INVALID_PATH")
      expect((yield* raw("GET", at("/v2.0/user"))).json.type).toBe("AUTHENTICATION")
    }).pipe(connected)
  )

  it.effect("are in the configuration, with the credentials", () =>
    Effect.gen(function* () {
      const { config } = yield* Simulator.Simulator
      const origin = "http://localhost:1"
      expect(config(origin)).toMatchObject({
        applicationId: "simulator-client-id",
        apiClientId: "client_simulator",
        origins: { iam: origin, vehicle: origin, managementV3: origin, compatibility: origin, api: origin }
      })
      const own = yield* Simulator.make({ application: { clientId: "mine" } })
      expect(own.config()).toMatchObject({ clientId: "mine", applicationId: "mine" })
      expect(own.config().origins).toBeUndefined()
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("Connect", () => {
  const signIn = (options: Connect.AuthorizeOptions, choice: Simulator.Choice = {}) =>
    Effect.gen(function* () {
      const url = yield* Connect.authorizeUrl({ state: "s", ...options })
      return yield* Connect.parseCallback(yield* Simulator.consent(url, choice), { state: "s" })
    })

  it.effect("gives the user id, with which calls are made", () =>
    Effect.gen(function* () {
      const answer = yield* signIn({ externalId: "user-17", scope: ["read_odometer"] }, { owner: ben })
      expect(answer).toMatchObject({ _tag: "Connected", userId: ben, externalId: "user-17" })
      if (answer._tag !== "Connected") return
      const handle = Vehicle.make(idOf("BMW"), { owner: answer.userId })
      expect((yield* Signals.get(handle, Signal.odometerTraveledDistance)).value.status).toBe("SUCCESS")
      // The id is kept, until another session replaces it.
      expect(yield* signIn({}, { owner: ben })).toMatchObject({ externalId: "user-17" })
      expect(yield* signIn({ externalId: "user-18" }, { owner: ben })).toMatchObject({ externalId: "user-18" })
      expect(yield* signIn({}, { owner: ada })).not.toHaveProperty("externalId")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("signs in again, and gives, sets and clears the external id", () =>
    Effect.gen(function* () {
      yield* signIn({ externalId: "user-17" })
      yield* Simulator.expireLogin(idOf("TESLA"))
      const again = (externalId?: string | null) =>
        Effect.gen(function* () {
          const options = { vehicleId: idOf("TESLA"), state: "s", ...(externalId === undefined ? {} : { externalId }) }
          const location = yield* Simulator.consent(yield* Connect.reauthenticateUrl(options))
          return yield* Connect.parseCallback(location, { state: "s" })
        })
      const { value: before } = yield* Signals.get(car("TESLA"), Signal.odometerTraveledDistance)
      expect(before.status).toBe("ERROR")
      expect(yield* again()).toEqual({
        _tag: "Reauthenticated",
        vehicleId: idOf("TESLA"),
        state: "s",
        externalId: "user-17"
      })
      expect((yield* Signals.get(car("TESLA"), Signal.odometerTraveledDistance)).value.status).toBe("SUCCESS")
      expect(yield* again("user-18")).toMatchObject({ externalId: "user-18" })
      expect(yield* again(null)).not.toHaveProperty("externalId")
      expect(yield* again()).not.toHaveProperty("externalId")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("shows a page with status 400 for the id of API credentials", () =>
    Effect.gen(function* () {
      for (const name of ["client_id", "application_id"]) {
        const url = `https://connect.smartcar.com/oauth/authorize?response_type=code&${name}=${apiClientId}`
        const answer = yield* raw("GET", url)
        expect([answer.status, answer.text.includes("Invalid parameter client_id")]).toEqual([400, true])
      }
      const right = yield* raw("GET", yield* Connect.authorizeUrl())
      expect(right.status).toBe(302)
      expect(new URL(right.headers["location"] ?? "").searchParams.get("user_id")).toBe(ada)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})
