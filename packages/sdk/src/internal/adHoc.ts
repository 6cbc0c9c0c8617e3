/** Descriptors made on the spot, for the general-purpose calls. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.js"
import { InvalidInputError, VendorError } from "./errors.js"
import { isPathSegment } from "./schema.js"

export interface Request<A, I> {
  /** `GET` by default. */
  readonly method?: Endpoint.Method
  /** Below the call's base, as `/tires/pressure`; each segment is percent-encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What the answer's body must fit. */
  readonly success: Schema.Schema<A, I>
}

const everyVendorError = Endpoint.errors(...VendorError.members)

const Query = Schema.Record({ key: Schema.String, value: Schema.UndefinedOr(Schema.String) })

const query = Schema.transform(Query, Schema.Struct({ query: Query }), {
  strict: true,
  decode: (fields) => ({ query: fields }),
  encode: ({ query }) => query
})

const body = Schema.transform(Schema.Unknown, Schema.Struct({ body: Schema.Unknown }), {
  strict: true,
  decode: (value) => ({ body: value }),
  encode: ({ body }) => body
})

const methods = new Set<string>(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])

/** A descriptor and its parameters for a path below `prefix`: every segment becomes a parameter, and so is encoded. */
export const adHoc = <A, I>(
  name: string,
  prefix: string,
  input: Request<A, I> & { readonly host?: Endpoint.Host; readonly auth?: Endpoint.AuthScheme },
  params: Readonly<Record<string, string>> = {}
) => {
  const invalid = (description: string, field = "path") =>
    Either.left(new InvalidInputError({ endpoint: name, ...params, field, description }))
  const method = input.method ?? "GET"
  if (!methods.has(method)) return invalid("expected an HTTP method in capitals", "method")
  if (typeof input.path !== "string") return invalid("is missing")
  const path = input.path.replace(/^\//, "")
  const segments = path === "" ? [] : path.split("/")
  const trailing = segments.at(-1) === "" ? segments.splice(-1) : []
  if (/[?#\\]/.test(path)) return invalid("expected a path only: put parameters into `query`")
  if (!segments.every(isPathSegment)) return invalid('expected segments without "..", control characters or "//"')
  const named = segments.map((segment, index) => [`segment${index}`, segment] as const)
  if (/^(GET|HEAD)$/.test(method) && input.body !== undefined) {
    return invalid(`expected none: a ${method} carries no body`, "body")
  }
  const define = method === "GET" ? Endpoint.read : Endpoint.command
  return Either.right({
    endpoint: define(name, {
      path: [prefix, ...named.map(([param]) => `:${param}`), ...trailing].join("/"),
      method,
      host: input.host ?? "api",
      auth: input.auth ?? "user",
      success: input.success,
      errors: everyVendorError,
      query,
      ...(input.body === undefined ? {} : { body })
    }),
    params: {
      ...params,
      ...Object.fromEntries(named),
      query: Object.fromEntries(
        Object.entries(input.query ?? {}).map(([k, v]) => [k, v === undefined ? undefined : String(v)])
      ),
      body: input.body
    }
  })
}
