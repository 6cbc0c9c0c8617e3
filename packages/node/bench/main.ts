/**
 * `npm run bench`: this SDK against npm `smartcar` and the bare HTTP clients, all in one run. Writes `results.json` and
 * `results.md`. No figure fails it: a target that is not met is printed as such.
 *
 * - `npm run bench -- single cold` runs some parts only (scenarios, `cold`, `heap`, `bundle`) and writes to a temporary
 *   directory.
 * - `npm run bench -- --smoke` makes a few calls of everything, to see that it works; writes there, too.
 * - `npm run bench -- --profile single sdk-node` shows where a contender's time goes.
 */
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { build } from "./build.js"
import { bundles } from "./bundle.js"
import { coldStarts } from "./coldStart.js"
import * as Heap from "./heap.js"
import { type Racer, withServer } from "./processes.js"
import { profile } from "./profile.js"
import * as Race from "./race.js"
import { environment, judged, markdown, type Report } from "./report.js"
import { contenders, type Scenario, scenarios } from "./scenarios.js"

const others = ["cold", "heap", "bundle"]

const scenarioOf = (name: string): Scenario => {
  const scenario = scenarios[name]
  if (scenario === undefined) throw new Error(`No scenario is called ${name}`)
  return scenario
}

const progress = (text: string) => process.stderr.write(`${text}\n`)

/** Lends racers: those asked for, in new processes, or in a smoke run always the same. */
type Lend = <A>(
  names: ReadonlyArray<string>,
  flags: ReadonlyArray<string>,
  use: (racers: ReadonlyArray<Racer>) => Promise<A>
) => Promise<A>

const measure = async (
  parts: ReadonlyArray<string>,
  effort: Race.Effort,
  origin: string,
  lend: Lend
): Promise<Report> => {
  const races: Record<string, Report["races"][string]> = {}
  for (const part of parts.filter((part) => !others.includes(part))) {
    progress(part)
    const scenario = scenarioOf(part)
    races[part] = await lend(scenario.contenders, ["--expose-gc"], (racers) => Race.race(scenario, racers, effort))
  }
  const heap = () =>
    lend(Heap.contenders, Heap.flags, (racers) => Heap.heaps(scenarioOf("single"), racers, effort.heapCalls))
  const optionally = async <K extends string, A>(part: string, key: K, run: () => Promise<A>) => {
    if (!parts.includes(part)) return {}
    progress(part)
    return { [key]: await run() } as { readonly [P in K]: A }
  }
  return {
    environment: environment(effort.rounds),
    races,
    ...(await optionally("cold", "starts", () => coldStarts(origin, effort.starts))),
    ...(await optionally("heap", "heaps", heap)),
    heapCalls: effort.heapCalls,
    ...(await optionally("bundle", "bundles", bundles))
  }
}

const runFull = (parts: ReadonlyArray<string>) =>
  withServer((origin) =>
    measure(parts, Race.full, origin, (names, flags, use) => Race.withRacers(names, origin, flags, use))
  )

const runSmoke = (parts: ReadonlyArray<string>) =>
  withServer((origin) =>
    Race.withRacers(Object.keys(contenders), origin, Heap.flags, (racers) =>
      measure(parts, Race.smoke, origin, (names, _, use) => use(racers.filter(({ name }) => names.includes(name))))
    )
  )

const write = async (report: Report, directory: string): Promise<void> => {
  const text = markdown(report)
  const files = {
    "results.json": `${JSON.stringify({ ...report, targets: judged(report) }, undefined, 2)}\n`,
    "results.md": text
  }
  for (const [name, content] of Object.entries(files)) await writeFile(Path.join(directory, name), content)
  process.stdout.write(`${text}\nWritten to ${directory}\n`)
}

/** Everything was measured, and every target judged. */
const check = async (directory: string): Promise<void> => {
  const report: ReturnType<typeof JSON.parse> = JSON.parse(await readFile(Path.join(directory, "results.json"), "utf8"))
  const { size } = await stat(Path.join(directory, "results.md"))
  for (const target of report.targets)
    if (!Number.isFinite(target.measured)) throw new Error(`Not judged: ${target.title}`)
  if (size < 2000) throw new Error("The report is not whole")
}

const main = async () => {
  const { values, positionals } = parseArgs({
    options: { smoke: { type: "boolean", default: false }, profile: { type: "boolean", default: false } },
    allowPositionals: true
  })
  await build(["server.ts", "contender.ts"])
  if (values.profile) {
    const [scenario = "single", contender = "sdk-node"] = positionals
    return withServer((origin) => profile(scenarioOf(scenario), contender, origin))
  }
  const all = [...Object.keys(scenarios), ...others]
  const parts = positionals.length === 0 ? all : positionals
  const report = await (values.smoke ? runSmoke : runFull)(parts)
  const isWhole = parts === all
  const directory =
    isWhole && !values.smoke
      ? Path.dirname(fileURLToPath(import.meta.url))
      : await mkdtemp(Path.join(tmpdir(), "bench-"))
  await write(report, directory)
  if (isWhole) await check(directory)
}

await main()
