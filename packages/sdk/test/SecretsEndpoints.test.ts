/** Every endpoint of every version against answers that repeat all they were sent: no error, span or log line does. */
import { describe, expect, it } from "@effect/vitest"
import { SmartcarError } from "@effect-smartcar/sdk"
import { Auth, Connections, Tesla, Vehicle } from "@effect-smartcar/sdk/v2"
import { Wire } from "@effect-smartcar/testing"
import { type SchemaAST as AST, Cause, Effect, Exit, Option, Redacted } from "effect"
import { subjects, type Version } from "./support/golden.js"
import { type Needs, vehicleId } from "./support/harness.js"
import { sampleOf as sample } from "./support/samplesV3.js"
import { expectSilent, observe, redacted, secret, shows, special } from "./support/secrets.js"
import { answered, carried, echo, shapes, spellings } from "./support/secretsEcho.js"

/** Many calls, on a machine that may be busy. */
const patience = 30_000

const car = Vehicle.make(vehicleId)

const sampleOf = (version: Version, name: string): Call => {
  const subject = subjects.find((one) => one.version === version && one.name === name)
  if (subject === undefined) throw new Error(`no endpoint ${version} ${name}`)
  return sample(subject)
}

type Call = Effect.Effect<unknown, SmartcarError.SmartcarError, Needs>

/** Calls whose parameters are secrets, which those of the samples are not. */
const marked: Readonly<Record<string, Call>> = {
  exchangeCode: Auth.exchangeCode(secret("code")),
  exchangeRefreshToken: Auth.exchangeRefreshToken(redacted("refreshToken")),
  // The configuration's secret is its parameter.
  applicationToken: sampleOf("v3", "applicationToken"),
  // A PIN is four digits, too few for a mark: see Secrets.test.ts.
  teslaSetPin: Tesla.setPin(car, { pin: Redacted.make("4711") })
}

const calls: Readonly<Record<string, Call>> = Object.fromEntries(
  subjects.map((subject) => [`${subject.version} ${subject.name}`, marked[subject.name] ?? sample(subject)])
)

/** One call of each kind that answers are decoded by. */
const representatives: ReadonlyArray<readonly [string, Call]> = [
  ...new Map<string, readonly [string, Call]>(
    Object.entries(calls).flatMap(([name, call], index) => {
      const { version, endpoint } = subjects[index] ?? {}
      if (endpoint === undefined || endpoint.auth === "none") return []
      const { auth, errors, failure, method, sensitive } = endpoint
      return [
        [[version, auth, errors.tags.size, failure !== undefined, method === "GET", sensitive].join(), [name, call]]
      ]
    })
  ).values()
]

/** A call by each kind of credential, whose secrets hold what escapes change. */
const specials: Readonly<Record<string, Call>> = {
  exchangeCode: Auth.exchangeCode(secret("code", special)),
  exchangeRefreshToken: Auth.exchangeRefreshToken(redacted("refreshToken", special)),
  applicationToken: sampleOf("v3", "applicationToken"),
  read: Vehicle.odometer(car),
  management: Connections.list()
}

/** Whether some part of a schema hides what it holds. */
const hides = (ast: AST.AST, seen = new Set<AST.AST>()): boolean => {
  if (seen.has(ast)) return false
  seen.add(ast)
  const inner = (each: AST.AST) => hides(each, seen)
  switch (ast._tag) {
    case "Declaration":
      return /^Redacted/.test(String(ast)) || ast.typeParameters.some(inner)
    case "TypeLiteral":
      return (
        ast.propertySignatures.some(({ type }) => inner(type)) || ast.indexSignatures.some(({ type }) => inner(type))
      )
    case "TupleType":
      return [...ast.elements, ...ast.rest].some(({ type }) => inner(type))
    case "Union":
      return ast.types.some(inner)
    case "Refinement":
      return inner(ast.from)
    case "Transformation":
      return inner(ast.from) || inner(ast.to)
    case "Suspend":
      return inner(ast.f())
    default:
      return false
  }
}

/** What a call that is answered so puts out, and whether it failed. */
const outputsOf = (call: Call, handler: Wire.Handler, secrets: "plain" | "special" = "plain") =>
  Effect.map(observe(answered(call, handler, secrets), "few"), ({ exit, ...outputs }) => {
    const error = Exit.isFailure(exit) ? Cause.failureOption(exit.cause) : Option.none()
    expect(Exit.isFailure(exit)).toBe(Option.exists(error, SmartcarError.isSmartcarError))
    return {
      outputs: Exit.isFailure(exit) ? { ...outputs, cause: exit.cause, error: Option.getOrNull(error) } : outputs,
      isFailure: Exit.isFailure(exit)
    }
  })

describe("an answer that repeats all it was sent", () => {
  it("there is a marked call of each endpoint with secret parameters", () => {
    const secretive = subjects.filter(({ endpoint: { body, query, segments } }) =>
      [body, query, segments].some((schema) => schema !== undefined && hides(schema.ast))
    )
    expect(secretive.map(({ name }) => name).sort()).toEqual(Object.keys(marked).sort())
  })

  it.effect("is sent something to repeat by every call", () =>
    Effect.gen(function* () {
      for (const [name, call] of Object.entries(calls)) {
        // Anyone may ask which cars there are.
        if (name === "v3 compatibleVehicles") continue
        let sent = ""
        const handler: Wire.Handler = (request) => {
          sent += carried(request)
          return Effect.succeed(Wire.cut("sent"))
        }
        yield* Effect.ignore(answered(call, handler))
        expect(shows(sent), name).toBeDefined()
      }
    })
  )

  it.effect(
    "as an error of either version or as JSON that no one knows, from every endpoint",
    () =>
      Effect.gen(function* () {
        const values: Record<string, unknown> = {}
        for (const [name, call] of Object.entries(calls)) {
          for (const [shape, status] of [
            ["an error of v2", 400],
            ["errors of v3", 409],
            ["unknown JSON", 200]
          ] as const) {
            const { outputs } = yield* outputsOf(call, echo(status, shapes[shape]))
            values[`${name}: ${shape}`] = outputs
          }
        }
        yield* expectSilent(values, { by: "few" })
      }),
    patience
  )

  it.effect(
    "in every shape and with every status, from an endpoint of each kind",
    () =>
      Effect.gen(function* () {
        const values: Record<string, unknown> = {}
        for (const [name, call] of representatives) {
          for (const [shape, body] of Object.entries(shapes)) {
            for (const status of [200, 401]) {
              values[`${name}: ${shape}, ${status}`] = (yield* outputsOf(call, echo(status, body))).outputs
            }
          }
        }
        yield* expectSilent(values, { by: "few" })
      }),
    patience
  )

  for (const [spelling, spell] of Object.entries(spellings)) {
    it.effect(
      `spelled ${spelling}`,
      () =>
        Effect.gen(function* () {
          const values: Record<string, unknown> = {}
          for (const [name, call] of Object.entries(specials)) {
            for (const shape of ["an error of v2", "errors of v3", "unknown JSON", "HTML"] as const) {
              const { isFailure, outputs } = yield* outputsOf(call, echo(400, shapes[shape], spell), "special")
              expect(isFailure).toBe(true)
              values[`${name}: ${shape}`] = outputs
            }
          }
          yield* expectSilent(values, { by: "few" })
        }),
      patience
    )
  }
})
