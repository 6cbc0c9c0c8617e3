/** Connect: an authorization URL and what the owner does with it -> where the browser is sent next. */
import * as Permission from "@effect-smartcar/sdk/Permission"
import type { Mode } from "@effect-smartcar/sdk/SmartcarConfig"
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Car } from "../Fleet.js"
import { issueCode } from "./oauth.js"
import { carOf, connectEach, connectionOf, type State, setLogin } from "./state.js"

/**
 * What the owner does on Connect's pages. Everything is optional.
 *
 * @since 0.1.0
 * @category models
 */
export interface Choice {
  /** The owner's id; by default the fleet's first owner, or the car's own at a re-authentication. */
  readonly owner?: string | undefined
  /** The ids of the cars chosen; by default all that the URL allows, or the first of them with a single select. */
  readonly vehicles?: ReadonlyArray<string> | undefined
  /** The permissions left ticked; by default all that are asked for. Required ones cannot be unticked. */
  readonly permissions?: ReadonlyArray<string> | undefined
}

/**
 * Connect cannot even send the owner back: the client id is unknown, the redirect URI is not registered, or the URL is
 * not one of Connect's. The page that shows it has status 400.
 *
 * @since 0.1.0
 * @category errors
 */
export class ConnectPageError extends Data.TaggedError("ConnectPageError")<{ readonly description: string }> {
  override get message() {
    return this.description
  }
}

/** Error values that come back to the redirect URI, and what they say. */
const denials = {
  access_denied: "The owner denied access.",
  configuration_error: "The application is not set up for this request.",
  invalid_subscription: "The manufacturer's connected services are not active.",
  no_vehicles: "There is no vehicle on the manufacturer's account.",
  oem_cancelled_login: "The owner left the manufacturer's sign-in.",
  server_error: "Something failed at Smartcar.",
  vehicle_incompatible: "The vehicle cannot be connected."
} as const

/**
 * What comes back in place of a code if the owner does not grant access.
 *
 * @since 0.1.0
 * @category models
 */
export type Denial = keyof typeof denials

const redirect = (uri: string, fields: Readonly<Record<string, string | null | undefined>>): string => {
  const url = new URL(uri)
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) url.searchParams.append(name, value)
  }
  return url.href
}

interface Page {
  readonly path: "/oauth/authorize" | "/oauth/reauthenticate"
  readonly query: URLSearchParams
  readonly redirectUri: string
}

const pageError = (description: string) => Either.left(new ConnectPageError({ description }))

/** The request behind a Connect URL, as far as the owner can be sent back from it. */
const open = (state: State, connectUrl: string): Either.Either<Page, ConnectPageError> => {
  if (!URL.canParse(connectUrl)) return pageError("This is no URL.")
  const { pathname: path, searchParams: query } = new URL(connectUrl)
  if (path !== "/oauth/authorize" && path !== "/oauth/reauthenticate") return pageError("There is no such page.")
  const { applicationId, clientId } = state.application
  const id = query.get("application_id") ?? query.get("client_id") ?? ""
  if (id.startsWith("client_")) return pageError("Invalid parameter client_id: it is the id of API credentials.")
  if (id !== clientId && id !== applicationId) return pageError("The client_id is unknown.")
  const redirectUri = query.get("redirect_uri") ?? state.application.redirectUris[0]
  return redirectUri !== undefined && state.application.redirectUris.includes(redirectUri)
    ? Either.right({ path, query, redirectUri })
    : pageError("The redirect_uri is not registered.")
}

const modes: ReadonlyArray<Mode> = ["live", "simulated", "test"]
const permissionNames: ReadonlySet<string> = new Set(Permission.all)
const withoutRequired = (permission: string): string => permission.replace(/^required:/, "")

const oneOf = (query: URLSearchParams, name: string, values: ReadonlyArray<string>): string | undefined => {
  const value = query.get(name)
  return value === null || values.includes(value) ? undefined : `${name} must be one of ${values.join(", ")}`
}

/** What is wrong with an authorization request, if anything. */
const problemOf = ({ query }: Page, scope: ReadonlyArray<string>): string | undefined => {
  const unknown = scope.map(withoutRequired).find((permission) => !permissionNames.has(permission))
  if (query.get("response_type") !== "code") return "response_type must be code"
  if (unknown !== undefined) return `scope has an unknown permission: ${unknown}`
  if (query.has("single_select_vin") && query.get("single_select") !== "true") {
    return "single_select_vin needs single_select=true"
  }
  return (
    oneOf(query, "approval_prompt", ["auto", "force"]) ??
    oneOf(query, "mode", modes) ??
    oneOf(query, "single_select", ["true", "false"])
  )
}

export type Redirected = readonly [location: string, state: State]

