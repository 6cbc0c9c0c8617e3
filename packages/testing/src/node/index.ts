/**
 * What needs Node: a simulated Smartcar on a real port.
 *
 * @since 0.1.0
 */
export * as SimulatorNode from "./SimulatorNode.js"
