/** How lists are paged: a descriptor's `paging`. `Endpoint.ts` is its public home. */

/**
 * How a list is paged: by `offset` and `limit`, by `cursor` and `limit`, or by `page` number and `limit`. These are the
 * names of the call's parameters, whatever they are called on the wire.
 *
 * @since 0.1.0
 * @category paging
 */
export type PagingStyle = "offset" | "cursor" | "page"

/**
 * What is said of a paged list whatever its style.
 *
 * @since 0.1.0
 * @category paging
 */
export interface PagedList<in Page, out Item> {
  readonly items: (page: Page) => ReadonlyArray<Item>
  /** The largest page that Smartcar documents, asked for where the caller names no `limit`. */
  readonly limit?: number | undefined
}

/**
 * A list paged by the index of the page's first item.
 *
 * @since 0.1.0
 * @category paging
 */
export interface OffsetPaging<in Page, out Item> extends PagedList<Page, Item> {
  readonly style: "offset"
  /**
   * What a page says of itself: the index of its first item, how many items there are in all, and whether others follow.
   * What it does not say is `undefined`; if it says nothing at all, the list ends with an empty page.
   */
  readonly position: (page: Page) => {
    readonly offset?: number | undefined
    readonly total?: number | undefined
    readonly more?: boolean | undefined
  }
}

/**
 * A list whose pages each name the next one.
 *
 * @since 0.1.0
 * @category paging
 */
export interface CursorPaging<in Page, out Item> extends PagedList<Page, Item> {
  readonly style: "cursor"
  /** The cursor of the next page; nothing on the last one. */
  readonly next: (page: Page) => string | null | undefined
  /** True if an empty page with a cursor is not the end. */
  readonly mayBeEmpty?: boolean | undefined
}

/**
 * A list of numbered pages.
 *
 * @since 0.1.0
 * @category paging
 */
export interface PageNumberPaging<in Page, out Item> extends PagedList<Page, Item> {
  readonly style: "page"
  /** The number of the first page. */
  readonly first: number
  /**
   * What a page says of itself: its number, how many items a full page has, how many items there are in all, and
   * whether there is a next page. What it does not say is `undefined`; if it says nothing at all, the list ends with an
   * empty page.
   */
  readonly position: (page: Page) => {
    readonly page?: number | undefined
    readonly size?: number | undefined
    readonly total?: number | undefined
    readonly more?: boolean | undefined
  }
  /** True if an empty page that says that there are `more` is not the end. */
  readonly mayBeEmpty?: boolean | undefined
  /**
   * What tells a page from the one before, such as the ids of its items, of a list whose server may ignore the number of the
   * page: there, a page that came before is the end of the list, and not an error.
   */
  readonly identity?: ((page: Page) => string) | undefined
}

/**
 * Everything about how a list is paged: where a page holds its items, and what it says of the next one.
 *
 * @since 0.1.0
 * @category paging
 */
export type Paging<Page, Item> = OffsetPaging<Page, Item> | CursorPaging<Page, Item> | PageNumberPaging<Page, Item>

/**
 * A list paged by `offset` and `limit`.
 *
 * @since 0.1.0
 * @category paging
 */
export const offset = <Page, Item>(definition: Omit<OffsetPaging<Page, Item>, "style">): OffsetPaging<Page, Item> => ({
  style: "offset",
  ...definition
})

/**
 * A list paged by `cursor` and `limit`.
 *
 * @since 0.1.0
 * @category paging
 */
export const cursor = <Page, Item>(definition: Omit<CursorPaging<Page, Item>, "style">): CursorPaging<Page, Item> => ({
  style: "cursor",
  ...definition
})

/**
 * A list paged by `page` and `limit`. The `first` page is number 1, unless the definition says otherwise.
 *
 * @since 0.1.0
 * @category paging
 */
export const pageNumber = <Page, Item>(
  definition: Omit<PageNumberPaging<Page, Item>, "style" | "first"> & { readonly first?: number }
): PageNumberPaging<Page, Item> => ({ style: "page", first: 1, ...definition })
