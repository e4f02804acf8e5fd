import { Command, InvalidArgumentError } from 'commander'
import { deliveryStates, type WebhookDelivery } from '../../../domain/webhook/delivery.ts'
import { listDeliveries, readDelivery } from '../../../editorial/webhook/delivery.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** Deliveries per query. */
const pageSize = 500

type State = WebhookDelivery['state']

/** `offprint webhook deliveries` */
export function webhookDeliveriesCommand(shell: Shell, withStore: WithStore): Command {
  return new Command('deliveries')
    .description('list the deliveries of a webhook, or show one as JSON with its request and response')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .argument('[delivery]', 'id of a delivery')
    .option('--state <state>', `only those in this state: ${deliveryStates.join(', ')}`, readState)
    .action(async (webhookId: string, deliveryId: string | undefined, { state }: { state?: State }) => {
      await withStore(async store => {
        if (deliveryId !== undefined) {
          shell.out(JSON.stringify(await readDelivery(webhookId, deliveryId, { store }), null, 2))
          return
        }
        for (let from: string | undefined; ; ) {
          const { deliveries, hasNext } = await listDeliveries({ webhookId, state, limit: pageSize, from }, { store })
          for (const one of deliveries) shell.out(line(one))
          from = deliveries.at(-1)?.id
          if (!hasNext) return
        }
      })
    })
}

function line({ id, state, event, articleId, revision, attempts, dueAt, attempt }: WebhookDelivery): string {
  const subject = articleId === undefined ? event : `${event} ${articleId} ${revision}`
  const answer = attempt?.response ? String(attempt.response.status) : (attempt?.error ?? 'not sent')
  return [
    id,
    state,
    subject,
    `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    answer,
    ...(dueAt === undefined ? [] : [`due ${dueAt}`]),
  ].join('  ')
}

function readState(text: string): State {
  const state = deliveryStates.find(one => one === text)
  if (state) return state
  throw new InvalidArgumentError(`Give one of ${deliveryStates.join(', ')}.`)
}
