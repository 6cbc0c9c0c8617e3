import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { endpoints } from "@effect-smartcar/sdk/v2"
import { endpointTable } from "../scripts/endpointTable.js"

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")

const [, table = ""] = /<!-- generated: endpoints -->\n(.*?)\n\n<!-- \/generated -->/s.exec(readme) ?? []

describe("the README's table of endpoints", () => {
  it("is the one that the descriptors give", () => expect(table.trim()).toBe(endpointTable()))

  for (const { name, method, path, permission } of Object.values(endpoints)) {
    it(`has one row for ${name}`, () => {
      const rows = table.split("\n").filter((row) => row.startsWith(`| \`${name}\` |`))
      expect(rows).toHaveLength(1)
      expect(rows[0]).toContain(`\`${method} ${path}\``)
      if (permission !== undefined) expect(rows[0]).toContain(`\`${permission}\``)
    })
  }
})
