/** Undoes the `content-encoding` of a body that is there as a whole. */

import * as Buffer from "node:buffer"
import * as Zlib from "node:zlib"
import * as Undici from "@effect/platform-node/Undici"

type Callback = (error: Error | null, bytes: Uint8Array) => void

interface Options {
  readonly maxOutputLength: number
}

export interface Coding {
  readonly now: (bytes: Uint8Array, options: Options) => Uint8Array
  readonly later: (bytes: Uint8Array, options: Options, callback: Callback) => void
}

const gzip: Coding = { now: Zlib.gunzipSync, later: Zlib.gunzip }

/** Servers send both what RFC 9110 calls deflate, which has a zlib header, and the bare data. */
const hasZlibHeader = (bytes: Uint8Array): boolean => ((bytes[0] ?? 0) & 0x0f) === 8

const deflate: Coding = {
  now: (bytes, options) =>
    hasZlibHeader(bytes) ? Zlib.inflateSync(bytes, options) : Zlib.inflateRawSync(bytes, options),
  later: (bytes, options, callback) =>
    hasZlibHeader(bytes) ? Zlib.inflate(bytes, options, callback) : Zlib.inflateRaw(bytes, options, callback)
}

const known = new Map<string, Coding>([
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["deflate", deflate],
  ["br", { now: Zlib.brotliDecompressSync, later: Zlib.brotliDecompress }]
])

/** What requests ask for. */
export const accepted = "gzip, deflate, br"

/** More codings than anyone has a use for are left alone, as in fetch clients. */
const maxCodings = 5

/** The codings that a header names, the one to undo first first; none if one of them is not known here. */
export const codingsOf = (header: string): ReadonlyArray<Coding> => {
  const found: Array<Coding> = []
  for (const name of header.split(",").reverse()) {
    const normal = name.trim().toLowerCase()
    if (normal === "" || normal === "identity") continue
    const coding = known.get(normal)
    if (coding === undefined || found.length === maxCodings) return []
    found.push(coding)
  }
  return found
}

/** Bodies of up to so many bytes are decoded at once: the thread pool costs more than they do. */
const maxNow = 16 * 1024

/** At once, no more than this is made of them: a few kilobytes can hold gigabytes. */
const maxOutputNow = 512 * 1024

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE"

/** At once, if that is cheap; otherwise on the thread pool. */
const undo = (coding: Coding, bytes: Uint8Array, maxOutputLength: number, callback: Callback): void => {
  if (bytes.length <= maxNow) {
    let decoded: Uint8Array | undefined
    try {
      decoded = coding.now(bytes, { maxOutputLength: Math.min(maxOutputLength, maxOutputNow) })
    } catch (error) {
      // node:zlib throws nothing but errors.
      if (!isTooLarge(error) || maxOutputLength <= maxOutputNow) callback(error as Error, bytes)
      else coding.later(bytes, { maxOutputLength }, callback)
    }
    // Not within `try`: what the callback throws is not of the data.
    if (decoded !== undefined) callback(null, decoded)
  } else coding.later(bytes, { maxOutputLength }, callback)
}

/** Undoes codings one after the other, and stops as soon as one of them comes to more than `limit` bytes. */
export const decode = (
  bytes: Uint8Array,
  [coding, ...rest]: ReadonlyArray<Coding>,
  limit: number,
  callback: Callback
): void => {
  if (coding === undefined) callback(null, bytes)
  else {
    undo(coding, bytes, Math.min(Math.max(limit, 1), Buffer.constants.MAX_LENGTH), (error, decoded) => {
      if (isTooLarge(error) || (error === null && decoded.length > limit)) {
        callback(new Undici.errors.ResponseExceededMaxSizeError(), bytes)
      } else if (error === null) decode(decoded, rest, limit, callback)
      else callback(error, bytes)
    })
  }
}
