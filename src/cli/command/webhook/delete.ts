import { Command } from 'commander'
import { removeWebhook } from '../../../editorial/webhook/webhook.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** `offprint webhook delete` */
export function webhookDeleteCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  return new Command('delete')
    .description('delete a webhook with its deliveries')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .action(async (id: string) => {
      await withStore(store => removeWebhook(id, { actor: 'cli' }, { store, clock }))
      shell.out(`webhook ${id} is deleted`)
    })
}
