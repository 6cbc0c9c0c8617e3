/** Automatic batching: reads of one car that are asked for together become one request. */
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Hash from "effect/Hash"
import * as MutableHashMap from "effect/MutableHashMap"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import type * as Scope from "effect/Scope"
import type * as Endpoint from "../Endpoint.js"
import type { Reading } from "../Reading.js"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { InvalidInputError, TimeoutError } from "../SmartcarError.js"
import { type Entry, limitOf, sendAll } from "./batch.js"
import { CurrentAccessToken, CurrentOwner } from "./credentials.js"
import { CurrentTimeout, type Service, timeoutOf } from "./interpreter.js"
import { type RequestOptions, recordOf, vehicleOf } from "./request.js"
import { CurrentPolicy, checkPolicy, none, type Policy } from "./retry.js"

/**
 * What reads must share to share a request. All of it is read where the call is made: whoever sends the request sees no
 * caller's context, and must not send one owner's read with another's token.
 */
class Group extends Data.Class<{
  readonly batch: Endpoint.BatchEndpoint<unknown>
  readonly vehicleId: string
  readonly owner: string
  readonly token: Option.Option<Redacted.Redacted>
  readonly unitSystem: RequestOptions["unitSystem"]
  readonly version: RequestOptions["version"]
  readonly flags: Endpoint.Flags | undefined
  readonly policy: Option.Option<Policy>
  readonly limit: number
}> {
  /** Few groups of one car differ in the rest, which takes longer to hash than to compare. */
  [Hash.symbol](): number {
    return Hash.string(this.vehicleId)
  }
}

type Result = Either.Either<Reading<unknown>, unknown>

interface Member {
  readonly entry: Entry
  readonly timeout: Duration.Duration
  readonly settle: (result: Result) => void
}

/** Gets the reading of an entry, in whatever company. */
type Get = (group: Group, entry: Entry, timeout: Duration.Duration) => Effect.Effect<Reading<unknown>, unknown>

const run = (smartcar: Service, group: Group, members: Arr.NonEmptyReadonlyArray<Member>): Effect.Effect<void> => {
  const { batch: _, limit, policy, token, vehicleId, ...request } = group
  const askers = new Map<Entry, Array<Member>>()
  for (const member of members) {
    const others = askers.get(member.entry)
    if (others === undefined) askers.set(member.entry, [member])
    else others.push(member)
  }
  const [{ entry }] = members
  const times = members.map(({ timeout }) => Duration.toMillis(timeout))
  const longest = Math.max(...times)
  const context = Context.make(CurrentAccessToken, token).pipe(
    Context.add(CurrentTimeout, Option.some(Duration.millis(longest)))
  )
  // One read is no batch, unless it may take longer for one asker than for another.
  if (askers.size === 1 && times.every((millis) => millis === longest)) {
    const alone = smartcar.execute(entry, { vehicleId } as never, request)
    return Effect.map(Effect.either(Effect.provide(alone, Context.add(context, CurrentPolicy, policy))), (result) => {
      for (const { settle } of members) settle(result)
    })
  }
  return sendAll(smartcar, vehicleId, [...askers.keys()], {
    request,
    // Without a policy, the layer below may have one for the request.
    context: Context.add(context, CurrentPolicy, Option.as(policy, none)),
    limit,
    policy: Option.getOrElse(policy, () => none),
    repeats: "all",
    settle: ({ entry, result, took }) => {
      for (const { settle, timeout } of askers.get(entry) ?? []) {
        const late = took > Duration.toMillis(timeout)
        settle(late ? Either.left(new TimeoutError({ endpoint: entry.name, vehicleId, timeout })) : result)
      }
    }
  })
}

/** An interpreter that gets the reads a batch can carry by `get`, and everything else as before. */
const over = (smartcar: Service, config: SmartcarConfig.Service, get: Get): Service => {
  const read = (entry: Entry, vehicleId: string, { owner, unitSystem, version, flags }: RequestOptions) =>
    Effect.withFiberRuntime<Reading<unknown>, unknown>(({ currentContext: context }) => {
      const where = { endpoint: entry.name, vehicleId }
      const timeout = timeoutOf(context, config, where)
      if (Either.isLeft(timeout)) return Exit.fail(timeout.left)
      const limit = limitOf(context, where)
      if (Either.isLeft(limit)) return Exit.fail(limit.left)
      const policy = Context.get(context, CurrentPolicy)
      const group = new Group({
        batch: entry.batch,
        vehicleId,
        owner: owner ?? Context.get(context, CurrentOwner),
        token: Context.get(context, CurrentAccessToken),
        unitSystem,
        version,
        // What is no record is refused where the request is made.
        flags: Predicate.isReadonlyRecord(flags) ? Data.struct(flags) : flags,
        policy,
        limit: limit.right
      })
      const got = get(group, entry, timeout.right)
      return Option.isNone(policy) ? got : Effect.zipRight(checkPolicy(policy.value, where), got)
    })

  return {
    execute: (endpoint, params, options) => {
      const fields = recordOf(params)
      const { vehicleId } = vehicleOf(fields)
      const others = Object.entries(fields).some(([name, value]) => name !== "vehicleId" && value !== undefined)
      if (endpoint.batch === undefined || vehicleId === undefined || others || options.headers !== undefined) {
        return smartcar.execute(endpoint, params, options)
      }
      // A batchable endpoint declares every error of its batch, and its entry decodes to its own value and errors.
      return read(endpoint as unknown as Entry, vehicleId, options) as ReturnType<
        typeof smartcar.execute<typeof params, never, never>
      >
    }
  }
}

