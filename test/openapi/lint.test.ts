import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { hasMembers } from '../has-members.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

t.test('Redocly reports no errors or warnings for openapi.json', async t => {
  const env = { PATH: process.env['PATH'], REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const lint = [
    'node_modules/@redocly/cli/bin/cli.js',
    'lint',
    'openapi/openapi.json',
    '--extends',
    'recommended',
    '--format',
    'json',
  ]
  const { stdout } = await run(process.execPath, lint, { cwd: root, env }).catch(error => error)
  hasMembers(t, JSON.parse(stdout), { totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] })
})
