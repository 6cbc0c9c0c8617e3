/**
 * Refreshes the access tokens of owners. A refresh token works once, so its exchange is a data-loss hazard: one at a time
 * per owner, in this process by a flight that all callers share, among processes by a claim on the kept tokens; never
 * interrupted; and what it gave is kept, or held here until it can be.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as MutableHashMap from "effect/MutableHashMap"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { Access } from "../Access.js"
import { CredentialsError, isRetryable, type SmartcarError } from "../SmartcarError.js"
import type * as TokenStore from "../TokenStore.js"
import * as Attribute from "./attributes.js"
import * as Flights from "./flights.js"
import { defaults, retrying } from "./retry.js"
import * as Telemetry from "./telemetry.js"

export interface Settings {
  readonly early: Duration.Duration
  readonly late: Duration.Duration
  readonly timeout: Duration.Duration
  readonly pause: Duration.Duration
}

type Exchange = (refreshToken: Redacted.Redacted) => Effect.Effect<Access, SmartcarError>

/** What this process remembers of an owner. Failures and unsaved tokens belong to one refresh token. */
interface Memory {
  readonly renewedAt?: number
  readonly failure?: { readonly of: Redacted.Redacted; readonly error: CredentialsError; readonly until: number }
  readonly unsaved?: { readonly of: Redacted.Redacted; readonly access: Access }
}

/**
 * For how long others wait for an exchange: all its tries, and saving. Shorter than the minute for which Smartcar accepts
 * a refresh token again, so that whoever takes over from a process that died can still use it.
 */
const lease = (timeout: Duration.Duration) => Duration.sum(Duration.times(timeout, 3), Duration.seconds(10))

const saveTimeout = Duration.seconds(8)

/** How often the store is asked whether another process is done. */
const pollEvery = Duration.millis(200)

/** A token renewed less than this ago and rejected all the same is not renewed again. */
export const renewalHolds = Duration.seconds(30)

const saveAgain = Schedule.intersect(Schedule.exponential("100 millis"), Schedule.recurs(4))

const missing = (owner: string) =>
  new CredentialsError({
    reason: "missing",
    owner,
    description: `No tokens are kept for owner "${owner}": use Auth.connect or Credentials.withAccessToken`
  })

const storeIsSlow = (owner: string) =>
  new CredentialsError({ reason: "store", owner, description: "The token store did not answer in time" })

/** The tokens kept for an owner. */
export const keptFor = (store: TokenStore.Service, owner: string): Effect.Effect<Access, CredentialsError> =>
  Effect.flatMap(store.get(owner), (kept) => (Option.isNone(kept) ? missing(owner) : Effect.succeed(kept.value)))

const exchangeFailed = (owner: string, error: SmartcarError): CredentialsError => {
  if (error._tag === "CredentialsError") return new CredentialsError({ ...error, owner })
  const revoked = error._tag === "OAuthError" && error.code === "invalid_grant"
  return new CredentialsError({
    reason: revoked ? "revoked" : "refresh",
    owner,
    error,
    description: revoked
      ? `The refresh token kept for owner "${owner}" is dead: the owner has to go through Smartcar Connect again`
      : `The access token of owner "${owner}" could not be refreshed: ${error.message}`
  })
}

