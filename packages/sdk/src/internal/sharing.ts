/** Constructors of endpoints that have things in common. */
import type * as Endpoint from "../Endpoint.js"

type Shared = "auth" | "errors" | "batch"

/**
 * A constructor with some of the definition filled in. In a table it takes the place of a spread, which bundlers would
 * keep, with all that the endpoint holds, where nothing uses it.
 */
export const sharing =
  <E, Batch extends Endpoint.BatchEndpoint<unknown> | undefined = undefined>(
    make: typeof Endpoint.read,
    common: Pick<
      Endpoint.Definition<never, never, never, never, never, never, never, never, never, E, Batch, never>,
      Shared | "host" | "failure" | "permission"
    >
  ) =>
  <
    const Path extends string,
    A,
    I,
    // biome-ignore lint/complexity/noBannedTypes: the neutral element of an intersection of parameters
    Segments = {},
    SegmentsEncoded = unknown,
    // biome-ignore lint/complexity/noBannedTypes: see above
    Query = {},
    QueryEncoded = unknown,
    // biome-ignore lint/complexity/noBannedTypes: see above
    Body = {},
    BodyEncoded = unknown,
    Paged extends Endpoint.Paging<A, unknown> | undefined = undefined
  >(
    name: string,
    definition: Omit<
      Endpoint.Definition<
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
      >,
      Shared
    >
  ): ReturnType<
    typeof make<Path, A, I, E, Segments, SegmentsEncoded, Query, QueryEncoded, Body, BodyEncoded, Batch, Paged>
  > =>
    make<Path, A, I, E, Segments, SegmentsEncoded, Query, QueryEncoded, Body, BodyEncoded, Batch, Paged>(name, {
      ...common,
      ...definition
    })
