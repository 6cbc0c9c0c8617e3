/** A vendor of API v3 that knows the application's tokens, for tests of what requests and renews them. */
import { Credentials, Smartcar, SmartcarConfig } from "@effect-smartcar/sdk"
import { Auth, Vehicle } from "@effect-smartcar/sdk/v3"
import { FakeHttp, Wire } from "@effect-smartcar/testing"
import { Effect, Layer, Redacted } from "effect"
import { config, userId, vehicleId } from "./harness.js"
import { Held } from "./tokens.js"

export interface Vendor {
  /** Bodies of the requests for a token, in the order in which they came. */
  readonly requests: Array<string>
  /** `Authorization` headers of the other requests, in the order in which they came. */
  readonly bearers: Array<string>
  /** Access tokens that work. */
  readonly valid: Set<string>
  /** How the nth request for a token is answered, from 1; by default it gives app-n, for an hour. */
  answer: (n: number) => Effect.Effect<Wire.Answer>
}

export const tokenAnswer = (n: number): Wire.Answer =>
  Wire.json({ access_token: `app-${n}`, token_type: "Bearer", expires_in: 3600 })

export const makeVendor = (): Vendor => {
  const vendor: Vendor = {
    requests: [],
    bearers: [],
    valid: new Set(),
    answer: (n) =>
      Effect.sync(() => {
        vendor.valid.add(`app-${n}`)
        return tokenAnswer(n)
      })
  }
  return vendor
}

const rejected = Wire.json(
  { errors: [{ status: "401", type: "AUTHENTICATION", code: "UNAUTHORIZED", detail: "bad token" }] },
  { status: 401 }
)

const handler =
  (vendor: Vendor): Wire.Handler =>
  ({ body, headers, url }) =>
    Effect.suspend(() => {
      if (url.href === "https://iam.smartcar.com/oauth2/token") {
        vendor.requests.push(body)
        return vendor.answer(vendor.requests.length)
      }
      const bearer = headers["authorization"] ?? ""
      vendor.bearers.push(bearer)
      return vendor.valid.has(bearer.slice("Bearer ".length))
        ? Effect.succeed(Wire.json({ data: { id: vehicleId, attributes: { make: "TESLA" } } }))
        : Effect.flatMap(Held, (held) => Effect.as(held, rejected))
    })

export const secret = "api-secret-s3cr3t"

export const settings: SmartcarConfig.Options = { ...config, apiClientSecret: Redacted.make(secret) }

export const layer = (vendor: Vendor, options?: Credentials.RenewalOptions, own = settings) =>
  Smartcar.layer.pipe(
    Layer.provide(Credentials.layerClientCredentials(Auth.requestToken, options)),
    Layer.provideMerge(Layer.merge(SmartcarConfig.layer(own), FakeHttp.layer(handler(vendor))))
  )

export const car = Vehicle.make(vehicleId, { owner: userId })
