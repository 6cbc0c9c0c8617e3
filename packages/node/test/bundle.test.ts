import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Esbuild from "esbuild"

/** A program of the benchmark's as browsers get it: what it weighs, in kB, and which modules are in it. */
const bundle = (name: string) =>
  Effect.promise(async () => {
    const { metafile, outputFiles } = await Esbuild.build({
      entryPoints: [fileURLToPath(new URL(`../bench/bundles/${name}.ts`, import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      logLevel: "error"
    })
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
    return {
      size: gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1000,
      text: outputFiles[0]?.text ?? "",
      modules: inputs.flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [path.replace(/^.*packages\/sdk\/src\//, "sdk/").replace(/^.*node_modules\//, "")] : []
      )
    }
  })

/** Made once, by the first test that asks for them. */
const bundles = Effect.runSync(
  Effect.cached(
    Effect.all(
      { platform: bundle("baseline"), read: bundle("read"), signal: bundle("signal") },
      { concurrency: "unbounded" }
    )
  )
)

/** What a program that makes one call has no use for. */
const unused = [
  /^sdk\/(Access|Batch|Retry|TokenStore)\.ts$/,
  /^sdk\/internal\/(applicationToken|batch|batching|refresh)\.ts$/,
  /^sdk\/v2\/(accountModels|serviceModels|makes\/\w+)\.ts$/,
  /^sdk\/v3\/(commandModels|managementModels)\.ts$/,
  /^effect\/.*\/(Config|Encoding|RequestResolver|Schedule)\.js$/
]

/** Budgets are in kB, minified and compressed, on top of the platform's own `HttpClient` over `fetch`. */
const calls = [
  { name: "read", title: "one reading of v2.0", budget: 13.5, paths: ["/vehicles/:vehicleId/odometer", "/batch"] },
  { name: "signal", title: "one signal of v3", budget: 15, paths: ["/vehicles/:vehicleId/signals/:code"] }
] as const

describe.each(calls)("a bundle with $title", ({ budget, name, paths }) => {
  it.effect(
    `adds at most ${budget} kB to the platform`,
    () =>
      Effect.gen(function* () {
        const { [name]: call, platform } = yield* bundles
        // A program that lost its call would be light as well.
        expect(call.modules).toContain("sdk/internal/interpreter.ts")
        expect(call.size - platform.size).toBeLessThanOrEqual(budget)
      }),
    // The first test builds all three: half a second, but more of a busy machine.
    60_000
  )

  it.effect(
    "leaves out what the call does not use",
    () =>
      Effect.gen(function* () {
        const { modules, text } = (yield* bundles)[name]
        expect(modules.filter((module) => unused.some((pattern) => pattern.test(module)))).toEqual([])
        const found = Array.from(text.matchAll(/path:"(\/.*?)"/g), ([, path = ""]) => path)
        expect(found.filter((path) => !paths.some((expected) => path.endsWith(expected)))).toEqual([])
        expect(found).toHaveLength(paths.length)
      }),
    60_000
  )
})
