import { assert, describe, it } from "@effect/vitest"
import { Permission, SmartcarConfig } from "@effect-smartcar/sdk"
import { Connect, Vehicle } from "@effect-smartcar/sdk/v2"
import { Effect, FastCheck as fc, Redacted } from "effect"

const clientId = "8229df9f-91a0-4ff0-a1ae-a1f38ee24d07"
const config = { clientId, redirectUri: "https://example.com/home" }
const withConfig = (options: SmartcarConfig.Options = {}) =>
  Effect.provide(SmartcarConfig.layer({ ...config, ...options }))

const field = (error: { readonly _tag: string; readonly field?: string }) => error.field ?? error._tag

describe("Connect.authorizeUrl", () => {
  it.effect("has the documented parameters, in the reference's order and encoding", () =>
    Effect.gen(function* () {
      const url = yield* Connect.authorizeUrl({
        scope: ["read_odometer", Permission.required("read_vehicle_info")],
        forcePrompt: true,
        state: "0facda3319",
        singleSelect: { vin: "5YJSA1E14FF101307" },
        makeBypass: "TESLA",
        flags: { country: "DE", color: "00819D", beta: true },
        user: "61a3e3d2-5198-47ba-aabd-4623ce4a4042",
        externalId: "my user/1",
        mode: "simulated"
      })
      assert.strictEqual(
        url,
        "https://connect.smartcar.com/oauth/authorize?response_type=code&client_id=8229df9f-91a0-4ff0-a1ae-a1f38ee24d07" +
          "&approval_prompt=force&redirect_uri=https%3A%2F%2Fexample.com%2Fhome" +
          "&scope=read_odometer%20required%3Aread_vehicle_info&state=0facda3319&single_select=true" +
          "&single_select_vin=5YJSA1E14FF101307&make=TESLA&flags=country%3ADE%20color%3A00819D%20beta%3Atrue" +
          "&user=61a3e3d2-5198-47ba-aabd-4623ce4a4042&mode=simulated&external_id=my%20user%2F1"
      )
    }).pipe(withConfig())
  )

  it.effect("without options asks for what the dashboard says", () =>
    Effect.gen(function* () {
      const base = `https://connect.smartcar.com/oauth/authorize?response_type=code&client_id=${clientId}&approval_prompt=auto`
      const full = `${base}&redirect_uri=https%3A%2F%2Fexample.com%2Fhome&mode=live`
      assert.strictEqual(yield* Connect.authorizeUrl(), full)
      assert.strictEqual(yield* Connect.authorizeUrl({ scope: [] }), full)
      assert.strictEqual(
        yield* Connect.authorizeUrl().pipe(withConfig({ redirectUri: undefined, mode: "test" })),
        `${base}&mode=test`
      )
    }).pipe(withConfig())
  )

  it.effect("singleSelect is a boolean, { enabled } or { vin }", () =>
    Effect.gen(function* () {
      const single = (options: Connect.AuthorizeOptions) =>
        Effect.map(Connect.authorizeUrl(options), (url) => new URL(url).searchParams.get("single_select"))
      assert.strictEqual(yield* single({ singleSelect: true }), "true")
      assert.strictEqual(yield* single({ singleSelect: false }), "false")
      assert.strictEqual(yield* single({ singleSelect: { enabled: false } }), "false")
      assert.strictEqual(yield* single({ singleSelect: { enabled: true } }), "true")
      assert.isNull(yield* single({}))
    }).pipe(withConfig())
  )

  it.effect("the page's host is the connect origin, whatever the others are", () =>
    Effect.gen(function* () {
      const url = new URL(yield* Connect.authorizeUrl())
      assert.strictEqual(url.origin, "http://127.0.0.1:4010")
    }).pipe(
      withConfig({
        origins: { connect: "http://127.0.0.1:4010", api: "http://127.0.0.1:1", auth: "http://127.0.0.1:2" }
      })
    )
  )

  it.effect("what cannot be sent is an InvalidInputError that names it", () =>
    Effect.gen(function* () {
      const bad: ReadonlyArray<readonly [Connect.AuthorizeOptions, string]> = [
        [{ scope: ["read odometer"] }, "scope"],
        [{ state: "a\nb" }, "state"],
        [{ singleSelect: { vin: "123" } }, "vin"],
        [{ makeBypass: "" }, "makeBypass"],
        [{ flags: { "a b": "c" } }, "flags.a b"],
        [{ user: "\u0000" }, "user"],
        [{ redirectUri: "not a uri" }, "redirectUri"],
        // @ts-expect-error a mode that does not exist
        [{ mode: "production" }, "mode"],
        // @ts-expect-error a scope is a list
        [{ scope: "read_odometer" }, "scope"],
        // @ts-expect-error neither a boolean nor an object
        [{ singleSelect: "yes" }, "singleSelect"]
      ]
      for (const [options, expected] of bad) {
        const error = yield* Effect.flip(Connect.authorizeUrl(options))
        assert.isTrue(field(error).startsWith(expected), `${field(error)} is not ${expected}`)
      }
      const origin = yield* Effect.flip(Connect.authorizeUrl().pipe(withConfig({ origins: { connect: "nowhere" } })))
      assert.strictEqual(field(origin), "origins.connect")
    }).pipe(withConfig())
  )

  it.effect("without a client id it names the variable", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Connect.authorizeUrl())
      assert.strictEqual(error._tag === "CredentialsError" && error.variable, "SMARTCAR_CLIENT_ID")
    }).pipe(withConfig({ clientId: undefined }))
  )

  it.effect("Permission.of collects the permissions of calls once each", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(Permission.of(Vehicle.odometer, Vehicle.lock, Vehicle.permissions, Vehicle.unlock), [
        "read_odometer",
        "control_security"
      ])
    )
  )

  it.effect.prop(
    "every state comes back through the URL unharmed, or is refused",
    { state: fc.string({ unit: "binary" }) },
    ({ state }) =>
      Connect.authorizeUrl({ state }).pipe(
        Effect.match({
          onSuccess: (url) => assert.strictEqual(new URL(url).searchParams.get("state"), state),
          onFailure: (error) => assert.strictEqual(field(error), "state")
        }),
        withConfig()
      )
  )
})

