/**
 * @since 0.1.0
 */
export * as SmartcarNode from "./SmartcarNode.js"
/**
 * @since 0.1.0
 */
export * as UndiciHttpClient from "./UndiciHttpClient.js"
