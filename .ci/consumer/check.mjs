// Runs a program against a server on 127.0.0.1: it must make the one call, print the answer, and print nothing else.
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { promisify } from "node:util"

const [program] = process.argv.slice(2)

const require = createRequire(import.meta.url)
const { version } = JSON.parse(readFileSync(require.resolve("@effect-smartcar/sdk/package.json"), "utf8"))
for (const closed of ["index", "internal/request", "v2/index", "v2/makes/models"]) {
  assert.throws(() => require.resolve(`@effect-smartcar/sdk/${closed}`), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
}

for (const open of ["fleet", "fleet/redis", "fleet/SqlTokenStore", "testing", "testing/node"]) {
  assert.deepEqual(
    Object.keys(await import(`@effect-smartcar/${open}`)),
    Object.keys(require(`@effect-smartcar/${open}`))
  )
}

const requests = []
const server = createServer(({ method, url, headers }, response) => {
  requests.push({ method, url, authorization: headers.authorization, userAgent: headers["user-agent"] })
  response.writeHead(200, { "content-type": "application/json" })
  response.end(JSON.stringify({ distance: 104.32 }))
})
server.listen(0, "127.0.0.1")
await once(server, "listening")
const origin = `http://127.0.0.1:${server.address().port}`

try {
  const printed = await promisify(execFile)(process.execPath, [program, origin], { timeout: 30_000 })
  assert.deepEqual(printed, { stdout: "104.32\n", stderr: "" })
  assert.deepEqual(requests, [
    {
      method: "GET",
      url: "/v2.0/vehicles/car-1/odometer",
      authorization: "Bearer token-1",
      userAgent: `effect-smartcar/${version} Node.js/${process.versions.node}`
    }
  ])
} finally {
  server.close()
}
