/** What every error class is made with. */
import * as Equal from "effect/Equal"
import * as Hash from "effect/Hash"
import * as Schema from "effect/Schema"
import * as Utils from "effect/Utils"
import { exact } from "./schema.js"

/**
 * Marks the errors of this SDK.
 *
 * @since 0.1.0
 * @category symbols
 */
export const TypeId: unique symbol = Symbol.for("@effect-smartcar/sdk/SmartcarError")

/**
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = typeof TypeId

/** The call an error came from. */
export const origin = { endpoint: Schema.String, vehicleId: exact(Schema.String) }

/** The base of every error class: a `Schema.TaggedError` with the type id and a message computed from its fields. */
export const define =
  <Self>() =>
  <Tag extends string, Fields extends Schema.Struct.Fields>(
    tag: Tag,
    fields: Fields | Schema.Struct<Fields>,
    message: (error: Schema.Struct.Type<Fields>) => string
  ): Schema.TaggedErrorClass<Self, Tag, { readonly _tag: Schema.tag<Tag> } & Fields> => {
    const Base = Schema.TaggedError<Equal.Equal>(`@effect-smartcar/sdk/${tag}`)(tag, fields)
    const fieldsEqual = Base.prototype[Equal.symbol]
    Object.defineProperties(Base.prototype, {
      [TypeId]: { value: TypeId },
      message: {
        get(this: Schema.Struct.Type<Fields>) {
          return message(this)
        }
      },
      // `message` is no field of its own, and so would be missing.
      toJSON: {
        value(this: Schema.Struct.Type<Fields> & object) {
          return { ...this, message: message(this) }
        }
      },
      // By their fields, as they are without this, but for records and lists among them: those would have to be the same.
      [Equal.symbol]: {
        value(this: Equal.Equal, that: Equal.Equal) {
          return Utils.structuralRegion(() => fieldsEqual.call(this, that))
        }
      },
      [Hash.symbol]: {
        value(this: Error) {
          return Hash.cached(this, Hash.string(this.message))
        }
      }
    })
    // `Self` names the class that extends this base; it only exists in the type.
    return Base as unknown as Schema.TaggedErrorClass<Self, Tag, { readonly _tag: Schema.tag<Tag> } & Fields>
  }
