/** What a program for the web weighs, minified and compressed. */
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import * as Esbuild from "esbuild"

const directory = Path.join(Path.dirname(fileURLToPath(import.meta.url)), "bundles")

export const baseline = "baseline"

const titles = {
  [baseline]: "platform alone: one `fetch` request",
  read: "one reading of v2.0, from modules",
  readBarrel: "one reading of v2.0, from barrels (`effect`, `@effect/platform`, `@effect-smartcar/sdk`)",
  signal: "one signal of v3, from modules",
  everything: "all of the SDK, v2.0 and v3"
}

export interface Bundle {
  readonly name: string
  readonly title: string
  readonly minified: number
  /** Bytes, as are those above; kB are thousands of them. */
  readonly gzip: number
}

export const bundles = (): Promise<ReadonlyArray<Bundle>> =>
  Promise.all(
    Object.entries(titles).map(async ([name, title]) => {
      const { outputFiles } = await Esbuild.build({
        entryPoints: [Path.join(directory, `${name}.ts`)],
        bundle: true,
        minify: true,
        write: false,
        format: "esm",
        platform: "browser",
        target: "es2022",
        logLevel: "error"
      })
      const contents = outputFiles[0]?.contents ?? new Uint8Array()
      return { name, title, minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length }
    })
  )
