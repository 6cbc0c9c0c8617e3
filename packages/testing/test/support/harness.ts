import { TokenStore } from "@effect-smartcar/sdk"
import { Vehicle } from "@effect-smartcar/sdk/v2"
import { Fleet, Simulator, Wire } from "@effect-smartcar/testing"
import { type Duration, Effect, Encoding, Redacted, TestClock } from "effect"

/** The standard fleet's cars by make, so that a test can say which one it means. */
export const cars = Object.fromEntries(Fleet.standard.cars.map((car) => [car.make, car]))

export const idOf = (make: string): string => {
  const car = cars[make]
  if (car === undefined) throw new Error(`no ${make} in the standard fleet`)
  return car.id
}

export const [ada, ben, chloe] = Fleet.standard.owners.map(({ id }) => id) as [string, string, string]

/** A handle for the standard fleet's car of a make, whose tokens `connected: true` keeps. */
export const car = (make: string, options: Vehicle.VehicleHandle | object = {}) => {
  const owner = Fleet.standard.cars.find((known) => known.make === make)?.owner
  return Vehicle.make(idOf(make), { owner, ...options })
}

export const basic = (user: string, password: string) => `Basic ${Encoding.encodeBase64(`${user}:${password}`)}`

const secret = Redacted.value(Simulator.application.clientSecret)
export const managementToken = Redacted.value(Simulator.application.managementToken)
export const clientBasic = basic(Simulator.application.clientId, secret)
export const managementBasic = basic("default", managementToken)
export const redirectUri = Simulator.application.redirectUris[0]
export const webhookId = Simulator.application.webhooks[0]

export interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came back
  readonly json: any
  readonly text: string
}

/** A request that the SDK cannot send, or whose answer it would hide. */
export const raw = (
  method: string,
  url: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string } = {}
): Effect.Effect<Raw, never, Simulator.Simulator> =>
  Effect.gen(function* () {
    const { handle } = yield* Simulator.Simulator
    const answer = yield* handle(
      Wire.request({
        method,
        url: new URL(url, "https://api.smartcar.com"),
        headers: options.headers ?? {},
        body: options.body ?? ""
      })
    )
    if (answer._tag === "Cut") return yield* Effect.dieMessage(`cut: ${answer.phase}`)
    const isJson = answer.headers["content-type"]?.startsWith("application/json") ?? false
    return {
      status: answer.status,
      headers: answer.headers,
      json: isJson ? JSON.parse(answer.body) : undefined,
      text: answer.body
    }
  })

/** Headers of a call with an owner's token: the first owner's, unless said otherwise. */
export const bearer = (choice: Parameters<typeof Simulator.access>[0] = {}) =>
  Effect.map(Simulator.access(choice), ({ accessToken }) => ({
    authorization: `Bearer ${Redacted.value(accessToken)}`
  }))

/** Sets the clock forward, and keeps tokens that are valid then. */
export const later = (duration: Duration.DurationInput) =>
  Effect.gen(function* () {
    yield* TestClock.adjust(duration)
    const store = yield* TokenStore.TokenStore
    for (const { id } of yield* Simulator.owners) {
      yield* store.compareAndSet(id, yield* store.get(id), yield* Simulator.access({ owner: id }))
    }
  })

/** A POST to the token endpoint. */
export const token = (form: Record<string, string>, authorization = clientBasic) =>
  raw("POST", "https://auth.smartcar.com/oauth/token", {
    headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString()
  })

/** The code in the URL to which Connect sends the owner back. */
export const codeOf = (location: string): string => new URL(location).searchParams.get("code") ?? ""
