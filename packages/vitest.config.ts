import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import projects from "../vitest.workspace.js"

/** What `npm test` runs: the projects of vitest.workspace.ts, without Vitest 3.2's deprecation line, and coverage. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    projects,
    pool: "threads",
    // As in the projects: a worker's isolation is the root's say.
    poolOptions: { threads: { isolate: false, minThreads: 2, maxThreads: 2 } },
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**"],
      reporter: ["text", "json-summary"],
      reportsDirectory: "node_modules/.cache/coverage",
      thresholds: { lines: 90, "packages/sdk/src/**": { lines: 95 } }
    }
  }
})
