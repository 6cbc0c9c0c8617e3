/** What the bodies of signals are made of. */
import * as Schema from "effect/Schema"
import { instant, lenientNumber, nullish, orAbsent } from "../../internal/schema.js"

/** What the body is about: it may be `null`, but without it the body is not what the table says. */
export const main = <A, I>(schema: Schema.Schema<A, I>) => Schema.NullOr(schema)

/** A list that may be `null` or left out, and is empty then. */
export const listOf = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.Array(item), { nullable: true, default: () => [] })

/** The list that the body is about: `null` stands for an empty one. */
export const mainList = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.transform(Schema.NullOr(Schema.Array(item)), Schema.typeSchema(Schema.Array(item)), {
    strict: true,
    decode: (items) => items ?? [],
    encode: (items) => items
  })

export const unit = () => orAbsent(Schema.String)

export const text = () => nullish(Schema.String)

export const number = () => nullish(lenientNumber)

export const time = () => Schema.optionalWith(instant, { default: () => null })

export const id = () => nullish(Schema.Union(Schema.String, Schema.JsonNumber))
