import { HttpClientRequest } from "@effect/platform"
import { Undici } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { UndiciHttpClient } from "@effect-smartcar/node"
import { Effect } from "effect"
import { sendJson, serve } from "./support/loopback.js"

describe("a dispatcher of one's own", () => {
  const scoped = <A extends Undici.Dispatcher>(make: () => A) =>
    Effect.acquireRelease(Effect.sync(make), (agent) => Effect.promise(() => agent.close()))

  it.scopedLive("can be undici's agent of mocks", () =>
    Effect.gen(function* () {
      const agent = yield* scoped(() => new Undici.MockAgent())
      agent.disableNetConnect()
      const api = agent.get("https://api.smartcar.example")
      api
        .intercept({ path: "/v2.0/vehicles?limit=1", headers: { authorization: "Bearer token-1" } })
        .reply(200, { vehicles: ["car-1"] }, { headers: { "sc-request-id": "req-1" } })
      api.intercept({ path: "/broken" }).replyWithError(new Error("mocked"))
      const client = UndiciHttpClient.make(agent)
      const request = HttpClientRequest.get("https://api.smartcar.example/v2.0/vehicles", {
        urlParams: { limit: 1 },
        headers: { authorization: "Bearer token-1" }
      })
      const response = yield* client.execute(request)
      expect(response.headers["sc-request-id"]).toBe("req-1")
      expect(yield* response.json).toEqual({ vehicles: ["car-1"] })
      const errors = yield* Effect.forEach(["/broken", "/unknown"], (path) =>
        Effect.flip(client.get(`https://api.smartcar.example${path}`))
      )
      expect(errors.map(({ _tag, reason }) => [_tag, reason])).toEqual([
        ["RequestError", "Transport"],
        ["RequestError", "Transport"]
      ])
    })
  )

  it.scopedLive("can have interceptors, which repeat a request here", () =>
    Effect.gen(function* () {
      let answers = 0
      const server = yield* serve((_, response) => {
        response.writeHead(++answers < 3 ? 503 : 200)
        response.end(`answer ${answers}`)
      })
      const agent = yield* scoped(() => new Undici.Agent())
      const retrying = agent.compose(Undici.interceptors.retry({ minTimeout: 1, maxRetries: 3 }))
      const response = yield* UndiciHttpClient.make(retrying).get(server.origin)
      expect([response.status, yield* response.text]).toEqual([200, "answer 3"])
    })
  )

  it.scopedLive("is not closed by the client, and may throw", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => sendJson(response, {}))
      const agent = yield* scoped(() => new Undici.Agent())
      yield* UndiciHttpClient.make(agent).get(server.origin)
      expect(agent.closed).toBe(false)
      const throwing = agent.compose(() => () => {
        throw "no dispatcher"
      })
      const error = yield* Effect.flip(UndiciHttpClient.make(throwing).get(server.origin))
      expect([error._tag, error.reason]).toEqual(["RequestError", "Transport"])
    })
  )
})
