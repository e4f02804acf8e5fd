import { Command } from 'commander'
import { keyCreateCommand } from './key-create.ts'
import { keyEditCommand } from './key-edit.ts'
import { keyListCommand } from './key-list.ts'
import { keyRevokeCommand } from './key-revoke.ts'
import { keyRotateCommand } from './key-rotate.ts'
import type { Shell } from './shell.ts'
import { storeOf } from './store.ts'

/** `offprint key` */
export function keyCommand(shell: Shell): Command {
  const withStore = storeOf(shell)
  return new Command('key')
    .description('create, list, edit, rotate and revoke API keys')
    .addCommand(keyCreateCommand(shell, withStore))
    .addCommand(keyListCommand(shell, withStore))
    .addCommand(keyEditCommand(shell, withStore))
    .addCommand(keyRotateCommand(shell, withStore))
    .addCommand(keyRevokeCommand(shell, withStore))
}
