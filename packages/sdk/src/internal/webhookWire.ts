/** The pieces of webhook events on the wire, and how they are read: `WebhookEvent.ts` is their public home. */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Resolution } from "../SmartcarError.js"
import * as Signal from "../v3/Signal.js"
import { readable, Time } from "../v3/wire.js"
import { instant, lenientNumber, openLiteral } from "./schema.js"

/** `null` where the wire leaves it out, or has what cannot be read; left out again. */
export const absent = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToRequired(readable(schema), Schema.NullOr(Schema.typeSchema(schema)), {
    decode: Option.getOrNull,
    encode: Option.fromNullable
  })

/** What cannot be read is left out, so that it does not cost the others; none may be left only where there was none. */
export const readables = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.transform(
    Schema.Array(readable(schema)).pipe(Schema.filter((all) => all.length === 0 || all.some(Predicate.isNotNull))),
    Schema.Array(Schema.typeSchema(schema)),
    { strict: true, decode: (all) => all.filter(Predicate.isNotNull), encode: (all) => all }
  )

/**
 * The names by which an event goes. As a literal one would be what Effect's unions choose by, and they make text of
 * whatever stands there: JSON can hold objects of which there is none.
 */
export const named = <const Name extends string>(...names: ReadonlyArray<Name>) => {
  const known: ReadonlyArray<string> = names
  return Schema.String.pipe(Schema.filter((given): given is Name => known.includes(given)))
}

const modes: ReadonlyArray<string> = ["live", "simulated", "test"]

const Mode = (spell: (mode: string) => string) =>
  Schema.transform(Schema.String, openLiteral<"live" | "simulated" | "test">(), {
    strict: true,
    decode: (text) => (modes.includes(text.toLowerCase()) ? text.toLowerCase() : text),
    encode: (mode) => (modes.includes(mode) ? spell(mode) : mode)
  })

const lower = (mode: string) => mode
const upper = (mode: string) => mode.toUpperCase()

const delivery = (spell: (mode: string) => string) => ({
  webhookId: absent(Schema.String),
  webhookName: absent(Schema.String),
  applicationId: absent(Schema.String),
  deliveryId: absent(Schema.String),
  deliveredAt: absent(instant),
  fetchedAt: absent(instant),
  mode: absent(Mode(spell)),
  sequence: absent(lenientNumber),
  signalCount: absent(lenientNumber)
})

const about = (spell: (mode: string) => string) => ({
  version: absent(Schema.String),
  deliveryTime: absent(instant),
  ...delivery(spell)
})

export const Delivery = /*#__PURE__*/ (() => Schema.typeSchema(Schema.Struct(delivery(lower))))()

/** What every event tells, beside its tag. */
export const common = /*#__PURE__*/ (() => ({
  version: openLiteral<"2.0" | "4.0">(),
  eventId: Schema.NullOr(Schema.String),
  delivery: Delivery
}))()

/** Where events of API v2.0 tell about themselves: at the top. */
export const aboutV2 = /*#__PURE__*/ about(lower)

const Meta = /*#__PURE__*/ (() => Schema.compose(Schema.Unknown, Schema.Struct(about(upper)), { strict: false }))()

type Meta = typeof Meta.Type

/** Where events of webhooks 4.0 tell about themselves. */
export const aboutV4 = /*#__PURE__*/ (() => ({
  meta: Schema.optionalToRequired(Schema.Unknown, Meta, {
    decode: Option.getOrElse((): unknown => ({})),
    encode: Option.some
  })
}))()

const deliveryOf = ({ deliveryTime, deliveredAt, ...delivery }: Omit<Meta, "version">) => ({
  ...delivery,
  deliveredAt: deliveredAt ?? deliveryTime
})

/** What an event tells about itself; where it does not tell its version, its form does. */
export const parted = ({ version, ...told }: Meta, form: string) => ({
  version: version ?? form,
  delivery: deliveryOf(told)
})

export const joined = ({
  version,
  delivery
}: {
  readonly version: string
  readonly delivery: typeof Delivery.Type
}): Meta => ({ ...delivery, version, deliveryTime: null })

const Head = /*#__PURE__*/ (() =>
  Schema.Struct({
    eventId: absent(Schema.String),
    payload: absent(Schema.Struct({ eventId: absent(Schema.String) })),
    meta: absent(Meta),
    ...aboutV2
  }))()

