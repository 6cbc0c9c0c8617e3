/** Nothing that the package exports goes unlooked at. */
import { describe, expect, it } from "@effect/vitest"
import { SmartcarConfig } from "@effect-smartcar/sdk"
import { Array as Arr, ConfigProvider, ConfigProviderPathPatch, Effect, HashSet, Option, Redacted } from "effect"
import { expectSilent, secret } from "./support/secrets.js"
import { configured } from "./support/secretsEcho.js"
import { exportsOf, functionsOf } from "./support/secretsExports.js"
import { subjects } from "./support/secretsSubjects.js"

const exported = await exportsOf(new URL("../", import.meta.url))

/** The functions that neither take nor give a secret. Any other needs an entry in support/secretsSubjects.ts. */
const harmless: Readonly<Record<string, string>> = {
  Batch: "withLimit retryFailed all",
  Credentials: "withOwner",
  Endpoint: "errors read command admin offset cursor pageNumber",
  Migration: "userIdOf",
  Paging: "pages stream all take",
  Permission: "required optional of",
  Reading: "value",
  Retry: "policy transient schedule",
  Smartcar: "withTimeout call callVehicle",
  SmartcarError: "isSmartcarError isRetryable needsReauthorization isUserActionable",
  BoundedHttpClient: "isBoundedHttpClient makeResponse",
  Telemetry: "batchSize calls callDuration errors retries tokenRefreshes rateLimitWaits rateLimitRefusals",
  VehicleHandle: "make",
  WebhookEvent: "fromJson",
  "v2/Vehicle": "make hasPermissions",
  "v3/Signal": "decode make untyped",
  "v3/Signals": "find age isFresh changes",
  "v3/Vehicle": "make"
}

describe("every export", () => {
  it("that is a function is known to have to do with secrets, or not to", () => {
    const known = Object.entries(harmless).flatMap(([module, names]) =>
      names.split(" ").map((name) => `${module}.${name}`)
    )
    const functions = functionsOf(exported)
    expect(functions.filter((name) => !known.includes(name) && !(name in subjects))).toEqual([])
    expect(known.filter((name) => !functions.includes(name) || name in subjects)).toEqual([])
  })

  it.effect("shows nothing as it is", () => expectSilent({ exports: [...exported] }, { by: "few" }))

  for (const [name, subject] of Object.entries(subjects)) {
    it.live(`${name} shows nothing of what it is given`, () =>
      Effect.flatMap(subject, (values) => expectSilent({ [name]: values }))
    )
  }
})

/** The variables that are no text, and those whose text must be of a kind. */
const others: Readonly<Record<string, string>> = {
  SMARTCAR_MODE: "live",
  SMARTCAR_API_VERSION: "2.0",
  SMARTCAR_TIMEOUT: "1 minute",
  SMARTCAR_REDIRECT_URI: "https://example.com",
  SMARTCAR_MAX_RESPONSE_BYTES: "1000"
}

/** Has every variable there is, and those that there will be. */
const everyVariable = ConfigProvider.fromFlat(
  ConfigProvider.makeFlat({
    load: (path, primitive) => {
      const name = path.join("_")
      const text = others[name] ?? (name.endsWith("ORIGIN") ? "https://example.com" : secret(name))
      return Effect.map(primitive.parse(text), Arr.of)
    },
    enumerateChildren: () => Effect.succeed(HashSet.empty()),
    patch: ConfigProviderPathPatch.empty
  })
)

describe("the configuration", () => {
  it.effect("has no secrets but those that these tests mark", () =>
    Effect.gen(function* () {
      const read = yield* SmartcarConfig.config
      const texts = Object.entries(read).flatMap(([name, value]) =>
        Option.isOption(value) && Option.isSome(value) ? [{ name, isHidden: Redacted.isRedacted(value.value) }] : []
      )
      const namesOf = (isHidden: boolean) => texts.filter((text) => text.isHidden === isHidden).map(({ name }) => name)
      expect(namesOf(true).sort()).toEqual(Object.keys(configured()).sort())
      // Not even by mistake in the clear.
      expect(namesOf(false).sort()).toEqual(["apiClientId", "applicationId", "clientId", "redirectUri"])
    }).pipe(Effect.withConfigProvider(everyVariable))
  )
})
