import { Command } from 'commander'
import { type ApiKey, keyFault } from '../../../domain/access/key.ts'
import { now } from '../../../domain/instant.ts'
import type { Shell, WithStore } from '../../shell.ts'

/** `offprint key list` */
export function keyListCommand(shell: Shell, withStore: WithStore): Command {
  return new Command('list').description('list all keys, without their secrets').action(async () => {
    const keys = await withStore(store => store.keys())
    const at = now(shell.clock)
    for (const key of keys) shell.out(line(key, at))
    if (keys.length === 0) shell.out('no keys; create one with "offprint key create"')
  })
}

function line(key: ApiKey, at: string): string {
  const { id, prefix, name, scopes, expiresAt, lastUsedAt, site } = key
  const state = keyFault(key, at) ?? (expiresAt === undefined ? 'active' : `until ${expiresAt}`)
  const used = lastUsedAt === undefined ? 'never used' : `used ${lastUsedAt}`
  return [id, `${prefix}…`, state, used, scopes.join(','), name, ...(site === undefined ? [] : [site])].join('  ')
}
