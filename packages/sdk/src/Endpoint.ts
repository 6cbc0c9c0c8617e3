/**
 * An endpoint is a value: one descriptor says everything about it, and the client function, the request, the decoders,
 * the simulator's route, the tests and the documentation are derived from it.
 *
 * @since 0.1.0
 */
import type { NonEmptyReadonlyArray } from "effect/Array"
import { identity } from "effect/Function"
import type * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import type { Paging } from "./internal/paged.js"
import type { Permission } from "./Permission.js"
import type { ClientError, VendorError } from "./SmartcarError.js"

export * from "./internal/paged.js"

/**
 * Marks descriptors.
 *
 * @since 0.1.0
 * @category symbols
 */
export const TypeId: unique symbol = Symbol.for("@effect-smartcar/sdk/Endpoint")

/**
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = typeof TypeId

/**
 * What repeating a call would do: a `read` changes nothing, a `command` acts on a car, an `admin` call changes
 * connections, subscriptions or tokens.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = "read" | "command" | "admin"

/**
 * The HTTP methods a call can have.
 *
 * @since 0.1.0
 * @category models
 */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS"

/**
 * The hosts a call can go to; their origins come from `SmartcarConfig`. Of API v2.0 are `api`, `auth` and `management`, of
 * v3 `vehicle`, `managementV3`, `compatibility` and `iam`. Paths are below the API version (`/v2.0`, `/v3`), but for those
 * on `auth` and `iam`.
 *
 * @since 0.1.0
 * @category models
 */
export type Host = "api" | "auth" | "management" | "vehicle" | "managementV3" | "compatibility" | "iam"

/**
 * How a call proves itself.
 *
 * - `user`: a vehicle owner's access token (v2.0).
 * - `clientBasic`: the application's client id and secret (v2.0).
 * - `managementBasic`, `managementBearer`: the application management token (v2.0).
 * - `application`: the application's access token (v3).
 * - `applicationUser`: the application's access token, and the id of the user whose car it is (v3): the call's owner.
 * - `none`: not at all.
 *
 * @since 0.1.0
 * @category models
 */
export type AuthScheme =
  | "user"
  | "clientBasic"
  | "managementBasic"
  | "managementBearer"
  | "application"
  | "applicationUser"
  | "none"

/**
 * Smartcar's request flags, sent as the query parameter `flags` (`country:DE beta:true`).
 *
 * @since 0.1.0
 * @category models
 */
export type Flags = Readonly<Record<string, string | boolean>>

/**
 * The errors an endpoint declares. A documented vendor error outside the set reaches the caller inside an
 * `UnexpectedResponseError`, so the type stays true.
 *
 * @since 0.1.0
 * @category models
 */
export interface ErrorSet<in out E> {
  readonly tags: ReadonlySet<string>
  readonly "~types": { readonly _E: Types.Invariant<E> }
}

interface VendorErrorClass {
  readonly _tag: string
  new (...args: ReadonlyArray<never>): VendorError
}

/**
 * The set of the given vendor errors, together with the errors of this side that every call can fail with.
 *
 * @since 0.1.0
 * @category constructors
 */
export const errors = <Classes extends ReadonlyArray<VendorErrorClass>>(
  ...classes: Classes
): ErrorSet<InstanceType<Classes[number]> | ClientError> => ({
  tags: new Set(classes.map((c) => c._tag)),
  "~types": { _E: identity }
})

/**
 * What may accompany any call, whatever the endpoint.
 *
 * - `owner`: the key under which the owner's tokens are kept (v2.0), or the owner's user id at Smartcar (v3); wins over
 *   `Credentials.withOwner`.
 * - `version`: the API version of a call to one of v2.0's hosts (`"2.0"`); wins over `SmartcarConfig`.
 * - `flags`: see {@link Flags}.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  readonly owner?: string | undefined
  readonly version?: string | undefined
  readonly flags?: Flags | undefined
}

/**
 * How some list is paged, whatever is in it.
 *
 * @since 0.1.0
 * @category models
 */
