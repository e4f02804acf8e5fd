import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { until } from './varnish.ts'

const program = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync)
const recipe = readFileSync(new URL('../../examples/cdn/nginx.conf', import.meta.url), 'utf8')

/** Why nginx is missing, for the name of a skipped test; undefined if it is installed. */
export const withoutNginx = program && spawnSync(program, ['-v']).status === 0 ? undefined : 'nginx is not installed'

/**
 * Starts nginx with the documented configuration in a new process, and waits until it answers.
 *
 * @param folder takes its files
 * @param change replaces texts of the recipe
 */
export async function startNginx(t: Test, folder: string, origin: string, change: Record<string, string> = {}) {
  const port = await freePort()
  for (const name of ['cache', 'temp']) mkdirSync(join(folder, name), { recursive: true })
  const given = Object.entries({
    'server 127.0.0.1:3000;': `server ${new URL(origin).host};`,
    '/var/cache/nginx/offprint': join(folder, 'cache'),
    'listen 80;': `listen 127.0.0.1:${port};`,
    ...change,
  }).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the recipe has no "${from}"`)
    return text.replace(from, to)
  }, recipe)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(kind => `${kind}_temp_path ${join(folder, 'temp', kind)};`)
    .join('\n')
  // Started by root, nginx serves as another user, who may not enter the folder of the test.
  const user = process.getuid?.() === 0 ? 'user root; ' : ''
  const configuration = `${user}daemon off; pid ${join(folder, 'nginx.pid')}; error_log stderr warn; worker_processes 1;
events { worker_connections 64; }
http { access_log off; ${temporary}
${given} }`
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration)
  const child = spawn(program ?? '', ['-c', file, '-p', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  t.teardown(() => {
    child.kill('SIGTERM')
    return new Promise<void>(resolve => (child.exitCode === null ? child.once('exit', () => resolve()) : resolve()))
  })
  const address = `http://127.0.0.1:${port}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${said}`)
    return fetch(`${address}/health/live`).catch(() => undefined)
  })
  return { address, messages: () => said }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  await new Promise<void>(resolve => server.close(() => resolve()))
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  return bound.port
}
