import { execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const execute = promisify(execFile)
const daemon = ['/usr/sbin/varnishd', '/usr/local/sbin/varnishd', '/opt/homebrew/sbin/varnishd'].find(existsSync)
const recipe = readFileSync(new URL('../../examples/cdn/varnish.vcl', import.meta.url), 'utf8')

/** Why Varnish is missing, for the name of a skipped test; undefined if it is installed. */
export function withoutVarnish(folder: string): string | undefined {
  if (!daemon) return 'varnishd is not installed'
  const probe = join(folder, 'probe.vcl')
  writeFileSync(probe, 'vcl 4.1;\nimport xkey;\nbackend default none;\n')
  return spawnSync(daemon, ['-C', '-f', probe]).status === 0 ? undefined : 'Varnish has no xkey (varnish-modules)'
}

export type Varnish = {
  address: string
  /** A counter of `varnishstat`. */
  counter(name: string): Promise<number>
  /** Marks the origin as sick, as its probe would do later. */
  declareSick(): Promise<void>
  /** Removes the responses of these groups, and returns the answer of Varnish. */
  purge(groups?: string): Promise<string>
}

/**
 * Starts Varnish with the documented VCL in a new process, and waits until it answers.
 *
 * @param folder takes its files
 * @param staleSeconds `CACHE_STALE_WHILE_REVALIDATE` of the origin, which the VCL repeats
 */
export async function startVarnish(t: Test, folder: string, origin: string, staleSeconds = 30): Promise<Varnish> {
  const name = join(folder, 'varnish')
  mkdirSync(name)
  const vcl = join(folder, 'varnish.vcl')
  const { hostname, port } = new URL(origin)
  const given = recipe
    .replace('"127.0.0.1"', `"${hostname}"`)
    .replace('"3000"', `"${port}"`)
    .replace('set req.grace = 30s;', `set req.grace = ${staleSeconds}s;`)
  writeFileSync(vcl, given)
  // No jail, because its user may not read the folder of a test.
  const args = ['-F', '-j', 'none', '-n', name, '-f', vcl, '-a', '127.0.0.1:0', '-s', 'malloc,32m', '-t', '120']
  const child = spawn(daemon ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  t.teardown(() => child.kill('SIGTERM'))
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const admin = async (...command: string[]) =>
    (await execute('varnishadm', ['-n', name, '-t', '2', ...command])).stdout
  const address = await until(async () => {
    if (child.exitCode !== null) throw new Error(`Varnish ended with ${child.exitCode}: ${said}`)
    const [, host, port] = /^\S+ (\S+) (\d+)$/m.exec(await admin('debug.listen_address').catch(() => '')) ?? []
    return host && port && port !== '0' ? `http://${host}:${port}` : undefined
  })
  return {
    address,
    async counter(counter) {
      const { stdout } = await execute('varnishstat', ['-n', name, '-1', '-f', counter])
      return Number(/^\S+ +(\d+)/.exec(stdout)?.[1] ?? Number.NaN)
    },
    async declareSick() {
      await admin('backend.set_health', 'default', 'sick')
    },
    async purge(groups) {
      const headers: Record<string, string> = groups === undefined ? {} : { 'surrogate-key': groups }
      const answer = await fetch(address, { method: 'PURGE', headers })
      return `${answer.status} ${answer.statusText}`
    },
  }
}

/** Repeats a call until its result is not undefined, at most for half a minute. */
export async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  const late = performance.now() + 30_000
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    if (performance.now() > late) throw new Error('it did not happen in half a minute')
    await setTimeout(20)
  }
}
