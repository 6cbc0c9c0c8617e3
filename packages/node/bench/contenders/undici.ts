/** The floor: undici's `request`, and its body read as JSON. */
import * as Undici from "@effect/platform-node/Undici"
import { contender, headers, jsonHeaders, urlOf } from "./bare.js"

export const make = () =>
  contender(async (path, body) => {
    const answer = await Undici.request(
      urlOf(path),
      body === undefined ? { headers } : { method: "POST", headers: jsonHeaders, body }
    )
    return { status: answer.statusCode, json: await answer.body.json() }
  })
