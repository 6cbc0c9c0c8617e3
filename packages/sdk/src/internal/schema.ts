/** Schema building blocks for tolerant readers and strict inputs. */
import * as DateTime from "effect/DateTime"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/** A struct made on its own, so that bundlers drop it where nothing uses it: they keep the calls among its fields. */
export const struct = <Fields extends Schema.Struct.Fields>(fields: () => Fields) => Schema.Struct(fields())

/** Any string: documented values keep their autocomplete while there may be others later. */
export type Open<Known extends string> = Known | (string & {})

/** A string whose documented values only matter to the type: any is valid on the wire. */
export const openLiteral = <Known extends string>() => Schema.String as unknown as Schema.Schema<Open<Known>, string>

/** A number that some answers quote. Always encoded as a number. */
export const lenientNumber = /*#__PURE__*/ (() =>
  Schema.Union(Schema.JsonNumber, Schema.NumberFromString.pipe(Schema.finite())))()

/**
 * A key that may be left out, and is then absent here too: what `Schema.optionalWith` makes of `exact`, without its code
 * for every other kind of key, which no reading of a car needs.
 */
export const exact = <A, I>(schema: Schema.Schema<A, I>): Schema.PropertySignature<"?:", A, never, "?:", I, false> =>
  Schema.makePropertySignature(new Schema.PropertySignatureDeclaration(schema.ast, true, true, {}, undefined))

/** `null` where the vendor sends `null` or leaves the key out. */
export const nullish = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.withConstructorDefault(
    Schema.optionalToRequired(Schema.NullishOr(schema), Schema.NullOr(Schema.typeSchema(schema)), {
      decode: (given) => Option.getOrNull(given) ?? null,
      encode: Option.some
    }),
    () => null
  )

/** A key that may be `null` or left out, and is then absent here. */
export const orAbsent = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToOptional(Schema.NullOr(schema), Schema.typeSchema(schema), {
    decode: Option.filter(Predicate.isNotNull),
    encode: identity
  })

const unprintable = /[\p{Cc}\p{Cs}]/u

const zone = /Z|[+-]\d{2}(:?\d{2})?$|\]$/

/** What `DateTime.make` makes of text, as UTC where it names no zone, and of a number: without its code for all else. */
export const utc = (given: string | number): DateTime.Utc | null => {
  const date = new Date(typeof given === "number" || zone.test(given) ? given : `${given}Z`)
  return Number.isNaN(date.getTime()) ? null : DateTime.unsafeFromDate(date)
}

/** A time of the vendor's; one that cannot be read counts as none, so that it does not take the rest with it. */
export const tolerantTime = /*#__PURE__*/ Schema.transform(
  /*#__PURE__*/ Schema.NullOr(Schema.String),
  /*#__PURE__*/ Schema.NullOr(Schema.DateTimeUtcFromSelf),
  {
    strict: true,
    decode: (text) => utc(text ?? ""),
    encode: (time) => (time === null ? null : DateTime.formatIso(time))
  }
)

/** A number of milliseconds that is quoted. Four digits are a year, and eight a date. */
const quotedMillis = /^(0|\d{9,})$/

/** A time in any form that the vendor documents, ISO 8601 or milliseconds since the epoch; `0` stands for none. */
export const instant = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.NullOr(Schema.Union(Schema.String, Schema.JsonNumber)),
    Schema.NullOr(Schema.DateTimeUtcFromSelf),
    {
      strict: true,
      decode: (given) => {
        const time = typeof given === "string" && quotedMillis.test(given) ? Number(given) : given
        return time === 0 ? null : utc(time ?? "")
      },
      encode: (time) => (time === null ? null : DateTime.formatIso(time))
    }
  ))()

/** Text that fits in one header line or one path segment: no control character, no half of a surrogate pair. */
export const isPlainText = (text: string): boolean => !unprintable.test(text)

/** Text such as `2.0`. */
export const isApiVersion = (text: string): boolean => /^\d+\.\d+$/.test(text)

/** Scheme, host and port of an HTTP server, and nothing else. */
export const isOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && pathname === "/" && search + hash + username + password === ""
}

const input = <A, I>(schema: Schema.Schema<A, I>, predicate: (value: A) => boolean, description: string) =>
  schema.pipe(Schema.filter(predicate, { description }))

