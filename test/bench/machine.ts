import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Numbers of the cores that servers and the load run on. */
export type Cores = { server: number; load: number }

/** Pins this process to one core and returns the core for servers; undefined if the system cannot pin. */
export function pinSelf(): Cores | undefined {
  const pid = String(process.pid)
  const shown = spawnSync('taskset', ['-cp', pid], { encoding: 'utf8' })
  if (shown.status !== 0) return undefined
  const [server, load] = coreList(shown.stdout.split(':').at(-1)?.trim() ?? '')
  if (server === undefined || load === undefined) return undefined
  const pinned = spawnSync('taskset', ['-acp', String(load), pid])
  return pinned.status === 0 ? { server, load } : undefined
}

/** A command line that runs another one on the servers' core. */
export function pinned(command: string[], cores: Cores | undefined): string[] {
  return cores ? ['taskset', '-c', String(cores.server), ...command] : command
}

/** A command line that runs another one wherever there is room: by itself it would inherit the load's core. */
export function unpinned(command: string[], cores: Cores | undefined): string[] {
  return cores ? ['taskset', '-c', `${cores.server},${cores.load}`, ...command] : command
}

/** Seconds of processor time that a process has used, all its threads together; undefined if the system does not report it. */
export function processSeconds(pid: number): number | undefined {
  const folder = `/proc/${pid}/task`
  try {
    // Nanoseconds; /proc/…/stat counts in steps of 10 ms, which is too coarse for a round.
    const threads = readdirSync(folder).map(thread => read(`${folder}/${thread}/schedstat`) ?? '0')
    return threads.reduce((sum, text) => sum + Number(text.split(' ', 1)[0]), 0) / 1e9
  } catch {
    return undefined
  }
}

/**
 * Memory that a process holds in MB, without pages of files, which the system takes back whenever it likes; undefined where
 * it does not tell.
 */
export function heldMb(pid: number): number | undefined {
  const kilobytes = read(`/proc/${pid}/status`)?.match(/^RssAnon:\s+(\d+) kB/m)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}

/** Seconds that a core has worked, for processes here or (steal) for other machines on the same hardware. */
export function coreSeconds(core: number): number {
  const line = read('/proc/stat')?.match(new RegExp(`^cpu${core} (.*)$`, 'm'))?.[1]
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = line?.split(' ').map(Number) ?? []
  return (user + nice + system + steal) / 100
}

/** Numbers of a list such as `0,2-4`. */
function coreList(text: string): number[] {
  return text.split(',').flatMap(part => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number)
    return Number.isInteger(first) ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : []
  })
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
