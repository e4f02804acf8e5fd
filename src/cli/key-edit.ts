import { Command, Option } from 'commander'
import { editKey } from '../editorial/key.ts'
import type { Shell, WithStore } from './shell.ts'
import { siteOption } from './site-option.ts'

/** `offprint key edit` */
export function keyEditCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  const command = new Command('edit')
  return command
    .description('give a key a site, or take it away')
    .argument('<id>', 'id of the key; "key list" shows it')
    .addOption(siteOption())
    .addOption(new Option('--no-site', 'the key has no site any more'))
    .action(async (id: string, { site }: { site?: string | boolean }) => {
      if (site === undefined || site === true) command.error('error: give --site <url> or --no-site')
      const change = () => ({ site: typeof site === 'string' ? site : undefined })
      const who = { actor: 'cli' }
      const key = await withStore(store => editKey(id, change, undefined, who, { store, clock }))
      shell.out(`key ${key.id} "${key.name}" has ${key.site === undefined ? 'no site' : `the site ${key.site}`}`)
    })
}
