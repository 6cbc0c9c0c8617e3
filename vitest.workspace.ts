import { defineWorkspace } from "vitest/config"

/** One Vitest project per package; `npx vitest` finds this file by its name. */
export default defineWorkspace(
  ["sdk", "testing", "node", "fleet"].map((name) => ({
    test: {
      name,
      root: `packages/${name}`,
      include: ["test/**/*.test.ts"],
      pool: "threads",
      // No test touches globals, and loading Effect anew for each file takes longer than most of them.
      isolate: false
    }
  }))
)
