/**
 * What webhooks deliver, as one union that is told apart by `_tag`. {@link fromJson} reads a body, once `Webhook.verify`
 * has proved it; {@link WebhookEvent} is the schema, both ways. Nothing that comes as JSON fails: what no one has
 * documented is an {@link UnknownEvent}, with all that was sent.
 *
 * One event can be delivered several times, and events in any order. `eventId` stays the same over deliveries of an event;
 * a signal's `oemUpdatedAt`, and then `delivery.sequence`, tell which is later. A `null` stands for what the body leaves
 * out, or has in a form that cannot be read.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Wire from "./internal/webhookWire.js"
import { InvalidInputError } from "./SmartcarError.js"
import { Stored } from "./v3/Signal.js"
import type { RawBody } from "./Webhook.js"

/**
 * What concerns a delivery, and the webhook that made it. `deliveryId` is new at each try, and `sequence` grows; an event
 * of API v2.0 tells `webhookId` and `mode` only. `signalCount` is how many signals Smartcar sent, also those that could not
 * be read.
 *
 * @since 0.1.0
 * @category models
 */
export const Delivery = Wire.Delivery

/**
 * @since 0.1.0
 * @category models
 */
export type Delivery = typeof Delivery.Type

/**
 * Which signal: its code, and its group and name as the wire spells them.
 *
 * @since 0.1.0
 * @category models
 */
export const SignalName = Wire.SignalName

/**
 * @since 0.1.0
 * @category models
 */
export type SignalName = typeof SignalName.Type

/**
 * Why a state was sent: a signal that changed, or that it is the first delivery. Reads every form that is documented or was
 * seen: with the signal as an object or as `Group.Name`, and a bare signal or code.
 *
 * @since 0.1.0
 * @category models
 */
export const Trigger = Wire.Trigger

/**
 * @since 0.1.0
 * @category models
 */
export type Trigger = typeof Trigger.Type

/**
 * Something that is wrong with a car or its connection, or, where its `state` is `RESOLVED`, no longer is. `signals` are
 * those that it concerns, if it names any.
 *
 * @since 0.1.0
 * @category models
 */
export const ReportedError = Wire.ReportedError

/**
 * @since 0.1.0
 * @category models
 */
export type ReportedError = typeof ReportedError.Type

/**
 * A car in an event of API v2.0, with what was read of it, much as a batch answers: one element of `data` for each path,
 * with the status `code`. Body and headers of those are unconfirmed, as is what else may stand there: `unconfirmed` holds
 * all of it, as it came.
 *
 * @since 0.1.0
 * @category models
 */
export const ReportedVehicle = Wire.ReportedVehicle

/**
 * @since 0.1.0
 * @category models
 */
export type ReportedVehicle = typeof ReportedVehicle.Type

/**
 * Smartcar wants proof that the receiver has the application management token: answer with status 200 and
 * `{ challenge }`, made by `Webhook.hashChallenge`, within 15 seconds. It is said to come without a signature.
 *
 * @since 0.1.0
 * @category events
 */
export const Verify = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Union(
      Schema.Struct({
        eventType: Wire.named("VERIFY"),
        eventId: Wire.absent(Schema.String),
        data: Schema.Struct({ challenge: Schema.String }),
        ...Wire.aboutV4
      }),
      Schema.Struct({
        eventName: Wire.named("verify"),
        payload: Schema.Struct({ challenge: Schema.String, eventId: Wire.absent(Schema.String) }),
        ...Wire.aboutV2
      })
    ),
    Schema.Struct({ _tag: Schema.Literal("Verify"), ...Wire.common, challenge: Schema.String }),
    {
      strict: true,
      decode: (wire) => {
        if ("data" in wire) {
          const { data, eventId, meta } = wire
          return { _tag: "Verify", ...Wire.parted(meta, "4.0"), eventId, challenge: data.challenge } as const
        }
        const { eventName, payload, ...top } = wire
        return { _tag: "Verify", ...Wire.parted(top, "2.0"), ...payload } as const
      },
      encode: ({ eventId, challenge, ...about }) =>
        about.version === "2.0"
          ? ({ eventName: "verify", payload: { challenge, eventId }, ...Wire.joined(about) } as const)
          : ({ eventType: "VERIFY", eventId, data: { challenge }, meta: Wire.joined(about) } as const)
    }
  ))()

