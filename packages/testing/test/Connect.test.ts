import { describe, expect, it } from "@effect/vitest"
import { Permission } from "@effect-smartcar/sdk"
import { Auth, Connect, Vehicle, Vehicles } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Cause, Effect, Either } from "effect"
import { ada, ben, car, cars, chloe, codeOf, idOf, raw, redirectUri } from "./support/harness.js"

const page = "https://connect.smartcar.com/oauth/authorize"
const valid = { response_type: "code", client_id: "simulator-client-id", redirect_uri: redirectUri }
const url = (fields: Record<string, string>) => `${page}?${new URLSearchParams(fields)}`

const queryOf = (location: string) => Object.fromEntries(new URL(location).searchParams)

/** Consents, connects, and lists what came of it. */
const connected = (options: Connect.AuthorizeOptions, choice?: Simulator.Choice) =>
  Effect.gen(function* () {
    const location = yield* Simulator.consent(yield* Connect.authorizeUrl(options), choice)
    const { code } = yield* Effect.filterOrDieMessage(
      Connect.parseCallback(location, { state: options.state }),
      (result) => result._tag === "Authorized",
      "no code"
    )
    yield* Auth.connect(code)
    const { value } = yield* Vehicles.list()
    return { location, vehicles: value.vehicles }
  })

