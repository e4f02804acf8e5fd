import { Command } from 'commander'
import type { Config } from '../config.ts'
import { AppError } from '../domain/error.ts'
import { assetsPath, type Site } from '../domain/site.ts'
import { baseOption } from './base-option.ts'
import { type Folder, openFolder } from './folder.ts'
import { count, noTotals, outcomeLines, totalsLine } from './import-report.ts'
import type { Listening, Shell } from './shell.ts'
import { siteOf } from './site.ts'
import { type Stamps, stamps, type Watching, watchFolder } from './watch.ts'

/** `offprint serve [folder]` */
export function serveCommand(shell: Shell): Command {
  return new Command('serve')
    .description('answer over HTTP; with a folder, import and publish it first')
    .argument('[folder]', 'articles to serve; importing them again changes nothing')
    .addOption(baseOption())
    .option('--assets', 'hand out the pictures and other files that lie in the folder')
    .option('--watch', 'go on publishing what is added, changed, renamed or removed in the folder')
    .option('--prune', 'take articles back whose files are gone from the folder')
    .action(async (folder: string | undefined, options: Options) => serve(folder, options, shell))
}

type Options = { assets?: true; watch?: true; prune?: true; base?: string }

async function serve(path: string | undefined, options: Options, shell: Shell): Promise<void> {
  if (path === undefined && (options.assets || options.watch || options.prune || options.base)) {
    throw new AppError('config-invalid', '--assets, --watch, --prune and --base need a folder.')
  }
  const config = await shell.reservePort(shell.config())
  const site = options.assets ? withAssets(siteOf(config)) : siteOf(config)
  const store = await shell.openStore(config, site, 'async')
  try {
    const folder = path === undefined ? undefined : await openFolder(path, { store, site, shell, base: options.base })
    const seen = await stamps((await folder?.files()) ?? [])
    if (path !== undefined && folder) await publishFolder(path, folder, options.prune === true, shell)
    const listening = await shell.listen(config, site, store, options.assets && folder?.root)
    const watching = path !== undefined && folder && options.watch && watchBeside(path, folder, seen, config, shell)
    welcome(listening, shell)
    await listening.stopped
    if (watching) await watching.stop()
  } finally {
    await store.close()
  }
}

/** Watches a folder; what changes is read and written in a thread, beside the event loop that answers. */
function watchBeside(path: string, folder: Folder, seen: Stamps, { databaseUrl }: Config, shell: Shell): Watching {
  const thread = shell.openThread(error => shell.err(String(error)))
  const watching = watchFolder(path, folder.inThread(thread, databaseUrl), seen, shell.out)
  return {
    async stop() {
      await watching.stop()
      await thread.close()
    },
  }
}

function withAssets(site: Site): Site {
  return { ...site, assetsUrl: `${site.publicUrl}${assetsPath}` }
}

/** Imports and publishes a folder; tells of changes and problems, not of what stayed as it was. */
async function publishFolder(path: string, folder: Folder, prune: boolean, shell: Shell): Promise<void> {
  const totals = noTotals()
  for await (const outcome of folder.publish(await folder.files())) {
    count(totals, outcome)
    if (outcome.result === 'unchanged' && !outcome.published) continue
    for (const line of outcomeLines(outcome)) shell.out(line)
  }
  const gone = await folder.vanished()
  if (prune) for (const { externalId } of await folder.takeBack(gone)) shell.out(`taken back           ${externalId}`)
  else for (const { externalId } of gone) shell.out(`file is gone         ${externalId}: --prune takes it back`)
  shell.out(`${path}: ${totalsLine(totals)}`)
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
