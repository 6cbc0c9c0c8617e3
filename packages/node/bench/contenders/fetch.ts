/** Node's own `fetch`, and its body read as JSON. */
import { contender, headers, jsonHeaders, urlOf } from "./bare.js"

export const make = () =>
  contender(async (path, body) => {
    const answer = await fetch(
      urlOf(path),
      body === undefined ? { headers } : { method: "POST", headers: jsonHeaders, body }
    )
    return { status: answer.status, json: await answer.json() }
  })
