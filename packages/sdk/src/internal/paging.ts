/** From page to page: what to ask for next, and what shows that the list would not end or is not the one asked for. */
import * as Either from "effect/Either"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import type { CursorPaging, OffsetPaging, PageNumberPaging, Paging } from "./paged.js"

/** A page to be asked for: the parameters that are not the caller's own, and what its answer leads to. */
export interface Ask<in Page> {
  readonly params: Readonly<Record<string, string | number>>
  /** What follows, or what is wrong with the page. */
  readonly read: (page: Page) => Either.Either<Outcome<Page>, string>
}

interface Outcome<in Page> {
  /** False for a page that has to be read again, from an earlier item on. */
  readonly isValid: boolean
  readonly next: Option.Option<Ask<Page>>
}

const end = Either.right({ isValid: true, next: Option.none() })

/** The end is before this page. */
const ended = Either.right({ isValid: false, next: Option.none() })

const goOn = <Page>(next: Ask<Page>) => Either.right({ isValid: true, next: Option.some(next) })

const stepBack = <Page>(next: Ask<Page>) => Either.right({ isValid: false, next: Option.some(next) })

const byCursor = <Page, Item>(
  paging: CursorPaging<Page, Item>,
  cursor: string | undefined,
  known: HashSet.HashSet<string>
): Ask<Page> => ({
  params: cursor === undefined ? {} : { cursor },
  read: (page) => {
    const next = paging.next(page)
    if (!next || (paging.items(page).length === 0 && paging.mayBeEmpty !== true)) return end
    return HashSet.has(known, next)
      ? Either.left("the cursor of an earlier page came again")
      : goOn(byCursor(paging, next, HashSet.add(known, next)))
  }
})

/** What the page before said. */
interface Before {
  readonly total: number | undefined
  /** Of a page that did not say where it stands. */
  readonly text: string | undefined
}

const nothing: Before = { total: undefined, text: undefined }

/** What is wrong with a page that is not where it was asked for. */
const misplaced = (name: string, asked: number, told: number | undefined, text: string | undefined, before: Before) => {
  if (told !== undefined && told !== asked) return `${name} ${asked} was asked for, but ${name} ${told} came`
  return text !== undefined && text === before.text ? `the same page came again: the ${name} was ignored` : undefined
}

/** How many items left the list since the page before: as many of those behind them may have slipped past the reader. */
const shrinkage = (total: number | undefined, before: Before): number =>
  total === undefined || before.total === undefined ? 0 : Math.max(0, before.total - total)

const byOffset = <Page, Item>(
  paging: OffsetPaging<Page, Item>,
  textOf: (page: Page) => string | undefined,
  start: number,
  asked = start,
  before = nothing
): Ask<Page> => ({
  params: asked === start ? {} : { offset: asked },
  read: (page) => {
    const { length } = paging.items(page)
    const { offset, total, more } = paging.position(page)
    const text = offset === undefined && length > 0 ? textOf(page) : undefined
    const problem = misplaced("offset", asked, offset, text, before)
    if (problem !== undefined) return Either.left(problem)
    const lost = shrinkage(total, before)
    if (lost > 0 && asked > start) {
      return stepBack(byOffset(paging, textOf, start, Math.max(start, asked - lost), { total, text: undefined }))
    }
    const seen = asked + length
    const isLast = length === 0 || more === false || (total !== undefined && seen >= total)
    return isLast ? end : goOn(byOffset(paging, textOf, start, seen, { total, text }))
  }
})

const byPage = <Page, Item>(
  paging: PageNumberPaging<Page, Item>,
  textOf: (page: Page) => string | undefined,
  start: number,
  asked = start,
  before: Before & { readonly seen?: number; readonly size: number; readonly identity?: string | undefined } = {
    ...nothing,
    size: 1
  }
): Ask<Page> => ({
  params: asked === start ? {} : { page: asked },
  read: (page) => {
    const { length } = paging.items(page)
    const { page: number, size: told, total, more } = paging.position(page)
    const identity = paging.identity?.(page)
    if (identity !== undefined && asked > start && (identity === before.identity || (number ?? asked) < asked)) {
      return ended
    }
    const text = number === undefined && length > 0 ? textOf(page) : undefined
    const problem = misplaced("page", asked, number, text, before)
    if (problem !== undefined) return Either.left(problem)
    // Where the page does not say it, never more than a full page has: the list must not seem read too early.
    const size = told !== undefined && told > 0 ? told : Math.max(before.size, length)
    const seen = before.seen ?? (start - paging.first) * size
    const lost = shrinkage(total, before)
    if (lost > 0 && asked > start) {
      const to = Math.max(start, asked - Math.ceil(lost / size))
      return stepBack(
        byPage(paging, textOf, start, to, { total, text: undefined, seen: seen - (asked - to) * size, size })
      )
    }
    const isLast =
      (length === 0 && !(paging.mayBeEmpty === true && more === true)) ||
      more === false ||
      (total !== undefined && seen + length >= total)
    return isLast
      ? end
      : goOn(byPage(paging, textOf, start, asked + 1, { total, text, seen: seen + length, size, identity }))
  }
})

/** The first page of a list, from where the caller's parameters say. `textOf` gives equal texts for
 * equal pages. */
export const first = <Page, Item>(
  paging: Paging<Page, Item>,
  { offset, page, cursor }: Readonly<Record<string, unknown>>,
  textOf: (page: Page) => string | undefined
): Ask<Page> => {
  switch (paging.style) {
    case "offset":
      return byOffset(paging, textOf, typeof offset === "number" ? offset : 0)
    case "page":
      return byPage(paging, textOf, typeof page === "number" ? page : paging.first)
    case "cursor":
      return byCursor(paging, undefined, typeof cursor === "string" ? HashSet.make(cursor) : HashSet.empty())
  }
}
