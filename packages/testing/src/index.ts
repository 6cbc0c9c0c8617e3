/**
 * @since 0.1.0
 */
export * as FakeHttp from "./FakeHttp.js"
export * as Fleet from "./Fleet.js"
export * as Simulator from "./Simulator.js"
export * as Wire from "./Wire.js"
