import { Command } from 'commander'
import type { Shell } from '../shell.ts'

/** `offprint config` */
export function configCommand(shell: Shell): Command {
  return new Command('config')
    .description('print all settings, where each comes from, and no secrets')
    .option('--json', 'print one JSON array')
    .action(({ json }: { json?: true }) => {
      const settings = shell.settings()
      if (json) return shell.out(JSON.stringify(settings, null, 2))
      const width = Math.max(...settings.map(({ name }) => name.length)) + 2
      for (const { name, value, origin } of settings) shell.out(`${name.padEnd(width)}${origin.padEnd(13)}${value}`)
    })
}
