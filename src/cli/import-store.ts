import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import type { Store } from '../domain/store/store.ts'
import { hasStore } from '../store/open.ts'
import type { Shell } from './shell.ts'

/**
 * Opens the store. A dry run if there is none yet, and a report, use an empty store in a temporary folder instead, which
 * is removed afterwards.
 */
export async function openImportStore(
  config: Config,
  site: Site,
  { dryRun, report }: { dryRun?: true; report?: string },
  shell: Shell,
): Promise<{ store: Store; close(): Promise<void> }> {
  if (!dryRun || (report === undefined && hasStore(config.databaseUrl))) {
    const store = await shell.openStore(config, site, 'blocking')
    return { store, close: () => store.close() }
  }
  const folder = await mkdtemp(join(tmpdir(), 'offprint-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const databaseUrl = join(folder, 'offprint.db')
    const store = await shell.openStore({ ...config, databaseUrl }, site, 'blocking')
    return { store, close: () => store.close().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}
