/**
 * The tokens of one owner.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * An access token (two hours) and the refresh token that renews it (60 days), with the times at which they expire.
 *
 * @since 0.1.0
 * @category models
 */
export class Access extends Schema.Class<Access>("@effect-smartcar/sdk/Access")({
  accessToken: Schema.Redacted(Schema.String),
  refreshToken: Schema.Redacted(Schema.String),
  expiresAt: Schema.DateTimeUtc,
  refreshExpiresAt: Schema.DateTimeUtc
}) {}
