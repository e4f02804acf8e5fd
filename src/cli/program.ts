import { Command, CommanderError } from 'commander'
import { AppError } from '../domain/error.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { keyCommand } from './key.ts'
import { migrateCommand } from './migrate.ts'
import { openapiCommand } from './openapi.ts'
import { previewCommand } from './preview.ts'
import { reprintCommand } from './reprint.ts'
import { serveCommand } from './serve.ts'
import { exitCode, type Shell } from './shell.ts'
import { sourceCommand } from './source.ts'

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
