/** Where a contender's processor time goes, function by function. */
import { mkdtemp, readdir, readFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { turn, withRacers } from "./race.js"
import type { Scenario } from "./scenarios.js"

/** The parts of V8's profile that are read here; times are in microseconds. */
interface Profile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }>
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}

/** Where a function is: in a package from npm, or in a source that esbuild names above what came from it. */
const placeOf = (url: string, line: number, bundle: ReadonlyArray<string> | undefined): string =>
  bundle === undefined
    ? `${url.replace(/^.*\/node_modules\//, "")}:${line + 1}`
    : (bundle.slice(0, line).findLast((text) => /^\/\/ \S+\.ts$/.test(text)) ?? url).replace(/^[/ .]+/, "")

/** The lines of each bundle in a profile. */
const readBundles = async ({ nodes }: Profile): Promise<ReadonlyMap<string, ReadonlyArray<string>>> => {
  const urls = new Set(nodes.map(({ callFrame }) => callFrame.url).filter((url) => url.includes("/.cache/bench-")))
  return new Map(
    await Promise.all([...urls].map(async (url) => [url, (await readFile(new URL(url), "utf8")).split("\n")] as const))
  )
}

export const profile = async (scenario: Scenario, contender: string, origin: string): Promise<void> => {
  const directory = await mkdtemp(Path.join(tmpdir(), "bench-"))
  const flags = ["--expose-gc", "--cpu-prof", `--cpu-prof-dir=${directory}`, "--cpu-prof-interval=200"]
  const calls = scenario.calls * 10
  await withRacers([contender], origin, flags, async (racers) => {
    for (const racer of racers) await turn(racer, scenario, calls)
  })
  const [file = ""] = await readdir(directory)
  // V8 writes what it says.
  const recorded = JSON.parse(await readFile(Path.join(directory, file), "utf8")) as Profile
  const { nodes, samples, timeDeltas } = recorded
  const bundles = await readBundles(recorded)
  const selfTimes = new Map<number, number>()
  samples.forEach((id, i) => {
    selfTimes.set(id, (selfTimes.get(id) ?? 0) + (timeDeltas[i] ?? 0))
  })
  const functions = new Map<string, number>()
  for (const { id, callFrame } of nodes) {
    const { functionName, url, lineNumber } = callFrame
    const place = url === "" ? "" : placeOf(url, lineNumber, bundles.get(url))
    const name = `${functionName || `(line ${lineNumber + 1})`}  ${place}`
    functions.set(name, (functions.get(name) ?? 0) + (selfTimes.get(id) ?? 0))
  }
  functions.delete("(idle)  ")
  const total = [...functions.values()].reduce((sum, time) => sum + time, 0)
  console.log(`${contender}: ${calls} calls, ${(total / calls).toFixed(1)} us each, start and warm-up included`)
  const top = [...functions].sort(([, a], [, b]) => b - a).slice(0, 60)
  for (const [name, time] of top) {
    console.log(
      `${((100 * time) / total).toFixed(1).padStart(5)} %  ${(time / calls).toFixed(2).padStart(6)} us  ${name}`
    )
  }
  console.log(`The whole profile: ${Path.join(directory, file)}`)
}