describe("Connect.reauthenticateUrl", () => {
  it.effect("has the documented parameters", () =>
    Effect.gen(function* () {
      const url = yield* Connect.reauthenticateUrl({ vehicleId: "36ab27d0", state: "s", user: "u" })
      assert.strictEqual(
        url,
        `https://connect.smartcar.com/oauth/reauthenticate?response_type=vehicle_id&client_id=${clientId}` +
          "&vehicle_id=36ab27d0&redirect_uri=https%3A%2F%2Fexample.com%2Fhome&state=s&user=u"
      )
      const error = yield* Effect.flip(Connect.reauthenticateUrl({ vehicleId: "" }))
      assert.strictEqual(field(error), "vehicleId")
    }).pipe(withConfig())
  )
})

describe("Connect.parseCallback", () => {
  const state = "0facda3319"

  it.effect("success gives the code, hidden, and what came with it", () =>
    Effect.gen(function* () {
      const result = yield* Connect.parseCallback(
        "https://example.com/home?code=90abecb6-e7ab&state=0facda3319&user_id=u-1&virtual_key_url=https%3A%2F%2Ftesla.com%2F_ak%2Fx#frag",
        { state }
      )
      assert.strictEqual(result._tag, "Authorized")
      if (result._tag !== "Authorized") return
      assert.strictEqual(Redacted.value(result.code), "90abecb6-e7ab")
      assert.strictEqual(result.state, state)
      assert.strictEqual(result.userId, "u-1")
      assert.strictEqual(result.virtualKeyUrl, "https://tesla.com/_ak/x")
      assert.notInclude(JSON.stringify(result), "90abecb6")
    })
  )

  it.effect("takes a URL, a path or a bare query", () =>
    Effect.gen(function* () {
      for (const callback of [new URL("http://localhost/x?code=c"), "/x?code=c", "code=c", "?code=c"]) {
        const result = yield* Connect.parseCallback(callback, { state: undefined })
        assert.strictEqual(result._tag === "Authorized" && Redacted.value(result.code), "c")
      }
    })
  )

  it.effect("re-authentication gives the vehicle", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Connect.parseCallback(`?vehicle_id=v-1&state=${state}`, { state }), {
        _tag: "Reauthenticated",
        vehicleId: "v-1",
        state
      })
    })
  )

  it.effect("another state, no state, or one where none is expected is refused, and never repeated", () =>
    Effect.gen(function* () {
      const cases = [
        ["?code=c&state=other", state],
        ["?code=c", state],
        ["?code=c&state=other", undefined],
        ["?error=access_denied&state=other", state]
      ] as const
      for (const [callback, expected] of cases) {
        const error = yield* Effect.flip(Connect.parseCallback(callback, { state: expected }))
        assert.strictEqual(field(error), "state")
        assert.notInclude(String(error), "other")
      }
    })
  )

  for (const code of [
    "access_denied",
    "invalid_subscription",
    "configuration_error",
    "no_vehicles",
    "vehicle_incompatible",
    "server_error",
    "oem_cancelled_login",
    "something_new"
  ]) {
    it.effect(`${code} is a ConnectError`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Connect.parseCallback(`?error=${code}&error_description=Why+it+ended&state=${state}`, { state })
        )
        assert.strictEqual(error._tag, "ConnectError")
        if (error._tag !== "ConnectError") return
        assert.strictEqual(error.code, code)
        assert.strictEqual(error.description, "Why it ended")
        assert.strictEqual(error.message, `${code} - Why it ended`)
        assert.strictEqual(error.state, state)
      })
    )
  }

  it.effect("vehicle_incompatible may tell which car, configuration_error what is wrong", () =>
    Effect.gen(function* () {
      const car = yield* Effect.flip(
        Connect.parseCallback("?error=vehicle_incompatible&vin=1FDKE30G4JHA04964&make=FORD&model=E-350&year=1988", {
          state
        })
      )
      assert.deepStrictEqual(car._tag === "ConnectError" && car.vehicle, {
        vin: "1FDKE30G4JHA04964",
        make: "FORD",
        model: "E-350",
        year: 1988
      })
      const wrong = yield* Effect.flip(
        Connect.parseCallback("?error=configuration_error&status_code=400&error_message=bad+redirect", { state })
      )
      assert.strictEqual(wrong._tag === "ConnectError" && wrong.statusCode, 400)
      assert.strictEqual(wrong._tag === "ConnectError" && wrong.errorMessage, "bad redirect")
      assert.strictEqual(wrong.message, "configuration_error")
    })
  )

  it.effect("nothing useful, or a code twice, is an InvalidInputError", () =>
    Effect.gen(function* () {
      assert.strictEqual(field(yield* Effect.flip(Connect.parseCallback("", { state: undefined }))), "code")
      const twice = yield* Effect.flip(Connect.parseCallback("?code=abcd&code=efgh", { state: undefined }))
      assert.strictEqual(field(twice), "code")
      assert.notInclude(String(twice), "abcd")
    })
  )
})
