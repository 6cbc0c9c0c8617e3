import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { SmartcarError } from "@effect-smartcar/sdk"
import { Commands, Connections, Signals, Vehicle } from "@effect-smartcar/sdk/v3"
import { Wire } from "@effect-smartcar/testing"
import { Effect, FastCheck as FC, Schema } from "effect"
import { applicationToken, failure, fields, success, userId, vehicleId } from "../support/harness.js"
import { predicates } from "../support/predicates.js"
import { documentedV3 } from "../support/vendorErrorsV3.js"

const car = Vehicle.make(vehicleId, { owner: userId })

const where = { endpoint: "lock", vehicleId }

/** The error of a command that was answered with these errors. */
const error = (errors: unknown, status = 400, headers: Readonly<Record<string, string>> = {}) =>
  Effect.map(failure(Commands.lock(car), Wire.json({ errors }, { status, headers })), fields)

const asleep = { status: "409", type: "VEHICLE_STATE", code: "ASLEEP", title: "Asleep", detail: "It sleeps." }
const unknown = { status: "418", type: "TEAPOT", code: "SHORT_AND_STOUT", title: "Teapot", detail: "It pours." }
const invalid = { status: "400", type: "VALIDATION", code: "MISSING_PARAMETER", title: "Missing", detail: "userId" }

const asleepFields = {
  _tag: "VehicleStateError",
  type: "VEHICLE_STATE",
  code: "ASLEEP",
  description: "It sleeps.",
  statusCode: 409,
  httpStatus: 400,
  ...where
}
const unknownOther = { type: "TEAPOT", code: "SHORT_AND_STOUT", description: "It pours.", statusCode: 418 }
const invalidOther = { type: "VALIDATION", code: "MISSING_PARAMETER", description: "userId", statusCode: 400 }

describe("several errors", () => {
  it.effect("the first that is documented is the class, and the others are kept in their order", () =>
    Effect.gen(function* () {
      expect(yield* error([asleep])).toEqual(asleepFields)
      expect(yield* error([asleep, invalid])).toEqual({ ...asleepFields, others: [invalidOther] })
      expect(yield* error([unknown, asleep, invalid])).toEqual({
        ...asleepFields,
        others: [unknownOther, invalidOther]
      })
      expect(yield* error([asleep, invalid, unknown])).toEqual({
        ...asleepFields,
        others: [invalidOther, unknownOther]
      })
      expect(yield* error([invalid, unknown, asleep])).toMatchObject({
        _tag: "ValidationError",
        others: [unknownOther, { type: "VEHICLE_STATE", statusCode: 409 }]
      })
    })
  )

  it.effect("others say all that they know, and no more", () =>
    Effect.gen(function* () {
      const { others } = yield* error([
        asleep,
        {
          ...invalid,
          links: { about: "https://smartcar.com/docs/errors" },
          resolution: { type: "USER_ACTION_REQUIRED", url: "https://example.com", more: 1 },
          suggestedUserMessage: "Do it.",
          meta: { debug: { requestId: "other" } }
        },
        {},
        { type: 7, code: null, detail: [] },
        null,
        "text",
        []
      ])
      expect(others).toEqual([
        {
          ...invalidOther,
          docURL: "https://smartcar.com/docs/errors",
          resolution: { type: "USER_ACTION_REQUIRED", url: "https://example.com" },
          suggestedUserMessage: "Do it."
        },
        { type: "", code: null, description: "", statusCode: 400 },
        { type: "", code: null, description: "", statusCode: 400 }
      ])
    })
  )

  it.effect("an answer with unknown errors alone is unexpected, and shows its body", () =>
    Effect.gen(function* () {
      for (const errors of [[unknown], [unknown, unknown], [{}], [null], ["x"], []]) {
        const { description: _, headers: __, ...rest } = yield* error(errors, 418)
        expect(rest).toEqual({
          _tag: "UnexpectedResponseError",
          statusCode: 418,
          body: JSON.stringify({ errors }),
          ...where
        })
      }
      expect(yield* error({ 0: asleep }, 409)).toMatchObject({ _tag: "UnexpectedResponseError", statusCode: 409 })
    })
  )

  it.effect("one that the endpoint does not declare is held, with the others", () =>
    Effect.gen(function* () {
      const answer = Wire.json({ errors: [asleep, invalid] }, { status: 409 })
      const held = fields(yield* failure(Connections.list(), answer))
      expect(held).toMatchObject({
        _tag: "UnexpectedResponseError",
        statusCode: 409,
        error: { _tag: "VehicleStateError", code: "ASLEEP", others: [invalidOther] }
      })
    })
  )

  it.effect("under a success status, a read fails as well; no errors at all are none", () =>
    Effect.gen(function* () {
      const answer = Wire.json({ data: [], errors: [{ ...invalid, status: undefined }] })
      for (const call of [Effect.asVoid(Connections.list()), Effect.asVoid(Signals.list(car))]) {
        expect(fields(yield* failure(call, answer))).toMatchObject({ _tag: "ValidationError", statusCode: 400 })
        yield* success(call, Wire.json({ data: [], errors: [] }))
        yield* success(call, Wire.json({ data: [], errors: null }))
      }
      const flat = Wire.json({ type: "PERMISSION", code: null, description: "d", statusCode: 403 })
      expect(fields(yield* failure(Connections.remove({ connectionId: "c" }), flat))).toMatchObject({
        _tag: "PermissionError",
        statusCode: 403
      })
    })
  )
})

