/** Runs that callers share: at most one per key at a time, and no caller's interruption reaches it. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as MutableHashMap from "effect/MutableHashMap"
import * as Option from "effect/Option"

export interface Flights<in out A, in out E> {
  /** Joins the run that is under way for a key, or starts one. */
  readonly join: (key: string, run: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** Waits for every run that is under way, however it ends. */
  readonly landed: Effect.Effect<void>
}

export const make = <A, E>(): Flights<A, E> => {
  const flights = MutableHashMap.empty<string, Deferred.Deferred<A, E>>()
  return {
    join: (key, run) =>
      Effect.uninterruptibleMask((restore) =>
        // In one step: a fiber may be made to yield between two.
        Effect.suspend(() => {
          const flight = MutableHashMap.get(flights, key)
          if (Option.isSome(flight)) return restore(Deferred.await(flight.value))
          const started = Deferred.unsafeMake<A, E>(FiberId.none)
          MutableHashMap.set(flights, key, started)
          const land = (exit: Exit.Exit<A, E>) => {
            MutableHashMap.remove(flights, key)
            return Deferred.done(started, exit)
          }
          return Effect.exit(Effect.interruptible(run)).pipe(
            Effect.flatMap(land),
            Effect.forkDaemon,
            Effect.zipRight(restore(Deferred.await(started)))
          )
        })
      ),
    landed: Effect.suspend(() =>
      Effect.forEach(MutableHashMap.values(flights), (flight) => Effect.exit(Deferred.await(flight)), { discard: true })
    )
  }
}
