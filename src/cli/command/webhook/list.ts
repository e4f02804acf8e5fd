import { Command } from 'commander'
import type { Webhook } from '../../../domain/webhook/webhook.ts'
import { shownWebhook } from '../../../domain/webhook/webhook.ts'
import { listWebhooks, readWebhook } from '../../../editorial/webhook/webhook.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** `offprint webhook list` */
export function webhookListCommand(shell: Shell, withStore: WithStore): Command {
  return new Command('list').description('list all webhooks, without their secrets').action(async () => {
    const webhooks = await withStore(store => listWebhooks({ store }))
    for (const webhook of webhooks) shell.out(line(webhook))
    if (webhooks.length === 0) shell.out('no webhooks; create one with "offprint webhook create"')
  })
}

/** `offprint webhook show` */
export function webhookShowCommand(shell: Shell, withStore: WithStore): Command {
  return new Command('show')
    .description('show a webhook as JSON, without its secrets')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .action(async (id: string) => {
      const webhook = await withStore(store => readWebhook(id, { store }))
      shell.out(JSON.stringify(shownWebhook(webhook), null, 2))
    })
}

function line({ id, state, disabled, failingSince, preset, url, name }: Webhook): string {
  const health = failingSince === undefined ? [] : [`failing since ${failingSince}`]
  const why = disabled ? [disabled.reason] : []
  return [id, state, preset, url, ...(name === undefined ? [] : [name]), ...health, ...why].join('  ')
}