export const make = (
  store: TokenStore.Service,
  exchange: Exchange,
  settings: Settings
): Effect.Effect<
  {
    /** The access token of an owner: fresh, or refreshed first. */
    readonly current: (owner: string) => Effect.Effect<Redacted.Redacted, CredentialsError>
    /** Another access token in place of one that was rejected, if there is one to be had. */
    readonly renewed: (
      owner: string,
      isRejected: (token: Redacted.Redacted) => boolean
    ) => Effect.Effect<Option.Option<Redacted.Redacted>, CredentialsError>
  },
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const memories = MutableHashMap.empty<string, Memory>()
    const recall = (owner: string): Memory => Option.getOrElse(MutableHashMap.get(memories, owner), (): Memory => ({}))
    const remember = (owner: string, change: (memory: Memory) => Memory) =>
      Effect.sync(() => MutableHashMap.set(memories, owner, change(recall(owner))))

    /** Keeps what an exchange gave, unless what is kept by now came from elsewhere. */
    const save = (
      owner: string,
      of: Redacted.Redacted,
      expected: Access,
      next: Access
    ): Effect.Effect<Access, CredentialsError> =>
      Effect.gen(function* () {
        if (yield* store.compareAndSet(owner, Option.some(expected), next)) return next
        const kept = yield* keptFor(store, owner)
        return Equal.equals(kept.refreshToken, of) ? yield* save(owner, of, kept, next) : kept
      })

    const saveOrHold = (owner: string, of: Redacted.Redacted, expected: Access, next: Access) =>
      save(owner, of, expected, next).pipe(
        Effect.retry({ while: ({ reason }) => reason === "store", schedule: saveAgain }),
        Effect.timeoutFail({ duration: saveTimeout, onTimeout: () => storeIsSlow(owner) }),
        Effect.tap(() => {
          const { unsaved, ...memory } = recall(owner)
          return Effect.zipRight(
            remember(owner, () => memory),
            unsaved === undefined ? Effect.void : Effect.logInfo("New Smartcar tokens are kept now")
          )
        }),
        Effect.catchIf(
          ({ reason }) => reason === "store",
          (error) => {
            const { unsaved } = recall(owner)
            return remember(owner, (memory) => ({ ...memory, unsaved: { of, access: next } })).pipe(
              Effect.zipLeft(
                unsaved === undefined
                  ? Effect.logWarning("New Smartcar tokens could not be kept yet; they are held in memory")
                  : Effect.void
              ),
              Effect.annotateLogs(Attribute.errorMessage, error.message),
              Effect.as(next)
            )
          }
        ),
        Effect.annotateLogs(Attribute.owner, owner)
      )

    /** Gives up the claim, so that no one waits for it, and remembers the failure. */
    const giveUp = (owner: string, claimed: Access, kept: Access, error: CredentialsError) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const until = error.reason === "revoked" ? Number.POSITIVE_INFINITY : now + Duration.toMillis(settings.pause)
        yield* remember(owner, (memory) => ({ ...memory, failure: { of: kept.refreshToken, error, until } }))
        yield* Effect.ignore(store.compareAndSet(owner, Option.some(claimed), kept))
        return yield* error
      })

    /**
     * An exchange without an answer may have used up the refresh token, which Smartcar accepts again for a minute: so it
     * is tried again at once, and not only when the next call comes.
     */
    const exchangeAgain = { ...defaults, times: 2, base: "1 second", maxElapsed: settings.timeout } as const

    const claimAndExchange = (owner: string, kept: Access): Effect.Effect<Option.Option<Access>, CredentialsError> =>
      Effect.gen(function* () {
        const { claimedUntil: _, ...unclaimed } = kept
        const claimedUntil = DateTime.addDuration(yield* DateTime.now, lease(settings.timeout))
        const claimed = new Access({ ...unclaimed, claimedUntil })
        if (!(yield* store.compareAndSet(owner, Option.some(kept), claimed))) return Option.none()
        // Nothing is told before the tokens are safe.
        const exchanged = Effect.gen(function* () {
          const tokens = yield* retrying("refresh", exchangeAgain, exchange(kept.refreshToken), isRetryable).pipe(
            Effect.catchAll((error) => giveUp(owner, claimed, new Access(unclaimed), exchangeFailed(owner, error)))
          )
          const renewedAt = yield* Clock.currentTimeMillis
          yield* remember(owner, ({ failure: _, ...memory }) => ({ ...memory, renewedAt }))
          return yield* saveOrHold(owner, kept.refreshToken, claimed, tokens)
        })
        return Option.some(yield* Telemetry.withRenewal(exchanged, "owner", { [Attribute.owner]: owner }))
      }).pipe(Telemetry.withSpan("Smartcar.refresh", { [Attribute.token]: "owner" }))

    /** Refreshes what is kept, unless that is no longer due. */
    const refresh = (
      owner: string,
      isDue: (kept: Access, now: number) => boolean
    ): Effect.Effect<Access, CredentialsError> =>
      Effect.gen(function* () {
        const kept = yield* keptFor(store, owner)
        const now = yield* Clock.currentTimeMillis
        if (!isDue(kept, now)) return kept
        const { failure, unsaved } = recall(owner)
        if (unsaved !== undefined && Equal.equals(unsaved.of, kept.refreshToken)) {
          return yield* saveOrHold(owner, unsaved.of, kept, unsaved.access)
        }
        if (failure !== undefined && now < failure.until && Equal.equals(failure.of, kept.refreshToken)) {
          return yield* failure.error
        }
        if (kept.claimedUntil !== undefined && kept.claimedUntil.epochMillis > now) {
          yield* Effect.sleep(Duration.min(pollEvery, Duration.millis(kept.claimedUntil.epochMillis - now)))
          return yield* refresh(owner, isDue)
        }
        const done = yield* claimAndExchange(owner, kept)
        return Option.isSome(done) ? done.value : yield* refresh(owner, isDue)
      })

    const flights = Flights.make<Access, CredentialsError>()

    const fly = (owner: string, isDue: (kept: Access, now: number) => boolean) =>
      flights.join(owner, refresh(owner, isDue))

    // Tokens that are being exchanged when the program ends are waited for: the exchange has a timeout of its own.
    yield* Effect.addFinalizer(() => flights.landed)

    const endsWithin = (window: Duration.Duration) => (kept: Access, now: number) =>
      kept.expiresAt.epochMillis - now <= Duration.toMillis(window)
    const isEarly = endsWithin(settings.early)
    const isLate = endsWithin(settings.late)

    const current = (owner: string) =>
      Effect.gen(function* () {
        const kept = yield* keptFor(store, owner)
        const now = yield* Clock.currentTimeMillis
        if (isLate(kept, now)) return (yield* fly(owner, isLate)).accessToken
        if (isEarly(kept, now) && !holds(recall(owner), now))
          yield* Effect.forkDaemon(Effect.ignore(fly(owner, isEarly)))
        return kept.accessToken
      })

    const holds = ({ renewedAt }: Memory, now: number) =>
      renewedAt !== undefined && now - renewedAt < Duration.toMillis(renewalHolds)

    const renewed = (owner: string, isRejected: (token: Redacted.Redacted) => boolean) =>
      Effect.gen(function* () {
        const isDue = (kept: Access) => isRejected(kept.accessToken)
        if (isDue(yield* keptFor(store, owner)) && holds(recall(owner), yield* Clock.currentTimeMillis)) {
          return Option.none()
        }
        const first = yield* fly(owner, isDue)
        // A refresh that was under way may have found the rejected token fresh.
        const { accessToken } = isDue(first) ? yield* fly(owner, isDue) : first
        return isRejected(accessToken) ? Option.none() : Option.some(accessToken)
      })

    return { current, renewed }
  })
