import { Command } from 'commander'
import type { Shell } from '../shell.ts'

/** `offprint restore <file>` */
export function restoreCommand(shell: Shell): Command {
  return new Command('restore')
    .description('verify a backup and copy it to DATABASE_URL, where no database may exist')
    .argument('<file>', 'a backup of this or an earlier version')
    .action(async (file: string) => {
      const { databaseUrl } = shell.config()
      const { restoreStore } = await import('../../store/maintain.ts')
      const { articles, published, lastChange, hasDigests } = restoreStore(file, databaseUrl)
      shell.out(`${databaseUrl}: ${articles} articles, ${published} published, last change ${lastChange}`)
      if (!hasDigests) shell.err(`${file} was not made by "offprint backup": only its structure was verified.`)
    })
}
