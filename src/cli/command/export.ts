import { Command, Option } from 'commander'
import { AppError } from '../../domain/error.ts'
import { type Instant, isInstant, startOfDay } from '../../domain/instant.ts'
import { ownFiles, requireForeignFile } from '../../store/own-file.ts'
import { archiveExport, folderExport } from '../output/export-file.ts'
import type { Shell } from '../shell.ts'
import { siteOf } from '../site.ts'

const formats = ['ndjson', 'markdown', 'text', 'html'] as const

type Options = { format: (typeof formats)[number]; since?: string }

/** `offprint export <out>` */
export function exportCommand(shell: Shell): Command {
  return new Command('export')
    .description('write articles to a file or folder that can be imported again')
    .argument('<out>', 'file for ndjson, "-" for standard output; folder for all others')
    .addOption(new Option('--format <format>', 'output format').choices(formats).default('ndjson'))
    .option(
      '--since <instant>',
      'only articles changed since this day or instant, such as 2026-11-22 or 2026-11-22T09:00:00Z',
    )
    .action(async (out: string, options: Options) => runExport(out, options, shell))
}

async function runExport(out: string, { format, since }: Options, shell: Shell): Promise<void> {
  const config = shell.config()
  const site = siteOf(config)
  requireForeignFile(out, ownFiles(config.databaseUrl))
  const from = since === undefined ? undefined : instantOf(since, site.timeZone)
  const store = await shell.openStore(config, site, 'blocking')
  try {
    if (format === 'ndjson') {
      const { articles, ahead } = await archiveExport(out, { store, since: from, write: shell.write })
      shell.err(`${articles} articles`)
      if (ahead > 0) shell.err(`${ahead} of them have unpublished changes, which are not exported.`)
      return
    }
    const { articles, damaged } = await folderExport(out, format, { store, site, since: from })
    shell.err(`${articles} articles`)
    if (damaged.length > 0) {
      throw new AppError('print-damaged', `Not exported, because the stored print is damaged: ${damaged.join(', ')}.`, {
        hint: 'Publish these articles again or restore a backup, and check the disk.',
      })
    }
  } finally {
    await store.close()
  }
}

function instantOf(text: string, timeZone: string): Instant {
  const at = isInstant(text) ? text : /^\d{4}-\d\d-\d\d$/.test(text) ? startOfDay(text, timeZone) : undefined
  if (at === undefined) {
    throw new AppError(
      'config-invalid',
      `--since is "${text.slice(0, 40)}"; give a day (2026-11-22) or an instant in UTC (2026-11-22T09:00:00Z).`,
    )
  }
  return at
}