const configurationError = (page: Page, message: string): string =>
  redirect(page.redirectUri, {
    error: "configuration_error",
    error_description: denials.configuration_error,
    status_code: "400",
    error_message: message,
    state: page.query.get("state")
  })

/** What Connect tells of a car that it turns away, whatever else the caller's value holds. */
const shown = ({ vin, make, model, year }: Pick<Car, "vin" | "make" | "model" | "year">) => ({
  vin,
  make,
  model,
  year: String(year)
})

/** Sends the owner back without a grant. */
export const deny = (
  state: State,
  connectUrl: string,
  error: Denial,
  vehicle?: Pick<Car, "vin" | "make" | "model" | "year">
): Either.Either<string, ConnectPageError> =>
  Either.map(open(state, connectUrl), (page) =>
    error === "configuration_error"
      ? configurationError(page, denials.configuration_error)
      : redirect(page.redirectUri, {
          error,
          error_description: denials[error],
          ...(vehicle === undefined || error !== "vehicle_incompatible" ? {} : shown(vehicle)),
          state: page.query.get("state")
        })
  )

const chosenCars = (state: State, { query }: Page, owner: string, choice: Choice, now: number): ReadonlyArray<Car> => {
  const vin = query.get("single_select_vin")
  const make = query.get("make")
  const offered = (state.carsOfOwner.get(owner) ?? [])
    .flatMap((id) => Option.toArray(carOf(state, id, now)).map(({ car }) => car))
    .filter((car) => (vin === null ? make === null || car.make === make.toUpperCase() : car.vin === vin))
  const chosen = offered.filter(({ id }) => choice.vehicles?.includes(id) ?? true)
  return query.get("single_select") === "true" ? chosen.slice(0, 1) : chosen
}

/** The application's own id of an owner, which each session may replace, and `null` clears. */
const identify = (
  state: State,
  userId: string,
  given: string | null
): readonly [{ readonly external_id: string | undefined }, State] => {
  if (given === null) return [{ external_id: Option.getOrUndefined(HashMap.get(state.externalIds, userId)) }, state]
  const isCleared = given === "null"
  return [
    { external_id: isCleared ? undefined : given },
    {
      ...state,
      externalIds: isCleared ? HashMap.remove(state.externalIds, userId) : HashMap.set(state.externalIds, userId, given)
    }
  ]
}

const authorize = (state: State, page: Page, choice: Choice, now: number): Redirected => {
  const { query, redirectUri } = page
  const requested =
    query
      .get("scope")
      ?.split(" ")
      .filter((name) => name !== "") ?? state.application.permissions
  const problem = problemOf(page, requested)
  if (problem !== undefined) return [configurationError(page, problem), state]
  const owner = choice.owner ?? state.owners.keys().next().value ?? ""
  const cars = chosenCars(state, page, owner, choice, now)
  const stated = { state: query.get("state") }
  if (cars.length === 0) {
    const denial = { error: "no_vehicles", error_description: denials.no_vehicles }
    return [redirect(redirectUri, { ...denial, ...stated }), state]
  }
  const permissions = [
    ...new Set(
      requested
        .filter((name) => name !== withoutRequired(name) || (choice.permissions?.includes(name) ?? true))
        .map(withoutRequired)
    )
  ]
  const mode = modes.find((name) => name === query.get("mode")) ?? "live"
  const [connected, connections] = connectEach(state, cars, { permissions, mode, now })
  const [code, next] = issueCode(connected, { userId: owner, connections }, redirectUri, now)
  const [external, known] = identify(next, owner, query.get("external_id"))
  return [redirect(redirectUri, { code, ...stated, user_id: owner, ...external }), known]
}

const reauthenticate = (state: State, page: Page, { owner }: Choice): Redirected => {
  const vehicleId = page.query.get("vehicle_id") ?? ""
  if (page.query.get("response_type") !== "vehicle_id") {
    return [configurationError(page, "response_type must be vehicle_id"), state]
  }
  const own = Option.filter(connectionOf(state, vehicleId), ({ userId }) => owner === undefined || owner === userId)
  return Option.match(own, {
    onNone: () => [configurationError(page, "vehicle_id is not a connected vehicle of the owner"), state],
    onSome: (connection) => {
      const [external, known] = identify(state, connection.userId, page.query.get("external_id"))
      return [
        redirect(page.redirectUri, { vehicle_id: vehicleId, state: page.query.get("state"), ...external }),
        setLogin(known, connection, false)
      ]
    }
  })
}

/** Sends the owner back with a grant, or with the error that the URL deserves. */
export const consent = (
  state: State,
  connectUrl: string,
  choice: Choice,
  now: number
): Either.Either<Redirected, ConnectPageError> =>
  Either.map(open(state, connectUrl), (page) =>
    page.path === "/oauth/authorize" ? authorize(state, page, choice, now) : reauthenticate(state, page, choice)
  )
