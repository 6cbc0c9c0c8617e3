/** What a program tells of itself: spans, log lines and metrics. */
import type { Telemetry } from "@effect-smartcar/sdk"
import {
  Array as Arr,
  Effect,
  HashMap,
  Layer,
  Logger,
  LogLevel,
  Metric,
  MetricState,
  Option,
  type Tracer
} from "effect"
import type { Answers, Needs } from "./harness.js"
import { traced, tries } from "./tries.js"

/** Labels of its own keep what one run counts apart from all else in the process. */
let runs = 0

const quantity = (state: MetricState.MetricState.Untyped): unknown => {
  if (MetricState.isCounterState(state)) return Number(state.count)
  if (MetricState.isHistogramState(state)) return { count: state.count, sum: state.sum }
  throw new Error("expected a counter or a histogram")
}

/** What an effect tells: spans and their events, log lines of all levels, and what it counts. */
export const told = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const run = `${runs++}`
    const logs: Array<Record<string, unknown>> = []
    const logger = Logger.make(({ annotations, logLevel, message }) => {
      logs.push({
        level: logLevel.label,
        message: Arr.ensure(message).join(" "),
        ...Object.fromEntries(HashMap.toEntries(annotations))
      })
    })
    const [exit, { events, spans }] = yield* traced(Effect.exit(Effect.tagMetrics(self, "run", run))).pipe(
      Effect.provide(
        Layer.mergeAll(
          Logger.replace(Logger.defaultLogger, logger),
          Logger.remove(Logger.tracerLogger),
          Logger.minimumLogLevel(LogLevel.All)
        )
      )
    )
    const metrics: Record<string, unknown> = {}
    for (const { metricKey, metricState } of yield* Metric.snapshot) {
      if (!metricKey.name.startsWith("smartcar.")) continue
      if (!metricKey.tags.some(({ key, value }) => key === "run" && value === run)) continue
      const tags = metricKey.tags.filter(({ key }) => key !== "run").map(({ key, value }) => `${key}=${value}`)
      metrics[[metricKey.name, ...tags.sort()].join(" ")] = quantity(metricState)
    }
    return { run, exit, spans, events, logs, metrics }
  })

export const tell = <A, E>(self: Effect.Effect<A, E, Needs>, answers: Answers) => told(tries(self, answers))

export const of = (spans: ReadonlyArray<Tracer.Span>, name: string) => spans.filter((span) => span.name === name)

export const attributes = (span: Tracer.Span | undefined) => Object.fromEntries(span?.attributes ?? [])

/** The names of the spans around a span, the nearest first. */
export const around = (span: Tracer.AnySpan | undefined): ReadonlyArray<string> =>
  span?._tag === "Span"
    ? Option.match(span.parent, {
        onNone: () => [],
        onSome: (parent) => (parent._tag === "Span" ? [parent.name, ...around(parent)] : ["external"])
      })
    : []

export const calls = (endpoint: string, outcome: Telemetry.Outcome, version = "smartcar.api_version=2.0 ") => {
  const tags = `${version}smartcar.endpoint=${endpoint} smartcar.outcome=${outcome}`
  return { counter: `smartcar.calls ${tags}`, timer: `smartcar.call.duration ${tags} unit=s` }
}
