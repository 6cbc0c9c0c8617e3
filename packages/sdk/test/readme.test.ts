import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { endpointTable } from "../scripts/endpointTable.js"
import { subjects } from "./support/golden.js"

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")

const tables = { v2: "endpoints", v3: "endpoints-v3" } as const

describe.each(["v2", "v3"] as const)("the README's table of the endpoints of %s", (version) => {
  const block = new RegExp(`<!-- generated: ${tables[version]} -->\\n(.*?)\\n\\n<!-- /generated -->`, "s")
  const [, table = ""] = block.exec(readme) ?? []

  it("is the one that the descriptors give", () => expect(table.trim()).toBe(endpointTable(version)))

  for (const { name, endpoint } of subjects.filter((subject) => subject.version === version)) {
    it(`has one row for ${name}`, () => {
      const rows = table.split("\n").filter((row) => row.startsWith(`| \`${name}\` |`))
      expect(rows).toHaveLength(1)
      expect(rows[0]).toContain(`\`${endpoint.method} ${endpoint.path}\``)
      if (endpoint.permission !== undefined) expect(rows[0]).toContain(`\`${endpoint.permission}\``)
    })
  }
})
