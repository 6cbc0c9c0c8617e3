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
import { type Answer, BufferedResponse } from "./bufferedResponse.js"
import { longestDelay } from "./timed.js"
import { tooLong } from "./transport.js"

type Result = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

const nothing = /*#__PURE__*/ new Uint8Array(0)

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
const readBody = (response: Response, maxBytes: number): Promise<Uint8Array | undefined> => {
  // Not every runtime that has `fetch` has streams.
  const body: ReadableStream<Uint8Array> | null | undefined = response.body
  if (body === undefined) {
    return response.arrayBuffer().then((bytes) => (bytes.byteLength > maxBytes ? undefined : new Uint8Array(bytes)))
  }
  if (body === null) return Promise.resolve(nothing)
  const reader = body.getReader()
  const chunks: Array<Uint8Array> = []
  let length = 0
  const next = (): Promise<Uint8Array | undefined> =>
    reader.read().then(({ done, value }) => {
      if (done) return concat(chunks, length)
      length += value.length
      if (length > maxBytes) return undefined
      chunks.push(value)
      return next()
    })
  return next()
}

type Head = Omit<Answer, "body">

const headOf = ({ headers, status }: Response): Head => {
  // Nor this.
  const cookies = "getSetCookie" in headers ? headers.getSetCookie() : []
  return {
    status,
    headers: { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { "set-cookie": cookies }) },
    decoded: headers.has("content-encoding")
  }
}

/** A body whose length alone says that it is too long. These two name the length of one that they leave out. */
const announcesMore = ({ headers, status }: Head, method: string, maxBytes: number): boolean =>
  method !== "HEAD" && status !== 304 && Number(headers["content-length"]) > maxBytes

const send = (
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  request: HttpClientRequest.HttpClientRequest,
  { maxBytes, millis }: Bounds
): Result =>
  Effect.async((resume) => {
    const controller = new AbortController()
    let head: Head | undefined
    const settle = (result: Result) => {
      clearTimeout(timer)
      resume(result)
    }
    const fail = (cause: unknown) => {
      const error =
        head === undefined
          ? new HttpClientError.RequestError({ request, reason: "Transport", cause })
          : new HttpClientError.ResponseError({
              request,
              response: new BufferedResponse(request, { ...head, body: nothing }),
              reason: "Decode",
              cause
            })
      settle(Effect.fail(error))
    }
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
        const answered = headOf(response)
        head = answered
        if (announcesMore(answered, request.method, maxBytes)) return overflow()
        return readBody(response, maxBytes).then((body) =>
          body === undefined ? overflow() : settle(Effect.succeed(new BufferedResponse(request, { ...answered, body })))
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
