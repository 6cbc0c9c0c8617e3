/** The vendor's SDK, npm `smartcar`; it takes its origin from `SMARTCAR_API_ORIGIN`. */
import * as Module from "node:module"
import * as Wire from "../wire.js"
import { count, ofPromises } from "../work.js"

interface Readings {
  readonly odometer: { readonly distance: number }
  readonly fuel: { readonly range: number }
  readonly engineOil: { readonly lifeRemaining: number }
  readonly tirePressure: { readonly backLeft: number }
  readonly location: { readonly latitude: number }
  readonly battery: { readonly range: number }
}

/** The part of the package that is used here: it has no types of its own. */
interface Smartcar {
  readonly Vehicle: new (
    id: string,
    token: string
  ) => { readonly [K in keyof Readings]: () => Promise<Readings[K]> } & {
    readonly batch: (paths: ReadonlyArray<string>) => Promise<{ readonly [K in keyof Readings]: () => Readings[K] }>
  }
  readonly SmartcarError: new () => Error & { readonly type: string }
}

const areRight = (readings: Readings): number =>
  count([
    readings.odometer.distance === 104.32,
    readings.fuel.range === 240.5,
    readings.engineOil.lifeRemaining === 0.86,
    readings.tirePressure.backLeft === 219,
    readings.location.latitude === 37.4292,
    readings.battery.range === 40.5
  ])

export const make = () => {
  const smartcar: Smartcar = Module.createRequire(import.meta.url)("smartcar")
  const car = new smartcar.Vehicle(Wire.car, Wire.token)
  const sleeper = new smartcar.Vehicle(Wire.sleeper, Wire.token)
  return ofPromises({
    read: async () => count([(await car.odometer()).distance === 104.32]),
    six: async () => {
      const [odometer, fuel, engineOil, tirePressure, location, battery] = await Promise.all([
        car.odometer(),
        car.fuel(),
        car.engineOil(),
        car.tirePressure(),
        car.location(),
        car.battery()
      ])
      return areRight({ odometer, fuel, engineOil, tirePressure, location, battery })
    },
    batch: async () => {
      const answers = await car.batch(Wire.paths)
      return areRight({
        odometer: answers.odometer(),
        fuel: answers.fuel(),
        engineOil: answers.engineOil(),
        tirePressure: answers.tirePressure(),
        location: answers.location(),
        battery: answers.battery()
      })
    },
    error: () =>
      sleeper.odometer().then(
        () => 0,
        (error: unknown) => count([error instanceof smartcar.SmartcarError && error.type === "VEHICLE_STATE"])
      )
  })
}
