import { Command } from 'commander'
import { presetNames } from '../../../domain/webhook/preset.ts'
import { webhookWish } from '../../../domain/webhook/webhook.ts'
import { createWebhook } from '../../../editorial/webhook/webhook.ts'
import type { Shell, WithStore } from '../../shell.ts'
import { checked, statedMembers, type WebhookOptions, withWebhookOptions } from './option.ts'

/** `offprint webhook create` */
export function webhookCreateCommand(shell: Shell, withStore: WithStore): Command {
  const { clock, newId } = shell
  const command = new Command('create')
    .description('create a webhook; its secret is printed once, alone on standard output')
    .argument('<url>', 'address of the receiver')
    .option('--preset <name>', `kind of receiver: ${presetNames.join(', ')}`)
  return withWebhookOptions(command).action(
    async (url: string, { preset, ...options }: WebhookOptions & { preset?: string }) => {
      const wish = checked(webhookWish, { url, ...(preset !== undefined && { preset }), ...statedMembers(options) })
      const { webhook, secret } = await withStore(store =>
        createWebhook(wish, { actor: 'cli' }, { store, clock, newId }),
      )
      shell.err(`webhook ${webhook.id} sends ${webhook.events.join(', ')} to ${webhook.url}`)
      if (webhook.publicKey !== undefined) shell.err(`public key ${webhook.publicKey}`)
      shell.out(secret)
    },
  )
}
