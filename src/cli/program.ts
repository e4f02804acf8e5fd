import { Command, CommanderError } from 'commander'
import { AppError } from '../domain/error.ts'
import { backupCommand } from './command/backup.ts'
import { checkCommand } from './command/check.ts'
import { configCommand } from './command/config.ts'
import { copyCommand } from './command/copy.ts'
import { exportCommand } from './command/export.ts'
import { importCommand } from './command/import.ts'
import { keyCommand } from './command/key/key.ts'
import { migrateCommand } from './command/migrate.ts'
import { openapiCommand } from './command/openapi.ts'
import { previewCommand } from './command/preview.ts'
import { reprintCommand } from './command/reprint.ts'
import { restoreCommand } from './command/restore.ts'
import { serveCommand } from './command/serve.ts'
import { sourceCommand } from './command/source.ts'
import { statusCommand } from './command/status.ts'
import { webhookCommand } from './command/webhook/webhook.ts'
import { exitCode, type Shell } from './shell.ts'

/**
 * Runs a command line.
 *
 * @param args without the program's own name
 * @returns the exit code; see `exitCode`
 */
export async function run(args: readonly string[], version: string, shell: Shell): Promise<number> {
  let code: number = exitCode.done
  const program = createProgram(version, shell, end => {
    code = end
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return isClosedPipe(error) ? code : failed(error, shell)
  }
}

/** Whether the reader of the output closed the pipe, as `head` does. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

/** The commands of `offprint`, each with its own help. */
export function createProgram(version: string, shell: Shell, exit: (code: number) => void): Command {
  const program = new Command('offprint')
    .description('A headless content API for finished articles.')
    .version(version)
    .addCommand(serveCommand(shell))
    .addCommand(importCommand(shell, exit))
    .addCommand(exportCommand(shell))
    .addCommand(sourceCommand(shell))
    .addCommand(keyCommand(shell))
    .addCommand(previewCommand(shell))
    .addCommand(webhookCommand(shell))
    .addCommand(backupCommand(shell))
    .addCommand(restoreCommand(shell))
    .addCommand(copyCommand(shell))
    .addCommand(checkCommand(shell, exit))
    .addCommand(statusCommand(shell, version))
    .addCommand(configCommand(shell))
    .addCommand(migrateCommand(shell))
    .addCommand(reprintCommand(shell))
    .addCommand(openapiCommand(shell))
    .addHelpText('after', '\nSettings are environment variables; docs/settings.md lists them.')
  for (const command of [program, ...program.commands, ...program.commands.flatMap(one => one.commands)]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: text => shell.out(text.trimEnd()), writeErr: text => shell.err(text.trimEnd()) })
      .showHelpAfterError('(use --help for the options)')
  }
  return program
}

function failed(error: unknown, shell: Shell): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage
  if (!(error instanceof AppError)) throw error
  shell.err(`offprint: ${error.message}`)
  if (error.hint) shell.err(error.hint)
  return error.code === 'config-invalid' ? exitCode.usage : exitCode.unusable
}