export type AnyPaging = Paging<never, unknown>

/**
 * The part of an endpoint that does not depend on its types: what tables, documentation and simulators read.
 *
 * @since 0.1.0
 * @category models
 */
export interface Any {
  readonly [TypeId]: TypeId
  /** Unique in the table of its API version; also the span's name, as `Smartcar.<name>`. */
  readonly name: string
  readonly kind: Kind
  readonly host: Host
  readonly method: Method
  /** Path below the host's version prefix; a segment `:name` is filled, percent-encoded, from the parameters. */
  readonly path: string
  /** Narrower schemas for some of the path's parameters; the others are any id. */
  readonly segments: Schema.Schema.AnyNoContext | undefined
  readonly query: Schema.Schema.AnyNoContext | undefined
  readonly body: Schema.Schema.AnyNoContext | undefined
  /** Keys of the body that are the same in every call, such as `action` or `grant_type`. */
  readonly constantBody: Readonly<Record<string, string | boolean>> | undefined
  readonly bodyFormat: "json" | "form"
  readonly success: Schema.Schema.AnyNoContext
  readonly errors: { readonly tags: ReadonlySet<string> }
  readonly auth: AuthScheme
  readonly permission: Permission | undefined
  /** How the list that it answers with is paged. */
  readonly paging: AnyPaging | undefined
  /** The endpoint that can carry this one as an entry of a batch. */
  readonly batch: BatchEndpoint<unknown> | undefined
  /** True if the answer holds tokens, so that its body must never show in an error. */
  readonly sensitive: boolean
  /** The error that an answer with a success status holds all the same, as an error's body. */
  readonly failure: ((body: unknown) => unknown) | undefined
}

/**
 * A descriptor with the types of its parameters, its value and its errors, of the batch it may ride in and of its pages.
 *
 * @since 0.1.0
 * @category models
 */
export interface Endpoint<
  in Params,
  out A,
  out E,
  out Batch extends BatchEndpoint<unknown> | undefined = BatchEndpoint<unknown> | undefined,
  out Paged extends AnyPaging | undefined = AnyPaging | undefined
> extends Any {
  readonly batch: Batch
  readonly paging: Paged
  readonly "~types": {
    readonly _Params: Types.Contravariant<Params>
    readonly _A: Types.Covariant<A>
    readonly _E: Types.Covariant<E>
  }
}

/**
 * What a batch endpoint answers with: one answer per path, each with its own status, headers and body.
 *
 * @since 0.1.0
 * @category models
 */
export interface BatchAnswer {
  readonly responses: ReadonlyArray<{
    readonly path: string
    readonly code: number
    readonly body: unknown
    readonly headers: Readonly<Record<string, string | number>>
  }>
}

/**
 * The endpoint that carries other endpoints' reads of one car in one request.
 *
 * @since 0.1.0
 * @category models
 */
export interface BatchEndpoint<out E>
  extends Endpoint<
    { readonly vehicleId: string; readonly requests: NonEmptyReadonlyArray<{ readonly path: string }> },
    BatchAnswer,
    E,
    undefined
  > {}

/**
 * What can be read off the type of a descriptor.
 *
 * @since 0.1.0
 */
export declare namespace Endpoint {
  /**
   * The parameters of an endpoint, path, query and body together.
   *
   * @since 0.1.0
   * @category type-level
   */
  export type Params<T> = T extends Endpoint<infer P, infer _A, infer _E> ? P : never
  /**
   * The value an endpoint answers with.
   *
   * @since 0.1.0
   * @category type-level
   */
  export type Success<T> = T extends Endpoint<infer _P, infer A, infer _E> ? A : never
  /**
   * Every error a call of the endpoint can fail with.
   *
   * @since 0.1.0
   * @category type-level
   */
  export type Error<T> = T extends Endpoint<infer _P, infer _A, infer E> ? E : never
}

type ParamNames<Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? ParamNames<Segment> | ParamNames<Rest>
  : Path extends `:${infer Name}`
    ? Name
    : never

