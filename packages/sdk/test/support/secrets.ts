/** Marks secrets, and looks for them in whatever a value may be printed as. The tests named Secrets of every package use it. */
import { Console } from "node:console"
import { randomBytes } from "node:crypto"
import { Writable } from "node:stream"
import { format, inspect } from "node:util"
import { serialize } from "node:v8"
import { expect } from "@effect/vitest"
import {
  Array as Arr,
  Cause,
  Chunk,
  Effect,
  Console as EffectConsole,
  Either,
  Exit,
  Fiber,
  Inspectable,
  Logger,
  LogLevel,
  Option,
  Predicate,
  Redacted,
  Runtime,
  Tracer
} from "effect"

const hex = (text: string) => Buffer.from(text).toString("hex")

/** The part of a text's base64 that is the same whatever comes after it, where so many bytes come before it. */
const base64At = (text: string, offset: number) => {
  const start = Math.ceil((offset * 8) / 6)
  return Buffer.concat([Buffer.alloc(offset), Buffer.from(text)])
    .toString("base64")
    .slice(start, Math.floor(((offset + text.length) * 8) / 6))
}

const each = (text: string, f: (code: number) => string) => Array.from(text, (c) => f(c.charCodeAt(0)))

/** A mark, and all that it may turn into on its way to an output. */
const spellings = (mark: string): ReadonlyArray<string> => {
  const codes = each(mark, (code) => code.toString(16).padStart(2, "0"))
  return [
    mark,
    hex(mark),
    codes.join(" "),
    codes.map((code) => `%${code}`).join(""),
    codes.map((code) => `\\u00${code}`).join(""),
    codes.map((code) => `\\x${code}`).join(""),
    codes.map((code) => `&#x${code};`).join(""),
    each(mark, (code) => `&#${code};`).join(""),
    each(mark, String).join(","),
    each(mark, String).join(", "),
    ...[0, 1, 2].map((offset) => base64At(mark, offset))
  ].map((spelling) => spelling.toLowerCase())
}

const maxObjects = 200_000

/** Nothing of the program's own, or as large as Node itself. */
const isForeign = (value: object) => value === globalThis || value === process || value === console

/**
 * Every text that can be reached from a value by properties: own ones, whether they enumerate or not, getters of its
 * prototypes, keys, elements, causes and bytes. Stops at what `hands` says hands secrets out on purpose.
 */
function* textsOf(start: unknown, hands: (value: object) => boolean): Generator<string> {
  const seen = new Set<unknown>()
  const stack: Array<unknown> = [start]
  const add = (read: () => unknown) => {
    // A getter may refuse to be asked out of turn.
    const value = Either.getOrUndefined(Either.try(read))
    if (Predicate.isString(value) || Predicate.isNumber(value) || Predicate.isBigInt(value)) stack.push(value)
    else if ((Predicate.isObject(value) || Predicate.isSymbol(value)) && !seen.has(value)) stack.push(value)
  }
  while (stack.length > 0) {
    const value = stack.pop()
    if (!Predicate.isObject(value)) {
      yield Predicate.isSymbol(value) ? (value.description ?? "") : String(value)
      continue
    }
    if (seen.has(value) || isForeign(value) || hands(value)) continue
    if (seen.add(value).size > maxObjects) throw new Error("too much to look through")
    if (value instanceof ArrayBuffer) yield Buffer.from(value).toString("latin1")
    if (ArrayBuffer.isView(value)) {
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1")
      continue
    }
    if (value instanceof Map || value instanceof Set) for (const item of value) add(() => item)
    for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
      if (owner === Object.prototype || owner === Function.prototype || owner === Array.prototype) break
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) yieldKey(key, property)
      for (const symbol of Object.getOwnPropertySymbols(owner)) {
        yieldKey(symbol, Object.getOwnPropertyDescriptor(owner, symbol))
      }
    }
    function yieldKey(key: string | symbol, property: PropertyDescriptor | undefined) {
      // What prototypes hold as data is the same for all; what their getters tell is this value's own.
      if (property?.get !== undefined) add(() => Reflect.get(Object(value), key))
      else if (Object.hasOwn(Object(value), key)) add(() => property?.value)
      add(() => key)
    }
  }
}

/** A console that keeps what it is told. */
const capture = () => {
  const chunks: Array<string> = []
  const stream = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk))
      done()
    }
  })
  return { console: new Console({ stdout: stream, stderr: stream }), text: () => chunks.join("") }
}

const printed = (print: (console: Console) => unknown): string => {
  const captured = capture()
  print(captured.console)
  return captured.text()
}

