import { Command } from 'commander'
import { revokeKey } from '../../../editorial/key/revoke.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** `offprint key revoke` */
export function keyRevokeCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  return new Command('revoke')
    .description('revoke a key immediately and permanently')
    .argument('<id>', 'id of the key; "key list" shows it')
    .action(async (id: string) => {
      const key = await withStore(store => revokeKey(id, undefined, { actor: 'cli' }, { store, clock }))
      shell.out(`key ${key.id} "${key.name}" is revoked`)
    })
}
