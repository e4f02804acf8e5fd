import { Command, InvalidArgumentError } from 'commander'
import { rotateSecret } from '../../../editorial/webhook/webhook.ts'
import type { Shell, WithStore } from '../../shell.ts'

const longest = 30 * 24

/** `offprint webhook rotate` */
export function webhookRotateCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  return new Command('rotate')
    .description('replace the secret of a webhook, and print the new one')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .option('--overlap <hours>', 'hours for which the old secret signs too', readHours, 24)
    .action(async (id: string, { overlap }: { overlap: number }) => {
      const { webhook, secret } = await withStore(store =>
        rotateSecret(id, overlap * 3600, { actor: 'cli' }, { store, clock }),
      )
      if (webhook.publicKey !== undefined) shell.err(`public key ${webhook.publicKey}`)
      shell.out(secret)
    })
}

function readHours(text: string): number {
  const hours = Number(text)
  if (Number.isInteger(hours) && hours >= 0 && hours <= longest) return hours
  throw new InvalidArgumentError(`Give whole hours, at most ${longest}.`)
}