/** Effect's loggers that give a line; `prettyLogger` writes to the console of the fiber. */
const loggers = [
  Logger.stringLogger,
  Logger.jsonLogger,
  Logger.logfmtLogger,
  Logger.map(Logger.structuredLogger, (line) => inspect(line, { depth: null }))
]

const prettyLogger = Logger.prettyLogger({ colors: false, mode: "tty" })

/** Runs with every level logged, by every logger of Effect's into `lines`, and nothing on the terminal. */
const logging =
  (lines: Array<string> | undefined, also: (options: Logger.Logger.Options<unknown>) => void = () => {}) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    EffectConsole.consoleWith((console) => {
      const write = (...parts: ReadonlyArray<unknown>) => void lines?.push(format(...parts))
      const spy = { log: write, error: write, group: write, groupCollapsed: write, groupEnd: () => {} }
      const logger = Logger.make((options) => {
        also(options)
        if (lines === undefined) return
        for (const each of loggers) lines.push(each.log(options))
        prettyLogger.log(options)
      })
      return self.pipe(
        Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
        Logger.withMinimumLogLevel(LogLevel.All),
        Effect.withConsole({
          ...console,
          log: (...parts) => Effect.sync(() => write(...parts)),
          unsafe: { ...console.unsafe, ...spy }
        })
      )
    })

const logged = (self: Effect.Effect<unknown>): string => {
  const lines: Array<string> = []
  Effect.runSync(logging(lines)(self))
  return lines.join("\n")
}

const deepest = { depth: Number.POSITIVE_INFINITY, showHidden: true, maxArrayLength: null, maxStringLength: null }

const pretty = (cause: Cause.Cause<unknown>) => Cause.pretty(cause, { renderErrorCause: true })

/** Every way to print a value. One that cannot print it, such as JSON a circle, prints nothing. */
export const printers: Readonly<Record<string, (value: unknown) => string>> = {
  String,
  template: (value) => `${value}`,
  JSON: (value) => JSON.stringify(value),
  "JSON of its container": (value) => JSON.stringify({ value: [value] }, null, 2),
  inspect: (value) => inspect(value),
  "inspect to any depth": (value) => inspect(value, { ...deepest, getters: true }),
  "inspect without the value's own say": (value) => inspect(value, { ...deepest, customInspect: false }),
  "console.log": (value) => printed((console) => console.log(value, "%s %o %O %j", value)),
  "console.error": (value) => printed((console) => console.error(`%s`, value)),
  "console.dir": (value) => printed((console) => console.dir(value, { depth: null, showHidden: true })),
  "console.table": (value) => printed((console) => console.table([value])),
  "util.format": (value) => format("%s %o %O %j %d", value, value, value, value, value),
  "Effect.log": (value) => logged(Effect.log(value, "text", value)),
  "Effect.logTrace": (value) => logged(Effect.logTrace("text", { value })),
  "Effect.annotateLogs": (value) => logged(Effect.annotateLogs(Effect.log("text"), { value })),
  "Effect.log of a cause": (value) => logged(Effect.log("text", Cause.parallel(Cause.fail(value), Cause.die(value)))),
  "Effect's Console": (value) => logged(EffectConsole.log(value)),
  "Cause.pretty": (value) => pretty(Cause.sequential(Cause.fail(value), Cause.die(value))),
  Cause: (value) => [Cause.fail(value), Cause.die(value)].flatMap(shown).join("\n"),
  Exit: (value) => [Exit.fail(value), Exit.succeed(value), Exit.die(value)].flatMap(shown).join("\n"),
  "data types": (value) =>
    [Option.some(value), Either.left(value), Chunk.of(value), Arr.of(value)].flatMap(shown).join("\n"),
  "a rejected promise": (value) => shown(Runtime.makeFiberFailure(Cause.fail(value))).join("\n"),
  Inspectable: (value) =>
    [
      Inspectable.toStringUnknown(value),
      Inspectable.stringifyCircular(value),
      inspect(Inspectable.toJSON(value), { depth: null })
    ].join("\n"),
  "an Error": (value) => (value instanceof Error ? `${value.stack}\n${value.message}\n${value.name}` : ""),
  structuredClone: (value) => inspect(structuredClone(value), deepest),
  "v8.serialize": (value) => serialize(value).toString("latin1"),
  "Object.entries": (value) => inspect(Object.entries(Object(value)), deepest)
}

function shown(value: unknown): ReadonlyArray<string> {
  return [String(value), JSON.stringify(value), inspect(value, deepest)]
}

const print = (name: string, value: unknown): string =>
  Either.getOrElse(
    Either.try((): string | undefined => printers[name]?.(value)),
    () => ""
  ) ?? ""

