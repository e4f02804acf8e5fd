import { Command } from 'commander'
import type { Shell } from '../../shell.ts'
import { storeOf } from '../../store.ts'
import { webhookCreateCommand } from './create.ts'
import { webhookDeleteCommand } from './delete.ts'
import { webhookDeliveriesCommand } from './deliveries.ts'
import { webhookEditCommand } from './edit.ts'
import { webhookListCommand, webhookShowCommand } from './list.ts'
import { webhookReplayCommand } from './replay.ts'
import { webhookRotateCommand } from './rotate.ts'
import { webhookTestCommand } from './test.ts'

/** `offprint webhook` */
export function webhookCommand(shell: Shell): Command {
  const withStore = storeOf(shell)
  return new Command('webhook')
    .description('create, list, edit, test and delete webhooks; list and replay their deliveries')
    .addCommand(webhookCreateCommand(shell, withStore))
    .addCommand(webhookListCommand(shell, withStore))
    .addCommand(webhookShowCommand(shell, withStore))
    .addCommand(webhookEditCommand(shell, withStore))
    .addCommand(webhookRotateCommand(shell, withStore))
    .addCommand(webhookTestCommand(shell, withStore))
    .addCommand(webhookDeliveriesCommand(shell, withStore))
    .addCommand(webhookReplayCommand(shell, withStore))
    .addCommand(webhookDeleteCommand(shell, withStore))
}