/** What any JSON tells about itself as an event. Never fails. */
export const headOf = (json: unknown) => {
  const head = Schema.decodeUnknownSync(Head)(Predicate.isReadonlyRecord(json) ? json : {})
  const { eventId, payload, meta, ...top } = head
  const { version, ...told } = meta ?? top
  return { version, eventId: eventId ?? payload?.eventId ?? null, delivery: deliveryOf(told) }
}

const vehicle = /*#__PURE__*/ (() => ({
  make: absent(Schema.String),
  model: absent(Schema.String),
  year: absent(lenientNumber),
  powertrainType: absent(openLiteral<"BEV" | "PHEV" | "ICE">()),
  mode: absent(Mode(lower))
}))()

const User = /*#__PURE__*/ (() => Schema.Struct({ id: Schema.String, externalId: absent(Schema.String) }))()

/** Whom and what an event of webhooks 4.0 is about; some have the car's id at the top. */
export const subjects = /*#__PURE__*/ (() => ({
  user: absent(User),
  vehicle: absent(Schema.Struct({ id: absent(Schema.String), ...vehicle }))
}))()

const noVehicle = { make: null, model: null, year: null, powertrainType: null, mode: null }

/** Where `data` has no id of the car, the top has one, or the event does not fit. */
export const vehicleOf = <Vehicle extends { readonly id: string | null }>(
  told: Vehicle | null,
  vehicleId: string | null
) => ({ ...noVehicle, ...told, id: told?.id ?? vehicleId })

export const subjectTypes = /*#__PURE__*/ (() => ({
  user: Schema.NullOr(Schema.typeSchema(User)),
  vehicle: Schema.extend(
    Schema.Struct({ id: Schema.compose(Schema.NullOr(Schema.String), Schema.String) }),
    Schema.typeSchema(Schema.Struct(vehicle))
  )
}))()

const JsonObject = /*#__PURE__*/ (() =>
  Schema.declare(Predicate.isReadonlyRecord, {
    identifier: "JsonObject",
    arbitrary: () => (fc) => fc.dictionary(fc.string(), fc.jsonValue())
  }))()

/** A signal is the same as in a list, but flat. */
export const FlatSignal = /*#__PURE__*/ (() =>
  Schema.transform(JsonObject, Signal.Stored, {
    strict: false,
    decode: (flat) => ({ attributes: flat, meta: flat["meta"] }),
    encode: ({ attributes, meta }) => ({ ...attributes, meta })
  }))()

/** Which signal: by code, or as `Group.Name`, of which the code is made. */
export const SignalName = /*#__PURE__*/ (() => {
  const Parts = Schema.Struct({
    code: absent(Schema.String),
    name: absent(Schema.String),
    group: absent(Schema.String)
  })
  return Schema.transform(
    Schema.Union(Parts, Schema.String),
    Schema.Struct({
      code: Schema.compose(Schema.NullOr(Schema.String), Schema.String),
      name: Schema.NullOr(Schema.String),
      group: Schema.NullOr(Schema.String)
    }),
    {
      strict: true,
      decode: (given) => {
        const dot = typeof given === "string" ? given.indexOf(".") : -1
        const { code, name, group } =
          typeof given !== "string"
            ? given
            : dot < 0
              ? { code: given, name: null, group: null }
              : { code: null, name: given.slice(dot + 1), group: given.slice(0, dot) }
        return { code: code ?? (group && name && `${group}-${name}`.toLowerCase()), name, group }
      },
      encode: (signal) => signal
    }
  )
})()

/** Why an event was sent. It says so as its own object, or bare, as what led to it. */
export const Trigger = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Union(Schema.Struct({ type: Schema.String, signal: absent(SignalName) }), SignalName),
    Schema.Struct({
      type: openLiteral<"SIGNAL_UPDATED" | "FIRST_DELIVERY">(),
      signal: Schema.NullOr(Schema.typeSchema(SignalName))
    }),
    {
      strict: true,
      decode: (told) => {
        if ("type" in told) return told
        return told.code === "FIRST_DELIVERY"
          ? { type: told.code, signal: null }
          : { type: "SIGNAL_UPDATED", signal: told }
      },
      encode: (trigger) => trigger
    }
  ))()

