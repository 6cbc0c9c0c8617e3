/**
 * What API v3 answers with, as schemas and types of the same name: `Model.Connection`, `Model.CommandExecution`, ... The
 * bodies of signals are in `Signal`.
 *
 * @since 0.1.0
 */
export * from "./commandModels.js"
export * from "./managementModels.js"
export * from "./models.js"
