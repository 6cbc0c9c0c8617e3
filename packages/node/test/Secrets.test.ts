/** What Node needs shows no secret either: layers, configuration from the environment, and the HTTP client under the SDK. */
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { Undici } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { SmartcarNode, UndiciHttpClient } from "@effect-smartcar/node"
import { Auth, Vehicle } from "@effect-smartcar/sdk/v2"
import * as v3 from "@effect-smartcar/sdk/v3"
import { Cause, ConfigProvider, Effect, Exit, Layer, ManagedRuntime, Schema } from "effect"
import { expectSilent, observe, redacted, secret, shows } from "../../sdk/test/support/secrets.js"
import { configured } from "../../sdk/test/support/secretsEcho.js"
import { exportsOf, functionsOf } from "../../sdk/test/support/secretsExports.js"

const exported = await exportsOf(new URL("../", import.meta.url))

const options = { clientId: "id", apiClientId: "client_id", ...configured() }

const variables = (tail: string) =>
  ConfigProvider.fromMap(
    new Map([
      ["SMARTCAR_CLIENT_ID", "id"],
      ["SMARTCAR_API_CLIENT_ID", "client_id"],
      ["SMARTCAR_CLIENT_SECRET", secret("clientSecretVariable", tail)],
      ["SMARTCAR_API_CLIENT_SECRET", secret("apiClientSecretVariable", tail)],
      ["SMARTCAR_MANAGEMENT_TOKEN", secret("managementTokenVariable", tail)]
    ])
  )

/** Calls with each kind of credential. */
const calls: ReadonlyArray<Effect.Effect<unknown, unknown, SmartcarNode.SmartcarNode>> = [
  Auth.exchangeCode(secret("code")),
  Auth.exchangeRefreshToken(redacted("refreshToken")),
  v3.Auth.requestToken(),
  Vehicle.request(Vehicle.make("car-1"), {
    path: "/x",
    method: "POST",
    headers: { authorization: `Bearer ${secret("own")}` },
    body: { pin: redacted("body") },
    success: Schema.Struct({ a: Schema.Number })
  })
]

/** A dispatcher that opens no socket: it answers, breaks or refuses every request in one way. */
const dispatcher = (dispatch: (path: string, handler: Undici.Dispatcher.DispatchHandler) => void) =>
  Object.assign(Object.create(Undici.Dispatcher.prototype), {
    dispatch: (
      { body, headers, path }: Undici.Dispatcher.DispatchOptions,
      handler: Undici.Dispatcher.DispatchHandler
    ) => {
      dispatch(
        `${path} ${String(headers)} ${body instanceof Uint8Array ? new TextDecoder().decode(body) : ""}`,
        handler
      )
      return true
    }
  }) as Undici.Dispatcher

const repeating = (sent: string) =>
  Object.assign(new Error(`could not send ${sent}`), { code: "ECONNRESET", request: { sent } })

const broken = {
  "refused by undici": dispatcher((sent) => {
    throw repeating(sent)
  }),
  "cut before the answer": dispatcher((sent, handler) =>
    queueMicrotask(() => handler.onResponseError?.({} as Undici.Dispatcher.DispatchController, repeating(sent)))
  )
}

/** By export, what it makes of secrets. */
const subjects: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
  "SmartcarNode.layerWith": Effect.suspend(() => {
    const layer = SmartcarNode.layerWith(options)
    return Effect.map(Effect.scoped(Layer.build(layer)), (context) => [layer, context])
  }),
  "SmartcarNode.layer": Effect.forEach(["", "\n"], (tail) =>
    Effect.map(
      Effect.exit(Effect.scoped(Effect.withConfigProvider(Layer.build(SmartcarNode.layer), variables(tail)))),
      (exit) => [SmartcarNode.layer, exit]
    )
  ),
  "UndiciHttpClient.make": Effect.sync(() => Object.values(broken).map(UndiciHttpClient.make)),
  "UndiciHttpClient.layerWith": Effect.suspend(() => {
    const layer = UndiciHttpClient.layerWith({ connections: 1 })
    return Effect.map(Effect.scoped(Layer.build(layer)), (context) => [layer, context])
  }),
  "a runtime that has run": Effect.gen(function* () {
    const runtime = ManagedRuntime.make(SmartcarNode.layerWith({ ...options, origins: { auth: "http://127.0.0.1:1" } }))
    const rejection = yield* Effect.promise(() =>
      runtime.runPromise(Auth.exchangeCode(secret("code"))).catch((error: unknown) => error)
    )
    yield* Effect.addFinalizer(() => Effect.promise(() => runtime.dispose()))
    return [runtime, rejection]
  }).pipe(Effect.scoped)
}

describe("every export", () => {
  it("that is a function is known to have to do with secrets", () => {
    expect(functionsOf(exported).filter((name) => !(name in subjects))).toEqual([])
  })

  it.live("shows nothing as it is", () => expectSilent({ exports: [...exported] }, { by: "few" }))

  for (const [name, subject] of Object.entries(subjects)) {
    it.live(`${name} shows nothing of what it is given`, () =>
      Effect.flatMap(subject, (values) => expectSilent({ [name]: values }))
    )
  }
})

describe("a request that breaks", () => {
  for (const [how, undici] of Object.entries(broken)) {
    it.live(`${how}: the SDK's error shows nothing of it`, () =>
      Effect.gen(function* () {
        const client = Layer.succeed(HttpClient.HttpClient, UndiciHttpClient.make(undici))
        for (const call of calls) {
          const { exit, ...outputs } = yield* observe(
            call.pipe(
              Effect.provide(Layer.provide(SmartcarNode.layerWithoutHttpClient, client)),
              Effect.withConfigProvider(variables(""))
            )
          )
          expect(Exit.isFailure(exit)).toBe(true)
          const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
          expect(error).toHaveProperty("_tag", "TransportError")
          // What broke repeated the request, and that arrived here.
          expect(String(error)).toMatch(/could not send .*<redacted>/)
          yield* expectSilent({ error, exit, ...outputs })
        }
      })
    )
  }

  it.live("as Effect's loggers have it, the client's own error hides its token in a fiber", () =>
    Effect.gen(function* () {
      const request = HttpClientRequest.get("http://127.0.0.1:1/").pipe(HttpClientRequest.bearerToken(secret("own")))
      const quiet = dispatcher((_, handler) =>
        queueMicrotask(() => handler.onResponseError?.({} as Undici.Dispatcher.DispatchController, new Error("reset")))
      )
      const { lines } = yield* observe(UndiciHttpClient.make(quiet).execute(request))
      expect(lines.join()).toContain("RequestError")
      expect(shows(lines.join())).toBeUndefined()
    })
  )
})