/** What reads a value's properties, whatever it says of itself. */
const walks = new Set([
  "inspect without the value's own say",
  "console.dir",
  "console.table",
  "structuredClone",
  "v8.serialize",
  "Object.entries"
])

/** What is enough, beside the properties, where many values like each other are looked at. */
const few = ["JSON"]

/** Drawn anew for each run. Letters and digits only, so that hardly anything escapes it. */
const root = `m${randomBytes(6).toString("hex")}`

const wanted = spellings(root)

/** What each way to escape a text changes. A header can carry it. */
export const special = `/+"=&<'>%`

/** The secret of a place: a mark that no output may show, and the place. */
export const secret = (place: string, tail = ""): string => `${root}.${place}${tail}`

export const redacted = (place: string, tail?: string): Redacted.Redacted => Redacted.make(secret(place, tail))

/** What shows of a secret in an output, with some of what is around it. */
export const shows = (output: string): string | undefined => {
  const text = output.toLowerCase()
  const at = wanted.map((spelling) => text.indexOf(spelling)).find((index) => index >= 0)
  return at === undefined ? undefined : output.slice(Math.max(0, at - 120), at + 120)
}

export interface Watch {
  /** The printers to use; all of them by default. */
  readonly by?: "all" | "few"
  /** The objects whose purpose is to give secrets to who reads their properties: only how they print is looked at. */
  readonly hands?: (value: object) => boolean
}

/** The first output of a value that shows a secret. */
export const leakOf = (value: unknown, { by = "all", hands }: Watch = {}): string | undefined => {
  const names = by === "all" ? Object.keys(printers) : few
  for (const name of hands === undefined ? names : names.filter((name) => !walks.has(name))) {
    const found = shows(print(name, value))
    if (found !== undefined) return `${name}: ${found}`
  }
  for (const text of textsOf(value, hands ?? (() => false))) {
    const found = shows(text)
    if (found !== undefined) return `its properties: ${found}`
  }
  return undefined
}

/** Runs where no fiber is current, as code that knows nothing of Effect does. */
const outside = <A>(f: () => A): Effect.Effect<A> =>
  Effect.promise(async () => {
    await new Promise((resolve) => setImmediate(resolve))
    expect(Fiber.getCurrentFiber()).toEqual(Option.none())
    return f()
  })

/** Looks at values from within a fiber, and from outside of any. */
export const expectSilent = (values: Readonly<Record<string, unknown>>, watch?: Watch): Effect.Effect<void> => {
  const leaks = (where: string) =>
    Object.entries(values)
      .flatMap(([name, value]) => {
        const leak = leakOf(value, watch)
        return leak === undefined ? [] : [`${name}, ${where}: ${leak}`]
      })
      .slice(0, 12)
  return Effect.gen(function* () {
    if (watch?.by !== "few") expect(leaks("in a fiber")).toEqual([])
    expect(yield* outside(() => leaks("outside of fibers"))).toEqual([])
  })
}

/** What a program does beside its result. */
export interface Observed<A, E> {
  readonly exit: Exit.Exit<A, E>
  /** Everything of each span but what its effect succeeded with. */
  readonly spans: ReadonlyArray<unknown>
  /** What each line was logged with. */
  readonly logs: ReadonlyArray<unknown>
  /** What each of Effect's loggers made of each line, where they were asked to. */
  readonly lines: ReadonlyArray<string>
}

/** Runs a program with every span recorded and every level logged; with few printers, no logger prints. */
export const observe = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  by: Watch["by"] = "all"
): Effect.Effect<Observed<A, E>, never, R> =>
  Effect.gen(function* () {
    const native = yield* Effect.tracer
    const spans: Array<Tracer.Span> = []
    const logs: Array<unknown> = []
    const lines: Array<string> = []
    const tracer = Tracer.make({
      span: (...args) => {
        const span = native.span(...args)
        spans.push(span)
        return span
      },
      context: (f) => f()
    })
    const exit = yield* self.pipe(
      Effect.tapErrorCause((cause) => Effect.logDebug("failed", cause)),
      Effect.exit,
      Effect.withTracer(tracer),
      logging(
        by === "all" ? lines : undefined,
        ({ annotations, cause, message, spans }) => void logs.push({ annotations, cause, message, spans })
      )
    )
    return {
      exit,
      spans: spans.map((span) => ({
        name: span.name,
        attributes: span.attributes,
        links: span.links,
        events: "events" in span ? span.events : [],
        cause: span.status._tag === "Ended" && Exit.isFailure(span.status.exit) ? span.status.exit.cause : undefined
      })),
      logs,
      lines
    }
  })
