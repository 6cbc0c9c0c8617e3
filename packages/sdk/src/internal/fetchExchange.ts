/** One request and its response by `fetch`, bounded in time and length. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Bounds } from "../BoundedHttpClient.js"
import { BufferedResponse } from "./bufferedResponse.js"
import { longestDelay } from "./timed.js"
import { tooLong } from "./transport.js"

type Result = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

const concat = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const [first, ...more] = chunks
  if (first !== undefined && more.length === 0) return first
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** The whole body; none if it is longer than it may be, when the rest is left unread. */
const readBody = ({ body }: Response, maxBytes: number): Promise<Uint8Array | undefined> => {
  const reader = body?.getReader()
  const chunks: Array<Uint8Array> = []
  let length = 0
  const next = (): Promise<Uint8Array | undefined> | Uint8Array =>
    reader === undefined
      ? concat(chunks, length)
      : reader.read().then(({ done, value }) => {
          if (done) return concat(chunks, length)
          length += value.length
          if (length > maxBytes) return undefined
          chunks.push(value)
          return next()
        })
  return Promise.resolve(next())
}

const fieldsOf = (headers: Headers) => {
  const cookies = headers.getSetCookie()
  return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { "set-cookie": cookies }) }
}

/** A body whose length alone says that it is too long. These two name the length of one that they leave out. */
const announcesMore = ({ headers, status }: Response, method: string, maxBytes: number): boolean =>
  method !== "HEAD" && status !== 304 && Number(headers.get("content-length")) > maxBytes

const send = (
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  request: HttpClientRequest.HttpClientRequest,
  { maxBytes, millis }: Bounds
): Result =>
  Effect.async((resume) => {
    const controller = new AbortController()
    let answered: Response | undefined
    const settle = (result: Result) => {
      clearTimeout(timer)
      resume(result)
    }
    const respond = ({ headers, status }: Response, body: Uint8Array) =>
      new BufferedResponse(request, {
        status,
        headers: fieldsOf(headers),
        body,
        decoded: headers.has("content-encoding")
      })
    const fail = (cause: unknown) =>
      settle(
        Effect.fail(
          answered === undefined
            ? new HttpClientError.RequestError({ request, reason: "Transport", cause })
            : new HttpClientError.ResponseError({
                request,
                response: respond(answered, new Uint8Array(0)),
                reason: "Decode",
                cause
              })
        )
      )
    /** Gives up, on the wire too. */
    const abort = (cause: Error) => {
      fail(cause)
      controller.abort(cause)
    }
    const overflow = () => abort(Object.assign(new Error("the body is too long"), { code: tooLong }))
    const timer = millis <= longestDelay ? setTimeout(() => abort(new Cause.TimeoutException()), millis) : undefined
    // A promise of its own, so that what `fetch` throws at once is a rejection as well.
    new Promise<Response>((resolve) => resolve(fetch(url, { ...init, signal: controller.signal })))
      .then((response) => {
        answered = response
        if (announcesMore(response, request.method, maxBytes)) return overflow()
        return readBody(response, maxBytes).then((body) =>
          body === undefined ? overflow() : settle(Effect.succeed(respond(response, body)))
        )
      })
      .catch(fail)
    return Effect.sync(() => {
      clearTimeout(timer)
      controller.abort()
    })
  })

const bodyOf = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Pick<RequestInit, "body"> & { readonly duplex?: "half" }> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed({})
    case "Uint8Array":
      return Effect.succeed({ body: body.body as Uint8Array<ArrayBuffer> })
    case "Raw":
      // `fetch` finds out whether it can send that.
      return Effect.succeed({ body: body.body as BodyInit })
    case "FormData":
      return Effect.succeed({ body: body.formData })
    case "Stream":
      return Effect.map(Stream.toReadableStreamEffect(body.stream), (stream) => ({ body: stream, duplex: "half" }))
  }
}

const headersOf = (init: RequestInit, { headers }: HttpClientRequest.HttpClientRequest): Record<string, string> => {
  // `fetch` works the length out, and refuses some that others do.
  const { "content-length": _, ...own } = headers
  return init.headers === undefined ? own : { ...Object.fromEntries(new Headers(init.headers)), ...own }
}

/** Sends a request, and reads its response. It follows no redirect: they would carry the credentials along. */
export const exchange = (
  fetch: typeof globalThis.fetch,
  init: RequestInit,
  request: HttpClientRequest.HttpClientRequest,
  bounds: Bounds
): Result => {
  const url =
    request.urlParams.length === 0
      ? Either.right(request.url)
      : Either.map(UrlParams.makeUrl(request.url, request.urlParams, Option.none()), ({ href }) => href)
  if (Either.isLeft(url)) return new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause: url.left })
  return Effect.flatMap(bodyOf(request), (body) =>
    send(
      fetch,
      url.right,
      {
        ...init,
        redirect: "manual",
        method: request.method,
        headers: headersOf(init, request),
        ...body
      },
      request,
      bounds
    )
  )
}
