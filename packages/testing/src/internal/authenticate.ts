/** Whose call it is, by its `authorization` header. */
import type * as Endpoint from "@effect-smartcar/sdk/Endpoint"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { authentication, type Failure, oauth } from "./errors.js"
import { type Grant, isAlive, type State } from "./state.js"

/** What follows the scheme of an `authorization` header. Schemes are the same in any case (RFC 9110, 11.1). */
export const credentialsOf = (authorization: string, scheme: "basic" | "bearer"): string | undefined => {
  const [name = "", ...rest] = authorization.split(" ")
  return name.toLowerCase() === scheme ? rest.join(" ") : undefined
}

const check = (isRight: boolean, failure: Failure): Either.Either<undefined, Failure> =>
  isRight ? Either.right(undefined) : Either.left(failure)

/** Whose call it is: the grant behind an owner's token, `undefined` for the application's own calls. */
export const authenticate = (
  state: State,
  { auth, host }: Endpoint.Any,
  authorization: string,
  now: number
): Either.Either<Grant | undefined, Failure> => {
  const { clientId, clientSecret, managementToken } = state.application
  const bearer = credentialsOf(authorization, "bearer")
  const isBasic = (user: string, password: string) =>
    credentialsOf(authorization, "basic") === Encoding.encodeBase64(`${user}:${password}`)
  switch (auth) {
    case "none":
      return Either.right(undefined)
    case "user":
      return Option.fromNullable(bearer).pipe(
        Option.flatMap((token) => HashMap.get(state.accessTokens, token)),
        Option.filter(({ expiresAt, grant }) => expiresAt > now && isAlive(state, grant)),
        Option.map(({ grant }) => grant),
        Either.fromOption(() => authentication)
      )
    case "clientBasic":
      return check(
        isBasic(clientId, clientSecret),
        host === "auth" ? oauth("invalid_client", "The client id or the client secret is wrong.", 401) : authentication
      )
    case "managementBasic":
      return check(isBasic("default", managementToken), authentication)
    case "managementBearer":
      return check(bearer === managementToken, authentication)
    case "application":
    case "applicationUser":
      return check(
        Option.exists(HashMap.get(state.applicationTokens, bearer ?? ""), (expiresAt) => expiresAt > now),
        authentication
      )
  }
}