/**
 * @since 0.1.0
 * @category events
 */
export type Verify = typeof Verify.Type

/**
 * What a car tells: all signals that the webhook is set up to send, whatever led to the event. `Signals.find` looks one up
 * with the type of its body. A signal without a code is left out, unless none has one: then the event is unknown.
 *
 * @example
 * ```ts
 * import { Signal, Signals, type WebhookEvent } from "@effect-smartcar/sdk/v3"
 * import { Option } from "effect"
 *
 * const kilometres = (event: WebhookEvent.VehicleState) =>
 *   Signals.find(event, Signal.odometerTraveledDistance).pipe(
 *     Option.filterMap((state) => (state.status === "SUCCESS" ? Option.some(state.body.value) : Option.none()))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category events
 */
export const VehicleState = /*#__PURE__*/ (() => {
  const triggers = Wire.absent(Wire.readables(Trigger))
  return Schema.transform(
    Schema.Struct({
      eventType: Wire.named("VEHICLE_STATE"),
      eventId: Schema.String,
      vehicleId: Wire.absent(Schema.String),
      data: Schema.Struct({ ...Wire.subjects, signals: Wire.readables(Wire.FlatSignal), triggers }),
      triggers,
      ...Wire.aboutV4
    }),
    Schema.Struct({
      _tag: Schema.Literal("VehicleState"),
      ...Wire.common,
      eventId: Schema.String,
      ...Wire.subjectTypes,
      signals: Schema.Array(Schema.typeSchema(Stored)),
      triggers: Schema.Array(Schema.typeSchema(Trigger))
    }),
    {
      strict: true,
      decode: ({ eventId, vehicleId, data: { user, vehicle, signals, triggers: inner }, triggers, meta }) => ({
        _tag: "VehicleState" as const,
        ...Wire.parted(meta, "4.0"),
        eventId,
        user,
        vehicle: Wire.vehicleOf(vehicle, vehicleId),
        signals,
        triggers: (triggers?.length ? triggers : inner) ?? []
      }),
      encode: ({ eventId, user, vehicle, signals, triggers, ...about }) => ({
        eventType: "VEHICLE_STATE" as const,
        eventId,
        vehicleId: null,
        data: { user, vehicle, signals, triggers: null },
        triggers,
        meta: Wire.joined(about)
      })
    }
  )
})()

/**
 * @since 0.1.0
 * @category events
 */
export type VehicleState = typeof VehicleState.Type

/**
 * Something went wrong with a car or its connection, or is well again.
 *
 * @since 0.1.0
 * @category events
 */
