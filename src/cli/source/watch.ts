import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Source } from '../../importer/source/run.ts'
import { outcomeLines } from '../output/import-report.ts'
import type { Folder } from './folder.ts'

/** Milliseconds since the last change of a file: editors and git write in several steps. */
const settled = 60
/** Milliseconds between two scans, for file systems that report no changes, such as network drives and mounts. */
const interval = 2000

export type Watching = { stop(): Promise<void> }

/**
 * Imports the changes of a folder: files that were added, changed, renamed or removed.
 *
 * @param seen the state of the folder when it was imported, so that no change is missed
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
      // Failed writes are not retried until the file changes again.
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
  watcher.on('error', error => out(`The system no longer reports changes: ${error.message}`))
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

/** Identifies the state of a file: size, time and inode. */
export async function stamps(files: readonly Source[]): Promise<Stamps> {
  const all = await Promise.all(
    files.map(async ({ origin }) => {
      const entry = await stat(origin).catch(() => undefined)
      return entry && ([origin, { text: `${entry.size} ${entry.mtimeMs} ${entry.ino}`, at: entry.mtimeMs }] as const)
    }),
  )
  return new Map(all.filter(one => one !== undefined))
}
