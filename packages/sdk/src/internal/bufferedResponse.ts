/** A response whose body is there. */

import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

export interface Answer {
  readonly status: number
  /** By their names in lower case; where a field came more than once, its values may be a list. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: Uint8Array
  /** Whether the body came compressed: then the header `content-encoding` is left out. */
  readonly decoded: boolean
}

const decoder = /*#__PURE__*/ new TextDecoder()

export class BufferedResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly #setCookie: string | ReadonlyArray<string> | undefined
  readonly #bytes: Uint8Array
  #text: string | undefined

  constructor(request: HttpClientRequest.HttpClientRequest, { body, decoded, headers: fields, status }: Answer) {
    super()
    this[HttpIncomingMessage.TypeId] = HttpIncomingMessage.TypeId
    this[HttpClientResponse.TypeId] = HttpClientResponse.TypeId
    this.request = request
    this.status = status
    // A new object, not yet anyone's: filled here since its names are in lower case already.
    const headers = Headers.fromInput([]) as { [name: string]: string }
    for (const name of Object.keys(fields)) {
      const value = fields[name]
      if (value !== undefined) headers[name] = typeof value === "string" ? value : value.join(", ")
    }
    if (decoded) delete headers["content-encoding"]
    // So that who bounds bodies sees the length of this one, and need not count.
    if (headers["content-length"] === undefined || (decoded && body.length > 0)) {
      delete headers["transfer-encoding"]
      headers["content-length"] = String(body.length)
    }
    this.headers = headers as Headers.Headers
    this.#setCookie = fields["set-cookie"]
    this.#bytes = body
    this.#text = undefined
  }

  get cookies(): Cookies.Cookies {
    return this.#setCookie === undefined ? Cookies.empty : Cookies.fromSetCookie(this.#setCookie)
  }

  get remoteAddress(): Option.Option<string> {
    return Option.none()
  }

  get text(): Effect.Effect<string> {
    return Effect.sync(() => this.#readText())
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.#parse((text): unknown => (text === "" ? null : JSON.parse(text)))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.#parse((text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer> {
    return Effect.sync(() => Uint8Array.from(this.#bytes).buffer)
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return Effect.tryPromise({
      try: () => {
        const type = this.headers["content-type"]
        return new Response(Uint8Array.from(this.#bytes), {
          headers: type === undefined ? {} : { "content-type": type }
        }).formData()
      },
      catch: (cause) => this.#undecodable(cause)
    })
  }

  get stream(): Stream.Stream<Uint8Array> {
    return this.#bytes.length === 0 ? Stream.empty : Stream.make(this.#bytes)
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  #readText(): string {
    this.#text ??= decoder.decode(this.#bytes)
    return this.#text
  }

  #parse<A>(parse: (text: string) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    return Effect.try({ try: () => parse(this.#readText()), catch: (cause) => this.#undecodable(cause) })
  }

  #undecodable(cause: unknown): HttpClientError.ResponseError {
    return new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", cause })
  }
}
