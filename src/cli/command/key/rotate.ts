import { Command, InvalidArgumentError } from 'commander'
import { rotateKey } from '../../../editorial/key/rotate.ts'
import type { Shell, WithStore } from '../../shell.ts'

const longest = 30 * 24

/** `offprint key rotate` */
export function keyRotateCommand(shell: Shell, withStore: WithStore): Command {
  const { clock, newId } = shell
  return new Command('rotate')
    .description('replace a key by a new one, and print its secret')
    .argument('<id>', 'id of the key; "key list" shows it')
    .option('--overlap <hours>', 'hours for which the old secret keeps working', readHours, 0)
    .action(async (id: string, { overlap }: { overlap: number }) => {
      const who = { actor: 'cli' }
      const { key, secret } = await withStore(store =>
        rotateKey(id, overlap * 3600, undefined, who, { store, clock, newId }),
      )
      shell.err(`key ${key.id} "${key.name}" replaces ${id}`)
      shell.out(secret)
    })
}

function readHours(text: string): number {
  const hours = Number(text)
  if (/^\d{1,3}$/.test(text) && hours <= longest) return hours
  throw new InvalidArgumentError(`Give whole hours, at most ${longest}.`)
}
