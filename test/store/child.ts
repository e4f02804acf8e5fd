import { spawnSync } from 'node:child_process'

const source = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)

/**
 * A script for a separate process that has `open(url)`, `publication` and `put`, and prints the error that ends it.
 *
 * @param work statements of JavaScript
 */
export function storeScript(work: string): string {
  return `
    const { openStore } = await import(${source('src/store/open.ts')})
    const { createPrinter } = await import(${source('src/domain/print/print.ts')})
    const { publication, put } = await import(${source('test/contract/store/newsroom.ts')})
    const { digest, site, numberedIds } = await import(${source('test/domain/sample.ts')})
    const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date(0) }
    const open = (url, waiting = 'blocking') => openStore({ url, waiting, ...tools })
    try { ${work} } catch (error) { console.log(error.name, error.code, error.message) }`
}

/**
 * Runs a script as a user with limited permissions: root without its capabilities, who can read a checkout in a
 * private folder, which another user could not.
 */
export function runUnprivileged(script: string): string {
  const without = ['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all']
  return process.getuid?.() === 0
    ? run('setpriv', [...without, process.execPath, ...nodeArguments(script)])
    : run(process.execPath, nodeArguments(script))
}

/** Runs a script with a small disk mounted on a folder; undefined if mounting is not allowed. */
export function runOnSmallDisk(folder: string, kilobytes: number, script: string): string | undefined {
  const mount = `mount -t tmpfs -o size=${kilobytes}k none "$0"`
  const inside = (command: string, ...more: string[]) => ['-Urm', 'sh', '-c', command, folder, ...more]
  if (spawnSync('unshare', inside(mount)).status !== 0) return undefined
  return run('unshare', inside(`${mount} && exec "$@"`, process.execPath, ...nodeArguments(script)))
}

function nodeArguments(script: string): string[] {
  return ['--input-type=module', '--eval', script]
}

function run(command: string, parameters: string[]): string {
  const { stdout, stderr } = spawnSync(command, parameters, { encoding: 'utf8' })
  return stdout || stderr
}
