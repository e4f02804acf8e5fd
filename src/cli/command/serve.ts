import { Command } from 'commander'
import { assetsPath, type Site } from '../../domain/address/site.ts'
import { AppError } from '../../domain/error.ts'
import { baseOption } from '../option/base.ts'
import type { Listening, Shell } from '../shell.ts'
import { siteOf } from '../site.ts'
import type { ServedFolder, Serving } from '../source/served-folder.ts'

/** `offprint serve [folder]` */
export function serveCommand(shell: Shell): Command {
  return new Command('serve')
    .description('start the HTTP server; with a folder, import and publish it first')
    .argument('[folder]', 'folder of articles; importing it again changes nothing')
    .addOption(baseOption())
    .option('--assets', 'serve images and other files of the folder')
    .option('--watch', 'watch the folder, and publish added, changed, renamed and removed files')
    .option('--prune', 'unpublish articles whose files are missing from the folder')
    .action(async (folder: string | undefined, options: Options) => serve(folder, options, shell))
}

type Options = { assets?: true; watch?: true; prune?: true; base?: string }

async function serve(path: string | undefined, options: Options, shell: Shell): Promise<void> {
  if (path === undefined && (options.assets || options.watch || options.prune || options.base)) {
    throw new AppError('config-invalid', '--assets, --watch, --prune and --base require a folder.')
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
  // Loading the importers takes longer than starting a server without a folder.
  const { servedFolder } = await import('../source/served-folder.ts')
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
  shell.out('Press Ctrl-C to stop.')
}
