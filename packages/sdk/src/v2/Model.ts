/**
 * What API v2.0 answers with, as schemas and types of the same name: `Model.Odometer`, `Model.LockStatus`, ...
 *
 * @since 0.1.0
 */
export * from "./accountModels.js"
export * from "./makes/models.js"
export * from "./makes/teslaModels.js"
export * from "./models.js"
export * from "./serviceModels.js"