describe("parts of an error", () => {
  it.effect("its status is its own, else the answer's", () =>
    Effect.gen(function* () {
      const seen = []
      for (const status of ["409", 409, undefined, null, "", "none", "99", {}]) {
        seen.push((yield* error([{ ...asleep, status }], 400))["statusCode"])
      }
      expect(seen).toEqual([409, 409, 400, 400, 400, 400, 400, 400])
    })
  )

  it.effect("the answer's status is told where it is another one", () =>
    Effect.gen(function* () {
      const seen = []
      for (const [own, status] of [
        ["409", 202],
        ["409", 400],
        ["409", 409],
        [undefined, 202],
        [undefined, 409]
      ] as const) {
        const { statusCode, httpStatus } = yield* error([{ ...asleep, status: own }], status)
        seen.push([statusCode, httpStatus])
      }
      expect(seen).toEqual([
        [409, 202],
        [409, 400],
        [409, undefined],
        [409, 202],
        [409, undefined]
      ])
    })
  )

  it.effect("its description is the detail, or else the title", () =>
    Effect.gen(function* () {
      const seen = []
      for (const texts of [
        { title: "t", detail: "d" },
        { title: "t" },
        { title: "t", detail: "" },
        { title: "t", detail: null },
        { detail: "d" },
        {},
        { title: 7, detail: [] }
      ]) {
        seen.push((yield* error([{ type: "VEHICLE_STATE", code: "ASLEEP", ...texts }]))["description"])
      }
      expect(seen).toEqual(["d", "t", "t", "t", "d", "", ""])
    })
  )

  it.effect("its documentation is what its links are about", () =>
    Effect.gen(function* () {
      const seen = []
      for (const links of [{ about: "https://a.example" }, { about: null }, {}, null, undefined, "https://a.example"]) {
        seen.push((yield* error([{ ...asleep, links }]))["docURL"])
      }
      expect(seen).toEqual(["https://a.example", undefined, undefined, undefined, undefined, undefined])
    })
  )

  it.effect("its request id is the one for debugging, or else the header's", () =>
    Effect.gen(function* () {
      const header = { "sc-request-id": "header" }
      const seen = []
      for (const meta of [{ debug: { requestId: "body" } }, { debug: {} }, {}, null, undefined, { debug: "body" }]) {
        seen.push((yield* error([{ ...asleep, meta }], 409, header))["requestId"])
      }
      expect(seen).toEqual(["body", "header", "header", "header", "header", "header"])
      expect(yield* error([asleep], 409)).not.toHaveProperty("requestId")
    })
  )

  it.effect("its resolution may be none, in three ways", () =>
    Effect.gen(function* () {
      const seen = []
      for (const resolution of [
        null,
        undefined,
        { type: null },
        { type: "UNKNOWN_RESOLUTION_TYPE" },
        { type: "RETRY_LATER" },
        { type: "REAUTHENTICATE", url: "https://connect.smartcar.com/" },
        { type: "LATER_ADDED" }
      ]) {
        seen.push((yield* error([{ ...asleep, resolution }]))["resolution"])
      }
      expect(seen).toEqual([
        undefined,
        undefined,
        { type: null },
        { type: null },
        { type: "RETRY_LATER" },
        { type: "REAUTHENTICATE", url: "https://connect.smartcar.com/" },
        { type: "LATER_ADDED" }
      ])
    })
  )
})

