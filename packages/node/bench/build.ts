/**
 * Turns the sources into what Node runs: the packages of this workspace as one file of plain JavaScript per entry, as
 * their `dist` is, and everything from npm as it was published.
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import * as Esbuild from "esbuild"

const here = Path.dirname(fileURLToPath(import.meta.url))

const cache = Path.join(here, "../node_modules/.cache")

mkdirSync(cache, { recursive: true })

/** A run's own directory, inside the package, so that what stays an import is found in its `node_modules`. */
export const outputs = mkdtempSync(Path.join(cache, "bench-"))

process.once("exit", () => rmSync(outputs, { recursive: true, force: true }))

const npm = ["effect", "@effect/*", "smartcar"]

/** Builds entries of this directory, for Node and nothing but Node. */
export const build = async (entries: ReadonlyArray<string>, external: ReadonlyArray<string> = npm): Promise<void> => {
  await Esbuild.build({
    absWorkingDir: here,
    entryPoints: [...entries],
    outdir: outputs,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: [...external],
    logLevel: "error"
  })
}
