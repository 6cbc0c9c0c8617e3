import { assert, describe, it } from "@effect/vitest"
import { SmartcarConfig } from "@effect-smartcar/sdk"
import * as Connect from "@effect-smartcar/sdk/v3/Connect"
import { Effect, FastCheck as fc, Redacted } from "effect"

const applicationId = "8229df9f-91a0-4ff0-a1ae-a1f38ee24d07"
const config = { applicationId, redirectUri: "https://example.com/home" }
const withConfig = (options: SmartcarConfig.Options = {}) =>
  Effect.provide(SmartcarConfig.layer({ ...config, ...options }))

const field = (error: { readonly _tag: string; readonly field?: string }) => error.field ?? error._tag

const start = `https://connect.smartcar.com/oauth/authorize?response_type=code&application_id=${applicationId}`

describe("v3 Connect.authorizeUrl", () => {
  it.effect("has every parameter", () =>
    Effect.gen(function* () {
      const url = yield* Connect.authorizeUrl({
        scope: ["read_odometer", "required:read_battery"],
        state: "0facda3319",
        externalId: "my user/1",
        forcePrompt: true,
        singleSelect: { vin: "5YJSA1E14FF101307" },
        makeBypass: "TESLA",
        flags: { country: "DE", beta: true },
        user: "61a3e3d2-5198-47ba-aabd-4623ce4a4042",
        mode: "simulated"
      })
      assert.strictEqual(
        url,
        `${start}&redirect_uri=https%3A%2F%2Fexample.com%2Fhome&mode=simulated&state=0facda3319` +
          "&external_id=my%20user%2F1&scope=read_odometer%20required%3Aread_battery" +
          "&user=61a3e3d2-5198-47ba-aabd-4623ce4a4042&make=TESLA&single_select=true" +
          "&single_select_vin=5YJSA1E14FF101307&approval_prompt=force&flags=country%3ADE%20beta%3Atrue"
      )
    }).pipe(withConfig())
  )

  it.effect("without options sends nothing that is unconfirmed, nor a scope over the dashboard's", () =>
    Effect.gen(function* () {
      const full = `${start}&redirect_uri=https%3A%2F%2Fexample.com%2Fhome&mode=live`
      assert.strictEqual(yield* Connect.authorizeUrl(), full)
      assert.strictEqual(yield* Connect.authorizeUrl({ scope: [], flags: {} }), full)
      assert.strictEqual(
        yield* Connect.authorizeUrl().pipe(withConfig({ redirectUri: undefined, mode: "simulated" })),
        `${start}&mode=simulated`
      )
    }).pipe(withConfig())
  )

  it.effect("says no where no was said", () =>
    Effect.gen(function* () {
      const url = yield* Connect.authorizeUrl({ forcePrompt: false, singleSelect: false })
      const { searchParams } = new URL(url)
      assert.strictEqual(searchParams.get("approval_prompt"), "auto")
      assert.strictEqual(searchParams.get("single_select"), "false")
    }).pipe(withConfig())
  )

  it.effect("the page's host is the connect origin, whatever the others are", () =>
    Effect.gen(function* () {
      const url = new URL(yield* Connect.authorizeUrl())
      assert.strictEqual(url.origin, "http://127.0.0.1:4010")
    }).pipe(withConfig({ origins: { connect: "http://127.0.0.1:4010", vehicle: "http://127.0.0.1:1" } }))
  )

  it.effect("what cannot be sent is an InvalidInputError that names it", () =>
    Effect.gen(function* () {
      const bad: ReadonlyArray<readonly [Connect.AuthorizeOptions, string]> = [
        [{ scope: ["read odometer"] }, "scope"],
        [{ state: "a\nb" }, "state"],
        [{ externalId: "" }, "externalId"],
        [{ singleSelect: { vin: "123" } }, "vin"],
        [{ makeBypass: "" }, "makeBypass"],
        [{ flags: { "a b": "c" } }, "flags.a b"],
        [{ user: "\u0000" }, "user"],
        [{ redirectUri: "not a uri" }, "redirectUri"],
        // @ts-expect-error v3 has no test mode
        [{ mode: "test" }, "mode"],
        // @ts-expect-error neither a boolean nor an object
        [{ singleSelect: "yes" }, "singleSelect"]
      ]
      for (const [options, expected] of bad) {
        const error = yield* Effect.flip(Connect.authorizeUrl(options))
        assert.isTrue(field(error).startsWith(expected), `${field(error)} is not ${expected}`)
      }
      const mode = yield* Effect.flip(Connect.authorizeUrl().pipe(withConfig({ mode: "test" })))
      assert.strictEqual(field(mode), "mode")
      const origin = yield* Effect.flip(Connect.authorizeUrl().pipe(withConfig({ origins: { connect: "nowhere" } })))
      assert.strictEqual(field(origin), "origins.connect")
    }).pipe(withConfig())
  )

  const credentials = (options: SmartcarConfig.Options) =>
    Effect.map(Effect.flip(Connect.authorizeUrl().pipe(withConfig(options))), (error) => {
      assert.strictEqual(error._tag, "CredentialsError")
      return error._tag === "CredentialsError" ? error : assert.fail()
    })

  it.effect("without an application id it names the variable, even where there is a client id", () =>
    Effect.gen(function* () {
      const error = yield* credentials({ applicationId: undefined, clientId: applicationId })
      assert.strictEqual(error.reason, "missing")
      assert.strictEqual(error.variable, "SMARTCAR_APPLICATION_ID")
    })
  )

  it.effect("refuses the id of API credentials, and says which id is meant", () =>
    Effect.gen(function* () {
      const error = yield* credentials({ applicationId: "client_01H2X3" })
      assert.strictEqual(error.reason, "invalid")
      assert.strictEqual(error.variable, "SMARTCAR_APPLICATION_ID")
      assert.include(error.description, "UUID")
      assert.notInclude(error.description, "01H2X3")
    })
  )
})

