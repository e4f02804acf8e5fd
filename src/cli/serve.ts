import { Command } from 'commander'
import { assetsPath, type Site } from '../domain/address/site.ts'
import { AppError } from '../domain/error.ts'
import { baseOption } from './base-option.ts'
import type { ServedFolder, Serving } from './served-folder.ts'
import type { Listening, Shell } from './shell.ts'
import { siteOf } from './site.ts'

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
    const folder = path === undefined ? undefined : await published(path, options, { config, site, store, shell })
    const listening = await shell.listen(config, site, store, options.assets && folder?.root)
    const watching = options.watch && folder?.watch()
    welcome(listening, shell)
    await listening.stopped
    if (watching) await watching.stop()
  } finally {
    await store.close()
  }
}

async function published(path: string, { prune, base }: Options, serving: Serving): Promise<ServedFolder> {
  // What reads a folder takes longer to load than all that a server without one needs.
  const { servedFolder } = await import('./served-folder.ts')
  return servedFolder(path, { prune: prune === true, base }, serving)
}

function withAssets(site: Site): Site {
  return { ...site, assetsUrl: `${site.publicUrl}${assetsPath}` }
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
