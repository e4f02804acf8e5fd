import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Source } from '../importer/source/run.ts'
import type { Folder } from './folder.ts'
import { outcomeLines } from './import-report.ts'

/** Milliseconds that a file must have been left alone: editors and git write in several steps. */
const settled = 60
/** Milliseconds between two looks where the system tells of no change; network drives and mounts often do not. */
const interval = 2000

export type Watching = { stop(): Promise<void> }

/**
 * Keeps what is served in step with a folder: files added, changed, renamed, removed.
 *
 * @param seen the folder as it was when it was read, so that nothing is missed in between
 */
export function watchFolder(path: string, folder: Folder, seen: Stamps, out: (line: string) => void): Watching {
  let known = seen
  let isStopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  function wake(after: number): void {
    if (isStopped) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      running ??= look().finally(() => {
        running = undefined
      })
    }, after)
  }

  async function look(): Promise<void> {
    try {
      const files = await folder.files()
      const now = await stamps(files)
      const isYoung = [...now.values()].some(stamp => Date.now() - stamp.at < settled)
      if (isYoung) return wake(settled)
      const changed = files.filter(file => now.get(file.origin)?.text !== known.get(file.origin)?.text)
      const isMissing = [...known.keys()].some(origin => !now.has(origin))
      const added = changed.filter(file => !known.has(file.origin))
      if (changed.length > 0 || isMissing) await apply(changed, added, isMissing)
      // What could not be written is seen again at the next look.
      known = now
    } catch (error) {
      out(`The folder cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
    wake(interval)
  }

  async function apply(changed: readonly Source[], added: readonly Source[], isMissing: boolean): Promise<void> {
    const gone = isMissing ? await folder.missingFiles() : []
    const { left, renamed } = await folder.syncFolder(gone, gone.length > 0 ? added : [])
    for (const line of renamed) out(`renamed              ${line}`)
    for (const { externalId } of await folder.withdrawMissing(left))
      out(`taken back           ${externalId}: its file is gone`)
    for await (const outcome of folder.publish(changed)) {
      for (const line of outcomeLines(outcome)) out(line)
      if (outcome.problem) out('  ! The last good edition, if there is one, stays.')
    }
  }

  const watcher = watch(path, { recursive: true }, () => wake(20))
  watcher.on('error', error => out(`The system tells of no more changes: ${error.message}`))
  wake(0)
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      watcher.close()
      await running
    },
  }
}

type Stamp = { text: string; at: number }

/** Files by their paths. */
export type Stamps = ReadonlyMap<string, Stamp>

/** What tells a file from how it was: length and time. */
export async function stamps(files: readonly Source[]): Promise<Stamps> {
  const all = await Promise.all(
    files.map(async ({ origin }) => {
      const entry = await stat(origin).catch(() => undefined)
      return entry && ([origin, { text: `${entry.size} ${entry.mtimeMs} ${entry.ino}`, at: entry.mtimeMs }] as const)
    }),
  )
  return new Map(all.filter(one => one !== undefined))
}