describe("v3 Connect.reauthenticateUrl", () => {
  const page = `https://connect.smartcar.com/oauth/reauthenticate?response_type=vehicle_id&application_id=${applicationId}&vehicle_id=36ab27d0`

  it.effect("has the documented parameters; null clears the external id", () =>
    Effect.gen(function* () {
      const base = `${page}&redirect_uri=https%3A%2F%2Fexample.com%2Fhome`
      const vehicleId = "36ab27d0"
      assert.strictEqual(yield* Connect.reauthenticateUrl({ vehicleId }), base)
      assert.strictEqual(
        yield* Connect.reauthenticateUrl({ vehicleId, state: "s", externalId: "user 17" }),
        `${base}&state=s&external_id=user%2017`
      )
      assert.strictEqual(yield* Connect.reauthenticateUrl({ vehicleId, externalId: null }), `${base}&external_id=null`)
      assert.strictEqual(
        yield* Connect.reauthenticateUrl({ vehicleId, redirectUri: "app://back" }),
        `${page}&redirect_uri=app%3A%2F%2Fback`
      )
    }).pipe(withConfig())
  )

  it.effect("what cannot be sent is an InvalidInputError that names it", () =>
    Effect.gen(function* () {
      const bad: ReadonlyArray<readonly [Connect.ReauthenticateOptions, string]> = [
        [{ vehicleId: "" }, "vehicleId"],
        [{ vehicleId: "v", externalId: "" }, "externalId"],
        [{ vehicleId: "v", state: "\n" }, "state"],
        [{ vehicleId: "v", redirectUri: "nowhere" }, "redirectUri"],
        // @ts-expect-error the car is missing
        [{}, "vehicleId"]
      ]
      for (const [options, expected] of bad) {
        assert.strictEqual(field(yield* Effect.flip(Connect.reauthenticateUrl(options))), expected)
      }
    }).pipe(withConfig())
  )

  it.effect("needs an application id as well", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Connect.reauthenticateUrl({ vehicleId: "v" }))
      assert.strictEqual(error._tag === "CredentialsError" && error.variable, "SMARTCAR_APPLICATION_ID")
    }).pipe(withConfig({ applicationId: undefined }))
  )
})

