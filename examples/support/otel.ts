/** A stub of an OpenTelemetry collector, which prints what it received. */
import { createServer } from "node:http"
import { HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Schema } from "effect"
import { table } from "./table.js"

const Value = Schema.Struct({
  stringValue: Schema.optional(Schema.String),
  intValue: Schema.optional(Schema.Number),
  doubleValue: Schema.optional(Schema.Number),
  boolValue: Schema.optional(Schema.Boolean),
  arrayValue: Schema.optional(
    Schema.Struct({ values: Schema.Array(Schema.Struct({ stringValue: Schema.optional(Schema.String) })) })
  )
})

const Attributes = Schema.Array(Schema.Struct({ key: Schema.String, value: Value }))
type Attributes = typeof Attributes.Type

const Span = Schema.Struct({
  spanId: Schema.String,
  parentSpanId: Schema.optional(Schema.String),
  name: Schema.String,
  kind: Schema.Number,
  startTimeUnixNano: Schema.BigInt,
  endTimeUnixNano: Schema.BigInt,
  attributes: Attributes,
  events: Schema.Array(Schema.Struct({ name: Schema.String, attributes: Attributes }))
})
type Span = typeof Span.Type

const Sum = Schema.Struct({
  dataPoints: Schema.Array(Schema.Struct({ attributes: Attributes, asDouble: Schema.Number }))
})

const Histogram = Schema.Struct({
  dataPoints: Schema.Array(Schema.Struct({ attributes: Attributes, count: Schema.Number, sum: Schema.Number }))
})

const Metric = Schema.Struct({
  name: Schema.String,
  unit: Schema.String,
  sum: Schema.optional(Sum),
  histogram: Schema.optional(Histogram)
})
type Metric = typeof Metric.Type

const Log = Schema.Struct({ severityText: Schema.String, body: Value, attributes: Attributes })
type Log = typeof Log.Type

const Traces = Schema.Struct({
  resourceSpans: Schema.Array(Schema.Struct({ scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Span) })) }))
})

const Metrics = Schema.Struct({
  resourceMetrics: Schema.Array(
    Schema.Struct({ scopeMetrics: Schema.Array(Schema.Struct({ metrics: Schema.Array(Metric) })) })
  )
})

const Logs = Schema.Struct({
  resourceLogs: Schema.Array(
    Schema.Struct({ scopeLogs: Schema.Array(Schema.Struct({ logRecords: Schema.Array(Log) })) })
  )
})

/** Listens on a free port of 127.0.0.1 for as long as the scope lasts, and keeps what it is sent. */
export const collector = Effect.gen(function* () {
  const received: { spans: Array<Span>; metrics: ReadonlyArray<Metric>; logs: Array<Log> } = {
    spans: [],
    metrics: [],
    logs: []
  }
  const server = yield* NodeHttpServer.make(createServer, { host: "127.0.0.1", port: 0 })
  yield* server.serve(
    Effect.gen(function* () {
      const { url } = yield* HttpServerRequest.HttpServerRequest
      if (url === "/v1/traces") {
        const { resourceSpans } = yield* HttpServerRequest.schemaBodyJson(Traces)
        received.spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)))
      } else if (url === "/v1/metrics") {
        const { resourceMetrics } = yield* HttpServerRequest.schemaBodyJson(Metrics)
        // Sums are cumulative: the last ones say it all.
        received.metrics = resourceMetrics
          .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
          .filter(({ name }) => name.startsWith("smartcar."))
      } else {
        const { resourceLogs } = yield* HttpServerRequest.schemaBodyJson(Logs)
        received.logs.push(
          ...resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
        )
      }
      return HttpServerResponse.unsafeJson({})
    })
  )
  return { url: HttpServer.formatAddress(server.address), received }
})

const show = ({ arrayValue, boolValue, doubleValue, intValue, stringValue }: typeof Value.Type) =>
  arrayValue === undefined
    ? `${stringValue ?? intValue ?? doubleValue ?? boolValue}`
    : `[${arrayValue.values.map((value) => value.stringValue).join(" ")}]`

/** Exporters add attributes of their own. */
const isOurs = (key: string) => /^(smartcar|http|server|error)\.|^exception\.message$/.test(key)

const text = (attributes: Attributes) =>
  attributes
    .filter(({ key }) => isOurs(key))
    .map(({ key, value }) => `  ${key}=${show(value)}`)
    .join("")

const millis = ({ endTimeUnixNano, startTimeUnixNano }: Span) =>
  `${(Number(endTimeUnixNano - startTimeUnixNano) / 1e6).toFixed(1)} ms`

const kinds: Readonly<Record<number, string>> = { 1: "internal", 3: "client" }

/** Spans below their parents, in the order in which they began, with their events. */
export const tree = (spans: ReadonlyArray<Span>, parent?: string, indent = ""): ReadonlyArray<string> =>
  spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
    .flatMap((span) => [
      `${indent}${span.name} (${kinds[span.kind]}, ${millis(span)})`,
      ...(span.attributes.some(({ key }) => isOurs(key)) ? [`${indent}  ${text(span.attributes)}`] : []),
      ...span.events.map(({ attributes, name }) => `${indent}  * ${name}${text(attributes)}`),
      ...tree(spans, span.spanId, `${indent}    `)
    ])

/** A row for each series. */
export const metricsTable = (metrics: ReadonlyArray<Metric>): string =>
  table([
    ["metric", "value", "attributes"],
    ...metrics.flatMap(({ histogram, name, sum, unit }) => [
      ...(sum?.dataPoints ?? []).map(({ asDouble, attributes }) => [name, `${asDouble}`, text(attributes).trim()]),
      ...(histogram?.dataPoints ?? []).map(({ attributes, count, sum }) => [
        name,
        unit === "s" ? `${count} in ${sum.toFixed(3)} s` : `${count}, sum ${sum}`,
        text(attributes).trim()
      ])
    ])
  ])

export const lines = (logs: ReadonlyArray<Log>): ReadonlyArray<string> =>
  logs.map(({ attributes, body, severityText }) => `${severityText} ${show(body)}${text(attributes)}`)