export const VehicleError = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      eventType: Wire.named("VEHICLE_ERROR"),
      eventId: Schema.String,
      vehicleId: Wire.absent(Schema.String),
      data: Schema.Struct({ ...Wire.subjects, errors: Schema.Array(ReportedError) }),
      ...Wire.aboutV4
    }),
    Schema.Struct({
      _tag: Schema.Literal("VehicleError"),
      ...Wire.common,
      eventId: Schema.String,
      ...Wire.subjectTypes,
      errors: Schema.Array(Schema.typeSchema(ReportedError))
    }),
    {
      strict: true,
      decode: ({ eventId, vehicleId, data: { user, vehicle, errors }, meta }) => ({
        _tag: "VehicleError" as const,
        ...Wire.parted(meta, "4.0"),
        eventId,
        user,
        vehicle: Wire.vehicleOf(vehicle, vehicleId),
        errors
      }),
      encode: ({ eventId, user, vehicle, errors, ...about }) => ({
        eventType: "VEHICLE_ERROR" as const,
        eventId,
        vehicleId: null,
        data: { user, vehicle, errors },
        meta: Wire.joined(about)
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category events
 */
export type VehicleError = typeof VehicleError.Type

/**
 * API v2.0: what was read of cars at the times that the webhook is set up for.
 *
 * @since 0.1.0
 * @category events
 */
export const Scheduled = /*#__PURE__*/ Wire.reading("Scheduled", "scheduled", "schedule")

/**
 * @since 0.1.0
 * @category events
 */
export type Scheduled = typeof Scheduled.Type

/**
 * API v2.0: what was read of cars because something about them changed.
 *
 * @since 0.1.0
 * @category events
 */
export const Dynamic = /*#__PURE__*/ Wire.reading("Dynamic", "dynamic")

/**
 * @since 0.1.0
 * @category events
 */
export type Dynamic = typeof Dynamic.Type

/**
 * API v2.0: something happened to a car, such as that it began to charge. Some have `vehicles` instead of one `vehicleId`.
 *
 * @since 0.1.0
 * @category events
 */
export const EventBased = Wire.EventBased

/**
 * @since 0.1.0
 * @category events
 */
export type EventBased = typeof EventBased.Type

/**
 * Anything else: an event that Smartcar added since, one in a form that no one has documented, or no event at all. `raw` is
 * the parsed JSON, whole; it alone is encoded. The rest is what could be read of it.
 *
 * @since 0.1.0
 * @category events
 */
export const UnknownEvent = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Unknown,
    Schema.Struct({
      _tag: Schema.Literal("UnknownEvent"),
      ...Wire.common,
      version: Schema.NullOr(Wire.common.version),
      raw: Schema.Unknown
    }),
    {
      strict: true,
      decode: (raw) => ({ _tag: "UnknownEvent" as const, ...Wire.headOf(raw), raw }),
      encode: ({ raw }) => raw
    }
  ))()

/**
 * @since 0.1.0
 * @category events
 */
export type UnknownEvent = typeof UnknownEvent.Type

/**
 * Any event of a webhook, from parsed JSON and back. Decoding never fails; encoding gives the form that is documented for
 * the event's `version`, with times as ISO 8601.
 *
 * @example
 * ```ts
 * import { WebhookEvent } from "@effect-smartcar/sdk/v3"
 * import { Match } from "effect"
 *
 * const describe = Match.type<WebhookEvent.WebhookEvent>().pipe(
 *   Match.tag("VehicleState", ({ vehicle, signals }) => `${vehicle.id}: ${signals.length} signals`),
 *   Match.tag("VehicleError", ({ vehicle, errors }) => `${vehicle.id}: ${errors.map(({ type }) => type)}`),
 *   Match.tag("EventBased", ({ vehicleId, eventType }) => `${vehicleId}: ${eventType}`),
 *   Match.tag("Scheduled", "Dynamic", ({ vehicles }) => `${vehicles.length} cars`),
 *   Match.tag("Verify", () => "a challenge"),
 *   Match.tag("UnknownEvent", ({ eventId }) => `unknown: ${eventId}`),
 *   Match.exhaustive
 * )
 * ```
 *
 * @since 0.1.0
 * @category events
 */
export const WebhookEvent = /*#__PURE__*/ (() =>
  // The last takes what the others leave.
  Schema.Union(VehicleState, VehicleError, Verify, Scheduled, Dynamic, EventBased, UnknownEvent))()

/**
 * @since 0.1.0
 * @category events
 */
export type WebhookEvent = typeof WebhookEvent.Type

/**
 * Reads a request's body. Fails with an `InvalidInputError` only if it is no JSON, or neither text nor bytes in UTF-8.
 *
 * @example
 * ```ts
 * import { Webhook, WebhookEvent } from "@effect-smartcar/sdk/v3"
 * import { Effect, type Redacted } from "effect"
 *
 * const receive = (managementToken: Redacted.Redacted, signature: string | undefined, body: Uint8Array) =>
 *   Effect.if(Webhook.verify(managementToken, signature, body), {
 *     onTrue: () => Effect.asSome(WebhookEvent.fromJson(body)),
 *     onFalse: () => Effect.succeedNone
 *   })
 * ```
 *
 * @since 0.1.0
 * @category decoding
 */
export const fromJson = (body: RawBody): Effect.Effect<WebhookEvent, InvalidInputError> =>
  Effect.map(
    Effect.try({
      try: (): unknown =>
        JSON.parse(typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body)),
      catch: () =>
        new InvalidInputError({ endpoint: "fromJson", field: "body", description: "expected JSON, as text or bytes" })
    }),
    // Nothing makes it fail.
    Schema.decodeUnknownSync(WebhookEvent)
  )
