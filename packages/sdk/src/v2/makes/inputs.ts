/** What make-specific operations take, where two of them take the same. */
import * as Schema from "effect/Schema"
import * as Input from "../../internal/schema.js"

/** The dates of a list of charges. */
export const dateRange = {
  startDate: /*#__PURE__*/ Schema.optional(Input.DateInput),
  endDate: /*#__PURE__*/ Schema.optional(Input.DateInput)
}

/** When charging starts and ends, in words of the vendor's choice: no format is documented. */
export const timeWindow = { start: Input.Text, end: Input.Text }