export const Text = /*#__PURE__*/ input(
  Schema.String,
  (s) => s !== "" && isPlainText(s),
  "non-empty text without control characters"
)

/** A value that fills one segment of a path. `.` and `..` would change the route even when percent-encoded. */
export const isPathSegment = (text: string): boolean =>
  text !== "" && text !== "." && !text.includes("..") && isPlainText(text)

export const PathSegment = /*#__PURE__*/ input(
  Schema.String,
  isPathSegment,
  'a non-empty id without ".." or control characters'
)

export const SecretText = /*#__PURE__*/ Schema.Redacted(Text)

/** 17 letters and digits. Smartcar's test VINs use letters that real VINs do not. */
export const Vin = /*#__PURE__*/ input(
  Schema.String,
  (s) => /^[A-Za-z0-9]{17}$/.test(s),
  "a VIN: 17 letters and digits"
)

export const Country = /*#__PURE__*/ input(
  Schema.String,
  (s) => /^[A-Z]{2}$/.test(s),
  "an ISO 3166-1 alpha-2 country code"
)

export const between = (min: number, max: number) =>
  input(Schema.Number, (n) => n >= min && n <= max, `a number from ${min} to ${max}`)

/** A share in percent, as a whole number. */
export const percentBetween = (min: number, max: number) =>
  input(Schema.Number, (n) => Number.isInteger(n) && n >= min && n <= max, `a whole number from ${min} to ${max}`)

/** A time of day, in the car's own time zone. */
export const TimeOfDay = /*#__PURE__*/ input(
  Schema.String,
  (s) => /^([01]\d|2[0-3]):[0-5]\d$/.test(s),
  "a time of day as HH:mm"
)

const integerFrom = (min: number, description: string) =>
  Schema.NumberFromString.pipe(Schema.filter((n) => Number.isSafeInteger(n) && n >= min, { description }))

/** A whole number in a query. */
export const Offset = /*#__PURE__*/ integerFrom(0, "a whole number from 0")
export const Limit = /*#__PURE__*/ integerFrom(1, "a whole number from 1")

/** A list in a query, separated by spaces. */
export const SpaceSeparated = /*#__PURE__*/ Schema.transform(
  Schema.String,
  Schema.Array(input(Text, (s) => !/\s/.test(s), "names without white space")).pipe(
    Schema.minItems(1, { description: "at least one name" })
  ),
  { strict: true, decode: (s) => s.split(" "), encode: (names) => names.join(" ") }
).annotations({ description: "a list of at least one name, each without white space" })

const isoDate = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/

const isRealDate = (text: string): boolean => {
  const day = isoDate.exec(text)?.[1]
  if (day === undefined || Number.isNaN(Date.parse(text))) return false
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}

/** A date in a query: a `DateTime`, or text as `YYYY-MM-DD` or full ISO 8601. */
export const DateInput = /*#__PURE__*/ Schema.transform(
  Schema.String,
  Schema.Union(
    Schema.DateTimeUtcFromSelf,
    Schema.DateTimeZonedFromSelf,
    input(Schema.String, isRealDate, "a real date")
  ),
  { strict: true, decode: (s) => s, encode: (date) => (typeof date === "string" ? date : DateTime.formatIso(date)) }
).annotations({ description: "a DateTime, or a date as YYYY-MM-DD or full ISO 8601" })

/** An optional parameter with another name on the wire. */
export const renamed = <A, I>(schema: Schema.Schema<A, I>, key: string) =>
  Schema.optional(schema).pipe(Schema.fromKey(key))

export const Mode = /*#__PURE__*/ Schema.Literal("live", "simulated", "test")

/** Where Connect sends the owner back to: a web page or an app's own scheme. */
export const Uri = /*#__PURE__*/ input(Schema.String, (s) => isPlainText(s) && URL.canParse(s), "an absolute URI")

type DateText = typeof DateInput.Type | undefined

/** Milliseconds since the epoch; `NaN` of no date. */
export const millis = (date: DateText): number =>
  date === undefined ? Number.NaN : typeof date === "string" ? Date.parse(date) : date.epochMillis

/** Refuses a range that ends before it starts. */
export const inOrder = <A extends { readonly startDate?: DateText; readonly endDate?: DateText }, I>(
  schema: Schema.Schema<A, I>
) => input(schema, ({ startDate, endDate }) => !(millis(endDate) < millis(startDate)), "startDate not after endDate")
