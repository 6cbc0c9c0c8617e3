import { createServer } from "node:http"
import { HttpClient, type HttpClientError, HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeHttpClient, NodeHttpServer } from "@effect/platform-node"
import { SmartcarNode } from "@effect-smartcar/node"
import { SmartcarConfig } from "@effect-smartcar/sdk"
import { type Fleet, Simulator } from "@effect-smartcar/testing"
import { SimulatorNode } from "@effect-smartcar/testing/node"
import { ConfigError, Console, Context, Deferred, Effect, Layer, Option } from "effect"

/** The car's owner at a browser: opens Connect's page, and comes back to the redirect URI. */
export class Owner extends Context.Tag("examples/Owner")<
  Owner,
  {
    readonly grant: (
      connectUrl: string
    ) => Effect.Effect<string, ConfigError.ConfigError | HttpClientError.HttpClientError>
  }
>() {}

/** Gets Connect's page from the simulator, which plays an owner who agrees, and takes the redirect. */
const simulatedOwner = Layer.effect(
  Owner,
  Effect.map(HttpClient.HttpClient, (client) => ({
    grant: (url) => Effect.map(client.get(url), ({ headers }) => headers["location"] ?? "")
  }))
).pipe(Layer.provide(NodeHttpClient.layerUndici))

const openDoor = (car: Fleet.Car): Fleet.Car => ({
  ...car,
  isLocked: false,
  closures: { ...car.closures, doors: car.closures.doors.map((door) => ({ ...door, status: "OPEN" })) }
})

/** A simulated Smartcar on a real port, on which the second car stands with a door open. */
export const simulated = Layer.merge(
  Layer.unwrapEffect(Effect.map(SimulatorNode.SimulatorServer, ({ config }) => SmartcarNode.layerWith(config))),
  simulatedOwner
).pipe(
  Layer.provide(
    Layer.effectDiscard(
      Effect.gen(function* () {
        const { origin } = yield* SimulatorNode.SimulatorServer
        const [, second] = yield* Simulator.cars
        if (second !== undefined) yield* Simulator.update(second.id, openDoor)
        yield* Console.log(`A simulated Smartcar listens at ${origin}.\n`)
      })
    )
  ),
  Layer.provide(SimulatorNode.layerServer({ seed: "quickstart" }))
)

/** Waits at a redirect URI of this machine for the owner's browser. */
const waitAt = ({ hostname, pathname, port }: URL) =>
  Effect.gen(function* () {
    const callback = yield* Deferred.make<string>()
    yield* HttpServer.serveEffect(
      Effect.gen(function* () {
        const { url } = yield* HttpServerRequest.HttpServerRequest
        if (url.split("?")[0] !== pathname) return HttpServerResponse.empty({ status: 404 })
        yield* Deferred.succeed(callback, url)
        return HttpServerResponse.text("Done. You can close this page and go back to the terminal.\n")
      })
    )
    return yield* Deferred.await(callback)
  }).pipe(
    Effect.scoped,
    Effect.provide(NodeHttpServer.layer(createServer, { port: Number(port || 80), host: hostname })),
    Effect.orDie
  )

const realOwner = Layer.effect(
  Owner,
  Effect.map(SmartcarConfig.SmartcarConfig, ({ redirectUri }) => ({
    grant: (url) =>
      Effect.gen(function* () {
        const target = Option.map(redirectUri, (uri) => new URL(uri))
        if (Option.isNone(target) || !/^(localhost|127\.0\.0\.1)$/.test(target.value.hostname)) {
          return yield* Effect.fail(
            ConfigError.InvalidData(
              ["SMARTCAR_REDIRECT_URI"],
              "Expected a page of this machine, such as http://localhost:8000/callback, registered for the application"
            )
          )
        }
        yield* Console.log(`Open this page and sign in to the car's account:\n\n${url}\n`)
        return yield* waitAt(target.value)
      })
  }))
)

/** The real service, with the credentials of the environment. */
export const live = Layer.provideMerge(realOwner, SmartcarNode.layer)
