/** Turns a parse issue into words that never repeat the value, which may be a secret. */

import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"

export interface Problem {
  /** Where, as a path: `paging.count`; empty for the whole. */
  readonly path: string
  readonly description: string
}

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)

const problem = (path: ReadonlyArray<PropertyKey>, description: string): Problem => ({
  path: path.map(String).join("."),
  description
})

/** What a schema expects. That an optional value may be `undefined` helps no one. */
const expected = (ast: AST.AST): string =>
  Option.getOrElse(AST.getDescriptionAnnotation(ast), () =>
    AST.isUnion(ast)
      ? ast.types
          .filter((type) => !AST.isUndefinedKeyword(type))
          .map(expected)
          .join(" or ")
      : String(ast)
  )

const isNothing = (ast: AST.AST): boolean => AST.isUndefinedKeyword(ast) || (AST.isLiteral(ast) && ast.literal === null)

const issuesOf = ({ issues }: ParseResult.Composite): NonEmptyReadonlyArray<ParseResult.ParseIssue> =>
  "_tag" in issues ? [issues] : issues

/** Where a value may be left out or `null` but is neither, what is wrong with it. */
const ofOptional = (issue: ParseResult.Composite): ParseResult.ParseIssue | undefined => {
  const found = issuesOf(issue).filter((one) => !(one._tag === "Type" && isNothing(one.ast)))
  return issue.actual != null && AST.isUnion(issue.ast) && issue.ast.types.some(isNothing) && found.length === 1
    ? found[0]
    : undefined
}

/** The first problem of an issue. */
export const firstProblem = (issue: ParseResult.ParseIssue, path: ReadonlyArray<PropertyKey> = []): Problem => {
  switch (issue._tag) {
    case "Pointer":
      return firstProblem(issue.issue, path.concat(issue.path))
    case "Missing":
      return problem(path, "is missing")
    case "Unexpected":
      return problem(path, "is unexpected")
    case "Composite": {
      if (!AST.isUnion(issue.ast)) return firstProblem(issuesOf(issue)[0], path)
      const only = ofOptional(issue)
      return only === undefined ? problem(path, `expected ${expected(issue.ast)}`) : firstProblem(only, path)
    }
    case "Refinement":
      return issue.kind === "From" ? firstProblem(issue.issue, path) : problem(path, `expected ${expected(issue.ast)}`)
    case "Transformation":
      return firstProblem(issue.issue, path)
    case "Type":
    case "Forbidden":
      return problem(path, `expected ${expected(issue.ast)}, got ${typeOf(issue.actual)}`)
  }
}
