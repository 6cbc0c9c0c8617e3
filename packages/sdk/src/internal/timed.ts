/** A bound on how long an effect may take, for a fraction of what `Effect.timeoutFail` costs. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as FiberRefs from "effect/FiberRefs"
import * as Runtime from "effect/Runtime"

/** The longest delay of JavaScript's timers, 24.8 days: a longer one would fire at once. */
export const longestDelay = 2 ** 31 - 1

/** The clock that JavaScript's own timers go by. */
export const realClock = /*#__PURE__*/ Context.get(DefaultServices.liveServices, Clock.Clock)

/** Runs `then` later, and returns what prevents it. Only a clock of the program's own, such as a test's, needs a fiber. */
const after = (millis: number, runtime: Runtime.Runtime<never>, clock: Clock.Clock, then: () => void): (() => void) => {
  if (millis > longestDelay) return () => {}
  if (clock === realClock) {
    const timer = setTimeout(then, millis)
    return () => clearTimeout(timer)
  }
  const sleeper = Runtime.runFork(runtime, Effect.zipRight(clock.sleep(Duration.millis(millis)), Effect.sync(then)))
  return () => sleeper.unsafeInterruptAsFork(sleeper.id())
}

/** Where the effect runs: what a fiber knows, with other services and references where it should know better. */
export interface Surroundings {
  readonly context: Context.Context<never>
  readonly fiberRefs: FiberRefs.FiberRefs
}

/**
 * Runs an effect in a fiber of its own, which is interrupted, and waited for, when its time is up or the caller is
 * interrupted.
 */
export const timed = <A, E, E2>(
  self: Effect.Effect<A, E>,
  millis: number,
  onTimeout: () => E2,
  { context, fiberRefs }: Surroundings
): Effect.Effect<A, E | E2> =>
  Effect.async((resume) => {
    const runtime = Runtime.make({ context, fiberRefs, runtimeFlags: Runtime.defaultRuntimeFlags })
    const fiber = Runtime.runFork(runtime, self)
    const done = fiber.unsafePoll()
    if (done !== null) {
      resume(done)
      return
    }
    const stop = after(millis, runtime, Context.get(fiber.currentDefaultServices, Clock.Clock), () =>
      resume(Effect.zipRight(Fiber.interrupt(fiber), Exit.fail(onTimeout())))
    )
    fiber.addObserver((exit) => {
      stop()
      resume(exit)
    })
    return Effect.suspend(() => {
      stop()
      return Fiber.interrupt(fiber)
    })
  })
