// A Bluesky server (PDS) with the directory of accounts it needs (PLC), both of this process, on free ports.
// node pds.mjs NODE_MODULES FOLDER JWT_SECRET: prints its address when it is ready, ends with its standard input.
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { mkdirSync } from 'node:fs'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

const [modules, folder, jwtSecret] = process.argv.slice(2)
const require = createRequire(join(modules, 'none.js'))
process.env.LOG_ENABLED = 'false'
const { Database, PlcServer } = require('@did-plc/server')
const { PDS, envToCfg, envToSecrets } = require('@atproto/pds')

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

const [plcPort, port] = [await freePort(), await freePort()]
const blobs = join(folder, 'blobs')
mkdirSync(blobs, { recursive: true })
const plc = PlcServer.create({ db: Database.mock(), port: plcPort })
await plc.start()

const env = {
  port,
  hostname: 'localhost',
  devMode: true,
  disableSsrfProtection: true,
  dataDirectory: folder,
  blobstoreDiskLocation: blobs,
  didPlcUrl: `http://localhost:${plcPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  crawlers: [],
  jwtSecret,
  adminPassword: randomBytes(16).toString('hex'),
  dpopSecret: randomBytes(32).toString('hex'),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
}
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()

process.stdin.on('end', async () => {
  await pds.destroy()
  await plc.destroy()
  process.exit(0)
}).resume()
console.log(`http://localhost:${port}`)
