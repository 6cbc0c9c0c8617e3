import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import * as Migration from "@effect-smartcar/sdk/Migration"
import type { Signal } from "@effect-smartcar/sdk/v3"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Context, Effect, Either, Layer } from "effect"
import { fields } from "./harness.js"

export const vehicleId = "36ab27d0-fd9d-4455-823a-ce30af709ffc"
export const userId = "61a3e3d2-5198-47ba-aabd-4623ce4a4042"
export const connectionId = "0a1f0b9e-52e3-4b2b-b2b0-ef4f4e6c8f10"

/** A signal as the wire has it; without an error it is a success. */
export const signal = (
  { code, group, name }: Signal.Any,
  body: unknown,
  options: { readonly error?: unknown; readonly status?: string; readonly meta?: unknown } = {}
) => ({
  id: code,
  type: "signal",
  attributes: {
    code,
    name,
    group,
    status: {
      value: options.status ?? (options.error === undefined ? "SUCCESS" : "ERROR"),
      ...(options.error === undefined ? {} : { error: options.error })
    },
    ...(body === undefined ? {} : { body })
  },
  meta: options.meta ?? {
    oemUpdatedAt: "2026-11-01T10:00:00.000Z",
    retrievedAt: "2026-11-01T11:00:00.000Z",
    ingestedAt: "2026-11-01T11:00:01.000Z"
  }
})

const attributes = { make: "VOLKSWAGEN", model: "ID. Buzz", year: 2025, powertrainType: "BEV", mode: "live" }

export const vehicle = { id: vehicleId, type: "vehicle", attributes }

export const connection = (
  id = connectionId,
  { user = userId, car = vehicleId }: { readonly user?: string | null; readonly car?: string } = {}
) => ({
  id,
  type: "connection",
  attributes: { permissions: ["read_battery", "control_charge", "read_odometer"], vehicle: attributes },
  relationships: {
    vehicle: { data: { id: car, type: "vehicle" } },
    ...(user === null ? {} : { user: { data: { id: user, type: "user" } } })
  },
  meta: { createdAt: "2026-05-03T02:45:45.349Z", updatedAt: "2026-06-21T02:56:21.130Z" }
})

export const subscription = (id: string, webhookId: string, car = vehicleId, user = userId) => ({
  id,
  type: "subscription",
  attributes: { vehicle: attributes },
  relationships: {
    webhook: { data: { type: "webhook", id: webhookId } },
    user: { data: { type: "user", id: user } },
    vehicle: { data: { type: "vehicle", id: car } }
  },
  meta: {}
})

export const headers = { "sc-request-id": "3f1c4d6e-0000-4000-8000-000000000001", "sc-unit-system": "metric" }

export const answer = (body: unknown, status = 200) => Wire.json(body, { status, headers })

/** One page of a list, cut out as the query asks. */
export const page = (items: ReadonlyArray<unknown>, { searchParams }: URL, more: object = {}) => {
  const number = Number(searchParams.get("page[number]") ?? "1")
  const size = Number(searchParams.get("page[size]") ?? "10")
  const end = number * size
  return answer({
    data: items.slice(end - size, end),
    meta: { pageNumber: number, pageSize: size, totalCount: items.length },
    links: { next: end < items.length ? "https://vehicle.api.smartcar.com/v3/next" : null },
    ...more
  })
}

export const failing = (type: string, code: string | null, status: number, extra: object = {}) =>
  answer({ errors: [{ status: String(status), type, code, title: "Title", detail: "Detail", ...extra }] }, status)

const prefix = `/v3/vehicles/${vehicleId}`

/** Answers for a car of which these signals are kept; `others` are by method and path. */
export const car =
  (
    signals: ReadonlyArray<ReturnType<typeof signal>>,
    others: Readonly<Record<string, (request: Wire.Request) => Wire.Answer>> = {}
  ): Wire.Handler =>
  (request) =>
    Effect.sync(() => {
      const { method, url } = request
      const other = others[`${method} ${url.pathname}`]
      if (other !== undefined) return other(request)
      if (method !== "GET") return failing("RESOURCE_NOT_FOUND", "INVALID_PATH", 404)
      if (url.pathname === prefix) return answer({ data: vehicle })
      if (url.pathname === "/v3/connections") return page([connection()], url)
      if (url.pathname === `${prefix}/signals`) {
        return answer({
          data: signals,
          meta: { pageNumber: 1, pageSize: 25, totalCount: signals.length },
          links: { next: null },
          included: { vehicle }
        })
      }
      const found = signals.find(({ id }) => url.pathname === `${prefix}/signals/${id}`)
      return found === undefined
        ? failing("RESOURCE_NOT_FOUND", "SIGNAL_NOT_FOUND", 404)
        : answer({ data: found, included: { vehicle } })
    })

/** The bridge over the real interpreter over a fake of API v3. */
export const layer = (answers: Wire.Answer | Wire.Handler, options?: Migration.Options) =>
  Migration.layerV2OverV3(options).pipe(
    Layer.provide(Smartcar.layer),
    Layer.provide(Credentials.layerApplicationToken("app-token-1")),
    Layer.provideMerge(SmartcarConfig.layer({ userAgent: "test" })),
    Layer.provideMerge(FakeHttp.layer(answers))
  )

/** What answers the calls of an exchange, and what they sent. */
class Current extends Context.Reference<Current>()("test/migration/Current", {
  defaultValue: (): { readonly answers: Wire.Answer | Wire.Handler; readonly sent: Array<Wire.Request> } => ({
    answers: Wire.cut("connect"),
    sent: []
  })
}) {}

const currentAnswers: Wire.Handler = (request) =>
  Effect.flatMap(Current, ({ answers, sent }) => {
    sent.push(request)
    return typeof answers === "function" ? answers(request) : Effect.succeed(answers)
  })

/** Built once for all exchanges that need no options of their own: building it costs more than a call does. */
const shared = Effect.runSync(Effect.scoped(Layer.build(layer(currentAnswers))))

/** What came of a call, and what went over the wire. */
export const exchange = <A, E>(
  self: Effect.Effect<A, E, Smartcar.Smartcar | SmartcarConfig.SmartcarConfig>,
  answers: Wire.Answer | Wire.Handler,
  options?: Migration.Options
) =>
  Effect.suspend(() => {
    const requests: Array<Wire.Request> = []
    return Effect.either(self).pipe(
      Effect.provideService(Current, { answers, sent: requests }),
      Effect.provide(options === undefined ? Layer.succeedContext(shared) : layer(currentAnswers, options)),
      Effect.map((result) => ({ result, requests, sent: requests.map(line) }))
    )
  })

/** A request in short. */
export const line = ({ method, url, body }: Wire.Request) =>
  `${method} ${url.origin.replace("https://", "").replace(".smartcar.com", "")}${decodeURIComponent(url.pathname + url.search)}${body === "" ? "" : ` ${body}`}`

/** The error's fields, or what succeeded instead. */
export const problem = <A, E>(result: Either.Either<A, E>): Record<string, unknown> =>
  Either.match(result, {
    onLeft: (error) => fields(error),
    onRight: (value) => ({ _tag: `no error, but ${JSON.stringify(value)}` })
  })
