/** What a package exports, as its exports map has it: so that nothing new goes unlooked at. */
import { readdirSync, readFileSync } from "node:fs"
import { Context, Predicate, Schema } from "effect"

/** Whether a key of an exports map is about a module, and how closely. */
const closeness = (key: string, module: string): number => {
  if (key === module) return Number.POSITIVE_INFINITY
  const [before = "", after] = key.split("*")
  return after !== undefined && module.startsWith(before) && module.endsWith(after) ? before.length : -1
}

/** `module.name` and the value of every public export of the package at a folder. */
export const exportsOf = async (root: URL): Promise<ReadonlyMap<string, unknown>> => {
  const { exports }: { readonly exports: Readonly<Record<string, string | null>> } = JSON.parse(
    readFileSync(new URL("package.json", root), "utf8")
  )
  const source = new URL("src/", root)
  const found = new Map<string, unknown>()
  for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
    if (!file.endsWith(".ts")) continue
    const module = `./${file.slice(0, -".ts".length)}`
    const [key] = Object.keys(exports).sort((a, b) => closeness(b, module) - closeness(a, module))
    if (key === undefined || closeness(key, module) < 0 || exports[key] === null) continue
    const members: object = await import(new URL(file, source).href)
    for (const [name, value] of Object.entries(members)) found.set(`${module.slice(2)}.${name}`, value)
  }
  return found
}

export const isErrorClass = (value: unknown): value is abstract new (...args: ReadonlyArray<never>) => Error =>
  Predicate.isFunction(value) && value.prototype instanceof Error

/** The functions that may take or give a secret: not the calls of endpoints, which a table holds, nor schemas and tags. */
export const functionsOf = (exported: ReadonlyMap<string, unknown>): ReadonlyArray<string> =>
  [...exported]
    .filter(
      ([, value]) =>
        Predicate.isFunction(value) &&
        !isErrorClass(value) &&
        !Schema.isSchema(value) &&
        !Context.isTag(value) &&
        !Context.isReference(value) &&
        !Predicate.hasProperty(value, "endpoint")
    )
    .map(([name]) => name)
