import { Command, InvalidArgumentError } from 'commander'
import { type KeyRate, type Scope, scopes } from '../../../domain/access/key.ts'
import { readRate } from '../../../domain/access/rate.ts'
import { type Instant, instantOf, isDay, isInstant } from '../../../domain/instant.ts'
import { createKey } from '../../../editorial/key/create.ts'
import { siteOption } from '../../option/site.ts'
import type { Shell, WithStore } from '../../shell.ts'

type Options = { name: string; scope: Scope[]; expires?: Instant; rate?: KeyRate; site?: string }

/** `offprint key create` */
export function keyCreateCommand(shell: Shell, withStore: WithStore): Command {
  const { clock, newId } = shell
  return new Command('create')
    .description('create a key; its secret is printed once, alone on standard output')
    .requiredOption('--name <name>', 'who uses the key')
    .requiredOption(
      '--scope <scope>',
      `what the key may do, repeatable or comma-separated: ${scopes.join(', ')}`,
      readScopes,
    )
    .option('--expires <when>', 'a day, an instant, or a number of days such as 90d', text => readEnd(text, clock()))
    .option('--rate <requests/seconds>', 'rate limit of the key, such as 600/60', rateOf)
    .addOption(siteOption())
    .action(async ({ name, scope, expires, rate, site }: Options) => {
      const wish = { name, scopes: scope, expiresAt: expires, rate, site }
      const { key, secret } = await withStore(store =>
        createKey(wish, undefined, { actor: 'cli' }, { store, clock, newId }),
      )
      shell.err(`key ${key.id} "${key.name}" may ${key.scopes.join(', ')}`)
      shell.out(secret)
    })
}

function readScopes(text: string, before: Scope[] = []): Scope[] {
  const named = text.split(',').map(part => part.trim())
  const known = named.map(name => scopes.find(scope => scope === name))
  const unknown = named.find((_, index) => known[index] === undefined)
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is not a scope. Scopes: ${scopes.join(', ')}.`)
  return [...before, ...known.filter(scope => scope !== undefined)]
}

function readEnd(text: string, now: Date): Instant {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  const end = days === undefined ? stated(text) : instantOf(new Date(now.getTime() + Number(days) * 86_400_000))
  if (end === undefined)
    throw new InvalidArgumentError('Give a day (2026-12-31), an instant (2026-12-31T12:00:00Z) or 90d.')
  if (Date.parse(end) <= now.getTime()) throw new InvalidArgumentError('The expiry is in the past. Give a later one.')
  return end
}

function stated(text: string): Instant | undefined {
  if (isDay(text)) return `${text}T00:00:00Z`
  return isInstant(text) ? text : undefined
}

function rateOf(text: string): KeyRate {
  const rate = readRate(text)
  if (!rate) throw new InvalidArgumentError('Give requests and seconds, such as 600/60.')
  return rate
}
