/** What stands between a call about a car and the car: the sign-in, what the car can do, and the state it is in. */
import { type VendorFailure, vehicleState, vendor } from "./errors.js"
import type { Call, Target } from "./handler.js"

/** The page on which the owner signs in again. */
const reauthentication = (connect: string, fields: Readonly<Record<string, string>>): string =>
  `${connect}/oauth/reauthenticate?${new URLSearchParams({ response_type: "vehicle_id", ...fields })}`

/** What the manufacturer answers once it refuses the owner's sign-in; `application` names the application. */
const signInExpired = (
  { connect }: Pick<Call, "connect">,
  vehicleId: string,
  application: Readonly<Record<string, string>>
): VendorFailure =>
  vendor("CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", {
    url: reauthentication(connect, { ...application, vehicle_id: vehicleId })
  })

/** Why this car cannot or will not do it, before anything is tried; `reason` is why cars of its kind cannot. */
export const obstacle = (
  call: Call,
  { car, connection }: Target,
  application: Readonly<Record<string, string>>,
  reason: string | undefined
): VendorFailure | undefined => {
  if (connection.loginExpired) return signInExpired(call, car.id, application)
  if (reason !== undefined) return vendor("COMPATIBILITY", reason)
  return car.condition === undefined ? undefined : vehicleState(car.condition)
}
