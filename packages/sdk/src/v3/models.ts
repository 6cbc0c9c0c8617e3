/**
 * What API v3 answers with about cars and their connections, flattened: a resource's id, attributes, times and relations
 * side by side. `null` is what Smartcar sends, or leaves out, where it does not tell.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { exact, lenientNumber, nullish, openLiteral, struct } from "../internal/schema.js"
import { Stored } from "./Signal.js"
import {
  factsOf,
  list,
  maybeRelated,
  PageFacts,
  PagePosition,
  positionOf,
  readable,
  related,
  resourceType,
  Time,
  Times,
  tolerant
} from "./wire.js"

export { PagePosition } from "./wire.js"

const vehicleFields = /*#__PURE__*/ (() => ({
  make: Schema.String,
  model: nullish(Schema.String),
  year: nullish(lenientNumber),
  powertrainType: nullish(openLiteral<"BEV" | "PHEV" | "ICE">()),
  mode: nullish(openLiteral<"live" | "simulated" | "test">())
}))()

/** A car's attributes, where its id stands elsewhere. */
export const VehicleAttributes = /*#__PURE__*/ Schema.Struct(vehicleFields)

/**
 * A car: make (in capitals), model, model year, powertrain, and whether it is a real one (`live`).
 *
 * @since 0.1.0
 * @category models
 */
export const Vehicle = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({ id: Schema.String, type: resourceType("vehicle"), attributes: VehicleAttributes }),
    Schema.typeSchema(Schema.Struct({ id: Schema.String, ...vehicleFields })),
    {
      strict: true,
      decode: ({ id, attributes }) => ({ id, ...attributes }),
      encode: ({ id, ...attributes }) => ({ id, type: "vehicle", attributes })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type Vehicle = typeof Vehicle.Type

/**
 * A car connected to the application by a user, with the permissions that the user really granted. `userId` is what calls
 * about the car are made with: the `owner` of its handle. The id changes when the user connects the car anew; the
 * vehicle's does not.
 *
 * @since 0.1.0
 * @category models
 */
export const Connection = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      id: Schema.String,
      type: resourceType("connection"),
      attributes: Schema.Struct({
        permissions: Schema.optionalWith(Schema.Array(Schema.String), { nullable: true, default: () => [] }),
        vehicle: VehicleAttributes,
        user: nullish(Schema.Struct({ id: Schema.String }))
      }),
      relationships: Schema.Struct({ vehicle: related("vehicle"), user: maybeRelated("user") }),
      meta: Times
    }),
    Schema.Struct({
      id: Schema.String,
      userId: Schema.NullOr(Schema.String),
      vehicle: Schema.typeSchema(Vehicle),
      permissions: Schema.Array(Schema.String),
      createdAt: Time,
      updatedAt: Time
    }),
    {
      strict: true,
      decode: ({ id, attributes: { permissions, user, vehicle }, relationships, meta }) => ({
        id,
        userId: relationships.user?.data?.id ?? user?.id ?? null,
        vehicle: { id: relationships.vehicle.data.id, ...vehicle },
        permissions,
        ...meta
      }),
      encode: ({ id, userId, vehicle: { id: vehicleId, ...vehicle }, permissions, ...meta }) => ({
        id,
        type: "connection",
        attributes: { permissions, vehicle, user: userId === null ? null : { id: userId } },
        relationships: {
          vehicle: { data: { id: vehicleId, type: "vehicle" } },
          user: userId === null ? null : { data: { id: userId, type: "user" } }
        },
        meta
      })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type Connection = typeof Connection.Type

/**
 * A page of connections, the newest first.
 *
 * @since 0.1.0
 * @category models
 */
export const ConnectionList = /*#__PURE__*/ list("connections", Connection)

/**
 * @since 0.1.0
 * @category models
 */
export type ConnectionList = typeof ConnectionList.Type

/**
 * A page of signals. None at all means that Smartcar keeps no value of the car yet: it fills its store once a webhook is
 * subscribed to the car, as far as anyone has seen. What it answers about a car that does not exist is unconfirmed: a
 * `ResourceNotFoundError`, by what other calls do.
 *
 * An element that is no signal, because it has no code, is left out, unless none is one: then the answer does not fit. The
 * `vehicle` is `null` where it is not told, or cannot be read.
 *
 * @since 0.1.0
 * @category models
 */
export const SignalList = /*#__PURE__*/ (() =>
  Schema.transform(
    Schema.Struct({
      data: Schema.Array(readable(Stored)).pipe(
        Schema.filter((all) => all.length === 0 || all.some(Predicate.isNotNull), { description: "signals" })
      ),
      ...PageFacts,
      included: tolerant(Schema.Struct({ vehicle: tolerant(Vehicle) }))
    }),
    Schema.typeSchema(
      Schema.Struct({
        signals: Schema.Array(Stored),
        vehicle: Schema.NullOr(Schema.typeSchema(Vehicle)),
        paging: PagePosition
      })
    ),
    {
      strict: true,
      decode: ({ data, included, ...facts }) => ({
        signals: data.filter(Predicate.isNotNull),
        vehicle: included?.vehicle ?? null,
        paging: positionOf(facts)
      }),
      encode: ({ signals, vehicle, paging }) => ({ data: signals, included: { vehicle }, ...factsOf(paging) })
    }
  ))()

/**
 * @since 0.1.0
 * @category models
 */
export type SignalList = typeof SignalList.Type

/**
 * Nothing: the answer has no body.
 *
 * @since 0.1.0
 * @category models
 */
export const Removed = /*#__PURE__*/ Schema.transform(
  /*#__PURE__*/ Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  /*#__PURE__*/ Schema.Struct({}),
  { strict: true, decode: () => ({}), encode: () => ({}) }
)

/**
 * @since 0.1.0
 * @category models
 */
export type Removed = typeof Removed.Type

/**
 * The application's access token; `expires_in` is in seconds.
 *
 * @since 0.1.0
 * @category models
 */
export const Token = /*#__PURE__*/ struct(() => ({
  access_token: Schema.Redacted(Schema.NonEmptyString),
  token_type: exact(Schema.String),
  expires_in: Schema.optionalWith(lenientNumber, { nullable: true, default: () => 3600 })
}))

/**
 * @since 0.1.0
 * @category models
 */
export type Token = typeof Token.Type
