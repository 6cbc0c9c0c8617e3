/**
 * Where the tokens of owners are kept.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type { Access } from "./Access.js"
import type { CredentialsError } from "./SmartcarError.js"

/**
 * Keeps one {@link Access} per owner. A store that cannot be reached fails with a `CredentialsError` of reason `store`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  readonly get: (owner: string) => Effect.Effect<Option.Option<Access>, CredentialsError>
  /** Keeps `next` only if what is kept still equals `expected`; tells whether it did. */
  readonly compareAndSet: (
    owner: string,
    expected: Option.Option<Access>,
    next: Access
  ) => Effect.Effect<boolean, CredentialsError>
  readonly remove: (owner: string) => Effect.Effect<void, CredentialsError>
}

/**
 * The store in which `Auth.connect` keeps tokens, and in which `Credentials.layer` looks for them.
 *
 * @since 0.1.0
 * @category tags
 */
export class TokenStore extends Context.Tag("@effect-smartcar/sdk/TokenStore")<TokenStore, Service>() {}

/**
 * Keeps tokens in memory: they are gone when the program ends.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory: Layer.Layer<TokenStore> = Layer.effect(
  TokenStore,
  Effect.map(Ref.make(HashMap.empty<string, Access>()), (kept) => ({
    get: (owner) => Effect.map(Ref.get(kept), HashMap.get(owner)),
    compareAndSet: (owner, expected, next) =>
      Ref.modify(kept, (tokens) =>
        Equal.equals(HashMap.get(tokens, owner), expected) ? [true, HashMap.set(tokens, owner, next)] : [false, tokens]
      ),
    remove: (owner) => Ref.update(kept, HashMap.remove(owner))
  }))
)

/**
 * Keeps tokens under an owner's key, whatever was kept there: for tokens that are there already, such as those of another
 * SDK or of `Auth.exchangeCode`.
 *
 * @since 0.1.0
 * @category combinators
 */
export const keep = (owner: string, access: Access): Effect.Effect<void, CredentialsError, TokenStore> =>
  Effect.gen(function* () {
    const store = yield* TokenStore
    const kept = yield* store.get(owner)
    return yield* store.compareAndSet(owner, kept, access)
  }).pipe(Effect.repeat({ until: (done) => done }), Effect.asVoid)
