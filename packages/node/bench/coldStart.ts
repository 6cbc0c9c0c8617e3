/** How long a new process needs until it has its first reading. */
import { execFile } from "node:child_process"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Esbuild from "esbuild"
import { outputs } from "./build.js"
import { median } from "./race.js"
import { peer } from "./scenarios.js"
import * as Wire from "./wire.js"

const directory = Path.join(Path.dirname(fileURLToPath(import.meta.url)), "apps")

interface App {
  readonly name: string
  readonly title: string
  readonly file: string
}

export interface Start {
  readonly name: string
  readonly title: string
  /** Milliseconds from the end of Node's own start to the reading. */
  readonly wall: number
  /** Milliseconds of processor time of the process, Node's own start included. */
  readonly cpu: number
}

const bundle = (entries: ReadonlyArray<string>, suffix: string, options: Esbuild.BuildOptions) =>
  Esbuild.build({
    entryPoints: entries.map((entry) => ({ in: Path.join(directory, entry), out: `app-${Path.parse(entry).name}` })),
    outdir: outputs,
    outExtension: { ".js": suffix },
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "error",
    ...options
  })

const apps = async (): Promise<ReadonlyArray<App>> => {
  await bundle(["fetch.ts", "node.ts", "promise.ts", "smartcar.cjs"], ".min.cjs", { minify: true, format: "cjs" })
  await bundle(["fetch.ts", "node.ts"], ".mjs", { external: ["effect", "@effect/*"], format: "esm" })
  const at = (file: string) => Path.join(outputs, file)
  return [
    { name: peer, title: '`require("smartcar")`', file: Path.join(directory, "smartcar.cjs") },
    { name: "smartcar-bundled", title: "npm `smartcar`, bundled", file: at("app-smartcar.min.cjs") },
    { name: "fetch-bundled", title: "SDK over fetch, bundled", file: at("app-fetch.min.cjs") },
    {
      name: "promise-bundled",
      title: "`ManagedRuntime.runPromise` over fetch, bundled",
      file: at("app-promise.min.cjs")
    },
    { name: "node-bundled", title: "`SmartcarNode`, bundled", file: at("app-node.min.cjs") },
    { name: "fetch", title: "SDK over fetch, modules from `node_modules`", file: at("app-fetch.mjs") },
    { name: "node", title: "`SmartcarNode`, modules from `node_modules`", file: at("app-node.mjs") }
  ]
}

const run = promisify(execFile)

const start = async ({ name, file }: App, origin: string) => {
  const { stdout } = await run(process.execPath, [file, Wire.car, Wire.token], {
    env: { PATH: process.env["PATH"], SMARTCAR_API_ORIGIN: origin },
    timeout: 60_000
  })
  // What `apps/answer.ts` prints.
  const facts = JSON.parse(stdout) as { readonly distance: number; readonly wall: number; readonly cpu: number }
  if (facts.distance !== Wire.bodies["/odometer"].distance) throw new Error(`${name} read ${facts.distance}`)
  return facts
}

/** Takes turns, like a race. */
export const coldStarts = async (origin: string, rounds: number): Promise<ReadonlyArray<Start>> => {
  const all = await apps()
  const costs = new Map(all.map((app) => [app, [] as Array<{ readonly wall: number; readonly cpu: number }>]))
  for (let round = 0; round < rounds; round++) {
    for (const app of all) costs.get(app)?.push(await start(app, origin))
  }
  return [...costs].map(([{ name, title }, starts]) => ({
    name,
    title,
    wall: median(starts.map(({ wall }) => wall)),
    cpu: median(starts.map(({ cpu }) => cpu))
  }))
}
