/** The vendor's error bodies: every documented type and code, with its status and what it suggests. */

/** What the vendor says of an error, whatever the form in which an API version has it. */
export interface Facts {
  readonly type: VendorType
  readonly code: string | null
  readonly description: string
  readonly docURL: string
  readonly resolution: { readonly type: string | null; readonly url?: string }
  readonly detail?: ReadonlyArray<unknown>
  readonly suggestedUserMessage?: string
}

/** A refusal, still without its request id. */
export interface VendorFailure {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly error: Facts
}

/** A refusal of a token endpoint, whose errors have a form of their own. */
interface OauthFailure extends Omit<VendorFailure, "error"> {
  readonly error: { readonly error: string; readonly error_description: string }
}

export type Failure = VendorFailure | OauthFailure

type Codes = Readonly<Record<string, { readonly description: string; readonly resolution?: string }>>

const retry = "RETRY_LATER"

/** By type: the status, and each documented code. `null` stands for the error without a code. */
const documented = {
  AUTHENTICATION: { status: 401, codes: { null: { description: "The credentials are missing, wrong or expired." } } },
  BILLING: {
    status: 430,
    codes: {
      ACCOUNT_SUSPENDED: { description: "The account is suspended.", resolution: "FINANCE" },
      INVALID_PLAN: { description: "The plan does not include this.", resolution: "CONTACT_SUPPORT" },
      VEHICLE_LIMIT: { description: "The plan has no room for another vehicle.", resolution: "CONTACT_SUPPORT" },
      VEHICLE_REQUEST_LIMIT: {
        description: "This month's requests for the vehicle are used up.",
        resolution: "CONTACT_SUPPORT"
      }
    }
  },
  COMPATIBILITY: {
    status: 501,
    codes: {
      MAKE_NOT_COMPATIBLE: { description: "The vehicle's make does not offer this." },
      PLATFORM_NOT_CAPABLE: {
        description: "The vehicle's platform does not offer this.",
        resolution: "REAUTHENTICATE"
      },
      SMARTCAR_NOT_CAPABLE: { description: "Smartcar does not offer this for the vehicle." },
      VEHICLE_NOT_CAPABLE: { description: "The vehicle is not able to do this." }
    }
  },
  CONNECTED_SERVICES_ACCOUNT: {
    status: 400,
    codes: {
      ACCOUNT_ISSUE: { description: "Something is wrong with the manufacturer's account." },
      AUTHENTICATION_FAILED: {
        description: "The manufacturer no longer accepts the owner's sign-in.",
        resolution: "REAUTHENTICATE"
      },
      NO_VEHICLES: { description: "The manufacturer's account has no vehicles." },
      PERMISSION: {
        description: "The owner has not permitted this at the manufacturer.",
        resolution: "REAUTHENTICATE"
      },
      SUBSCRIPTION: { description: "The manufacturer's connected services are not active." },
      VEHICLE_MISSING: { description: "The vehicle is no longer on the manufacturer's account." },
      VIRTUAL_KEY_REQUIRED: {
        description: "The vehicle's virtual key has to be paired first.",
        resolution: "ACTION_REQUIRED"
      }
    }
  },
  PERMISSION: {
    status: 403,
    codes: {
      null: {
        description: "The application lacks a permission for this vehicle.",
        resolution: "REAUTHENTICATE"
      }
    }
  },
  RATE_LIMIT: {
    status: 429,
    codes: {
      SMARTCAR_API: { description: "The application sends too many requests.", resolution: retry },
      VEHICLE: { description: "The vehicle gets too many requests.", resolution: retry }
    }
  },
  RESOURCE_NOT_FOUND: {
    status: 404,
    codes: {
      PATH: { description: "There is nothing at this path." },
      VERSION: { description: "There is no such version of the API." }
    }
  },
  SERVER: {
    status: 500,
    codes: {
      INTERNAL: { description: "Smartcar failed.", resolution: retry },
      MULTIPLE_RECORDS_FOUND: { description: "More than one record fits.", resolution: "CONTACT_SUPPORT" },
      RECORD_NOT_FOUND: { description: "No record fits.", resolution: "CONTACT_SUPPORT" }
    }
  },
  UPSTREAM: {
    status: 502,
    codes: {
      INVALID_DATA: { description: "The manufacturer answered with data that cannot be used.", resolution: retry },
      KNOWN_ISSUE: { description: "The manufacturer has a known problem.", resolution: retry },
      NO_RESPONSE: { description: "The manufacturer did not answer.", resolution: retry },
      RATE_LIMIT: { description: "The manufacturer limits requests for the vehicle.", resolution: retry },
      UNKNOWN_ISSUE: { description: "The manufacturer failed.", resolution: retry }
    }
  },
  VALIDATION: {
    status: 400,
    codes: {
      null: { description: "The request is not valid: see detail." },
      PARAMETER: { description: "A parameter is not valid." }
    }
  },
  VEHICLE_STATE: {
    status: 409,
    codes: {
      ASLEEP: { description: "The vehicle is asleep." },
      CHARGE_FAULT: { description: "The charger reports a fault." },
      CHARGING_IN_PROGRESS: { description: "The vehicle is charging." },
      CHARGING_PLUG_CONNECTED: { description: "The charging plug is connected." },
      CHARGING_PLUG_NOT_CONNECTED: { description: "The charging plug is not connected." },
      DOOR_OPEN: { description: "A door is open." },
      FULLY_CHARGED: { description: "The battery is charged up to its limit." },
      HOOD_OPEN: { description: "The hood is open." },
      IGNITION_ON: { description: "The ignition is on." },
      IN_MOTION: { description: "The vehicle is moving." },
      LOW_BATTERY: { description: "The battery is too low.", resolution: retry },
      NOT_CHARGING: { description: "The vehicle is not charging." },
      REMOTE_ACCESS_DISABLED: { description: "Remote access is switched off in the vehicle." },
      TRUNK_OPEN: { description: "The trunk is open." },
      UNKNOWN: { description: "The vehicle's state does not allow this.", resolution: retry },
      UNREACHABLE: { description: "The vehicle cannot be reached." },
      VEHICLE_OFFLINE_FOR_SERVICE: { description: "The vehicle is being serviced." }
    }
  }
} as const satisfies Readonly<Record<string, { readonly status: number; readonly codes: Codes }>>

