/** What calls sent and when, under the test clock. */
import { Wire } from "@effect-smartcar/testing"
import { Clock, type Duration, Effect, Either, Fiber, Ref, TestClock, Tracer } from "effect"
import { type Answers, exchange, fields, type Needs } from "./harness.js"

/** A vendor error. */
export const refusal = (
  status: number,
  type: string,
  code: string | null = null,
  more: {
    readonly headers?: Readonly<Record<string, string>>
    readonly resolution?: string | { readonly type: string | null } | null
  } = {}
) => {
  const { headers = {}, ...body } = more
  return Wire.json({ type, code, description: "d", ...body }, { status, headers })
}

/** Worth another try, and says nothing about when. */
export const busy = refusal(500, "SERVER", "INTERNAL")

export const tooMany = (retryAfter: string, headers: Readonly<Record<string, string>> = {}) =>
  refusal(429, "RATE_LIMIT", "SMARTCAR_API", { headers: { "retry-after": retryAfter, ...headers } })

/** The answers one after the other, the last one again and again. */
export const inTurn = (...answers: readonly [Wire.Answer, ...ReadonlyArray<Wire.Answer>]): Wire.Handler => {
  let next = 0
  return () => Effect.sync(() => answers[Math.min(next++, answers.length - 1)] ?? answers[0])
}

/** An answer that takes its time. */
export const late =
  (millis: number, answers: Answers): Wire.Handler =>
  (request) =>
    Effect.delay(typeof answers === "function" ? answers(request) : Effect.succeed(answers), millis)

/**
 * Runs a call to its end: when its requests were sent and when it ended, in milliseconds from its start and what came of it,
 * while the clock moves on by `wait`.
 */
export const tries = <A, E>(
  self: Effect.Effect<A, E, Needs>,
  answers: Answers,
  wait: Duration.DurationInput = "5 minutes"
) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const at: Array<number> = []
    const handler: Wire.Handler = (request) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        at.push(now - start)
        return typeof answers === "function" ? answers(request) : Effect.succeed(answers)
      })
    const fiber = yield* Effect.fork(Effect.zip(exchange(self, handler), Clock.currentTimeMillis))
    yield* TestClock.adjust(wait)
    const [{ requests, result }, end] = yield* Fiber.join(fiber)
    return { at, end: end - start, result: Either.mapLeft(result, fields), requests }
  })

/** How many requests a call sent in all, where nothing makes it wait. */
export const sends = <A, E>(self: Effect.Effect<A, E, Needs>, answers: Answers) =>
  Effect.map(exchange(self, answers), ({ requests }) => requests.length)

/** The name of the bad field that a call is refused for, unsent. */
export const refusedFor = <A, E>(self: Effect.Effect<A, E, Needs>) =>
  Effect.map(exchange(self, Wire.cut("connect")), ({ result, requests }) => {
    if (requests.length > 0) throw new Error(`expected nothing to be sent, got ${requests.length} requests`)
    const { _tag, field } = fields(Either.isLeft(result) ? result.left : result.right)
    return `${_tag}: ${field}`
  })

export interface Trace {
  readonly spans: Array<Tracer.Span>
  readonly events: Array<{
    readonly span: string
    readonly name: string
    readonly at: number
    readonly attributes: Readonly<Record<string, unknown>>
  }>
}

/** Runs an effect and tells its spans and their events. */
export const traced = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<readonly [A, Trace], E, R> =>
  Effect.gen(function* () {
    const base = yield* Effect.tracer
    const trace: Trace = { spans: [], events: [] }
    const tracer = Tracer.make({
      span: (...args) => {
        const span = base.span(...args)
        const record = span.event.bind(span)
        span.event = (name, time, attributes = {}) => {
          trace.events.push({ span: span.name, name, at: Number(time / 1_000_000n), attributes })
          record(name, time, attributes)
        }
        trace.spans.push(span)
        return span
      },
      context: (f) => f()
    })
    return [yield* Effect.withTracer(self, tracer), trace] as const
  })

/** A request that never ends; counts those that are given up. */
export const hanging = Effect.map(Ref.make(0), (count) => {
  const handler: Wire.Handler = () => Effect.onInterrupt(Effect.never, () => Ref.update(count, (n) => n + 1))
  return { aborts: Ref.get(count), handler }
})
