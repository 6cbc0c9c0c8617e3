/** What is issued and remembered: secrets, ids, exchanges; and what is forgotten again. */
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import { uuid } from "./random.js"
import { type Exchange, purgeEvery, type State } from "./state.js"

/** A new secret or id: unlike any before, the same for the same seed and the same calls. */
export const issue = (state: State, what: string): readonly [string, State] => [
  uuid(`${state.seed}/${what}/${state.issued}`),
  { ...state, issued: state.issued + 1 }
]

/** Forgets codes and tokens that have expired, if many were issued since that was done last. */
export const purge = (state: State, now: number): State => {
  if (state.issued < state.purgeAt) return state
  const live = <A extends { readonly expiresAt: number }>(kept: HashMap.HashMap<string, A>) =>
    HashMap.filter(kept, ({ expiresAt }) => expiresAt > now)
  const [codes, accessTokens, refreshTokens] = [live(state.codes), live(state.accessTokens), live(state.refreshTokens)]
  const applicationTokens = HashMap.filter(state.applicationTokens, (expiresAt) => expiresAt > now)
  const size = HashMap.size(codes) + HashMap.size(accessTokens) + HashMap.size(refreshTokens)
  return { ...state, codes, accessTokens, refreshTokens, applicationTokens, purgeAt: state.issued + purgeEvery + size }
}

/** Keeps what was exchanged, and forgets the oldest now and then. */
export const recordExchange = (state: State, exchange: Exchange): State => {
  const exchanges = Chunk.append(state.exchanges, exchange)
  const isLong = Chunk.size(exchanges) > 2 * state.remembered
  return { ...state, exchanges: isLong ? Chunk.takeRight(exchanges, state.remembered) : exchanges }
}