/** Types whose errors an owner can do something about, and so carry a text for them. */
const forOwners: ReadonlySet<string> = new Set(["CONNECTED_SERVICES_ACCOUNT", "VEHICLE_STATE"])

export type VendorType = keyof typeof documented

/** The documented codes of a type. */
export type VendorCode<T extends VendorType> = Exclude<keyof (typeof documented)[T]["codes"], "null"> & string

/** What may be said about an error beside its type and code. */
export interface Details {
  readonly description?: string | undefined
  readonly status?: number | undefined
  readonly detail?: ReadonlyArray<unknown> | undefined
  readonly suggestedUserMessage?: string | undefined
  /** The address that goes with the resolution. */
  readonly url?: string | undefined
  /** Seconds. */
  readonly retryAfter?: number | undefined
}

const codesOf = (type: VendorType): Codes => documented[type].codes

const docURL = (type: string, code: string | null): string => {
  const page = `${type.toLowerCase().replaceAll("_", "-")}-errors`
  const section = code === null ? "" : `#${code.toLowerCase().replaceAll("_", "-")}`
  return `https://smartcar.com/docs/errors/api-errors/${page}${section}`
}

export const vendor = (type: VendorType, code: string | null, details: Details = {}): VendorFailure => {
  const known = codesOf(type)[String(code)]
  const description = details.description ?? known?.description ?? ""
  const status = details.status ?? documented[type].status
  const message = details.suggestedUserMessage ?? (forOwners.has(type) ? description : undefined)
  return {
    status,
    headers: details.retryAfter === undefined ? {} : { "retry-after": String(details.retryAfter) },
    error: {
      type,
      code,
      description,
      docURL: docURL(type, code),
      resolution: { type: known?.resolution ?? null, ...(details.url === undefined ? {} : { url: details.url }) },
      ...(details.detail === undefined ? {} : { detail: details.detail }),
      ...(message === undefined ? {} : { suggestedUserMessage: message })
    }
  }
}

/** The body of an answer of API v2.0 to a request. OAuth errors have no place for its id. */
export const bodyOf = ({ error, status }: Failure, requestId: string): Readonly<Record<string, unknown>> => {
  if ("error" in error) return error
  const { type, code, description, docURL, ...rest } = error
  return { type, code, description, docURL, statusCode: status, ...rest, requestId }
}

export const invalid = (field: ReadonlyArray<string>, message: string): Failure =>
  vendor("VALIDATION", null, { detail: [{ field, message }] })

export const authentication = vendor("AUTHENTICATION", null)
export const permission = vendor("PERMISSION", null)
export const notFound = vendor("RESOURCE_NOT_FOUND", "PATH")
export const vehicleState = (code: string): VendorFailure => vendor("VEHICLE_STATE", code)

/** An error of a token endpoint. */
export const oauth = (error: string, description: string, status = 400): OauthFailure => ({
  status,
  headers: {},
  error: { error, error_description: description }
})
