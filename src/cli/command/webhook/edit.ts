import { Command } from 'commander'
import { type StoredWebhook, type WebhookChange, webhookChange } from '../../../domain/webhook/webhook.ts'
import { changeable, editWebhook } from '../../../editorial/webhook/webhook.ts'
import type { Shell, WithStore } from '../../shell.ts'
import { checked, statedMembers, type WebhookOptions, withWebhookOptions } from './option.ts'

type Options = WebhookOptions & { url?: string; all?: boolean; pause?: boolean; resume?: boolean }

/** `offprint webhook edit` */
export function webhookEditCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  const command = new Command('edit')
    .description('change, pause or resume a webhook; options that are not stated change nothing')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .option('--url <url>', 'address of the receiver')
    .option('--all', 'remove the filter')
    .option('--pause', 'send nothing until it is resumed')
    .option('--resume', 'send again, also after Offprint disabled it')
  return withWebhookOptions(command).action(async (id: string, options: Options) => {
    const { url, all, pause, resume } = options
    const stated = { ...(all && { filter: {} }), ...statedMembers(options), ...(url !== undefined && { url }) }
    const state: WebhookChange['state'] | undefined = resume ? 'active' : pause ? 'paused' : undefined
    const change = (current: StoredWebhook) => {
      const { state: _, ...members } = changeable(current)
      const changed = checked(webhookChange, { ...members, headers: current.headers, state: 'active', ...stated })
      return { ...changed, state }
    }
    const webhook = await withStore(store => editWebhook(id, change, { actor: 'cli' }, { store, clock }))
    shell.out(`webhook ${webhook.id} is ${webhook.state}`)
  })
}
