/** Handlers of signals: what Smartcar keeps of a car, each signal with its own outcome. */
import * as Signal from "@effect-smartcar/sdk/v3/Signal"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import type { Car } from "../../Fleet.js"
import { incapacity } from "../compatibility.js"
import { permission, type VendorFailure, vehicleState, vendor } from "../errors.js"
import { answer, encode, type Target, targetOf } from "../handler.js"
import { obstacle } from "../obstacle.js"
import { notFound, titleOf } from "./errors.js"
import { type CallV3, type HandlersV3, page, vehicleOf } from "./handler.js"
import * as CarSources from "./sources/car.js"
import * as DiagnosticsSources from "./sources/diagnostics.js"
import * as EnergySources from "./sources/energy.js"
import type { Asked, Code, Source, Sources } from "./sources/source.js"

const sources: Sources = { ...CarSources.sources, ...DiagnosticsSources.sources, ...EnergySources.sources }

// The keys of the table are its type's.
export const codes = Object.keys(Signal.all) as ReadonlyArray<Code>

/** Why cars like this one do not tell a signal, if they do not; one way to tell it is enough. */
const incapacityOf = (code: Code, car: Car): string | undefined => {
  if (car.unsupported.includes(code)) return "SMARTCAR_NOT_CAPABLE"
  const source: Source<unknown> | undefined = sources[code]
  const reasons = source?.like?.map((name) => incapacity(name, car)) ?? []
  if (reasons.length === 0 || reasons.includes(undefined)) return undefined
  return reasons.includes("SMARTCAR_NOT_CAPABLE") ? "SMARTCAR_NOT_CAPABLE" : "VEHICLE_NOT_CAPABLE"
}

/** The source of a signal, if cars like this one have such a thing. */
const sourceOf = (code: Code, car: Car): Source<unknown> | undefined =>
  incapacityOf(code, car) === undefined ? sources[code] : undefined

/** What a source tells of a car, as the wire has it; `undefined` if there is no such thing. */
const bodyOf = (source: Source<unknown> | undefined, signal: Signal.Any, car: Car, asked: Asked): unknown => {
  const body = source?.tell(car, asked)
  return body === undefined ? undefined : encode(signal.body, body)
}

/** Whether a car tells a signal at all. */
export const tells = (code: Code, car: Car): boolean =>
  sourceOf(code, car)?.tell(car, { now: 0, startedAt: 0, units: "metric", ownerName: "" }) !== undefined

/** Permissions that are said to do as well. */
const alternatives: Readonly<Record<string, string>> = {
  "charge-ischarging": "control_charge",
  "closure-islocked": "control_security"
}

const isPermitted = ({ code, permission }: Signal.Any, granted: ReadonlyArray<string>): boolean =>
  permission === undefined || granted.includes(permission) || granted.includes(alternatives[code] ?? permission)

const errorOf = ({ error }: VendorFailure): Signal.SignalError => ({
  type: error.type,
  code: error.code,
  title: titleOf(error),
  detail: error.description,
  resolution: { ...error.resolution, type: error.resolution.type ?? "UNKNOWN_RESOLUTION_TYPE" }
})

const storedOf = (call: CallV3, target: Target, code: Code): Signal.Stored => {
  const { car, connection } = target
  const { now, state, units } = call
  const signal: Signal.Any = Signal.all[code]
  const ingestedAt = DateTime.unsafeMake(now)
  const { group, name } = signal
  const stored = { code, name, group, body: null, oemUpdatedAt: null, retrievedAt: null, ingestedAt }
  const failed = (failure: VendorFailure) => ({ ...stored, status: "ERROR", error: errorOf(failure) })
  if (!isPermitted(signal, connection.permissions)) return failed(permission)
  const ownerName = state.owners.get(car.owner)?.name ?? car.owner
  const asked = { now, units, startedAt: state.startedAt, ownerName }
  const source = sourceOf(code, car)
  const silence =
    source?.isKnown === true
      ? undefined
      : obstacle(call, target, { application_id: state.application.applicationId }, undefined)
  const told = silence === undefined ? target : Option.getOrUndefined(HashMap.get(state.lastTold, car.id))
  const body = bodyOf(source, signal, (told ?? target).car, asked)
  if (source === undefined || body === undefined) {
    return failed(vendor("COMPATIBILITY", incapacityOf(code, car) ?? "VEHICLE_NOT_CAPABLE"))
  }
  if (silence !== undefined && told === undefined) return failed(silence)
  const { car: seen, recordedAt } = told ?? target
  const known = { ...stored, body, oemUpdatedAt: DateTime.unsafeMake(recordedAt), retrievedAt: ingestedAt }
  const prevented = silence ?? source.prevented?.(seen)
  return prevented === undefined
    ? { ...known, status: "SUCCESS", error: null }
    : { ...known, status: "ERROR", error: errorOf(typeof prevented === "string" ? vehicleState(prevented) : prevented) }
}

const isEmpty = ({ state }: CallV3, { car }: Target): boolean => HashSet.has(state.emptyStores, car.id)

const isCode = (code: string): code is Code => Object.hasOwn(Signal.all, code)

export const handlers: HandlersV3<"signals" | "signal"> = {
  signals: (call, params) =>
    Either.gen(function* () {
      const target = yield* targetOf(call)
      const kept = isEmpty(call, target) ? [] : codes
      // All of them come on one page, unless the request wants it otherwise.
      const { items, paging } = yield* page(kept, params, { size: Math.max(1, kept.length) })
      return yield* answer(call, {
        signals: items.map((code) => storedOf(call, target, code)),
        vehicle: vehicleOf(target.car, target.connection),
        paging
      })
    }),

  signal: (call, { code }) =>
    Either.flatMap(targetOf(call), (target) =>
      isCode(code) && !isEmpty(call, target)
        ? answer(call, storedOf(call, target, code))
        : Either.left(notFound("SIGNAL"))
    )
}
