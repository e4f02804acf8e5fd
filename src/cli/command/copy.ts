import { Command } from 'commander'
import { withoutPasswords } from '../../config/effective.ts'
import { AppError } from '../../domain/error.ts'
import type { Shell } from '../shell.ts'

type Options = { to?: string; keepReadOnly?: true; release?: true }

/** `offprint copy --to <database>` */
export function copyCommand(shell: Shell): Command {
  return new Command('copy')
    .description(
      'copy everything from DATABASE_URL to a new database, which may be of the other engine, and verify it; the server may run, but cannot write meanwhile',
    )
    .option('--to <database>', 'a new or empty database: postgres://user@host/name or a new SQLite file')
    .option(
      '--keep-read-only',
      'leave DATABASE_URL read-only, so that nothing is written to it before the servers move',
    )
    .option('--release', 'end the read-only state after an interrupted copy, or after --keep-read-only')
    .addHelpText('after', '\nAn interrupted copy is continued by the same command.')
    .action(async (options: Options) => runCopy(options, shell))
}

async function runCopy({ to, keepReadOnly, release }: Options, shell: Shell): Promise<void> {
  const { databaseUrl } = shell.config()
  if ((to === undefined) !== (release === true) || (keepReadOnly && release)) {
    throw new AppError('config-invalid', 'Give --to with the database to copy to, or only --release.')
  }
  const { copyDatabase, releaseDatabase } = await import('../../store/copy.ts')
  if (to === undefined) {
    const wasReadOnly = await releaseDatabase(databaseUrl, shell.clock)
    const shown = withoutPasswords(databaseUrl)
    return shell.out(wasReadOnly ? `${shown} can be written again` : `${shown} was not read-only`)
  }
  let drawn = ''
  const { articles, published, lastChange } = await copyDatabase(databaseUrl, to, {
    clock: shell.clock,
    keepReadOnly: keepReadOnly === true,
    progress(stage, share) {
      const text = `${stage} ${Math.floor(share * 100)} %`
      if (text !== drawn) shell.redraw?.(text)
      drawn = text
    },
  }).finally(() => shell.redraw?.(''))
  shell.out(
    `${withoutPasswords(to)}: ${articles} articles, ${published} published, last change ${lastChange}; verified`,
  )
  if (keepReadOnly) shell.err('DATABASE_URL stays read-only until "offprint copy --release".')
}
