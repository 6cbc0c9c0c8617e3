/** The links that answers of API v3 carry beside what the SDK reads. */
import * as Predicate from "effect/Predicate"
import { originOf } from "../routes.js"

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => Predicate.isReadonlyRecord(value)

const collections = {
  connection: ["vehicle", "connections"],
  vehicle: ["vehicle", "vehicles"],
  webhook: ["managementV3", "webhooks"],
  subscription: ["managementV3", "subscriptions"],
  application: ["managementV3", "applications"]
} as const

const isCollected = (type: unknown): type is keyof typeof collections =>
  typeof type === "string" && Object.hasOwn(collections, type)

const addressOf = (url: URL, { id, type }: Json): string | undefined => {
  if (isCollected(type)) {
    const [host, path] = collections[type]
    return `${originOf(url, host)}/v3/${path}/${String(id)}`
  }
  // A signal is below the car that the request is about.
  return type === "signal"
    ? `${url.origin}${url.pathname.replace(/\/signals\b.*/, "/signals")}/${String(id)}`
    : undefined
}

const related = (url: URL, relationships: Json): Json =>
  Object.fromEntries(
    Object.entries(relationships).map(([name, relation]) => {
      const data = isJson(relation) ? relation["data"] : undefined
      const address = isJson(data) ? addressOf(url, data) : undefined
      return [name, isJson(relation) && address !== undefined ? { ...relation, links: { related: address } } : relation]
    })
  )

/** A resource with its own address, and with those of what it is related to. */
const resource = (url: URL, value: unknown): unknown => {
  if (!isJson(value)) return value
  const address = addressOf(url, value)
  const { attributes, relationships } = value
  const schedule = isJson(attributes) && attributes["action"] === "create" ? attributes["scheduleId"] : undefined
  const own = url.pathname.replace(/\/[^/]*$/, "")
  return {
    ...value,
    ...(isJson(relationships) ? { relationships: related(url, relationships) } : {}),
    ...(address === undefined ? {} : { links: { self: address } }),
    ...(typeof schedule === "string" ? { links: { schedule: `${url.origin}${own}/${schedule}` } } : {})
  }
}

const pageLinks = (url: URL, { page, size, total }: Readonly<Record<"page" | "size" | "total", number>>): Json => {
  const to = (number: number): string => {
    const target = new URL(url)
    target.searchParams.set("page[number]", String(number))
    target.searchParams.set("page[size]", String(size))
    return target.href
  }
  const last = Math.max(1, Math.ceil(total / size))
  return {
    self: to(page),
    first: to(1),
    last: to(last),
    next: page < last ? to(page + 1) : null,
    prev: page > 1 ? to(Math.min(last, page - 1)) : null
  }
}

const numberIn = (meta: Json, key: string): number => Number(meta[key] ?? 0)

/** An answer's JSON with its links, and with what else it has beside what its schema says. */
export const withLinks = (url: URL, body: Json, extras: Json): Json => {
  const { data, meta } = body
  if (data === undefined) return body
  const whole: Json = { ...body, ...extras }
  const { included } = whole
  const vehicle = isJson(included) ? { included: { vehicle: resource(url, included["vehicle"]) } } : {}
  if (!Array.isArray(data)) return { ...whole, data: resource(url, data), ...vehicle }
  const position = isJson(meta) ? meta : {}
  return {
    ...whole,
    data: data.map((item) => resource(url, item)),
    links: pageLinks(url, {
      page: numberIn(position, "pageNumber"),
      size: numberIn(position, "pageSize"),
      total: numberIn(position, "totalCount")
    }),
    ...vehicle
  }
}
