import type { Config } from '../../config.ts'
import type { Site } from '../../domain/address/site.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Thread } from '../../thread/pool.ts'
import { count, noTotals, outcomeLines, totalsLine } from '../output/import-report.ts'
import type { Shell } from '../shell.ts'
import { type Folder, openFolder } from './folder.ts'
import { stamps, type Watching, watchFolder } from './watch.ts'

/** A folder whose articles are published. */
export type ServedFolder = {
  /** Its real path. */
  root: string
  /** Publishes later changes of the folder. Runs in a thread, so that the event loop stays free. */
  watch(): Watching
}

/** What a served folder needs from its server. */
export type Serving = { config: Config; site: Site; store: Store; shell: Shell }

/**
 * Imports and publishes a folder. Prints changes and problems only.
 *
 * @throws AppError `input-unreadable`
 */
export async function servedFolder(
  path: string,
  { prune, base }: { prune: boolean; base: string | undefined },
  { config, site, store, shell }: Serving,
): Promise<ServedFolder> {
  const folder = await openFolder(path, { store, site, shell, base, config })
  const seen = await stamps(await folder.files())
  // This thread ends after the import: the importers take as much memory as the rest of the server.
  const thread = openThread(shell)
  try {
    await publish(path, folder.inThread(thread), prune, shell)
  } finally {
    await thread.close()
  }
  return {
    root: folder.root,
    watch() {
      const thread = openThread(shell)
      const watching = watchFolder(path, folder.inThread(thread), seen, shell.out)
      return {
        async stop() {
          await watching.stop()
          await thread.close()
        },
      }
    },
  }
}

function openThread(shell: Shell): Thread {
  return shell.startFolderThread(error => shell.err(String(error)))
}

async function publish(path: string, folder: Folder, prune: boolean, shell: Shell): Promise<void> {
  const totals = noTotals()
  for await (const outcome of folder.publish(await folder.files())) {
    count(totals, outcome)
    if (outcome.result === 'unchanged' && !outcome.published) continue
    for (const line of outcomeLines(outcome)) shell.out(line)
  }
  const gone = await folder.missingFiles()
  if (prune)
    for (const { externalId } of await folder.withdrawMissing(gone)) shell.out(`unpublished          ${externalId}`)
  else for (const { externalId } of gone) shell.out(`file missing         ${externalId}: --prune unpublishes it`)
  shell.out(`${path}: ${totalsLine(totals)}`)
}