describe("v3 Connect.parseCallback", () => {
  const state = "0facda3319"

  it.effect("success gives the user, and the code hidden", () =>
    Effect.gen(function* () {
      const result = yield* Connect.parseCallback(
        "https://example.com/home?code=90abecb6-e7ab&state=0facda3319&user_id=u-1&external_id=user%2017&virtual_key_url=https%3A%2F%2Ftesla.com%2F_ak%2Fx#frag",
        { state }
      )
      assert.strictEqual(result._tag, "Connected")
      if (result._tag !== "Connected") return
      const { code, ...rest } = result
      assert.deepStrictEqual(rest, {
        _tag: "Connected",
        userId: "u-1",
        state,
        externalId: "user 17",
        virtualKeyUrl: "https://tesla.com/_ak/x"
      })
      assert.strictEqual(code === undefined ? code : Redacted.value(code), "90abecb6-e7ab")
      assert.notInclude(JSON.stringify(result), "90abecb6")
    })
  )

  it.effect("needs no code; takes a URL, a path or a bare query", () =>
    Effect.gen(function* () {
      for (const callback of [new URL("http://localhost/x?user_id=u"), "/x?user_id=u", "user_id=u", "?user_id=u"]) {
        const result = yield* Connect.parseCallback(callback, { state: undefined })
        assert.deepStrictEqual(result, { _tag: "Connected", userId: "u" })
      }
    })
  )

  it.effect("a success without a user id is refused", () =>
    Effect.gen(function* () {
      for (const callback of ["", "?code=abcd", "?code=abcd&user_id=", "?code=abcd&vehicle_id=v"]) {
        const error = yield* Effect.flip(Connect.parseCallback(callback, { state: undefined }))
        assert.strictEqual(field(error), "user_id", callback)
        assert.notInclude(String(error), "abcd")
      }
    })
  )

  it.effect("re-authentication gives the vehicle, whose user it may name", () =>
    Effect.gen(function* () {
      const back = yield* Connect.parseCallback(`?vehicle_id=v-1&external_id=e&state=${state}&user_id=u`, { state })
      assert.deepStrictEqual(back, { _tag: "Reauthenticated", vehicleId: "v-1", externalId: "e", state })
      const bare = yield* Connect.parseCallback("?vehicle_id=v-1", { state: undefined })
      assert.deepStrictEqual(bare, { _tag: "Reauthenticated", vehicleId: "v-1" })
    })
  )

  it.effect("another state, no state, or one where none is expected is refused, and never repeated", () =>
    Effect.gen(function* () {
      const cases = [
        ["?user_id=u&state=other", state],
        ["?user_id=u", state],
        ["?user_id=u&state=other", undefined],
        ["?vehicle_id=v&state=other", state],
        ["?error=access_denied&state=other", state]
      ] as const
      for (const [callback, expected] of cases) {
        const error = yield* Effect.flip(Connect.parseCallback(callback, { state: expected }))
        assert.strictEqual(field(error), "state")
        assert.notInclude(String(error), "other")
      }
    })
  )

  it.effect("what occurs twice is refused", () =>
    Effect.gen(function* () {
      for (const name of ["code", "error", "external_id", "state", "user_id", "vehicle_id"]) {
        const error = yield* Effect.flip(Connect.parseCallback(`?user_id=u&${name}=a&${name}=b`, { state: undefined }))
        assert.strictEqual(field(error), name)
      }
    })
  )

  for (const code of ["access_denied", "no_vehicles", "vehicle_incompatible", "server_error", "something_new"]) {
    it.effect(`${code} is a ConnectError, with or without the state`, () =>
      Effect.gen(function* () {
        for (const suffix of ["", `&state=${state}`]) {
          const error = yield* Effect.flip(
            Connect.parseCallback(`?error=${code}&error_description=Why+it+ended&make=FORD&year=1988${suffix}`, {
              state
            })
          )
          assert.strictEqual(error._tag, "ConnectError")
          assert.instanceOf(error, Connect.ConnectError)
          if (error._tag !== "ConnectError") return
          assert.strictEqual(error.code, code)
          assert.strictEqual(error.description, "Why it ended")
          assert.deepStrictEqual(error.vehicle, { make: "FORD", year: 1988 })
        }
      })
    )
  }

  const text = fc.string({ unit: "grapheme", minLength: 1 })
  it.effect.prop(
    "what a URL carried comes back in the callback as it was",
    { state: text, externalId: text, userId: text },
    ({ externalId, state, userId }) =>
      Connect.authorizeUrl({ state, externalId }).pipe(
        Effect.flatMap((url) => {
          const sent = new URL(url).searchParams
          const back = new URLSearchParams({ user_id: userId })
          for (const name of ["state", "external_id"]) back.set(name, sent.get(name) ?? "")
          return Connect.parseCallback(`https://example.com/home?${back}`, { state })
        }),
        Effect.match({
          onSuccess: (result) => assert.deepStrictEqual(result, { _tag: "Connected", userId, state, externalId }),
          onFailure: (error) => assert.include(["state", "externalId"], field(error))
        }),
        withConfig()
      ),
    { fastCheck: { numRuns: 25 } }
  )
})
