import { FileSystem, KeyValueStore } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { Access, TokenCipher, TokenStore } from "@effect-smartcar/sdk"
import { DateTime, Effect, Layer, Redacted } from "effect"

/** Each secret carries the mark, so that one look at any output tells whether one shows. */
export const mark = "s3cr3t"

export const access = (name: string, claimedUntil?: number) =>
  new Access({
    accessToken: Redacted.make(`${mark}-access-${name}`),
    refreshToken: Redacted.make(`${mark}-refresh-${name}`),
    expiresAt: DateTime.unsafeMake(7_200_000),
    refreshExpiresAt: DateTime.unsafeMake(5_184_000_000),
    ...(claimedUntil === undefined ? {} : { claimedUntil: DateTime.unsafeMake(claimedUntil) })
  })

/** 32 bytes, all the same. */
export const key = (byte: number) => Redacted.make(Buffer.alloc(32, byte).toString("base64"))

export const cipher = (...bytes: [number, ...Array<number>]) =>
  TokenCipher.make({ keys: bytes.map(key) as [Redacted.Redacted, ...Array<Redacted.Redacted>] })

type Options = Parameters<typeof TokenStore.layerKeyValueStore>[0]

const inDirectory = (directory: string, options?: Options) =>
  TokenStore.layerKeyValueStore(options).pipe(
    Layer.provide(KeyValueStore.layerFileSystem(directory)),
    Layer.provide(NodeContext.layer)
  )

/** A store of files in a new directory, and the directory. */
export const files = (options?: Options) =>
  Effect.gen(function* () {
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())
    return { directory, layer: inDirectory(directory, options) }
  }).pipe(Effect.provide(NodeContext.layer))

const encrypted = <E, R>(layer: (options: Options) => Layer.Layer<TokenStore.TokenStore, E, R>) =>
  Layer.unwrapEffect(Effect.map(cipher(1, 2), (cipher) => layer({ cipher })))

const inNewDirectory = (options?: Options) => Layer.unwrapScoped(Effect.map(files(options), ({ layer }) => layer))

const inMemory = (options?: Options) => Layer.provide(TokenStore.layerKeyValueStore(options), KeyValueStore.layerMemory)

/** Every layer that keeps tokens; each use of one is a new store. */
export const stores = {
  "in memory": TokenStore.layerMemory,
  "a KeyValueStore": inMemory(),
  "a KeyValueStore, encrypted": encrypted(inMemory),
  files: inNewDirectory(),
  "files, encrypted": encrypted(inNewDirectory)
}
