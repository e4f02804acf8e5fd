import { Command, Option } from 'commander'
import { editKey } from '../../../editorial/key/edit.ts'
import { siteOption } from '../../option/site.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** `offprint key edit` */
export function keyEditCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  const command = new Command('edit')
  return command
    .description('set or remove the site of a key')
    .argument('<id>', 'id of the key; "key list" shows it')
    .addOption(siteOption())
    .addOption(new Option('--no-site', 'remove the site'))
    .action(async (id: string, { site }: { site?: string | boolean }) => {
      if (site === undefined || site === true) command.error('error: give --site <url> or --no-site')
      const change = () => ({ site: typeof site === 'string' ? site : undefined })
      const who = { actor: 'cli' }
      const key = await withStore(store => editKey(id, change, undefined, who, { store, clock }))
      shell.out(`key ${key.id} "${key.name}" has ${key.site === undefined ? 'no site' : `the site ${key.site}`}`)
    })
}