/** What the caller passes: path parameters are strings, and a query or body schema adds its own fields. */
type ParamsOf<Path extends string, Segments, Query, Body> = Types.Simplify<
  { readonly [K in ParamNames<Path> as K extends keyof Segments ? never : K]: string } & Segments & Query & Body
>

type QueryText = { readonly [name: string]: string | undefined }

/**
 * What a descriptor is made from.
 *
 * @since 0.1.0
 * @category models
 */
export interface Definition<
  Path extends string,
  Segments,
  SegmentsEncoded,
  Query,
  QueryEncoded,
  Body,
  BodyEncoded,
  A,
  I,
  E,
  Batch,
  Paged
> {
  readonly path: Path
  readonly success: Schema.Schema<A, I>
  readonly errors: ErrorSet<E>
  readonly auth: AuthScheme
  /** `api` by default. */
  readonly host?: Host
  /** `GET` for reads, `POST` otherwise. */
  readonly method?: Method
  /** Schemas for path parameters that are more than any id. */
  readonly segments?: Schema.Schema<Segments, SegmentsEncoded & QueryText>
  readonly query?: Schema.Schema<Query, QueryEncoded & QueryText>
  readonly body?: Schema.Schema<Body, BodyEncoded>
  readonly constantBody?: Readonly<Record<string, string | boolean>>
  readonly bodyFormat?: "json" | "form"
  readonly permission?: Permission
  readonly paging?: Paged
  readonly batch?: Batch
  readonly sensitive?: boolean
  readonly failure?: (body: unknown) => unknown
}

/** Never called: it only carries types. */
const variance = { _Params: identity, _A: identity, _E: identity }

const make =
  (kind: Kind, defaultMethod: Method) =>
  <
    const Path extends string,
    A,
    I,
    E,
    // biome-ignore lint/complexity/noBannedTypes: the neutral element of an intersection of parameters
    Segments = {},
    SegmentsEncoded = unknown,
    // biome-ignore lint/complexity/noBannedTypes: see above
    Query = {},
    QueryEncoded = unknown,
    // biome-ignore lint/complexity/noBannedTypes: see above
    Body = {},
    BodyEncoded = unknown,
    Batch extends BatchEndpoint<unknown> | undefined = undefined,
    Paged extends Paging<A, unknown> | undefined = undefined
  >(
    name: string,
    definition: Definition<
      Path,
      Segments,
      SegmentsEncoded,
      Query,
      QueryEncoded,
      Body,
      BodyEncoded,
      A,
      I,
      E,
      Batch,
      Paged
    >
  ): Endpoint<ParamsOf<Path, Segments, Query, Body>, A, E, Batch, Paged> => ({
    [TypeId]: TypeId,
    name,
    kind,
    host: definition.host ?? "api",
    method: definition.method ?? defaultMethod,
    path: definition.path,
    segments: definition.segments,
    query: definition.query,
    body: definition.body,
    constantBody: definition.constantBody,
    bodyFormat: definition.bodyFormat ?? "json",
    success: definition.success,
    errors: definition.errors,
    auth: definition.auth,
    permission: definition.permission,
    // These types are `undefined` exactly when the definition does not have the field.
    paging: definition.paging as Paged,
    batch: definition.batch as Batch,
    sensitive: definition.sensitive ?? false,
    failure: definition.failure,
    "~types": variance
  })

/**
 * An endpoint that changes nothing. `GET` unless the definition says otherwise.
 *
 * @since 0.1.0
 * @category constructors
 */
export const read = /*#__PURE__*/ make("read", "GET")

/**
 * An endpoint that acts on a car. `POST` unless the definition says otherwise.
 *
 * @since 0.1.0
 * @category constructors
 */
export const command = /*#__PURE__*/ make("command", "POST")

/**
 * An endpoint that changes connections, subscriptions or tokens. `POST` unless the definition says otherwise.
 *
 * @since 0.1.0
 * @category constructors
 */
export const admin = /*#__PURE__*/ make("admin", "POST")
