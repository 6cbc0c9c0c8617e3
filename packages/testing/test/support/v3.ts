import { Simulator } from "@effect-smartcar/testing"
import { Effect, Redacted } from "effect"
import { idOf, raw } from "./harness.js"

export const iam = "https://iam.smartcar.com/oauth2/token"
export const vehicleHost = "https://vehicle.api.smartcar.com/v3"
export const managementHost = "https://management.api.smartcar.com/v3"
export const compatibilityHost = "https://compatibility.api.smartcar.com/v3"

export const apiClientId = Simulator.application.apiClientId
export const apiClientSecret = Redacted.value(Simulator.application.apiClientSecret)

/** What is sent for a token, as a form. */
export const grant = { grant_type: "client_credentials", client_id: apiClientId, client_secret: apiClientSecret }

export const requestToken = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  raw("POST", iam, {
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(form).toString()
  })

/** Headers of a call with a new token of the application, in the name of a user if one is given. */
export const application = (user?: string) =>
  Effect.map(requestToken(grant), ({ json }) => ({
    authorization: `Bearer ${json.access_token}`,
    ...(user === undefined ? {} : { "sc-user-id": user })
  }))

/** A request to the vehicle host about the standard fleet's car of a make, in the name of a user. */
export const about = (
  make: string,
  user: string | undefined,
  path: string,
  options: { readonly method?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {}
) =>
  Effect.flatMap(application(user), (headers) =>
    raw(options.method ?? "GET", `${vehicleHost}/vehicles/${idOf(make)}${path}`, {
      headers: { ...headers, ...options.headers },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) })
    })
  )
