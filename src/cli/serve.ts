import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { Site } from '../domain/site.ts'
import type { Store } from '../domain/store/store.ts'
import { importSources } from '../editorial/import-sources.ts'
import { importers } from '../importer/importers.ts'
import { count, noTotals, outcomeLines, totalsLine } from './import-report.ts'
import { reader } from './reader.ts'
import type { Listening, Shell } from './shell.ts'
import { siteOf } from './site.ts'
import { findSources } from './source-file.ts'

/** `offprint serve [folder]` */
export function serveCommand(shell: Shell): Command {
  return new Command('serve')
    .description('answer over HTTP; with a folder, import and publish it first')
    .argument('[folder]', 'articles to serve; importing them again changes nothing')
    .action(async (folder: string | undefined) => serve(folder, shell))
}

async function serve(folder: string | undefined, shell: Shell): Promise<void> {
  const config = await shell.reservePort(shell.config())
  const site = siteOf(config)
  const store = await shell.openStore(config, site, 'async')
  try {
    if (folder !== undefined) await publishFolder(folder, store, site, shell)
    const listening = await shell.listen(config, site, store)
    welcome(listening, shell)
    await listening.stopped
  } finally {
    await store.close()
  }
}

/** Imports and publishes a folder; tells of changes and problems, not of what stayed as it was. */
async function publishFolder(folder: string, store: Store, site: Site, shell: Shell): Promise<void> {
  const { source, files } = await findSources(folder, importers)
  const deps = { store, clock: shell.clock, newId: shell.newId, originExists: existsSync }
  const totals = noTotals()
  const how = { publish: true, force: false, actor: 'serve' }
  for await (const outcome of importSources(files, reader(source, site), how, deps)) {
    count(totals, outcome)
    if (outcome.result === 'unchanged' && !outcome.published) continue
    for (const line of outcomeLines(outcome)) shell.out(line)
  }
  shell.out(`${folder}: ${totalsLine(totals)}`)
}

function welcome({ address }: Listening, shell: Shell): void {
  shell.out('')
  shell.out(`Offprint answers at ${address}`)
  shell.out(`  articles      ${address}/v1/articles`)
  shell.out(`  reference     ${address}/docs`)
  shell.out(`  OpenAPI       ${address}/openapi.json`)
  shell.out(`  health        ${address}/health/ready`)
  shell.out('Ctrl-C ends it.')
}
