/** What the programs have in common: they do what their parent tells them, and end when it lets go of them. */
import { Cause, Effect, type Layer, ManagedRuntime } from "effect"

const say = (message: unknown) => process.send?.(message ?? null)

/** Builds a layer from the program's argument, says "ready", and then answers every message with what comes of it. */
export const work = <Input, Task, R, E>(
  layer: (input: Input) => Layer.Layer<R, E>,
  perform: (task: Task) => Effect.Effect<unknown, unknown, R>
): void => {
  const runtime = ManagedRuntime.make(layer(JSON.parse(process.argv[2] ?? "")))
  runtime.runCallback(Effect.void, { onExit: () => say("ready") })
  process.on("message", (task: Task) => {
    runtime.runCallback(
      Effect.catchAllCause(perform(task), (cause) => Effect.succeed({ failure: Cause.pretty(cause) })),
      { onExit: (exit) => say(exit._tag === "Success" ? exit.value : { failure: Cause.pretty(exit.cause) }) }
    )
  })
  process.on("disconnect", () => runtime.dispose())
}
