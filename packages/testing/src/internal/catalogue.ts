/** The models of which fleets are made: what they are, what they hold and what they cannot do. */
import type { Model } from "../Fleet.js"

const standardGap = ["serviceHistory", "sendDestination", "diagnosticSystemStatus", "diagnosticTroubleCodes"] as const

/** One model of every make with operations of its own, and some of makes without. */
export const models: ReadonlyArray<Model> = [
  {
    make: "TESLA",
    model: "Model 3",
    powertrain: "BEV",
    years: [2019, 2025],
    regions: ["US", "CA", "EUROPE"],
    vinPrefix: "5YJ3E1EA",
    battery: { capacities: [{ capacity: 75, description: null }], range: 500, power: 11 },
    unsupported: ["serviceHistory", "diagnosticSystemStatus", "diagnosticTroubleCodes"]
  },
  {
    make: "TOYOTA",
    model: "Camry",
    powertrain: "ICE",
    years: [2018, 2024],
    regions: ["US", "CA"],
    vinPrefix: "4T1G11AK",
    tank: { capacity: 60, range: 850 },
    unsupported: ["sendDestination"]
  },
  {
    make: "AUDI",
    model: "Q8 e-tron",
    powertrain: "BEV",
    years: [2019, 2025],
    regions: ["US", "CA", "EUROPE"],
    vinPrefix: "WA1VAAGE",
    battery: { capacities: [{ capacity: 106, description: null }], range: 480, power: 11 },
    unsupported: standardGap
  },
  {
    make: "VOLKSWAGEN",
    model: "ID.4",
    powertrain: "BEV",
    years: [2021, 2025],
    regions: ["US", "CA", "EUROPE"],
    vinPrefix: "WVGDMPE2",
    battery: {
      capacities: [
        { capacity: 62, description: "BEV:Standard Range" },
        { capacity: 82, description: "BEV:Extended Range" }
      ],
      range: 420,
      power: 11
    },
    unsupported: ["sendDestination", "tirePressure"]
  },
  {
    make: "FORD",
    model: "Mustang Mach-E",
    powertrain: "BEV",
    years: [2021, 2025],
    regions: ["US", "CA", "EUROPE"],
    vinPrefix: "3FMTK3SU",
    battery: {
      capacities: [
        { capacity: 75.7, description: "BEV:Standard Range" },
        { capacity: 98.8, description: "BEV:Extended Range" }
      ],
      range: 440,
      power: 10.5
    },
    unsupported: []
  },
  {
    make: "BMW",
    model: "330e",
    powertrain: "PHEV",
    years: [2021, 2024],
    regions: ["US", "EUROPE"],
    vinPrefix: "3MW5P7J0",
    battery: { capacities: [{ capacity: 12, description: null }], range: 37, power: 3.7 },
    tank: { capacity: 40, range: 480, levelOnly: true },
    unsupported: ["tirePressure", "diagnosticTroubleCodes"]
  },
  {
    make: "CHEVROLET",
    model: "Bolt EV",
    powertrain: "BEV",
    years: [2017, 2023],
    regions: ["US", "CA"],
    vinPrefix: "1G1FY6S0",
    battery: { capacities: [{ capacity: 66, description: null }], range: 417, power: 7.2 },
    unsupported: ["sendDestination"]
  },
  {
    make: "NISSAN",
    model: "LEAF",
    powertrain: "BEV",
    years: [2018, 2024],
    regions: ["US", "CA", "EUROPE"],
    vinPrefix: "1N4AZ1CV",
    battery: { capacities: [{ capacity: 40, description: null }], range: 240, power: 6.6 },
    unsupported: ["stopCharge", "chargeLimit", "setChargeLimit", "location", ...standardGap]
  },
  {
    make: "LINCOLN",
    model: "Corsair Grand Touring",
    powertrain: "PHEV",
    years: [2021, 2025],
    regions: ["US", "CA"],
    vinPrefix: "5LMYJ8XY",
    battery: { capacities: [{ capacity: 14.4, description: null }], range: 45, power: 3.6 },
    tank: { capacity: 43, range: 650 },
    unsupported: []
  },
  {
    make: "MINI",
    model: "Cooper SE",
    powertrain: "BEV",
    years: [2020, 2024],
    regions: ["US", "EUROPE"],
    vinPrefix: "WMW13DJ0",
    battery: { capacities: [{ capacity: 32.6, description: null }], range: 183, power: 7.4 },
    unsupported: ["tirePressure", ...standardGap]
  },
  {
    make: "CADILLAC",
    model: "LYRIQ",
    powertrain: "BEV",
    years: [2023, 2025],
    regions: ["US", "CA"],
    vinPrefix: "1GYKPPRL",
    battery: { capacities: [{ capacity: 102, description: null }], range: 502, power: 11.5 },
    unsupported: ["sendDestination"]
  }
]
