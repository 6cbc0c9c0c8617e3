import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files that wait for other processes. Last, one of them would run alone. */
const waiting = /\/(Exit|Scale|RedisRateLimiter|processes)\.test\.ts$/

class WaitingFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const rank = ({ moduleId }: TestSpecification) => Number(!waiting.test(moduleId))
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

/**
 * What `npm test` runs: the tests that vitest.workspace.ts has by package, as one project. Projects would wait for each
 * other, and load Effect anew.
 */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    pool: "threads",
    // As in the workspace: no test touches globals.
    poolOptions: { threads: { isolate: false, minThreads: 2, maxThreads: 2 } },
    sequence: { sequencer: WaitingFirst },
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**"],
      reporter: ["text", "json-summary"],
      reportsDirectory: "node_modules/.cache/coverage",
      thresholds: { lines: 90, "packages/sdk/src/**": { lines: 95 } }
    }
  }
})
