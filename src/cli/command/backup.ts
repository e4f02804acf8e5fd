import { Command, InvalidArgumentError } from 'commander'
import { AppError } from '../../domain/error.ts'
import type { Shell } from '../shell.ts'

/** `offprint backup <file>` */
export function backupCommand(shell: Shell): Command {
  return new Command('backup')
    .description('copy the database to a file while it is in use, and verify the copy')
    .argument('<file>', 'the new file; readable only by its owner')
    .option('--keep <number>', 'number of backups to keep: earlier ones become <file>.1, <file>.2 and so on', readKeep)
    .action(async (file: string, { keep }: { keep?: number }) => {
      const { databaseUrl, database } = shell.config()
      const { backupStore, noteBackup, postgresVersion } = await import('../../store/maintain.ts')
      const server = await postgresVersion({ url: databaseUrl, database })
      if (server !== undefined) throw dumpInstead(file, server, await shell.programVersion('pg_dump'))
      let shownPercent = -1
      const summary = await backupStore(databaseUrl, file, {
        keep,
        progress(share) {
          const percent = Math.floor(share * 100)
          if (percent !== shownPercent) shell.redraw?.(percent === 100 ? 'verifying' : `copied ${percent} %`)
          shownPercent = percent
        },
      }).finally(() => shell.redraw?.(''))
      // The backup is complete, even if the database cannot be written now.
      await noteBackup(databaseUrl, summary, shell.clock).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
        shell.err(`"offprint status" will not show this backup: ${error.message}`)
      })
      const { articles, published, lastChange } = summary
      shell.out(`${file}: ${articles} articles, ${published} published, last change ${lastChange}; verified`)
    })
}

/** PostgreSQL makes its backups itself. Its program must not be older than the server. */
function dumpInstead(file: string, server: number, found: string | undefined): AppError {
  const version = /(\d{1,3})(?:\.\d{1,3})?/.exec(found ?? '')?.[1]
  const command = `pg_dump --format=custom --file=${file} "$DATABASE_URL"`
  const install = `Install version ${server} or later of it (Debian: postgresql-client-${server}), then run: ${command}`
  const hint =
    version === undefined
      ? `pg_dump is not installed. ${install}`
      : Number(version) < server
        ? `pg_dump has version ${version} here, and the server has ${server}. ${install}`
        : `Run: ${command} (version ${version}, the server has ${server})`
  return new AppError('config-invalid', 'pg_dump of PostgreSQL makes the backups of this database.', { hint })
}

function readKeep(text: string): number {
  const keep = Number(text)
  if (!/^\d{1,4}$/.test(text) || keep < 1) throw new InvalidArgumentError('Give a whole number from 1 to 9999.')
  return keep
}
