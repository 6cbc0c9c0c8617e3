/** Tokens that refresh themselves: encrypted on disk, one exchange for all who ask, and reads that go on. */
import assert from "node:assert/strict"
import { FileSystem, KeyValueStore } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { Credentials, Smartcar, TokenCipher, TokenStore } from "@effect-smartcar/sdk"
import { Auth, User } from "@effect-smartcar/sdk/v2"
import { Simulator } from "@effect-smartcar/testing"
import { Console, Effect, Layer } from "effect"

/** `SmartcarNode.layer` refreshes too, and keeps tokens in memory. */
const Tokens = Layer.unwrapScoped(
  Effect.gen(function* () {
    const cipher = yield* TokenCipher.make({ keys: [Buffer.alloc(32, "not a secret").toString("base64")] })
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    return TokenStore.layerKeyValueStore({ cipher }).pipe(Layer.provide(KeyValueStore.layerFileSystem(directory)))
  })
).pipe(Layer.provide(NodeContext.layer))

const layer = Smartcar.layer.pipe(
  Layer.provideMerge(Credentials.layerRefreshing(Auth.exchangeRefreshToken, { early: "10 minutes" })),
  Layer.provideMerge(Layer.merge(Simulator.layerConfig, Tokens)),
  Layer.provideMerge(Simulator.layerHttpClient())
)

const program = Effect.gen(function* () {
  const owner = "user-17"
  yield* TokenStore.keep(owner, yield* Simulator.access())
  yield* Simulator.expireAccessTokens()
  yield* Effect.all(Effect.replicate(User.get({ owner }), 10), { concurrency: "unbounded" })
  const exchanges = (yield* Simulator.requests).filter(({ url }) => url.pathname === "/oauth/token")
  assert.equal(exchanges.length, 1)
  yield* Console.log("10 reads with a token that had expired: 1 exchange")
})

program.pipe(Effect.provide(layer), Effect.runPromise)
