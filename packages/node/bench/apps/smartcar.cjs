// The vendor's SDK: `require` and one reading. See `answer.ts` for what it prints.
const smartcar = require("smartcar")

const [id, token] = process.argv.slice(2)

new smartcar.Vehicle(id, token).odometer().then(({ distance }) => {
  const { user, system } = process.cpuUsage()
  const { bootstrapComplete } = performance.nodeTiming
  const facts = { distance, wall: performance.now() - bootstrapComplete, cpu: (user + system) / 1000 }
  process.stdout.write(JSON.stringify(facts), () => process.exit())
})
