import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"

it("a served Smartcar that cut and delayed requests lets its process end", { timeout: 30_000 }, () => {
  const script = fileURLToPath(new URL("support/cutAndExit.ts", import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", script], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    timeout: 20_000,
    encoding: "utf8"
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
})
