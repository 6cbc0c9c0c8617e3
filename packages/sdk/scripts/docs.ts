/**
 * Writes the generated parts of the README and of MIGRATION.md, and compiles the examples in doc comments. With `--check`
 * it changes nothing and fails if anything is out of date.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { endpointTable } from "./endpointTable.js"
import { functionTable, unmappedList } from "./migrationTable.js"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const check = process.argv.includes("--check")

/** `<!-- generated: NAME -->` ... `<!-- /generated -->`, where NAME is one of these or a file below `examples`. */
const block = /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- \/generated -->)/g

const parts: Readonly<Record<string, () => string>> = {
  endpoints: () => endpointTable(),
  "endpoints-v3": () => endpointTable("v3"),
  "npm-functions": functionTable,
  speed: () => speed(),
  unmapped: unmappedList
}

/** What the benchmark was for: how it was measured, and its targets. */
const speed = (): string =>
  readFileSync(join(root, "packages/node/bench/results.md"), "utf8").split("\n\n").slice(0, 2).join("\n\n").trimEnd()

const generated = (name: string): string =>
  parts[name]?.() ?? `\`\`\`ts\n${readFileSync(join(root, name), "utf8").trimEnd()}\n\`\`\``

const update = (file: string): boolean => {
  const path = join(root, file)
  const before = readFileSync(path, "utf8")
  const after = before.replace(
    block,
    (_, start: string, name: string, end: string) => `${start}\n${generated(name)}\n\n${end}`
  )
  const current = after === before
  if (!check && !current) writeFileSync(path, after)
  console.log(`${file}: ${current ? "up to date" : check ? "out of date: run npm run docs:generate" : "written"}`)
  return current
}

/** The fenced samples of a package's doc comments and pages, each as a module. */
const samples = (folder: string): ReadonlyArray<{ readonly name: string; readonly code: string }> =>
  [
    ...readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).map((file) => join("src", file)),
    ...readdirSync(folder)
  ]
    .filter((file) => /^(src\/.*\.ts|(README|MIGRATION)\.md)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8")
      const fences = file.endsWith(".md") ? /^```ts\n([\s\S]*?)^```$/gm : /^ \* ```ts\n([\s\S]*?)^ \* ```$/gm
      return [...text.matchAll(fences)].map(([, code = ""], index) => ({
        name: `${basename(folder)}-${file.replace(/[/.]/g, "-")}-${index}.ts`,
        code: `${file.endsWith(".md") ? code : code.replace(/^ \* ?/gm, "")}export {}\n`
      }))
    })

const compileSamples = (): boolean => {
  const out = join(root, "examples/node_modules/.cache/doc-samples")
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const all = readdirSync(join(root, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => samples(join(root, "packages", name)))
  for (const { name, code } of all) writeFileSync(join(out, name), code)
  const tsconfig = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      incremental: false,
      noEmit: true,
      noUnusedLocals: false,
      types: ["node"],
      paths: { "@effect/vitest": [join(root, "packages/sdk/node_modules/@effect/vitest/dist/dts/index.d.ts")] }
    },
    include: ["*.ts"]
  }
  writeFileSync(join(out, "tsconfig.json"), JSON.stringify(tsconfig))
  const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", out], { encoding: "utf8" })
  process.stdout.write(stdout)
  console.log(
    `${all.length} samples in doc comments and pages: ${status === 0 ? "they compile" : "they do not compile"}`
  )
  return status === 0
}

const current = ["README.md", "packages/sdk/MIGRATION.md"].map(update).every((isCurrent) => isCurrent)
process.exitCode = compileSamples() && (current || !check) ? 0 : 1