describe("secrets", () => {
  it.effect("a token that an error repeats is masked, in every error of the answer", () =>
    Effect.gen(function* () {
      const leak = `Bearer ${applicationToken} is no good`
      const leaky = {
        ...asleep,
        code: leak,
        detail: leak,
        title: leak,
        links: { about: `https://x.example/${applicationToken}` },
        resolution: { type: leak, url: leak },
        suggestedUserMessage: leak,
        meta: { debug: { requestId: applicationToken } }
      }
      for (const errors of [[leaky], [asleep, leaky], [unknown, leaky], [{ ...leaky, type: leak }]]) {
        for (const status of [202, 409]) {
          const found = yield* failure(Commands.lock(car), Wire.json({ errors }, { status }))
          for (const text of [JSON.stringify(found), String(found), inspect(found, { depth: 9, showHidden: true })]) {
            expect(text).not.toContain(applicationToken)
          }
          expect(JSON.stringify(found)).toContain("Bearer <redacted> is no good")
        }
      }
    })
  )
})

const known = [
  "AUTHENTICATION",
  "BILLING",
  "COMPATIBILITY",
  "CONNECTED_SERVICES_ACCOUNT",
  "PERMISSION",
  "RATE_LIMIT",
  "RESOURCE_NOT_FOUND",
  "SERVER",
  "UPSTREAM",
  "VALIDATION",
  "VEHICLE_STATE"
]

describe("errors as data", () => {
  const schema = SmartcarError.SmartcarError

  const roundTrip = (found: SmartcarError.SmartcarError) => {
    const json = JSON.parse(JSON.stringify(Schema.encodeSync(schema)(found)))
    const again = Schema.decodeUnknownSync(schema)(json)
    expect(fields(again)).toEqual(fields(found))
    expect(again.constructor).toBe(found.constructor)
    expect([again.message, predicates(again)]).toEqual([found.message, predicates(found)])
  }

  it.effect("every documented error of API v3 survives, with others", () =>
    Effect.gen(function* () {
      for (const { status, headers = {}, body } of documentedV3) {
        const answer = Wire.json(
          "errors" in Object(body) ? { errors: [...Object(body).errors, unknown, invalid] } : body,
          { status, headers }
        )
        const found = yield* failure(Commands.lock(car), answer)
        if (found._tag !== "UnexpectedResponseError") {
          expect(fields(found)["others"]).toEqual(expect.arrayContaining([unknownOther, invalidOther]))
        }
        roundTrip(found)
        roundTrip(yield* failure(Connections.list(), answer))
      }
    })
  )

  const anything = FC.constantFrom(undefined, null, "", "text", 409, {}, [], [{}])
  const either = (...documented: ReadonlyArray<unknown>) => FC.oneof(FC.constantFrom(...documented), anything)

  it.effect.prop(
    "whatever the errors of an answer hold, its error survives",
    [
      FC.array(
        FC.record({
          status: either("409", "500"),
          type: FC.constantFrom(...known, "NEW", null),
          code: either("ASLEEP"),
          title: either("Asleep"),
          detail: either("It sleeps."),
          links: either({ about: "https://a.example" }),
          resolution: either({ type: "RETRY_LATER", url: "https://a.example" }, { type: null }),
          suggestedUserMessage: either("Wake it."),
          meta: either({ debug: { requestId: "r" } }, { debug: [] })
        }),
        { maxLength: 3 }
      )
    ],
    ([errors]) =>
      Effect.map(failure(Commands.lock(car), Wire.json({ errors }, { status: 400 })), (found) => {
        const isDocumented = errors.some(({ type }) => known.some((one) => one === type))
        expect(found._tag === "UnexpectedResponseError").toBe(!isDocumented)
        roundTrip(found)
      }),
    { timeout: 20_000, fastCheck: { numRuns: 20 } }
  )
})
