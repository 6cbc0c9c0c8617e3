/** Keeps of an answer no more than an error should hold: an answer may be megabytes. */

const maxText = 2000

const maxItems = 20

/** The start of a text. A copy: the engine's `slice` would hold on to the whole. */
export const boundedText = (text: string): string =>
  text.length <= maxText ? text : Array.from({ length: maxText }, (_, index) => text[index]).join("")

/** The first of a list. */
export const boundedList = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> => items.slice(0, maxItems)

/** A list of anything: none at all if its text is longer than some errors' together. */
export const boundedJson = (items: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const first = boundedList(items)
  return JSON.stringify(first).length > maxItems * maxText ? [] : first
}
