import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as SmartcarConfig from "../SmartcarConfig.js"
import { CredentialsError } from "./errors.js"

/** A configured credential, or the error that names the variable which would supply it. */
export const configured = <A>(value: Option.Option<A>, field: keyof SmartcarConfig.Service, variable: string) =>
  Effect.mapError(
    value,
    () =>
      new CredentialsError({
        reason: "missing",
        variable,
        description: `This call needs ${variable} (SmartcarConfig.${field}), which is not set`
      })
  )
