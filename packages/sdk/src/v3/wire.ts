/** The forms that answers and bodies of API v3 share, and how they are flattened. */
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import { exact, instant, lenientNumber, nullish, orAbsent, struct } from "../internal/schema.js"

const absentTime = /*#__PURE__*/ Schema.optionalWith(instant, { default: () => null })

/** When a resource was made and changed last. */
export const Times = /*#__PURE__*/ Schema.optionalWith(
  /*#__PURE__*/ Schema.Struct({ createdAt: absentTime, updatedAt: absentTime }),
  {
    nullable: true,
    default: () => ({ createdAt: null, updatedAt: null })
  }
)

export const Time = /*#__PURE__*/ Schema.NullOr(Schema.DateTimeUtcFromSelf)

/** The type that a resource bears on the wire. */
export const resourceType = (type: string) => Schema.optionalWith(Schema.String, { default: () => type })

/** The resource that a relationship leads to. */
export const related = (type: string) =>
  Schema.Struct({
    data: Schema.Struct({ id: Schema.String, type: resourceType(type) })
  })

/** The resource that a relationship may lead to: none where it is left out, is `null`, or leads to `null`. */
export const maybeRelated = (type: string) => nullish(Schema.Struct({ data: nullish(related(type).fields.data) }))

/** What is `null` where it cannot be read, so that it does not cost what stands beside it. */
export const readable = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.NullOr(schema).annotations({ decodingFallback: () => Either.right(null) })

/** As {@link readable}, for a key that may be left out. */
export const tolerant = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToOptional(
    Schema.NullishOr(readable(schema)),
    Schema.UndefinedOr(Schema.typeSchema(readable(schema))),
    {
      decode: Option.filter(Predicate.isNotNull),
      encode: identity
    }
  )

/** An answer that holds one resource. */
export const single = <A, I>(resource: Schema.Schema<A, I>) =>
  Schema.transform(Schema.Struct({ data: resource }), Schema.typeSchema(resource), {
    strict: true,
    decode: ({ data }) => data,
    encode: (data) => ({ data })
  })

/** As {@link single}, for an answer that may be the resource itself. */
export const singleOrBare = <A, I>(resource: Schema.Schema<A, I>) =>
  Schema.transform(Schema.Unknown, single(resource), {
    strict: false,
    decode: (json) => (Predicate.hasProperty(json, "data") ? json : { data: json }),
    encode: (json) => json
  })

/**
 * Where a page stands: its number from 1, how many items a full one has, how many there are in all, and the URL of the
 * next one, `null` on the last. What the answer does not say is absent.
 *
 * @since 0.1.0
 * @category models
 */
export const PagePosition = /*#__PURE__*/ struct(() => ({
  page: exact(lenientNumber),
  size: exact(lenientNumber),
  total: exact(lenientNumber),
  next: exact(Schema.NullOr(Schema.String))
}))

/**
 * @since 0.1.0
 * @category models
 */
export type PagePosition = typeof PagePosition.Type

const count = /*#__PURE__*/ orAbsent(lenientNumber)

/** Beside `pageNumber` there is an older spelling, and a newer one. */
export const PageFacts = {
  meta: /*#__PURE__*/ nullish(
    /*#__PURE__*/ Schema.Struct({ pageNumber: count, page: count, pageSize: count, totalCount: count })
  ),
  links: /*#__PURE__*/ (() => nullish(Schema.Struct({ next: exact(Schema.NullOr(Schema.String)) })))()
}

const Facts = /*#__PURE__*/ Schema.Struct(PageFacts)

export const positionOf = ({ meta, links }: typeof Facts.Type): PagePosition => {
  const page = meta?.pageNumber ?? meta?.page
  return {
    ...(page === undefined ? {} : { page }),
    ...(meta?.pageSize === undefined ? {} : { size: meta.pageSize }),
    ...(meta?.totalCount === undefined ? {} : { total: meta.totalCount }),
    ...(links?.next === undefined ? {} : { next: links.next })
  }
}

export const factsOf = ({ page, size, total, next }: PagePosition): typeof Facts.Type => ({
  meta: {
    ...(page === undefined ? {} : { pageNumber: page }),
    ...(size === undefined ? {} : { pageSize: size }),
    ...(total === undefined ? {} : { totalCount: total })
  },
  links: next === undefined ? {} : { next }
})

/** How every list of API v3 is paged. */
export const pagingOf = ({ paging }: { readonly paging: PagePosition }) => ({
  page: paging.page,
  size: paging.size,
  total: paging.total,
  more: paging.next === undefined ? undefined : paging.next !== null
})

/** A page of resources, under a name of its own. */
export const list = <const Key extends string, A, I>(key: Key, resource: Schema.Schema<A, I>) => {
  type Page = { readonly [K in Key]: ReadonlyArray<A> } & { readonly paging: PagePosition }
  const Flat = Schema.Struct({
    [key]: Schema.Array(Schema.typeSchema(resource)),
    paging: Schema.typeSchema(PagePosition)
  })
  const page = Schema.transform(
    Schema.Struct({ data: Schema.Array(resource), ...PageFacts }),
    // The computed key is `Key`, which the type of an object literal cannot say.
    Flat as unknown as Schema.Schema<Page>,
    {
      strict: false,
      decode: ({ data, ...facts }) => ({ [key]: data, paging: positionOf(facts) }),
      encode: (page: Page) => ({ data: page[key], ...factsOf(page.paging) })
    }
  )
  // The same type, shown as one struct.
  return page as unknown as Schema.Schema<Types.Simplify<Page>, typeof page.Encoded>
}

/** The parameters of a call, as the attributes in its body. */
export const attributes = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.transform(Schema.Struct({ data: Schema.Struct({ attributes: schema }) }), Schema.typeSchema(schema), {
    strict: true,
    decode: ({ data }) => data.attributes,
    encode: (fields) => ({ data: { attributes: fields } })
  })

const isError = (body: Readonly<Record<string, unknown>>): boolean => {
  const { errors, type } = body
  // A resource has a type too, but not one in capitals.
  return Array.isArray(errors) ? errors.length > 0 : Predicate.isString(type) && /^[A-Z_]+$/.test(type)
}

/** The error in an answer with a success status: one that came too late for a status of its own. */
export const heldError = (body: unknown): unknown =>
  Predicate.isReadonlyRecord(body) && isError(body) ? body : undefined

const inside = (value: unknown, key: string): unknown => (Predicate.isReadonlyRecord(value) ? value[key] : undefined)

/**
 * As {@link heldError}, or the error of a command whose execution says that it failed. No status but `SUCCESS` has been
 * seen: what says another is not taken for a success.
 */
export const executionError = (body: unknown): unknown => {
  const held = heldError(body)
  if (held !== undefined) return held
  const status = inside(inside(inside(body, "data"), "attributes"), "status")
  const error = inside(status, "error")
  if (Predicate.isReadonlyRecord(error) && Object.keys(error).length > 0) return { errors: [error] }
  const value = inside(status, "value")
  return Predicate.isString(value) && value.toUpperCase() !== "SUCCESS" ? body : undefined
}