describe("consent", () => {
  it.effect("sends the first owner back with a code and the state", () =>
    Effect.gen(function* () {
      const { location, vehicles } = yield* connected({ state: "s 1&2", externalId: "user-17" })
      expect(location.startsWith(`${redirectUri}?`)).toBe(true)
      expect(queryOf(location)).toEqual({
        code: codeOf(location),
        state: "s 1&2",
        user_id: ada,
        external_id: "user-17"
      })
      expect(codeOf(location)).toMatch(/^[0-9a-f-]{36}$/)
      expect(vehicles).toEqual([idOf("TESLA"), idOf("TOYOTA"), idOf("AUDI")])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("lets the owner choose cars and permissions, but not untick required ones", () =>
    Effect.gen(function* () {
      const scope = ["required:read_odometer", "read_location", "control_security"]
      const { vehicles } = yield* connected(
        { scope },
        { owner: ben, vehicles: [idOf("BMW")], permissions: ["control_security"] }
      )
      expect(vehicles).toEqual([idOf("BMW")])
      const { value } = yield* Vehicle.permissions(Vehicle.make(idOf("BMW")))
      expect(value.permissions).toEqual(["read_odometer", "control_security"])
      const error = yield* Effect.flip(Vehicle.location(Vehicle.make(idOf("BMW"))))
      expect(error._tag).toBe("PermissionError")
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("without a scope grants the application's default permissions", () =>
    Effect.gen(function* () {
      yield* connected({})
      const has = (...names: ReadonlyArray<string>) => Vehicle.hasPermissions(Vehicle.make(idOf("TESLA")), names)
      expect(yield* has(...Permission.all)).toBe(true)
      expect((yield* Simulator.connections)[0]?.permissions).toEqual(Permission.all)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("offers the cars of the make, one car, or the car with the VIN", () =>
    Effect.gen(function* () {
      const vin = cars["AUDI"]?.vin ?? ""
      expect((yield* connected({ makeBypass: "toyota" })).vehicles).toEqual([idOf("TOYOTA")])
      expect((yield* connected({ singleSelect: true })).vehicles).toEqual([idOf("TESLA")])
      expect((yield* connected({ singleSelect: true }, { vehicles: [idOf("AUDI")] })).vehicles).toEqual([idOf("AUDI")])
      // The VIN wins over the make.
      expect((yield* connected({ singleSelect: { vin }, makeBypass: "TESLA" })).vehicles).toEqual([idOf("AUDI")])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("sends the owner back without a grant if no car fits", () =>
    Effect.gen(function* () {
      const location = yield* Simulator.consent(yield* Connect.authorizeUrl({ makeBypass: "NISSAN", state: "s" }), {
        owner: ada
      })
      const error = yield* Effect.flip(Connect.parseCallback(location, { state: "s" }))
      expect(error).toMatchObject({ _tag: "ConnectError", code: "no_vehicles", state: "s" })
      expect(yield* Simulator.connections).toEqual([])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("keeps the mode of the connection", () =>
    Effect.gen(function* () {
      yield* connected({ mode: "simulated", singleSelect: true })
      expect((yield* Simulator.connections).map(({ mode }) => mode)).toEqual(["simulated"])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("renews a connection: its permissions are those granted last, and its date stays", () =>
    Effect.gen(function* () {
      yield* connected({ scope: ["read_odometer"], singleSelect: true })
      const [before] = yield* Simulator.connections
      yield* connected({ scope: ["read_location"], singleSelect: true })
      expect(yield* Simulator.connections).toEqual([{ ...before, permissions: ["read_location"] }])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  for (const [what, fields, message] of [
    ["an unknown permission", { scope: "read_odometer read_mind" }, "scope has an unknown permission: read_mind"],
    ["another response type", { response_type: "token" }, "response_type must be code"],
    ["another mode", { mode: "dreamt" }, "mode must be one of live, simulated, test"],
    ["another prompt", { approval_prompt: "maybe" }, "approval_prompt must be one of auto, force"],
    ["another single select", { single_select: "1" }, "single_select must be one of true, false"],
    [
      "a VIN without single select",
      { single_select_vin: "5YJ3E1EA0LF000001" },
      "single_select_vin needs single_select=true"
    ]
  ] as const) {
    it.effect(`answers ${what} with a configuration_error`, () =>
      Effect.gen(function* () {
        const location = yield* Simulator.consent(url({ ...valid, state: "s", ...fields }))
        const error = yield* Effect.flip(Connect.parseCallback(location, { state: "s" }))
        expect(error).toMatchObject({ code: "configuration_error", statusCode: 400, errorMessage: message })
      }).pipe(Effect.provide(Simulator.layer()))
    )
  }

  for (const [what, wrong, description] of [
    ["an unknown client id", url({ ...valid, client_id: "stranger" }), "The client_id is unknown."],
    ["no client id", url({ response_type: "code" }), "The client_id is unknown."],
    [
      "a redirect URI that is not registered",
      url({ ...valid, redirect_uri: "https://evil.example/" }),
      "The redirect_uri is not registered."
    ],
    ["another page", "https://connect.smartcar.com/oauth/elsewhere", "There is no such page."],
    ["no URL", "connect", "This is no URL."]
  ] as const) {
    it.effect(`cannot send the owner back from ${what}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Simulator.consent(wrong))
        expect(error).toBeInstanceOf(Simulator.ConnectPageError)
        expect(error.message).toBe(description)
      }).pipe(Effect.provide(Simulator.layer()))
    )
  }

  it.effect("takes the first registered redirect URI where the URL has none", () =>
    Effect.gen(function* () {
      const location = yield* Simulator.consent(url({ response_type: "code", client_id: "my-app" }))
      expect(new URL(location).origin).toBe("https://one.example")
      const other = { response_type: "code", client_id: "my-app", redirect_uri: "https://two.example/?keep=1" }
      expect(queryOf(yield* Simulator.consent(url(other)))).toMatchObject({ keep: "1" })
    }).pipe(
      Effect.provide(
        Simulator.layer({
          application: { clientId: "my-app", redirectUris: ["https://one.example/", "https://two.example/?keep=1"] }
        })
      )
    )
  )

  it.effect("dies of an owner that is not in the fleet", () =>
    Effect.gen(function* () {
      const cause = yield* Effect.sandbox(Simulator.consent(url(valid), { owner: "nobody" })).pipe(Effect.flip)
      expect(Cause.pretty(cause)).toContain("no owner has the id nobody")
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("deny", () => {
  for (const code of [
    "access_denied",
    "configuration_error",
    "invalid_subscription",
    "no_vehicles",
    "oem_cancelled_login",
    "server_error",
    "vehicle_incompatible"
  ] as const) {
    it.effect(code, () =>
      Effect.gen(function* () {
        const authorizeUrl = yield* Connect.authorizeUrl({ state: "s" })
        const location = yield* Simulator.deny(authorizeUrl, code)
        const error = yield* Effect.flip(Connect.parseCallback(location, { state: "s" }))
        expect(error).toMatchObject({ _tag: "ConnectError", code, state: "s" })
        expect(yield* Simulator.connections).toEqual([])
      }).pipe(Effect.provide(Simulator.layer()))
    )
  }

  it.effect("of a whole car it tells the four documented facts, and only with vehicle_incompatible", () =>
    Effect.gen(function* () {
      const [car] = yield* Simulator.cars
      const url = yield* Connect.authorizeUrl()
      const keys = (location: string) => [...new URL(location).searchParams.keys()].sort()
      expect(keys(yield* Simulator.deny(url, "vehicle_incompatible", car))).toEqual([
        "error",
        "error_description",
        "make",
        "model",
        "vin",
        "year"
      ])
      expect(keys(yield* Simulator.deny(url, "access_denied", car))).toEqual(["error", "error_description"])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("names the incompatible vehicle", () =>
    Effect.gen(function* () {
      const vehicle = { vin: "4T1G11AK0LU000001", make: "TOYOTA", model: "Camry", year: 2020 }
      const location = yield* Simulator.deny(yield* Connect.authorizeUrl(), "vehicle_incompatible", vehicle)
      const error = yield* Effect.flip(Connect.parseCallback(location, { state: undefined }))
      expect(error).toMatchObject({ vehicle })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("cannot send the owner back from a wrong URL either", () =>
    Effect.gen(function* () {
      const result = yield* Effect.either(Simulator.deny(url({ ...valid, client_id: "stranger" }), "access_denied"))
      expect(Either.isLeft(result)).toBe(true)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("re-authentication", () => {
  it.effect("makes the tokens work again after the sign-in was refused", () =>
    Effect.gen(function* () {
      const tesla = car("TESLA")
      yield* Simulator.expireLogin(tesla.id)
      const error = yield* Effect.flip(Vehicle.odometer(tesla))
      expect(error).toMatchObject({
        _tag: "ConnectedServicesAccountError",
        code: "AUTHENTICATION_FAILED",
        statusCode: 400,
        resolution: {
          type: "REAUTHENTICATE",
          url: `https://connect.smartcar.com/oauth/reauthenticate?response_type=vehicle_id&client_id=simulator-client-id&vehicle_id=${tesla.id}`
        }
      })
      // What Smartcar knows by itself, it still tells; other cars are not affected.
      yield* Vehicle.vin(tesla)
      yield* Vehicle.odometer(car("TOYOTA"))
      const location = yield* Simulator.consent(
        yield* Connect.reauthenticateUrl({ vehicleId: tesla.id, state: "again" })
      )
      expect(yield* Connect.parseCallback(location, { state: "again" })).toEqual({
        _tag: "Reauthenticated",
        vehicleId: tesla.id,
        state: "again"
      })
      yield* Vehicle.odometer(tesla)
    }).pipe(Effect.provide(Simulator.layer({ connected: true })))
  )

  it.effect("is the owner's own: the car's, unless another one is named", () =>
    Effect.gen(function* () {
      const ford = car("FORD")
      yield* Simulator.expireLogin(ford.id)
      const url = yield* Connect.reauthenticateUrl({ vehicleId: ford.id })
      const refused = yield* Simulator.consent(url, { owner: ada })
      expect(queryOf(refused)).toMatchObject({ error: "configuration_error", status_code: "400" })
      expect((yield* Effect.flip(Vehicle.odometer(ford)))._tag).toBe("ConnectedServicesAccountError")
      expect(queryOf(yield* Simulator.consent(url, { owner: ben }))).toEqual({ vehicle_id: ford.id })
      yield* Vehicle.odometer(ford)
      yield* Simulator.expireLogin(ford.id)
      expect((yield* raw("GET", url)).status).toBe(302)
      yield* Vehicle.odometer(ford)
    }).pipe(Effect.provide(Simulator.layer({ connected: true })))
  )

  it.effect("of a vehicle that is not connected is a configuration_error", () =>
    Effect.gen(function* () {
      const location = yield* Simulator.consent(yield* Connect.reauthenticateUrl({ vehicleId: idOf("TESLA") }))
      expect(queryOf(location)).toMatchObject({ error: "configuration_error", status_code: "400" })
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

describe("the pages themselves", () => {
  it.effect("are clicked through for the first owner", () =>
    Effect.gen(function* () {
      const answer = yield* raw("GET", yield* Connect.authorizeUrl({ state: "s" }))
      expect(answer.status).toBe(302)
      const owner = yield* Auth.connect(codeOf(answer.headers["location"] ?? ""), { owner: "me" })
      expect((yield* Vehicles.list({ owner })).value.paging.count).toBe(3)
      expect((yield* Simulator.connections).map(({ userId }) => userId)).toEqual([ada, ada, ada])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("answer 400 where the owner cannot be sent back", () =>
    Effect.gen(function* () {
      const answer = yield* raw("GET", url({ ...valid, client_id: "stranger" }))
      expect([answer.status, answer.text]).toEqual([400, "The client_id is unknown."])
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("are at Connect's host only", () =>
    Effect.gen(function* () {
      const answer = yield* raw("GET", `https://api.smartcar.com/oauth/authorize?${new URLSearchParams(valid)}`)
      expect(answer.status).toBe(404)
    }).pipe(Effect.provide(Simulator.layer()))
  )
})

it.effect("access connects without Connect", () =>
  Effect.gen(function* () {
    const access = yield* Simulator.access({
      owner: chloe,
      vehicles: [idOf("NISSAN")],
      permissions: ["read_vin"],
      mode: "test"
    })
    expect(String(access.accessToken)).toBe("<redacted>")
    expect(yield* Simulator.connections).toEqual([
      {
        id: 1,
        userId: chloe,
        vehicleId: idOf("NISSAN"),
        permissions: ["read_vin"],
        connectedAt: 0,
        mode: "test",
        loginExpired: false
      }
    ])
  }).pipe(Effect.provide(Simulator.layer()))
)
