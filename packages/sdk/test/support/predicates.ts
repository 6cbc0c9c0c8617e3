import { SmartcarError } from "@effect-smartcar/sdk"

/** R = retryable, A = needs reauthorization, U = user actionable. */
export type Flag = "R" | "A" | "U"

/** What the predicates say of an error. */
export const predicates = (found: SmartcarError.SmartcarError): ReadonlyArray<Flag> => [
  ...(SmartcarError.isRetryable(found) ? ["R" as const] : []),
  ...(SmartcarError.needsReauthorization(found) ? ["A" as const] : []),
  ...(SmartcarError.isUserActionable(found) ? ["U" as const] : [])
]
