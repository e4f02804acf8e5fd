import { Command } from 'commander'
import type { Shell } from '../shell.ts'

/** `offprint openapi` */
export function openapiCommand(shell: Shell): Command {
  return new Command('openapi')
    .description('print the OpenAPI document as JSON')
    .action(async () => shell.out(await shell.openapi()))
}