/** An error of an event: with signals, if it is about some. */
export const ReportedError = /*#__PURE__*/ (() =>
  Schema.Struct({
    type: openLiteral<"CONNECTED_SERVICES_ACCOUNT" | "VEHICLE_STATE" | "COMPATIBILITY" | "PERMISSION">(),
    code: absent(Schema.String),
    state: absent(openLiteral<"ERROR" | "RESOLVED">()),
    description: absent(Schema.String),
    suggestedUserMessage: absent(Schema.String),
    docURL: absent(Schema.String),
    resolution: absent(Resolution),
    signals: Schema.optionalToRequired(readable(readables(SignalName)), Schema.Array(Schema.typeSchema(SignalName)), {
      decode: (signals) => Option.getOrNull(signals) ?? [],
      encode: Option.some
    })
  }))()

const ReportedPath = /*#__PURE__*/ (() =>
  Schema.transform(
    JsonObject,
    Schema.Struct({ path: Schema.String, code: Schema.NullOr(lenientNumber), unconfirmed: JsonObject }),
    {
      strict: false,
      decode: ({ path, code = null, ...unconfirmed }) => ({ path, code, unconfirmed }),
      encode: ({ path, code, unconfirmed }) => ({ ...unconfirmed, path, code: code ?? undefined })
    }
  ))()

/** A car in an event of API v2.0. What no one has documented of it stays as it came. */
export const ReportedVehicle = /*#__PURE__*/ (() =>
  Schema.transform(
    JsonObject,
    Schema.Struct({
      vehicleId: Schema.String,
      requestId: Schema.NullOr(Schema.String),
      data: Schema.Array(ReportedPath),
      unconfirmed: JsonObject
    }),
    {
      strict: false,
      decode: ({ vehicleId, requestId = null, data, ...unconfirmed }) => ({
        vehicleId,
        requestId,
        data: data ?? [],
        unconfirmed
      }),
      encode: ({ vehicleId, requestId, data, unconfirmed }) => ({
        ...unconfirmed,
        vehicleId,
        requestId: requestId ?? undefined,
        data
      })
    }
  ))()

/** An event of API v2.0 with what was read of cars: the first name is the one that is sent. */
export const reading = <const Tag extends string>(tag: Tag, name: string, ...others: ReadonlyArray<string>) =>
  Schema.transform(
    Schema.Struct({
      eventName: named(name, ...others),
      payload: Schema.Struct({ eventId: absent(Schema.String), vehicles: Schema.Array(ReportedVehicle) }),
      ...aboutV2
    }),
    Schema.Struct({
      _tag: Schema.Literal(tag),
      ...common,
      vehicles: Schema.Array(Schema.typeSchema(ReportedVehicle))
    }),
    {
      strict: true,
      decode: ({ eventName, payload, ...top }) => ({ _tag: tag, ...parted(top, "2.0"), ...payload }) as const,
      encode: ({ version, delivery, eventId, vehicles }) => ({
        eventName: name,
        payload: { eventId, vehicles },
        ...joined({ version, delivery })
      })
    }
  )

/** Something that happened to one car, or to several. */
export const EventBased = /*#__PURE__*/ (() => {
  const kind = openLiteral<"CHARGING_STARTED" | "CHARGING_STOPPED" | "CHARGING_COMPLETED">()
  return Schema.transform(
    Schema.Struct({
      eventName: named("eventBased"),
      payload: Schema.Struct({
        eventId: absent(Schema.String),
        vehicleId: absent(Schema.String),
        eventType: absent(kind),
        eventTime: absent(instant),
        vehicles: Schema.optionalWith(Schema.Array(ReportedVehicle), { nullable: true })
      }).pipe(Schema.filter(({ vehicleId, vehicles }) => vehicleId !== null || vehicles !== undefined)),
      ...aboutV2
    }),
    Schema.Struct({
      _tag: Schema.Literal("EventBased"),
      ...common,
      vehicleId: Schema.NullOr(Schema.String),
      eventType: Schema.NullOr(kind),
      eventTime: Time,
      vehicles: Schema.Array(Schema.typeSchema(ReportedVehicle))
    }),
    {
      strict: true,
      decode: ({ eventName, payload: { vehicles = [], ...payload }, ...top }) => ({
        _tag: "EventBased" as const,
        ...parted(top, "2.0"),
        ...payload,
        vehicles
      }),
      encode: ({ version, delivery, _tag, vehicles, ...payload }) => ({
        eventName: "eventBased" as const,
        payload: { ...payload, vehicles: vehicles.length === 0 && payload.vehicleId !== null ? undefined : vehicles },
        ...joined({ version, delivery })
      })
    }
  )
})()
