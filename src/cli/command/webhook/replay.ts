import { Command, InvalidArgumentError } from 'commander'
import { type Instant, isDay, isInstant } from '../../../domain/instant.ts'
import { replayChanges, replayDelivery } from '../../../editorial/webhook/delivery.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** `offprint webhook replay` */
export function webhookReplayCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  const command = new Command('replay')
  return command
    .description('send one delivery again, or the changes of a period; a running server sends them')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .argument('[delivery]', 'id of a delivery')
    .option('--since <when>', 'a day or an instant: time of the first change', instantOf)
    .option('--until <when>', 'a day or an instant: time of the last change', instantOf)
    .action(
      async (id: string, delivery: string | undefined, { since, until }: { since?: Instant; until?: Instant }) => {
        if ((delivery === undefined) === (since === undefined))
          command.error('error: give a delivery or --since <when>')
        const who = { actor: 'cli' }
        if (delivery !== undefined) {
          await withStore(store => replayDelivery(id, delivery, who, { store, clock }))
          shell.out(`delivery ${delivery} is sent again`)
        } else if (since !== undefined) {
          const count = await withStore(store => replayChanges(id, { since, until }, who, { store, clock }))
          shell.out(`changes in the period: ${count}`)
        }
      },
    )
}

function instantOf(text: string): Instant {
  if (isDay(text)) return `${text}T00:00:00Z`
  if (isInstant(text)) return text
  throw new InvalidArgumentError('Give a day (2026-12-31) or an instant (2026-12-31T12:00:00Z).')
}
