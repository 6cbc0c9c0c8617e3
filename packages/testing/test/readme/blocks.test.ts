import { readFileSync } from "node:fs"
import { expect, it } from "@effect/vitest"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

it("the README's programs are the tests beside this one", () => {
  const blocks = [...read("../../README.md").matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
  expect(blocks).toEqual(["./swap.test.ts", "./faults.test.ts", "./v3.test.ts", "./server.test.ts"].map(read))
})