/** A read as a request that Effect batches. */
class Read extends Request.Class<
  Reading<unknown>,
  unknown,
  { readonly group: Group; readonly entry: Entry; readonly timeout: Duration.Duration }
> {}

/** `Request.complete`, where the request's entry is at hand. */
const complete = ({ result, state }: Request.Entry<Read>, answer: Result): void => {
  if (state.completed) return
  state.completed = true
  Deferred.unsafeDone(result, Exit.fromEither(answer))
}

/** Batches reads that one `Effect.all` or `forEach` with `{ batching: true }` asks for. */
export const inBlocks = (smartcar: Service, config: SmartcarConfig.Service): Service => {
  const runBlock = (block: ReadonlyArray<Request.Entry<Read>>): Effect.Effect<void> => {
    const groups = MutableHashMap.empty<Group, Arr.NonEmptyArray<Member>>()
    for (const asked of block) {
      const { entry, group, timeout } = asked.request
      const member = { entry, timeout, settle: (result: Result) => complete(asked, result) }
      const members = MutableHashMap.get(groups, group)
      if (Option.isSome(members)) members.value.push(member)
      else MutableHashMap.set(groups, group, [member])
    }
    const sent = Arr.map([...groups], ([group, members]) => run(smartcar, group, members))
    const [first = Effect.void, ...others] = sent
    // One needs no fiber of its own.
    return others.length === 0 ? first : Effect.all(sent, { concurrency: "inherit", discard: true })
  }
  const resolver = RequestResolver.makeWithEntry((blocks: Array<Array<Request.Entry<Read>>>) =>
    Effect.forEach(blocks, runBlock, { discard: true })
  )
  return over(smartcar, config, (group, entry, timeout) =>
    Effect.request(new Read({ group, entry, timeout }), resolver)
  )
}

interface Waiting extends Member {
  readonly answer: Deferred.Deferred<Reading<unknown>, unknown>
}

interface Window {
  readonly waiting: Set<Waiting>
  readonly fiber: Fiber.RuntimeFiber<void>
}

/** Batches reads that any fibers ask for within a window of time. */
export const inWindows = (
  smartcar: Service,
  config: SmartcarConfig.Service,
  window: Duration.DurationInput
): Effect.Effect<Service, never, Scope.Scope> =>
  Effect.map(Effect.scope, (scope) => {
    const windows = MutableHashMap.empty<Group, Window>()
    const length = Duration.decodeUnknown(window)

    /** Its fiber is no child of the caller's: the others may outlive that one. */
    const open = (group: Group, length: Duration.Duration): Effect.Effect<Window> => {
      const waiting = new Set<Waiting>()
      return Effect.sleep(length).pipe(
        Effect.flatMap(() => {
          MutableHashMap.remove(windows, group)
          const members = [...waiting]
          return Arr.isNonEmptyArray(members) ? run(smartcar, group, members) : Effect.void
        }),
        Effect.interruptible,
        Effect.onError((cause) => Effect.forEach(waiting, ({ answer }) => Deferred.failCause(answer, cause))),
        Effect.forkIn(scope),
        Effect.map((fiber) => ({ waiting, fiber })),
        Effect.tap((window) => Effect.sync(() => MutableHashMap.set(windows, group, window)))
      )
    }

    /** A window that everyone left is closed: what was sent for it is taken back, and nothing is repeated for nobody. */
    const leave = (group: Group, { fiber, waiting }: Window, member: Waiting) =>
      Effect.sync(() => {
        waiting.delete(member)
        if (waiting.size > 0) return
        const current = MutableHashMap.get(windows, group)
        if (Option.isSome(current) && current.value.fiber === fiber) MutableHashMap.remove(windows, group)
        fiber.unsafeInterruptAsFork(fiber.id())
      })

    return over(smartcar, config, (group, entry, timeout) => {
      if (Option.isNone(length)) {
        const where = { endpoint: entry.name, vehicleId: group.vehicleId }
        return Exit.fail(new InvalidInputError({ ...where, field: "window", description: "expected a duration" }))
      }
      return Effect.uninterruptibleMask((restore) => {
        const answer = Deferred.unsafeMake<Reading<unknown>, unknown>(FiberId.none)
        const settle = (result: Result) => Deferred.unsafeDone(answer, Exit.fromEither(result))
        const member = { entry, timeout, answer, settle }
        const join = (window: Window) => {
          window.waiting.add(member)
          return Effect.ensuring(restore(Deferred.await(answer)), leave(group, window, member))
        }
        const found = MutableHashMap.get(windows, group)
        return Option.isSome(found) ? join(found.value) : Effect.flatMap(open(group, length.value), join)
      })
    })
  })
