/**
 * The tokens of one owner.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { exact } from "./internal/schema.js"

/**
 * An access token (two hours) and the refresh token that renews it (60 days), with the times at which they expire.
 * `claimedUntil` is set while a process exchanges the refresh token: until then the others wait for its result.
 *
 * @since 0.1.0
 * @category models
 */
export class Access extends /*#__PURE__*/ Schema.Class<Access>("@effect-smartcar/sdk/Access")({
  accessToken: /*#__PURE__*/ Schema.Redacted(Schema.String),
  refreshToken: /*#__PURE__*/ Schema.Redacted(Schema.String),
  expiresAt: Schema.DateTimeUtc,
  refreshExpiresAt: Schema.DateTimeUtc,
  claimedUntil: /*#__PURE__*/ exact(Schema.DateTimeUtc)
}) {}
