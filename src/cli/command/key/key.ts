import { Command } from 'commander'
import type { Shell } from '../../shell.ts'
import { storeOf } from '../../store.ts'
import { keyCreateCommand } from './create.ts'
import { keyEditCommand } from './edit.ts'
import { keyListCommand } from './list.ts'
import { keyRevokeCommand } from './revoke.ts'
import { keyRotateCommand } from './rotate.ts'

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
