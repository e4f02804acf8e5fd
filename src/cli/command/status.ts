import { Command } from 'commander'
import { withoutPasswords } from '../../config/effective.ts'
import type { StoreStatus } from '../../domain/store/status.ts'
import type { Shell } from '../shell.ts'

/** `offprint status` */
export function statusCommand(shell: Shell, version: string): Command {
  return new Command('status')
    .description('print the state of the database; the server may run')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const config = shell.config()
      const { schema, content } = await shell.storeStatus(config)
      const database = withoutPasswords(config.databaseUrl)
      const readers = content && lagsOf(content)
      if (json) {
        const shown = content && { ...content, readers }
        return shell.out(JSON.stringify({ version, database, schema, ...shown }, null, 2))
      }
      const lines = [['version', version], ['database', database], ['schema', schema.applied], ...linesOf(content)]
      if (schema.pending.length > 0) lines.push(['pending', `${schema.pending.join(', ')}; run "offprint migrate"`])
      for (const [name = '', text = ''] of lines) shell.out(`${name.padEnd(13)}${text}`)
    })
}

type Content = NonNullable<StoreStatus['content']>

/** How many entries each reader of the change log has not processed. */
function lagsOf({ readers, lastChange }: Content): Record<string, { cursor: number; lag: number }> {
  const entries = Object.entries(readers)
  return Object.fromEntries(entries.map(([name, cursor]) => [name, { cursor, lag: lastChange - cursor }]))
}

function linesOf(content: Content | undefined): string[][] {
  if (!content) return []
  const { articles, workingCopies, lastChange, jobs, pings, databaseBytes, logBytes, lastBackup } = content
  const readers = Object.entries(lagsOf(content)).map(([name, { lag }]) => `${name} ${lag} behind`)
  const queues = jobs.map(({ kind, state, count }) => `${count} ${kind} ${state}`)
  const log = logBytes === undefined ? '' : `, write-ahead log ${megabytes(logBytes)}`
  const backup = lastBackup ? `${lastBackup.at}, ${lastChange - lastBackup.lastChange} changes ago` : 'none known'
  if (pings.waiting > 0) queues.push(`${pings.waiting} websub pings waiting, ${pings.failed} of them failed before`)
  return [
    ['articles', `${articles} delivered, ${workingCopies} in all`],
    ['change log', `head ${lastChange}`],
    ['readers', readers.join(', ') || 'none'],
    ['queues', queues.join(', ') || 'empty'],
    ['sizes', `database ${megabytes(databaseBytes)}${log}`],
    ...(logBytes === undefined ? [] : [['last backup', backup]]),
  ]
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
