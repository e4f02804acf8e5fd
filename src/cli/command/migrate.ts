import { Command } from 'commander'
import { withoutPasswords } from '../../config/effective.ts'
import type { Shell } from '../shell.ts'

/** `offprint migrate` */
export function migrateCommand(shell: Shell): Command {
  return new Command('migrate')
    .description('apply pending migrations; serve and import do this automatically')
    .action(async () => {
      const config = shell.config()
      const databaseUrl = withoutPasswords(config.databaseUrl)
      const applied = await shell.migrateStore(config)
      for (const name of applied) shell.out(`applied ${name}`)
      shell.out(applied.length === 0 ? `${databaseUrl} is up to date` : `${databaseUrl} is now up to date`)
    })
}
